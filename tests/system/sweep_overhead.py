#!/usr/bin/env python3
"""What a sweep costs beside its runs: 200 points of one frame each, and the planning of 10,000.

  sweep_overhead.py --binary build/release/octosim [--points 200]

Overhead of a point: (wall time of the sweep - wall time of all its runs / runs at once) / points.  Fails above 50 ms, or if planning
takes 2 s.  Not part of tests/run: on a machine with other work on it, it measures that.
"""
import argparse
import csv
import json
import os
import sys
import time

import command

TINY = """experiment = "er_chiplet"
repetitions = {points}
[set]
"workload.videos" = 1
"workload.minutes" = "33 ms"
"trace.level" = "summary"
"""
MANY = """experiment = "er_chiplet"
[random]
points = 10000
[random.over]
schedule.interval = {{ from = 10000, to = 1000000, scale = "log" }}
workload.packet_cycles = {{ from = 10000, to = 100000 }}
"""


def overhead(octosim, points):
    """Seconds a point, of wall clock."""
    sweep = octosim.write("tiny.toml", TINY.format(points=points))
    begin = time.monotonic()
    said = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "out", "--json", within=580).out)
    wall = time.monotonic() - begin
    assert said["done"] == points, said
    rows = csv.DictReader((octosim.scratch / "out" / "results.csv").read_text().splitlines())
    runs = sum(float(row["run_seconds [s]"]) for row in rows)
    cores = len(os.sched_getaffinity(0))
    each = (wall - runs / cores) / points
    print(f"{points} points on {cores} cores: {wall:.1f} s, their runs {runs:.1f} s together: {each * 1000:.1f} ms a point beside its run")
    return each


def planning(octosim, on):
    sweep = octosim.write("many.toml", MANY.format())
    begin, used = time.monotonic(), os.times()
    octosim.succeeds("sweep", "run", sweep, "-o", "none", "--dry-run", "--on", on, within=60)
    wall, now = time.monotonic() - begin, os.times()
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    print(f"10,000 points --dry-run --on {on}: {wall:.2f} s, {cpu:.2f} s of CPU (load {os.getloadavg()[0]:.1f})")
    return wall


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--points", default=200, type=int)
    given = parser.parse_args()
    with command.Octosim(given.binary) as octosim:
        slow = [planning(octosim, on) for on in ("local", "slurm")]
        each = overhead(octosim, given.points)
    return 1 if each > 0.05 or max(slow) > 2 else 0


if __name__ == "__main__":
    sys.exit(main())
