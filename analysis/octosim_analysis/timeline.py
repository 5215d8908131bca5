"""What happened on a wafer, one thing after the other in the order of time: what exports to formats of timelines are made of."""
from __future__ import annotations

import heapq
import operator
import typing

import numpy

from octosim_analysis import queues, stretches
from octosim_analysis.codes import STATES
from octosim_analysis.errors import TooLarge
from octosim_analysis.owners import Owners
from octosim_analysis.states import TbuStates
from octosim_analysis.trace import Trace

SAMPLES = 2000  # most instants of a counter over the whole run; more are thinned evenly
_BYTES = 32 << 20  # of the counters of all clusters


class Stretch(typing.NamedTuple):
    """A cluster works on a sub-OWG (from 0; -1: not known, or on all of them) until `end`.  `reason`: of codes.REASONS, or -1: the start."""
    time: int
    end: int
    cluster: int
    sub_owg: int
    reason: int


class Move(typing.NamedTuple):
    """Balancing moved something between clusters.  The trace says when it left, not when it came."""
    time: int
    source: int
    target: int
    sub_owg: int
    items: int
    bytes: int
    hops: int


class Asked(typing.NamedTuple):
    """The first frame of a stream was asked for."""
    time: int
    stream: int
    cluster: int


class Done(typing.NamedTuple):
    """The last item of a stream reached the sink."""
    time: int
    stream: int
    cluster: int
    arrivals: int


class States(typing.NamedTuple):
    """Parts of the cycles of a cluster's TBUs by state, in the order of codes.STATES, together 1: from `time` on until the next."""
    time: int
    cluster: int
    parts: tuple[float, ...]


class Queues(typing.NamedTuple):
    """Bytes that wait in a cluster at `time`, of all sub-OWGs: before their first Task Blocks, and between Task Blocks."""
    time: int
    cluster: int
    input_bytes: int
    inner_bytes: int


Happening = Stretch | Move | Asked | Done | States | Queues


def of_trace(trace: Trace, owners: Owners, first: int, last: int, most: int) -> typing.Iterator[Happening]:
    """Everything of cycles first <= t <= last, by time; of one time in the order of the classes above.  Stretches begin at `first` or later.

    Memory: chunks of tables, counters of at most SAMPLES instants, 32 bytes a stream.
    \\raises TooLarge: there are more than `most`; Missing, BadFile; OSError: no room for temporary data"""
    parts: tuple[typing.Iterator[Happening], ...] = (_stretches(trace, owners, first, last), _moves(trace, first, last), _asked(trace, first, last), _done(trace, first, last),
             _states(trace, first, last), _queues(trace, first, last))
    left = most
    merged: typing.Iterable[Happening] = heapq.merge(*parts, key=operator.itemgetter(0))
    for found in merged:
        left -= 1
        if left < 0:
            raise too_large(trace, first, last, most)
        yield found


def too_large(trace: Trace, first: int, last: int, most: int) -> TooLarge:
    """What to say where there are more than `most`."""
    return TooLarge(f"{trace.where}: more than {most} slices, arrows and counters between cycles {first} and {last}: "
                    "ask for a part of the run (--from, --until), or for more (--most)")


def _stretches(trace: Trace, owners: Owners, first: int, last: int) -> typing.Iterator[Stretch]:
    for rows in stretches.of_clusters(trace, owners, first, last):
        yield from map(Stretch._make, zip(*(rows[name].tolist() for name in ("begin", "end", "cluster", "sub_owg", "reason"))))


def _moves(trace: Trace, first: int, last: int) -> typing.Iterator[Move]:
    for rows in trace["/balance/moves"].chunks(("time", "from", "to", "sub_owg", "items", "bytes", "hops")):
        if rows["time"][0] > last:
            return
        inside = (rows["time"] >= first) & (rows["time"] <= last)
        yield from map(Move._make, zip(*(values[inside].tolist() for values in rows.values())))


def _asked(trace: Trace, first: int, last: int) -> typing.Iterator[Asked]:
    """Rows are in the order in which streams end, so those that begin are sorted, all of them at once."""
    rows = trace["/streams/done"].read(("first", "stream", "cluster"))
    rows = {name: values[numpy.argsort(rows["first"], kind="stable")] for name, values in rows.items()}
    inside = (rows["first"] >= first) & (rows["first"] <= last)
    yield from map(Asked._make, zip(*(values[inside].tolist() for values in rows.values())))


def _done(trace: Trace, first: int, last: int) -> typing.Iterator[Done]:
    for rows in trace["/streams/done"].chunks(("time", "stream", "cluster", "arrivals")):
        inside = (rows["time"] >= first) & (rows["time"] <= last)
        yield from map(Done._make, zip(*(values[inside].tolist() for values in rows.values())))


def _states(trace: Trace, first: int, last: int) -> typing.Iterator[States]:
    found = TbuStates(trace)
    clusters = int(found.cluster.max(initial=0)) + 1
    edges, parts = found.of_clusters(min(SAMPLES, max(1, _BYTES // (8 * clusters * len(STATES)))))
    rows = numpy.stack([parts[state] for state in STATES], axis=-1)  # [cluster, bin, state]
    for k in numpy.flatnonzero((edges[:-1] >= first) & (edges[:-1] <= last)):
        time = int(edges[k])
        for cluster, values in enumerate(rows[:, k].tolist()):
            yield States(time, cluster, tuple(values))


def _queues(trace: Trace, first: int, last: int) -> typing.Iterator[Queues]:
    for time, input_bytes, inner_bytes in queues.of_clusters(trace, first, last, SAMPLES):
        for cluster, (before, between) in enumerate(zip(input_bytes.tolist(), inner_bytes.tolist())):
            yield Queues(time, cluster, before, between)
