"""Why a table of a trace has no rows, in words that say what to run with."""
from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from octosim_analysis.trace import Trace

# Tables that have rows of every trace.interval.
_SAMPLED = ("/tbus/samples", "/clusters/samples", "/dram/samples", "/dram/ports", "/network/links", "/streams/input")


def why(trace: "Trace", path: str) -> str:
    """\\raises BadFile"""
    level = trace[path].level
    if not trace[path].recorded:
        return f"the run had trace.level = {trace.meta.level} (run it with --set trace.level={level})"
    if path == "/network/links" and trace.settings.get("network.fidelity") == trace.settings.get("control.fidelity") == "ideal":
        return "ideal networks have no links (run it with --set network.fidelity=packet)"
    if not trace.meta.complete:
        return "the trace was recovered from a killed run (run it again, or resume it)"
    end, period = _end(trace), trace.settings.get("trace.interval")
    if path in _SAMPLED and isinstance(period, int) and period >= end:
        return f"trace.interval = {period} cycles, and the run took {end} (run it with --set trace.interval={_round(end // 50)})"
    if path == "/balance/moves":
        if trace.settings.get("schedule.balance") == "none":
            return "with schedule.balance = none nothing moves between clusters (run it with --set schedule.balance=diffusive)"
        return "nothing was moved between clusters in this run"
    if path == "/streams/done":
        return f"no stream was delivered by cycle {end}, when the run was stopped (run it without --until, to its end)"
    return "nothing was recorded in this run"


def _end(trace: "Trace") -> int:
    """Cycle at which the run came to rest."""
    return max((int(rows["time"].max()) for rows in trace["/tbus/totals"].chunks(("time",))), default=0)


def _round(cycles: int) -> int:
    """Down to one digit and zeros; at least 1."""
    tens: int = 10 ** (len(str(cycles)) - 1)
    return max(1, cycles // tens * tens)
