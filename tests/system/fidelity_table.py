#!/usr/bin/env python3
"""Prints the tables of docs/fidelity.md: what the other fidelities are off against `flit`.  Run by hand; minutes.

    tests/system/fidelity_table.py [--binary build/release/octosim] [--only noc|workflow]

Exits with 1 if a mean latency below 60 % of saturation is off by more than 10 %, or a makespan by more than 3 %.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = [(traffic, flits, router) for traffic in ("uniform", "transpose", "tornado") for flits in (1, 4, 16)
         for router in ("R5", "R3")]
SHARES = (0.1, 0.3, 0.5, 0.6, 0.8)
# Streams cut so that a run takes about 1e6 cycles.
WINDOWS = [("er_chiplet", "66 ms"), ("cmr_chiplet", "66 ms"), ("er_chiplet_frames", "33 ms"), ("cmr_chiplet_frames", "33 ms")]
LONGER = [("er_chiplet", "2 s"), ("cmr_chiplet", "800 ms")]


def told(binary, *arguments):
    done = subprocess.run([binary, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def bench(binary, *arguments):
    return json.loads(told(binary, "bench", "noc", "--json", "-", *arguments))


def noc(binary):
    bad = 0
    print("| traffic | flits | router | saturation | " + " | ".join(f"{share:.0%}" for share in SHARES) + " |")
    print("|---" * (4 + len(SHARES)) + "|")
    for traffic, flits, router in CASES:
        network = ("--traffic", traffic, "--packet-flits", str(flits), "--router", router)
        most = bench(binary, *network, "--saturation")["saturation"]
        loads = ",".join(f"{share * most:.5f}" for share in SHARES)
        runs = {fidelity: bench(binary, *network, "--sweep", loads, "--fidelity", fidelity)["runs"]
                for fidelity in ("flit", "packet", "ideal")}
        cells = []
        for k, share in enumerate(SHARES):
            mean = {fidelity: of[k]["packet_latency"]["mean"] for fidelity, of in runs.items()}
            off = {fidelity: mean[fidelity] / mean["flit"] - 1 for fidelity in ("packet", "ideal")}
            bad += share <= 0.6 and abs(off["packet"]) > 0.1
            cells.append(f"{mean['flit']:.1f}: {off['packet']:+.1%}, {off['ideal']:+.1%}")
        print(f"| {traffic} | {flits} | {router} | {most:.3f} | " + " | ".join(cells) + " |", flush=True)
    return bad


VARIANTS = {"flit": ("flit", "packet"), "packet": ("packet", "packet"), "path": ("path", "packet"), "ideal": ("ideal", "packet"),
            "path, control too": ("path", "path"), "ideal, control too": ("ideal", "ideal")}


def workflow(binary):
    bad = 0
    print("| experiment | stream | " + " | ".join(VARIANTS) + " |")
    print("|---|---" + "|---" * len(VARIANTS) + "|")
    for (name, minutes), window in [(case, True) for case in WINDOWS] + [(case, False) for case in LONGER]:
        span = {}
        with tempfile.TemporaryDirectory() as scratch:
            for variant, (network, control) in VARIANTS.items():
                told(binary, "run", f"jobs/experiments/{name}.toml", "--set", f"network.fidelity={network}",
                     "--set", f"control.fidelity={control}", "--set", f"workload.minutes={minutes}", "-o", scratch)
                span[variant] = json.loads((pathlib.Path(scratch) / "summary.json").read_text())["makespan_cycles"]
        off = {variant: span[variant] / span["flit"] - 1 for variant in VARIANTS}
        bad += window and abs(off["packet"]) > 0.03
        cells = [f"{span[variant]:,}" + ("" if variant == "flit" else f" ({off[variant]:+.1%})") for variant in VARIANTS]
        print(f"| {name} | {minutes} | " + " | ".join(cells) + " |", flush=True)
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binary", default=str(ROOT / "build/release/octosim"))
    parser.add_argument("--only", choices=("noc", "workflow"))
    arguments = parser.parse_args()
    bad = 0
    if arguments.only != "workflow":
        bad += noc(arguments.binary)
    if arguments.only != "noc":
        bad += workflow(arguments.binary)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
