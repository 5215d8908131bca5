"""What a user does: run on any number of ranks, check, verify, info, diff, import; read the trace in Python."""
import json
import re
import shutil
import subprocess

import h5py

import command
import workflows

ER = command.EXPERIMENTS / "er_chiplet.toml"
SHORT = ("--set", "workload.minutes=0.003", "--set", "workload.videos=8")
# in summary.json and the same on every number of ranks
CANONICAL = ("digest", "trace_digest", "functional_ok", "makespan_cycles", "packets_made", "packets_delivered", "packets_in_flight",
             "packets_absorbed")
PYTHON = "/usr/bin/python3"


def same_on_every_rank_count(octosim, *settings):
    results = {}
    for ranks in (1, 2, 3, 4):
        summary = octosim.run(ER, f"ranks{ranks}", *SHORT, *settings, ranks=ranks, within=120)
        results[ranks] = {key: summary[key] for key in CANONICAL}
        assert re.fullmatch(r"0x[0-9a-f]{1,16}", summary["digest"]), summary["digest"]
        assert summary["functional_ok"] is True, summary
        assert summary["packets_delivered"] > 0 and summary["packets_in_flight"] == 0, summary
        octosim.succeeds("verify", f"ranks{ranks}/trace.h5")
        with h5py.File(octosim.scratch / f"ranks{ranks}" / "trace.h5") as trace:
            assert int(trace["meta"].attrs["ranks"]) == ranks
            assert f"{int(trace['meta'].attrs['digest']):#x}" == f"{int(summary['trace_digest'], 16):#x}"
    for ranks in (2, 3, 4):
        assert results[ranks] == results[1], f"{ranks} ranks differ from one:\n{results[ranks]}\n{results[1]}"
        octosim.succeeds("diff", "ranks1/trace.h5", f"ranks{ranks}/trace.h5")


def ranks_unbalanced(octosim):
    same_on_every_rank_count(octosim, "--set", "schedule.balance=none")


def without_mpirun(octosim):
    """A run without mpirun is a run on one rank; twice the same is the same; another seed is not."""
    first = octosim.run(ER, "first", *SHORT)
    again = octosim.run(ER, "again", *SHORT, ranks=1)
    other = octosim.run(ER, "other", *SHORT, "--set", "run.seed=2")
    assert first["digest"] == again["digest"] != other["digest"]
    assert octosim("diff", "first/trace.h5", "other/trace.h5").status == 1, "two seeds must differ"


def overwrites(octosim):
    """A second run into the same folder leaves nothing of the first."""
    octosim.run(ER, "out", *SHORT, "--set", "run.seed=2", ranks=3)
    second = octosim.run(ER, "out", *SHORT, ranks=1)
    assert second["digest"] == octosim.run(ER, "clean", *SHORT)["digest"]
    octosim.succeeds("verify", "out/trace.h5")


def check_prints_plan(octosim):
    done = octosim.succeeds("check", ER)
    for name in ("FaceDetect", "VideoDecode"):
        assert name in done.out, f"the plan does not name {name}\n{done}"
    assert re.search(r"cluster", done.out, re.I), done
    assert octosim.succeeds("check", ER, "--ranks", "3").out != done.out, "--ranks shows the rank map"
    assert not list(octosim.scratch.iterdir()), "check writes nothing"


def tiny_workflow(octosim):
    """The workflow that the bad-input cases spoil is good; its packets are counted by hand."""
    octosim.write("tiny_owg.toml", workflows.GOOD)
    summary = octosim.run(octosim.write("tiny.toml", workflows.EXPERIMENT), "out", ranks=2)
    assert summary["functional_ok"] is True and summary["packets_in_flight"] == 0, summary
    octosim.succeeds("verify", "out/trace.h5")


def _columns(file):
    """Paths of the datasets that are record columns with at least one row."""
    found = []
    file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) and item.shape
                    and item.shape[0] > 0 and not name.startswith(("meta", "engine", "summary")) else None)
    return found


def corruption_is_found(octosim):
    """One changed value: verify fails, diff names the dataset."""
    octosim.run(ER, "out", *SHORT)
    trace, spoilt = octosim.scratch / "out" / "trace.h5", octosim.scratch / "spoilt.h5"
    with h5py.File(trace) as file:
        columns = [name for name in _columns(file) if name.rsplit("/", 1)[1] not in ("time", "component", "nth")]
    assert columns, "no record has a row"
    shutil.copy(trace, spoilt)
    with h5py.File(spoilt, "r+") as file:
        file[columns[0]][0] = file[columns[0]][0] + 1
    verified = octosim("verify", spoilt)
    assert verified.status == 1 and "digest" in verified.out + verified.err, verified
    difference = octosim("diff", trace, spoilt)
    assert difference.status == 1 and columns[0] in difference.out + difference.err, difference
    octosim.succeeds("verify", trace)
    octosim.succeeds("diff", trace, trace)


