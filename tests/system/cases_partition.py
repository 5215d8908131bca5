"""octosim partition: every method, saved and used again, from measured loads; and what it refuses."""
import json
import shutil

import h5py
import numpy

import command
from cases_bad_input import refuses

ER = command.EXPERIMENTS / "er_chiplet.toml"
SHORT = ("--set", "workload.minutes=0.003", "--set", "workload.videos=8")
METHODS = ("block", "bisect", "scotch", "metis")
CLUSTERS = 8  # of er_chiplet


def every_method(octosim):
    """Every rank has work, and all runs are the same whoever dealt the clusters out."""
    digests = {octosim.run(ER, "one", *SHORT)["digest"]}
    for method in METHODS:
        done = octosim.succeeds("partition", ER, "--ranks", "3", "--method", method, "--json")
        report = json.loads(done.out)
        owners = report["rank_of_cluster"]
        assert report["method"] == method and len(owners) == CLUSTERS and set(owners) == {0, 1, 2}, done
        assert len(report["rank"]) == 3 and report["border"] and 0 < report["predicted_efficiency"] <= 1, done
        assert octosim.succeeds("partition", ER, "--ranks", "3", "--method", method, "--json", ranks=2).out == done.out
        assert f"method {method}" in octosim.succeeds("partition", ER, "--ranks", "3", "--method", method).out
        digests.add(octosim.run(ER, method, *SHORT, "--partition", method, ranks=3)["digest"])
    assert len(digests) == 1, digests
    for ranks in (1, CLUSTERS):
        octosim.succeeds("partition", ER, "--ranks", ranks, "--method", "metis")


def synchronisers(octosim):
    """On the wafer, with either synchroniser and whatever widens the lookahead, on any number of ranks and any cut."""
    wafer = command.EXPERIMENTS / "er_wafer.toml"
    short = ("--set", "workload.minutes=0.0005", "--set", "workload.videos=16")
    digests = {octosim.run(wafer, "one", *short)["trace_digest"]}
    for number, (ranks, sync, method, widen) in enumerate((
            (2, "neighbor", "bisect", "hops,pairs,silence"), (2, "window", "scotch", "none"),
            (3, "neighbor", "scotch", "none"), (4, "window", "metis", "hops,pairs,silence"),
            (6, "neighbor", "metis", "hops"), (6, "window", "block", "hops"), (8, "neighbor", "block", "pairs"))):
        summary = octosim.run(wafer, str(number), *short, "--sync", sync, "--partition", method, "--widen", widen,
                              ranks=ranks)
        assert summary["sync"] == sync, summary
        digests.add(summary["trace_digest"])
    assert len(digests) == 1, digests


def saved(octosim):
    octosim.succeeds("partition", ER, "--ranks", "2", "--method", "block", "--save", "p.json")
    owners = json.loads((octosim.scratch / "p.json").read_text())["rank_of_cluster"]
    assert owners == [0] * 4 + [1] * 4, owners
    assert octosim.run(ER, "saved", *SHORT, "--partition", "p.json", ranks=2)["digest"] == \
        octosim.run(ER, "one", *SHORT)["digest"]
    octosim.succeeds("check", ER, "--ranks", "2", "--partition", "p.json")
    assert sorted(path.name for path in octosim.scratch.iterdir()) == ["one", "p.json", "saved"]


def _with_loads(octosim, events, name="loads.h5"):
    """A trace of ER with these events by cluster."""
    if not (octosim.scratch / "out").exists():
        octosim.run(ER, "out", *SHORT)
    shutil.copy(octosim.scratch / "out" / "trace.h5", octosim.scratch / name)
    with h5py.File(octosim.scratch / name, "r+") as file:
        if "engine/loads" in file:
            del file["engine/loads"]
        file["engine/loads/cluster"] = numpy.arange(len(events), dtype=numpy.uint64)
        file["engine/loads/events"] = numpy.array(events, dtype=numpy.uint64)
    return name


