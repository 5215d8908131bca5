"""octosim reproduce: a tiny reproduction to its report, what it refuses.  Everything else of it: tests/jobs/reproduce."""
import json
import os
from unittest import mock

import command

SCALES = """[quick]
seeds = 2
set = { "trace.level" = "interval", "trace.interval" = 10000 }
experiment.er_chiplet = { "workload.videos" = 2, "workload.minutes" = "100 ms" }
[full]
seeds = 2
"""
STUDY = """title = "Sub-OWGs over time"
shows = "A tiny run."
where = "Fig. 13"
experiment = "{benchmark}_chiplet"
rests_on = ["schedule.interval"]
[axes.benchmark]
values = ["er"]
[[series]]
name = "diffusive"
set = { "schedule.balance" = "diffusive" }
"""


def reproduce_tiny(octosim):
    """Runs what is missing, once; the report has our figures, and those of the machine from octosim itself."""
    octosim.write("studies/scales.toml", SCALES)
    octosim.write("studies/fig13.toml", STUDY)
    words = ("reproduce", "fig13", "--experiments", "studies", "-o", "out", "--claims", "claims.md")
    first = octosim.succeeds(*words, within=120)
    assert "2 points at scale quick, 0 done already" in first.err, first
    report = octosim.scratch / "out" / "report"
    for name in ("index.html", "index.md", "report.json", "fig13.png", "fig13.svg"):
        assert (report / name).stat().st_size > 0, name
    data = json.loads((report / "report.json").read_text())
    points = data["studies"]["fig13"]["points"]
    assert len({point["trace_digest"] for point in points}) == 2, "two seeds differ"
    assert {claim["verdict"] for claim in data["claims"]} <= {"reproduced", "shape only", "not reproduced"}, data["claims"]
    by_hand = points[0]["by_hand"].split("--set ")
    sets = [word for one in by_hand[1:] for word in ("--set", one.split(" -o ")[0].strip())]
    again = octosim.run(points[0]["experiment"], "by_hand", *sets)
    assert again["trace_digest"] == points[0]["trace_digest"], "the line that the report shows gives the same run"
    assert "fig13" in (octosim.scratch / "claims.md").read_text()
    assert not list((octosim.scratch / "out").rglob("*.h5")), "traces go when their metrics are taken"
    second = octosim.succeeds(*words, within=60)
    assert "2 points at scale quick, 2 done already" in second.err, second


def reproduce_plans(octosim):
    """AutoChunk's study with small networks: budgets with a plan and without, executed; the longest sequences; nothing is done twice."""
    sizes = {"gpt --seq 1024": "gpt --seq 192 --dim 64 --heads 4", "vit --seq 1025": "vit --seq 65 --dim 32 --heads 4",
             "evoformer --seq 192": "evoformer --seq 24 --dim 16", "unet --latent 32": "unet --latent 8 --dim 32", "gpt --size small --seq 1024": "gpt --seq 1024",
             "vit --size b --seq 1025": "vit --seq 1025", "evoformer --block full --seq 256": "evoformer", "unet --block full\"": "unet\"", "80GB": "200MB", "16MiB": "1MiB", "gpt --size small --seq 4096": "gpt --seq 1024",
             "vit --size b --whole --seq 2305": "vit --seq 257", "evoformer --block full --seq 384 --msa 128": "evoformer --seq 64",
             "unet --block full --latent 64": "unet"}
    study = (command.EXPERIMENTS / "paper" / "autochunk.toml").read_text()
    for shipped, small in sizes.items():
        assert shipped in study, shipped
        study = study.replace(shipped, small)
    octosim.write("studies/autochunk.toml", study)
    octosim.write("studies/scales.toml", SCALES)
    words = ("reproduce", "autochunk", "--experiments", "studies", "-o", "out")
    octosim.succeeds(*words, within=200)
    data = json.loads((octosim.scratch / "out" / "report" / "report.json").read_text())
    values, points = data["studies"]["autochunk"]["values"], data["studies"]["autochunk"]["points"]
    assert len(points) == 79 and all("chunk" in point["by_hand"] for point in points), points
    assert 0.5 < values["autochunk.saved.predicted.gpt"]["mean"] < 1 and values["autochunk.longest_least"]["mean"] > 1, values
    assert values["autochunk.loss.predicted.evoformer_20"]["mean"] <= 1 and values["autochunk.in_memory.gpt"]["mean"] <= 1, values
    assert (octosim.scratch / "out" / "report" / "autochunk.png").stat().st_size > 0
    assert {claim["verdict"] for claim in data["claims"]} <= {"reproduced", "shape only", "not reproduced"}, data["claims"]
    assert "79 points at scale quick, 79 done already" in octosim.succeeds(*words, within=60).err


def reproduce_tables(octosim):
    """Table I, Table II and the wafer's parameters come from octosim area, check and check --help."""
    octosim.succeeds("reproduce", "table1", "table2", "fig11", "-o", "out", within=60)
    data = json.loads((octosim.scratch / "out" / "report" / "report.json").read_text())
    counted = [claim for claim in data["claims"] if claim["study"] in ("table1", "table2") and "cluster" not in claim["id"]]
    assert len(counted) > 20 and all(claim["verdict"] == "reproduced" for claim in counted), counted
    assert data["studies"]["fig11"]["values"]["fig11.dies"]["mean"] == 16


def reproduce_refuses(octosim):
    for words, says in ((("fig99",), "fig9"), (("--scale", "vast"), "quick"), (("--on", "slurm", "-o", "out", "fig13"), "sbatch")):
        with mock.patch.dict(os.environ, {"PATH": str(octosim.scratch)}):  # there may be a Slurm
            done = octosim("reproduce", *words, within=60)
        assert done.status == 2 and says in done.err and len([line for line in done.err.splitlines() if "error" in line]) == 1, done
    done = octosim("reproduce", "table1", ranks=2)
    assert done.status == 2 and "without mpirun" in done.err, done
    assert "--claims" in octosim.succeeds("reproduce", "--help").out


CASES = {body.__name__: command.Case(body, seconds=240) for body in (reproduce_tiny, reproduce_plans, reproduce_tables, reproduce_refuses)}
