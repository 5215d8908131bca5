"""Reads traces of octosim: lazily, as tidy tables, as metrics, as figures::

    import octosim_analysis as oa

    with oa.open("out/demo") as trace:
        print(trace.summary["utilization"], trace["/balance/moves"].frame())

docs/analysis.md is the guide.
"""
from __future__ import annotations

import pathlib

from octosim_analysis.errors import AnalysisError, BadFile, Missing, TooLarge
from octosim_analysis.runs import Run, Sweep
from octosim_analysis.trace import Meta, Trace

__version__ = "0.1.0"


def open(path: str | pathlib.Path) -> Trace:  # noqa: A001
    """The trace at `path`, a file or the folder of a run; use it in `with`.  \\raises BadFile: one line that says why it is none"""
    return Trace(path)


def open_sweep(folder: str | pathlib.Path) -> Sweep:
    """The runs in `folder` and below it; `.frame()` is a row a run.  \\raises BadFile: there is none"""
    return Sweep(folder)


__all__ = ["AnalysisError", "BadFile", "Meta", "Missing", "Run", "Sweep", "TooLarge", "Trace", "open", "open_sweep"]
