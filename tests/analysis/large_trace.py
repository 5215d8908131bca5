"""Writes a trace of any size, quickly: columns of a run with TBUs, clusters and links that are sampled very often.

  large_trace.py FILE GIGABYTES [--tbus N]    size as numbers in memory (columns of uint64), before compression
"""
import argparse
import pathlib
import zlib

import h5py
import numpy

CHUNK = 16384  # rows, as octosim writes; TBUs, stations and links of an instant divide it
STATES = ("configuring", "loading", "starved", "blocked", "port", "open")
TABLES = {
    "/tbus/samples": ("tbu", "cluster", "packets", "busy", *STATES, "loaded_bytes", "sent_bytes", "configuration_bytes"),
    "/tbus/totals": ("tbu", "cluster", "packets", "busy", *STATES, "loaded_bytes", "sent_bytes", "configuration_bytes"),
    "/tbus/work": ("tbu", "sub_owg", "packets", "macs", "operations"),
    "/tbus/chunks": ("cluster", "block", "slices", "cycles", "control", "refill", "in", "out", "again", "kept"),
    "/clusters/samples": ("cluster", "sub_owg", "owner", "input_items", "input_bytes", "inner_bytes", "executed"),
    "/clusters/totals": ("cluster", "sub_owg", "executed", "made", "delivered", "absorbed", "in_flight", "items", "chosen", "moves",
                         "moved_items", "moved_bytes", "moved_byte_hops", "written_bytes", "read_bytes"),
    "/clusters/state": ("cluster", "sub_owg", "since", "reason"),
    "/clusters/switches": ("cluster", "from", "to", "reason", "bytes"),
    "/balance/moves": ("from", "to", "sub_owg", "items", "bytes", "hops"),
    "/network/links": ("mesh", "node", "side", "packets", "bytes", "busy", "waiting"),
    "/network/totals": ("mesh", "node", "packets", "router_bytes", "hop_bytes", "die_bytes"),
    "/streams/done": ("stream", "cluster", "first", "arrivals", "digest", "functional_ok"),
    "/streams/input": ("cluster", "fetched", "total"),
    "/dram/samples": ("card", "channel", "read", "written", "hits", "misses", "busy", "wait", "refreshes"),
    "/dram/channels": ("card", "channel", "read", "written", "hits", "misses", "busy", "wait", "refreshes"),
    "/dram/tiles": ("cluster", "sub_owg", "tiles_read", "read", "tiles_written", "written", "spills", "spilled"),
    "/control/totals": ("cluster", "node", "kind", "packets", "bytes", "byte_hops", "port_bytes"),
}
SUB_OWGS, LINKS, STEP = 4, 256, 1000
SHARES = {"/tbus/samples": 0.40, "/clusters/samples": 0.15, "/network/links": 0.20, "/clusters/switches": 0.12, "/balance/moves": 0.13}


class Writer:
    """Columns of a table, chunk after chunk as they lie on disk; a chunk that was seen before is not compressed again."""

    def __init__(self, file: h5py.File, path: str, rows: int):
        group = file.create_group(path)
        group.attrs.update(columns=",".join(TABLES[path]), level="interval", help=f"made up: {path}")
        names = ("time", "component", "nth", *TABLES[path])
        self.data = {name: group.create_dataset(name, (rows,), "<u8", maxshape=(None,), chunks=(CHUNK,), shuffle=True, compression=1) for name in names}
        for data in self.data.values():
            data.attrs.update(unit="count", help="made up")
        self.known: dict[bytes, bytes] = {}

    def put(self, name: str, chunk: int, values: numpy.ndarray) -> None:
        plain = numpy.ascontiguousarray(values, dtype="<u8").tobytes()
        packed = self.known.get(plain)
        if packed is None:
            packed = zlib.compress(numpy.frombuffer(plain, numpy.uint8).reshape(-1, 8).T.tobytes(), 1)
            if chunk == 0:
                self.known[plain] = packed
        self.data[name].id.write_direct_chunk((chunk * CHUNK,), packed)


def _fill(file: h5py.File, path: str, size: float, columns) -> int:
    """`columns(row)`: the columns that are not zero, of the rows of a chunk.  The number of rows."""
    chunks = max(1, round(size / (CHUNK * 8 * (3 + len(TABLES[path])))))
    writer = Writer(file, path, chunks * CHUNK)
    for chunk in range(chunks):
        for name, values in columns(numpy.arange(chunk * CHUNK, (chunk + 1) * CHUNK, dtype=numpy.uint64)).items():
            writer.put(name, chunk, values)
    return chunks * CHUNK


def _small(file: h5py.File, path: str, **columns) -> None:
    group = file.create_group(path)
    group.attrs.update(columns=",".join(TABLES[path]), level="summary", help=f"made up: {path}")
    rows = len(next(iter(columns.values()), ()))
    for name in ("time", "component", "nth", *TABLES[path]):
        group[name] = numpy.asarray(columns.get(name, numpy.arange(rows) if name == "nth" else numpy.zeros(rows)), dtype="<u8")


