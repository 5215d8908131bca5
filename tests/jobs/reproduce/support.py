"""What the tests of jobs/reproduce share: the package on the path, programs and results that are made up."""
import json
import pathlib
import shutil
import stat
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "jobs"))

PACKAGE = ROOT / "jobs" / "reproduce"
STUDIES = ROOT / "jobs" / "experiments" / "paper"

# A program that writes what octosim would: a run of 1,000 cycles of two TBUs, one cluster, two sub-OWGs.  Its seed decides: 13 fails.
_FAKE = '''#!/usr/bin/python3
import json, pathlib, sys
words = sys.argv[1:]
if words == ["--version"]:
    print("octosim 0.0.0 made up"); sys.exit(0)
if words[:2] == ["check", "--help"]:
    print("[run]\\n\\n| key | default | unit | range | effect | meaning |\\n|---|---|---|---|---|---|\\n| seed | 1 |  | 0 to 9 | results | Of draws. |")
    print("[schedule]\\n\\n| interval | 100000 | cycles | 1 to 9 | results | Period.  Assumed. |\\n| balance | \\"diffusive\\" |  | x | results | Who. |")
    sys.exit(0)
if words[0] == "chunk":
    budget = words[words.index("--budget") + 1]
    with open(pathlib.Path(__file__).with_name("calls"), "a") as calls:
        calls.write(budget + "\\n")
    if budget == "10%":
        print("octosim: error: graph \\"g\\": no plan under a budget of 9 bytes; node \\"n\\" needs 90 bytes (the budget must be at least 12)", file=sys.stderr)
        sys.exit(2)
    if budget == "0%":
        print("octosim: error: --budget 0%", file=sys.stderr); sys.exit(2)
    print(json.dumps({"peak_before_bytes": 90, "loops": [{"first": "a", "last": "b", "size": 3}]})); sys.exit(0)
sets = dict(words[i + 1].split("=", 1) for i, word in enumerate(words) if word == "--set")
out = pathlib.Path(words[words.index("-o") + 1])
with open(pathlib.Path(__file__).with_name("calls"), "a") as calls:
    calls.write(sets["run.seed"] + "\\n")
print("a line of the log")
if sets["run.seed"] == "13":
    print("the reason"); sys.exit(1)
import shutil
here = pathlib.Path(__file__).parent
shutil.copy(here / "trace.h5", out / "trace.h5")
shutil.copy(here / "summary.json", out / "summary.json")
'''


def summary(**changes) -> dict:
    plain = dict.fromkeys(("makespan_cycles", "streams", "frames", "tbu_packets", "cluster_switches", "balance_moves", "balance_items",
                           "balance_bytes", "balance_byte_hops", "data_hop_bytes", "data_die_bytes", "control_byte_hops",
                           "configuration_bytes", "energy_joules", "events", "wall_seconds"), 1)
    return {**plain, "makespan_cycles": 1000, "utilization": 0.5, "functional_ok": True, "end_reason": "all streams delivered",
            "trace_digest": "0x1", **changes}


def write_trace(path: pathlib.Path) -> None:
    """Two TBUs of one cluster; samples at 250, 500, 750; the end at 1000.  TBU 0 is always busy, TBU 1 in the first half, then without
    input.  The cluster works on sub-OWG 0 until 400, then on 1."""
    import h5py
    import numpy
    states = ("busy", "configuring", "loading", "starved", "blocked", "port", "open")
    with h5py.File(path, "w") as file:
        def table(name, rows):
            group = file.create_group(name)
            group.attrs["columns"], group.attrs["level"], group.attrs["help"] = ",".join(n for n in rows if n != "time"), "summary", ""
            count = len(rows["time"])
            for column, values in {"component": [0] * count, "nth": range(count), **rows}.items():
                group[column] = numpy.array(values, dtype="uint64")
        def done(at, tbu):
            busy = at if tbu == 0 else min(at, 500)
            return {"busy": busy, "starved": at - busy}
        def samples(instants):
            rows = [(at, tbu) for at in instants for tbu in (0, 1)]
            found = {"time": [at for at, _ in rows], "tbu": [tbu for _, tbu in rows], "cluster": [0] * len(rows),
                     "packets": [done(at, tbu)["busy"] // 10 for at, tbu in rows]}
            return {**found, **{state: [done(at, tbu).get(state, 0) for at, tbu in rows] for state in states}}
        table("tbus/samples", samples((250, 500, 750)))
        table("tbus/totals", samples((1000,)))
        table("clusters/switches", {"time": [400], "cluster": [0], "from": [0], "to": [1]})
        table("clusters/state", {"time": [1000], "cluster": [0], "sub_owg": [1]})
        table("clusters/totals", {"time": [1000, 1000], "cluster": [0, 0], "sub_owg": [0, 1], "executed": [60, 90]})
        file["meta/plan"] = "clusters: 1 of 1 x 2 TBUs, 1 x 1 on the wafer, 1 x 1 on each of 1 x 1 chiplets\n"
        file.create_group("engine")
        file.create_group("summary")
        meta = {"schema": 1, "complete": 1, "complete_until": 2**63 - 1, "digest": 1, "experiment_name": "one", "seed": 1, "level": "event",
                "ranks": 1, "version": "0", "compiler": "none"}
        file["meta"].attrs.update(meta)


def copy_packages(root: pathlib.Path) -> None:
    """What `octosim reproduce` executes, into another root."""
    for name in ("jobs/points", "jobs/reproduce", "analysis/octosim_analysis"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))


class Scratch(unittest.TestCase):
    """A folder of its own, with a space in its name."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="octosim reproduce ")
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def program(self):
        """A made-up octosim, with a root that has one experiment, `one`, and its workflow."""
        from points.program import Program
        binary = self.write("bin/octosim", _FAKE)
        binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
        write_trace(self.folder / "bin" / "trace.h5")
        self.write("bin/summary.json", json.dumps(summary()))
        self.write("root/jobs/experiments/one.toml", "[workload]\nowg = \"flow\"\nvideos = 8\n")
        self.write("root/jobs/workloads/flow.toml", "name = \"flow\"\n")
        return Program(binary, self.folder / "root")

    def calls(self) -> list[str]:
        """Seeds of the runs that the made-up program was asked for."""
        file = self.folder / "bin" / "calls"
        return file.read_text().split() if file.exists() else []
