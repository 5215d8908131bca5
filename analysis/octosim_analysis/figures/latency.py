"""`latency`: how long streams take."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis import latency, style
from octosim_analysis.figures.base import Data, Drawn, Figure
from octosim_analysis.runs import Run

POINTS = 2000  # of a curve; more streams are thinned evenly


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    figure, axes = style.new(7, 3.6 + 0.2 * len(runs))
    every = [latency.of_streams(run.trace) for run in runs]
    size, unit = style.time_scale(float(max(values[-1] for values in every)))
    data: Data = {"run": [], "quantile": [], "cycles": []}
    for at, (run, values) in enumerate(zip(runs, every)):
        keep = numpy.unique(numpy.linspace(0, values.size - 1, min(values.size, POINTS)).round().astype(int))
        marks = [latency.quantile(values, percent) for percent in latency.QUANTILES]
        words = ", ".join(f"p{percent} {mark / size:.3g}" for percent, mark in zip(latency.QUANTILES, marks))
        axes.step(numpy.concatenate(([values[0]], values[keep])) / size, numpy.concatenate(([0.0], 100 * (keep + 1) / values.size)), where="post",
                  color=style.colour(at), linewidth=1.6, label=f"{run.label} ({values.size} stream{'s' if values.size > 1 else ''}): {words}")
        axes.plot([mark / size for mark in marks], latency.QUANTILES, style.MARKERS[at % len(style.MARKERS)], color=style.colour(at), markersize=5)
        data["run"] += [run.label] * len(keep)
        data["quantile"] += ((keep + 1) / values.size).tolist()
        data["cycles"] += values[keep].tolist()
    axes.set_xlabel(f"latency of a stream, {unit}")
    axes.set_ylabel("streams, %")
    axes.set_ylim(0, 102)
    axes.set_xlim(0, 1.04 * max(values[-1] for values in every) / size)
    style.legend_above(axes, 1, fontsize=9)
    return Drawn(figure, data)


FIGURE = Figure("latency", "Latency of streams", "Distribution of the time from a stream's first frame in to its last item out; p50, p95 and p99.",
                ("/streams/done",), _draw, most=8)
