"""AutoChunk: memory saved against speed lost, predicted and measured; the longest sequences."""
import dataclasses

from reproduce.figures import style
from reproduce.outcome import Outcome, Table

_BUDGETS = ("50", "40", "30", "20", "15", "10")
_CLAIMED = ("50", "40", "30", "20")  # the budgets of which the paper tells the loss
_MOST_LOSS = 0.10
_QUIET = 1.03  # wall time / time on a core, up to which nothing else was at work.  Chosen
_NO_PLAN = 1.0  # what a budget without a plan is counted as losing
_PLANNED = ("planned", "cost", "released", "tbu")  # series that have budgets
_SHAPES = {"gpt": "tokens", "vit": "patches and class", "evoformer": "residues", "unet": "pixels"}


def _loss(before: float, after: float) -> float:
    """Of speed: how much less is done in a second."""
    return 1.0 - before / after


def _found(results, series: str, network: str, limit: str) -> dict | None:
    """None: this scale does not have it."""
    at = {"network": network, "limit": limit}
    if not any(cell.series == series and dict(cell.at) == at for cell in results.cells):
        return None
    return results.at(series, 1, **at)


def _measured_loss(executed: dict) -> float:
    """By wall time; where other programs took the core meanwhile, by the time on it."""
    wall = [executed["seconds_before"], executed["seconds_after"]]
    core = [executed["cpu_seconds_before"], executed["cpu_seconds_after"]]
    return _loss(*(wall if all(one <= _QUIET * two for one, two in zip(wall, core)) else core))


def _lost(plan: dict, how: str) -> float:
    """`how` it is known: predicted for a TBU, or measured on this machine."""
    if not plan["plan"]:
        return _NO_PLAN
    return _loss(plan["cycles_before"], plan["cycles_after"]) if how == "predicted" else _measured_loss(plan["executed"])


def _saved(plan: dict, how: str) -> float:
    bytes_of = plan if how == "predicted" else plan["executed"]
    return 1.0 - bytes_of["peak_after_bytes"] / bytes_of["peak_before_bytes"]


@dataclasses.dataclass(frozen=True)
class _Headline:
    """The plans, by budget, that claims about a network are decided on."""
    name: str
    how: str
    plans: dict[str, dict]

    def put(self, out: Outcome) -> None:
        good = [_saved(plan, self.how) for plan in self.plans.values() if plan["plan"] and _lost(plan, self.how) <= _MOST_LOSS]
        out.put(f"autochunk.saved.{self.how}.{self.name}", max(good, default=0.0))
        for budget in _CLAIMED:
            out.put(f"autochunk.loss.{self.how}.{self.name}_{budget}", _lost(self.plans[budget], self.how))


def _headlines(results) -> list[_Headline]:
    """Predicted: whole networks.  Measured: whole networks where this scale executes them, else blocks."""
    found = []
    for name in _SHAPES:
        found.append(_Headline(name, "predicted", {budget: results.at("planned", 1, network=f"{name} whole", limit=budget) for budget in _BUDGETS}))
        whole = f"{name} whole executed"
        network = whole if whole in results.values("network") else f"{name} block"
        found.append(_Headline(name, "measured", {budget: results.at("cost", 1, network=network, limit=budget) for budget in _BUDGETS}))
    return found


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %"


def _row(plan: dict) -> list[str]:
    if not plan["plan"]:
        return [plan["why"].split("; ")[-1].split("(")[-1].rstrip(")"), *[""] * 7]
    loops = ", ".join(plan["loops"]) if len(plan["loops"]) < 3 else f"{len(plan['loops'])} loops"
    peak, lost = _percent(1 - _saved(plan, "predicted")), _percent(_lost(plan, "predicted"))
    if "executed" not in plan:
        return [loops, peak, "", lost, *[""] * 4]
    executed = plan["executed"]
    wall = _loss(executed["seconds_before"], executed["seconds_after"])
    return [loops, peak, _percent(1 - _saved(plan, "measured")), lost, _percent(_lost(plan, "measured")), _percent(wall),
            f"{executed['seconds_before']:.3g}", f"{executed['difference']:.1e}"]


