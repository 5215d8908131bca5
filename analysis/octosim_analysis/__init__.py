"""Reads traces of octosim: lazily, as tidy tables, as metrics, as figures.  docs/analysis.md is the guide.

    import octosim_analysis as oa
    with oa.open("out/demo") as trace:
        print(trace.summary["utilization"], trace["/balance/moves"].frame())
"""
from octosim_analysis.errors import AnalysisError, BadFile, Missing, TooLarge
from octosim_analysis.trace import Meta, Trace

__version__ = "0.1.0"


def open(path):  # type: ignore[no-untyped-def]  # noqa: A001
    """The trace at `path`, a file or the folder of a run.  \\raises BadFile"""
    return Trace(path)


__all__ = ["AnalysisError", "BadFile", "Meta", "Missing", "TooLarge", "Trace", "open"]
