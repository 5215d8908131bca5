"""Fig. 15: utilization and execution time over the scheduling interval."""
from reproduce.figures import style
from reproduce.outcome import Outcome, Table
from reproduce.sample import Sample




def make(results, program) -> Outcome:
    """Means over benchmarks: of utilization; of makespan, each divided by its own at the default interval."""
    out, intervals, benchmarks = Outcome(), results.values("interval"), results.values("benchmark")
    seeds = results.seeds("both")
    usual = int(program.defaults["schedule.interval"])
    reference = usual if usual in intervals else intervals[0]

    def mean(value) -> dict:
        return {n: Sample(tuple(sum(value(s, b, n) for b in benchmarks) / len(benchmarks) for s in seeds)) for n in intervals}

    used = mean(lambda s, b, n: results.at("both", s, benchmark=b, interval=n)["utilization"])
    steady = mean(lambda s, b, n: results.at("both", s, benchmark=b, interval=n)["steady"]["utilization"])
    time = mean(lambda s, b, n: results.at("both", s, benchmark=b, interval=n)["makespan_cycles"]
                / results.at("both", s, benchmark=b, interval=reference)["makespan_cycles"])
    best, fastest = max(intervals, key=lambda n: used[n].mean), min(intervals, key=lambda n: time[n].mean)
    out.put("fig15.best", best)
    out.put("fig15.fastest", fastest)
    out.put("fig15.best_steady", max(intervals, key=lambda n: steady[n].mean))
    out.put("fig15.interior", float(intervals[0] < best < intervals[-1]))
    for n in intervals:
        out.values[f"fig15.utilization.{n}"], out.values[f"fig15.time.{n}"] = used[n], time[n]
        for b in benchmarks:
            out.values[f"fig15.utilization.{b}.{n}"] = results.sample("both", lambda m: m["utilization"], benchmark=b, interval=n)
    out.values["fig15.loss.left"] = Sample(tuple(a - b for a, b in zip(used[best].values, used[intervals[0]].values)))
    out.values["fig15.loss.right"] = Sample(tuple(a - b for a, b in zip(used[best].values, used[intervals[-1]].values)))
    rows = [[f"{n:.0e}", used[n].text(".1f", "%"), steady[n].text(".1f", "%"), time[n].text(".3g"),
             *(out.values[f"fig15.utilization.{b}.{n}"].text(".1f", "%") for b in benchmarks)] for n in intervals]
    out.tables.append(Table("By interval, mean of the benchmarks", ["interval, cycles", "utilization", "steady window",
                                                                    f"time / that at {reference:.0e}", *benchmarks], rows))
    figure, axes = style.new(8, 3.8)
    axes.errorbar(intervals, [100 * used[n].mean for n in intervals], [100 * (used[n].half_width or 0) for n in intervals],
                  color=style.COLOURS[0], marker="o", capsize=2, label="utilization")
    axes.plot(intervals, [100 * steady[n].mean for n in intervals], color=style.COLOURS[4], marker="s", linestyle="--",
              label="utilization, steady window")
    axes.set_xscale("log")
    axes.set_xlabel("schedule.interval, cycles")
    axes.set_ylabel("utilization, %")
    axes.set_ylim(min(50.0, min(100 * used[n].mean for n in intervals) - 10), 100)
    right = axes.twinx()
    right.plot(intervals, [time[n].mean for n in intervals], color=style.COLOURS[5], marker="^", label="execution time")
    right.set_ylabel(f"execution time / that at {reference:.0e}")
    right.grid(False)
    handles = [axes.get_legend_handles_labels(), right.get_legend_handles_labels()]
    axes.legend(sum((h for h, _ in handles), []), sum((names for _, names in handles), []), ncols=3, loc="upper center",
                bbox_to_anchor=(0.5, 1.15))
    out.pictures["fig15"] = figure
    return out
