"""Runs that are saved, end early or are killed, and go on: the trace is that of a run nobody disturbed."""
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import time

import h5py

import command
from running import ER, Running, below, kill

# Some seconds of work, and samples often enough that they lie on both sides of every cut.
WORK = ("--set", "workload.minutes=0.1", "--set", "trace.interval=100000", "--set", "trace.flush_seconds=1")
MANIFEST = "checkpoint.json"
CHECKPOINTED = 85
# Values of summary.json that depend on the machine or the launch.
HOST = {"ranks", "wall_seconds", "events_per_second", "rounds", "lookahead_cycles", "peak_memory_bytes", "load_imbalance",
        "compute_imbalance", "null_ratio", "restarts", "checkpoints", "sync", "sync_reason"}


class Reference:
    """The run from start to end that nobody disturbed."""

    def __init__(self, octosim, *words):
        self.octosim = octosim
        self.results = self._results(octosim.run(ER, "undisturbed", *WORK, *words, within=200))

    @staticmethod
    def _results(summary):
        return {name: value for name, value in summary.items() if name not in HOST}

    def is_like(self, folder):
        """`folder` holds the same results and trace, and nothing else.  Its summary."""
        summary = json.loads((self.octosim.scratch / folder / "summary.json").read_text())
        other = self._results(summary)
        assert self.results == other, {name: (self.results.get(name), other.get(name))
                                       for name in {*self.results, *other} if self.results.get(name) != other.get(name)}
        self.octosim.succeeds("diff", "undisturbed/trace.h5", f"{folder}/trace.h5")
        self.octosim.succeeds("verify", f"{folder}/trace.h5")
        left = sorted(file.name for file in (self.octosim.scratch / folder).iterdir())
        assert left == ["summary.json", "trace.h5"], left
        return summary


def _cycle(octosim, folder):
    return json.loads((octosim.scratch / folder / MANIFEST).read_text())["head"]["cut"]


def _stop(octosim, folder, ranks, which=signal.SIGTERM, *words, after=0.3, to_rank=-1):
    """Starts a run, asks one of its ranks to save and stop, and gives what it said."""
    with Running(octosim, folder, ranks, ER, "-o", folder, *WORK, *words) as run:
        time.sleep(after)
        os.kill(run.ranks()[to_rank], which)
        done = run.ends(within=60)
    assert done.status == CHECKPOINTED, done
    assert f"{folder}/{MANIFEST}" in done.err and "go on, on any number of ranks, with: " in done.err, done
    assert not (octosim.scratch / folder / "trace.h5").exists()
    return done


def asked_by_signal(octosim):
    """SIGTERM and SIGUSR1, at one rank of several or the only one; other rank counts go on."""
    reference = Reference(octosim)
    for which, before, after in ((signal.SIGTERM, 0, 3), (signal.SIGUSR1, 2, 0), (signal.SIGTERM, 3, 2)):
        _stop(octosim, "out", before, which)
        assert "checkpoint 1 of a run, at cycle" in octosim.succeeds("info", "out").out
        octosim.succeeds("info", f"out/{MANIFEST}")
        octosim.succeeds("recover", "out")
        octosim.succeeds("verify", "out/recovered.h5")
        octosim.succeeds("run", "--resume", f"out/{MANIFEST}", ranks=after, within=200)
        summary = reference.is_like("out")
        assert summary["restarts"] == 1 and summary["checkpoints"] == 1, summary


def mpirun_asked(octosim):
    """mpirun passes SIGUSR1 on (on SIGTERM it gives its ranks a second only)."""
    reference = Reference(octosim)
    with Running(octosim, "out", 2, ER, "-o", "out", *WORK) as run:
        time.sleep(0.3)
        os.kill(run.process.pid, signal.SIGUSR1)
        done = run.ends(within=60)
    assert done.status == CHECKPOINTED, done
    octosim.succeeds("run", "--resume", "out", ranks=2, within=200)
    reference.is_like("out")


