"""Fig. 10: what the TBUs of each sub-OWG did, with static and with adaptive TBUs in proactive clusters."""
from octosim_analysis.figures.states import SHOWN, merged, stacked_bars

from reproduce.figures import style
from reproduce.metrics import STATES
from reproduce.outcome import Outcome, Table
from reproduce.sample import Sample, geomean

_SERIES = ("static", "adaptive")


def _cycles(metrics: dict) -> list[float]:
    """By sub-OWG: all TBU cycles of clusters that worked on it."""
    return [sum(row[state] for state in STATES) for row in metrics["sub_owgs"]]


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else 1.0


def make(results, program) -> Outcome:
    out, benchmarks = Outcome(), results.values("benchmark")
    seeds = results.seeds("static")
    totals = {}
    for b in benchmarks:
        pairs = [(results.at("static", s, benchmark=b), results.at("adaptive", s, benchmark=b)) for s in seeds]
        totals[b] = Sample(tuple(one["makespan_cycles"] / two["makespan_cycles"] for one, two in pairs))
        out.values[f"fig10.speedup.{b}"] = totals[b]
        for k in range(len(pairs[0][0]["sub_owgs"])):
            out.put(f"fig10.sub_owg.{b}.{k + 1}", *(_ratio(_cycles(one)[k], _cycles(two)[k]) for one, two in pairs))
    out.put("fig10.geomean", *(geomean([totals[b].values[i] for b in benchmarks]) for i in range(len(seeds))))
    rows = []
    for b in benchmarks:
        count = len(results.at("static", seeds[0], benchmark=b)["sub_owgs"])
        rows.append([b, totals[b].text(".3g"), ", ".join(out.values[f"fig10.sub_owg.{b}.{k + 1}"].text(".3g") for k in range(count))])
    rows.append(["geomean", out.values["fig10.geomean"].text(".3g"), ""])
    out.tables.append(Table("Speed-up of adaptive over static TBUs", ["benchmark", "makespan", "TBU cycles, sub-OWG 1, 2, ..."], rows,
                            "Cycles of a sub-OWG: those of TBUs whose cluster works on it, whatever they do; the last one has the end of the "
                            "run too, when nothing is left."))
    out.tables.append(_breakdown_table(results, benchmarks, seeds))
    out.pictures["fig10"] = _draw(results, benchmarks, seeds)
    return out


def _mean_rows(results, series, b, seeds) -> list[dict[str, float]]:
    every = [results.at(series, s, benchmark=b)["sub_owgs"] for s in seeds]
    return [{state: sum(merged(one[k])[state] for one in every) / len(every) for state in SHOWN} for k in range(len(every[0]))]


def _breakdown_table(results, benchmarks, seeds) -> Table:
    rows = []
    for b in benchmarks:
        base = None
        for series in _SERIES:
            found = _mean_rows(results, series, b, seeds)
            base = base or [sum(row.values()) for row in found]
            for k, row in enumerate(found):
                rows.append([b, str(k + 1), results.study.label(series),
                             *(f"{100 * row[state] / base[k]:.1f}" if base[k] else "" for state in SHOWN)])
    return Table("TBU cycles of each sub-OWG, % of those with static TBUs",
                 ["benchmark", "sub-OWG", "TBUs", *(style.STATE_NAMES[state] for state in SHOWN)], rows,
                 "Mean of the seeds.  Where a cluster turned within a sampling interval, states are shared out by time: an estimate.")


def _draw(results, benchmarks, seeds):
    figure, every = style.new(10, 5.4, rows=2, cols=3, sharey=True)
    for axes, b in zip(every.flat, benchmarks):
        found = {series: _mean_rows(results, series, b, seeds) for series in _SERIES}
        base = [sum(row.values()) or 1.0 for row in found["static"]]
        for side, series in enumerate(_SERIES):
            x = [k + (side - 0.5) * 0.38 for k in range(len(base))]
            stacked_bars(axes, x, 0.34, [{state: row[state] / base[k] for state in SHOWN} for k, row in enumerate(found[series])], named=side == 0)
        axes.set_xticks(range(len(base)), [str(k + 1) for k in range(len(base))])
        axes.set_title(b.upper())
        axes.set_xlabel("sub-OWG: static | adaptive")
    every[0][0].set_ylabel("TBU cycles / static")
    every[1][0].set_ylabel("TBU cycles / static")
    handles, labels = every[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, ncols=7, loc="upper center", bbox_to_anchor=(0.5, 0.0), fontsize=8)
    return figure
