"""`timeline`: what each cluster works on, over time."""
from __future__ import annotations

import typing

import numpy
from matplotlib.patches import Patch

from octosim_analysis import style
from octosim_analysis.figures.base import Drawn, Figure, tidy
from octosim_analysis.figures.shares import owners_of, task_words
from octosim_analysis.runs import Run

BINS = 800


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    trace = runs[0].trace
    owners = owners_of(trace, "timeline")
    edges, most, part = owners.dominant(BINS)
    size, unit = style.time_scale(float(edges[-1]))
    figure, axes = style.new(8, min(7.0, 1.6 + 0.18 * max(owners.clusters, 8)))
    axes.imshow(most, cmap=style.listed(owners.sub_owgs), vmin=-0.5, vmax=owners.sub_owgs - 0.5, interpolation="nearest", aspect="auto",
                extent=(0, edges[-1] / size, owners.clusters - 0.5, -0.5))
    axes.grid(False)
    axes.set_xlabel(f"time, {unit}")
    axes.set_ylabel("cluster")
    if owners.clusters <= 16:
        axes.set_yticks(range(owners.clusters))
    handles = [Patch(facecolor=shade, label=words) for shade, words in zip(style.colours(owners.sub_owgs), task_words(trace, owners.sub_owgs))]
    style.legend_above(axes, handles=handles, fontsize=8)
    clusters, bins = most.shape
    return Drawn(figure, tidy(cluster=numpy.repeat(numpy.arange(clusters), bins), from_cycle=numpy.tile(edges[:-1], clusters),
                              to_cycle=numpy.tile(edges[1:], clusters), sub_owg=(most + 1).reshape(-1), part=part.reshape(-1)))


FIGURE = Figure("timeline", "Timeline of clusters", "The sub-OWG that each cluster works on; where it turns more often than can be shown, the one it works on most.",
                ("/clusters/switches", "/clusters/state"), _draw)