def says_how_to_go_on(octosim):
    """The command that it prints goes on, also from a folder with blanks and quotes in its name."""
    reference = Reference(octosim)
    folder = "it's an output"
    done = _stop(octosim, folder, 0, signal.SIGTERM, "--checkpoint-every", "10 min", "--sync", "window")
    line = done.err.split("go on, on any number of ranks, with: ")[1].splitlines()[0]
    assert shlex.split(line)[1:] == ["run", "--resume", f"{folder}/{MANIFEST}", "--checkpoint-every", "10 min",
                                     "--sync", "window"], line
    subprocess.run(line, shell=True, cwd=octosim.scratch, check=True, capture_output=True, timeout=200)
    reference.is_like(folder)


def stopped_again_and_again(octosim):
    """Three stops, each resume on other ranks with another synchroniser."""
    reference = Reference(octosim)
    _stop(octosim, "out", 1, after=0.1)
    cut = _cycle(octosim, "out")
    for ranks, sync in ((2, "neighbor"), (4, "window"), (0, "auto")):
        part = len(json.loads((octosim.scratch / "out" / MANIFEST).read_text())["parts"])
        sign = [octosim.scratch / "out" / f"part-{part:04}" / f"rank-{rank:04}.h5" for rank in range(max(1, ranks))]
        with Running(octosim, "out", ranks, "--resume", "out", "--sync", sync, sign=sign) as run:
            time.sleep(0.1)
            os.kill(run.ranks()[0], signal.SIGTERM)
            done = run.ends(within=60)
        assert done.status == CHECKPOINTED, done
        assert _cycle(octosim, "out") >= cut, (cut, _cycle(octosim, "out"))
        cut = _cycle(octosim, "out")
    octosim.succeeds("run", "--resume", "out", ranks=3, within=200)
    assert reference.is_like("out")["restarts"] == 4


def killed_at_any_time(octosim):
    """SIGKILL at random moments of a run that is saved all the time: it goes on from the last whole checkpoint."""
    reference = Reference(octosim)
    draw = random.Random(11)
    often = ("--checkpoint-every", "0.1 s")
    for _ in range(4):
        saved = (octosim.scratch / "out" / MANIFEST).exists()
        words = ("--resume", "out") if saved else (ER, "-o", "out", *WORK)
        process = octosim.start("run", *words, *often, ranks=2)
        try:
            process.communicate(timeout=draw.uniform(0.5, 2.5))
            break  # it came to its end
        except subprocess.TimeoutExpired:
            kill(below(process.pid))
            process.communicate()
        if (octosim.scratch / "out" / "rank-0000.h5").exists():
            octosim.succeeds("recover", "out")
            octosim.succeeds("verify", "out/recovered.h5")
    if not (octosim.scratch / "out" / "trace.h5").exists():
        saved = (octosim.scratch / "out" / MANIFEST).exists()
        words = ("--resume", "out") if saved else (ER, "-o", "out", *WORK)
        octosim.succeeds("run", *words, *often, ranks=3, within=200)
    reference.is_like("out")


def saved_by_cycles(octosim):
    """At each multiple, on any ranks.  Checkpoints change nothing but the counters of the machine, and are gone at the end."""
    reference = Reference(octosim)
    every = reference.results["makespan_cycles"] // 7
    for ranks, sync in ((0, "auto"), (2, "window"), (2, "neighbor")):
        octosim.succeeds("run", ER, "-o", "out", *WORK, "--checkpoint-every", f"{every} cycles", "--sync", sync,
                         ranks=ranks, within=200)
        assert reference.is_like("out")["checkpoints"] == 7


def goes_on_elsewhere(octosim):
    """Into another folder, twice from the same checkpoint; the first folder is not needed, or stays as it was."""
    reference = Reference(octosim)
    _stop(octosim, "out", 2)
    before = {file: file.stat().st_mtime_ns for file in (octosim.scratch / "out").rglob("*") if file.is_file()}
    octosim.succeeds("run", "--resume", "out", "-o", "a", ranks=1, within=200)
    reference.is_like("a")
    assert before == {file: file.stat().st_mtime_ns for file in (octosim.scratch / "out").rglob("*") if file.is_file()}
    sign = [octosim.scratch / "b" / "part-0001" / "rank-0000.h5"]
    with Running(octosim, "b", 0, "--resume", "out", "-o", "b", sign=sign) as run:
        time.sleep(0.2)
        shutil.rmtree(octosim.scratch / "out")
        run.kill()
    octosim.succeeds("recover", "b")
    octosim.succeeds("run", "--resume", "b", ranks=3, within=200)
    assert reference.is_like("b")["restarts"] == 1, "the start that saved nothing does not count"


