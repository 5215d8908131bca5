"""Figures by name: `find("fig13").of(runs)` draws one.  Each module has what it draws, its numbers beside it."""
from __future__ import annotations

from octosim_analysis.errors import AnalysisError
from octosim_analysis.figures import comparison, diffusion, engine, latency, machine, maps, network, queues, roofline, shares, states, timeline, wafer
from octosim_analysis.figures.base import Drawn, Figure
from octosim_analysis.near import did_you_mean

_FIG9, _FIG14, _FIG15, _SCALING = comparison.FIGURES
FIGURES: tuple[Figure, ...] = (
    _FIG9, states.FIGURE, wafer.FIGURE, maps.FIGURE, shares.FIGURE, _FIG14, _FIG15, maps.OVER_TIME, timeline.FIGURE, states.OVER_TIME,
    queues.FIGURE, diffusion.FIGURE, network.FIGURE, latency.FIGURE, engine.FIGURE, roofline.FIGURE, _SCALING, *machine.FIGURES)
ALIASES = {"speedup": "fig9"}


def find(name: str) -> Figure:
    """\\raises AnalysisError: names the figures there are"""
    wanted = ALIASES.get(name, name)
    for figure in FIGURES:
        if figure.name == wanted:
            return figure
    names = [figure.name for figure in FIGURES]
    raise AnalysisError(f"no figure is named {name} (there are {', '.join(names)}{did_you_mean(name, names)})")


__all__ = ["ALIASES", "FIGURES", "Drawn", "Figure", "find"]
