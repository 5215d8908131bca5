"""octosim sweep on a real Slurm: jobs killed and requeued, a node that fails, and the digests of a run without a scheduler."""
import contextlib
import csv
import json
import os
import pathlib
import re
import time
from unittest import mock

import command
import slurm_cluster

# Points of 2 ranks are launched by srun with PMIx.  Those of 60 s of stream take seconds: time enough to disturb them.
SHORT = """experiment = "er_chiplet"
[set]
"workload.videos" = 8
"trace.level" = "summary"
[[zip]]
"workload.minutes" = ["100 ms", "60 s"]
ranks = [2, 1]
[grid]
"schedule.interval" = [100000, 1000000]
[resources]
time = "5 min"
checkpoint_every = "1s"
"""


@contextlib.contextmanager
def cluster(**how):
    """\\raises command.Skipped"""
    if why := slurm_cluster.missing():
        raise command.Skipped(why)
    with slurm_cluster.Cluster(**how) as found, mock.patch.dict(os.environ, found.environment):
        yield found


def digests(folder):
    """By values of the sweep; every point is done."""
    rows = list(csv.DictReader((folder / "results.csv").read_text().splitlines()))
    assert all(row["state"] == "done" for row in rows), [row["state"] for row in rows]
    return {row["address"]: row["trace_digest"] for row in rows}, rows


def status(octosim, sweep, out):
    return json.loads(octosim.succeeds("sweep", "status", sweep, "-o", out, "--json", within=120).out)


def until_settled(octosim, sweep, out, within):
    """Until every point is done: lost ones are submitted again by the job that comes after."""
    deadline = time.monotonic() + within
    while not (found := status(octosim, sweep, out))["complete"]:
        assert time.monotonic() < deadline, f"not complete after {within} s: {found}\n{logs(octosim, out)}"
        assert found["failed"] == 0, f"{found}\n{logs(octosim, out)}"
        time.sleep(1)
    return found


def logs(octosim, out):
    files = sorted((octosim.scratch / out / "jobs").glob("*/*.log"))
    return "\n".join(f"--- {file.name}\n{file.read_text(errors='replace')[-600:]}" for file in files)


def at_work(octosim, out, task_part):
    """The address of the point that a task runs, or is to run."""
    number, part = task_part.split("_")
    for file in sorted((octosim.scratch / out / "jobs").glob("*/submission.json")):
        for array in json.loads(file.read_text())["arrays"]:
            if array["job"]["id"] == number:
                return array["addresses"][int(part)][0]
    raise AssertionError(f"{task_part} is no task of the sweep")


def long_tasks(octosim, slurm, out):
    """Tasks of one rank that run now and whose point has a checkpoint: they are in the middle."""
    saved = {file.parent.parent.name for file in (octosim.scratch / out / "work").glob("*/run/checkpoint.json")}
    return [task for task in slurm.running() if re.fullmatch(r"\d+_\d+", task) and at_work(octosim, out, task) in saved]


def slurm_sweep(octosim):
    """One job killed, one requeued, one node lost and back: complete, as a local sweep, and nothing is submitted twice."""
    with cluster(nodes=2, cpus=2) as slurm:
        sweep = octosim.write("sweep.toml", SHORT)
        sent = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm", "--json").out)
        assert (sent["total"], sent["submitted"]) == (4, 4), sent
        again = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm", "--json").out)
        assert again["submitted"] == 0, again
        slurm.until(lambda: long_tasks(octosim, slurm, "far"), 60, "a point in the middle")
        victim = long_tasks(octosim, slurm, "far")[0]
        slurm.says("scancel", victim)
        slurm.until(lambda: [task for task in long_tasks(octosim, slurm, "far") if task != victim], 60, "another point in the middle")
        requeued = [task for task in long_tasks(octosim, slurm, "far") if task != victim][0]
        slurm.says("scontrol", "requeue", requeued)
        slurm.stop_node("n1")
        slurm.until(lambda: "down" in slurm.says("sinfo", "-h", "-n", "n1", "-o", "%T"), 60, "n1 down")
        slurm.start_node("n1")
        found = until_settled(octosim, sweep, "far", 150)
        assert found["done"] == 4, found
        slurm.until(lambda: not slurm.says("squeue", "-h").strip(), 60, "an empty queue")  # the table is written by the last job
        last = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm", "--json").out)
        assert (last["submitted"], last["executed"]) == (0, 0), last
        far, rows = digests(octosim.scratch / "far")
        assert {row["run_scheduler"] for row in rows} == {"slurm"}, rows[0]
    octosim.succeeds("sweep", "run", sweep, "-o", "near", within=200)
    near, _ = digests(octosim.scratch / "near")
    assert far == near, "digests differ"


