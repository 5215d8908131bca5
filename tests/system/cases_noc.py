"""`octosim bench noc`: against BookSim2, on several ranks, and what it refuses."""
import json

import command
import noc_booksim2
from cases_bad_input import refuses

BRIEF = ("bench", "noc", "--period", "200", "--least-packets", "1")
SMALL = (*BRIEF, "--k", "4")
# Settings, router and loads of the rows of booksim2.csv that are run each time; noc_booksim2.py runs all.
CHECKED = {(("8", "uniform", "1", "4", "8"), "R5"): (0.005, 0.1, 0.3, 0.38, 1.0),
           (("8", "uniform", "1", "4", "8"), "R4"): (0.005, 0.2, 0.3),
           (("8", "uniform", "1", "4", "8"), "R3"): (0.005, 0.3, 1.0),
           (("8", "uniform", "1", "4", "8"), "R2"): (0.005, 0.38, 1.0),
           (("8", "uniform", "4", "4", "8"), "R5"): (0.005, 0.3, 1.0),
           (("8", "uniform", "4", "1", "8"), "R2"): (0.005, 0.25),
           (("8", "uniform", "1", "1", "8"), "R5"): (0.1, 1.0),
           (("8", "transpose", "1", "4", "8"), "R5"): (0.1, 0.13),
           (("4", "uniform", "1", "4", "8"), "R5"): (0.005, 0.5, 1.0)}


def noc(octosim, *words, ranks=0):
    return json.loads(octosim.succeeds(*SMALL, *words, "--json", "-", ranks=ranks).out)


def bench_noc_booksim2(octosim):
    """Latency without contention exactly, with it within 2 % (5 % near saturation), throughput within 3 %."""
    every, saturation = noc_booksim2.rows()
    found = [noc_booksim2.compare(octosim, row, saturation[row.case]) for row in every
             if row.seed == 1 and row.status != "unstable" and row.load in CHECKED.get((row.words, row.router), ())]
    assert len(found) == sum(map(len, CHECKED.values())), len(found)
    assert all(one.tolerance or one.row.load == noc_booksim2.ZERO_LOAD for one in found), found
    faults = [one.fault for one in found if one.fault]
    assert not faults, "\n".join(faults)


def bench_noc_ranks(octosim):
    """The figures are those of one rank on any, however the mesh is cut; the seed matters."""
    alone = noc(octosim)["runs"][0]
    for ranks, words in ((2, ("--tile", 1)), (3, ("--tile", 3)), (2, ("--sync", "window")), (2, ("--sync", "neighbor"))):
        run = noc(octosim, *words, ranks=ranks)["runs"][0]
        for key in ("arrivals_digest", "packet_latency", "accepted", "packets", "flit_hops"):
            assert run[key] == alone[key], (ranks, words, key, run, alone)
    assert noc(octosim, "--seed", "2")["runs"][0]["arrivals_digest"] != alone["arrivals_digest"]


def bench_noc_prints(octosim):
    """Every option changes what is run, or is told; a table without --json."""
    alone = noc(octosim)["runs"][0]["arrivals_digest"]
    for words in (("--concentration", "2"), ("--traffic", "tornado"), ("--load", "0.2"),
                  ("--packet-flits", "2"), ("--vcs", "1"), ("--vc-buffer", "1"), ("--router", "R3"), ("--vc-cycles", "2"),
                  ("--switch-cycles", "2"), ("--route-cycles", "0"), ("--traversal-cycles", "2"), ("--link-latency", "2"),
                  ("--routing", "adaptive"), ("--fidelity", "packet"), ("--fidelity", "ideal"),
                  ("--most-periods", "4"), ("--switching", "cut-through", "--packet-flits", "4", "--load", "0.6")):
        assert noc(octosim, *words)["runs"][0]["arrivals_digest"] != alone, words
    assert noc(octosim, "--warmup", "1")["runs"][0]["packets"] != noc(octosim)["runs"][0]["packets"]
    other = json.loads(octosim.succeeds(*BRIEF, "--k", "5", "--json", "-").out)
    assert other["settings"]["k"] == 5 and other["runs"][0]["arrivals_digest"] != alone, other
    hot = ("--traffic", "hotspot")
    spots = {noc(octosim, *hot, *words)["runs"][0]["arrivals_digest"] for words in ((), ("--hot", "1,2"), ("--hot-share", "0.3"))}
    assert len(spots) == 3, spots
    wormhole = noc(octosim, "--packet-flits", "4", "--load", "0.6")["runs"][0]
    through = noc(octosim, "--packet-flits", "4", "--load", "0.6", "--switching", "cut-through")["runs"][0]
    assert wormhole["arrivals_digest"] != through["arrivals_digest"]
    table = octosim.succeeds(*SMALL, "--sweep", "0.1,0.3", ranks=2).out
    for text in ("latency", "accepted", "p99", "flit-hops"):
        assert text in table, table
    assert "saturates above" in octosim.succeeds(*BRIEF, "--k", "2", "--vcs", "1", "--saturation", within=60).out


def noc_settings(octosim):
    refuses(octosim, [*SMALL, "--load", "1.5"], ["--load", "1.5", "at most 1"])
    refuses(octosim, [*SMALL, "--sweep", "0.1,2"], ["--load", "2"], ranks=(0,))
    refuses(octosim, [*SMALL, "--vcs", "13"], ["virtual channels", "13", "from 1 to 12"], ranks=(0, 2))
    refuses(octosim, [*SMALL, "--vcs", "1", "--routing", "adaptive"], ["virtual channels", "1", "at least 2"], ranks=(0,))
    refuses(octosim, [*SMALL, "--hot", "16"], ["--hot", "16", "below 16"], ranks=(0,))
    refuses(octosim, [*SMALL, "--router", "R9"], ["--router", "R9", "R5"], ranks=(0,))
    refuses(octosim, [*SMALL, "--traffic", "rain"], ["--traffic", "rain", "uniform"], ranks=(0,))
    refuses(octosim, [*BRIEF, "--k", "0"], ["--k", "0"], ranks=(0,))
    refuses(octosim, [*SMALL, "--fidelity", "packet", "--concentration", "2"], ["--concentration", "packet"], ranks=(0,))
    refuses(octosim, [*SMALL, "--link-latency", "0"], ["link-latency", "0"], ranks=(0,))


CASES = {body.__name__: command.Case(body, processors=2) for body in (bench_noc_ranks, bench_noc_prints)}
CASES["bench_noc_booksim2"] = command.Case(bench_noc_booksim2, seconds=300)
CASES["bad_noc_settings"] = command.Case(noc_settings, processors=2)
