"""octosim sweep on this machine.  Everything else of it: tests/jobs/sweep; on a real Slurm: cases_slurm."""
import csv
import json

import command

TINY = """experiment = "er_chiplet"
repetitions = 2
constraints = ["schedule.interval < 1000000 or ranks == 1"]
[set]
"workload.videos" = 2
"workload.minutes" = "100 ms"
[grid]
"schedule.interval" = ["10000 cycles", "1 ms"]
ranks = [1, 2]
[resources]
memory = "200 MB"
"""


def sweep_tiny(octosim):
    """A small sweep to its table; a second call runs nothing; each row is what `octosim run` gives."""
    sweep = octosim.write("tiny.toml", TINY)
    first = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "out", "--json", within=120).out)
    assert [first[key] for key in ("total", "done", "failed", "executed")] == [6, 6, 0, 6], first
    second = json.loads(octosim.succeeds("sweep", "run", sweep, "-o", "out", "--json").out)
    assert (second["done"], second["executed"]) == (6, 0), second
    rows = list(csv.DictReader((octosim.scratch / "out" / "results.csv").read_text().splitlines()))
    assert {row["schedule.interval [cycles]"] for row in rows} == {"10000", "1000000"}, "values are in the unit of the setting"
    by_rank = {}
    for row in rows:
        by_rank.setdefault((row["schedule.interval [cycles]"], row["run.seed [1]"]), set()).add(row["trace_digest"])
    assert all(len(found) == 1 for found in by_rank.values()), "one digest on any number of ranks"
    assert len({next(iter(found)) for found in by_rank.values()}) == 4
    row = rows[-1]
    by_hand = octosim.run(command.EXPERIMENTS / "er_chiplet.toml", "hand", "--set", "workload.videos=2", "--set", "workload.minutes=100 ms",
                          "--set", f"schedule.interval={row['schedule.interval [cycles]']}", "--set", f"run.seed={row['run.seed [1]']}")
    assert by_hand["trace_digest"] == row["trace_digest"]


def sweep_shipped(octosim):
    """Every sweep that is shipped can be planned."""
    found = sorted((command.ROOT / "jobs" / "sweeps").glob("*.toml"))
    assert len(found) >= 3
    for file in found:
        said = json.loads(octosim.succeeds("sweep", "run", file, "-o", "out", "--dry-run", "--pilot-seconds", "0", "--json").out)
        assert said["total"] > 1, (file, said["total"])
        for on in ("slurm", "pbs", "lsf"):
            assert "#!/bin/bash" in octosim.succeeds("sweep", "run", file, "-o", "out", "--dry-run", "--pilot-seconds", "0", "--on", on).out
    assert not (octosim.scratch / "out").exists()


def sweep_interval_quick(octosim):
    found = json.loads(octosim.succeeds("sweep", "run", command.ROOT / "jobs" / "sweeps" / "interval_quick.toml", "-o", "out", "--json",
                                        within=100).out)
    assert (found["total"], found["done"]) == (8, 8), found


def sweep_refuses(octosim):
    for text, says in (("experiment = \"er_chiplet\"\n[grid]\n\"schedule.intervall\" = [1]\n", "schedule.interval?"),
                       ("experiment = \"er_chiplet\"\n[grid]\n\"schedule.interval\" = [\"3 MiB\"]\n", "grid.\"schedule.interval\" = '3 MiB'"),
                       ("experiment = \"er_chiplet\"\n[set]\n\"schedule.balance\" = \"some\"\n", "set.\"schedule.balance\" = 'some'"),
                       ("experiment = \"gone\"\n", "\"gone\""), ("experiment = 3\n", "experiment"), ("x", "bad.toml")):
        done = octosim("sweep", "run", octosim.write("bad.toml", text), "-o", "out")
        lines = [line for line in done.err.splitlines() if line.strip()]
        assert done.status == 2 and len(lines) == 1 and says in lines[0] and "bad.toml" in lines[0], done
    assert octosim("sweep", "frobnicate", "x").status == 2
    done = octosim("sweep", "run", "x", ranks=2)
    assert done.status == 2 and "without mpirun" in done.err, done
    assert "retry-failed" in octosim.succeeds("sweep", "--help").out
    assert not (octosim.scratch / "out").exists()


CASES = {body.__name__: command.Case(body, seconds=240, processors=2) for body in (sweep_tiny, sweep_shipped, sweep_interval_quick,
                                                                                   sweep_refuses)}
