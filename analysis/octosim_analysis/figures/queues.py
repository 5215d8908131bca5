"""`queues`: how much waits for each sub-OWG, over time."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis import queues, style
from octosim_analysis.figures.base import Drawn, Figure, tidy
from octosim_analysis.figures.shares import task_words
from octosim_analysis.runs import Run

BINS = 200
_FEW = 12  # points that are marked: one alone has no line


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    trace = runs[0].trace
    edges, means, most = queues.over_time(trace, BINS)
    middle = (edges[:-1] + edges[1:]) / 2
    size, unit = style.time_scale(float(edges[-1]))
    figure, every = style.new(8, 5.4, rows=2, sharex=True)
    count = means["input_bytes"].shape[0]
    words = task_words(trace, count)
    few = {"marker": "o", "markersize": 3} if len(middle) <= _FEW else {}
    for axes, name, title in zip(every, ("input_bytes", "inner_bytes"), ("input queues", "between Task Blocks")):
        scale, bytes_unit = style.byte_scale(float(numpy.nanmax(most[name], initial=0.0)))
        for k in range(count):
            seen = ~numpy.isnan(means[name][k])
            axes.plot(middle[seen] / size, means[name][k][seen] / scale, color=style.colours(count)[k], linewidth=1.3, label=words[k], **few)
            axes.plot(middle[seen] / size, most[name][k][seen] / scale, color=style.colours(count)[k], linewidth=0.5, alpha=0.5)
        axes.set_ylabel(f"{title}, {bytes_unit}")
        axes.set_ylim(bottom=0)
        axes.set_xlim(*((0.0, edges[-1] / size) if few else (middle[0] / size, middle[-1] / size)))
    every[1].set_xlabel(f"time, {unit} (all clusters together; thick: mean of samples, thin: most)")
    style.legend_above(every[0], fontsize=8)
    bins = len(middle)
    return Drawn(figure, tidy(sub_owg=numpy.repeat(numpy.arange(count) + 1, bins), from_cycle=numpy.tile(edges[:-1], count),
                              to_cycle=numpy.tile(edges[1:], count),
                              **{f"{name}_{what}": rows[name].reshape(-1) for name in queues.GAUGES for what, rows in (("mean", means), ("most", most))}))


FIGURE = Figure("queues", "Queue depth", "Bytes in the input queues of each sub-OWG, and in Task Flows between its Task Blocks, of all clusters.",
                ("/clusters/samples",), _draw)
