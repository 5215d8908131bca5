"""Which sub-OWG each cluster works on, from when to when, to the cycle and in the order of time."""
from __future__ import annotations

import tempfile
import typing

import numpy

from octosim_analysis.owners import Owners
from octosim_analysis.table import CHUNK_BYTES, Columns
from octosim_analysis.trace import Trace

_COLUMNS = ("time", "cluster", "to", "reason")
START = -1  # the reason of what a cluster began with


def of_clusters(trace: Trace, owners: Owners, first: int, last: int, bytes_at_once: int = CHUNK_BYTES) -> typing.Iterator[Columns]:
    """Columns `begin`, `end` (cycles), `cluster`, `sub_owg` (-1: not known), `reason` (a code of codes.REASONS, or START), int64, some rows at a time.

    `begin` never decreases; the rows of a cluster cover first <= t < last without gap, overlap or row of no length.

    When a stretch ends is known only from a later row, so switches are gone through backward for the ends, which a temporary file keeps
    (8 bytes a switch), and then forward.  O(switches) time, a chunk of memory.  \\raises Missing: switches were not recorded; BadFile; OSError: no room for the file"""
    switches = trace["/clusters/switches"]
    if not switches.recorded:
        switches.need_rows("a timeline")
    step = max(1, bytes_at_once // (8 * len(_COLUMNS)))
    until = numpy.full(owners.clusters, last, dtype=numpy.int64)  # of each cluster, when it turns next
    with tempfile.TemporaryFile() as ends:
        for start in reversed(range(0, switches.rows, step)):
            rows = switches.read(("time", "cluster"), start, start + step)
            ends.seek(8 * start)
            ends.write(_ends(rows["time"].astype(numpy.int64), rows["cluster"].astype(numpy.int64), until).tobytes())
        everyone = numpy.arange(owners.clusters)
        yield _within(first, last, {"begin": numpy.zeros_like(until), "end": until, "cluster": everyone, "sub_owg": owners.began().astype(numpy.int64),
                                    "reason": numpy.full_like(until, START)})
        ends.seek(0)
        for start in range(0, switches.rows, step):
            rows = {name: values.astype(numpy.int64) for name, values in switches.read(_COLUMNS, start, start + step).items()}
            if rows["time"][0] >= last:
                break
            end = numpy.frombuffer(ends.read(8 * rows["time"].size), dtype=numpy.int64)
            yield _within(first, last, {"begin": rows["time"], "end": end, "cluster": rows["cluster"], "sub_owg": rows["to"], "reason": rows["reason"]})


def _ends(time: numpy.ndarray, cluster: numpy.ndarray, until: numpy.ndarray) -> numpy.ndarray:
    """When what began in each row ends; `until` becomes what is true before the first row."""
    order = numpy.argsort(cluster, kind="stable")
    of, at = cluster[order], time[order]
    last_of_cluster = numpy.append(of[1:] != of[:-1], True)
    ends = numpy.empty_like(time)
    ends[order] = numpy.where(last_of_cluster, until[of], numpy.append(at[1:], 0))
    firsts = numpy.append(True, of[1:] != of[:-1])
    until[of[firsts]] = at[firsts]
    return ends


def _within(first: int, last: int, rows: Columns) -> Columns:
    begin, end = numpy.maximum(rows["begin"], first), numpy.minimum(rows["end"], last)
    kept = begin < end
    return {name: values[kept] for name, values in {**rows, "begin": begin, "end": end}.items()}
