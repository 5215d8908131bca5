"""Which sub-OWG each cluster works on, over time, from /clusters/switches."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis.errors import Missing
from octosim_analysis.table import MOST_CLUSTERS, MOST_SUB_OWGS
from octosim_analysis.trace import Trace

Array = numpy.ndarray


class Owners:
    """Counts of clusters and sub-OWGs, what each cluster began with, and time by sub-OWG.  Switches are gone through in chunks.

    `divided`: clusters whose TBUs are shared out for good; nothing switches there."""

    def __init__(self, trace: Trace, end: int):
        """`end`: cycles until which the last sub-OWGs are worked on.  \\raises Missing, BadFile"""
        state, totals = trace["/clusters/state"], trace["/clusters/totals"]
        known = totals if totals.rows else trace["/clusters/samples"]
        if not known.rows:
            raise Missing(f"{trace.where}: neither /clusters/totals nor /clusters/samples has rows: nothing is known of clusters")
        self.end = end
        self.sub_owgs, self.clusters = known.count("sub_owg", MOST_SUB_OWGS), known.count("cluster", MOST_CLUSTERS)
        self._switches = trace["/clusters/switches"]
        self.recorded = self._switches.recorded
        self.divided = state.rows == 0 and self._switches.rows == 0 and trace.settings.get("schedule.cluster", "static") == "static"
        self._first = numpy.full(self.clusters, -1)
        if state.rows:  # of clusters that never turned
            rows = state.read(("cluster", "sub_owg"))
            self._first[rows["cluster"].astype(int)] = rows["sub_owg"]
        seen = numpy.zeros(self.clusters, dtype=bool)
        for chunk in self._switches.chunks(("cluster", "from")):
            clusters, at = numpy.unique(chunk["cluster"].astype(int), return_index=True)
            new = ~seen[clusters]
            self._first[clusters[new]] = chunk["from"][at[new]]
            seen[clusters] = True
        if not state.rows and not self.divided and len(trace.sampled("/clusters/samples")):  # of a recovered trace, which has no end
            rows = trace.sampled("/clusters/samples").at(0, ("cluster", "sub_owg", "owner"))
            still = (rows["owner"] == 1) & ~seen[rows["cluster"].astype(int)]
            self._first[rows["cluster"][still].astype(int)] = rows["sub_owg"][still]

    def began(self) -> Array:
        """By cluster, the sub-OWG it worked on from cycle 0; -1: not known."""
        return self._first

    def cumulative(self, edges: Array, end: float | None = None) -> Array:
        """[cluster, sub-OWG, edge]: cycles that the cluster worked on it before each of the increasing `edges`, none after `end` (default: self.end).

        O(switches + clusters x sub-OWGs x edges) time, the latter in memory.  A switch at t adds a ramp from t on to what it turns to,
        and takes one from what it left: ramps are gathered at the first edge from t on."""
        edges, count = numpy.minimum(edges, float(self.end if end is None else end)), len(edges)
        size = self.clusters * self.sub_owgs * count
        slopes, steps = numpy.zeros(size), numpy.zeros(size)

        def ramp(time: Array, cluster: Array, sub_owg: Array, weight: float) -> None:
            at = numpy.searchsorted(edges, time, side="left")
            inside = at < count
            place = (cluster[inside] * self.sub_owgs + sub_owg[inside]) * count + at[inside]
            numpy.add.at(slopes, place, weight)
            numpy.add.at(steps, place, weight * (edges[at[inside]] - time[inside]))
        began = numpy.flatnonzero(self._first >= 0)
        ramp(numpy.zeros(began.size), began, self._first[began], 1.0)
        for chunk in self._switches.chunks(("time", "cluster", "from", "to")):
            time, cluster = chunk["time"].astype(float), chunk["cluster"].astype(int)
            ramp(time, cluster, chunk["from"].astype(int), -1.0)
            ramp(time, cluster, chunk["to"].astype(int), 1.0)
        slope = numpy.cumsum(slopes.reshape(-1, count), axis=1)
        grown = numpy.concatenate((numpy.zeros((slope.shape[0], 1)), slope[:, :-1] * numpy.diff(edges)), axis=1)
        return typing.cast(Array, numpy.cumsum(grown + steps.reshape(-1, count), axis=1).reshape(self.clusters, self.sub_owgs, count))

    def shares(self, bins: int) -> tuple[Array, Array]:
        """Edges of `bins` equal parts of the run, and [sub-OWG, bin]: part of the clusters that work on it."""
        edges = numpy.linspace(0.0, float(self.end), bins + 1)
        spent = numpy.diff(self.cumulative(edges), axis=2).sum(axis=0)
        return edges, spent / (max(edges[1], 1e-9) * self.clusters)

    def dominant(self, bins: int) -> tuple[Array, Array, Array]:
        """Edges, and [cluster, bin]: the sub-OWG it worked on most, and the part of the bin it did."""
        edges = numpy.linspace(0.0, float(self.end), bins + 1)
        spent = numpy.diff(self.cumulative(edges), axis=2)
        return edges, spent.argmax(axis=1), spent.max(axis=1) / max(edges[1], 1e-9)
