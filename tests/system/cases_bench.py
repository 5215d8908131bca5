"""The benchmarks and the projection: what they print, their JSON, and what they refuse.  Nothing here is a measurement."""
import json
import re

import command
from cases_bad_input import refuses

PHOLD = ("bench", "phold", "--lps", "200", "--population", "4", "--until", "300")
PER_RANK = ("compute_seconds", "synchronise_seconds", "send_seconds", "null_batches", "events", "messages_sent", "peak_rss_bytes")
SYNC = ("bench", "sync", "--windows", "200", "--events", "1000", "--events-per-window", "10,50")


def phold(octosim, name, *words, ranks=0):
    octosim.succeeds(*PHOLD, "--json", name, *words, ranks=ranks)
    return json.loads((octosim.scratch / name).read_text())


def bench_phold(octosim):
    """The digest is that of one rank on any; every key is there; the seed and the number of links matter."""
    alone = phold(octosim, "alone.json")
    for ranks, words in ((2, ()), (3, ("--partition", "random")), (2, ("--sync", "window")), (2, ("--sync", "neighbor"))):
        run = phold(octosim, "run.json", *words, ranks=ranks)
        assert run["digest"] == alone["digest"] and run["events"] == alone["events"], (ranks, words, run, alone)
        assert run["ranks"] == ranks and run["rounds"] > 0, run
        for key in ("wall_seconds", "build_seconds", "events_per_second", "peak_rss_bytes"):
            assert run[key] > 0, (key, run)
        for key in PER_RANK:
            assert len(run["per_rank"][key]) == ranks, (key, run)
        assert sum(run["per_rank"]["events"]) == run["events"], run
    assert re.fullmatch(r"0x[0-9a-f]{16}", alone["digest"]), alone
    assert phold(octosim, "other.json", "--seed", "2")["digest"] != alone["digest"]
    assert phold(octosim, "other.json", "--neighbors", "7")["digest"] != alone["digest"]


def bench_prints(octosim):
    """A table without --json; with --json - nothing but JSON on standard output."""
    table = octosim.succeeds(*PHOLD, ranks=2).out
    for text in ("events per second", "wall seconds", "digest", "null batches"):
        assert text in table, table
    assert json.loads(octosim.succeeds(*PHOLD, "--json", "-").out)["bench"] == "phold"
    queue = ("bench", "queue", "--pending", "10,1000", "--holds", "1000")
    assert "nanoseconds per hold" in octosim.succeeds(*queue).out
    rows = json.loads(octosim.succeeds(*queue, "--json", "-").out)["times"]
    assert len(rows) == 2 * 3 * 4 and all(row["ns_per_hold"] > 0 for row in rows), rows


def bench_sync(octosim):
    """Two synchronisers, with and without a token; an idle stretch is jumped over."""
    for words in ((), ("--token",)):
        result = json.loads(octosim.succeeds(*SYNC, *words, "--json", "-", ranks=2).out)
        assert [row["sync"] for row in result["empty_windows"]] == ["window", "neighbor"], result
        assert all(row["rounds"] > 0 and row["us_per_round"] > 0 for row in result["empty_windows"]), result
        assert all(row["rounds"] < 100 for row in result["idle_stretch"]), result
        assert [row["events_per_window"] for row in result["efficiency"]] == [10, 50, 10, 50], result
    assert "efficiency" in octosim.succeeds(*SYNC, "--sync", "window", ranks=2).out


