"""What TBUs did: cycles by state, of the whole run, of its steady window, and over time.

Every cycle of a TBU is one of codes.STATES.  Utilization is busy / (TBUs x window).  The steady window is from when 5 % of all
Task Block packets were given to TBUs to when 90 % were: packets are what the machine's work is counted in, at every stage, so the
window does not hang on which sub-OWG comes last.  Between two samples everything is interpolated.
"""
from __future__ import annotations

import typing

import numpy

from octosim_analysis.codes import STATES
from octosim_analysis.errors import BadFile, Missing
from octosim_analysis.trace import Trace

STEADY = (0.05, 0.90)
_ATTRIBUTED = ("starved", "blocked", "port")  # what open time becomes

Array = numpy.ndarray


class TbuStates:
    """Cumulative cycles (and packets) of each TBU at `at[k]` cycles: 0, the samples, the end.  Rows are read when asked for.

    A column of numbers an instant is kept; all TBUs of a few instants at once.  TBUs are in the order of their ids."""

    def __init__(self, trace: Trace):
        """\\raises Missing: a trace without /tbus/totals and /tbus/samples; BadFile: samples that are not whole"""
        totals = trace["/tbus/totals"]
        self._sampled = trace.sampled("/tbus/samples")
        self.recorded = totals.rows > 0
        if self.recorded:
            last = totals.read(("time", "tbu", "cluster", "packets", *STATES))
        elif len(self._sampled):
            last = self._sampled.at(len(self._sampled) - 1, ("time", "tbu", "cluster", "packets", *STATES))
        else:
            raise Missing(f"{trace.where}: neither /tbus/totals nor /tbus/samples has rows: nothing is known of TBUs")
        self._order = numpy.argsort(last["tbu"])
        self._last = {name: last[name][self._order].astype(float) for name in ("packets", *STATES)}
        self.tbu: Array = last["tbu"][self._order]
        self.cluster: Array = last["cluster"][self._order]
        self.tbus = int(self.tbu.size)
        self.end = int(last["time"][0])
        counts = self._sampled.counts()
        if (counts != self.tbus).any() and trace.meta.complete:
            raise BadFile(f"{trace.where}: /tbus/samples has {counts[counts != self.tbus][0]} rows at an instant, of {self.tbus} TBUs")
        self._inner = numpy.flatnonzero((counts == self.tbus) & (self._sampled.instants < self.end))
        self.at: Array = numpy.array([0.0, *self._sampled.instants[self._inner].tolist(), float(self.end)])
        self._done: Array | None = None

    def rows(self, k: int, columns: typing.Sequence[str]) -> dict[str, Array]:
        """Since the start until at[k], a value a TBU."""
        if k == 0:
            return {name: numpy.zeros(self.tbus) for name in columns}
        if k == len(self.at) - 1:
            return {name: self._last[name] for name in columns}
        found = self._sampled.at(int(self._inner[k - 1]), ("tbu", *columns))
        order = numpy.argsort(found["tbu"])
        return {name: found[name][order].astype(float) for name in columns}

    def until(self, instant: float, columns: typing.Sequence[str]) -> dict[str, Array]:
        """Since the start until `instant`, by interpolation, a value a TBU.  Nothing is done before cycle 0 or after the end."""
        instant = min(max(instant, 0.0), float(self.end))
        right = int(numpy.clip(numpy.searchsorted(self.at, instant), 1, len(self.at) - 1))
        part = (instant - self.at[right - 1]) / (self.at[right] - self.at[right - 1]) if self.at[right] > self.at[right - 1] else 0.0
        below, above = self.rows(right - 1, columns), self.rows(right, columns)
        return {name: below[name] + part * (above[name] - below[name]) for name in columns}

    def packets_done(self) -> Array:
        """Of all TBUs, at each instant of `at`."""
        if self._done is None:
            inner = self._sampled.sums("packets")[self._inner] if len(self._sampled) else numpy.zeros(0)
            self._done = numpy.array([0.0, *inner.tolist(), self._last["packets"].sum()], dtype=float)
        return self._done

    def steady(self) -> tuple[float, float]:
        """Of the steady window, in cycles."""
        done = self.packets_done()
        first, last = (float(numpy.interp(part * done[-1], done, self.at)) for part in STEADY)
        return first, last

    def whole(self) -> dict[str, float]:
        """Cycles by state, of all TBUs, of the whole run."""
        return {state: float(self._last[state].sum()) for state in STATES}

    def between(self, first: float, last: float) -> dict[str, float]:
        """Cycles by state, of all TBUs."""
        below, above = self.until(first, STATES), self.until(last, STATES)
        return {state: float((above[state] - below[state]).sum()) for state in STATES}

    def busy_of_tbus(self, first: float, last: float) -> Array:
        """Utilization of each TBU between two instants."""
        length = max(last - first, 1.0)
        return typing.cast(Array, (self.until(last, ("busy",))["busy"] - self.until(first, ("busy",))["busy"]) / length)

    def utilization_of_clusters(self, first: float, last: float) -> Array:
        """A value a cluster, by id."""
        busy = self.until(last, ("busy",))["busy"] - self.until(first, ("busy",))["busy"]
        cluster = self.cluster.astype(int)
        return numpy.bincount(cluster, busy) / (numpy.maximum(numpy.bincount(cluster), 1) * max(last - first, 1.0))

    def sums(self, ks: Array, columns: typing.Sequence[str]) -> dict[str, Array]:
        """[cluster, k]: over the TBUs of each cluster, since the start until at[k], for increasing ks."""
        cluster = self.cluster.astype(int)
        clusters = int(cluster.max(initial=0)) + 1
        found = {name: numpy.zeros((clusters, len(ks))) for name in columns}
        last = ks == len(self.at) - 1
        for name in columns:
            found[name][:, last] = numpy.bincount(cluster, self._last[name], clusters)[:, None]
        inner = numpy.flatnonzero((ks > 0) & ~last)
        for place, rows in self._sampled.pick(self._inner[ks[inner] - 1], ("cluster", *columns)):
            at = rows["cluster"].astype(int) * len(ks) + inner[place]
            for name in columns:
                found[name] += numpy.bincount(at, rows[name], clusters * len(ks)).reshape(clusters, -1)
        return found

    def over_time(self, bins: int) -> tuple[Array, dict[str, Array]]:
        """Edges of at most `bins` intervals between samples, and by state the part of all TBU cycles in each: never negative, together 1.

        The trace attributes idle time when it ends: until then it is open, and then lands in one interval.  So intervals are gone through from the
        last to the first, TBU by TBU, and what was attributed later than it was open is put where it was open."""
        edges, parts = self._over_time(bins, numpy.zeros(self.tbus, dtype=int))
        return edges, {state: rows[0] for state, rows in parts.items()}

    def of_clusters(self, bins: int) -> tuple[Array, dict[str, Array]]:
        """As over_time; by state [cluster, bin]: the part of the cycles of its TBUs."""
        return self._over_time(bins, self.cluster.astype(int))

    def _over_time(self, bins: int, group: Array) -> tuple[Array, dict[str, Array]]:
        """By state [group, bin]; `group`: of each TBU, from 0."""
        ks = numpy.unique(numpy.linspace(0, len(self.at) - 1, min(bins, len(self.at) - 1) + 1).round().astype(int))
        edges = self.at[ks]
        sizes = numpy.bincount(group)
        parts = {state: numpy.zeros((sizes.size, len(ks) - 1)) for state in STATES}
        later = {state: numpy.zeros(self.tbus) for state in _ATTRIBUTED}
        above = self.rows(int(ks[-1]), STATES)
        for j in reversed(range(len(ks) - 1)):
            below = self.rows(int(ks[j]), STATES)
            spent = {state: above[state] - below[state] for state in STATES}
            above = below
            late = numpy.maximum(-spent["open"], 0.0) / numpy.maximum(sum(spent[state] for state in _ATTRIBUTED), 1.0)
            spent["open"] = numpy.maximum(spent["open"], 0.0)
            for state in _ATTRIBUTED:
                moved = spent[state] * numpy.minimum(late, 1.0)
                spent[state] -= moved
                later[state] += moved
            waiting = sum(later.values(), numpy.zeros(self.tbus))
            found = numpy.minimum(spent["open"], waiting)
            spent["open"] -= found
            for state in _ATTRIBUTED:
                moved = later[state] * (found / numpy.maximum(waiting, 1e-9))
                spent[state] += moved
                later[state] -= moved
            width = max(edges[j + 1] - edges[j], 1e-9) * numpy.maximum(sizes, 1)
            for state in STATES:
                parts[state][:, j] = numpy.bincount(group, spent[state]) / width
        return edges, parts


def fractions(cycles: dict[str, float]) -> dict[str, float]:
    """Parts by state, and `utilization`, the busy one."""
    total = sum(cycles.values())
    found = {state: cycles[state] / total if total else 0.0 for state in STATES}
    return {"utilization": found["busy"], **found}
