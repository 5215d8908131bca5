"""The digest of a trace's records, computed again (io/FORMAT.md, "What is canonical, and the digest"): whether any of them was changed."""
from __future__ import annotations

import importlib
import importlib.util
import typing

import numpy

from octosim_analysis.trace import Trace

# Debian's python3-xxhash; the package does without it.
xxhash: typing.Any = importlib.import_module("xxhash") if importlib.util.find_spec("xxhash") else None

BLOCK = 16384  # rows
_WORD = (1 << 64) - 1


def _mix(a: int, b: int) -> int:
    """engine/base/hash.hpp"""
    x = (a * 0x9E3779B97F4A7C15 + (b ^ 0xD1B54A32D192ED03)) & _WORD
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & _WORD
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & _WORD
    return x ^ x >> 31


def of_records(trace: Trace) -> int | None:
    """What /meta@digest must be; None without python3-xxhash, or without /meta@experiment_hash.  O(all rows), a block in memory.  \\raises BadFile: a column cannot be read"""
    if xxhash is None or trace.meta.experiment_hash is None:
        return None

    def hashed(data: bytes, seed: int) -> int:
        return int(xxhash.xxh3_64_intdigest(data, seed=seed))
    digest = _mix(_mix(trace.meta.schema, trace.meta.experiment_hash), trace.meta.seed)
    for path in trace.tables:
        table = trace[path]
        digest = _mix(hashed(path.encode(), digest), table.rows)
        for name in table.columns:
            column = 0
            for chunk in table.chunks((name,), bytes_at_once=8 * BLOCK * 64):
                values = chunk[name].astype("<u8", copy=False)
                for first in range(0, values.size, BLOCK):
                    column = hashed(numpy.ascontiguousarray(values[first:first + BLOCK]).tobytes(), column)
            digest = _mix(hashed(name.encode(), digest), column)
    return digest
