"""Tidy DataFrames of everything in a trace: a row an observation, a column a quantity; `attrs["units"]` where units are known.

Record tables are `trace[path].frame()`; here is the rest, and what is derived from them.
"""
from __future__ import annotations

import typing

import numpy
import pandas

from octosim_analysis import latency, moves, queues
from octosim_analysis.codes import STATES
from octosim_analysis.experiment import wafer_of_plan
from octosim_analysis.figures.shares import owners_of
from octosim_analysis.recompute import against_summary
from octosim_analysis.states import TbuStates
from octosim_analysis.sub_owgs import by_sub_owg
from octosim_analysis.trace import Trace
from octosim_analysis.units import unit_of


def records(trace: Trace) -> pandas.DataFrame:
    """What tables there are: path, level, rows, columns, help."""
    tables = [trace[path] for path in trace.tables]
    return pandas.DataFrame({"table": [t.path for t in tables], "level": [t.level for t in tables], "rows": [t.rows for t in tables],
                             "columns": [", ".join(t.columns) for t in tables], "help": [t.help for t in tables]})


def meta(trace: Trace) -> pandas.DataFrame:
    """name, value."""
    pairs = vars(trace.meta)
    return pandas.DataFrame({"name": list(pairs), "value": pandas.Series(list(pairs.values()), dtype=object)})


def summary(trace: Trace) -> pandas.DataFrame:
    """name, value, unit; in the order of the names."""
    return pandas.DataFrame({"name": list(trace.summary), "value": pandas.Series(list(trace.summary.values()), dtype=object),
                             "unit": [unit_of(name) for name in trace.summary]})


def settings(trace: Trace) -> pandas.DataFrame:
    """section, key, value."""
    parts = [key.partition(".") for key in trace.settings]
    return pandas.DataFrame({"section": [section for section, _, _ in parts], "key": [key for _, _, key in parts],
                             "value": pandas.Series(list(trace.settings.values()), dtype=object)})


def engine(trace: Trace) -> pandas.DataFrame:
    """A row a rank."""
    return pandas.DataFrame(trace.engine())


def loads(trace: Trace) -> pandas.DataFrame:
    """A row a cluster: events."""
    return pandas.DataFrame(trace.loads())


def classes(trace: Trace) -> pandas.DataFrame:
    """A row a class of components and rank, of a run with --profile."""
    names, columns = trace.classes()
    frame = pandas.DataFrame(columns)
    if names and "component" in frame:
        frame.insert(0, "class", [names[int(k)] for k in frame.pop("component")])
    return frame


def states(trace: Trace, bins: int = 200) -> pandas.DataFrame:
    """from_cycle, to_cycle, state, part: of all TBU cycles, between samples."""
    edges, parts = TbuStates(trace).over_time(bins)
    count = len(edges) - 1
    return pandas.DataFrame({"from_cycle": numpy.tile(edges[:-1], len(STATES)), "to_cycle": numpy.tile(edges[1:], len(STATES)),
                             "state": numpy.repeat(list(STATES), count), "part": numpy.concatenate([parts[state] for state in STATES])})


def tbus(trace: Trace) -> pandas.DataFrame:
    """A row a TBU: place, cluster, utilization of the whole run and of the steady window."""
    found, wafer = TbuStates(trace), wafer_of_plan(trace.text("plan"), trace.where)
    tbu = found.tbu.astype(int)
    return pandas.DataFrame({"tbu": tbu, "row": tbu // wafer.cols, "col": tbu % wafer.cols, "cluster": found.cluster.astype(int),
                             "utilization": found.busy_of_tbus(0.0, float(found.end)), "steady": found.busy_of_tbus(*found.steady())})


def shares(trace: Trace, bins: int = 200) -> pandas.DataFrame:
    """from_cycle, to_cycle, sub_owg (from 1), share of the clusters."""
    edges, found = owners_of(trace, "shares").shares(bins)
    return _over_time(edges, {"share": found})


def sub_owgs(trace: Trace) -> pandas.DataFrame:
    """A row a sub-OWG (from 1): packets executed, TBU cycles by state."""
    frame = pandas.DataFrame(by_sub_owg(trace, TbuStates(trace), owners_of(trace, "sub_owgs")))
    frame.insert(0, "sub_owg", range(1, len(frame) + 1))
    return frame


def queue_depth(trace: Trace, bins: int = 200) -> pandas.DataFrame:
    """from_cycle, to_cycle, sub_owg (from 1); mean and most of what waits, over all clusters."""
    edges, means, most = queues.over_time(trace, bins)
    return _over_time(edges, {**{f"{name}_mean": rows for name, rows in means.items()}, **{f"{name}_most": rows for name, rows in most.items()}})


def flows(trace: Trace) -> pandas.DataFrame:
    """from_cluster, to_cluster, moves, items, bytes of balancing."""
    found = moves.between_clusters(trace)
    return pandas.DataFrame([(*pair, *row) for pair, row in found.items()], columns=["from_cluster", "to_cluster", "moves", "items", "bytes"])


def latencies(trace: Trace) -> pandas.DataFrame:
    """A row a stream that is done: latency in cycles, increasing."""
    return pandas.DataFrame({"latency_cycles": latency.of_streams(trace)})


def checks(trace: Trace) -> pandas.DataFrame:
    """A row a result that was computed again: name, summary, ours, equal, source."""
    found = against_summary(trace)
    return pandas.DataFrame({"name": [c.name for c in found], "summary": pandas.Series([c.summary for c in found], dtype=object),
                             "ours": pandas.Series([c.ours for c in found], dtype=object), "equal": [c.equal for c in found],
                             "source": [c.source for c in found]})


def _over_time(edges: numpy.ndarray, rows: typing.Mapping[str, numpy.ndarray]) -> pandas.DataFrame:
    sub_owgs, bins = next(iter(rows.values())).shape
    return pandas.DataFrame({"from_cycle": numpy.tile(edges[:-1], sub_owgs), "to_cycle": numpy.tile(edges[1:], sub_owgs),
                             "sub_owg": numpy.repeat(numpy.arange(1, sub_owgs + 1), bins), **{name: values.reshape(-1) for name, values in rows.items()}})
