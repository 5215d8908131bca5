"""What TBUs did for each sub-OWG: an estimate, good where samples are closer than switches."""
from __future__ import annotations

import numpy

from octosim_analysis.codes import STATES
from octosim_analysis.owners import Owners
from octosim_analysis.states import TbuStates
from octosim_analysis.trace import Trace

_BYTES = 96 << 20  # of the arrays below


def executed(trace: Trace, sub_owgs: int) -> numpy.ndarray:
    """Task Block packets of each sub-OWG."""
    totals = trace["/clusters/totals"].read(("sub_owg", "executed"))
    return numpy.bincount(totals["sub_owg"].astype(int), totals["executed"], sub_owgs)


def by_sub_owg(trace: Trace, states: TbuStates, owners: Owners) -> list[dict[str, float]]:
    """Of each sub-OWG: packets `executed`, and the TBU cycles, by state, of clusters that worked on it.

    A sampling interval in which a cluster turned from one to another is shared out by time: exact for the cycles together, an estimate for
    each state.  Of very many samples some are left out, evenly."""
    found: list[dict[str, float]] = [{"executed": int(count), **{state: 0.0 for state in STATES}} for count in executed(trace, owners.sub_owgs)]
    if owners.divided:
        return found
    most = max(2, _BYTES // (8 * owners.clusters * (len(STATES) + 2 * owners.sub_owgs)))
    ks = numpy.unique(numpy.linspace(0, len(states.at) - 1, min(most, len(states.at))).round().astype(int))
    at = states.at[ks]
    sums = states.sums(ks, STATES)
    spent, lengths = owners.cumulative(at, float(states.end)), numpy.maximum(numpy.diff(at), 1e-9)
    for number in range(len(sums[STATES[0]])):
        deltas = {state: numpy.diff(rows[number]) for state, rows in sums.items()}
        for sub_owg in range(owners.sub_owgs):
            part = numpy.diff(spent[number, sub_owg]) / lengths
            for state in STATES:
                found[sub_owg][state] += float((deltas[state] * part).sum())
    return found
