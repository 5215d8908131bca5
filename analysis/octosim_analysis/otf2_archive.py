"""A trace as an archive of OTF2, the Open Trace Format 2 (score-p.org), which Vampir and others open: DIR/traces.otf2 and what belongs to it.

Through Debian's python3-otf2.  What is in the archive:

- system tree: wafer, its chiplets, their clusters; each cluster is a location group with one location
- regions: the sub-OWG that a cluster works on; the attribute `why` of entering one says what made it turn
- metrics of each cluster: parts of the cycles of its TBUs by state, and bytes in its queues
- messages: what balancing moved, as sends and receives at one instant (the trace does not say when it arrived); the tag is the sub-OWG, from 1
- lanes of streams: a region from when the first frame of a stream is asked for until its last item is delivered; each lane has one stream at a time

The clock ticks in cycles, wafer.clock of them a second.
"""
from __future__ import annotations

import contextlib
import ctypes
import heapq
import os
import pathlib
import shutil
import typing

import numpy

from octosim_analysis import timeline
from octosim_analysis.codes import STATES, reason_name
from octosim_analysis.errors import AnalysisError, BadFile
from octosim_analysis.experiment import wafer_of_plan
from octosim_analysis.figures.shares import task_words
from octosim_analysis.owners import Owners
from octosim_analysis.style import STATE_NAMES
from octosim_analysis.trace import Trace

LANES = "streams"  # their location group
_CHUNK = 256 * 1024  # bytes; the least that the library takes


def write(trace: Trace, folder: pathlib.Path, first: int, last: int, most: int) -> int:
    """The cycles first <= t <= last as an archive in `folder`, which must be new or empty; all of it, or nothing.  How many things are in it.

    Memory: as timeline.of_trace, and half a MiB of address space for each cluster and each lane.
    \\raises AnalysisError: python3-otf2 is missing, or `folder` is not empty; TooLarge: more than `most`; Missing, BadFile, OSError"""
    otf2, low = _library()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise AnalysisError(f"-o {folder}: is there already (must be a new or empty folder)")
    part = folder.with_name(f".{folder.name}.part-{os.getpid()}")
    part.mkdir(parents=True)
    try:
        with _told(low) as told:
            with _open(otf2, part / "archive", float(trace.settings.get("wafer.clock", 10**9))) as writer:
                writer.creator = f"octosim {trace.meta.version}"
                writer.description = f"{trace.name}, seed {trace.meta.seed}, digest {trace.meta.digest:#018x}"
                count = _Archive(otf2, writer, trace, first, min(last, trace.end)).fill(most)
        if told:
            raise OSError(0, f"the OTF2 library: {told[0]}", str(folder))
        os.replace(part / "archive", folder)
    except (otf2.error.Error, low.Error) as error:
        raise OSError(0, f"the OTF2 library: {told[0] if told else error}", str(folder)) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return count


def _library() -> tuple[typing.Any, typing.Any]:
    """The package, and the one below it, which calls the library."""
    try:
        import _otf2
        import otf2
        import otf2.error
        import otf2.writer
    except ImportError as error:
        raise AnalysisError(f"--format otf2 needs the Python package otf2, which is not there ({error}): install Debian's python3-otf2, "
                            "or choose paraver or perfetto") from None
    return otf2, _otf2


@contextlib.contextmanager
def _told(low: typing.Any) -> typing.Iterator[list[str]]:
    """What the library complains of meanwhile.  Of a disk that is full when files are closed it says so on stderr, and returns success."""
    heard: list[str] = []
    # OTF2_ErrorCallback: user data, file, line, function, code, format, and a va_list, which is a pointer where it is passed.
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint64, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)

    def hear(_data: int, _file: bytes, _line: int, _function: bytes, code: int, _form: bytes, _rest: int) -> int:
        heard.append(str(low.Error_GetDescription(low.ErrorCode(code))))
        return code
    callback = kind(hear)
    register = low.Config.conf.lib.OTF2_Error_RegisterCallback
    register.argtypes, register.restype = [ctypes.c_void_p, ctypes.c_void_p], ctypes.c_void_p
    before = register(ctypes.cast(callback, ctypes.c_void_p), None)
    try:
        yield heard
    finally:
        register(before, None)


@contextlib.contextmanager
def _open(otf2: typing.Any, folder: pathlib.Path, clock: float) -> typing.Iterator[typing.Any]:
    # Each location has a buffer of events and one of definitions, so chunks are small.
    writer = otf2.writer.Writer(str(folder), timer_resolution=round(clock), chunk_size_events=_CHUNK, chunk_size_definitions=_CHUNK)
    try:
        yield writer
        writer.close()
    except BaseException:
        with contextlib.suppress(Exception):
            writer.close()
        writer._handle = None  # else it tries again when it is collected, and says on stderr that it cannot
        raise