def truncated_trace(octosim):
    octosim.run(ER, "out", *SHORT)
    trace = octosim.scratch / "out" / "trace.h5"
    half = octosim.scratch / "half.h5"
    half.write_bytes(trace.read_bytes()[: trace.stat().st_size // 2])
    for words in (["verify", half], ["info", half], ["energy", half], ["state", half], ["project", half], ["diff", trace, half]):
        done = octosim(*words)
        assert done.status == 2 and len(done.err.strip().splitlines()) == 1 and "half.h5: was cut short" in done.err, (words, done)


def info_names_what_is_there(octosim):
    summary = octosim.run(ER, "out", *SHORT, ranks=2)
    for path in ("out/trace.h5", "out"):
        done = octosim.succeeds("info", path)
        assert "makespan_cycles" in done.out and str(summary["makespan_cycles"]) in done.out.replace(",", ""), done
    with h5py.File(octosim.scratch / "out" / "trace.h5") as file:
        groups = {name.rsplit("/", 1)[0] for name in _columns(file)}
    listing = octosim.succeeds("info", "out/trace.h5").out
    assert groups and all(group in listing for group in groups), f"{groups} not all in\n{listing}"


def imports_modelbox(octosim):
    """A graph that ModelBox accepts becomes a workflow that runs; one that it refuses is refused."""
    data = command.ROOT / "tests" / "io" / "modelbox" / "data"
    good = sorted(data.rglob("ok__ExpandCollapseMatch_NormalFlow.toml"))
    bad = sorted(data.rglob("bad__*.toml"))
    assert good and bad, f"no graphs in {data}"
    octosim.succeeds("import", "modelbox", good[0], "-o", "tiny_owg.toml")
    experiment = octosim.write("tiny.toml", workflows.EXPERIMENT)
    octosim.succeeds("check", experiment)
    summary = octosim.run(experiment, "out", ranks=2)
    assert summary["functional_ok"] is True, summary
    for graph in bad:
        done = octosim("import", "modelbox", graph, "-o", "never.toml")
        assert done.status == 2 and len(done.err.strip().splitlines()) == 1, done
    assert not (octosim.scratch / "never.toml").exists()


def readme_python(octosim):
    """The lines of README.md that read a trace do what they say."""
    summary = octosim.run(ER, "out/demo", *SHORT)
    blocks = re.findall(r"^```python\n(.*?)^```", (command.ROOT / "README.md").read_text(), re.M | re.S)
    assert blocks, "README.md has no python block"
    for block in blocks:
        done = subprocess.run([PYTHON, "-c", block], cwd=octosim.scratch, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0 and str(summary["makespan_cycles"]) in done.stdout, f"{block}\n{done}"


def settings_document(octosim):
    """docs/settings.md ends with what `octosim check --help` says; this makes it so again:

    octosim check --help | sed '1,/^Settings of an experiment:/d'
    """
    listed = octosim.succeeds("check", "--help").out.partition("Settings of an experiment:\n")[2].strip()
    assert listed.count("\n| ") > 40, listed
    document = (command.ROOT / "docs" / "settings.md").read_text().strip()
    assert document.endswith(listed), "docs/settings.md is not what octosim check --help lists (see settings_document)"


def helps(octosim):
    done = octosim.succeeds("--help")
    for name in ("run", "check", "partition", "import", "verify", "info", "recover", "diff", "model", "chunk", "bench", "project", "area", "energy", "state", "record", "reproduce", "sweep", "report", "watch"):
        assert re.search(rf"^\s+{name}\b", done.out, re.M), f"--help does not list {name}\n{done}"
        assert octosim.succeeds(name, "--help").out.strip()
    assert re.search(r"\d+\.\d+\.\d+", octosim.succeeds("--version").out)


def summary_is_json_of_summary(octosim):
    octosim.run(ER, "out", *SHORT)
    values = json.loads((octosim.scratch / "out" / "summary.json").read_text())
    with h5py.File(octosim.scratch / "out" / "trace.h5") as file:
        stored = dict(file["summary"].attrs)
    for key in ("makespan_cycles", "packets_made", "packets_delivered"):
        assert int(stored[key]) == values[key], (key, stored[key], values[key])
    assert values["packets_made"] == sum(values[f"packets_{way}"] for way in ("delivered", "in_flight", "absorbed")), values
    assert 0 < values["utilization"] <= 1, values["utilization"]


CASES = {body.__name__: command.Case(body) for body in (
    without_mpirun, overwrites, check_prints_plan, tiny_workflow, corruption_is_found, truncated_trace,
    info_names_what_is_there, imports_modelbox, readme_python, settings_document, helps, summary_is_json_of_summary)}
CASES["ranks_balanced"] = command.Case(same_on_every_rank_count, seconds=300, processors=2)
CASES["ranks_unbalanced"] = command.Case(ranks_unbalanced, seconds=300, processors=2)
for name in ("tiny_workflow", "overwrites", "imports_modelbox", "info_names_what_is_there"):
    CASES[name].processors = 2
