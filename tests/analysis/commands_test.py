"""The commands, as a user runs them from a checkout."""
import contextlib
import csv
import importlib
import io
import json
import pathlib
import re
import subprocess
import sys

import h5py
import numpy
import pytest
from octosim_analysis import digest

import octosim_analysis as oa

BIN = pathlib.Path(__file__).resolve().parent.parent.parent / "analysis" / "bin"


def runs(command: str, *words: object, status: int = 0) -> str:
    """What it prints, on stderr if the status is not 0.  In this process, which spares the start of Python and its libraries."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            found = importlib.import_module(f"octosim_analysis.{command}").main([str(word) for word in words])
        except SystemExit as end:  # of --help
            found = end.code or 0
    assert found == status, (words, out.getvalue()[-500:], err.getvalue()[-1500:])
    return out.getvalue() if status == 0 else err.getvalue()


@pytest.mark.parametrize("command", ["plot", "report", "compare", "export"])
def test_each_starts_from_a_checkout(command, tmp_path):
    """With no installation, from any folder, and as an executable file."""
    done = subprocess.run([BIN / f"octosim-{command}", "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.startswith(f"usage: octosim-{command} "), done
    done = subprocess.run([sys.executable, "-B", BIN / f"octosim-{command}", "--no-such-option"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stderr.startswith(f"octosim-{command}: error: ") and done.stderr.count("\n") == 1


def test_plot_writes_every_format_and_the_numbers(real, tmp_path):
    said = runs("plot", "fig13", real, "-o", tmp_path / "new" / "shares.png", "--format", "png,pdf,svg", "--data", tmp_path / "shares.csv")
    assert said.split() == [str(tmp_path / "new" / f"shares.{kind}") for kind in ("png", "pdf", "svg")]
    starts = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}
    held = {kind: (tmp_path / "new" / f"shares.{kind}").read_bytes() for kind in starts}
    assert all(held[kind].startswith(start) for kind, start in starts.items())
    rows = list(csv.DictReader((tmp_path / "shares.csv").open()))
    assert len(rows) == 800 and set(rows[0]) == {"run", "from_cycle", "to_cycle", "sub_owg", "share"}
    assert b"Sub-OWGs over time: er_chiplet" in held["svg"], "its title"
    for name in ("one.svg", "two.svg"):
        runs("plot", "fig13", "-o", tmp_path / name, real)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes(), "no date in it"


def test_plot_lists_and_refuses(real, tmp_path):
    listed = runs("plot", "--list")
    for name in ("fig9", "fig10", "fig11", "fig12", "fig13", "fig14", "fig15", "utilization-map", "timeline", "states", "queues", "diffusion", "network", "latency",
                 "engine", "roofline", "scaling", "speedup"):
        assert re.search(rf"^{name} ", listed, re.M), name
    for words, says in (((), "needs FIGURE and RUN"), (("fig13",), "needs FIGURE and RUN"), (("fig99", real), "no figure is named fig99"),
                        (("fig13", real, "--format", "bmp"), "format bmp: must be one of png, pdf, svg"), (("fig13", real, "--dpi", "5"), "--dpi 5: must be from 10 to 1200"),
                        (("fig9", real, "--base", "x=1"), "--base x=1: no run has that setting"), (("fig13", real, "--colour", "red"), "unrecognized arguments"),
                        (("fig13", tmp_path / "nowhere"), "no such file")):
        said = runs("plot", *words, status=2)
        assert says in said and said.count("\n") == 1, said
    assert "--dpi" in runs("plot", "--help")


def test_plot_all_draws_what_there_is(real, tmp_path):
    said = runs("plot", "all", real, "-o", tmp_path / "figures", "--data", tmp_path / "data", "--dpi", "30")
    assert len(said.split()) == 21 == len(list((tmp_path / "figures").glob("*.png"))) == len(list((tmp_path / "data").glob("*.csv")))


def test_a_report_is_one_file_that_needs_no_other(real, tmp_path):
    runs("report", real, "-o", tmp_path / "r.html", "--figures", "fig13,timeline,states")
    page = (tmp_path / "r.html").read_text()
    assert page.count("<img src=\"data:image/") == 3 and not re.search(r"(?:src|href)=\"(?!data:)", page)
    with oa.open(real) as trace:
        assert f"{trace.result('makespan_cycles'):,}" in page and f"{trace.meta.digest:#018x}" in page
    assert re.search(r"results were computed again from the records, in \d+ ways; 0 differ from the summary", page)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html"]


def test_a_markdown_report_has_its_pictures_beside_it(real, tmp_path):
    runs("report", real, "-o", tmp_path / "r.md", "--figures", "fig12,latency")
    text = (tmp_path / "r.md").read_text()
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG"), name
    assert len(list((tmp_path / "r_files").iterdir())) == 2 and "| utilization, steady window |" in text
    assert "must end in .html or .md" in runs("report", real, "-o", tmp_path / "r.txt", status=2)


@pytest.fixture
def other(changed):
    """The same run with another interval and a longer makespan."""
    import numpy

    def change(file):
        text = file["meta/experiment"].asstr()[()].replace("interval = 100000\ntbu_backlog", "interval = 50000\ntbu_backlog")
        del file["meta/experiment"]
        file["meta/experiment"] = numpy.bytes_(text)
        file["meta"].attrs["digest"] = numpy.uint64(5)
        file["summary"].attrs["makespan_cycles"] = numpy.uint64(file["summary"].attrs["makespan_cycles"] * 2)
        file["summary"].attrs["host_wall_seconds"] = 99.0
    return changed(change, "other.h5")


def test_compare_says_what_changed_and_by_how_much(real, other, tmp_path):
    with oa.open(real) as trace:
        makespan = trace.result("makespan_cycles")
    found = json.loads(runs("compare", real, other, "--json"))
    assert found["settings"] == {"schedule.interval": {"a": 100000, "b": 50000}} and found["same_trace"] is False
    assert found["results"] == {"makespan_cycles": {"a": makespan, "b": 2 * makespan, "difference": makespan, "relative": 1.0, "unit": "cycles"}}
    assert set(found["host"]) == {"wall_seconds"} and found["equal_results"] > 70
    text = runs("compare", real, other)
    assert re.search(rf"makespan_cycles +{makespan:,} +{2 * makespan:,} +{makespan:,} +\+100 % +cycles", text) and "speed-up of B over A 0.5" in text
    assert "The traces are the same, record by record" in runs("compare", real, real)
    for kind in ("md", "html", "json"):
        runs("compare", real, other, "-o", tmp_path / f"c.{kind}")
        assert "schedule.interval" in (tmp_path / f"c.{kind}").read_text()
    assert "must end in .md, .html or .json" in runs("compare", real, other, "-o", tmp_path / "c.txt", status=2)


def test_compare_says_what_is_there_where_no_stream_was_done(real, changed):
    def change(file):
        for column in file["streams/done"].values():
            column.resize((0,))
        file["summary"].attrs["makespan_cycles"] = 1_000_000
    derived = json.loads(runs("compare", real, changed(change), "--json"))["derived"]
    assert derived["share_of_sub_owg_3"]["b"] is not None and derived["latency_p50_cycles"]["b"] is None


def test_csv_holds_every_record(real, tmp_path):
    import pandas
    runs("export", real, "--format", "csv", "-o", tmp_path)
    with oa.open(real) as trace:
        for path in trace.tables:
            frame = pandas.read_csv(tmp_path / f"{path.strip('/').replace('/', '_')}.csv")
            assert tuple(frame.columns) == trace[path].columns and len(frame) == trace[path].rows
            for name in ("time", trace[path].columns[3]):
                if frame[name].dtype != object:
                    assert (frame[name].to_numpy("uint64") == trace[path].column(name)).all()
        columns = pandas.read_csv(tmp_path / "columns.csv")
        assert len(columns) == sum(len(trace[path].columns) for path in trace.tables) and columns[columns.column == "busy"].unit.unique().tolist() == ["cycles"]
        summary = dict(csv.reader((tmp_path / "summary.csv").open()))
        assert summary["makespan_cycles"] == str(trace.result("makespan_cycles"))
    switches = pandas.read_csv(tmp_path / "clusters_switches.csv")
    assert set(switches.reason) <= {"input empty", "output full", "executed threshold", "interval", "work became ready", "the controller"}
    runs("export", real, "--format", "csv", "/clusters/switches", "-o", tmp_path / "codes", "--codes", "/clusters/state")
    assert sorted(path.name for path in (tmp_path / "codes").iterdir()) == ["clusters_state.csv", "clusters_switches.csv", "columns.csv"]
    assert pandas.read_csv(tmp_path / "codes" / "clusters_switches.csv").reason.dtype == "int64"


def test_export_refuses(real, tmp_path):
    for words, says in (((real, "--format", "parquet", "-o", tmp_path / "out"), "invalid choice: 'parquet' (choose from 'csv', 'perfetto', 'otf2', 'paraver')"),
                        ((real, "--format", "csv", "-o", real), "is a file (must be a folder)"), ((real, "--format", "csv"), "required: -o/--output"),
                        ((real, "/balance/moves", "--format", "perfetto", "-o", tmp_path / "x"), "perfetto takes no TABLE"),
                        ((real, "--format", "csv", "-o", tmp_path / "out", "--until", 5), "--from and --until are of --format perfetto, otf2, paraver"),
                        ((real, "/balance/moves", "--format", "otf2", "-o", tmp_path / "x"), "otf2 takes no TABLE"),
                        ((real, "--format", "otf2", "-o", real), "is there already (must be a new or empty folder)"),
                        ((real, "--format", "paraver", "-o", tmp_path), "is a folder (must be the name of files, without .prv)"),
                        ((real, "--format", "paraver", "-o", tmp_path / "x", "--from", 3000000), "--from 3000000: the run ended at cycle 2324659"),
                        ((real, "--format", "paraver", "-o", tmp_path / "x", "--most", 10), "ask for a part of the run"),
                        ((real, "--format", "otf2", "-o", tmp_path / "x", "--most", 10), "ask for a part of the run"),
                        ((real, "/balance/move", "--format", "csv", "-o", tmp_path / "out"), "did you mean /balance/moves")):
        assert says in runs("export", *words, status=2), words
    assert not list(tmp_path.iterdir())


def test_perfetto_shows_the_run(real, tmp_path):
    """Slices of a cluster follow one another without a gap; their time by sub-OWG is that of the switches; arrows are the moves."""
    import numpy
    from octosim_analysis.owners import Owners
    runs("export", real, "--format", "perfetto", "-o", tmp_path / "t.json")
    events = json.loads((tmp_path / "t.json").read_text())["traceEvents"]
    with oa.open(real) as trace:
        end = trace.result("makespan_cycles")
        owners = Owners(trace, end)
        spent = owners.cumulative(numpy.array([0.0, float(end)]))[:, :, 1]
        moves, streams = trace["/balance/moves"].rows, trace["/streams/done"].rows
    found = numpy.zeros_like(spent)
    until: dict[int, float] = {}
    for event in events:
        if event["ph"] == "X":
            assert event["ts"] == pytest.approx(until.get(event["tid"], 0.0), abs=1e-6)
            until[event["tid"]] = event["ts"] + event["dur"]
            found[event["tid"] - 1, event["args"]["sub_owg"] - 1] += 1000 * event["dur"]
    assert found == pytest.approx(spent) and all(value == pytest.approx(end / 1000) for value in until.values()), "1 GHz: 1000 cycles a microsecond"
    kinds = [event["ph"] for event in events]
    assert kinds.count("s") == kinds.count("f") == moves and kinds.count("b") == kinds.count("e") == streams
    busy = [event["args"] for event in events if event["ph"] == "C" and event["name"].startswith("TBU")]
    assert busy and all(sum(row.values()) == pytest.approx(100, abs=0.1) for row in busy)


def test_perfetto_of_a_part_and_of_too_much(real, tmp_path):
    runs("export", real, "--format", "perfetto", "-o", tmp_path / "t.json", "--from", 500000, "--until", 1000000)
    stamps = [event["ts"] for event in json.loads((tmp_path / "t.json").read_text())["traceEvents"] if event["ph"] in "XCsf"]
    assert stamps and min(stamps) >= 500 and max(stamps) <= 1000
    assert "ask for a part of the run" in runs("export", real, "--format", "perfetto", "-o", tmp_path / "u.json", "--most", 10, status=2)
    assert not (tmp_path / "u.json").exists()
    assert "must be cycles" in runs("export", real, "--format", "perfetto", "-o", tmp_path / "u.json", "--from", 9, "--until", 3, status=2)


def test_a_report_says_what_does_not_add_up(changed, tmp_path):
    """On the page, and on stderr."""
    def change(file):
        file["tbus/totals/busy"][3] += numpy.uint64(1)
        file["tbus/totals/starved"][4] += numpy.uint64(1)
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        assert importlib.import_module("octosim_analysis.report").main([str(changed(change)), "-o", str(tmp_path / "x.md"), "--figures", "energy"]) == 0
    page, lines = (tmp_path / "x.md").read_text(), said.getvalue().splitlines()
    assert "2 differ from the summary" in page and "are NOT all its cycles" in page and "| digest | of all events, which the trace does not keep |" in page
    assert "of /summary, utilization, starved: not what the records give" in lines[0] and all("octosim-report: warning: " in line for line in lines)
    if digest.xxhash:
        assert "RECORDS WERE CHANGED since they were written" in page and len(lines) == 3


def test_csv_is_all_there_or_none_of_it(changed, tmp_path):
    path = changed(lambda file: None)
    with h5py.File(path, "r") as file:
        chunk = file["tbus/work/macs"].id.get_chunk_info(0)
    held = bytearray(path.read_bytes())
    held[chunk.byte_offset + 20] ^= 0xFF
    path.write_bytes(held)
    assert "/tbus/work/macs" in runs("export", path, "--format", "csv", "-o", tmp_path / "out", status=2)
    assert not list((tmp_path / "out").glob("*"))