class _Archive:
    """Definitions, made at once; then events, in the order of time."""

    def __init__(self, otf2: typing.Any, writer: typing.Any, trace: Trace, first: int, last: int):
        self._trace, self._first, self._last, self._writer, enums = trace, first, last, writer, otf2.enums
        self._owners = Owners(trace, trace.end)
        make = writer.definitions
        wafer = make.system_tree_node(trace.name, class_name="wafer")
        places = wafer_of_plan(trace.text("plan"), trace.where).clusters_of_chiplets()
        locations: dict[int, typing.Any] = {}
        for number, clusters in enumerate(places):
            chiplet = make.system_tree_node(f"chiplet {number}", class_name="chiplet", parent=wafer)
            for cluster in clusters:
                group = make.location_group(f"cluster {cluster}", location_group_type=enums.LocationGroupType.PROCESS, system_tree_parent=chiplet)
                locations[cluster] = make.location(f"cluster {cluster}", type=enums.LocationType.CPU_THREAD, group=group)
        if self._owners.clusters > len(locations):
            raise BadFile(f"{trace.where}: has records of cluster {self._owners.clusters - 1}, and its plan {len(locations)} clusters")
        self._of_cluster = {cluster: writer.event_writer_from_location(location) for cluster, location in locations.items()}
        self._rank = {cluster: rank for rank, cluster in enumerate(locations)}
        everyone = make.group("clusters", group_type=enums.GroupType.COMM_LOCATIONS, paradigm=enums.Paradigm.MPI, members=tuple(locations.values()))
        all_of_it = make.group("wafer", group_type=enums.GroupType.COMM_GROUP, paradigm=enums.Paradigm.MPI, members=everyone.members)
        self._balancing = make.comm("balancing", group=all_of_it)
        role = {"region_role": enums.RegionRole.FUNCTION, "paradigm": enums.Paradigm.USER}
        self._regions = [make.region(words, **role) for words in task_words(trace, self._owners.sub_owgs)]
        self._stream = make.region("stream", **role)
        self._why = make.attribute("why", description="what made the cluster turn to the sub-OWG", type=enums.Type.STRING)
        self._number = make.attribute("stream", description="number of the stream", type=enums.Type.UINT64)
        parts = tuple(make.metric_member(STATE_NAMES[state], description=f"TBU cycles {state} until the next value", unit="%", value_type=enums.Type.DOUBLE,
                                         metric_mode=enums.MetricMode.ABSOLUTE_NEXT) for state in STATES)
        self._states = make.metric_class(members=parts, occurrence=enums.MetricOccurrence.ASYNCHRONOUS)
        waits = tuple(make.metric_member(name, description=what, unit="bytes", value_type=enums.Type.UINT64, metric_mode=enums.MetricMode.ABSOLUTE_POINT)
                      for name, what in (("input queues", "bytes before the first Task Blocks"), ("between Task Blocks", "bytes between Task Blocks")))
        self._queues = make.metric_class(members=waits, occurrence=enums.MetricOccurrence.ASYNCHRONOUS)
        self._lane_type = enums.LocationType.CPU_THREAD
        self._lanes = {"location_group_type": enums.LocationGroupType.PROCESS, "system_tree_parent": wafer}

    def fill(self, most: int) -> int:
        count = 0
        inside: dict[int, typing.Any] = {}  # the region that a cluster is in
        for count, one in enumerate(timeline.of_trace(self._trace, self._owners, self._first, self._last, most), 1):
            if isinstance(one, timeline.Stretch):
                self._turn(one, inside)
            elif isinstance(one, timeline.Move):
                self._of_cluster[one.source].mpi_send(one.time, self._rank[one.target], self._balancing, one.sub_owg + 1, one.bytes)
                self._of_cluster[one.target].mpi_recv(one.time, self._rank[one.source], self._balancing, one.sub_owg + 1, one.bytes)
            elif isinstance(one, timeline.States):
                self._of_cluster[one.cluster].metric(one.time, self._states, tuple(100 * part for part in one.parts))
            elif isinstance(one, timeline.Queues):
                self._of_cluster[one.cluster].metric(one.time, self._queues, (one.input_bytes, one.inner_bytes))
        for cluster, region in inside.items():
            self._of_cluster[cluster].leave(self._last, region)
        self._streams()
        return count

    def _turn(self, one: timeline.Stretch, inside: dict[int, typing.Any]) -> None:
        """Stretches of a cluster follow one another without a gap: where one begins the one before has ended."""
        at = self._of_cluster[one.cluster]
        if one.cluster in inside:
            at.leave(one.time, inside.pop(one.cluster))
        if one.sub_owg >= 0:
            inside[one.cluster] = self._regions[one.sub_owg]
            at.enter(one.time, self._regions[one.sub_owg], attributes={self._why: reason_name(one.reason)})

    def _streams(self) -> None:
        """Each in the lane that has been free for longest, or a new one.  Streams that begin or end outside are cut there."""
        rows = self._trace["/streams/done"].read(("first", "time", "stream"))
        free: list[tuple[int, int]] = []  # (since when, lane)
        lanes: list[typing.Any] = []
        for k in numpy.argsort(rows["first"], kind="stable").tolist():
            begin, end = max(int(rows["first"][k]), self._first), min(int(rows["time"][k]), self._last)
            if begin > end:
                continue
            if free and free[0][0] <= begin:
                lane = heapq.heappop(free)[1]
            else:
                lane = len(lanes)
                group = self._writer.definitions.location_group(LANES, **self._lanes)  # the same each time
                lanes.append(self._writer.event_writer(f"streams {lane}", type=self._lane_type, group=group))
            lanes[lane].enter(begin, self._stream, attributes={self._number: int(rows["stream"][k])})
            lanes[lane].leave(end, self._stream)
            heapq.heappush(free, (end, lane))
