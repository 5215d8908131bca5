"""`states` and fig. 10: what TBUs do: over time, of the whole run, and by sub-OWG."""
from __future__ import annotations

import typing

from octosim_analysis import style
from octosim_analysis.codes import STATES
from octosim_analysis.errors import Missing
from octosim_analysis.figures.base import Data, Drawn, Figure, grid_of
from octosim_analysis.figures.shares import owners_of
from octosim_analysis.runs import Run
from octosim_analysis.states import TbuStates, fractions
from octosim_analysis.sub_owgs import by_sub_owg

BINS = 300
# Idle time that the trace has not attributed yet when it is sampled is mostly without input: by sub-OWG the two are shown as one.
SHOWN = tuple(state for state in STATES if state != "open")


def merged(row: typing.Mapping[str, float]) -> dict[str, float]:
    """By shown state; what is attributed later than it was idle can leave less than nothing, which counts as nothing."""
    return {state: max(0.0, row[state] + (row["open"] if state == "starved" else 0.0)) for state in SHOWN}


def stacked_bars(axes: typing.Any, x: typing.Sequence[float], width: float, rows: typing.Sequence[typing.Mapping[str, float]],
                 shown: typing.Sequence[str] = SHOWN, named: bool = True) -> None:
    """A bar a row, by state from below."""
    bottom = [0.0] * len(rows)
    for state in shown:
        heights = [row[state] for row in rows]
        axes.bar(x, heights, width, bottom=bottom, color=style.STATE_COLOURS[state], edgecolor="black", linewidth=0.3,
                 label=style.STATE_NAMES[state] if named else None)
        bottom = [low + height for low, height in zip(bottom, heights)]


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    figure, every = style.new(8, 0.7 + 2.6 * len(runs), rows=len(runs), cols=2, squeeze=False, gridspec_kw={"width_ratios": [8, 1]})
    data: Data = {"run": [], "from_cycle": [], "to_cycle": [], "state": [], "part": []}
    for (axes, side), run in zip(every, runs):
        states = TbuStates(run.trace)
        if len(states.at) < 3:
            run.trace["/tbus/samples"].need_rows("states")
            raise Missing(f"{run.where}: states needs samples before the end: run it with a smaller --set trace.interval=...")
        edges, parts = states.over_time(BINS)
        size, unit = style.time_scale(float(edges[-1]))
        order = [state for state in STATES if state != "open"] + ["open"]
        style.stack(axes, edges / size, [parts[state] for state in order], [style.STATE_NAMES[state] for state in order],
                    [style.STATE_COLOURS[state] for state in order])
        first, last = states.steady()
        for instant in (first, last):
            axes.axvline(instant / size, color="black", linewidth=0.8, linestyle="--")
        axes.set_xlabel(f"time, {unit} (between the dashed lines: steady window)")
        axes.set_ylabel("TBU cycles, %")
        named: dict[str, typing.Any] = {"title": run.label, "title_fontsize": 10} if len(runs) > 1 else {}
        style.legend_above(axes, 7, fontsize=8, **named)
        columns = {"whole": fractions(states.whole()), "steady": fractions(states.between(first, last))}
        stacked_bars(side, [0, 1], 0.8, [{state: 100 * max(row[state], 0.0) for state in STATES} for row in columns.values()], order, named=False)
        side.set_xticks([0, 1], ["whole", "steady"], fontsize=8, rotation=90)
        side.set_ylim(0, 100)
        side.set_yticks([])
        for k, row in enumerate(columns.values()):
            side.text(k, 100 * row["busy"] / 2, f"{100 * row['busy']:.0f}", ha="center", va="center", color="white", fontsize=8)
        spans = [(edges[k], edges[k + 1], {state: parts[state][k] for state in STATES}) for k in range(len(edges) - 1)]
        spans += [(0.0, float(states.end), columns["whole"]), (first, last, columns["steady"])]
        for begin, end, row in spans:
            for state in STATES:
                for name, value in zip(data, (run.label, float(begin), float(end), state, float(row[state]))):
                    data[name].append(value)
    return Drawn(figure, data)


def _draw_by_sub_owg(runs: typing.Sequence[Run]) -> Drawn:
    """Runs are compared in pairs of bars only if there are two or more; heights are TBU cycles over those of the first run."""
    found = []
    for run in runs:
        run.trace["/tbus/samples"].need_rows("fig10")
        found.append(by_sub_owg(run.trace, TbuStates(run.trace), owners_of(run.trace, "fig10")))
    count = len(found[0])
    other = next((k for k, subs in enumerate(found) if len(subs) != count), None)
    if other is not None:
        raise Missing(f"{runs[other].where}: fig10 compares runs of one workflow: here are {len(found[other])} sub-OWGs, in {runs[0].where} {count}")
    rows, _ = grid_of(1)
    figure, axes = style.new(min(10.0, 2.5 + 1.0 * count * (0.5 + 0.5 * len(runs))), 3.8, rows=rows)
    data: Data = {"run": [], "sub_owg": [], "state": [], "cycles": []}
    base = [sum(row[state] for state in STATES) or 1.0 for row in found[0]]
    scale, unit = (1.0, f"TBU cycles / {runs[0].label}") if len(runs) > 1 else (sum(base) / 100, "TBU cycles, % of all")
    width = 0.8 / len(runs)
    for at, (run, subs) in enumerate(zip(runs, found)):
        x = [k + (at - (len(runs) - 1) / 2) * width for k in range(len(subs))]
        heights = [{state: value / (base[k] if len(runs) > 1 else scale) for state, value in merged(row).items()} for k, row in enumerate(subs)]
        stacked_bars(axes, x, width * 0.92, heights, named=at == 0)
        for k, row in enumerate(subs):
            for state in STATES:
                for name, value in zip(data, (run.label, k + 1, state, row[state])):
                    data[name].append(value)
    axes.set_xticks(range(count), [str(k + 1) for k in range(count)])
    axes.set_xlabel("sub-OWG" + (": " + " | ".join(run.label for run in runs) if len(runs) > 1 else ""))
    axes.set_ylabel(unit)
    figure.legend(*axes.get_legend_handles_labels(), ncols=6, loc="upper center", bbox_to_anchor=(0.5, 0.0), fontsize=8)
    return Drawn(figure, data)


OVER_TIME = Figure("states", "States of TBUs over time", "Part of all TBU cycles that is busy, configuring and so on, between samples; beside it the whole run and the steady window.",
                   ("/tbus/samples", "/tbus/totals"), _draw, most=4)
FIGURE = Figure("fig10", "States of TBUs by sub-OWG", "TBU cycles of clusters that work on each sub-OWG, by what TBUs did (an estimate: samples are shared out by time).",
                ("/tbus/samples", "/tbus/totals", "/clusters/switches", "/clusters/state"), _draw_by_sub_owg, most=4)