def slurm_cancel(octosim):
    """What waits and runs is cancelled and stays so; resume goes on."""
    with cluster(nodes=1, cpus=1) as slurm:
        sweep = octosim.write("sweep.toml", SHORT.replace("[100000, 1000000]", "[100000]"))
        octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm")
        slurm.until(lambda: long_tasks(octosim, slurm, "far"), 90, "a point in the middle")
        done = octosim.succeeds("sweep", "cancel", sweep, "-o", "far")
        assert "cancelled: jobs" in done.out, done
        slurm.until(lambda: not slurm.says("squeue", "-h").strip(), 60, "an empty queue")
        found = status(octosim, sweep, "far")
        assert found["stopped"] + found["waiting"] >= 1 and not found["complete"], found
        octosim.succeeds("sweep", "resume", sweep, "-o", "far", within=150)
        assert status(octosim, sweep, "far")["complete"]


ONE = """experiment = "er_chiplet"
[set]
"workload.videos" = 8
"workload.minutes" = "{length}"
"trace.level" = "summary"
[resources]
ranks = {ranks}
time = "{time}"
checkpoint_every = "1s"
"""


def slurm_saved(octosim):
    """Two ranks below srun: warned as by a time limit, they are saved, requeued, and go on."""
    with cluster(nodes=1, cpus=2) as slurm:
        sweep = octosim.write("sweep.toml", ONE.format(length="20 s", ranks=2, time="10 min"))
        octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm")
        slurm.until(lambda: long_tasks(octosim, slurm, "far"), 90, "a point in the middle")
        slurm.says("scancel", "--batch", "--signal=USR1", long_tasks(octosim, slurm, "far")[0])
        until_settled(octosim, sweep, "far", 400)
        result = json.loads(next((octosim.scratch / "far").glob("points/*/result.json")).read_text())
        assert (result["provenance"]["starts"], result["summary"]["restarts"], result["summary"]["ranks"]) == (2, 1, 2), result["provenance"]
        assert result["provenance"]["task"] == "0", result["provenance"]
        far = result["summary"]["trace_digest"]
    near = octosim.run(command.EXPERIMENTS / "er_chiplet.toml", "near", "--set", "workload.minutes=20 s", "--set", "trace.level=summary")
    assert far == near["trace_digest"], (far, near["trace_digest"])


def slurm_time_limit(octosim):
    """A point that is longer than its job may be: a minute, the least that Slurm has, of which it warns up to a minute early."""
    with cluster(nodes=1, cpus=1) as slurm:
        sweep = octosim.write("sweep.toml", ONE.format(length="8 min", ranks=1, time="1 min"))
        octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm")
        until_settled(octosim, sweep, "far", 500)
        about = json.loads(next((octosim.scratch / "far").glob("points/*/result.json")).read_text())["provenance"]
        jobs = slurm.state_of("1")
        assert about["starts"] > 1 or about["seconds"] < 35, f"it ran on where it should have been saved: {about}"
        assert about["starts"] == 1 + int(jobs["Restarts"]), f"the same job each time: {about} {jobs['Restarts']}"


def slurm_hiccup(octosim):
    """The controller is away for a while: the command waits for it, and submits once."""
    with cluster(nodes=1, cpus=2) as slurm:
        sweep = octosim.write("sweep.toml", SHORT.replace('["100 ms", "60 s"]', '["100 ms", "50 ms"]'))
        fake = octosim.write("bin/sbatch", f"#!/bin/sh\nif [ ! -e '{octosim.scratch}/asked' ]; then\n touch '{octosim.scratch}/asked'\n"
                             f" /usr/bin/sbatch \"$@\" >/dev/null\n echo 'sbatch: error: Batch job submission failed: Socket timed out on "
                             f"send/recv operation' >&2\n exit 1\nfi\nexec /usr/bin/sbatch \"$@\"\n")
        fake.chmod(0o755)
        with mock.patch.dict(os.environ, {"PATH": f"{pathlib.Path(fake).parent}:{os.environ['PATH']}"}):
            sent = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm", "--json").out)
        assert sent["submitted"] == 4, sent
        names = [line for line in slurm.says("squeue", "-h", "-t", "all", "-o", "%A %j").splitlines() if "-after" not in line]
        by_name = {line.split()[1] for line in names}
        assert len({line.split()[0] for line in names if line.split()[1].endswith("-1")}) >= 1
        arrays = {(line.split()[1], job) for line in names for job in [slurm.state_of(line.split()[0]).get("ArrayJobId")]}
        assert len(arrays) == len(by_name), f"submitted twice: {sorted(arrays)}"
        until_settled(octosim, sweep, "far", 90)


# Most of their time they wait, for Slurm.
CASES = {body.__name__: command.Case(body, seconds=600) for body in (slurm_sweep, slurm_cancel, slurm_saved, slurm_time_limit, slurm_hiccup)}
