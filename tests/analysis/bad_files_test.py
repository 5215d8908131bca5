"""Files that are no trace, or a damaged one: one line that says so, in Python and from every command."""
import contextlib
import importlib
import io
import os
import pathlib
import re

import h5py
import numpy
import pytest
from octosim_analysis import recompute

import octosim_analysis as oa

def _cut(path: pathlib.Path, keep: float) -> None:
    path.write_bytes(path.read_bytes()[:int(path.stat().st_size * keep)])


def _damage(path: pathlib.Path, dataset: str) -> None:
    """Turns the bytes of the dataset's first chunk over."""
    with h5py.File(path, "r") as file:
        chunk = file[dataset].id.get_chunk_info(0)
    held = bytearray(path.read_bytes())
    for k in range(chunk.byte_offset, chunk.byte_offset + chunk.size):
        held[k] ^= 0xA5
    path.write_bytes(held)


def _foreign(folder):
    with h5py.File(folder / "x.h5", "w") as file:
        file["a"] = numpy.arange(3)
    return folder / "x.h5"


def _text(folder):
    (folder / "x.h5").write_text("not a trace\n")
    return folder / "x.h5"


def _empty(folder):
    (folder / "x.h5").write_bytes(b"")
    return folder / "x.h5"


def _plan(folder):
    (folder / "er.plan").write_bytes(b"octosim plan, version 1\n" + bytes(600))
    return folder / "er.plan"


def _bytes(head):
    def make(folder):
        (folder / "x.h5").write_bytes(head)
        return folder / "x.h5"
    return make


def _states(folder):
    with h5py.File(folder / "x.h5", "w") as file:
        for name in ("ids", "offsets", "data"):
            file[name] = numpy.arange(3)
    return folder / "x.h5"


def _marked(path, name, value):
    def make(folder):
        with h5py.File(folder / "x.h5", "w") as file:
            file.require_group(path).attrs[name] = value
        return folder / "x.h5"
    return make


def _pipe(folder):
    os.mkfifo(folder / "x.h5")
    return folder / "x.h5"


def _dangling(folder):
    (folder / "x.h5").symlink_to(folder / "gone.h5")
    return folder / "x.h5"


def _named_alike(folder):
    """Groups with our names, and nothing in them."""
    with h5py.File(folder / "x.h5", "w") as file:
        for name in ("meta", "engine", "summary", "tbus/totals"):
            file.create_group(name)
        file["meta"].attrs["schema"] = 1
    return folder / "x.h5"


def _a_table_named_meta(folder):
    with h5py.File(folder / "x.h5", "w") as file:
        file["meta"] = numpy.zeros(3)
    return folder / "x.h5"


def _checkpointed(folder):
    (folder / "checkpoint.json").write_text("{}")
    return folder


def _running(folder):
    (folder / "rank-0000.h5").write_bytes(b"")
    return folder


@pytest.mark.parametrize(("make", "says"), [
    (_foreign, "is HDF5, but not a trace of octosim: it has no /meta@schema"),
    (_pipe, "is not a regular file"), (_dangling, "leads to a file that is not there"), (_named_alike, "has no /meta@level: not a whole trace"),
    (_a_table_named_meta, "it has no /meta@schema"), (_text, "is not an HDF5 file"), (_empty, "is empty"), (_plan, "is a compiled plan, not a trace"),
    (_checkpointed, "octosim run --resume"), (_running, "octosim recover"),
    (_bytes(bytes(4096)), "zero bytes only"), (_bytes(b"\x1f\x8b\x08"), "compressed with gzip"), (_bytes(b"PK\x03\x04"), "a zip archive"), (_bytes(b'{"a": 1}'), "but JSON"),
    (_bytes(b'{"octosim_checkpoint": 1}'), "octosim run --resume"), (_states, "saved at a checkpoint"), (_marked("recorded", "format", "octosim recording"), "workload.recorded"),
    (_marked("/", "_NCProperties", "version=2"), "it is netCDF-4"), (_marked("/", "keras_version", "2.12"), "it is a Keras model"),
    (lambda folder: folder / "gone.h5", "no such file"), (lambda folder: folder, "has no trace.h5")])
def test_what_is_no_trace(make, says, tmp_path):
    with pytest.raises(oa.BadFile, match=says):
        oa.open(make(tmp_path))


@pytest.mark.parametrize("keep", [0.999, 0.5, 0.05, 0.01])
def test_a_file_that_was_cut_short(keep, changed):
    path = changed(lambda file: None)
    _cut(path, keep)
    with pytest.raises(oa.BadFile, match=r"trace.h5: (the file was cut short|cannot be opened).*"):
        oa.open(path)


@pytest.mark.parametrize(("name", "value", "says"), [
    ("schema", 2, "has schema 2, and this package reads schema 1 .a newer octosim wrote it"),
    ("schema", 0, "has schema 0, .*an older octosim"), ("schema", "one", "/meta@schema = 'one' .must be a whole number"),
    ("schema", 1.5, "/meta@schema = 1.5 .must be a whole number"), ("seed", "x", "/meta@seed = 'x' .must be a whole number"),
    ("digest", [1, 2], "/meta@digest = array.*must be one number or text"), ("complete", h5py.Empty("u8"), "/meta@complete = .*must be one number or text"),
    ("level", "all", "/meta@level = 'all' .must be summary, interval or event"), ("rank", 3, "is what rank 3 wrote, not a whole trace")])
