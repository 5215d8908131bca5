"""A trace as JSON of Chrome's trace events, which Perfetto (ui.perfetto.dev) and chrome://tracing show.

Tracks: each cluster with a slice for each sub-OWG it works on; streams; counters of TBU states and of queues; arrows where balancing
moved something; with `trace.level = "event"` each TBU with a slice for each packet it executes.  Instants are in microseconds, as the format wants, with all digits a cycle needs.
"""
from __future__ import annotations

import json
import tomllib
import typing

from octosim_analysis import queues, stretches
from octosim_analysis.codes import STATES, reason_name
from octosim_analysis.figures.shares import task_words
from octosim_analysis.owners import Owners
from octosim_analysis.states import TbuStates
from octosim_analysis.timeline import SAMPLES, too_large
from octosim_analysis.trace import Trace

Event = dict[str, typing.Any]
CLUSTERS, STREAMS, TBUS, QUEUES, PACKETS = 1, 2, 3, 4, 5


def events_of(trace: Trace, first: int, last: int, most: int) -> typing.Iterator[Event]:
    """Those of cycles first <= t <= last.  \\raises TooLarge: more than `most` slices and arrows; Missing, BadFile"""
    microseconds = 1e6 / float(trace.settings.get("wafer.clock", 10**9))
    owners = Owners(trace, trace.end)
    words = task_words(trace, owners.sub_owgs)
    for number, name in ((CLUSTERS, "clusters"), (STREAMS, "streams"), (TBUS, "TBUs"), (QUEUES, "queues")):
        yield {"ph": "M", "pid": number, "name": "process_name", "args": {"name": name}}
        yield {"ph": "M", "pid": number, "name": "process_sort_index", "args": {"sort_index": number}}
    for cluster in range(owners.clusters):
        yield {"ph": "M", "pid": CLUSTERS, "tid": cluster + 1, "name": "thread_name", "args": {"name": f"cluster {cluster}"}}
    left = most
    parts = (_slices(trace, owners, words, first, min(last, trace.end)), _streams(trace, first, last), _arrows(trace, words, first, last),
             _states(trace, first, last), _queues(trace, words, first, last), _packets(trace, first, last))
    for part in parts:
        for event in part:
            left -= 1
            if left < 0:
                raise too_large(trace, first, last, most)
            for name in ("ts", "dur"):
                if name in event:
                    event[name] = round(event[name] * microseconds, 6)
            yield event


def _slices(trace: Trace, owners: Owners, words: list[str], first: int, last: int) -> typing.Iterator[Event]:
    for rows in stretches.of_clusters(trace, owners, first, last):
        for begin, end, cluster, sub_owg, reason in zip(*(values.tolist() for values in rows.values())):
            if sub_owg >= 0:
                yield {"ph": "X", "pid": CLUSTERS, "tid": cluster + 1, "ts": begin, "dur": end - begin, "name": words[sub_owg], "cat": "sub-OWG",
                       "args": {"sub_owg": sub_owg + 1, "why": reason_name(reason)}}


def _streams(trace: Trace, first: int, last: int) -> typing.Iterator[Event]:
    for rows in trace["/streams/done"].chunks(("time", "stream", "cluster", "first", "arrivals")):
        for time, stream, cluster, begin, arrivals in zip(*(values.tolist() for values in rows.values())):
            if time < first or begin > last:
                continue
            common = {"pid": STREAMS, "tid": 1, "cat": "stream", "id": stream, "name": f"stream {stream}"}
            yield {**common, "ph": "b", "ts": begin, "args": {"cluster": cluster, "arrivals": arrivals}}
            yield {**common, "ph": "e", "ts": time}