def until_is_moved(octosim):
    """A run that was stopped by --until and saved goes on to a later instant, as if that had been asked for first."""
    reference = Reference(octosim, "--until", "45000000")
    every = ("--checkpoint-every", "5000000 cycles")
    octosim.succeeds("run", ER, "-o", "out", *WORK, *every, "--until", "25000000", within=200)
    assert (octosim.scratch / "out" / "trace.h5").exists() and (octosim.scratch / "out" / MANIFEST).exists()
    cut = _cycle(octosim, "out")
    assert cut == 20000000, cut
    done = octosim("run", "--resume", "out", "--until", str(cut))
    assert done.status == 2 and f"must be after cycle {cut}" in done.err, done
    octosim.succeeds("run", "--resume", "out", "--until", "45000000", ranks=2, within=200)
    for left in ("part-0001", "rank-0000.h5"):
        assert (octosim.scratch / "out" / left).exists(), "what a later --until needs is gone"
    shutil.copytree(octosim.scratch / "out", octosim.scratch / "ended")
    for file in (octosim.scratch / "ended").iterdir():
        if file.name not in ("summary.json", "trace.h5"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    reference.is_like("ended")


def interrupted_keeps_the_checkpoint(octosim):
    """SIGINT ends a run with a trace of what there is; its last checkpoint still goes on."""
    reference = Reference(octosim)
    sign = [octosim.scratch / "out" / MANIFEST]
    with Running(octosim, "out", 2, ER, "-o", "out", *WORK, "--checkpoint-every", "0.1 s", sign=sign) as run:
        os.kill(run.ranks()[0], signal.SIGINT)
        done = run.ends(within=60)
    assert done.status == 1 and "stopped by a signal" in done.err and "go on, on any number" in done.err, done
    octosim.succeeds("verify", "out/trace.h5")
    octosim.succeeds("run", "--resume", "out", within=200)
    reference.is_like("out")


def cannot_be_written(octosim):
    """The checkpoint before stays; all ranks end with one line."""
    reference = Reference(octosim)
    out = octosim.scratch / "out"
    out.mkdir()
    (out / "checkpoint-0002").write_text("in the way")
    done = octosim("run", ER, "-o", "out", *WORK, "--checkpoint-every", "0.1 s", ranks=2, within=60)
    assert done.status == 1 and done.err.count("octosim: error: ") == 1 and "checkpoint-0002" in done.err, done
    (out / "checkpoint-0002").unlink()
    octosim.succeeds("run", "--resume", "out", ranks=2, within=200)
    reference.is_like("out")


def _change(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def refused(octosim):
    """Whatever is wrong with a checkpoint: one line that says it, on any number of ranks, and nothing is changed."""
    _stop(octosim, "good", 2)
    good = octosim.scratch / "good"
    cut = _cycle(octosim, "good")

    def refuses(ranks, status, words, *line):
        done = octosim("run", *line, ranks=ranks, mpi=command.AT_ONCE)
        said = [text for text in done.err.splitlines() if text.startswith("octosim: error: ")]
        assert done.status == status and len(said) == 1, done
        assert all(word in said[0] for word in words), (words, said)

    def spoilt(status, words, spoil, ranks=(0, 3)):
        bad = octosim.scratch / "bad"
        for count in ranks:
            shutil.rmtree(bad, ignore_errors=True)
            shutil.copytree(good, bad)
            spoil(bad)
            before = {file: file.read_bytes() for file in bad.rglob("*") if file.is_file()}
            refuses(count, status, words, "--resume", "bad")
            assert before == {file: file.read_bytes() for file in bad.rglob("*") if file.is_file()}

    states = "checkpoint-0001/rank-0001.h5"
    spoilt(1, ["checkpoint.json", "damaged or cut short"], lambda bad: _change(bad / MANIFEST, 100))
    spoilt(1, ["checkpoint.json", "damaged or cut short"], lambda bad: os.truncate(bad / MANIFEST, 300))
    spoilt(1, [states, "damaged"], lambda bad: _change(bad / states, 5000))
    spoilt(1, [states, "bytes"], lambda bad: os.truncate(bad / states, 5000))
    spoilt(1, [states, "is missing"], lambda bad: (bad / states).unlink())
    spoilt(1, ["checkpoint-0001", "is missing"], lambda bad: shutil.rmtree(bad / "checkpoint-0001"))
    spoilt(1, ["bad/rank-0000.h5", "is missing"], lambda bad: (bad / "rank-0000.h5").unlink())
    spoilt(2, ["bad/rank-0001.h5", "rank 0 (the checkpoint wants 1)"],
           lambda bad: shutil.copy(bad / "rank-0000.h5", bad / "rank-0001.h5"))
    spoilt(2, ["no checkpoint.json"], lambda bad: (bad / MANIFEST).unlink())
    spoilt(2, ["not a checkpoint of octosim"], lambda bad: (bad / MANIFEST).write_text("{}\n"))
    for ranks in (0, 2):
        refuses(ranks, 2, ["no such file"], "--resume", "gone")
        refuses(ranks, 2, ["must be a checkpoint.json"], "--resume", "good/rank-0000.h5")
        refuses(ranks, 2, ["another experiment", "run.seed = 2 (the checkpoint has 1)"],
                "--resume", "good", "--set", "run.seed=2")
        refuses(ranks, 2, ["another experiment", "schedule.balance"],
                "--resume", "good", ER, *WORK, "--set", "schedule.balance=none")
        refuses(ranks, 2, ["trace.interval = 5 (the checkpoint has 100000)"],
                "--resume", "good", "--set", "trace.interval=5")
        refuses(ranks, 2, ["another experiment", "workload.owg"], "--resume", "good",
                command.EXPERIMENTS / "sfr_chiplet.toml")
        refuses(ranks, 2, [f"must be after cycle {cut}"], "--resume", "good", "--until", "1")
        for every in ("10", "0 s", "-1 min", "5 kB", "1.5 cycles", "soon", ""):
            if every:
                refuses(ranks, 2, ["--checkpoint-every"], ER, "-o", "other", "--checkpoint-every", every)
    # The same experiment by name, and options that change no result, are welcome.
    octosim.succeeds("run", "--resume", "good", ER, *WORK, "--set", "trace.compression=4", "-o", "fine", within=200)


def of_another_build(octosim):
    """Only the program that wrote a checkpoint goes on from it: states are stored as they lie in memory."""
    _stop(octosim, "out", 0)
    other = octosim.scratch / "octosim"
    program = bytearray(octosim.binary.read_bytes())
    mark = program.index(b"GNU\0", program.index(b"\x14\0\0\0\x03\0\0\0GNU\0") + 8) + 4  # the note with the build ID
    program[mark] ^= 1
    other.write_bytes(bytes(program))
    other.chmod(0o755)
    done = subprocess.run([other, "run", "--resume", "out"], cwd=octosim.scratch, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 2 and "was written by octosim" in done.stderr and "build" in done.stderr, done


def profiled(octosim):
    """--profile prints a table and changes no result; loads by cluster are the same on every number of ranks."""
    one = octosim.succeeds("run", ER, "-o", "one", "--set", "workload.minutes=0.003", "--profile")
    assert "ns/event" in one.out, one
    octosim.succeeds("run", ER, "-o", "two", "--set", "workload.minutes=0.003", ranks=2)
    octosim.succeeds("diff", "one/trace.h5", "two/trace.h5")
    with h5py.File(octosim.scratch / "one/trace.h5") as a, h5py.File(octosim.scratch / "two/trace.h5") as b:
        assert list(a["engine/loads/events"][:]) == list(b["engine/loads/events"][:])
        assert sum(a["engine/loads/events"][:]) == a["summary"].attrs["events"]
        assert sum(a["engine/classes/events"][:]) == a["summary"].attrs["events"]
        assert "classes" not in b["engine"]


CASES = {f"checkpoint_{body.__name__}": command.Case(body, seconds=300, processors=2) for body in (
    asked_by_signal, mpirun_asked, says_how_to_go_on, stopped_again_and_again, killed_at_any_time, saved_by_cycles,
    goes_on_elsewhere, until_is_moved, interrupted_keeps_the_checkpoint, cannot_be_written, refused, of_another_build,
    profiled)}
