#!/usr/bin/env python3
"""Compares `octosim bench noc` with BookSim2, of which tests/jobs/bench/noc/booksim2.csv holds measured runs.

  noc_booksim2.py --binary build/release/octosim [--table]

Runs every row that is worth it and prints how far apart the two are; `--table` as Markdown.  ctest runs some of the rows.
"""
import argparse
import csv
import dataclasses
import json
import sys

import command

ROWS = command.ROOT / "tests" / "jobs" / "bench" / "noc" / "booksim2.csv"
CYCLES_PER_HOP = {"R5": 5, "R4": 4, "R3": 3, "R2": 2}
ZERO_LOAD = 0.005
# Shares of the case's saturation below which a mean latency is compared, and how far it may be from BookSim2's.  Chosen
# above BookSim2's own spread over seeds: 0.6 % for one flit, 1.4 % for four; up to 3.4 % near saturation.
LATENCY_TOLERANCES = ((0.8, 0.02), (0.95, 0.05))
THROUGHPUT_TOLERANCE = 0.03


@dataclasses.dataclass
class Row:
    words: tuple  # settings of the network and its traffic
    router: str
    seed: int
    load: float
    status: str
    latency: float
    accepted: float

    @property
    def case(self):
        return (*self.words, self.router)


def rows():
    """Those of the file, and by case the load at which it saturates: the most that any row accepted."""
    with open(ROWS, encoding="utf-8") as file:
        table = list(csv.DictReader(line for line in file if not line.startswith("#")))
    found, saturation = [], {}
    for line in table:
        words = tuple(line[name] for name in ("k", "traffic", "packet_flits", "vcs", "vc_buffer"))
        row = Row(words, line["router"], int(line["seed"]), float(line["offered"]), line["status"],
                  float(line["latency"] or 0), float(line["accepted"] or 0))
        found.append(row)
        saturation[row.case] = max(saturation.get(row.case, 0), row.accepted)
    return found, saturation


def measure(octosim, row, within=300):
    """Our run of the row, and the bound of its traffic."""
    names = ("k", "traffic", "packet-flits", "vcs", "vc-buffer")
    words = [part for name, value in zip(names, row.words) for part in (f"--{name}", value)]
    mode = "throughput" if row.status == "saturated" else "latency"
    done = octosim.succeeds("bench", "noc", *words, "--router", row.router, "--load", row.load, "--mode", mode, "--seed",
                            row.seed, "--period", 1500 if row.words[0] == "16" else 2500, "--json", "-", within=within)
    result = json.loads(done.out)
    return result["runs"][0], result["ideal_throughput"]


@dataclasses.dataclass
class Comparison:
    row: Row
    what: str  # latency or accepted
    ours: float
    theirs: float
    tolerance: float  # 0: not compared
    fault: str = ""

    @property
    def apart(self):
        return self.ours / self.theirs - 1


def zero_load_fault(row, run):
    """The latency without contention, from the mean of hops; what contention there is adds less than 1 %.  BookSim2's own
    mean is that of few packets there, up to 3 % off for their hops alone."""
    flits = int(row.words[2])
    bare = 2 + CYCLES_PER_HOP[row.router] * run["hops"] + flits - 1
    found = run["packet_latency"]["mean"]
    return "" if bare <= found <= 1.01 * bare else f"{found} cycles at zero load, of {bare} without contention"


def compare(octosim, row, saturation):
    run, bound = measure(octosim, row)
    if row.status == "saturated":
        result = Comparison(row, "accepted", run["accepted"], row.accepted, THROUGHPUT_TOLERANCE)
    else:
        share = row.load / min(saturation, bound)
        near = [tolerance for most, tolerance in LATENCY_TOLERANCES if share <= most]
        tolerance = near[0] if near and row.status == "stable" and row.load != ZERO_LOAD else 0
        result = Comparison(row, "latency", run["packet_latency"]["mean"], row.latency, tolerance)
        if tolerance and abs(run["accepted"] / row.load - 1) > 0.02:
            result.fault = f"accepted {run['accepted']}"
        if tolerance and run["status"] != "stable":
            result.fault = run["status"]
    if row.load == ZERO_LOAD:
        result.fault = zero_load_fault(row, run)
    if result.tolerance and abs(result.apart) > result.tolerance:
        result.fault = f"{result.what} {result.ours}, BookSim2: {result.theirs}"
    return result


def line_of(found, table):
    row = found.row
    far = f"{100 * found.apart:+.1f} %" if found.tolerance else f"({100 * found.apart:+.1f} %)"
    k, traffic, flits, vcs, _ = row.words
    parts = (f"{k} x {k} {traffic}", flits, vcs, row.router, row.seed, row.load, found.what, f"{found.ours:.4g}",
             f"{found.theirs:.4g}", far)
    return "| " + " | ".join(map(str, parts)) + " |" if table else "  ".join(f"{part!s:>9}" for part in parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    every, saturation = rows()
    faults = []
    with command.Octosim(given.binary) as octosim:
        for row in every:
            if row.status == "unstable":
                continue
            found = compare(octosim, row, saturation[row.case])
            print(line_of(found, given.table) + (f"  FAULT: {found.fault}" if found.fault else ""), flush=True)
            faults += [found.fault] if found.fault else []
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
