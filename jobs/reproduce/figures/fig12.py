"""Fig. 12: diffusive against reactive balance on the wafer: maps of utilization, idleness, what moved."""
import numpy

from reproduce.figures import style
from reproduce.outcome import Outcome, Table
from reproduce.sample import Sample

_SERIES = ("diffusive", "reactive")


def _ratio(results, benchmark: str, value) -> Sample:
    """Reactive / diffusive, seed by seed."""
    return Sample(tuple(value(results.at("reactive", s, benchmark=benchmark)) / max(value(results.at("diffusive", s, benchmark=benchmark)), 1e-9)
                        for s in results.seeds("reactive")))


MEASURES = {
    "idle_steady": ("idleness, steady window", lambda m: 1 - m["steady"]["utilization"]),
    "idle_whole": ("idleness, whole run", lambda m: 1 - m["utilization"]),
    "makespan": ("makespan", lambda m: m["makespan_cycles"]),
    "bytes": ("load moved, bytes", lambda m: m["balance_bytes"]),
    "byte_hops": ("load moved, bytes x hops", lambda m: m["balance_byte_hops"]),
    "all_byte_hops": ("everything on the data network, bytes x hops", lambda m: m["data_hop_bytes"] + m["data_die_bytes"]),
}


def make(results, program) -> Outcome:
    out, rows, plain = Outcome(), [], []
    for b in results.values("benchmark"):
        for name, (label, value) in MEASURES.items():
            ratio = _ratio(results, b, value)
            out.values[f"fig12.{name}.{b}"] = ratio
            both = [results.sample(series, value, benchmark=b) for series in _SERIES]
            rows.append([b, label, *(sample.text(".4g") for sample in both), ratio.text(".3g")])
        for series in _SERIES:
            out.values[f"fig12.spread.{series}.{b}"] = results.sample(series, _spread, benchmark=b)
            plain.append([b, results.study.label(series), results.sample(series, lambda m: m["utilization"], benchmark=b).text(".1f", "%"),
                          results.sample(series, lambda m: m["steady"]["utilization"], benchmark=b).text(".1f", "%"),
                          out.values[f"fig12.spread.{series}.{b}"].text(".1f", "%"),
                          results.sample(series, lambda m: m["steady"]["configuring"], benchmark=b).text(".1f", "%"),
                          results.sample(series, lambda m: m["steady"]["starved"], benchmark=b).text(".1f", "%"),
                          results.sample(series, lambda m: m["balance_moves"], benchmark=b).text(".4g")])
    out.tables.append(Table("Reactive / diffusive", ["benchmark", "measure", "diffusive", "reactive", "ratio"], rows))
    out.tables.append(Table("Each", ["benchmark", "balance", "utilization", "steady window", "spread of clusters", "configuring",
                                     "no input", "moves"], plain,
                            "Spread: standard deviation of the clusters' utilization in the steady window, which the other shares are of too."))
    out.pictures["fig12"] = _draw(results)
    return out


def _spread(metrics: dict) -> float:
    return float(numpy.std([cluster["steady"] for cluster in metrics["clusters"]]))


def _map(metrics: dict) -> numpy.ndarray:
    clusters = metrics["clusters"]
    grid = numpy.full((max(c["row"] for c in clusters) + 1, max(c["col"] for c in clusters) + 1), numpy.nan)
    for cluster in clusters:
        grid[cluster["row"], cluster["col"]] = cluster["steady"]
    return grid


def _draw(results):
    benchmarks = results.values("benchmark")
    figure, every = style.new(6.4, 3.9 * len(benchmarks), rows=len(benchmarks), cols=2, squeeze=False)
    image = None
    for row, b in zip(every, benchmarks):
        for axes, series in zip(row, _SERIES):
            seed = results.seeds(series)[0]
            grid = _map(results.at(series, seed, benchmark=b))
            image = axes.imshow(grid, cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect=0.5)
            axes.set_title(f"{b.upper()}, {results.study.label(series)}: {100 * numpy.nanmean(grid):.0f} %")
            axes.grid(False)
            axes.set_xticks([])
            axes.set_yticks([])
    figure.colorbar(image, ax=every, shrink=0.6, label="utilization of a cluster, steady window (seed 1)")
    return figure
