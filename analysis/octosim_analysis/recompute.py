"""The results of a run, computed again from the records of its trace: definitions as in docs/analysis.md, in exact whole numbers.

A result may be there more than once, from different tables: from the counters at the end (at every level), and from what was
recorded along the way (level `interval` and above).  Fractions are divided as the simulator divides, so that they are equal to the last bit.
"""
from __future__ import annotations

import dataclasses
import typing

import numpy

from octosim_analysis.codes import KINDS
from octosim_analysis.energy import energy_of
from octosim_analysis.errors import Missing
from octosim_analysis.table import exact_sum
from octosim_analysis.trace import Trace, Value


@dataclasses.dataclass(frozen=True)
class Result:
    """`source`: the tables it was computed from, in words."""
    name: str
    value: Value
    source: str


# Sums of a product of columns, or with no column the rows: (name, table, columns).
_SUMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tbu_packets", "/tbus/totals", ("packets",)),
    ("tbu_packets", "/clusters/totals", ("executed",)),
    ("tbu_packets", "/tbus/work", ("packets",)),
    ("tbu_packets", "/tbus/packets", ()),
    ("packets_made", "/clusters/totals", ("made",)),
    ("packets_delivered", "/clusters/totals", ("delivered",)),
    ("packets_absorbed", "/clusters/totals", ("absorbed",)),
    ("packets_in_flight", "/clusters/totals", ("in_flight",)),
    ("cluster_switches", "/clusters/totals", ("chosen",)),
    ("cluster_switches", "/clusters/switches", ()),
    ("balance_moves", "/clusters/totals", ("moves",)),
    ("balance_moves", "/balance/moves", ()),
    ("balance_items", "/clusters/totals", ("moved_items",)),
    ("balance_items", "/balance/moves", ("items",)),
    ("balance_bytes", "/clusters/totals", ("moved_bytes",)),
    ("balance_bytes", "/balance/moves", ("bytes",)),
    ("balance_byte_hops", "/clusters/totals", ("moved_byte_hops",)),
    ("balance_byte_hops", "/balance/moves", ("bytes", "hops")),
    ("streams_done", "/streams/done", ()),
    ("items_delivered", "/streams/done", ("arrivals",)),
    ("macs", "/tbus/work", ("macs",)),
    ("operations", "/tbus/work", ("operations",)),
    ("tbu_loaded_bytes", "/tbus/totals", ("loaded_bytes",)),
    ("tbu_sent_bytes", "/tbus/totals", ("sent_bytes",)),
    ("tbu_sent_bytes", "/tbus/packets", ("sent_bytes",)),
    ("configuration_bytes", "/tbus/totals", ("configuration_bytes",)),
    ("control_messages", "/control/totals", ("packets",)),
    ("control_byte_hops", "/control/totals", ("byte_hops",)),
    ("control_port_bytes", "/control/totals", ("port_bytes",)),
)
# Of a run that was stopped these count packets that are done; the summary, packets that were given.
_ONLY_IF_DONE = (("/clusters/totals", ("executed",)), ("/tbus/work", ("packets",)))
_FRACTIONS = (("utilization", "busy"), ("configuring", "configuring"), ("loading", "loading"), ("starved", "starved"),
              ("blocked", "blocked"), ("waiting_for_port", "port"))
_ROUTERS = (("router_bytes", "router_bytes"), ("hop_bytes", "hop_bytes"), ("die_bytes", "die_bytes"))


def of_run(trace: Trace) -> list[Result]:
    """All that can be.  O(rows) time, one chunk of memory.  \\raises Missing: the run did not end"""
    if not trace.meta.complete:
        raise Missing(f"{trace.where}: was recovered from a killed run: it has no results to compare with")
    done = trace["/streams/done"].rows == trace.settings.get("workload.videos")
    found = [Result(name, trace[table].sum(*columns) if columns else trace[table].rows, _words(table, columns))
             for name, table, columns in _SUMS if table in trace and trace[table].recorded and (done or (table, columns) not in _ONLY_IF_DONE)]
    found += [*_run(trace, done), *_time(trace, done), *_tf_queues(trace), *_networks(trace), *_dram(trace), *_control(trace), *_engine(trace), *_input(trace)]
    return found + _energy(trace, {result.name: result.value for result in found})


def _words(table: str, columns: tuple[str, ...]) -> str:
    return f"rows of {table}" if not columns else f"{table}: sum of {' x '.join(columns)}"


def _run(trace: Trace, done: bool) -> typing.Iterator[Result]:
    yield Result("experiment", trace.meta.experiment_name, "/meta@experiment_name")
    if "workload.videos" in trace.settings:
        yield Result("streams", trace.settings["workload.videos"], "setting workload.videos")
    if done:
        yield Result("end_reason", "all streams delivered", "rows of /streams/done")


def _time(trace: Trace, done: bool) -> typing.Iterator[Result]:
    streams, totals = trace["/streams/done"], trace["/tbus/totals"]
    drained = max((int(chunk["time"].max()) for chunk in totals.chunks(("time",))), default=0)
    yield Result("drained_cycles", drained, "/tbus/totals: time")
    yield Result("functional_ok", streams.rows == streams.sum("functional_ok"), "/streams/done: functional_ok of all")
    if done:
        makespan = max((int(chunk["time"].max()) for chunk in streams.chunks(("time",))), default=0)
        yield Result("makespan_cycles", makespan, "/streams/done: last time")
    else:
        makespan = drained
        yield Result("makespan_cycles", makespan, "/tbus/totals: time, when the run was stopped")
    clock = trace.settings.get("wafer.clock")
    if isinstance(clock, int):
        yield Result("makespan_seconds", makespan / float(clock), "makespan_cycles / wafer.clock")
    tbu_cycles = float(totals.rows) * float(max(1, makespan))
    for name, state in _FRACTIONS:
        yield Result(name, totals.sum(state) / tbu_cycles, f"/tbus/totals: sum of {state} / (TBUs x makespan_cycles)")


