"""How pictures look: colours that the colour-blind can tell apart, text that stays legible in print."""
import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402  (the backend must be chosen first)

# Okabe and Ito, Color Universal Design, 2008.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
# What TBUs do: busy stands out, the ways of being idle do not.
STATE_COLOURS = {"busy": "#0072B2", "configuring": "#E69F00", "loading": "#F0E442", "starved": "#999999", "blocked": "#D55E00",
                 "port": "#CC79A7"}
STATE_NAMES = {"busy": "busy", "configuring": "configuring", "loading": "loading", "starved": "no input",
               "blocked": "no room", "port": "port"}
HATCHES = ("", "//", "..", "xx", "\\\\", "--", "oo", "++")

pyplot.rcParams.update({
    "font.size": 10, "axes.titlesize": 11, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#DDDDDD", "legend.frameon": False, "figure.constrained_layout.use": True,
    "svg.hashsalt": "octosim", "savefig.dpi": 150, "savefig.bbox": "tight"})


def new(width: float = 8.0, height: float = 3.6, rows: int = 1, cols: int = 1, **more):
    return pyplot.subplots(rows, cols, figsize=(width, height), **more)


def close(figure) -> None:
    pyplot.close(figure)


def bars(axes, groups: list[str], series: dict[str, tuple[list[float], list[float]]]) -> None:
    """`series`: by label the heights and half-widths (0: none), one a group."""
    count = len(series)
    width = 0.8 / max(count, 1)
    for at, (label, (heights, errors)) in enumerate(series.items()):
        x = [index + (at - (count - 1) / 2) * width for index in range(len(groups))]
        shown = errors if any(errors) else None
        axes.bar(x, heights, width, label=label, color=COLOURS[at % len(COLOURS)], edgecolor="white", linewidth=0.5,
                 hatch=HATCHES[at % len(HATCHES)], yerr=shown, error_kw={"linewidth": 1, "capsize": 2})
    axes.set_xticks(range(len(groups)), groups)
