"""Which file of a run is meant."""
from __future__ import annotations

import pathlib

from octosim_analysis import trace
from octosim_analysis.errors import OnlyRanks


def find_trace(path: pathlib.Path) -> pathlib.Path | None:
    """The whole (or recovered) trace that `path` means; None: a folder of a run that has files of ranks only.

    \\raises BadFile: there is nothing of a run"""
    try:
        return trace.find_trace(path)
    except OnlyRanks:
        return None
