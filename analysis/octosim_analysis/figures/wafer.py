"""Fig. 11: the wafer of a run: dies, clusters, memory, and its parameters."""
from __future__ import annotations

import typing

from octosim_analysis import style
from octosim_analysis.experiment import Wafer, wafer_of_plan
from octosim_analysis.figures.base import Drawn, Figure, tidy
from octosim_analysis.runs import Run

SECTIONS = ("wafer", "tbu", "cluster", "tf_queue", "network", "control", "dram")


def draw_wafer(axes: typing.Any, wafer: Wafer, cards: int) -> None:
    """Dies with their clusters, squares for task-flow ports, cards below."""
    gap = 1.2
    rows, cols = wafer.tbu_rows, wafer.tbu_cols
    for r in range(wafer.chiplet_rows):
        for c in range(wafer.chiplet_cols):
            x, y = c * (cols + gap), r * (rows + gap)
            axes.add_patch(style.pyplot.Rectangle((x, y), cols, rows, facecolor="#EEEEEE", edgecolor="black", linewidth=1.2))
            for i in range(rows // wafer.cluster_rows):
                for j in range(cols // wafer.cluster_cols):
                    axes.add_patch(style.pyplot.Rectangle((x + j * wafer.cluster_cols, y + i * wafer.cluster_rows), wafer.cluster_cols,
                                                          wafer.cluster_rows, facecolor="none", edgecolor=style.COLOURS[0], linewidth=0.6))
            axes.plot([x + cols / 2], [y + rows / 2], marker="s", markersize=5, color=style.COLOURS[5])
    width, height = wafer.chiplet_cols * (cols + gap) - gap, wafer.chiplet_rows * (rows + gap) - gap
    tall = max(1.0, height / 12)
    room = 3.9 * min(1.0, width / (height + 2.2 * tall)) * 0.7 / max(cards, 1)  # of a card, in inches
    for card in range(cards):
        x = (card + 0.5) * width / cards
        axes.add_patch(style.pyplot.Rectangle((x - width / cards * 0.35, height + tall), width / cards * 0.7, tall, facecolor=style.COLOURS[1],
                                              edgecolor="black"))
        axes.text(x, height + 1.5 * tall, f"DIP card {card}" if room > 0.65 else str(card) if room > 0.12 else "", ha="center", va="center", fontsize=8)
    if cards and room <= 0.65:
        axes.text(width / 2, height + 2.2 * tall, "DIP cards", ha="center", va="top", fontsize=8)
    axes.set_xlim(-1, width + 1)
    axes.set_ylim(height + (2.2 * tall if cards else 1), -1)
    axes.set_aspect("equal")
    axes.axis("off")


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    run = runs[0]
    wafer, settings = wafer_of_plan(run.trace.text("plan"), run.where), run.settings
    figure, (left, right) = style.new(9.5, 5.0, cols=2, gridspec_kw={"width_ratios": [1, 1.25]})
    cards = settings.get("dram.cards")
    draw_wafer(left, wafer, cards if isinstance(cards, int) else 0)
    left.set_title(f"{wafer.chiplet_rows} x {wafer.chiplet_cols} dies, clusters of {wafer.cluster_rows} x {wafer.cluster_cols} TBUs", fontsize=10)
    shown = {key: value for key, value in settings.items() if key.split(".")[0] in SECTIONS}
    right.axis("off")
    words = [f"{key} = {value:,}" if isinstance(value, int) and not isinstance(value, bool) else f"{key} = {value}" for key, value in shown.items()]
    half = -(-len(words) // 2)
    right.text(0.0, 1.0, "\n".join(words[:half]), va="top", fontsize=8, transform=right.transAxes)
    right.text(0.52, 1.0, "\n".join(words[half:]), va="top", fontsize=8, transform=right.transAxes)
    return Drawn(figure, tidy(setting=shown, value=shown.values()))


FIGURE = Figure("fig11", "The wafer", "Dies, clusters, task-flow ports and DRAM cards of the machine, and its parameters (units: docs/settings.md).",
                ("/meta/plan", "/meta/experiment"), _draw)