def test_meta_of_another_version_or_kind(name, value, says, changed):
    def change(file):
        file["meta"].attrs[name] = value
    with pytest.raises(oa.BadFile, match=says):
        oa.open(changed(change))


def test_meta_that_lacks_something(changed):
    def without_seed(file):
        del file["meta"].attrs["seed"]

    def without_summary(file):
        del file["summary"]
    with pytest.raises(oa.BadFile, match="has no /meta@seed"):
        oa.open(changed(without_seed))
    with pytest.raises(oa.BadFile, match="has no /summary"):
        oa.open(changed(without_summary))


def test_a_damaged_chunk_names_table_and_rows(changed):
    path = changed(lambda file: None)
    _damage(path, "tbus/samples/busy")
    with oa.open(path) as trace, pytest.raises(oa.BadFile, match="/tbus/samples/busy, rows 0 to [0-9]+: cannot be read .*damaged"):
        trace["/tbus/samples"].frame()


def test_columns_that_do_not_fit_together(changed):
    def shorter(file):
        file["balance/moves/bytes"].resize((3,))

    def gone(file):
        del file["balance/moves/bytes"]

    def floats(file):
        del file["balance/moves/bytes"]
        file["balance/moves/bytes"] = numpy.zeros(3)
    for change, says in ((shorter, "have different lengths"), (gone, "declares a column bytes that is not there"), (floats, "must be a column of uint64")):
        with oa.open(changed(change)) as trace, pytest.raises(oa.BadFile, match=says):
            trace["/balance/moves"]


@pytest.mark.parametrize(("path", "value", "use", "says"), [
    ("engine/events", numpy.array([numpy.nan]), lambda trace: trace.engine(), "/engine/events is float64 .must be a column of uint64"),
    ("engine/events", numpy.zeros(3, "u8"), lambda trace: trace.engine(), "the columns of /engine have different lengths"),
    ("meta/experiment", 3, lambda trace: trace.settings, "the text /meta/experiment cannot be read"),
    ("meta/experiment", numpy.bytes_("[x"), lambda trace: trace.settings, "/meta/experiment: Expected"),
    ("tbus/totals", 3, lambda trace: trace["/tbus/totals"], "has no table /tbus/totals")])
def test_what_is_of_another_kind(path, value, use, says, changed):
    def change(file):
        del file[path]
        file[path] = value
    with oa.open(changed(change)) as trace, pytest.raises(oa.AnalysisError, match=says):
        use(trace)


@pytest.mark.parametrize(("name", "value"), [("makespan_cycles", "ten"), ("utilization", numpy.nan), ("streams", [1, 2]), ("experiment", b"\xff\xfe")])
def test_a_summary_of_another_kind_is_an_error_or_differs(name, value, changed):
    def change(file):
        file["summary"].attrs[name] = value
    with oa.open(changed(change)) as trace:
        try:
            assert name in {c.name for c in recompute.against_summary(trace) if not c.equal}
        except oa.BadFile as error:
            assert f"/summary@{name} = " in str(error)


def _runs(command: str, *words: object) -> tuple[int, str]:
    """Status and stderr."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        status = importlib.import_module(f"octosim_analysis.{command}").main([str(word) for word in words])
    return status, said.getvalue()


@pytest.mark.parametrize(("path", "value", "figure", "says"), [
    ("clusters/samples/sub_owg", 10**7, "queues", "/clusters/samples/sub_owg has the id 10000000 .must be below 4096.: the file is damaged"),
    ("clusters/switches/cluster", 10**6, "fig13", "the numbers in it do not fit together .*octosim verify"),
    ("tbus/totals/tbu", 10**6, "fig12", "TBU 1000000 is not on a wafer of 8 x 8 TBUs")])
def test_numbers_that_no_run_gives_are_one_line(path, value, figure, says, changed, tmp_path):
    def change(file):
        file[path][...] = numpy.uint64(value)
    status, said = _runs("plot", figure, changed(change), "-o", tmp_path / "x.png")
    assert status == 2 and re.search(says, said) and said.count("\n") == 1 and "trace.h5" in said
    assert not list(tmp_path.glob("*x.*"))


def test_every_command_says_so_in_one_line_and_writes_nothing(changed, tmp_path):
    """Cut short, damaged, of a later version, foreign: status 2."""
    out = tmp_path / "out"

    def later(file):
        file["meta"].attrs["schema"] = 7
    cut, bad = changed(lambda file: None, "cut.h5"), changed(lambda file: None, "bad.h5")
    _cut(cut, 0.6)
    _damage(bad, "tbus/samples/busy")
    files = {cut: "cut short", bad: "damaged", changed(later, "later.h5"): "has schema 7", _foreign(tmp_path): "not a trace of octosim"}
    commands = {"plot": lambda file: ("states", file, "-o", out / "x.png"), "report": lambda file: (file, "-o", out / "x.html"),
                "compare": lambda file: (file, file, "-o", out / "x.json"), "export": lambda file: (file, "--format", "csv", "-o", out)}
    for name, words in commands.items():
        for file, says in files.items():
            status, said = _runs(name, *words(file))
            assert status == 2 and says in said and said.count("\n") == 1, (name, file, said)
            assert said.startswith(f"octosim-{name}: error: ") and file.name in said
    assert not [path for path in out.rglob("*") if path.is_file()], "nothing is half written"