def rebalanced(octosim):
    """Measured loads give a better balance than TBUs, and the report says by how much."""
    trace = _with_loads(octosim, [9000, 0, 1000, 1000, 1000, 1000, 1000, 1000])
    done = octosim.succeeds("partition", ER, "--ranks", "2", "--rebalance-from", trace, "--json", "--save", "p.json")
    report = json.loads(done.out)
    assert report["before"]["imbalance"] > report["imbalance"], done
    assert report["rank_of_cluster"] == json.loads((octosim.scratch / "p.json").read_text())["rank_of_cluster"]
    text = octosim.succeeds("partition", ER, "--ranks", "2", "--rebalance-from", trace).out
    assert "before: load imbalance" in text and "after:  load imbalance" in text, text
    octosim.run(ER, "again", *SHORT, "--partition", "p.json", ranks=2)
    octosim.succeeds("partition", ER, "--ranks", "4", "--rebalance-from", _with_loads(octosim, [0] * CLUSTERS))


def bad_arguments(octosim):
    refuses(octosim, ["partition", ER], ["--ranks"], ranks=(0, 2))
    refuses(octosim, ["partition", ER, "--ranks", "0"], ["--ranks", "0"], ranks=(0, 2))
    refuses(octosim, ["partition", ER, "--ranks", "2", "--method", "metiss"], ["metiss", "bisect"], ranks=(0, 2))
    refuses(octosim, ["partition", ER, "--ranks", "9"], ["9 ranks", "8 clusters"])
    refuses(octosim, ["partition", ER, "--ranks", "2", "--sync-ns", "-1"], ["--sync-ns", "-1"], ranks=(0,))
    refuses(octosim, ["run", ER, "-o", "out", "--partition", "none"], ["none", "metis", "file"])
    refuses(octosim, ["partition", ER, "--ranks", "2", "--save", "no/such/p.json"], ["no/such/p.json"], ranks=(0, 2),
            statuses=(1, 2))
    assert not list(octosim.scratch.iterdir()), "nothing is written"


def bad_file(octosim):
    octosim.succeeds("partition", ER, "--ranks", "2", "--save", "p.json")
    good = json.loads((octosim.scratch / "p.json").read_text())
    refuses(octosim, ["check", ER, "--ranks", "3", "--partition", "p.json"], ["p.json", "ranks = 2", "3"])
    refuses(octosim, ["run", ER, "-o", "out", "--partition", "p.json"], ["p.json", "ranks = 2"], ranks=(0, 1))
    wafer = command.EXPERIMENTS / "er_wafer.toml"
    refuses(octosim, ["check", wafer, "--ranks", "2", "--partition", "p.json"], ["p.json", "8 clusters"])
    refuses(octosim, ["check", ER, "--ranks", "2", "--partition", "p.json", "--set", "network.die_latency=9",
                      "--set", "network.link_latency=7"], ["p.json", "machine"])
    for change, words in (({"version": 9}, ["version = 9"]), ({"ranks": 1}, ["rank_of_cluster[", "0 .. 0"]),
                          ({"rank_of_cluster": [0] * 8}, ["rank 1 has no cluster"]), ({"more": 1}, ["more"])):
        octosim.write("bad.json", json.dumps({**good, **change}))
        refuses(octosim, ["check", ER, "--ranks", "2", "--partition", "bad.json"], ["bad.json", *words], ranks=(0, 2))
    octosim.write("text.json", "this is not JSON")
    refuses(octosim, ["check", ER, "--ranks", "2", "--partition", "text.json"], ["text.json", "JSON"], ranks=(0, 2))
    refuses(octosim, ["check", ER, "--ranks", "2", "--partition", "."], ["directory"], ranks=(0,))


def bad_trace(octosim):
    words = ["partition", ER, "--ranks", "2", "--rebalance-from"]
    refuses(octosim, [*words, "none.h5"], ["none.h5"], ranks=(0, 2))
    refuses(octosim, [*words, octosim.write("text.h5", "not HDF5")], ["text.h5"], ranks=(0,))
    refuses(octosim, [*words, _with_loads(octosim, [1] * 7)], ["loads.h5", "7 clusters", "8"], ranks=(0, 2))
    other = command.EXPERIMENTS / "ocr_chiplet.toml"
    refuses(octosim, ["partition", other, "--ranks", "2", "--rebalance-from", "loads.h5"],
            ["loads.h5", "er_chiplet", "ocr_chiplet"], ranks=(0, 2))


CASES = {f"partition_{body.__name__}": command.Case(body, seconds=300, processors=2)
         for body in (every_method, synchronisers, saved, rebalanced)}
CASES.update({f"bad_partition_{body.__name__[4:]}": command.Case(body, seconds=300, processors=2)
              for body in (bad_arguments, bad_file, bad_trace)})
