"""octosim compile, and runs of the plan: as the experiment itself, on any ranks, from a checkpoint; and what is refused."""
import json
import shutil

import h5py

import command
import workflows
from cases_bad_input import experiment, refuses

BENCHMARKS = ("er", "dpsr", "sfr", "cmr", "osvos", "ocr")
ER = command.EXPERIMENTS / "er_chiplet.toml"
SHORT = ("--set", "workload.minutes=0.003", "--set", "workload.videos=8")


def _short(name):
    """A few frames of each stream."""
    return ("--set", f"workload.minutes={0.002 if name in ('er', 'dpsr', 'sfr', 'cmr') else 0.03}")


def runs_as_its_experiment(octosim):
    for name in BENCHMARKS:
        path = command.EXPERIMENTS / f"{name}_chiplet.toml"
        octosim.succeeds("compile", path, "-o", f"{name}.plan", *_short(name))
        inline = octosim.run(path, f"{name}-inline", *_short(name))
        for ranks in (1, 2):
            octosim.succeeds("run", "--plan", f"{name}.plan", "-o", f"{name}-{ranks}", ranks=ranks)
            summary = json.loads((octosim.scratch / f"{name}-{ranks}" / "summary.json").read_text())
            for key in ("digest", "trace_digest"):
                assert summary[key] == inline[key], (name, ranks, key, summary, inline)
        with h5py.File(octosim.scratch / f"{name}.plan") as plan, \
                h5py.File(octosim.scratch / f"{name}-2" / "trace.h5") as a, \
                h5py.File(octosim.scratch / f"{name}-inline" / "trace.h5") as b:
            assert plan.attrs["digest"] == a["meta"].attrs["plan_digest"] == b["meta"].attrs["plan_digest"], name


def of_a_workflow(octosim):
    """A benchmark by name, a workflow file, an experiment file; printed; replaced."""
    octosim.succeeds("compile", "er", "--preset", "chiplet", "-o", "a.plan", *SHORT)
    octosim.write("er.toml", (command.ROOT / "jobs/workloads/er.toml").read_text())
    octosim.succeeds("compile", "er.toml", "--preset", "chiplet", "-o", "b.plan", *SHORT, ranks=2)
    digests = []
    for name in ("a.plan", "b.plan"):
        with h5py.File(octosim.scratch / name) as plan:
            digests.append(plan.attrs["digest"])
            assert plan["settings/wafer/chiplet_rows"][()] == 1
    assert digests[0] == digests[1], "where the workflow lay is no part of the plan"
    printed = octosim.succeeds("compile", ER, "--print")
    assert "sub-OWG 1" in printed.out and not (octosim.scratch / "er_chiplet.plan").exists()
    octosim.succeeds("compile", ER, "-o", "a.plan")
    info = octosim.succeeds("info", "a.plan").out
    assert "compiled plan, version 1" in info and "er_chiplet" in info and "sub-OWG 1" in info
    assert octosim.succeeds("check", "--plan", "a.plan", "--ranks", "2").out.startswith("workflow ER")
    octosim.succeeds("partition", "--plan", "a.plan", "--ranks", "2", "--save", "p.json")
    octosim.succeeds("check", ER, "--ranks", "2", "--partition", "p.json")


def with_its_experiment(octosim):
    """An experiment beside the plan must agree; what is not compiled in may be set."""
    path = experiment(octosim)
    octosim.succeeds("compile", path, "-o", "t.plan")
    summary = octosim.run(path, "one", "--plan", "t.plan", "--set", "trace.level=event")
    assert summary["digest"] == octosim.run(path, "two")["digest"]
    octosim.run(path, "three", "--plan", "t.plan", "--until", "1000", "--set", "energy.mac=2pJ")
    refuses(octosim, ["run", "--plan", "t.plan", "-o", "out", "--set", "workload.videos=3"],
            ["--set workload.videos=3", "t.plan", "compile"])
    refuses(octosim, ["run", path, "--plan", "t.plan", "-o", "out", "--set", "preset=wafer"], ["preset=wafer", "t.plan"])
    refuses(octosim, ["run", "--plan", "t.plan", "-o", "out", "--set", "run.seed=2"], ["run.seed=2", "t.plan"])
    other = octosim.write("other.toml", workflows.EXPERIMENT.replace("videos = 2", "videos = 3"))
    refuses(octosim, ["run", other, "--plan", "t.plan", "-o", "out"], ["workload.videos = 3", "t.plan has 2"])
    octosim.write("tiny_owg.toml", workflows.GOOD.replace("10000000", "20000000"))
    refuses(octosim, ["run", path, "--plan", "t.plan", "-o", "out"], ["workload.owg", "another workflow", "t.plan"])
    octosim.succeeds("run", "--plan", "t.plan", "-o", "alone")


