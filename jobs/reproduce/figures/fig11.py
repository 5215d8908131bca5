"""Fig. 11: the wafer: parameters, and a map of dies, clusters and memory."""
from octosim_analysis.errors import BadFile
from octosim_analysis.experiment import wafer_of_plan
from octosim_analysis.figures.wafer import draw_wafer

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
    try:
        wafer = wafer_of_plan(plan, f"octosim check {_EXPERIMENT}")
    except BadFile as error:
        raise Failed(str(error)) from None
    figure, axes = style.new(5.6, 6.2)
    draw_wafer(axes, wafer, int(out.values["fig11.dram.cards"].mean))
    axes.set_title(f"{wafer.chiplet_rows} x {wafer.chiplet_cols} dies, clusters of {wafer.cluster_rows} x {wafer.cluster_cols} TBUs (ER);\n"
                   "squares: task-flow ports, each to every card", fontsize=10)
    return figure
