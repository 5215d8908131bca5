"""`diffusion`: what balancing moved, from where to where, and when."""
from __future__ import annotations

import typing

import numpy
from matplotlib.patches import FancyArrowPatch

from octosim_analysis import moves, style
from octosim_analysis.experiment import wafer_of_plan
from octosim_analysis.figures.base import Drawn, Figure, tidy
from octosim_analysis.figures.shares import task_words
from octosim_analysis.runs import Run

BINS = 60
ARROWS = 400  # the strongest flows that are drawn


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    run = runs[0]
    trace = run.trace
    trace["/balance/moves"].need_rows("diffusion")
    wafer = wafer_of_plan(trace.text("plan"), run.where)
    flows = moves.between_clusters(trace)
    net = numpy.zeros(wafer.clusters_down * wafer.clusters_across)
    for (source, target), (_, _, size) in flows.items():
        net[source] -= size
        net[target] += size
    figure, (left, right) = style.new(9.0, 4.3, cols=2, gridspec_kw={"width_ratios": [1.15, 1]})
    figure.get_layout_engine().set(wspace=0.1)  # words of the scale and of the axis beside it must not meet
    largest = float(numpy.abs(net).max()) or 1.0
    scale, unit = style.byte_scale(largest)
    image = left.imshow(net.reshape(wafer.clusters_down, wafer.clusters_across) / scale, cmap=style.DIVERGING, vmin=-largest / scale, vmax=largest / scale,
                        interpolation="nearest", aspect=wafer.cluster_rows / wafer.cluster_cols)
    left.grid(False)
    left.set_xticks([])
    left.set_yticks([])
    strongest = sorted(flows.items(), key=lambda row: (-row[1][2], row[0]))[:ARROWS]
    most = strongest[0][1][2] or 1
    for (source, target), (_, _, size) in reversed(strongest):
        (y0, x0), (y1, x1) = wafer.cluster_place(source), wafer.cluster_place(target)
        left.add_patch(FancyArrowPatch((x0, y0), (x1, y1), connectionstyle="arc3,rad=0.18", arrowstyle="-|>", mutation_scale=5 + 5 * size / most,
                                       linewidth=0.3 + 2.2 * size / most, color="black", alpha=0.35 + 0.65 * size / most, shrinkA=3, shrinkB=3))
    left.set_title(f"between clusters (widest: {most / style.byte_scale(most)[0]:.3g} {style.byte_scale(most)[1]})", fontsize=10)
    figure.colorbar(image, ax=left, shrink=0.8, label=f"received less sent, {unit}")
    end = int(trace.number("makespan_cycles")) if trace.meta.complete else int(trace["/balance/moves"].column("time")[-1])
    edges, moved = moves.over_time(trace, end, BINS)
    size_t, unit_t = style.time_scale(float(edges[-1]))
    size_b, unit_b = style.byte_scale(float(moved.sum(axis=0).max()))
    bottom = numpy.zeros(BINS)
    for row, words, shade in zip(moved, task_words(trace, len(moved)), style.colours(len(moved))):
        right.bar(edges[:-1] / size_t, row / size_b, (edges[1] - edges[0]) / size_t, bottom=bottom / size_b, align="edge", color=shade, label=words, linewidth=0)
        bottom += row
    right.set_xlabel(f"time, {unit_t}")
    right.set_ylabel(f"moved in {(edges[1] - edges[0]) / size_t:.2g} {unit_t}, {unit_b}")
    right.margins(x=0)
    right.set_ylim(bottom=0)
    style.legend_above(right, characters=80, fontsize=8)
    pairs = list(flows)
    return Drawn(figure, tidy(from_cluster=[a for a, _ in pairs], to_cluster=[b for _, b in pairs], moves=[flows[p][0] for p in pairs],
                              items=[flows[p][1] for p in pairs], bytes=[flows[p][2] for p in pairs]))


FIGURE = Figure("diffusion", "Diffusion flows", "Bytes that balancing moved between clusters (arrows) and what each gained (colour); beside it when, by sub-OWG.",
                ("/balance/moves",), _draw)
