"""Fig. 13: the part of the TBUs that each sub-OWG of ER has, over the run."""
import numpy

from octosim_analysis.figures.shares import draw_shares

from reproduce.figures import style
from reproduce.outcome import Outcome, Table


def _shares(metrics: dict) -> numpy.ndarray:
    """[sub-OWG, bin]"""
    return numpy.array(metrics["shares"]["by_sub_owg"])


def _middle(rows: numpy.ndarray) -> numpy.ndarray:
    """When half of what a sub-OWG had in all is over, as a part of the run."""
    sums = numpy.cumsum(rows, axis=1)
    return numpy.array([(numpy.searchsorted(row, row[-1] / 2) + 0.5) / rows.shape[1] if row[-1] > 0 else 0.0 for row in sums])


def make(results, program) -> Outcome:
    out, b = Outcome(), results.values("benchmark")[0]
    seeds = results.seeds("diffusive")
    every = [_shares(results.at("diffusive", seed, benchmark=b)) for seed in seeds]
    count = every[0].shape[0]
    rows = []
    for k in range(count):
        out.put(f"fig13.share.{k + 1}", *(float(one[k].mean()) for one in every))
        out.put(f"fig13.dominates.{k + 1}", *(float((one.argmax(axis=0) == k).mean()) for one in every))
        out.put(f"fig13.middle.{k + 1}", *(float(_middle(one)[k]) for one in every))
        out.put(f"fig13.end_share.{k + 1}", *(float(one[k, -one.shape[1] // 20:].mean()) for one in every))
        rows.append([str(k + 1), *(out.values[f"fig13.{name}.{k + 1}"].text(".1f", "%")
                                   for name in ("share", "dominates", "middle", "end_share"))])
    out.tables.append(Table("Sub-OWGs of ER on the wafer",
                            ["sub-OWG", "share of clusters, mean", "part of the run in which it has most", "half of its time is over at",
                             "share in the last 5 % of the run"], rows))
    figure, axes = style.new(8, 3.6)
    edges = numpy.linspace(0.0, results.at("diffusive", seeds[0], benchmark=b)["shares"]["cycles"], every[0].shape[1] + 1)
    draw_shares(axes, edges, every[0], [f"sub-OWG {k + 1}" for k in range(count)])
    axes.legend(ncols=count, loc="upper center", bbox_to_anchor=(0.5, 1.15))
    out.pictures["fig13"] = figure
    return out
