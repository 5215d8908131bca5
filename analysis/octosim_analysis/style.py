"""How pictures look: one style, colours that the colour-blind can tell apart, text that stays legible in print."""
from __future__ import annotations

import pathlib
import sys
import typing

import matplotlib
import numpy

if "IPython" not in sys.modules:  # a notebook chooses its own
    matplotlib.use("Agg")

from matplotlib import pyplot as pyplot  # noqa: E402  (the backend must be chosen first)
from matplotlib.colors import ListedColormap  # noqa: E402

if typing.TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito, Color Universal Design, 2008.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
# What TBUs do: busy stands out, the ways of being idle do not.
STATE_COLOURS = {"busy": "#0072B2", "configuring": "#E69F00", "loading": "#F0E442", "starved": "#999999", "blocked": "#D55E00",
                 "port": "#CC79A7", "open": "#E8E8E8"}
STATE_NAMES = {"busy": "busy", "configuring": "configuring", "loading": "loading", "starved": "no input",
               "blocked": "no room", "port": "port", "open": "idle or done"}
HATCHES = ("", "//", "..", "xx", "\\\\", "--", "oo", "++")
MARKERS = "osD^vPX*"
# Of amounts from none to most: even steps of lightness, the same to every kind of colour vision (Nunez et al., PLOS ONE 13(7), 2018).
SEQUENTIAL = "cividis"
# Of amounts to both sides of none.
DIVERGING = "PuOr"
FORMATS = ("png", "pdf", "svg")

pyplot.rcParams.update({
    "font.size": 10, "axes.titlesize": 11, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#DDDDDD", "legend.frameon": False, "figure.constrained_layout.use": True,
    "svg.hashsalt": "octosim", "pdf.fonttype": 42, "savefig.dpi": 150, "savefig.bbox": "tight"})


def new(width: float = 8.0, height: float = 3.6, rows: int = 1, cols: int = 1, **more: typing.Any) -> tuple["Figure", typing.Any]:
    """A figure and its axes, in inches."""
    return typing.cast("tuple[Figure, typing.Any]", pyplot.subplots(rows, cols, figsize=(width, height), **more))


def close(figure: "Figure") -> None:
    pyplot.close(figure)


def save(figure: "Figure", path: pathlib.Path, kind: str = "", dpi: float | None = None) -> None:
    """Bytes that do not depend on the date.  `kind`: one of FORMATS; default: by the name."""
    kind = kind or path.suffix[1:]
    dates: dict[str, dict[str, typing.Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
    figure.savefig(path, format=kind, metadata=dates.get(kind), **({"dpi": dpi} if dpi else {}))


def colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def colours(count: int) -> list[str]:
    """For up to eight things those of Okabe and Ito; beyond, steps of lightness, which stay apart in order only."""
    if count <= len(COLOURS):
        return list(COLOURS[:count])
    scale = matplotlib.colormaps[SEQUENTIAL]
    return [matplotlib.colors.to_hex(scale(k / (count - 1))) for k in range(count)]


def listed(count: int) -> ListedColormap:
    return ListedColormap(colours(count))


def time_scale(cycles: float) -> tuple[float, str]:
    """By what to divide cycles, and what the axis then says."""
    for size, word in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if cycles >= size:
            return size, f"{word} cycles"
    return 1.0, "cycles"


def byte_scale(most: float) -> tuple[float, str]:
    for size, word in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if most >= size:
            return size, word
    return 1.0, "B"


def columns_for(words: typing.Sequence[str], characters: int) -> int:
    """Most columns of a legend, filled column by column, whose rows have at most so many characters."""
    for cols in range(len(words), 1, -1):
        if sum(max(map(len, column)) + 5 for column in numpy.array_split(list(words), cols)) <= characters:
            return cols
    return 1


def legend_above(axes: "Axes", cols: int = 0, characters: int = 105, **more: typing.Any) -> None:
    """Outside, over the axes: it covers no data.  `cols` 0: as many as `characters` a row allow."""
    handles = more.get("handles") or axes.get_legend_handles_labels()[0]
    cols = cols or columns_for([str(handle.get_label()) for handle in handles], characters)
    axes.legend(ncols=cols, loc="lower center", bbox_to_anchor=(0.5, 1.0), borderaxespad=0.3, columnspacing=1.2, handlelength=1.4, **more)


def bars(axes: "Axes", groups: list[str], series: dict[str, tuple[list[float], typing.Any]]) -> None:
    """`series`: by label the heights and half-widths (0: none), one a group; or, for half-widths, those below and those above."""
    count = len(series)
    width = 0.8 / max(count, 1)
    for at, (label, (heights, errors)) in enumerate(series.items()):
        x = [index + (at - (count - 1) / 2) * width for index in range(len(groups))]
        shown = errors if any(any(e) if isinstance(e, (list, tuple)) else e for e in errors) else None
        axes.bar(x, heights, width, label=label, color=COLOURS[at % len(COLOURS)], edgecolor="white", linewidth=0.5,
                 hatch=HATCHES[(at + at // len(COLOURS)) % len(HATCHES)], yerr=shown, error_kw={"linewidth": 1, "capsize": 2})
    axes.set_xticks(range(len(groups)), groups)
    if len(groups) * count < 4:
        axes.set_xlim(-1.0, len(groups))


def stack(axes: "Axes", edges: typing.Any, rows: typing.Iterable[typing.Any], labels: typing.Sequence[str],
          shades: typing.Sequence[str]) -> None:
    """Parts of a whole over time, constant between two edges, one on the other, in percent."""
    bottom = [0.0] * (len(edges) - 1)
    for row, label, shade in zip(rows, labels, shades):
        top = [low + 100.0 * value for low, value in zip(bottom, row)]
        axes.fill_between(edges, [*bottom, bottom[-1]], [*top, top[-1]], step="post", color=shade, label=label, linewidth=0)
        bottom = top
    axes.set_ylim(0, 100)
    axes.margins(x=0)
