"""What balancing moved: between which clusters, and when."""
from __future__ import annotations

import numpy

from octosim_analysis.table import MOST_SUB_OWGS
from octosim_analysis.trace import Trace


def between_clusters(trace: Trace) -> dict[tuple[int, int], tuple[int, int, int]]:
    """(from, to) -> moves, items, bytes.  O(rows) time, memory of the pairs that ever moved."""
    found: dict[tuple[int, int], list[int]] = {}
    for rows in trace["/balance/moves"].chunks(("from", "to", "items", "bytes")):
        pairs, which = numpy.unique(rows["from"] << numpy.uint64(32) | rows["to"], return_inverse=True)
        moves = numpy.bincount(which)
        items, size = (numpy.bincount(which, rows[name]) for name in ("items", "bytes"))
        for at, pair in enumerate(pairs.tolist()):
            row = found.setdefault((pair >> 32, pair & 0xFFFFFFFF), [0, 0, 0])
            row[0] += int(moves[at])
            row[1] += int(items[at])
            row[2] += int(size[at])
    return {pair: (row[0], row[1], row[2]) for pair, row in sorted(found.items())}


def over_time(trace: Trace, end: int, bins: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Edges of equal parts of the run, and [sub-OWG, bin]: bytes moved."""
    edges = numpy.linspace(0.0, float(max(end, 1)), bins + 1)
    found = numpy.zeros((trace["/balance/moves"].count("sub_owg", MOST_SUB_OWGS), bins))
    for rows in trace["/balance/moves"].chunks(("time", "sub_owg", "bytes")):
        sub_owg = rows["sub_owg"].astype(int)
        at = numpy.clip(numpy.searchsorted(edges, rows["time"], side="right") - 1, 0, bins - 1)
        found += numpy.bincount(sub_owg * bins + at, rows["bytes"], found.shape[0] * bins).reshape(-1, bins)
    return edges, found
