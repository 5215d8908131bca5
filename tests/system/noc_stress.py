#!/usr/bin/env python3
"""Drives the flit network far beyond saturation with random settings, until enough flits have moved.

  noc_stress.py --binary build/release/octosim [--flit-hops N] [--seed S] [--seconds T]

Each run offers 1 flit a cycle and terminal, for a while, and then waits until every packet made so far has arrived: a
deadlock, a lost flit, or a starved terminal ends it as `undrained`.  One run in four is repeated with other tiles, ranks
and synchroniser: the same arrivals.  Not a test of ctest: it takes as long as it is told to.
"""
import argparse
import json
import random
import sys
import time

import command

HOT = {"one": ("0", "1"), "some": ("3,7,11", "0.3")}


def words_of(draw):
    """Settings of one run, and how many routers lie in a row."""
    k = draw.choice((2, 3, 4, 5, 6, 8))
    routing = draw.choice(("dimension-order", "adaptive"))
    concentration = draw.choice((1, 1, 2, 4))
    vcs = draw.randint(2 if routing == "adaptive" else 1, 64 // (4 + concentration) if draw.random() < 0.1 else 5)
    traffic = draw.choice(("uniform", "transpose", "bitcomp", "tornado", "neighbor", "hotspot"))
    words = {"k": k, "concentration": concentration, "routing": routing, "vcs": vcs, "traffic": traffic,
             "switching": draw.choice(("wormhole", "cut-through")), "router": draw.choice(("R5", "R4", "R3", "R2", "R1")),
             "vc-buffer": draw.choice((1, 2, 3, 4, 5, 8, 16)), "packet-flits": draw.choice((1, 2, 3, 4, 5, 8, 17)),
             "link-latency": draw.choice((1, 1, 1, 2, 5)), "seed": draw.randint(1, 10**9)}
    # Round robin in every router leaves hardly anything to those far away: no more than a few routers on the way.
    if traffic == "hotspot" or concentration > 1:
        words["k"] = min(k, 4)
    if traffic == "hotspot":
        words["concentration"] = 1
        which = draw.choice(sorted(HOT)) if k > 3 else "one"
        words["hot"], words["hot-share"] = HOT[which]
    if words["router"] in ("R5", "R4") and draw.random() < 0.2:
        words["vc-cycles"], words["switch-cycles"] = draw.randint(1, 3), draw.randint(1, 3)
        words["traversal-cycles"] = draw.randint(0, 3)
    return words, words["k"]


def run(octosim, words, ranks=0):
    line = [part for name, value in words.items() for part in (f"--{name}", value)]
    # What is made for one terminal takes long to arrive, and so does what must pass many terminals that send as well.
    period = 200 if words["traffic"] == "hotspot" or words["concentration"] > 1 else 3000
    done = octosim("bench", "noc", *line, "--load", "1", "--warmup", "0", "--period", period, "--most-periods", "1",
                   "--least-packets", "1", "--latency-limit", "1e12", "--most-drain", "20000000", "--json", "-",
                   ranks=ranks, within=3600)
    assert done.status == 0, done
    found = json.loads(done.out)["runs"][0]
    assert found["status"] == "stable", done
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--flit-hops", type=float, default=1e9, help="to move in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1e9, help="to stop after")
    given = parser.parse_args()
    moved, number, start = 0, 0, time.monotonic()
    with command.Octosim(given.binary) as octosim:
        while moved < given.flit_hops and time.monotonic() - start < given.seconds:
            draw = random.Random(given.seed * 1_000_003 + number)
            words, k = words_of(draw)
            found = run(octosim, words)
            moved += found["flit_hops"]
            if draw.random() < 0.25:
                other = {**words, "tile": draw.randint(1, k), "sync": draw.choice(("window", "neighbor"))}
                again = run(octosim, other, ranks=draw.randint(1, 4))
                assert again["packets"] == found["packets"], (other, found, again)
                assert again["arrivals_digest"] == found["arrivals_digest"], (other, found, again)
                moved += again["flit_hops"]
            number += 1
            if number % 20 == 0:
                print(f"{number} runs, {moved:.3g} flit-hops, {time.monotonic() - start:.0f} s", flush=True)
    print(f"{number} runs, {moved:.3g} flit-hops: all packets arrived, the same for all tiles and ranks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
