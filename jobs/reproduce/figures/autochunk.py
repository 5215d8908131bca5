"""AutoChunk: memory saved against speed lost, predicted and measured; the longest sequences."""
from reproduce.figures import style
from reproduce.outcome import Outcome, Table

_BUDGETS = ("50", "40", "30", "20", "15", "10")
_CLAIMED = ("50", "40", "30", "20")  # the budgets of which the paper tells the loss
_MOST_LOSS = 0.10
_QUIET = 1.03  # wall time / time on a core, up to which nothing else was at work.  Chosen
_NO_PLAN = 1.0  # what a budget without a plan is counted as losing
_WAYS = ("cost", "released", "tbu")
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


def _losses(plan: dict) -> dict[str, float]:
    """By how it is known: predicted for a TBU, measured on this machine."""
    if not plan["plan"]:
        return {"predicted": _NO_PLAN, "measured": _NO_PLAN}
    executed = plan["executed"]
    return {"predicted": _loss(plan["cycles_before"], plan["cycles_after"]),
            "measured": _measured_loss(executed)}


def _saved(plan: dict) -> dict[str, float]:
    executed = plan["executed"]
    return {"predicted": 1.0 - plan["peak_after_bytes"] / plan["peak_before_bytes"],
            "measured": 1.0 - executed["peak_after_bytes"] / executed["peak_before_bytes"]}


def _headlines(out: Outcome, results, network: str, name: str) -> None:
    """What claims ask for, of the way that is the paper's: values of `name`."""
    plans = {budget: _found(results, "cost", network, budget) for budget in _BUDGETS}
    for how in ("predicted", "measured"):
        good = [_saved(plan)[how] for plan in plans.values() if plan and plan["plan"] and _losses(plan)[how] <= _MOST_LOSS]
        out.put(f"autochunk.saved.{how}.{name}", max(good, default=0.0))
        for budget in _CLAIMED:
            if plans[budget]:
                out.put(f"autochunk.loss.{how}.{name}_{budget}", _losses(plans[budget])[how])


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %"


def _row(plan: dict) -> list[str]:
    if not plan["plan"]:
        return [plan["why"].split("; ")[-1].split("(")[-1].rstrip(")"), *[""] * 7]
    executed, losses, saved = plan["executed"], _losses(plan), _saved(plan)
    wall = _loss(executed["seconds_before"], executed["seconds_after"])
    return [", ".join(plan["loops"]) if len(plan["loops"]) < 3 else f"{len(plan['loops'])} loops", _percent(1 - saved["predicted"]),
            _percent(1 - saved["measured"]), _percent(losses["predicted"]), _percent(losses["measured"]), _percent(wall),
            f"{executed['seconds_before']:.3g}", f"{executed['difference']:.1e}"]


def _plans_table(results, way: str) -> Table:
    rows = []
    for network in results.values("network"):
        for limit in results.values("limit"):
            plan = _found(results, way, network, limit)
            if plan is not None:
                rows.append([network, f"{limit} %" if limit.isdigit() else limit, *_row(plan)])
    return Table(f"Plans by --select {way}", ["network", "budget", "loops", "peak, predicted", "peak, measured", "loss, predicted", "loss, measured",
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
    """Claims are decided on whole networks where this scale has them, else on blocks."""
    out = Outcome()
    executed = [network for network in results.values("network") if _found(results, "cost", network, "50") is not None]
    chosen = {}
    for network in executed:
        if network.endswith("whole") or network.split()[0] not in chosen:
            chosen[network.split()[0]] = network
    for name, network in chosen.items():
        _headlines(out, results, network, name)
    for way in _WAYS:
        out.tables.append(_plans_table(results, way))
    _longest(out, results)
    _executed(out, results)
    out.pictures["autochunk"] = _draw(results, chosen)
    return out


def _draw(results, chosen: dict[str, str]):
    figure, panels = style.new(8.5, 3.6, cols=2, sharey=True)
    for axes, how in zip(panels, ("predicted", "measured")):
        for at, (name, network) in enumerate(chosen.items()):
            plans = [plan for budget in _BUDGETS if (plan := _found(results, "cost", network, budget)) and plan["plan"]]
            axes.plot([100 * (1 - _saved(plan)[how]) for plan in plans], [100 * _losses(plan)[how] for plan in plans], marker="os^Dv"[at],
                      color=style.COLOURS[at], label=name)
        axes.axhline(100 * _MOST_LOSS, color="black", linewidth=0.8, linestyle="--")
        axes.set_xlim(55, 5)
        axes.set_xlabel("peak of activations, % of that without a plan")
        axes.set_title("predicted for a TBU" if how == "predicted" else "measured on one core")
    panels[0].set_ylabel("speed lost, %")
    panels[0].set_ylim(-30, 60)
    panels[0].legend()
    return figure
