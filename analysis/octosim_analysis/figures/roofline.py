"""`roofline`: what the wafer computes a cycle, against what its PEs, its TBU ports and its DRAM allow."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis import style
from octosim_analysis.errors import Missing
from octosim_analysis.figures.base import Data, Drawn, Figure
from octosim_analysis.runs import Run


def _setting(run: Run, key: str) -> float:
    value = run.settings.get(key)
    if not isinstance(value, (int, float)) or value <= 0:
        raise Missing(f"{run.where}: roofline needs the setting {key} in the experiment of the trace")
    return float(value)


def _draw(runs: typing.Sequence[Run]) -> Drawn:
    figure, axes = style.new(7.5, 4.6)
    data: Data = {"run": [], "memory": [], "operations": [], "bytes": [], "operations_per_byte": [], "operations_per_cycle": []}
    points: list[tuple[float, float, int, str]] = []
    for at, run in enumerate(runs):
        trace = run.trace
        work = trace["/tbus/work"]
        operations = work.sum("macs") + work.sum("operations")
        rate = operations / trace.number("makespan_cycles")
        totals = trace["/tbus/totals"]
        moved = {"TBU ports": totals.sum("loaded_bytes") + totals.sum("sent_bytes") + totals.sum("configuration_bytes"),
                 "DRAM": trace["/dram/channels"].sum("read") + trace["/dram/channels"].sum("written")}
        for memory, size in moved.items():
            if not size or not operations:
                continue
            points.append((operations / size, rate, at, memory))
            for name, value in zip(data, (run.label, memory, operations, size, operations / size, rate)):
                data[name].append(value)
    if not points:
        raise Missing(f"{runs[0].where}: roofline: the run did no work")
    first = runs[0]
    tbus = first.trace["/tbus/totals"].rows
    peak = tbus * _setting(first, "tbu.pe_rows") * _setting(first, "tbu.pe_cols")
    # Each TBU has a port to each of the four CBUs that it touches, each way.
    roofs = {"TBU ports": 4 * tbus * _setting(first, "tbu.port"), "DRAM": _setting(first, "dram.bandwidth")}
    knees = [peak / width for width in roofs.values()]
    low, high = min([*knees, *(x for x, *_ in points)]) / 10, max([*knees, *(x for x, *_ in points)]) * 10
    x = numpy.logspace(numpy.log10(low), numpy.log10(high), 200)
    for (memory, width), line in zip(roofs.items(), ("-", "--")):
        axes.plot(x, numpy.minimum(peak, width * x), color="black", linewidth=1.2, linestyle=line, label=f"{memory}: {width:,.0f} B/cycle")
    for at, run in enumerate(runs):
        for memory, face in (("TBU ports", style.colour(at)), ("DRAM", "white")):
            own = [(a, b) for a, b, which, name in points if which == at and name == memory]
            if own:
                axes.plot([own[0][0]], [own[0][1]], style.MARKERS[at % len(style.MARKERS)], markerfacecolor=face, markeredgecolor=style.colour(at), markersize=8,
                          markeredgewidth=1.6, linestyle="none", label=f"{run.label}, by bytes of {memory}: {100 * own[0][1] / peak:.2g} % of peak")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid(True, axis="both")
    axes.set_xlim(low, high)
    axes.set_ylim(min(y for _, y, *_ in points) / 8, peak * 2)
    axes.set_xlabel("operations (MAC or scalar) a byte")
    axes.set_ylabel("operations a cycle")
    axes.annotate(f"peak of {tbus} TBUs: {peak:,.0f} a cycle", (high, peak), ha="right", va="bottom", fontsize=8, xytext=(-4, 2), textcoords="offset points")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=1 if len(runs) > 1 else 2, fontsize=8)
    return Drawn(figure, data)




FIGURE = Figure("roofline", "Roofline of the wafer", "Operations a cycle over operations a byte, of all TBU ports and of DRAM, under what PEs and bandwidth allow.",
                ("/tbus/work", "/tbus/totals", "/dram/channels"), _draw, most=8)
