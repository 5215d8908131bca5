"""Real runs of the six benchmarks: every result computed again is that of the summary, to the last bit.  Needs OCTOSIM_BINARY."""
import json
import os
import pathlib
import subprocess

import pytest
from octosim_analysis import figures, perfetto, recompute, runs, style

import octosim_analysis as oa

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("OCTOSIM_BINARY", "")
pytestmark = pytest.mark.skipif(not BINARY, reason="OCTOSIM_BINARY names no program")
_SHORT = {"er": "300 ms", "dpsr": "300 ms", "sfr": "300 ms", "cmr": "300 ms", "osvos": "2 s", "ocr": "2 s"}
_MPI = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_mpi_yield_when_idle": "1",
        "OMPI_MCA_btl_vader_single_copy_mechanism": "none", "OMPI_MCA_hwloc_base_binding_policy": "none"}


def run(folder: pathlib.Path, experiment: str, *sets: str, ranks: int = 1) -> pathlib.Path:
    words = [word for each in ("trace.level=event", "trace.interval=100000", *sets) for word in ("--set", each)]
    line = [BINARY, "run", ROOT / "jobs" / "experiments" / f"{experiment}.toml", *words, "-o", folder]
    done = subprocess.run([*(("mpirun", "-n", str(ranks)) if ranks > 1 else ()), *line], capture_output=True, text=True, timeout=120,
                          env={**os.environ, **_MPI, "OCTOSIM_DATA": str(ROOT)})
    assert done.returncode == 0, done.stderr[-1000:]
    return folder


def check(folder: pathlib.Path, done: bool = True) -> None:
    with oa.open(folder) as trace:
        checks = recompute.against_summary(trace)
        assert [(c.name, c.summary, c.ours, c.source) for c in checks if not c.equal] == []
        assert len({c.name for c in checks}) > 75, "almost all of the summary"
        left = recompute.not_recomputed(trace, checks)
        assert set(left) == {"digest", *(["frames"] if trace.meta.level == "summary" else []), *([] if done else ["end_reason"])}, left
        assert recompute.states_add_up(trace)
        written = json.loads((folder / "summary.json").read_text())
        assert {c.name: c.ours for c in checks} == {c.name: written[c.name] for c in checks}, "summary.json too"


@pytest.mark.parametrize("benchmark", _SHORT)
def test_results_of_each_benchmark(benchmark, tmp_path):
    check(run(tmp_path, f"{benchmark}_chiplet", f"workload.minutes={_SHORT[benchmark]}"))


@pytest.mark.parametrize(("experiment", "sets"), [
    ("er_chiplet", ("schedule.tbu=static", "schedule.cluster=static", "schedule.balance=none", "schedule.cluster_size=0")),
    ("er_chiplet", ("schedule.balance=reactive",)), ("er_chiplet_frames", ()), ("er_chiplet", ("network.fidelity=ideal",)),
    ("er_chiplet", ("trace.level=summary",)), ("er_chiplet", ("trace.level=interval",))])
def test_results_of_other_machines_and_levels(experiment, sets, tmp_path):
    check(run(tmp_path, experiment, "workload.minutes=100 ms", *sets))


def test_results_do_not_depend_on_ranks(tmp_path):
    check(run(tmp_path / "two", "er_chiplet", "workload.minutes=200 ms", ranks=2))


def test_a_run_that_was_stopped(tmp_path):
    """--until: only what stopped it is not computed again."""
    check(run(tmp_path, "er_chiplet", "run.until=1000000"), done=False)


def test_an_area_that_three_does_not_divide(tmp_path):
    """Of three chiplets: the area of the wafer, divided by three, is another number than that of one."""
    check(run(tmp_path, "er_wafer", "workload.minutes=1 ms", "workload.videos=1", "wafer.chiplet_rows=1", "wafer.chiplet_cols=3", "wafer.tbu_rows=3",
              "wafer.tbu_cols=4", "schedule.cluster_size=4", "tbu.sram=835795", "trace.level=summary"))


def test_every_figure_of_a_wafer(tmp_path):
    folder = run(tmp_path, "er_wafer", "workload.minutes=34 ms")
    for figure in figures.FIGURES:
        style.close(figure.of(runs.open_runs([str(folder)])).picture)


def test_packets_of_tbus_are_slices_of_a_timeline(tmp_path):
    """One behind the other, and together what each TBU was busy, named by the Task Blocks of the workflow."""
    folder = run(tmp_path, "er_chiplet", "workload.minutes=34 ms")
    with oa.open(folder) as trace:
        totals = trace["/tbus/totals"].read(("tbu", "packets", "busy"))
        events = [event for event in perfetto.events_of(trace, 0, 2**62, 10**6) if event.get("cat") == "packet"]
        part = [event for event in perfetto.events_of(trace, 200000, 300000, 10**6) if event.get("cat") == "packet"]
    until: dict[int, float] = {}
    busy = dict.fromkeys(totals["tbu"].tolist(), 0.0)
    for event in events:
        assert event["ts"] >= until.get(event["tid"], 0) - 1e-6
        until[event["tid"]] = event["ts"] + event["dur"]
        busy[event["tid"] - 1] += 1000 * event["dur"]
    assert len(events) == totals["packets"].sum() and list(busy.values()) == pytest.approx(totals["busy"].tolist()), "1 GHz: 1000 cycles a microsecond"
    assert {event["name"] for event in events} >= {"VideoDecode", "FaceDetect", "VideoEncode"}
    assert 0 < len(part) < len(events) and all(200 <= event["ts"] and event["ts"] + event["dur"] <= 300 for event in part)
