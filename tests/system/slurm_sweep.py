#!/usr/bin/env python3
"""A sweep of 24 points on a real Slurm that is disturbed, compared point by point with a local one.  Some four minutes on two idle cores.

  slurm_sweep.py --binary build/release/octosim

One job is killed, one point is so long that its job comes to its time limit (a minute, the least that Slurm has), the slurmd of a
node is stopped until the node is down, and started again.  Not part of tests/run, which has cases_slurm.py.
"""
import argparse
import json
import sys
import time

import cases_slurm
import command

def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def make(octosim, long_minutes):
    lines = ['experiment = "er_chiplet"', "[set]", '"workload.videos" = 8', '"trace.level" = "summary"', "[resources]", 'time = "1 min"',
             'checkpoint_every = "2s"']
    interval = (100000, 1000000, 3000000, 10000000)
    points = [(minutes, ranks, interval[at % 4]) for minutes, ranks in (("200 ms", 2), ("10 s", 1), ("20 s", 1)) for at in range(8)]
    points[-1] = (f"{long_minutes} min", 1, interval[-1])
    for at, (minutes, ranks, every) in enumerate(points):
        lines += ["[[list]]", f'"workload.minutes" = "{minutes}"', f"ranks = {ranks}", f'"schedule.interval" = {every}',
                  f'"schedule.balance" = "{"none" if at % 8 < 4 else "diffusive"}"']
    return octosim.write("sweep.toml", "\n".join(lines) + "\n")


def disturb(octosim, slurm, sweep):
    sent = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm", "--json").out)
    assert (sent["total"], sent["submitted"]) == (24, 24), sent
    say(f"24 points submitted: {sent['submitted_jobs']}")
    slurm.until(lambda: cases_slurm.long_tasks(octosim, slurm, "far"), 200, "a point in the middle")
    victim = cases_slurm.long_tasks(octosim, slurm, "far")[0]
    slurm.says("scancel", victim)
    say(f"killed job {victim}")
    slurm.until(lambda: len(list((octosim.scratch / "far").glob("points/*/result.json"))) >= 8, 300, "eight points done")
    slurm.stop_node("n1")
    say("stopped the slurmd of n1")
    slurm.until(lambda: "down" in slurm.says("sinfo", "-h", "-n", "n1", "-o", "%T"), 60, "n1 down")
    slurm.start_node("n1")
    say("n1 was down; its slurmd is started again")
    found = cases_slurm.until_settled(octosim, sweep, "far", 900)
    slurm.until(lambda: not slurm.says("squeue", "-h").strip(), 200, "an empty queue")
    say(f"complete: {found['done']} of {found['total']} done")
    last = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "far", "--on", "slurm", "--json").out)
    assert (last["submitted"], last["executed"]) == (0, 0), last


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--long-minutes", default=15, type=float, help="of stream of the long point; it must take more than a minute")
    given = parser.parse_args()
    with command.Octosim(given.binary) as octosim:
        sweep = make(octosim, given.long_minutes)
        with cases_slurm.cluster(nodes=2, cpus=2) as slurm:
            disturb(octosim, slurm, sweep)
        far, rows = cases_slurm.digests(octosim.scratch / "far")
        limited = [row for row in rows if int(row["run_starts [1]"]) > 1]
        for row in limited:
            say(f"{row['address']}: {row['run_starts [1]']} starts, {row['restarts [1]']} from a checkpoint, {row['run_seconds [s]']} s")
        long = [row for row in rows if float(row["workload.minutes [min]"]) == given.long_minutes]
        assert int(long[0]["restarts [1]"]) >= 1, f"the long point never came to its time limit: {long[0]}"
        octosim.succeeds("sweep", "run", sweep, "-o", "near", within=1500)
        near, _ = cases_slurm.digests(octosim.scratch / "near")
        assert far == near, "digests differ"
        say(f"{len(far)} points, every digest equal to the local run's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