def goes_on(octosim):
    """A checkpoint has the plan it needs: the file may be gone.  On other ranks it gives the same trace."""
    octosim.succeeds("compile", ER, "-o", "er.plan", *SHORT)
    whole = octosim.run(ER, "whole", *SHORT)
    octosim.succeeds("run", "--plan", "er.plan", "-o", "out", "--until", "2000000", "--checkpoint-every", "500000cycles",
                     ranks=2)
    assert json.loads((octosim.scratch / "out" / "checkpoint.json").read_text())["head"]["cut"] == 1500000
    octosim.succeeds("compile", ER, "-o", "other.plan", *SHORT, "--set", "run.seed=2")
    refuses(octosim, ["run", "--resume", "out", "--plan", "other.plan", "-o", "x", "--set", "run.until=0"],
            ["run.seed = 1", "other.plan has 2"])
    shutil.move(octosim.scratch / "er.plan", octosim.scratch / "moved.plan")
    octosim.succeeds("run", "--resume", "out", "-o", "on", "--set", "run.until=0")
    octosim.succeeds("run", "--resume", "out", "--plan", "moved.plan", "-o", "again", "--set", "run.until=0", ranks=2)
    for name in ("on", "again"):
        summary = json.loads((octosim.scratch / name / "summary.json").read_text())
        assert summary["digest"] == whole["digest"] and summary["trace_digest"] == whole["trace_digest"], (name, summary)


def plan(octosim):
    path = experiment(octosim)
    octosim.succeeds("compile", path, "-o", "good.plan")
    good = (octosim.scratch / "good.plan").read_bytes()
    octosim.run(path, "run")
    cases = {"text.plan": (b"name = 1\n", "is not a plan"),
             "empty.plan": (b"", "is empty"),
             "trace.plan": ((octosim.scratch / "run" / "trace.h5").read_bytes(), "is HDF5, but no plan"),
             "cut.plan": (good[:len(good) // 2], "cut short"),
             "short.plan": (good[:100], "cut short"),
             "edited.plan": (good[:5000] + bytes([good[5000] ^ 1]) + good[5001:], "edited"),
             "version.plan": (good.replace(b"version 1", b"version 2", 1), "version 2 (this octosim reads version 1")}
    for name, (content, words) in cases.items():
        (octosim.scratch / name).write_bytes(content)
        refuses(octosim, ["run", "--plan", name, "-o", "out"], [name, words], ranks=(0, 2))
    refuses(octosim, ["check", "--plan", "cut.plan"], ["cut.plan"], ranks=(0, 2))
    refuses(octosim, ["info", "edited.plan"], ["edited.plan"], ranks=(0,))
    refuses(octosim, ["run", "--plan", "missing.plan", "-o", "out"], ["missing.plan: no such file"])
    refuses(octosim, ["run", "--plan", "run", "-o", "out"], ["run: is a directory"])
    refuses(octosim, ["run", "-o", "out"], ["EXPERIMENT"], ranks=(0,))
    (octosim.scratch / "good.plan").chmod(0)  # root may read it all the same
    done = octosim("check", "--plan", "good.plan")
    assert done.status == 0 or (done.status == 1 and "cannot read good.plan" in done.err), done
    with h5py.File(octosim.scratch / "edited.plan", "w", userblock_size=512) as file:
        file["plan"] = 1
    refuses(octosim, ["run", "--plan", "edited.plan", "-o", "out"], ["edited.plan"], ranks=(0,))
    assert not (octosim.scratch / "out").exists()


def compile_(octosim):
    path = experiment(octosim)
    octosim.write("notes.txt", "mine")
    refuses(octosim, ["compile", path, "-o", "notes.txt"], ["notes.txt", "is not a plan"])
    assert (octosim.scratch / "notes.txt").read_text() == "mine"
    refuses(octosim, ["compile", path], ["-o"], ranks=(0,))
    refuses(octosim, ["compile", "nowhere.toml", "-o", "a.plan"], ["nowhere.toml"])
    refuses(octosim, ["compile", path, "-o", "no/folder/a.plan"], ["no/folder/a.plan"], statuses=(1, 2))
    refuses(octosim, ["compile", path, "-o", "a.plan", "--set", "tbu.prot=1"], ["tbu.prot"], ranks=(0,))
    octosim.write("cycle.toml", workflows.CYCLE)
    refuses(octosim, ["compile", "cycle.toml", "-o", "a.plan"], ["Alpha -> Beta"], ranks=(0, 2))
    assert not (octosim.scratch / "a.plan").exists()


CASES = {f"plan_{body.__name__}": command.Case(body, processors=2) for body in
         (runs_as_its_experiment, of_a_workflow, with_its_experiment, goes_on)}
CASES["bad_plan"] = command.Case(plan, processors=2)
CASES["bad_compile"] = command.Case(compile_, processors=2)
CASES["plan_runs_as_its_experiment"].seconds = 300
