"""Latency of streams: from when the first frame was asked for to when the last item reached the sink."""
from __future__ import annotations

import numpy

from octosim_analysis.trace import Trace

QUANTILES = (50, 95, 99)


def of_streams(trace: Trace) -> numpy.ndarray:
    """In cycles, a value a stream that is done, increasing.  \\raises Missing: none is"""
    table = trace["/streams/done"]
    table.need_rows("latency")
    rows = table.read(("time", "first"))
    return numpy.sort((rows["time"] - rows["first"]).astype(numpy.int64))


def quantile(values: numpy.ndarray, percent: float) -> int:
    """The least value that at least so many percent do not exceed (no interpolation).  `values` increase."""
    return int(values[max(0, -(-int(percent * values.size) // 100) - 1)])
