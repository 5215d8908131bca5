"""`network`: how busy each link of both meshes is, where it lies."""
from __future__ import annotations

import typing

import numpy
from matplotlib.collections import LineCollection

from octosim_analysis import style
from octosim_analysis.codes import MESHES, SIDES
from octosim_analysis.errors import BadFile
from octosim_analysis.experiment import wafer_of_plan
from octosim_analysis.figures.base import Drawn, Figure, tidy
from octosim_analysis.runs import Run

# side -> step to the neighbour (down, right), and a shift to the right-hand side of the way, so that both directions are seen
_STEPS = {0: ((-1, 0), (0, 0.12)), 1: ((1, 0), (0, -0.12)), 2: ((0, 1), (0.12, 0)), 3: ((0, -1), (-0.12, 0))}


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    run = runs[0]
    trace = run.trace
    trace["/network/links"].need_rows("network")
    sampled = trace.sampled("/network/links")
    end = sampled.at(len(sampled) - 1, ("mesh", "node", "side", "bytes", "busy"))
    cycles = float(sampled.instants[-1])
    used = end["busy"] / cycles
    wafer = wafer_of_plan(trace.text("plan"), run.where)
    if end["node"].size and int(end["node"].max()) >= wafer.node_rows * wafer.node_cols:
        raise BadFile(f"{trace.where}: /network/links has node {int(end['node'].max())}, and the wafer has {wafer.node_rows} x {wafer.node_cols}: the file is damaged")
    figure, every = style.new(9.5, 4.3, cols=2)
    for mesh, axes in enumerate(every):
        between = (end["mesh"] == mesh) & (end["side"] < 4)
        lines, values = [], []
        for node, side, value in zip(end["node"][between].tolist(), end["side"][between].tolist(), used[between].tolist()):
            row, col = wafer.node_place(node)
            (down, right), (shift_y, shift_x) = _STEPS[side]
            lines.append(((col + shift_x, row + shift_y), (col + right + shift_x, row + down + shift_y)))
            values.append(100 * value)
        most = max(values, default=1.0) or 1.0
        width = max(0.6, min(3.2, 110.0 / max(wafer.node_cols, wafer.node_rows) / 2.4))
        links = LineCollection(lines, cmap=style.SEQUENTIAL + "_r", array=numpy.array(values), linewidths=width)
        links.set_clim(0.0, most)
        own = (end["mesh"] == mesh) & (end["side"] == 4)
        if own.any():
            place = numpy.array([wafer.node_place(node) for node in end["node"][own].tolist()])
            axes.scatter(place[:, 1], place[:, 0], c=100 * used[own], cmap=style.SEQUENTIAL + "_r", vmin=0.0, vmax=most, s=max(2.0, 500.0 / wafer.node_cols / 2),
                         marker="s", edgecolors="black", linewidths=0.3, zorder=3)
        axes.add_collection(links)
        for at in range(1, wafer.chiplet_cols):
            axes.axvline(at * (wafer.tbu_cols + 1) - 0.5, color="#999999", linewidth=0.6, linestyle=":")
        for at in range(1, wafer.chiplet_rows):
            axes.axhline(at * (wafer.tbu_rows + 1) - 0.5, color="#999999", linewidth=0.6, linestyle=":")
        axes.set_xlim(-0.7, wafer.node_cols - 0.3)
        axes.set_ylim(wafer.node_rows - 0.3, -0.7)
        axes.set_aspect("equal")
        axes.axis("off")
        axes.set_title(f"{MESHES[mesh]} network: used links {100 * used[between].mean():.2g} % on average, most {most:.2g} %" if between.any()
                       else f"{MESHES[mesh]} network: no link was used", fontsize=10)
        if lines:
            figure.colorbar(links, ax=axes, shrink=0.8, label="busy, % of the run")
    return Drawn(figure, tidy(mesh=[MESHES[m] for m in end["mesh"].tolist()], node=end["node"], side=[SIDES[s] for s in end["side"].tolist()],
                              bytes=end["bytes"], busy=used))


FIGURE = Figure("network", "Network heat map", "Part of the run that each link of the data and of the control network was occupied; squares: the link to the CBU of a router.",
                ("/network/links",), _draw)