def _arrows(trace: Trace, words: list[str], first: int, last: int) -> typing.Iterator[Event]:
    number = 0
    for rows in trace["/balance/moves"].chunks(("time", "from", "to", "sub_owg", "items", "bytes", "hops")):
        if rows["time"][0] > last:
            break
        for time, source, target, sub_owg, items, size, hops in zip(*(values.tolist() for values in rows.values())):
            if first <= time <= last:
                number += 1
                common = {"pid": CLUSTERS, "cat": "balance", "id": number, "name": f"move of {words[sub_owg] if sub_owg < len(words) else sub_owg}", "ts": time}
                yield {**common, "ph": "s", "tid": source + 1, "args": {"items": items, "bytes": size, "hops": hops}}
                yield {**common, "ph": "f", "bp": "e", "tid": target + 1}


def _states(trace: Trace, first: int, last: int) -> typing.Iterator[Event]:
    edges, parts = TbuStates(trace).over_time(SAMPLES)
    for k, begin in enumerate(edges[:-1]):
        if first <= begin <= last:
            yield {"ph": "C", "pid": TBUS, "name": "TBU cycles, %", "ts": float(begin),
                   "args": {state: round(100 * float(parts[state][k]), 3) for state in STATES}}


def _queues(trace: Trace, words: list[str], first: int, last: int) -> typing.Iterator[Event]:
    if not trace["/clusters/samples"].rows:
        return
    edges, means, _ = queues.over_time(trace, SAMPLES)
    for name, title in (("input_bytes", "input queues, bytes"), ("inner_bytes", "between Task Blocks, bytes")):
        for k, begin in enumerate(edges[1:]):
            if first <= begin <= last:
                depth = {words[number]: float(rows[k]) for number, rows in enumerate(means[name]) if rows[k] == rows[k]}
                if depth:
                    yield {"ph": "C", "pid": QUEUES, "name": title, "ts": float(begin), "args": depth}


def _packets(trace: Trace, first: int, last: int) -> typing.Iterator[Event]:
    if "/tbus/packets" not in trace or not trace["/tbus/packets"].rows:
        return
    yield {"ph": "M", "pid": PACKETS, "name": "process_name", "args": {"name": "packets of TBUs"}}
    yield {"ph": "M", "pid": PACKETS, "name": "process_sort_index", "args": {"sort_index": PACKETS}}
    names = [str(block.get("name", number)) for number, block in enumerate(tomllib.loads(trace.text("owg")).get("block", []))]
    known: set[int] = set()
    for rows in trace["/tbus/packets"].chunks(("time", "tbu", "cluster", "block", "begin", "cycles", "loaded_bytes", "sent_bytes")):
        if rows["time"][0] > last:
            break
        for _, tbu, cluster, block, begin, cycles, loaded, sent in zip(*(values.tolist() for values in rows.values())):
            end = min(begin + cycles, last)
            begin = max(begin, first)
            if end <= begin:
                continue
            if tbu not in known:
                known.add(tbu)
                yield {"ph": "M", "pid": PACKETS, "tid": tbu + 1, "name": "thread_name", "args": {"name": f"TBU {tbu} of cluster {cluster}"}}
            yield {"ph": "X", "pid": PACKETS, "tid": tbu + 1, "ts": begin, "dur": end - begin, "name": names[block] if block < len(names) else f"block {block}",
                   "cat": "packet", "args": {"loaded_bytes": loaded, "sent_bytes": sent}}


def write(trace: Trace, file: typing.TextIO, first: int, last: int, most: int) -> int:
    """How many events were written.  Memory: one of them, and a chunk of a table."""
    about = {"experiment": trace.meta.experiment_name, "seed": trace.meta.seed, "version": trace.meta.version, "digest": f"{trace.meta.digest:#018x}"}
    file.write(f'{{"displayTimeUnit":"ns","otherData":{json.dumps(about)},"traceEvents":[\n')
    count = 0
    for event in events_of(trace, first, last, most):
        file.write((",\n" if count else "") + json.dumps(event, separators=(",", ":")))
        count += 1
    file.write("\n]}\n")
    return count
