"""Queue depths over time, from /clusters/samples."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis.table import MOST_SUB_OWGS
from octosim_analysis.trace import Trace

GAUGES = ("input_items", "input_bytes", "inner_bytes")


def over_time(trace: Trace, bins: int) -> tuple[numpy.ndarray, dict[str, numpy.ndarray], dict[str, numpy.ndarray]]:
    """Edges of at most `bins` equal parts of the run, and by gauge [sub-OWG, bin], over all clusters together: mean, and most, of the
    samples in it (nan where a bin has none).  O(rows) time, one chunk of memory.  \\raises Missing: no samples"""
    table = trace["/clusters/samples"]
    table.need_rows("queues")
    sampled = trace.sampled("/clusters/samples")
    count = min(bins, len(sampled))
    edges = numpy.linspace(0.0, float(sampled.instants[-1]), count + 1)
    sub_owgs = table.count("sub_owg", MOST_SUB_OWGS)
    sums = {name: numpy.zeros((sub_owgs, count)) for name in GAUGES}
    most = {name: numpy.full((sub_owgs, count), -1.0) for name in GAUGES}
    seen = numpy.zeros(count)
    for k, end, rows in sampled.blocks(("sub_owg", *GAUGES)):
        of_row = numpy.repeat(numpy.arange(end - k), numpy.diff(sampled.first[k:end + 1]))
        place = of_row * sub_owgs + rows["sub_owg"].astype(int)
        bin_of = numpy.clip(numpy.searchsorted(edges, sampled.instants[k:end], side="left") - 1, 0, count - 1)
        seen += numpy.bincount(bin_of, minlength=count)
        for name in GAUGES:
            depth = numpy.bincount(place, rows[name], (end - k) * sub_owgs).reshape(-1, sub_owgs)
            for number in range(sub_owgs):
                sums[name][number] += numpy.bincount(bin_of, depth[:, number], count)
                numpy.maximum.at(most[name][number], bin_of, depth[:, number])
    with numpy.errstate(invalid="ignore"):
        means = {name: numpy.where(seen > 0, rows / seen, numpy.nan) for name, rows in sums.items()}
    return edges, means, {name: numpy.where(rows < 0, numpy.nan, rows) for name, rows in most.items()}


def of_clusters(trace: Trace, first: int, last: int, most: int) -> typing.Iterator[tuple[int, numpy.ndarray, numpy.ndarray]]:
    """At each sample of cycles first <= t <= last, of all sub-OWGs, by cluster: `input_bytes`, and `inner_bytes`.  At most `most` samples, evenly among
    those of the whole run; none where nothing was sampled.  O(rows) time, a chunk of memory."""
    sampled = trace.sampled("/clusters/samples")
    wanted = sampled.evenly(most) if len(sampled) else numpy.zeros(0, dtype=numpy.int64)
    wanted = wanted[(sampled.instants[wanted] >= first) & (sampled.instants[wanted] <= last)]
    for place, rows in sampled.pick(wanted, ("cluster", "input_bytes", "inner_bytes")):
        clusters = int(rows["cluster"].max()) + 1
        lowest = int(place[0])
        at = (place - lowest) * clusters + rows["cluster"].astype(int)
        size = (int(place[-1]) - lowest + 1) * clusters
        before, between = (numpy.bincount(at, rows[name], size).astype(numpy.int64).reshape(-1, clusters) for name in ("input_bytes", "inner_bytes"))
        for k in range(before.shape[0]):
            yield int(sampled.instants[wanted[lowest + k]]), before[k], between[k]
