"""Figures over several runs, from their summaries: fig. 9, 14, 15, `speedup`, `scaling`."""
from __future__ import annotations

import math
import typing

from octosim_analysis import style
from octosim_analysis.errors import Missing
from octosim_analysis.experiment import Settings, wafer_of_plan
from octosim_analysis.figures.base import Data, Drawn, Figure
from octosim_analysis.runs import Run, differing, short_keys
from octosim_analysis.sample import Sample, geomean

# What tells two sides of a comparison apart is never what is only recorded, or where a draw begins.
_NO_SIDE = ("run.seed", "trace.level", "trace.interval", "trace.compression", "trace.flush_seconds")


_MOST_KEYS, _MOST_CHARACTERS = 5, 110  # of the label of a side


class Sides:
    """Runs by experiment and side: a side is a choice of settings, an experiment what is compared within.  The first run's side comes first,
    the others by their settings."""

    def __init__(self, runs: typing.Sequence[Run], names: str = ""):
        """\\raises BadFile"""
        by_name: dict[str, list[Settings]] = {}
        for run in runs:
            by_name.setdefault(run.name, []).append(run.settings)
        keys: dict[str, None] = {}
        for every in by_name.values():
            keys.update(dict.fromkeys(key for key in differing(every) if key not in _NO_SIDE))
        self.keys = tuple(keys)
        self._named = short_keys(self.keys)
        self.runs: dict[str, dict[str, list[Run]]] = {}
        for run in runs:
            own = run.settings
            side = ", ".join(f"{self._named[key]} {_words(own.get(key))}" for key in self.keys) or names or "run"
            self.runs.setdefault(run.name, {}).setdefault(side, []).append(run)
        order: dict[str, list[tuple[bool, float, str]]] = {}
        for run in runs:
            values = [run.settings.get(key) for key in self.keys]
            side = next(side for side, group in self.runs[run.name].items() if run in group)
            order.setdefault(side, [(isinstance(v, str), float(v) if isinstance(v, (int, float)) else 0.0, str(v)) for v in values])
        first, *rest = order
        self._values = {side: dict(zip(self.keys, ([run for name in self.runs for run in self.runs[name].get(side, [])][0].settings.get(key) for key in self.keys)))
                        for side in order}
        self.sides = [first, *sorted(rest, key=lambda side: order[side])]

    def short(self, side: str) -> str:
        """Of many settings only those that are not as in the first side; cut where they are too many still."""
        base = self.sides[0]
        if len(self.keys) > _MOST_KEYS and side != base:
            side = ", ".join(f"{self._named[key]} {_words(value)}" for key, value in self._values[side].items() if value != self._values[base].get(key)) or side
        elif len(self.keys) > _MOST_KEYS:
            side = "the first run's settings"
        return side if len(side) <= _MOST_CHARACTERS else side[:_MOST_CHARACTERS - 3].rstrip(", ") + "..."

    def values(self, name: str, side: str, of: typing.Callable[[Run], float]) -> Sample | None:
        """`of` each run of the experiment on that side; None: it has none there."""
        runs = self.runs[name].get(side)
        return Sample(tuple(of(run) for run in runs)) if runs else None

    def speedup(self, name: str, base: str, side: str) -> Sample | None:
        """Makespan of the base over that of the side."""
        one, two = self.runs[name].get(base), self.runs[name].get(side)
        return over(two, one, inverse=True) if one and two else None


def whiskers(samples: typing.Sequence[Sample | None]) -> list[list[float]]:
    """From the mean down to the least value of the seeds, and up to the most."""
    return [[0.0 if one is None else one.mean - min(one.values) for one in samples],
            [0.0 if one is None else max(one.values) - one.mean for one in samples]]


def _words(value: object) -> str:
    return "default" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _makespan(run: Run) -> float:
    """\\raises Missing: it was stopped before it had one"""
    if run.stopped:
        raise Missing(f"{run.where}: was stopped before its end ({run.stopped}): it has no makespan to compare (run it to its end)")
    return max(run.number("makespan_cycles"), 1.0)


def over(runs: typing.Sequence[Run], base: typing.Sequence[Run], inverse: bool = False) -> Sample:
    """Makespan over that of the base (`inverse`: the other way), seed by seed where seeds are the same, else of the means."""
    seeds = {run.seed: run for run in base}
    one, two = (base, runs) if inverse else (runs, base)
    if len(seeds) == len(base) and len({run.seed for run in runs}) == len(runs) and all(run.seed in seeds for run in runs):
        pairs = [(run, seeds[run.seed]) for run in runs]
        return Sample(tuple(_makespan(b) / _makespan(a) if inverse else _makespan(a) / _makespan(b) for a, b in pairs))
    return Sample((sum(map(_makespan, one)) / len(one) / (sum(map(_makespan, two)) / len(two)),))


def _utilization(run: Run) -> float:
    return 100 * run.number("utilization")


