"""A trace for Paraver (tools.bsc.es/paraver): BASE.prv with records, BASE.pcf with what their numbers mean, BASE.row with names of rows.

The format, as "The Paraver trace-file" at https://tools.bsc.es/paraver/trace_generation describes it and as Paraver's own reader takes it
(github.com/bsc-performance-tools/paraver-kernel: src/tracebodyio_v1.cpp, src/processmodel.cpp, utils/traceparser):

- header: `#Paraver (date):end_ns:nodes(CPUs,...):applications:tasks(threads:node,...)`
- state: `1:cpu:application:task:thread:begin:end:state`
- events: `2:cpu:application:task:thread:time:type:value[:type:value...]`
- communication: `3:`, the sender's `cpu:application:task:thread:sent:sent`, the same of the receiver, `size:tag`

Nodes and tasks are chiplets; CPUs and threads are their clusters; all count from 1.  Records are in the order of time.  A time is a cycle: Paraver
knows no other clock than one of 1 GHz, so where wafer.clock is not that, what it calls a nanosecond is a cycle.
"""
from __future__ import annotations

import contextlib
import pathlib
import typing

from octosim_analysis import timeline
from octosim_analysis.codes import REASONS, STATES
from octosim_analysis.command_line import whole_file
from octosim_analysis.experiment import Wafer, wafer_of_plan
from octosim_analysis.figures.shares import task_words
from octosim_analysis.owners import Owners
from octosim_analysis.style import COLOURS, STATE_NAMES
from octosim_analysis.trace import Trace

CLOCK = 10**9  # Hz, of Paraver
SUFFIXES = (".prv", ".pcf", ".row")
# Types of events: chosen, away from those of Extrae.
WHY, ASKED, DONE, STATE, INPUT, INNER = 90_000_001, 90_000_002, 90_000_003, 90_000_010, 90_000_020, 90_000_021
_UNKNOWN = 0  # the state where no sub-OWG is worked on that is known; others are numbers of sub-OWGs, from 1
_DATE = "01/01/2000 at 00:00"  # the same trace gives the same file


def write(trace: Trace, base: pathlib.Path, first: int, last: int, most: int) -> int:
    """The cycles first <= t <= last as `base`.prv, .pcf and .row: all three, or none.  How many records there are.

    Memory: as timeline.of_trace.  \\raises TooLarge: more than `most`; Missing, BadFile, OSError"""
    last = min(last, trace.end)
    owners, wafer = Owners(trace, trace.end), wafer_of_plan(trace.text("plan"), trace.where)
    words = task_words(trace, owners.sub_owgs)
    with contextlib.ExitStack() as parts:
        prv, pcf, row = (parts.enter_context(open(parts.enter_context(whole_file(base.with_name(base.name + suffix))), "w", encoding="utf-8"))
                         for suffix in SUFFIXES)
        pcf.write(_meanings(words, owners.divided))
        row.write(_rows(wafer, trace.name))
        prv.write(_header(wafer, last))
        count = 0
        for line in _records(timeline.of_trace(trace, owners, first, last, most), wafer):
            prv.write(line)
            count += 1
    return count


def base_of(path: pathlib.Path) -> pathlib.Path:
    """The name without .prv, .pcf or .row."""
    return path.with_suffix("") if path.suffix in SUFFIXES else path


def _header(wafer: Wafer, end: int) -> str:
    sizes = [len(clusters) for clusters in wafer.clusters_of_chiplets()]
    tasks = ",".join(f"{size}:{node}" for node, size in enumerate(sizes, 1))
    return f"#Paraver ({_DATE}):{end}_ns:{len(sizes)}({','.join(map(str, sizes))}):1:{len(sizes)}({tasks})\n"


