"""A trace made small enough to lie in a page: only what the viewer shows, packed well; if need be fewer samples.

Counters in samples are since the start, so what is left says exactly what happened between the samples that are left."""
from __future__ import annotations

import dataclasses
import io

import h5py
import numpy

STATES = ("busy", "configuring", "loading", "starved", "blocked", "port", "open")

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
_CHUNK = 16384


@dataclasses.dataclass(frozen=True)
class Compact:
    """`image`: the bytes of an HDF5 file; `left_out`: what is not in it, in words, empty if nothing that the viewer shows."""
    image: bytes
    left_out: str


def compact(trace: h5py.File, most_bytes: int) -> Compact | None:
    """None: even with two samples it is larger than `most_bytes`.  O(rows) time a try, at most a handful; memory of a chunk and of the result."""
    samples = {path: _instants(trace, path) for path in SAMPLED if path in trace}
    longest = max((len(firsts) - 1 for firsts in samples.values()), default=0)
    stride = max(1, min(longest, int(_stored(trace) / most_bytes)))
    while True:
        image = _image(trace, samples, stride)
        if len(image) <= most_bytes:
            kept = -(-longest // stride)
            return Compact(image, "" if stride == 1 else f"{longest} samples in the trace, {kept} here: of {stride} following samples the last one. Open the trace itself for all.")
        if stride >= longest:
            return None
        stride = min(longest, max(stride + 1, int(stride * len(image) / most_bytes * 1.1)))


def _stored(trace: h5py.File) -> int:
    """About the bytes here of the sampled columns that the viewer shows, rather too few: only where a try is sure to fail is it spared."""
    columns = [trace[path][name] for path, names in SAMPLED.items() if path in trace for name in ("time", *names)]
    return sum(data.id.get_storage_size() // (2 if data.compression else 20) for data in columns)


def _instants(trace: h5py.File, path: str) -> numpy.ndarray:
    """First row of each instant, and the number of rows."""
    firsts, last, row = [], -1, 0
    time = trace[path]["time"]
    for start in range(0, time.shape[0], 1 << 20):
        values = time[start:start + (1 << 20)].astype(numpy.int64)
        firsts.append(numpy.flatnonzero(numpy.diff(values, prepend=last)) + start)
        last, row = int(values[-1]), start + values.size
    return numpy.concatenate([*firsts, [row]]).astype(numpy.int64)


def _image(trace: h5py.File, samples: dict[str, numpy.ndarray], stride: int) -> bytes:
    memory = io.BytesIO()
    with h5py.File(memory, "w", libver="v110") as out:  # whose indexes of few chunks are small
        for group in ("meta", "summary", "engine", "engine/loads", "engine/classes"):
            if group in trace:
                _copy_small(trace[group], out.require_group(group))
        for path, columns in WHOLE.items():
            if path in trace:
                _copy_table(trace[path], out.create_group(path), columns, None)
        for path, firsts in samples.items():
            _copy_table(trace[path], out.create_group(path), SAMPLED[path], None if stride == 1 else _ranges(firsts, stride))
    return memory.getvalue()


def _ranges(firsts: numpy.ndarray, stride: int) -> list[tuple[int, int]]:
    """Rows of every `stride`-th instant, and of the last one."""
    count = len(firsts) - 1
    kept = sorted({*range(stride - 1, count, stride), count - 1} if count > 0 else set())
    return [(int(firsts[k]), int(firsts[k + 1])) for k in kept]


def _copy_small(group: h5py.Group, out: h5py.Group) -> None:
    for name, value in group.attrs.items():
        out.attrs[name] = value
    for name, data in group.items():
        if isinstance(data, h5py.Dataset) and name != "owg":
            out.create_dataset(name, data=data[()])


def _copy_table(group: h5py.Group, out: h5py.Group, columns: tuple[str, ...], ranges: list[tuple[int, int]] | None) -> None:
    for name in ("help", "level"):
        out.attrs[name] = group.attrs[name]
    out.attrs["columns"] = ",".join(columns)
    out.attrs["keys"] = "time"  # of time, component and nth
    rows = group["time"].shape[0] if ranges is None else sum(end - first for first, end in ranges)
    for name in ("time", *columns):
        packed = {"chunks": (min(rows, _CHUNK),), "shuffle": True, "compression": 6} if rows else {}
        data = out.create_dataset(name, shape=(rows,), dtype="<u8", **packed)
        at = 0
        for first, end in ([(0, group[name].shape[0])] if ranges is None else ranges):
            for start in range(first, end, 64 * _CHUNK):
                values = group[name][start:min(end, start + 64 * _CHUNK)]
                data[at:at + values.size] = values
                at += values.size
