"""A trace made small enough to lie in a page: only what the viewer shows, packed well; if need be fewer samples.

Counters in samples are since the start, so what is left says exactly what happened between the samples that are left."""
from __future__ import annotations

import dataclasses
import io

import h5py
import numpy

from octosim_analysis.codes import STATES
from octosim_analysis.sampled import Sampled
from octosim_analysis.table import Table
from octosim_analysis.trace import Trace

# Tables that are sampled, and columns that the viewer shows.
SAMPLED = {
    "tbus/samples": ("tbu", "cluster", "packets", *STATES),
    "clusters/samples": ("cluster", "sub_owg", "owner", "input_items", "input_bytes", "inner_bytes"),
    "network/links": ("mesh", "node", "side", "bytes", "busy", "waiting"),
}
WHOLE = {
    "tbus/totals": ("tbu", "cluster", "packets", *STATES, "loaded_bytes", "sent_bytes", "configuration_bytes"),
    "clusters/switches": ("cluster", "from", "to", "reason", "bytes"),
    "clusters/state": ("cluster", "sub_owg", "since", "reason"),
    "clusters/totals": ("cluster", "sub_owg", "executed", "items", "chosen", "moves", "moved_bytes"),
    "balance/moves": ("from", "to", "sub_owg", "items", "bytes", "hops"),
    "streams/done": ("stream", "cluster", "first", "arrivals", "functional_ok"),
}
_CHUNK = 16384  # rows
_LEVEL = 6  # of compression; 4 is a third faster, and 3 % larger
_BLOCK = 64 << 20  # bytes of columns that are read at once
_PLACES = 8  # in the run, of which following samples are packed to find out how large all are
_MARGIN = 1.02  # by which that may be mistaken


@dataclasses.dataclass(frozen=True)
class Compact:
    """`image`: the bytes of an HDF5 file; `left_out`: what is not in it, in words, empty if nothing that the viewer shows."""
    image: bytes
    left_out: str


def compact(trace: Trace, most_bytes: int) -> Compact | None:
    """None: even with two samples it is larger than `most_bytes`.

    O(rows) time, mostly once; memory of some chunks, 16 bytes an instant, and three results.  \\raises BadFile, Missing: a damaged table"""
    samples = {path: trace.sampled("/" + path) for path in SAMPLED if path in trace}
    whole = _whole(trace.file, [trace[path] for path in WHOLE if path in trace])
    longest = max(map(len, samples.values()), default=0)
    stride = _stride(whole, samples, longest, most_bytes) if len(whole) < most_bytes else longest
    while True:
        image = _image(whole, samples, stride)
        if len(image) <= most_bytes:
            kept = -(-longest // max(1, stride))
            return Compact(image, "" if stride <= 1 else f"{longest} samples in the trace, {kept} here: of {stride} following samples the last one. Open the trace itself for all.")
        if stride >= longest:
            return None
        stride = min(longest, max(stride + 1, int(stride * len(image) / most_bytes * 1.1)))


def _stride(whole: bytes, samples: dict[str, Sampled], longest: int, most_bytes: int) -> int:
    """The least that is expected to fit.  Samples that are close are packed better, so what one takes is found out twice, at a stride that is about right."""
    stride = 1
    chunk = -(-_CHUNK * longest // max(1, sum(sampled.table.rows for sampled in samples.values())))  # samples that about fill one: packing likes them full
    few, many = max(4, chunk), max(16, 4 * chunk)
    for _ in range(2):
        if longest // stride <= _PLACES * many:
            break
        small, large = (len(_image(whole, samples, stride, of_place)) for of_place in (few, many))
        of_sample = max(1.0, _MARGIN * (large - small) / (_PLACES * (many - few)))
        room = most_bytes - (small - _PLACES * few * of_sample)
        stride = longest if room <= 0 else min(longest, max(1, int(-(-longest * of_sample // room))))
    return stride


def _kept(count: int, stride: int, of_place: int) -> numpy.ndarray:
    """Of `count` samples every `stride`-th, and the last one; with `of_place` only so many following ones of those, at each of _PLACES in the run."""
    every: numpy.ndarray = numpy.unique([*range(stride - 1, count, stride), *([count - 1] if count else [])]).astype(numpy.int64)
    if not of_place or every.size <= _PLACES * of_place:
        return every
    firsts = numpy.linspace(0, every.size - of_place, _PLACES).astype(numpy.int64)
    chosen: numpy.ndarray = every[numpy.unique(firsts[:, None] + numpy.arange(of_place))]
    return chosen


def _whole(trace: h5py.File, tables: list[Table]) -> bytes:
    """What is not sampled."""
    memory = io.BytesIO()
    with h5py.File(memory, "w", libver="v110") as out:  # whose indexes of few chunks are small
        for group in ("meta", "summary", "engine", "engine/loads", "engine/classes"):
            if group in trace:
                _copy_small(trace[group], out.require_group(group))
        for table in tables:
            names = ("time", *WHOLE[table.path[1:]])
            data = _new_table(out, table, names, table.rows)
            at = 0
            for rows in table.chunks(names, bytes_at_once=_BLOCK):
                at = _append(data, at, rows)
    return memory.getvalue()


def _image(whole: bytes, samples: dict[str, Sampled], stride: int, of_place: int = 0) -> bytes:
    """What is not sampled, and the samples that _kept says."""
    memory = io.BytesIO()
    memory.write(whole)
    with h5py.File(memory, "r+", libver="v110") as out:
        for path, sampled in samples.items():
            kept = _kept(len(sampled), stride, of_place)
            names = ("time", *SAMPLED[path])
            data = _new_table(out, sampled.table, names, int(sampled.counts()[kept].sum()))
            at = 0
            for _, rows in sampled.pick(kept, names, _BLOCK):
                at = _append(data, at, rows)
    return memory.getvalue()


def _copy_small(group: h5py.Group, out: h5py.Group) -> None:
    for name, value in group.attrs.items():
        out.attrs[name] = value
    for name, data in group.items():
        if isinstance(data, h5py.Dataset) and name != "owg":
            out.create_dataset(name, data=data[()])


def _new_table(out: h5py.File, table: Table, names: tuple[str, ...], rows: int) -> dict[str, h5py.Dataset]:
    group = out.create_group(table.path)
    group.attrs["help"], group.attrs["level"] = table.help, table.level
    group.attrs["columns"] = ",".join(names[1:])
    group.attrs["keys"] = "time"  # of time, component and nth
    packed = {"chunks": (min(rows, _CHUNK),), "shuffle": True, "compression": _LEVEL} if rows else {}
    return {name: group.create_dataset(name, shape=(rows,), dtype="<u8", **packed) for name in names}


def _append(data: dict[str, h5py.Dataset], at: int, rows: dict[str, numpy.ndarray]) -> int:
    """Where the next rows go."""
    end = at + rows["time"].size
    for name, column in data.items():
        column[at:end] = rows[name]
    return end
