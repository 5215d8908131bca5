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


MEMORIES = ("TBU ports", "DRAM")


def _machine(run: Run) -> tuple[float, float, float]:
    """Operations a cycle of all PEs; bytes a cycle of all TBU ports, and of DRAM.  A TBU has a port to each of the four CBUs that it touches, each way."""
    tbus = run.trace["/tbus/totals"].rows
    return (tbus * _setting(run, "tbu.pe_rows") * _setting(run, "tbu.pe_cols"), 4 * tbus * _setting(run, "tbu.port"), _setting(run, "dram.bandwidth"))


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
        moved = {MEMORIES[0]: totals.sum("loaded_bytes") + totals.sum("sent_bytes") + totals.sum("configuration_bytes"),
                 MEMORIES[1]: trace["/dram/channels"].sum("read") + trace["/dram/channels"].sum("written")}
        for memory, size in moved.items():
            if not size or not operations:
                continue
            points.append((operations / size, rate, at, memory))
            for name, value in zip(data, (run.label, memory, operations, size, operations / size, rate)):
                data[name].append(value)
    if not points:
        raise Missing(f"{runs[0].where}: roofline: the run did no work")
    machines: dict[tuple[float, float, float], list[int]] = {}
    for at, run in enumerate(runs):
        machines.setdefault(_machine(run), []).append(at)
    knees = [peak / width for peak, *roofs in machines for width in roofs]
    low, high = min([*knees, *(x for x, *_ in points)]) / 10, max([*knees, *(x for x, *_ in points)]) * 10
    x = numpy.logspace(numpy.log10(low), numpy.log10(high), 200)
    for (peak, *roofs), users in machines.items():
        shade = "black" if len(machines) == 1 else style.colour(users[0])
        whose = "" if len(machines) == 1 else f" of {runs[users[0]].label}"
        for memory, width, line in zip(MEMORIES, roofs, ("-", "--")):
            axes.plot(x, numpy.minimum(peak, width * x), color=shade, linewidth=1.2, linestyle=line, label=f"{memory}{whose}: {width:,.0f} B/cycle")
        axes.annotate(f"peak of {runs[users[0]].trace['/tbus/totals'].rows} TBUs: {peak:,.0f} a cycle", (high, peak), ha="right", va="bottom", fontsize=8,
                      xytext=(-4, 2), textcoords="offset points")
    for peak, users in ((peak, users) for (peak, *_), users in machines.items()):
        for at in users:
            for memory, face in zip(MEMORIES, (style.colour(at), "white")):
                own = [(a, b) for a, b, which, name in points if which == at and name == memory]
                if own:
                    axes.plot([own[0][0]], [own[0][1]], style.MARKERS[at % len(style.MARKERS)], markerfacecolor=face, markeredgecolor=style.colour(at), markersize=8,
                              markeredgewidth=1.6, linestyle="none", label=f"{runs[at].label}, by bytes of {memory}: {100 * own[0][1] / peak:.2g} % of peak")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid(True, axis="both")
    axes.set_xlim(low, high)
    axes.set_ylim(min(y for _, y, *_ in points) / 8, max(peak for peak, *_ in machines) * 2)
    axes.set_xlabel("operations (MAC or scalar) a byte")
    axes.set_ylabel("operations a cycle")
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, ncols=style.columns_for(labels, 110), loc="upper center", bbox_to_anchor=(0.5, 0.0), fontsize=8)
    return Drawn(figure, data)


FIGURE = Figure("roofline", "Roofline of the wafer", "Operations a cycle over operations a byte, of all TBU ports and of DRAM, under what PEs and bandwidth allow.",
                ("/tbus/work", "/tbus/totals", "/dram/channels"), _draw, most=8)
