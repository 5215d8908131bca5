"""What a figure may need of one run, taken from its summary and its trace (io/FORMAT.md).  Afterwards the trace may go.

What utilization and the steady window are, and how they are taken from a trace: octosim_analysis.states.
"""
import json
import pathlib
import typing

from octosim_analysis.codes import STATES
from octosim_analysis.errors import AnalysisError
from octosim_analysis.experiment import wafer_of_plan
from octosim_analysis.owners import Owners
from octosim_analysis.states import TbuStates, fractions
from octosim_analysis.sub_owgs import by_sub_owg
from octosim_analysis.trace import Trace

from points.errors import Failed

VERSION = 3  # raise it when metrics change: points of older ones are run again
BINS = 200  # of the run, for what changes over time


def of_run(folder: pathlib.Path) -> dict:
    """The metrics of the run in `folder`.  \\raises Failed: there is no whole result."""
    try:
        summary = json.loads((folder / "summary.json").read_text())
        if summary["functional_ok"] is not True or summary["end_reason"] != "all streams delivered":
            raise Failed(f"the run ended with functional_ok = {summary['functional_ok']}, \"{summary['end_reason']}\"")
        with Trace(folder / "trace.h5") as trace:
            return {"version": VERSION, **_of_summary(summary), **_of_trace(trace, summary["makespan_cycles"])}
    except (AnalysisError, OSError, KeyError, json.JSONDecodeError) as error:
        raise Failed(f"{folder}: no whole result ({error})") from None


def _of_summary(summary: dict) -> dict:
    took = ("makespan_cycles", "utilization", "streams", "frames", "tbu_packets", "cluster_switches", "balance_moves",
            "balance_items", "balance_bytes", "balance_byte_hops", "data_hop_bytes", "data_die_bytes", "control_byte_hops",
            "configuration_bytes", "energy_joules", "events", "wall_seconds", "trace_digest")
    return {name: summary[name] for name in took}


def _of_trace(trace: Trace, makespan: int) -> dict:
    states = TbuStates(trace)
    window = states.steady()
    owners = Owners(trace, makespan)
    return {"states": fractions(states.whole()), "steady": {"from": window[0], "to": window[1], **fractions(states.between(*window))},
            "clusters": _clusters(trace, states, window), "sub_owgs": by_sub_owg(trace, states, owners), "shares": _shares(owners)}


def _shares(owners: Owners) -> dict:
    """Part of the clusters on each sub-OWG, in BINS equal parts of the run: [sub-OWG][bin].  Empty for divided clusters."""
    if owners.divided:
        return {}
    _, shares = owners.shares(BINS)
    return {"cycles": owners.end, "by_sub_owg": [[round(float(v), 5) for v in row] for row in shares]}


def _clusters(trace: Trace, states: TbuStates, window: tuple[float, float]) -> list[dict]:
    """Of each cluster: its place (of its first TBU on the wafer's grid), utilization of the whole run and of the steady window."""
    wafer = wafer_of_plan(trace.text("plan"), trace.where)
    whole, steady = states.utilization_of_clusters(0.0, float(states.end)), states.utilization_of_clusters(*window)
    places = [wafer.cluster_place(cluster) for cluster in range(len(whole))]
    return [{"row": row, "col": col, "utilization": round(float(of_run), 5), "steady": round(float(of_window), 5)}
            for (row, col), of_run, of_window in zip(places, whole, steady)]


def is_whole(metrics: typing.Any) -> bool:
    return isinstance(metrics, dict) and metrics.get("version") == VERSION and metrics.get("makespan_cycles", 0) > 0
