"""Fig. 12 and `utilization-map`: utilization of each TBU, where it lies on the wafer."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis import style
from octosim_analysis.errors import BadFile, Missing
from octosim_analysis.experiment import Wafer, wafer_of_plan
from octosim_analysis.figures.base import Data, Drawn, Figure, grid_of
from octosim_analysis.runs import Run
from octosim_analysis.states import TbuStates

FRAMES = 8


def grid_of_tbus(wafer: Wafer, tbu: numpy.ndarray, values: numpy.ndarray, where: str) -> numpy.ndarray:
    """[row, column]; nan where no TBU is told of.  \\raises BadFile: a TBU that is not on the wafer"""
    grid = numpy.full(wafer.rows * wafer.cols, numpy.nan)
    if int(tbu.max(initial=0)) >= grid.size:
        raise BadFile(f"{where}: TBU {int(tbu.max())} is not on a wafer of {wafer.rows} x {wafer.cols} TBUs: trace and plan do not agree")
    grid[tbu.astype(int)] = values
    return grid.reshape(wafer.rows, wafer.cols)


def draw_map(axes: typing.Any, wafer: Wafer, grid: numpy.ndarray, colours: str = style.SEQUENTIAL, least: float = 0.0, most: float = 1.0,
             clusters: bool = True) -> typing.Any:
    """The image.  Lines: dies, and thin ones: clusters."""
    image = axes.imshow(grid, cmap=colours, vmin=least, vmax=most, interpolation="nearest", aspect="equal")
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(True)
    for step, width, shade, draw, count in ((wafer.cluster_cols, 0.3, "#FFFFFF", axes.axvline, wafer.cols),
                                            (wafer.cluster_rows, 0.3, "#FFFFFF", axes.axhline, wafer.rows),
                                            (wafer.tbu_cols, 1.2, "#000000", axes.axvline, wafer.cols),
                                            (wafer.tbu_rows, 1.2, "#000000", axes.axhline, wafer.rows)):
        if width > 1 or clusters:
            for at in range(step, count, step):
                draw(at - 0.5, color=shade, linewidth=width)
    return image


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    rows, cols = grid_of(len(runs))
    figure, every = style.new(1.0 + 3.4 * cols, 3.6 * rows, rows=rows, cols=cols, squeeze=False)
    data: Data = {"run": [], "tbu": [], "row": [], "col": [], "cluster": [], "steady": [], "whole": []}
    image = None
    for axes, run in zip(every.flat, runs):
        states, wafer = TbuStates(run.trace), wafer_of_plan(run.trace.text("plan"), run.where)
        first, last = states.steady()
        steady, whole = states.busy_of_tbus(first, last), states.busy_of_tbus(0.0, float(states.end))
        image = draw_map(axes, wafer, grid_of_tbus(wafer, states.tbu, steady, run.where))
        axes.set_title((f"{run.label}\n" if len(runs) > 1 else "") + f"mean {100 * steady.mean():.1f} %, whole run {100 * whole.mean():.1f} %", fontsize=9)
        data["run"] += [run.label] * states.tbus
        data["tbu"] += states.tbu.tolist()
        data["row"] += (states.tbu // numpy.uint64(wafer.cols)).tolist()
        data["col"] += (states.tbu % numpy.uint64(wafer.cols)).tolist()
        data["cluster"] += states.cluster.tolist()
        data["steady"] += steady.tolist()
        data["whole"] += whole.tolist()
    for axes in list(every.flat)[len(runs):]:
        axes.axis("off")
    figure.colorbar(image, ax=every, shrink=0.8, label="utilization of a TBU, steady window")
    return Drawn(figure, data)


def _draw_frames(runs: typing.Sequence[Run]) -> Drawn:
    run = runs[0]
    states, wafer = TbuStates(run.trace), wafer_of_plan(run.trace.text("plan"), run.where)
    if len(states.at) < 3:
        run.trace["/tbus/samples"].need_rows("utilization-map")
        raise Missing(f"{run.where}: utilization-map needs samples before the end: run it with a smaller --set trace.interval=...")
    count = min(FRAMES, len(states.at) - 1)
    edges = numpy.linspace(0.0, float(states.end), count + 1)
    figure, every = style.new(8, 4.7 if count > 4 else 2.7, rows=-(-count // 4), cols=min(count, 4), squeeze=False)
    data: Data = {"from_cycle": [], "to_cycle": [], "tbu": [], "utilization": []}
    size, unit = style.time_scale(float(states.end))
    image = None
    for axes, first, last in zip(every.flat, edges[:-1], edges[1:]):
        busy = states.busy_of_tbus(float(first), float(last))
        image = draw_map(axes, wafer, grid_of_tbus(wafer, states.tbu, busy, run.where), clusters=False)
        axes.set_title(f"{first / size:.3g} to {last / size:.3g}: {100 * busy.mean():.0f} %", fontsize=9)
        data["from_cycle"] += [float(first)] * states.tbus
        data["to_cycle"] += [float(last)] * states.tbus
        data["tbu"] += states.tbu.tolist()
        data["utilization"] += busy.tolist()
    if count > 4:
        figure.colorbar(image, ax=every, shrink=0.8, label=f"utilization of a TBU ({unit} above)")
    else:  # one row: less room
        figure.colorbar(image, ax=every).set_label(f"utilization ({unit} above)", fontsize=8)
    return Drawn(figure, data)


FIGURE = Figure("fig12", "Map of utilization", "Utilization of each TBU in the steady window, on the wafer; several runs side by side.",
                ("/tbus/totals", "/tbus/samples"), _draw, most=9)
OVER_TIME = Figure("utilization-map", "Map of utilization over time", "The same map in up to eight equal parts of the run.",
                   ("/tbus/samples", "/tbus/totals"), _draw_frames)
