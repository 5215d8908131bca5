"""A table that is sampled: rows of one instant lie together, instants increase.  Reads any instant without those before it."""
from __future__ import annotations

import typing

import numpy

from octosim_analysis.table import CHUNK_BYTES, Columns, Table

_NEAR = 4 * 16384  # rows; a read of its own costs about as much as so many rows that are dropped (4 chunks, as octosim writes them)


class Sampled:
    """`instants[k]` (cycles) has the rows first[k] <= row < first[k + 1].  Memory: 16 bytes an instant."""

    def __init__(self, table: Table):
        """O(rows): one pass over the column of times."""
        self.table = table
        times: list[numpy.ndarray] = []
        firsts: list[numpy.ndarray] = []
        row, last = 0, -1
        for chunk in table.chunks(("time",)):
            time = chunk["time"].astype(numpy.int64)
            begins = numpy.flatnonzero(numpy.diff(time, prepend=last))
            times.append(time[begins])
            firsts.append(begins + row)
            row, last = row + time.size, int(time[-1])
        empty = numpy.zeros(0, dtype=numpy.int64)
        self.instants: numpy.ndarray = numpy.concatenate([empty, *times])
        self.first: numpy.ndarray = numpy.concatenate([empty, *firsts, [row]])

    def __len__(self) -> int:
        return int(self.instants.size)

    def counts(self) -> numpy.ndarray:
        """Rows of each instant."""
        return typing.cast(numpy.ndarray, numpy.diff(self.first))

    def at(self, k: int, columns: typing.Sequence[str]) -> Columns:
        """The rows of instant k."""
        return self.table.read(columns, int(self.first[k]), int(self.first[k + 1]))

    def sums(self, column: str) -> numpy.ndarray:
        """Of the column over the rows of each instant.  O(rows) time, memory of a chunk and of the sums."""
        totals = numpy.zeros(len(self), dtype=numpy.uint64)
        row = 0
        for chunk in self.table.chunks((column,)):
            values = chunk[column]
            k = int(numpy.searchsorted(self.first, row, side="right")) - 1
            end = int(numpy.searchsorted(self.first, row + values.size, side="left"))
            starts = numpy.maximum(self.first[k:end] - row, 0)
            totals[k:end] += numpy.add.reduceat(values, starts)
            row += values.size
        return totals

    def evenly(self, most: int) -> numpy.ndarray:
        """At most so many of the instants' numbers, evenly among them, first and last included."""
        count = len(self)
        if count <= most:
            return numpy.arange(count)
        return numpy.unique(numpy.linspace(0, count - 1, most).round().astype(numpy.int64))

    def pick(self, wanted: numpy.ndarray, columns: typing.Sequence[str],
             bytes_at_once: int = CHUNK_BYTES) -> typing.Iterator[tuple[numpy.ndarray, Columns]]:
        """The rows of the increasing instants `wanted`, in order, many instants a read: of each row the position of its instant in `wanted`,
        and its columns.  What lies between two that are close is read and dropped; what lies between two that are far is not read."""
        most = max(1, bytes_at_once // (8 * len(columns)))
        starts, ends = self.first[wanted], self.first[wanted + 1]
        k = 0
        while k < len(wanted):
            end = max(k + 1, int(numpy.searchsorted(ends, starts[k] + most, side="right")))
            far = numpy.flatnonzero(starts[k + 1:end] - ends[k:end - 1] > _NEAR)
            end = k + 1 + int(far[0]) if far.size else end
            rows = self.table.read(columns, int(starts[k]), int(ends[end - 1]))
            begin = int(wanted[k])
            counts = numpy.diff(self.first[begin:int(wanted[end - 1]) + 2])
            hit = numpy.zeros(counts.size, dtype=bool)
            hit[wanted[k:end] - begin] = True
            place = numpy.repeat(numpy.arange(k, end), counts[hit])
            if not hit.all():
                kept = numpy.repeat(hit, counts)
                rows = {name: values[kept] for name, values in rows.items()}
            yield place, rows
            k = end

    def blocks(self, columns: typing.Sequence[str], bytes_at_once: int = CHUNK_BYTES) -> typing.Iterator[tuple[int, int, Columns]]:
        """Whole instants k <= instant < end with their rows, in order: about `bytes_at_once`, at least one instant."""
        rows = max(1, bytes_at_once // (8 * len(columns)))
        k = 0
        while k < len(self):
            end = max(k + 1, int(numpy.searchsorted(self.first, self.first[k] + rows, side="right")) - 1)
            yield k, end, self.table.read(columns, int(self.first[k]), int(self.first[end]))
            k = end
