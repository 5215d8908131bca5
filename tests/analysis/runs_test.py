"""Runs of which only results are left, sweeps of them, labels."""
import json

import pytest
from octosim_analysis import figures, runs, style

import octosim_analysis as oa

SUMMARY = {"experiment": "er_chiplet", "makespan_cycles": 1000, "utilization": 0.5, "balance_bytes": 7, "ranks": 1, "wall_seconds": 2.0}


@pytest.fixture
def sweep(tmp_path):
    """Two points as octosim reproduce leaves them, two as octosim sweep does."""
    for k, interval in enumerate((1000, 10000)):
        folder = tmp_path / "points" / f"{k}"
        folder.mkdir(parents=True)
        (folder / "summary.json").write_text(json.dumps({**SUMMARY, "makespan_cycles": 1000 * (k + 1)}))
        (folder / "point.json").write_text(json.dumps({"settings": {"schedule.interval": interval}, "seed": 1}))
    for k, interval in enumerate(("0.1 ms", "1e6"), 2):
        folder = tmp_path / "points" / f"{k}"
        folder.mkdir(parents=True)
        summary = {**SUMMARY, "makespan_cycles": 1000 * (k + 1)}
        (folder / "result.json").write_text(json.dumps({"settings": {"schedule.interval": interval, "run.seed": "1"}, "summary": summary,
                                                                     "values": {"ranks": 1, "schedule.interval": (100000, 10**6)[k - 2], "run.seed": 1}}))
    return tmp_path


def test_a_sweep_is_a_table(sweep):
    frame = oa.open_sweep(sweep).frame()
    assert frame["schedule.interval"].tolist() == [1000, 10000, 100000, 1e6] and frame["makespan_cycles"].tolist() == [1000, 2000, 3000, 4000]
    assert frame["seed"].tolist() == [1, 1, 1, 1]


def test_figures_of_results_alone(sweep):
    drawn = figures.find("fig15").of(runs.open_runs([str(sweep)]))
    style.close(drawn.picture)
    assert drawn.data["schedule.interval"] == [1000, 10000, 100000, 1e6] and drawn.data["label"] == ["er_chiplet"] * 4
    with pytest.raises(oa.Missing, match="has the results of a run, but no trace.h5"):
        figures.find("fig12").of(runs.open_runs([str(sweep)]))


def test_labels_tell_runs_apart(sweep, real):
    assert len({run.label for run in runs.open_runs([str(sweep)])}) == 4
    assert [run.label for run in runs.open_runs([str(real)])] == ["er_chiplet"]
    same = runs.open_runs([str(real), str(real)])
    assert all("er_chiplet" in run.label for run in same)


def test_each_of_two_equal_labels_names_its_folder(real, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "trace.h5").hardlink_to(real)
    assert [run.label for run in runs.open_runs([str(tmp_path)])] == [f"er_chiplet ({tmp_path / name})" for name in ("a", "b")]


@pytest.mark.parametrize(("name", "text", "says"), [("summary.json", "{", "summary.json: "), ("summary.json", "[1]", "must hold one JSON object"),
                                                    ("result.json", "{}", "has no summary of a run")])
def test_damaged_results(name, text, says, tmp_path):
    (tmp_path / name).write_text(text)
    with pytest.raises(oa.BadFile, match=says):
        runs.Run(tmp_path).summary


def test_an_empty_folder_is_no_sweep(tmp_path):
    with pytest.raises(oa.BadFile, match="no run is in it"):
        oa.open_sweep(tmp_path)
    with pytest.raises(oa.BadFile, match="has no trace.h5"):
        runs.open_runs([str(tmp_path)])


def test_a_sweep_holds_no_file_open(real, tmp_path):
    """A process may have some hundred files, and a sweep thousands of runs."""
    import os
    for k in range(20):
        (tmp_path / f"{k:02d}").mkdir()
        (tmp_path / f"{k:02d}" / "trace.h5").write_bytes(real.read_bytes())

    def held() -> int:
        links = [os.path.join("/proc/self/fd", name) for name in os.listdir("/proc/self/fd")]
        return sum(os.path.realpath(link).startswith(str(tmp_path)) for link in links)
    found = runs.open_runs([str(tmp_path)])
    drawn = figures.find("fig14").of(found)
    style.close(drawn.picture)
    assert len(found) == 20 and held() == 0 and drawn.data["schedule.cluster_size"] == [16.0]
    assert found[3].trace["/balance/moves"].rows > 0 and held() == 1
    found[3].close()
    assert held() == 0


def test_points_that_the_table_of_a_sweep_no_longer_has_are_left_out(sweep):
    (sweep / "results.csv").write_text("address,state\n3,done\n7,failed\n2,done\n")
    assert [path.name for path in oa.open_sweep(sweep).paths] == ["3", "2"], "in the order of the table"
    (sweep / "results.csv").write_text("x,y\n1,2\n")
    assert len(oa.open_sweep(sweep)) == 4, "a table of somebody else"
    (sweep / "results.csv").write_bytes(b"address\n\xff\xfe\n")
    assert len(oa.open_sweep(sweep)) == 4, "not text"
