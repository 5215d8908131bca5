"""`engine`: where the time of each rank went, and how evenly the work was dealt out."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis import style
from octosim_analysis.errors import Missing
from octosim_analysis.figures.base import Drawn, Figure, tidy
from octosim_analysis.runs import Run

PARTS = (("compute_ns", "handling events", "#0072B2"), ("send_ns", "sending", "#E69F00"), ("synchronise_ns", "waiting for others", "#999999"),
         ("io_ns", "writing the trace", "#D55E00"))


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    trace = runs[0].trace
    engine = trace.engine()
    if "rank" not in engine or not engine["rank"].size:
        raise Missing(f"{trace.where}: engine needs /engine, which has no rows (the trace was recovered)")
    ranks = engine["rank"].astype(int)
    zeros = numpy.zeros(ranks.size)
    figure, (left, right) = style.new(8.5, 3.6, cols=2)
    bottom = numpy.zeros(ranks.size)
    for name, words, shade in PARTS:
        seconds = engine.get(name, zeros) / 1e9
        left.bar(ranks, seconds, 0.8, bottom=bottom, color=shade, edgecolor="black", linewidth=0.3, label=words)
        bottom = bottom + seconds
    wall = trace.summary.get("host_wall_seconds")
    if isinstance(wall, float):
        left.axhline(wall, color="black", linewidth=0.8, linestyle="--")
    compute = engine.get("compute_ns", zeros) / 1e9
    events = engine.get("events", zeros).astype(float)
    efficiency = float(compute.sum() / (ranks.size * wall)) if isinstance(wall, float) and wall > 0 else float("nan")
    left.set_ylabel("seconds (dashed: wall clock)")
    style.legend_above(left, 2, fontsize=8)
    right.bar(ranks, events / 1e6, 0.8, color=style.COLOURS[4], edgecolor="black", linewidth=0.3)
    right.axhline(events.mean() / 1e6, color="black", linewidth=0.8, linestyle="--")
    right.set_ylabel("million events (dashed: mean)")
    imbalance = float(events.max() / events.mean()) if events.mean() else 1.0
    right.set_title(f"efficiency {100 * efficiency:.0f} %; most / mean {imbalance:.3f}", fontsize=10)
    for axes in (left, right):
        axes.set_xlabel("rank")
        axes.set_xlim(min(-0.6, (ranks.size - 5) / 2), max(ranks.size - 0.4, (ranks.size + 3) / 2))
        if ranks.size <= 16:
            axes.set_xticks(ranks)
    return Drawn(figure, tidy(rank=ranks, events=engine.get("events", zeros), **{name: engine.get(name, zeros) for name, _, _ in PARTS}))


FIGURE = Figure("engine", "Engine efficiency", "Wall clock of each MPI rank by what it did, and events it handled; efficiency: handling events / (ranks x wall clock).",
                ("/engine",), _draw)
