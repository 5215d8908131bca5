"""Fig. 9: speed-up over the static machine with two frame buffers, and utilization."""
from reproduce.figures import style
from reproduce.outcome import Outcome, Table
from reproduce.sample import Sample, geomean

_BASE = "static"
_MAIN = ("static", "adaptive", "proactive", "both")


def _speedups(results, series: str) -> dict[str, Sample]:
    """By benchmark: makespan of the base / makespan of the series, seed by seed."""
    return {b: Sample(tuple(results.at(_BASE, seed, benchmark=b)["makespan_cycles"]
                            / results.at(series, seed, benchmark=b)["makespan_cycles"] for seed in results.seeds(series)))
            for b in results.values("benchmark")}


def _over(samples: dict[str, Sample], mean) -> Sample:
    """`mean` of the benchmarks, seed by seed."""
    return Sample(tuple(mean(list(values)) for values in zip(*(sample.values for sample in samples.values()))))


def _average(values: list[float]) -> float:
    return sum(values) / len(values)


def make(results, program) -> Outcome:
    """Utilization in the table is of the whole run; the steady window beside it."""
    out, benchmarks, study = Outcome(), results.values("benchmark"), results.study
    speed, used, steady = {}, {}, {}
    for series in results.series():
        speed[series] = _speedups(results, series)
        used[series] = {b: results.sample(series, lambda m: m["utilization"], benchmark=b) for b in benchmarks}
        steady[series] = {b: results.sample(series, lambda m: m["steady"]["utilization"], benchmark=b) for b in benchmarks}
        for b in benchmarks:
            out.values[f"fig9.speedup.{series}.{b}"] = speed[series][b]
            out.values[f"fig9.utilization.{series}.{b}"] = used[series][b]
            out.values[f"fig9.steady.{series}.{b}"] = steady[series][b]
        out.values[f"fig9.geomean.{series}"] = _over(speed[series], geomean)
        out.values[f"fig9.most.{series}"] = _over(speed[series], max)
        out.values[f"fig9.least.{series}"] = _over(speed[series], min)
        out.values[f"fig9.mean_utilization.{series}"] = _over(used[series], _average)
        out.values[f"fig9.mean_steady.{series}"] = _over(steady[series], _average)
    # How much of what both give, on a logarithmic scale, clusters give alone.
    seeds = range(min(len(out.values[f"fig9.geomean.{s}"].values) for s in _MAIN))
    gains = {s: [out.values[f"fig9.geomean.{s}"].values[i] for i in seeds] for s in _MAIN}
    out.put("fig9.proactive_over_adaptive", *(p / a for p, a in zip(gains["proactive"], gains["adaptive"])))
    out.tables.append(_speed_table("Speed-up over static, N = 2", study, results, speed, out, "geomean"))
    out.tables.append(_used_table("Utilization, whole run", study, results, used, out, "mean_utilization"))
    out.tables.append(_used_table("Utilization, steady window", study, results, steady, out, "mean_steady"))
    out.pictures["fig9"] = _draw(study, benchmarks, speed, used, out)
    return out


def _speed_table(title, study, results, speed, out, mean) -> Table:
    rows = [[study.label(s), *(speed[s][b].text(".3g") for b in speed[s]), out.values[f"fig9.{mean}.{s}"].text(".3g")]
            for s in results.series()]
    return Table(title, ["variant", *results.values("benchmark"), "geomean"], rows,
                 "Rows with one seed have no interval; their speed-up is over the base with the same seed.")


def _used_table(title, study, results, used, out, mean) -> Table:
    rows = [[study.label(s), *(used[s][b].text(".1f", "%") for b in used[s]), out.values[f"fig9.{mean}.{s}"].text(".1f", "%")]
            for s in results.series()]
    return Table(title, ["variant", *results.values("benchmark"), "mean"], rows)


def _draw(study, benchmarks, speed, used, out):
    figure, (above, below) = style.new(8.5, 5.6, rows=2)

    def row(samples, mean, scale):
        every = [samples[b] for b in benchmarks] + [mean]
        return [s.mean * scale for s in every], [(s.half_width or 0.0) * scale for s in every]
    groups = [b.upper() for b in benchmarks]
    style.bars(above, groups + ["geomean"],
               {study.label(s): row(speed[s], out.values[f"fig9.geomean.{s}"], 1.0) for s in _MAIN})
    above.axhline(1.0, color="black", linewidth=0.8)
    above.set_ylabel("speed-up over static")
    above.set_ylim(bottom=0)
    above.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, 1.18))
    style.bars(below, groups + ["mean"],
               {study.label(s): row(used[s], out.values[f"fig9.mean_utilization.{s}"], 100.0) for s in _MAIN})
    below.set_ylabel("utilization, %")
    below.set_ylim(0, 100)
    return figure