def _draw_speedup(runs: typing.Sequence[Run]) -> Drawn:
    """The first side is the base."""
    sides = Sides(runs)
    base, names = sides.sides[0], list(sides.runs)
    figure, (above, below) = style.new(max(7.0, min(12.0, 2.5 + 0.35 * len(names) * len(sides.sides))), 5.6, rows=2)
    data: Data = {"experiment": [], "side": [], "speedup": [], "speedup_half_width_95": [], "utilization": [], "utilization_half_width_95": [], "seeds": []}
    speed: dict[str, tuple[list[float], typing.Any]] = {}
    used: dict[str, tuple[list[float], typing.Any]] = {}
    for side in sides.sides:
        rows = [(sides.speedup(name, base, side), sides.values(name, side, _utilization)) for name in names]
        gains = [ratio.mean for ratio, _ in rows if ratio]
        speed[side] = ([ratio.mean if ratio else math.nan for ratio, _ in rows], whiskers([ratio for ratio, _ in rows]))
        used[side] = ([of.mean if of else math.nan for _, of in rows], whiskers([of for _, of in rows]))
        for name, (ratio, of) in zip(names, rows):
            if ratio and of:
                for column, value in zip(data, (name, side, ratio.mean, ratio.half_width, of.mean / 100, of.half_width and of.half_width / 100, len(of.values))):
                    data[column].append(value)
        if len(names) > 1:
            speed[side][0].append(geomean(gains) if gains else math.nan)
            for part in (*speed[side][1], *used[side][1]):
                part.append(0.0)
            used[side][0].append(sum(v for v in used[side][0] if v == v) / max(1, sum(v == v for v in used[side][0])))
    style.bars(above, names + (["geomean"] if len(names) > 1 else []), speed)
    above.axhline(1.0, color="black", linewidth=0.8)
    above.set_ylabel("speed-up over the base" if len(sides.sides) > 1 else "speed-up")
    above.set_ylim(bottom=0)
    style.bars(below, names + (["mean"] if len(names) > 1 else []), used)
    below.set_ylabel("utilization, %")
    below.set_ylim(0, 100)
    if len(sides.sides) > 1:
        handles, labels = above.get_legend_handles_labels()
        labels = [sides.short(label) + (" (base)" if label == base else "") for label in labels]
        figure.legend(handles, labels, ncols=style.columns_for(labels, 100), loc="upper center", bbox_to_anchor=(0.5, 0.0), fontsize=8)
    return Drawn(figure, data)


def cluster_size(run: Run) -> float:
    """TBUs of a cluster: of the plan, or of the setting where only the summary is left.  \\raises Missing"""
    if not run.about.plan:
        return setting(run, "schedule.cluster_size")
    wafer = wafer_of_plan(run.about.plan, run.where)
    return float(wafer.cluster_rows * wafer.cluster_cols)


def setting(run: Run, key: str) -> float:
    """\\raises Missing"""
    value = run.settings.get(key)
    if not isinstance(value, (int, float)):
        raise Missing(f"{run.where}: has no number {key} among its settings (of a run without a trace only those are known that its sweep set)")
    return float(value)


def _over(runs: typing.Sequence[Run], x: typing.Callable[[Run], float], without: tuple[str, ...]) -> dict[str, dict[float, list[Run]]]:
    """By label (experiment, and what else differs) and x, the runs of all seeds."""
    keys = [key for key in differing([run.settings for run in runs])
            if key not in (*_NO_SIDE, *without) and (key.startswith("schedule.") or len({run.name for run in runs}) == 1)]
    found: dict[str, dict[float, list[Run]]] = {}
    named = short_keys(keys)
    for run in runs:
        words = ", ".join([run.name, *(f"{named[key]} {_words(run.settings.get(key))}" for key in keys)])
        found.setdefault(words, {}).setdefault(x(run), []).append(run)
    return {label: dict(sorted(rows.items())) for label, rows in found.items()}


