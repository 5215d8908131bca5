"""octosim-plot: figures of any run."""
from __future__ import annotations

import argparse
import csv
import pathlib
import sys
import typing

from octosim_analysis.command_line import DONE, Parser, run, whole_file
from octosim_analysis.errors import AnalysisError, Missing
from octosim_analysis.runs import Run, open_runs

if typing.TYPE_CHECKING:
    from octosim_analysis.figures.base import Drawn, Figure

_FORMATS = ("png", "pdf", "svg")


def parser() -> argparse.ArgumentParser:
    """Its options."""
    words = Parser("octosim-plot", description="Draws a figure of one or more runs.", epilog="docs/analysis.md has every figure, and where its numbers are from.")
    words.add_argument("figure", metavar="FIGURE", nargs="?", help="a name of --list, or all")
    words.add_argument("runs", metavar="RUN", nargs="*", help="a trace, the folder of a run, or a folder with runs below it")
    words.add_argument("-o", "--output", type=pathlib.Path, metavar="FILE", help="picture.png, .pdf or .svg; a folder for all (default: FIGURE.png, or figures/)")
    words.add_argument("--format", default="", metavar="LIST", help="png,pdf,svg: some of them, instead of what FILE ends in")
    words.add_argument("--data", type=pathlib.Path, metavar="FILE.csv", help="what was drawn, as a table; with all, a folder")
    words.add_argument("--base", default="", metavar="KEY=VALUE", help="runs with that setting come first: others are compared with them")
    words.add_argument("--title", default=None, help="above the picture (default: what it is, and of which run; '' for none)")
    words.add_argument("--dpi", type=float, default=150.0, help="of png, 10 to 1200 (default: 150)")
    words.add_argument("--list", action="store_true", help="the figures, what they show, and from which tables")
    return words


def base_first(runs: list[Run], base: str) -> list[Run]:
    """\\raises AnalysisError: not key=value, or no run has it"""
    if not base:
        return runs
    key, equals, value = base.partition("=")
    first = [run for run in runs if str(run.settings.get(key, "")).lower() == value.lower()]
    if not equals or not first:
        raise AnalysisError(f"--base {base}: no run has that setting (write section.key=value)")
    return first + [run for run in runs if run not in first]


def formats_of(output: pathlib.Path | None, given: str) -> list[str]:
    """\\raises AnalysisError: an unknown one"""
    found = [word for word in given.split(",") if word] or ([output.suffix[1:]] if output and output.suffix else ["png"])
    for kind in found:
        if kind not in _FORMATS:
            raise AnalysisError(f"format {kind}: must be one of {', '.join(_FORMATS)}")
    return found


def write(drawn: "Drawn", stem: pathlib.Path, formats: typing.Sequence[str], dpi: float) -> list[pathlib.Path]:
    """`stem` with the ending of each format.  Closes the picture."""
    from octosim_analysis import style
    made = []
    try:
        for kind in formats:
            path = stem.with_name(f"{stem.name}.{kind}")
            with whole_file(path) as part:
                style.save(drawn.picture, part, kind, dpi)
            made.append(path)
    finally:
        style.close(drawn.picture)
    return made


def write_data(drawn: "Drawn", path: pathlib.Path) -> None:
    """What was drawn, as CSV: a line of names, then a line a row."""
    with whole_file(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(drawn.data)
        rows.writerows(zip(*drawn.data.values()))


def titled(figure: "Figure", runs: typing.Sequence[Run], drawn: "Drawn", title: str | None) -> "Drawn":
    """With a title above it: None: what it is, and of which run; empty: none."""
    words = f"{figure.title}: {runs[0].label if len(runs) == 1 else f'{len(runs)} runs'}" if title is None else title
    if words:
        drawn.picture.suptitle(words, fontsize=11)
    return drawn


def _list() -> int:
    from octosim_analysis.figures import ALIASES, FIGURES
    width = max(len(figure.name) for figure in FIGURES)
    for figure in FIGURES:
        runs = {1: "one run", 0: "any number of runs"}.get(figure.most, f"1 to {figure.most} runs")
        print(f"{figure.name:{width}}  {figure.title}; {runs}; from {', '.join(figure.tables)}\n{'':{width}}  {figure.shows}")
    for alias, name in ALIASES.items():
        print(f"{alias:{width}}  the same as {name}")
    return DONE


def _all(given: argparse.Namespace, runs: list[Run]) -> int:
    from octosim_analysis.figures import FIGURES
    folder, formats, drawn_ones = given.output or pathlib.Path("figures"), formats_of(None, given.format), 0
    for figure in FIGURES:
        try:
            drawn = titled(figure, runs, figure.of(runs), given.title)
        except Missing as error:
            print(f"{figure.name}: not drawn: {error}", file=sys.stderr)
            continue
        except AnalysisError as error:
            if figure.most and len(runs) > figure.most:
                print(f"{figure.name}: not drawn: {error}", file=sys.stderr)
                continue
            raise
        if given.data:
            write_data(drawn, given.data / f"{figure.name}.csv")
        for path in write(drawn, folder / figure.name, formats, given.dpi):
            print(path)
        drawn_ones += 1
    if not drawn_ones:
        raise AnalysisError("no figure can be drawn of that")
    return DONE


def _plot(given: argparse.Namespace) -> int:
    if given.list:
        return _list()
    if not given.figure or not given.runs:
        raise AnalysisError("needs FIGURE and RUN (--list has the figures)")
    if not 10 <= given.dpi <= 1200:
        raise AnalysisError(f"--dpi {given.dpi:g}: must be from 10 to 1200")
    from octosim_analysis.figures import find
    figure = None if given.figure == "all" else find(given.figure)
    formats = formats_of(given.output, given.format)
    runs = base_first(open_runs(given.runs), given.base)
    if figure is None:
        return _all(given, runs)
    drawn = titled(figure, runs, figure.of(runs), given.title)
    if given.data:
        write_data(drawn, given.data)
    output = given.output or pathlib.Path(figure.name)
    stem = output.with_name(output.name[:-len(output.suffix)]) if output.suffix[1:] in _FORMATS else output
    for path in write(drawn, stem, formats, given.dpi):
        print(path)
    return DONE


def main(words: typing.Sequence[str] | None = None) -> int:
    """octosim-plot: its exit status.  `words`: behind the name; None: those of this process."""
    return run(parser(), _plot, words)
