#!/usr/bin/env python3
"""Runs every strategy on every benchmark and moe, machine and rank count, with short streams.  By hand; minutes.

    tests/system/strategies.py [--binary build/release/octosim] [--only WORD]... [--ranks 1,2,4]

Of every run: it ends, its results are right, `octosim verify` finds no fault.  Of the runs of one strategy on one
machine: one trace digest on all rank counts.  Of all strategies on one machine: each stream comes out as the same.  Prints a
line a run; exits with 1, and the command of each run at fault, if anything differs.  --only keeps the runs whose name has
the word (`wafer`, `static-2`, `er`); of several, all of them.
"""
import argparse
import pathlib
import sys
import time

import command

BENCHMARKS = ("er", "dpsr", "sfr", "cmr", "osvos", "ocr")  # of the paper
WORKFLOWS = (*BENCHMARKS, "moe")
RANKS = (1, 2, 4)

# A divided cluster is a whole chiplet (cluster_size = 0); the others keep the cluster size of the experiment.
DIVIDED = {"cluster": "static", "balance": "none", "cluster_size": 0}
STRATEGIES = {
    **{f"static-{n}": {**DIVIDED, "tbu": "static", "frame_buffers": n} for n in (1, 2, 3, 4, 8)},
    "adaptive": {**DIVIDED, "tbu": "adaptive"},
    "proactive": {"tbu": "static", "cluster": "proactive", "balance": "none"},
    "both": {"tbu": "adaptive", "cluster": "proactive", "balance": "diffusive"},
    "reactive": {"tbu": "adaptive", "cluster": "proactive", "balance": "reactive"},
    "stealing": {"tbu": "adaptive", "cluster": "proactive", "balance": "stealing"},
}
# Streams so short that a run takes about a second, at one frame (or image) a second of stream.
MACHINES = {"chiplet": {"videos": 8, "frames": 2}, "wafer": {"videos": 16, "frames": 1}}


def name_of(benchmark, strategy, machine):
    return f"{benchmark} {strategy} {machine}"


def words(benchmark, strategy, machine):
    """Of `octosim run`, without where its results go."""
    short = MACHINES[machine]
    settings = {f"schedule.{key}": value for key, value in STRATEGIES[strategy].items()}
    settings |= {"workload.videos": short["videos"], "workload.rate": 1, "workload.minutes": f"{short['frames']} s"}
    sets = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    return [command.EXPERIMENTS / f"{benchmark}_{machine}.toml", *sets]


def run(octosim, benchmark, strategy, machine, ranks, more=(), out="out", within=300):
    """The summary of a run that ended well; AssertionError if it did not.  `more`: settings beyond the strategy's."""
    line = words(benchmark, strategy, machine)
    summary = octosim.run(line[0], out, *line[1:], *more, ranks=ranks if ranks > 1 else 0, within=within)
    assert summary["functional_ok"] is True, (line, summary)
    assert summary["streams_done"] == summary["streams"] == MACHINES[machine]["videos"], (line, summary)
    assert summary["packets_in_flight"] == 0, (line, summary)
    octosim.succeeds("verify", f"{out}/trace.h5")
    return summary


def streams(octosim):
    """By stream: items that reached the sink, and what they came out as."""
    import h5py  # only the runs of the script read traces by other means than the command
    with h5py.File(octosim.scratch / "out" / "trace.h5") as trace:
        table = trace["streams/done"]
        return sorted(zip(table["stream"][:].tolist(), table["arrivals"][:].tolist(), table["digest"][:].tolist()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=command.ROOT / "build" / "release" / "octosim", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--ranks", default=",".join(map(str, RANKS)), metavar="N,...")
    given = parser.parse_args()
    ranks = [int(one) for one in given.ranks.split(",")]
    begin, runs, faults = time.monotonic(), 0, []
    with command.Octosim(given.binary) as octosim:
        for machine in MACHINES:
            for benchmark in WORKFLOWS:
                came_out = {}
                for strategy in STRATEGIES:
                    if not set(given.only) <= set(name_of(benchmark, strategy, machine).split()):
                        continue
                    digests = {}
                    for count in ranks:
                        name = f"{name_of(benchmark, strategy, machine)} {count}"
                        line = f"mpirun -n {count} octosim run {' '.join(map(str, words(benchmark, strategy, machine)))}"
                        start = time.monotonic()
                        runs += 1
                        try:
                            summary = run(octosim, benchmark, strategy, machine, count)
                        except (AssertionError, OSError, ValueError) as error:
                            faults.append(f"{line}\n{error}")
                            print(f"FAILED {name}", flush=True)
                            continue
                        digests[count] = summary["trace_digest"]
                        came_out.setdefault(str(streams(octosim)), []).append(line)
                        print(f"{name}: {summary['makespan_cycles']} cycles, busy {summary['utilization']:.1%}, "
                              f"{summary['trace_digest']}, {time.monotonic() - start:.1f} s", flush=True)
                    if len(set(digests.values())) > 1:
                        faults.append(f"{line}\ndigests differ by rank count: {digests}")
                if len(came_out) > 1:
                    faults.append("streams come out otherwise:\n" + "\n".join(lines[0] for lines in came_out.values()))
    for fault in faults:
        print(f"\nFAULT: {fault}")
    print(f"{runs} runs, {len(faults)} faults, {time.monotonic() - begin:.0f} s")
    return 1 if faults or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
