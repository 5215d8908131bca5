"""`dram`, `control`, `energy`, `progress`: memory, control messages, energy, and how far the work is."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis import style
from octosim_analysis.codes import KINDS
from octosim_analysis.errors import Missing
from octosim_analysis.figures.base import Data, Drawn, Figure, tidy
from octosim_analysis.runs import Run
from octosim_analysis.states import STEADY, TbuStates

BINS = 300


def _draw_dram(runs: typing.Sequence[Run]) -> Drawn:
    run = runs[0]
    trace = run.trace
    trace["/dram/samples"].need_rows("dram")
    sampled = trace.sampled("/dram/samples")
    ks = sampled.evenly(BINS)
    names = ("read", "written", "hits", "misses")
    sums = [{name: float(values.sum()) for name, values in sampled.at(int(k), names).items()} for k in ks]
    at = numpy.concatenate(([0.0], sampled.instants[ks].astype(float)))
    steps = {name: numpy.diff([0.0, *(row[name] for row in sums)]) for name in names}
    keep = numpy.diff(at) > 0
    width = numpy.diff(at)[keep]
    size, unit = style.time_scale(float(at[-1]))
    edges = numpy.concatenate(([0.0], at[1:][keep])) / size
    figure, (above, below) = style.new(8, 5.0, rows=2, sharex=True)
    above.stairs(steps["read"][keep] / width, edges, color=style.COLOURS[0], linewidth=1.4, label="read", baseline=None)
    above.stairs(steps["written"][keep] / width, edges, color=style.COLOURS[5], linewidth=1.4, label="written", baseline=None)
    peak = run.settings.get("dram.bandwidth")
    if isinstance(peak, (int, float)):
        above.axhline(float(peak), color="black", linewidth=0.8, linestyle="--", label=f"peak, {peak:g}")
    above.set_ylabel("B/cycle")
    above.set_ylim(bottom=0)
    above.margins(x=0)
    style.legend_above(above, 3)
    found = steps["hits"][keep] + steps["misses"][keep]
    with numpy.errstate(invalid="ignore", divide="ignore"):
        rate = 100 * steps["hits"][keep] / found
    below.stairs(rate, edges, color=style.COLOURS[2], linewidth=1.4, baseline=None)
    below.set_ylabel("rows found open, %")
    below.set_ylim(0, 100)
    below.set_xlabel(f"time, {unit}")
    below.margins(x=0)
    return Drawn(figure, tidy(from_cycle=edges[:-1] * size, to_cycle=edges[1:] * size, **{name: steps[name][keep] for name in names}))


def _draw_control(runs: typing.Sequence[Run]) -> Drawn:
    table = runs[0].trace["/control/totals"]
    table.need_rows("control")
    rows = table.read(("kind", "packets", "bytes", "byte_hops"))
    kind = rows["kind"].astype(int)
    sums = {name: numpy.bincount(kind, rows[name], len(KINDS)) for name in ("packets", "bytes", "byte_hops")}
    order = [k for k in numpy.argsort(sums["bytes"], kind="stable") if sums["packets"][k] > 0]
    figure, (left, right) = style.new(9, 0.9 + 0.26 * len(order), cols=2, sharey=True)
    for axes, name, words in ((left, "packets", "messages"), (right, "bytes", "bytes")):
        axes.barh(range(len(order)), [sums[name][k] for k in order], color=style.COLOURS[0])
        axes.set_xscale("log")
        axes.set_xlabel(words)
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
    left.set_yticks(range(len(order)), [KINDS[k].replace("_", " ") for k in order])
    return Drawn(figure, tidy(kind=[KINDS[k] for k in order], **{name: [sums[name][k] for k in order] for name in sums}))


def _draw_energy(runs: typing.Sequence[Run]) -> Drawn:
    parts = [name for name in runs[0].summary if name.startswith("energy_") and name.endswith("_joules") and name != "energy_joules"]
    if not parts:
        raise Missing(f"{runs[0].where}: energy: the summary has no energy (the run did not end)")
    order = sorted(parts, key=lambda name: -runs[0].number(name))
    figure, axes = style.new(8, 1.6 + 0.45 * len(runs))
    data: Data = {"run": [], "part": [], "joules": []}
    size, unit = (1.0, "J") if max(run.number("energy_joules") for run in runs) >= 1 else (1e-3, "mJ")
    left = [0.0] * len(runs)
    shades = [*style.COLOURS, "#BBBBBB", "#777777", "#DDDDDD", "#555555"]
    for at, name in enumerate(order):
        values = [run.number(name) for run in runs]
        axes.barh(range(len(runs)), [value / size for value in values], 0.7, left=[value / size for value in left], color=shades[at % len(shades)],
                  edgecolor="white", linewidth=0.5, label=name.removeprefix("energy_").removesuffix("_joules").replace("_", " "))
        left = [low + value for low, value in zip(left, values)]
        for run, value in zip(runs, values):
            for column, cell in zip(data, (run.label, name, value)):
                data[column].append(cell)
    axes.set_yticks(range(len(runs)), [run.label for run in runs])
    axes.invert_yaxis()
    axes.set_xlabel(f"energy, {unit}")
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    figure.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=6, fontsize=8)
    return Drawn(figure, data)


def _draw_progress(runs: typing.Sequence[Run]) -> Drawn:
    run = runs[0]
    trace = run.trace
    states = TbuStates(trace)
    done = states.packets_done()
    keep = numpy.unique(numpy.linspace(0, len(states.at) - 1, min(len(states.at), 1000)).round().astype(int))
    size, unit = style.time_scale(float(states.end))
    figure, axes = style.new(8, 3.6)
    data: Data = {"line": [], "cycle": [], "part": []}

    def line(words: str, x: numpy.ndarray, y: numpy.ndarray, shade: str, **more: typing.Any) -> None:
        axes.plot(x / size, 100 * y, color=shade, linewidth=1.5, label=words, **more)
        data["line"] += [words] * len(x)
        data["cycle"] += x.tolist()
        data["part"] += y.tolist()
    sampled = trace.sampled("/streams/input")
    if len(sampled):
        fetched, total = sampled.sums("fetched").astype(float), sampled.sums("total").astype(float)
        ks = sampled.evenly(1000)
        line("frames asked for", numpy.concatenate(([0.0], sampled.instants[ks].astype(float))), numpy.concatenate(([0.0], fetched[ks] / max(total[-1], 1.0))),
             style.COLOURS[1])
    line("packets given to TBUs", states.at[keep], done[keep] / max(done[-1], 1.0), style.COLOURS[0])
    streams = trace["/streams/done"]
    if streams.rows:
        time = numpy.sort(streams.column("time").astype(float))
        count = trace.summary.get("streams", time.size)
        line("streams delivered", numpy.array([0.0, *time.tolist()]), numpy.arange(time.size + 1) / max(float(count), 1.0), style.COLOURS[2], drawstyle="steps-post")
    first, last = states.steady()
    axes.axvspan(first / size, last / size, color="#DDDDDD", alpha=0.5, linewidth=0, label=f"steady window ({100 * STEADY[0]:.0f} to {100 * STEADY[1]:.0f} % of packets)")
    axes.set_xlabel(f"time, {unit}")
    axes.set_ylabel("done, %")
    axes.set_ylim(0, 102)
    axes.margins(x=0)
    style.legend_above(axes, 4, fontsize=8)
    return Drawn(figure, data)


FIGURES = (
    Figure("dram", "DRAM", "Bytes a cycle read and written, and rows found open, between samples.", ("/dram/samples",), _draw_dram),
    Figure("control", "Control messages", "Messages and bytes of the control network by kind.", ("/control/totals",), _draw_control),
    Figure("energy", "Energy", "Energy of the run by part (docs/area-energy.md).", ("/summary",), _draw_energy, most=12),
    Figure("progress", "Progress", "Input asked for, packets given to TBUs, streams delivered; the steady window.", ("/tbus/samples", "/streams/input", "/streams/done"), _draw_progress))
