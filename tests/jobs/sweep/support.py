"""What the tests of jobs/sweep share: the packages on the path, a folder, a program that is made up."""
import contextlib
import io
import json
import pathlib
import stat
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "jobs"))

PACKAGE = ROOT / "jobs" / "sweep"
GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"

# A program that does what octosim would.  Settings: made.steps of 20 ms each; made.end: good, wrong (status 1), bad (status 2), killed,
# full (no space), once (killed the first time).  SIGUSR1 saves it: status 85.  Every start is noted in `calls`, beside the program.
_FAKE = r'''#!/usr/bin/python3 -S
import hashlib, json, os, pathlib, signal, sys, time
here, words = pathlib.Path(__file__).resolve().parent, sys.argv[1:]
if words == ["--version"]:
    print("octosim 0.0.0 made up"); sys.exit(0)
if words[:2] == ["check", "--help"]:
    print("[made]\n\n| key | default | unit | range | effect | meaning |\n|---|---|---|---|---|---|\n| steps | 1 | cycles | 0 to 9 | results | x |\n| end | \"good\" |  | x | results | x |")
    print("[run]\n\n| key | default | unit | range | effect | meaning |\n|---|---|---|---|---|---|\n| seed | 1 |  | 0 to 9 | results | x |")
    sys.exit(0)
known = ("made.steps", "made.end", "run.seed", "workload.minutes", "workload.owg")
def number(text):
    try: return int(text)
    except ValueError:
        try: return float(text)
        except ValueError: return text
if words[0] == "check":
    text = pathlib.Path(words[1]).read_text()
    for one in json.load(open(words[words.index("--each") + 1])):
        bad = [s for s in one if s.split("=")[0] not in known]
        if bad: print(json.dumps({"error": f"--set {bad[0]}: unknown key {bad[0].split('=')[0]}; did you mean made.steps?"})); continue
        if "made.steps=-1" in one: print(json.dumps({"error": "--set made.steps=-1: must be from 0"})); continue
        values = {s.split("=", 1)[0]: number(s.split("=", 1)[1]) for s in one}
        print(json.dumps({"digest": hashlib.sha256((text + json.dumps(values, sort_keys=True)).encode()).hexdigest()[:32], "values": values}))
    sys.exit(0)
every = None
if "--checkpoint-every" in words:
    at = words.index("--checkpoint-every"); every = words[at + 1]; del words[at:at + 2]
at = 0
if words[1] == "--resume":
    out = pathlib.Path(words[2])
    try:
        saved = json.loads((out / "checkpoint.json").read_text())
    except ValueError:
        print("octosim: error: checkpoint.json is damaged"); sys.exit(1)
    sets, at = saved["sets"], saved["at"]
    print("goes on at cycle", at)
else:
    sets = dict(words[i + 1].split("=", 1) for i, word in enumerate(words) if word == "--set")
    out = pathlib.Path(words[words.index("-o") + 1])
    out.mkdir(parents=True)
with open(here / "calls", "a") as calls:
    calls.write(json.dumps({"sets": sets, "at": at, "ranks": os.environ.get("MADE_RANKS", "1")}) + "\n")
told = []
signal.signal(signal.SIGUSR1, lambda *x: told.append(1))
end, steps = sets.get("made.end", "good"), int(sets.get("made.steps", 0))
print("a line of the log", flush=True)
while at < steps:
    time.sleep(0.02); at += 1
    if told:
        (out / "checkpoint.json").write_text(json.dumps({"sets": sets, "at": at, "head": {"cut": at}})); sys.exit(85)
if end == "once" and not (here / "was-once").exists():
    (here / "was-once").write_text(""); end = "killed"
if end == "killed": os.kill(os.getpid(), signal.SIGKILL)
if end == "wrong": print("octosim: error: the reason"); sys.exit(1)
if end == "bad": print("octosim: error: made.end = bad"); sys.exit(2)
if end == "full": print("octosim: error: trace.h5: No space left on device"); sys.exit(1)
(out / "checkpoint.json").unlink(missing_ok=True)
(out / "trace.h5").write_text("a trace")
seed = int(sets.get("run.seed", 1))
(out / "summary.json.partial").write_text(json.dumps({"experiment": "one", "functional_ok": True, "end_reason": "all streams delivered", "ranks": 1,
    "makespan_cycles": 1000 + steps, "utilization": 0.5 / seed, "peak_memory_bytes": 1 << 20, "data_hop_bytes": 7, "wall_seconds": 0.001,
    "trace_digest": hashlib.sha256(json.dumps(sets, sort_keys=True).encode()).hexdigest()[:16]}))
os.rename(out / "summary.json.partial", out / "summary.json")
'''


class Scratch(unittest.TestCase):
    """A folder of its own, with a space in its name; in it the program, and an experiment `one` with its workflow."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="octosim sweep ")
        self.folder = pathlib.Path(self._folder.name)
        self.binary = self.write("bin/octosim", _FAKE)
        self.binary.chmod(self.binary.stat().st_mode | stat.S_IXUSR)
        self.write("one.toml", "[workload]\nowg = \"flow.toml\"\n")
        self.write("flow.toml", "name = \"flow\"\n")
        self.out = self.folder / "out"

    def tearDown(self):
        self._folder.cleanup()

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def sweep(self, text: str, name: str = "sweep.toml") -> pathlib.Path:
        """A sweep of the experiment `one`."""
        return self.write(name, f"experiment = \"one.toml\"\n{text}")

    def program(self):
        from points.program import Program
        return Program(self.binary, self.folder)

    def plan(self, text: str, name: str = "sweep.toml"):
        from sweep.plan import make_plan
        from sweep.sweep_file import read_sweep
        return make_plan(read_sweep(self.sweep(text, name)), self.program())

    def calls(self) -> list[dict]:
        """Starts of the made-up program."""
        file = self.folder / "bin" / "calls"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def words(self, what: str, *more: str, file: str = "sweep.toml") -> list[str]:
        return ["--octosim", str(self.binary), what, str(self.folder / file), "-o", str(self.out), *map(str, more)]

    def line(self, what: str, *more: str) -> list[str]:
        """Of a process."""
        return [sys.executable, "-B", str(PACKAGE), *self.words(what, *more)]

    def says(self, what: str, *more: str, file: str = "sweep.toml") -> tuple[int, str, str]:
        """Status, stdout and stderr of the command, in this process."""
        from sweep import command
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            status = command.main(self.words(what, *more, file=file))
        return status, out.getvalue(), err.getvalue()

    def json(self, what: str, *more: str, status: int = 0) -> dict:
        found, out, err = self.says(what, "--json", *more)
        self.assertEqual(found, status, f"{out}\n{err}")
        return json.loads(out)

    def until(self, holds, seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            self.assertLess(time.monotonic(), deadline, "it never came to that")
            time.sleep(0.02)