def _plans_table(results, series: str) -> Table:
    rows = []
    for network in results.values("network"):
        for limit in results.values("limit"):
            plan = _found(results, series, network, limit)
            if plan is not None:
                rows.append([network, f"{limit} %" if limit.isdigit() else limit, *_row(plan)])
    return Table(f"Plans: {results.study.label(series)}", ["network", "budget", "loops", "peak, predicted", "peak, measured", "loss, predicted", "loss, measured",
                                              "loss, wall time", "seconds without", "greatest difference"], rows,
                 "Peak: of what it is without a plan.  Loss: of speed, 1 - time without / time with; below 0 the plan is faster.  Measured: wall time, "
                 "least of three, one thread; where that is over 3 % more than the time on a core, so that other programs were at work, the latter.  Without a plan: the least budget that has one.")


def _ratio(found: dict) -> float:
    return found["max_sequence_after"] / max(found["max_sequence_before"], 1)


def _longest(out: Outcome, results) -> None:
    rows = []
    for network in results.values("network"):
        name = network.split()[0]
        for limit in results.values("limit"):
            found = _found(results, "longest", network, limit)
            if found is None:
                continue
            ratio = _ratio(found)
            side = ratio ** 0.5 if name == "unet" else ratio  # the extent of what the user gives: a picture's side
            fast = "10 %" in limit
            out.put(f"autochunk.{'longest_fast' if fast else 'longest'}.{name}", side)
            rows.append([network, "80 GB", "at most 10 %" if fast else "any", f"{found['max_sequence_before']:,}", f"{found['max_sequence_after']:,}",
                         _SHAPES[name], f"{ratio:.3g} x", f"{side:.3g} x"])
    for kind in ("longest", "longest_fast"):
        ours = [sample.mean for key, sample in out.values.items() if key.startswith(f"autochunk.{kind}.")]
        if ours:
            out.put(f"autochunk.{kind}_greatest", max(ours))
            out.put(f"autochunk.{kind}_least", min(ours))
    out.tables.append(Table("Longest sequence, planned", ["network", "memory", "predicted loss", "without a plan", "with one", "of", "ratio", "ratio, side"],
                            rows, "Half precision.  All the memory is for activations; inputs count 0, the mask of GPT too.  octosim model makes sequences of up "
                                  "to 1,000,000.  Side: of the picture of a UNet."))


def _executed(out: Outcome, results) -> None:
    rows = []
    for network in results.values("network"):
        found = _found(results, "executed", network, "16 MiB")
        if found is None:
            continue
        runs = found["executed_longest"]
        for run in runs:
            rows.append([network, "with" if run["planned"] else "without", f"{run['sequence']:,}", f"{run['predicted_peak_bytes'] / 2 ** 20:.2f}",
                         f"{run['peak_bytes'] / 2 ** 20:.2f}", f"{run['reach_bytes'] / 2 ** 20:.2f}", f"{run['seconds']:.2f}"])
            if run["planned"]:
                out.put(f"autochunk.in_memory.{network.split()[0]}", run["peak_bytes"] / found["memory_bytes"])
    out.tables.append(Table("Longest sequence in 16 MiB, executed", ["network", "plan", "sequence", "peak, MiB, predicted", "peak, MiB, measured", "with gaps",
                                                                     "seconds"], rows,
                            "Single precision.  With gaps: the highest address, for blocks of several sizes leave room between them.  Copies of operands that "
                            "are not in order, and scratch of convolutions and sums, are measured and not predicted."))


def make(results, program) -> Outcome:
    out = Outcome()
    headlines = _headlines(results)
    for headline in headlines:
        headline.put(out)
    for series in _PLANNED:
        out.tables.append(_plans_table(results, series))
    _longest(out, results)
    _executed(out, results)
    out.pictures["autochunk"] = _draw(headlines)
    return out


def _draw(headlines: list[_Headline]):
    figure, panels = style.new(8.5, 3.6, cols=2, sharey=True)
    for axes, how in zip(panels, ("predicted", "measured")):
        for at, headline in enumerate(one for one in headlines if one.how == how):
            plans = [plan for plan in headline.plans.values() if plan["plan"]]
            axes.plot([100 * (1 - _saved(plan, how)) for plan in plans], [100 * _lost(plan, how) for plan in plans], marker="os^D"[at],
                      color=style.COLOURS[at], label=headline.name)
        axes.axhline(100 * _MOST_LOSS, color="black", linewidth=0.8, linestyle="--")
        axes.set_xlim(55, 5)
        axes.set_xlabel("peak of activations, % of that without a plan")
        axes.set_title("whole networks, predicted for a TBU" if how == "predicted" else "measured on one core")
    panels[0].set_ylabel("speed lost, %")
    panels[0].set_ylim(-30, 60)
    panels[0].legend()
    return figure