def write(path: pathlib.Path, gigabytes: float, tbus: int = 64) -> int:
    """The makespan, in cycles.  TBUs are busy half of the time; clusters turn in a row; each gives to the next."""
    size, clusters = gigabytes * 1e9, tbus // 8
    u = numpy.uint64
    with h5py.File(path, "w") as file:
        def tbu_rows(row):
            instant, tbu = row // u(tbus) + u(1), row % u(tbus)
            return {"time": instant * u(STEP), "nth": tbu, "tbu": tbu, "cluster": tbu // u(8), "packets": instant, "busy": instant * u(STEP // 2),
                    "starved": instant * u(STEP // 2)}
        rows = _fill(file, "/tbus/samples", size * SHARES["/tbus/samples"], tbu_rows)
        end = (rows // tbus + 1) * STEP
        stations = clusters * SUB_OWGS

        def step_of(path, at_once):
            """Cycles between two instants (or records), so that the last is just before the end."""
            chunks = max(1, round(size * SHARES[path] / (CHUNK * 8 * (3 + len(TABLES[path])))))
            return u(max(1, (end - 1) // max(1, chunks * CHUNK // at_once)))
        step = step_of("/clusters/samples", stations)
        _fill(file, "/clusters/samples", size * SHARES["/clusters/samples"], lambda row: {
            "time": (row // u(stations) + u(1)) * step, "nth": row % u(stations), "cluster": row % u(stations) // u(SUB_OWGS), "sub_owg": row % u(SUB_OWGS),
            "input_bytes": (row // u(stations)) % u(1000) + row % u(SUB_OWGS), "inner_bytes": row % u(SUB_OWGS)})
        step_l = step_of("/network/links", LINKS)
        _fill(file, "/network/links", size * SHARES["/network/links"], lambda row: {
            "time": (row // u(LINKS) + u(1)) * step_l, "nth": row % u(LINKS), "node": row % u(LINKS) // u(4), "side": row % u(4),
            "bytes": row // u(LINKS) * u(64), "busy": (row // u(LINKS) + u(1)) * (step_l // u(4) + u(1))})
        step_s = step_of("/clusters/switches", 1)
        last = _fill(file, "/clusters/switches", size * SHARES["/clusters/switches"], lambda row: {
            "time": (row + u(1)) * step_s, "cluster": row % u(clusters), "from": (row // u(clusters)) % u(SUB_OWGS),
            "to": (row // u(clusters) + u(1)) % u(SUB_OWGS), "bytes": row % u(4096)})
        step_m = step_of("/balance/moves", 1)
        moved = _fill(file, "/balance/moves", size * SHARES["/balance/moves"], lambda row: {
            "time": (row + u(1)) * step_m, "from": row % u(clusters), "to": (row + u(1)) % u(clusters), "sub_owg": row % u(SUB_OWGS),
            "items": row % u(3) + u(1), "bytes": (row % u(3) + u(1)) * u(1000), "hops": row % u(2) + u(1)})
        ids = numpy.arange(tbus)
        half = numpy.full(tbus, end // 2)
        _small(file, "/tbus/totals", time=numpy.full(tbus, end), tbu=ids, cluster=ids // 8, packets=numpy.full(tbus, end // STEP), busy=half, starved=end - half)
        _small(file, "/tbus/work", time=numpy.full(tbus, end), tbu=ids, packets=ids, macs=ids * 10**9, operations=ids)
        places = numpy.arange(stations)
        _small(file, "/clusters/totals", time=numpy.full(stations, end), cluster=places // SUB_OWGS, sub_owg=places % SUB_OWGS, executed=places)
        works = [(last // clusters + (k < last % clusters)) % SUB_OWGS for k in range(clusters)]
        _small(file, "/clusters/state", time=numpy.full(clusters, end), cluster=numpy.arange(clusters), sub_owg=works)
        _small(file, "/network/totals", time=[end], packets=[1])
        _small(file, "/streams/done", time=[end - 1, end], stream=[0, 1], arrivals=[1, 1], functional_ok=[1, 1])
        _small(file, "/streams/input", time=[end], fetched=[2], total=[2])
        _small(file, "/dram/samples", time=[end // 2, end], read=[10**6, 2 * 10**6], hits=[10, 20], misses=[5, 9])
        _small(file, "/dram/channels", time=[end], read=[2 * 10**6])
        _small(file, "/dram/tiles")
        _small(file, "/tbus/chunks")
        _small(file, "/control/totals", time=[end], packets=[2], bytes=[32])
        file["meta/plan"] = numpy.bytes_(f"clusters: {clusters} of 2 x 4 TBUs, {tbus // 16} x 2 on the wafer, 4 x 2 on each of {tbus // 64} x 1 chiplets\n")
        file["meta/owg"] = numpy.bytes_("none")
        file["meta/experiment"] = numpy.bytes_(f"[wafer]\nclock = 1000000000\nchiplet_rows = {tbus // 64}\nchiplet_cols = 1\n[tbu]\npe_rows = 32\npe_cols = 32\nport = 256\n"
                                               "[dram]\nbandwidth = 81\ncards = 1\n[schedule]\ncluster_size = 8\ninterval = 100000\n")
        file["meta"].attrs.update(schema=1, complete=1, complete_until=2**63 - 1, digest=1, experiment_name="made_up", seed=1, level="event", ranks=1,
                                  version="0", compiler="none")
        file.create_group("engine")["rank"] = numpy.zeros(1, "<u8")
        summary = file.create_group("summary").attrs
        summary.update(makespan_cycles=end, utilization=0.5, streams=2, end_reason="all streams delivered", experiment="made_up", host_ranks=1,
                       host_wall_seconds=1.0, energy_macs_joules=1.0, energy_joules=1.0, cluster_switches=last, balance_moves=moved)
    return end


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("file", type=pathlib.Path)
    words.add_argument("gigabytes", type=float)
    words.add_argument("--tbus", type=int, default=64)
    given = words.parse_args()
    write(given.file, given.gigabytes, given.tbus)