def project_predicts(octosim):
    """A measured run of PHOLD, and a trace, on other numbers of ranks; --check compares."""
    phold(octosim, "alone.json")
    phold(octosim, "two.json", ranks=2)
    phold(octosim, "three.json", ranks=3)
    done = octosim.succeeds("project", "two.json", "--ranks", "2,64,10000", "--latency", "1us", "--bandwidth", "25GB/s",
                            "--reduce-latency", "2 us", "--check", "alone.json", "three.json")
    assert re.search(r"^\s+10000\s", done.out, re.M) and done.out.count("%  ") >= 2 and "three.json" in done.out, done
    slow = octosim.succeeds("project", "two.json", "--ranks", "64", "--latency", "1ms").out
    fast = octosim.succeeds("project", "two.json", "--ranks", "64", "--latency", "1ns").out

    def seconds(text):
        return float(re.search(r"^\s+64\s+(\S+)", text, re.M).group(1))
    assert seconds(slow) > 10 * seconds(fast), slow + fast
    octosim.run(command.EXPERIMENTS / "er_chiplet.toml", "out", "--set", "workload.minutes=0.003", "--set",
                "workload.videos=8", ranks=2)
    assert re.search(r"^\s+64\s", octosim.succeeds("project", "out/trace.h5").out, re.M)


def bench(octosim):
    refuses(octosim, [*PHOLD, "--remote", "1.5"], ["--remote", "1.5", "0 to 1"])
    refuses(octosim, [*PHOLD, "--remote", "nan"], ["--remote", "nan"], ranks=(0,))
    refuses(octosim, [*PHOLD, "--lookahead", "0"], ["--lookahead", "from 1"])
    refuses(octosim, [*PHOLD, "--lps", "-3"], ["--lps", "-3"], ranks=(0, 2))
    refuses(octosim, ["bench", "phold", "--population", "1000000000"], ["--population", "1000000000"], ranks=(0,))
    refuses(octosim, [*PHOLD, "--skew", "2"], ["--skew", "--work"], ranks=(0,))
    refuses(octosim, [*PHOLD, "--sync", "telepathy"], ["--sync", "telepathy", "neighbor"], ranks=(0,))
    refuses(octosim, [*PHOLD, "--partition", "cake"], ["--partition", "cake", "random"], ranks=(0,))
    refuses(octosim, [*PHOLD, "--json", "/proc/octosim/x.json"], ["/proc/octosim/x.json"], statuses=(1, 2))
    refuses(octosim, ["bench", "queue", "--pending", "0"], ["--pending", "0"], ranks=(0,))
    refuses(octosim, ["bench", "queue"], ["bench queue", "one rank"], ranks=(2,))
    refuses(octosim, ["bench", "sync"], ["bench sync", "2 or more"], ranks=(0, 1))
    refuses(octosim, [*SYNC, "--latency", "0"], ["--latency", "from 1"], ranks=(2,))
    refuses(octosim, ["bench"], ["subcommand"], ranks=(0,))


def project(octosim):
    phold(octosim, "alone.json")
    phold(octosim, "two.json", ranks=2)
    refuses(octosim, ["project", "nowhere.json"], ["nowhere.json"])
    refuses(octosim, ["project", octosim.write("text.json", "no JSON")], ["text.json", "neither"], ranks=(0,))
    refuses(octosim, ["project", "alone.json"], ["alone.json", "2 or more"])
    refuses(octosim, ["project", "two.json", "--latency", "3 parsecs"], ["--latency", "parsecs"], ranks=(0,))
    refuses(octosim, ["project", "two.json", "--bandwidth", "25"], ["--bandwidth", "25"], ranks=(0,))
    refuses(octosim, ["project", "two.json", "--ranks", "0"], ["--ranks", "0"], ranks=(0,))
    refuses(octosim, ["project", "two.json", "--ranks", "2,-3"], ["--ranks", "-3"], ranks=(0,))
    refuses(octosim, ["project", "two.json", "--burst", "0"], ["--burst", "0"], ranks=(0,))
    phold(octosim, "other.json", "--seed", "2")
    refuses(octosim, ["project", "two.json", "--check", "other.json"], ["other.json", "events"], ranks=(0,))


CASES = {body.__name__: command.Case(body, processors=2) for body in (bench_phold, bench_prints, bench_sync, project_predicts)}
CASES.update({f"bad_{body.__name__}": command.Case(body, processors=2) for body in (bench, project)})