def _draw_sweep(runs: typing.Sequence[Run], x: typing.Callable[[Run], float], key: str, words: str, log: bool) -> Drawn:
    """Utilization, and makespan over the least of the same label."""
    figure, (left, right) = style.new(9, 3.7, cols=2)
    data: Data = {"label": [], key: [], "utilization": [], "makespan_cycles": [], "seeds": []}
    labelled = _over(runs, x, (key,))
    every = sorted({at for rows in labelled.values() for at in rows})
    for at, (label, rows) in enumerate(labelled.items()):
        used = {n: Sample(tuple(map(_utilization, group))) for n, group in rows.items()}
        took = {n: Sample(tuple(map(_makespan, group))) for n, group in rows.items()}
        least = min(took, key=lambda n: took[n].mean)
        time = {n: over(group, rows[least]) for n, group in rows.items()}
        look = {"color": style.colour(at), "marker": style.MARKERS[at % len(style.MARKERS)], "capsize": 2, "linewidth": 1.5, "label": label}
        place = list(rows) if log else [every.index(n) for n in rows]
        left.errorbar(place, [used[n].mean for n in rows], whiskers([used[n] for n in rows]), **look)
        right.errorbar(place, [time[n].mean for n in rows], whiskers([time[n] for n in rows]), **look)
        for n in rows:
            for column, value in zip(data, (label, n, used[n].mean / 100, took[n].mean, len(rows[n]))):
                data[column].append(value)
    for axes in (left, right):
        axes.set_xlabel(words)
        if log:
            axes.set_xscale("log")
        else:
            axes.set_xticks(range(len(every)), [f"{n:g}" for n in every])
    left.set_ylabel("utilization, %")
    left.set_ylim(0, 100)
    right.set_ylabel("makespan / least of the line")
    low, high = right.get_ylim()
    right.set_ylim(min(low, 0.98), max(high, 1.05))  # a difference that is none is to look like none
    right.ticklabel_format(axis="y", useOffset=False)
    handles, names = left.get_legend_handles_labels()
    figure.legend(handles, names, ncols=style.columns_for(names, 130), loc="upper center", bbox_to_anchor=(0.5, 0.0), fontsize=8)
    return Drawn(figure, data)


def _draw_sizes(runs: typing.Sequence[Run]) -> Drawn:
    return _draw_sweep(runs, cluster_size, "schedule.cluster_size", "TBUs of a cluster", log=False)


def _draw_intervals(runs: typing.Sequence[Run]) -> Drawn:
    return _draw_sweep(runs, lambda run: setting(run, "schedule.interval"), "schedule.interval", "schedule.interval, cycles", log=True)


def _draw_scaling(runs: typing.Sequence[Run]) -> Drawn:
    """Speed-up over the fewest ranks of the same experiment and settings; ideal: in proportion."""
    figure, (left, right) = style.new(9, 3.7, cols=2)
    data: Data = {"label": [], "ranks": [], "wall_seconds": [], "speedup": [], "efficiency": [], "runs": []}
    labelled = _over(runs, lambda run: run.number("ranks"), ("run.active_ranks",))
    for at, (label, rows) in enumerate(labelled.items()):
        wall = {n: min(run.number("wall_seconds") for run in group) for n, group in rows.items()}
        fewest = min(wall)
        speed = {n: wall[fewest] / wall[n] * fewest for n in wall}
        look = {"color": style.colour(at), "marker": style.MARKERS[at % len(style.MARKERS)], "linewidth": 1.5, "label": label}
        left.plot(list(wall), [speed[n] for n in wall], **look)
        right.plot(list(wall), [100 * speed[n] / n for n in wall], **look)
        for n in wall:
            for column, value in zip(data, (label, int(n), wall[n], speed[n] / fewest, speed[n] / n, len(rows[n]))):
                data[column].append(value)
    every = sorted({n for rows in labelled.values() for n in rows})
    left.plot(every, every, color="black", linewidth=0.8, linestyle="--", label="ideal")
    for axes in (left, right):
        axes.set_xscale("log", base=2)
        axes.set_xticks(every, [f"{n:g}" for n in every])
        axes.minorticks_off()
        axes.set_xlabel("MPI ranks")
    left.set_yscale("log", base=2)
    lowest = math.floor(math.log2(max(min(data["speedup"], default=1.0), 2.0 ** -6)))
    ticks = [2.0 ** k for k in range(min(lowest, 0), math.ceil(math.log2(max(every))) + 1)]
    left.set_yticks(ticks, [f"{n:g}" for n in ticks])
    left.minorticks_off()
    left.set_ylabel("speed-up, in ranks of the fewest")
    right.set_ylabel("parallel efficiency, %")
    right.set_ylim(0, max(110.0, *(100 * value for value in data["efficiency"])))
    handles, names = left.get_legend_handles_labels()
    figure.legend(handles, names, ncols=style.columns_for(names, 130), loc="upper center", bbox_to_anchor=(0.5, 0.0), fontsize=8)
    return Drawn(figure, data)


_SUMMARY = ("/summary", "/meta/experiment")
FIGURES = (
    Figure("fig9", "Speed-up and utilization", "Makespan of the first choice of settings over that of each other, by experiment, seed by seed; utilization below.",
           _SUMMARY, _draw_speedup, most=0),
    Figure("fig14", "Size of clusters", "Utilization and makespan by TBUs of a cluster.", _SUMMARY, _draw_sizes, most=0),
    Figure("fig15", "Scheduling interval", "Utilization and makespan by schedule.interval.", _SUMMARY, _draw_intervals, most=0),
    Figure("scaling", "Scaling of the simulator", "Wall clock of runs on different numbers of MPI ranks: speed-up and parallel efficiency.",
           _SUMMARY, _draw_scaling, most=0))
