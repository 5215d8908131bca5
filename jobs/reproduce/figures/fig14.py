"""Fig. 14: utilization by the size of a cluster, and the best size of each benchmark."""
from reproduce.figures import style
from reproduce.outcome import Outcome, Table
from reproduce.sample import Sample


def make(results, program) -> Outcome:
    """A benchmark's best size is the one with the most utilization, of the mean of the seeds; and by makespan beside it."""
    out, sizes = Outcome(), results.values("size")
    rows, normalized = [], {}
    for b in results.values("benchmark"):
        used = {n: results.sample("both", lambda m: m["utilization"], benchmark=b, size=n) for n in sizes}
        time = {n: results.sample("both", lambda m: m["makespan_cycles"], benchmark=b, size=n) for n in sizes}
        best, fastest = max(sizes, key=lambda n: used[n].mean), min(sizes, key=lambda n: time[n].mean)
        out.put(f"fig14.best.{b}", best)
        out.put(f"fig14.fastest.{b}", fastest)
        out.put(f"fig14.interior.{b}", float(sizes[0] < best < sizes[-1]))
        for n in sizes:
            out.values[f"fig14.utilization.{b}.{n}"] = used[n]
        normalized[b] = {n: Sample(tuple(v / of_best for v, of_best in zip(used[n].values, used[best].values))) for n in sizes}
        rows.append([b, *(used[n].text(".1f", "%") for n in sizes), str(best), str(fastest),
                     *(f"{time[n].mean / time[fastest].mean:.3f}" for n in sizes)])
    out.tables.append(Table("By size of a cluster", ["benchmark", *(f"utilization, {n}" for n in sizes), "best by utilization",
                                                     "best by makespan", *(f"makespan / best, {n}" for n in sizes)], rows))
    figure, axes = style.new(8, 4)
    for at, (b, row) in enumerate(normalized.items()):
        axes.errorbar(range(len(sizes)), [row[n].mean for n in sizes], [row[n].half_width or 0.0 for n in sizes],
                      label=b.upper(), color=style.COLOURS[at], marker="osD^vP"[at % 6], capsize=2, linewidth=1.5)
    axes.set_xticks(range(len(sizes)), [str(n) for n in sizes])
    axes.set_xlabel("TBUs of a cluster")
    axes.set_ylabel("utilization / best of the benchmark")
    axes.set_ylim(0, 1.15)
    axes.legend(ncols=3, loc="lower right")
    out.pictures["fig14"] = figure
    return out