def _places(wafer: Wafer) -> dict[int, str]:
    """Of each cluster: `cpu:application:task:thread`."""
    chiplets = wafer.clusters_of_chiplets()
    places: dict[int, str] = {}
    for task, clusters in enumerate(chiplets, 1):
        for thread, cluster in enumerate(clusters, 1):
            places[cluster] = f"{len(places) + 1}:1:{task}:{thread}"
    return places


def _records(happenings: typing.Iterable[timeline.Happening], wafer: Wafer) -> typing.Iterator[str]:
    at = _places(wafer)
    for one in happenings:
        if isinstance(one, timeline.Stretch):
            why = f"2:{at[one.cluster]}:{one.time}:{WHY}:{one.reason + 2}\n" if one.sub_owg >= 0 else ""
            yield f"1:{at[one.cluster]}:{one.time}:{one.end}:{one.sub_owg + 1}\n{why}"
        elif isinstance(one, timeline.Move):
            yield f"3:{at[one.source]}:{one.time}:{one.time}:{at[one.target]}:{one.time}:{one.time}:{one.bytes}:{one.sub_owg + 1}\n"
        elif isinstance(one, timeline.States):
            values = ":".join(f"{STATE + k}:{round(10000 * part)}" for k, part in enumerate(one.parts))
            yield f"2:{at[one.cluster]}:{one.time}:{values}\n"
        elif isinstance(one, timeline.Queues):
            yield f"2:{at[one.cluster]}:{one.time}:{INPUT}:{one.input_bytes}:{INNER}:{one.inner_bytes}\n"
        else:
            kind = ASKED if isinstance(one, timeline.Asked) else DONE
            yield f"2:{at[one.cluster]}:{one.time}:{kind}:{one.stream + 1}\n"


def _meanings(words: list[str], divided: bool) -> str:
    states = ["all sub-OWGs: TBUs are divided among them" if divided else "not known", *words]
    colours = ["#CCCCCC", *(COLOURS[k % len(COLOURS)] for k in range(len(words)))]
    lines = ["DEFAULT_OPTIONS", "LEVEL THREAD", "UNITS NANOSEC", "LOOK_BACK 100", "SPEED 1", "FLAG_ICONS ENABLED", f"NUM_OF_STATE_COLORS {len(states)}",
             f"YMAX_SCALE {len(states)}", "", "DEFAULT_SEMANTIC", "THREAD_FUNC State As Is", "",
             "STATES", *(f"{k} {text}" for k, text in enumerate(states)), "",
             "STATES_COLOR", *(f"{k} {{{','.join(str(int(colour[i:i + 2], 16)) for i in (1, 3, 5))}}}" for k, colour in enumerate(colours)), "",
             "EVENT_TYPE", f"0 {WHY} Why the cluster turned to the sub-OWG", "VALUES", "1 start", *(f"{k} {reason}" for k, reason in enumerate(REASONS, 2)), "",
             "EVENT_TYPE", f"0 {ASKED} Stream whose first frame is asked for, from 1", f"0 {DONE} Stream that is done, from 1", "",
             "EVENT_TYPE", *(f"0 {STATE + k} TBU cycles until the next value: {STATE_NAMES[state]}, in 0.01 %" for k, state in enumerate(STATES)), "",
             "EVENT_TYPE", f"0 {INPUT} Bytes in input queues", f"0 {INNER} Bytes between Task Blocks", ""]
    return "\n".join(lines)


def _rows(wafer: Wafer, name: str) -> str:
    chiplets = wafer.clusters_of_chiplets()
    clusters = [f"cluster {cluster}" for chiplet in chiplets for cluster in chiplet]
    dies = [f"chiplet {number}" for number in range(len(chiplets))]
    levels = (("CPU", clusters), ("NODE", dies), ("SYSTEM", ["wafer"]), ("THREAD", clusters), ("TASK", dies), ("APPL", [name]), ("WORKLOAD", [name]))
    return "\n".join(f"LEVEL {level} SIZE {len(names)}\n" + "\n".join(names) + "\n" for level, names in levels)
