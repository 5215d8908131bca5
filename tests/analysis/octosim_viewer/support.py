"""Traces made up for the tests of octosim_viewer: small, and whole in every table that it reads."""
import contextlib
import io
import os
import pathlib
import sys
import tempfile
import unittest

os.environ["HDF5_USE_FILE_LOCKING"] = "FALSE"
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "analysis"))

import h5py  # noqa: E402
import numpy  # noqa: E402

from octosim_viewer import command  # noqa: E402
from octosim_viewer.compact import SAMPLED, STATES, WHOLE  # noqa: E402

TBUS, CLUSTERS, INTERVAL = 8, 2, 1000
PLAN = "sub-OWG 1: x\n  Decode  100.0 %\nclusters: 2 of 1 x 4 TBUs, 2 x 1 on the wafer, 2 x 1 on each of 1 x 1 chiplets\n"
EXPERIMENT = "[trace]\nflush_seconds = 1\n[wafer]\nchiplet_rows = 1\nchiplet_cols = 1\ntbu_rows = 2\ntbu_cols = 4\n"


def columns_of(path, samples, rank=0, ranks=1):
    """Rows of a table for `samples` instants: TBUs are busy every second cycle; clusters of `rank` only."""
    names = {**SAMPLED, **WHOLE, "streams/input": ("cluster", "fetched", "total")}[path]
    mine = [c for c in range(CLUSTERS) if c % ranks == rank]
    rows = []
    instants = [(k + 1) * INTERVAL for k in range(samples)]
    if path == "tbus/samples":
        rows = [(t, 10 + tbu, {"tbu": tbu, "cluster": tbu // 4, "packets": (t * 2654435761 + tbu * 40503) % (1 << 40), "busy": t // 2, "starved": t - t // 2}) for t in instants for tbu in range(TBUS) if tbu // 4 in mine]
    elif path == "tbus/totals":
        rows = [(samples * INTERVAL, 10 + tbu, {"tbu": tbu, "cluster": tbu // 4, "busy": samples * INTERVAL}) for tbu in range(TBUS) if tbu // 4 in mine]
    elif path == "clusters/samples":
        rows = [(t, c, {"cluster": c, "sub_owg": 0, "owner": 1, "input_items": 2, "input_bytes": 100 + c, "inner_bytes": 50}) for t in instants for c in mine]
    elif path == "network/links":
        rows = [(t, 30 + n, {"mesh": 0, "node": n, "side": 2, "bytes": t * (n + 1), "busy": t // 4}) for t in instants for n in range(4) if n % ranks == rank]
    elif path == "streams/input":
        rows = [(t, c, {"cluster": c, "fetched": t // INTERVAL, "total": 20}) for t in instants for c in mine]
    elif path == "balance/moves":
        rows = [(t - 1, c, {"from": c, "to": 1 - c, "sub_owg": 0, "items": 1, "bytes": 64, "hops": 1}) for t in instants for c in mine]
    keys = {"time": [row[0] for row in rows], "component": [row[1] for row in rows], "nth": [0] * len(rows)}
    return {name: numpy.array(values, dtype=numpy.uint64) for name, values in {**keys, **{name: [row[2].get(name, 0) for row in rows] for name in names}}.items()}


def write(path, samples=10, rank=None, ranks=1, until=None, schema=1, complete=1):
    """A trace, or with `rank` the file of one of `ranks`, flushed until the cycle `until`."""
    with h5py.File(path, "w", libver="v110" if rank is not None else None) as file:
        meta = file.create_group("meta")
        for name, value in (("schema", schema), ("digest", 5), ("experiment_hash", 7), ("plan_digest", 0), ("seed", 1), ("ranks", ranks), ("compression", 1), ("recording_digest", 0)):
            meta.attrs[name] = numpy.uint64(value)
        for name, value in (("experiment_name", "made_up"), ("level", "interval"), ("version", "0"), ("compiler", "none")):
            meta.attrs[name] = value
        if rank is None:
            meta.attrs["complete"], meta.attrs["complete_until"] = numpy.uint64(complete), numpy.uint64(2**63 - 1)
        else:
            meta.attrs["rank"], meta.attrs["part"], meta.attrs["since"] = numpy.uint64(rank), numpy.uint64(0), numpy.uint64(0)
        for name, text in (("experiment", EXPERIMENT), ("owg", "none"), ("plan", PLAN)):
            meta.create_dataset(name, data=text.encode(), dtype=h5py.string_dtype("utf-8", len(text)))
        if rank is None:
            summary = file.create_group("summary").attrs
            summary["makespan_cycles"], summary["utilization"], summary["functional_ok"], summary["end_reason"] = samples * INTERVAL, 0.5, True, "all streams delivered"
            file.create_group("engine").create_dataset("rank", data=numpy.arange(ranks, dtype=numpy.uint64))
        else:
            file.create_group("progress").create_dataset("time", data=numpy.array([until], dtype=numpy.uint64), chunks=(64,), maxshape=(None,))
        for table in (*SAMPLED, *WHOLE, "streams/input"):
            group = file.create_group(table)
            columns = columns_of(table, samples, rank or 0, ranks)
            group.attrs["columns"] = ",".join([name for name in columns if name not in ("time", "component", "nth")])
            group.attrs["help"], group.attrs["level"] = "made up", "interval"
            for name, values in columns.items():
                group.create_dataset(name, data=values, chunks=(64,), maxshape=(None,))


class Scratch(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def octosim(self, *words):
        """(status, stdout, stderr) of the command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = command.main([str(word) for word in words])
            except SystemExit as exit_:  # --help
                status = exit_.code
        return status, out.getvalue(), err.getvalue()

    def refused(self, words, *says):
        status, out, err = self.octosim(*words)
        self.assertEqual((status, out), (2, ""), err)
        self.assertEqual(len(err.splitlines()), 1, err)
        for part in says:
            self.assertIn(part, err)


__all__ = ["CLUSTERS", "INTERVAL", "ROOT", "STATES", "Scratch", "TBUS", "write"]
