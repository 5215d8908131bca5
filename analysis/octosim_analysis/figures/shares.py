"""Fig. 13: the part of the TBUs that each sub-OWG has, over the run."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis import style
from octosim_analysis.errors import Missing
from octosim_analysis.experiment import sub_owgs_of_plan
from octosim_analysis.figures.base import Data, Drawn, Figure
from octosim_analysis.owners import Owners
from octosim_analysis.runs import Run
from octosim_analysis.trace import Trace

BINS = 200


def owners_of(trace: Trace, what: str) -> Owners:
    """Of a run with clusters that switch.  \\raises Missing"""
    trace["/clusters/switches"].need_rows(what) if not trace["/clusters/switches"].recorded else None
    owners = Owners(trace, trace.end)
    if owners.divided:
        raise Missing(f"{trace.where}: {what} needs clusters that turn from one sub-OWG to another; here TBUs are divided among all by schedule.cluster = static "
                      "(run it with --set schedule.cluster=proactive)")
    return owners


def task_words(trace: Trace, count: int) -> list[str]:
    """`1: FaceDetect, ...` of each sub-OWG, short."""
    named = {one.number: one.tasks for one in sub_owgs_of_plan(trace.text("plan"))}
    return [f"{k + 1}: {', '.join(named[k][:2])}{', ...' if len(named[k]) > 2 else ''}" if named.get(k) else f"sub-OWG {k + 1}" for k in range(count)]


def draw_shares(axes: typing.Any, edges: numpy.ndarray, shares: numpy.ndarray, labels: typing.Sequence[str]) -> None:
    """`shares`: [sub-OWG, bin] parts of 1; `edges` in cycles."""
    size, unit = style.time_scale(float(edges[-1]))
    style.stack(axes, edges / size, shares, labels, style.colours(len(labels)))
    axes.set_xlabel(f"time, {unit}")
    axes.set_ylabel("TBUs, %")


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    figure, every = style.new(8, 0.6 + 2.7 * len(runs), rows=len(runs), squeeze=False)
    data: Data = {"run": [], "from_cycle": [], "to_cycle": [], "sub_owg": [], "share": []}
    for axes, run in zip(every[:, 0], runs):
        owners = owners_of(run.trace, "fig13")
        edges, shares = owners.shares(BINS)
        draw_shares(axes, edges, shares, task_words(run.trace, owners.sub_owgs))
        for k, row in enumerate(shares):
            data["run"] += [run.label] * len(row)
            data["from_cycle"] += edges[:-1].tolist()
            data["to_cycle"] += edges[1:].tolist()
            data["sub_owg"] += [k + 1] * len(row)
            data["share"] += row.tolist()
        named: dict[str, typing.Any] = {"title": run.label, "title_fontsize": 10} if len(runs) > 1 else {}  # above the rows of the legend, however many
        style.legend_above(axes, fontsize=8, **named)
    return Drawn(figure, data)


FIGURE = Figure("fig13", "Sub-OWGs over time", "Share of the clusters (and so of TBUs) that works on each sub-OWG.",
                ("/clusters/switches", "/clusters/state"), _draw, most=6)
