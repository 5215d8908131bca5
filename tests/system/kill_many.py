#!/usr/bin/env python3
"""Kills a run again and again, and lets it go on, until it ends; compares its trace with that of a run nobody disturbed.

  kill_many.py --binary build/release/octosim [--count N] [--seed S] [--ranks R] [--minutes M]

`--count`: runs, each killed by SIGKILL or SIGTERM at random moments and continued on 1 to R ranks with a random
synchroniser.  After each kill: no process of the run is left, the trace so far can be recovered and verified.
Not a test of ctest: it takes as long as it is told to.
"""
import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import command
import running

SETTINGS = ("--set", "trace.interval=100000", "--set", "trace.flush_seconds=1")


def _alive(pids):
    """Those of `pids` that still run octosim."""
    found = []
    for pid in pids:
        try:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        if "(octosim)" in stat and stat.rpartition(")")[2].split()[0] != "Z":
            found.append(pid)
    return found


def _no_orphans(pids):
    deadline = time.monotonic() + 10
    while left := _alive(pids):
        assert time.monotonic() < deadline, f"processes are left: {left}"
        time.sleep(0.05)


def _disturb(process, draw):
    """Waits a while, then kills the run, all at once or one rank, or asks it to save.  False if it had ended."""
    try:
        process.wait(timeout=draw.uniform(0.05, 3))
        return False, []
    except subprocess.TimeoutExpired:
        pass
    family = running.below(process.pid)
    ranks = _alive(family)
    way = draw.choice(("all", "one", "ask", "ask and kill"))
    if way == "all" or not ranks:
        running.kill(family)
    elif way == "one":
        running.kill([draw.choice(ranks)])
    else:
        try:
            os.kill(draw.choice(ranks), signal.SIGTERM)
        except ProcessLookupError:
            pass
        if way == "ask and kill":
            time.sleep(draw.uniform(0, 0.1))
            running.kill(family)
    return True, family


def one_run(octosim, folder, words, draw, most_ranks):
    """Starts, disturbs and continues a run until it ends.  How often it was disturbed."""
    out = octosim.scratch / folder
    disturbed = 0
    while True:
        ranks, sync = draw.randint(1, most_ranks), draw.choice(("auto", "window", "neighbor"))
        what = ("--resume", folder) if (out / "checkpoint.json").exists() else (*words, "-o", folder)
        every = draw.choice(("0.05 s", "0.3 s", "1000000 cycles", "20000000 cycles"))
        process = octosim.start("run", *what, "--sync", sync, "--checkpoint-every", every, ranks=ranks)
        hit, family = _disturb(process, draw) if disturbed < 12 else (False, [])
        try:
            text, err = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            running.kill(running.below(process.pid))
            raise AssertionError(f"hangs on {ranks} ranks, {sync}: {process.communicate()}") from None
        _no_orphans(family)
        if not hit or (out / "trace.h5").exists():
            assert process.returncode == 0 or hit, command.Done("run", process.returncode, text, err)
            if process.returncode == 0:
                return disturbed
        disturbed += 1
        if (out / "rank-0000.h5").exists():
            octosim.succeeds("info", folder)
            # A run that was killed before its first flush has files that say so: there may be nothing to recover.
            done = octosim("recover", folder)
            if done.status == 0:
                octosim.succeeds("verify", f"{folder}/recovered.h5")
            else:
                assert "no rank file can be read" in done.err, done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ranks", type=int, default=4, help="most ranks of a start")
    parser.add_argument("--minutes", type=float, default=0.05, help="of input: how long a run works")
    given = parser.parse_args()
    with command.Octosim(given.binary) as octosim:
        words = (running.ER, *SETTINGS, "--set", f"workload.minutes={given.minutes}")
        wanted = octosim.run(words[0], "undisturbed", *words[1:], within=600)["trace_digest"]
        for number in range(given.count):
            draw = random.Random(given.seed * 1_000_003 + number)
            disturbed = one_run(octosim, "out", words, draw, given.ranks)
            found = json.loads((octosim.scratch / "out" / "summary.json").read_text())
            assert found["trace_digest"] == wanted, (number, found["trace_digest"], wanted)
            octosim.succeeds("diff", "undisturbed/trace.h5", "out/trace.h5")
            left = sorted(file.name for file in (octosim.scratch / "out").iterdir())
            assert left == ["summary.json", "trace.h5"], left
            print(f"run {number}: disturbed {disturbed} times, {found['restarts']} restarts, "
                  f"{found['checkpoints']} checkpoints: the same trace", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
