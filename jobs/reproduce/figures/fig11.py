"""Fig. 11: the wafer: parameters, and a map of dies, clusters and memory."""
import re

from points.errors import Failed
from reproduce.figures import style
from reproduce.outcome import Outcome, Table

_SECTIONS = ("wafer", "tbu", "cluster", "tf_queue", "network", "control", "dram")
_EXPERIMENT = "er_wafer"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def make(results, program) -> Outcome:
    """The defaults of the settings are the preset wafer."""
    out, rows = Outcome(), []
    for key, row in program.settings.items():
        if key.split(".")[0] not in _SECTIONS:
            continue
        rows.append([key, row["default"], row["unit"], row["meaning"]])
        if (value := _number(row["default"])) is not None:
            out.put(f"fig11.{key}", value)
    out.put("fig11.dies", out.values["fig11.wafer.chiplet_rows"].mean * out.values["fig11.wafer.chiplet_cols"].mean)
    # Both sides of each link between two dies: TBU columns + 1 CBUs on each of four sides, bytes a cycle at the clock.
    side = out.values["fig11.wafer.tbu_cols"].mean + 1
    out.put("fig11.die_bandwidth", 4 * side * out.values["fig11.network.link"].mean * out.values["fig11.wafer.clock"].mean)
    out.put("fig11.dram_bandwidth", out.values["fig11.dram.bandwidth"].mean * out.values["fig11.wafer.clock"].mean)
    out.tables.append(Table("Preset wafer, with sources", ["setting", "value", "unit", "meaning and source"], rows))
    out.pictures["fig11"] = _draw(program.check(_EXPERIMENT), out)
    return out


def _draw(plan: str, out: Outcome):
    shape = re.search(r"clusters: \d+ of (\d+) x (\d+) TBUs, (\d+) x (\d+) on the wafer, (\d+) x (\d+) on each of (\d+) x (\d+) chiplets",
                      plan)
    if shape is None:
        raise Failed(f"octosim check {_EXPERIMENT} does not say how clusters lie on the wafer")
    tall, wide, _, _, down, across, die_rows, die_cols = map(int, shape.groups())
    rows, cols = tall * down, wide * across
    figure, axes = style.new(5.6, 6.2)
    gap = 1.2
    for r in range(die_rows):
        for c in range(die_cols):
            x, y = c * (cols + gap), r * (rows + gap)
            axes.add_patch(style.pyplot.Rectangle((x, y), cols, rows, facecolor="#EEEEEE", edgecolor="black", linewidth=1.2))
            for i in range(down):
                for j in range(across):
                    axes.add_patch(style.pyplot.Rectangle((x + j * wide, y + i * tall), wide, tall, facecolor="none",
                                                          edgecolor=style.COLOURS[0], linewidth=0.6))
            axes.plot([x + cols / 2], [y + rows / 2], marker="s", markersize=5, color=style.COLOURS[5])
    width, height = die_cols * (cols + gap) - gap, die_rows * (rows + gap) - gap
    cards = int(out.values["fig11.dram.cards"].mean)
    for card in range(cards):
        x = (card + 0.5) * width / cards
        axes.add_patch(style.pyplot.Rectangle((x - width / cards * 0.35, height + 3), width / cards * 0.7, 3, facecolor=style.COLOURS[1],
                                              edgecolor="black"))
        axes.text(x, height + 4.5, f"DIP card {card}", ha="center", va="center", fontsize=8)
    axes.set_xlim(-1, width + 1)
    axes.set_ylim(height + 7, -1)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(f"{die_rows} x {die_cols} dies, clusters of {tall} x {wide} TBUs (ER);\nsquares: task-flow ports, each to every card",
                   fontsize=10)
    return figure