def _tf_queues(trace: Trace) -> typing.Iterator[Result]:
    tiles, chunks = trace["/dram/tiles"], trace["/tbus/chunks"]
    through = tiles.sum("read") + tiles.sum("written") + tiles.sum("spilled")
    source = "/clusters/totals, /dram/tiles, /tbus/chunks"
    yield Result("tf_queue_written_bytes", trace["/clusters/totals"].sum("written_bytes") + through + chunks.sum("out"), source)
    yield Result("tf_queue_read_bytes", trace["/clusters/totals"].sum("read_bytes") + through + chunks.sum("in") + chunks.sum("kept"), source)


def _networks(trace: Trace) -> typing.Iterator[Result]:
    totals = trace["/network/totals"].read(("mesh", *(column for _, column in _ROUTERS)))
    for mesh, which in enumerate(("data", "control")):
        for name, column in _ROUTERS:
            yield Result(f"{which}_{name}", exact_sum(totals[column][totals["mesh"] == mesh]), f"/network/totals: sum of {column}, mesh {mesh}")
    links = trace["/network/links"]
    if not links.rows:
        return  # level summary, or a network without links
    sampled = trace.sampled("/network/links")
    end = sampled.at(len(sampled) - 1, ("mesh", "side", "bytes"))
    for mesh, which in enumerate(("data", "control")):
        mine = end["mesh"] == mesh
        if not mine.any():
            continue
        yield Result(f"{which}_router_bytes", exact_sum(end["bytes"][mine]), f"/network/links: bytes at the end, mesh {mesh}")
        hops = exact_sum(end["bytes"][mine & (end["side"] < 4)])
        die = exact_sum(totals["die_bytes"][totals["mesh"] == mesh])
        yield Result(f"{which}_hop_bytes", hops - die, f"/network/links: bytes at the end, sides 0 to 3, mesh {mesh}, less die_bytes")


def _dram(trace: Trace) -> typing.Iterator[Result]:
    channels = trace["/dram/channels"]
    yield Result("dram_bytes", channels.sum("read") + channels.sum("written"), "/dram/channels: sum of read + written")


def _control(trace: Trace) -> typing.Iterator[Result]:
    rows = trace["/control/totals"].read(("kind", "bytes"))
    for number, kind in enumerate(KINDS):
        yield Result(f"control_bytes_{kind}", exact_sum(rows["bytes"][rows["kind"] == number]), f"/control/totals: bytes of kind {number}")


def _engine(trace: Trace) -> typing.Iterator[Result]:
    if trace.summary.get("host_restarts", 1) != 0:
        return  # /engine counts since the last start
    engine, loads = trace.engine(), trace.loads()
    if "events" in engine:
        yield Result("events", exact_sum(engine["events"]), "/engine/events: sum over ranks")
    if "events" in loads and loads["events"].size:
        yield Result("events", exact_sum(loads["events"]), "/engine/loads: sum over clusters")


def _input(trace: Trace) -> typing.Iterator[Result]:
    table = trace["/streams/input"]
    if not table.rows:
        return
    last: dict[int, int] = {}
    for rows in table.chunks(("cluster", "total")):
        last.update(zip(rows["cluster"].tolist(), rows["total"].tolist()))
    yield Result("frames", sum(last.values()), "/streams/input: total of each cluster")


def _energy(trace: Trace, known: dict[str, Value]) -> list[Result]:
    if "makespan_cycles" not in known:
        return []
    found = energy_of(trace.settings, {name: int(value) for name, value in known.items() if isinstance(value, int)})
    return [Result(name, value, "areas of Table I, settings" if name == "wafer_area_mm2" else "counts above, prices of [energy], wafer_area_mm2")
            for name, value in found.items()]


# What cannot be computed again, and why.
GIVEN = {"digest": "of all events, which the trace does not keep", "end_reason": "the run was stopped: no record says by what",
         "frames": "/streams/input has no rows: trace.level is summary, or trace.interval longer than the run",
         "events": "the run was resumed: /engine counts since the last start"}


@dataclasses.dataclass(frozen=True)
class Check:
    """A result of the summary beside ours."""
    name: str
    summary: Value
    ours: Value
    source: str

    @property
    def equal(self) -> bool:
        """To the last bit."""
        return type(self.summary) is type(self.ours) and self.summary == self.ours


def against_summary(trace: Trace) -> list[Check]:
    """Every result that can be computed again.  \\raises Missing: the run did not end, or the summary lacks one of them"""
    return [Check(result.name, trace.result(result.name), result.value, result.source) for result in of_run(trace)]


def not_recomputed(trace: Trace, checks: typing.Iterable[Check]) -> dict[str, str]:
    """Names of the summary that no check covers, each with the reason; those of the host apart."""
    covered = {check.name for check in checks}
    return {name: GIVEN.get(name, "no record has it") for name in trace.summary if name not in covered and not name.startswith("host_")}


def states_add_up(trace: Trace) -> bool:
    """Whether the states of each TBU are all cycles until the end, none twice.  \\raises Missing, BadFile"""
    from octosim_analysis.codes import STATES
    for rows in trace["/tbus/totals"].chunks(("time", *STATES)):
        together = sum((rows[state] for state in STATES), numpy.zeros(rows["time"].size, dtype=numpy.uint64))
        if (together != rows["time"]).any():
            return False
    return True
