"""Recorded properties: CSV and HDF5, on any ranks, through plans and checkpoints; octosim record; and what is refused."""
import json

import h5py
import numpy

import command
import workflows
from cases_bad_input import experiment, refuses

ER = command.EXPERIMENTS / "er_chiplet.toml"
SHORT = ("--set", "workload.minutes=0.003")
# Of the tiny workflow: 2 streams of 4 frames of 2 videos, the second shorter.
CSV = "video,frame,parts\n0,0,3\n0,1,0\n0,2,1\n1,0,5\n"
KEYS = ("digest", "trace_digest", "makespan_cycles")


def _hdf5(path, **columns):
    with h5py.File(path, "w") as file:
        for name, values in columns.items():
            file.create_dataset(f"recorded/{name}", data=values, chunks=True, compression="gzip")


def _values(summary):
    return [summary[key] for key in KEYS]


def _streams(octosim, folder):
    """What came out of each stream, by stream, and how many items."""
    with h5py.File(octosim.scratch / folder / "trace.h5") as trace:
        done = trace["streams/done"]
        order = numpy.argsort(done["stream"][:])
        assert done["functional_ok"][:].all()
        return {name: done[name][:][order].tolist() for name in ("stream", "arrivals", "digest")}


def is_the_same_everywhere(octosim):
    """CSV, HDF5, their rows in another order; 1 and 2 ranks; from a plan whose recording is gone."""
    path = experiment(octosim)
    octosim.write("a.csv", CSV)
    octosim.write("b.csv", "parts,frame,video\r\n# the same\r\n5,0,1\r\n1,2,0\r\n\r\n0,1,0\r\n3,0,0\r\n")
    _hdf5(octosim.scratch / "a.h5", video=numpy.array([0, 0, 0, 1], "u1"), frame=[0, 1, 2, 0], parts=[3.0, 0, 1, 5])
    drawn = octosim.run(path, "drawn")
    one = octosim.run(path, "one", "--set", "workload.recorded=a.csv")
    assert drawn["digest"] != one["digest"]
    for name in ("b.csv", "a.h5"):
        assert _values(octosim.run(path, "other", "--set", f"workload.recorded={name}")) == _values(one), name
    assert _values(octosim.run(path, "two", "--set", "workload.recorded=a.h5", ranks=2)) == _values(one)
    octosim.succeeds("compile", path, "-o", "a.plan", "--set", "workload.recorded=a.csv")
    octosim.write("beside.toml", workflows.EXPERIMENT.replace("videos = 2", 'videos = 2\nrecorded = "a.h5"'))
    octosim.run("beside.toml", "beside", "--plan", "a.plan")
    octosim.write("other.csv", CSV.replace("0,2,1", "0,2,2"))
    other = octosim.run(path, "another", "--set", "workload.recorded=other.csv")
    assert other["trace_digest"] != one["trace_digest"]
    refuses(octosim, ["run", path, "--plan", "a.plan", "-o", "out"], ["workload.recorded", "has other values than a.plan"])
    octosim.write("changed.toml", workflows.EXPERIMENT.replace("videos = 2", 'videos = 2\nrecorded = "other.csv"'))
    refuses(octosim, ["run", "changed.toml", "--plan", "a.plan", "-o", "out"], ["other.csv", "has other values than a.plan"])
    for name in ("a.csv", "a.h5"):
        (octosim.scratch / name).unlink()
    for ranks in (1, 2):
        octosim.succeeds("run", "--plan", "a.plan", "-o", f"plan{ranks}", ranks=ranks)
        summary = json.loads((octosim.scratch / f"plan{ranks}" / "summary.json").read_text())
        assert _values(summary) == _values(one), (ranks, summary)
    with h5py.File(octosim.scratch / "one" / "trace.h5") as trace, h5py.File(octosim.scratch / "drawn" / "trace.h5") as plain:
        assert trace["meta"].attrs["recording_digest"] != 0 == plain["meta"].attrs["recording_digest"]


def goes_on(octosim):
    """A checkpoint has the recording it needs: the file may be gone, but not changed."""
    octosim.succeeds("record", ER, "-o", "a.csv", *SHORT)
    words = (*SHORT, "--set", "workload.recorded=a.csv")
    whole = octosim.run(ER, "whole", *words)
    octosim.succeeds("run", ER, "-o", "cut", *words, "--until", "1500000", "--checkpoint-every", "500000cycles", ranks=2)
    text = (octosim.scratch / "a.csv").read_text().splitlines()
    (octosim.scratch / "a.csv").unlink()
    for ranks in (1, 2):
        octosim.succeeds("run", "--resume", "cut", "-o", f"on{ranks}", "--set", "run.until=0", ranks=ranks)
        summary = json.loads((octosim.scratch / f"on{ranks}" / "summary.json").read_text())
        assert _values(summary) == _values(whole), (ranks, summary)
    first = text[1].split(",")
    octosim.write("a.csv", "\n".join([text[0], ",".join([*first[:-1], "1.25"]), *text[2:]]))
    refuses(octosim, ["run", ER, "--resume", "cut", "-o", "out", *words, "--set", "run.until=0"], ["has other values than"],
            ranks=(0, 2))


def is_followed(octosim):
    """The items that come out are those of the file: videos in turn, and again from the start."""
    path = experiment(octosim)
    octosim.write("a.csv", CSV)
    words = ("--set", "workload.recorded=a.csv", "--set", "workload.videos=3", "--set", "workload.minutes=0.0023")
    said = octosim.succeeds("run", path, "-o", "out", *words)
    assert "recorded in a.csv: 2 videos, 4 frames" in said.err + said.out, said
    assert "3 streams take the videos in turn: 2 of them, each 1 to 2 times" in said.err + said.out, said
    # 4 frames: streams 0 and 2 make 3 + 0 + 1 + 3 items, stream 1 makes 4 x 5; Alpha and Beta do 10,000,000 MACs an item.
    summary = json.loads((octosim.scratch / "out" / "summary.json").read_text())
    assert summary["macs"] == (12 + 7 + 20 + 7) * 10_000_000, summary
    info = octosim.succeeds("info", "out").out
    assert "recording digest" in info, info
    octosim.succeeds("compile", path, "-o", "a.plan", *words)
    for words in (["info", "a.plan"], ["check", path, *words]):
        said = octosim.succeeds(*words).out
        assert "recorded in a.csv: 2 videos, 4 frames" in said and "parts " in said, said
    octosim.succeeds("verify", "out/trace.h5")


def round_trip(octosim):
    """What `octosim record` writes gives what the generator gives."""
    for name in ("er", "dpsr", "ocr"):
        path = command.EXPERIMENTS / f"{name}_chiplet.toml"
        drawn = octosim.run(path, "drawn", *SHORT)
        for ending in ("csv", "h5"):
            said = octosim.succeeds("record", path, "-o", f"a.{ending}", *SHORT, ranks=2 if ending == "h5" else 0)
            assert f"{drawn['streams_done']} videos, {drawn['frames']} frames, " in said.out, said
            taken = octosim.run(path, ending, *SHORT, "--set", f"workload.recorded={octosim.scratch}/a.{ending}", ranks=2)
            assert _streams(octosim, ending) == _streams(octosim, "drawn"), (name, ending)
        again = octosim.run(path, "seed", *SHORT, "--set", f"workload.recorded={octosim.scratch}/a.h5", "--set", "run.seed=7")
        assert again["macs"] == taken["macs"], (name, "all that they depend on was recorded")
        left_out = "not in it: resolution" in said.out
        assert left_out == (name != "ocr"), said
        assert left_out or again["operations"] == taken["operations"], (name, "all was recorded")
    text = (octosim.scratch / "a.csv").read_text().splitlines()
    assert text[0].startswith("video,frame,item,words,") and text[1].startswith("0,0,,"), text[:3]
    left = octosim.write("left.toml", workflows.EXPERIMENT)
    octosim.write("tiny_owg.toml", workflows.GOOD)
    octosim.succeeds("record", left, "-o", "left.csv")
    assert (octosim.scratch / "left.csv").read_text().splitlines()[:2] == ["video,frame,parts", "0,0,2"]


def large(octosim):
    """A file of 200,000 frames, HDF5 and CSV, is read in seconds; only what streams need of it is used."""
    path = experiment(octosim)
    rows = 200_000
    video, frame = numpy.repeat([0, 1], rows // 2), numpy.tile(numpy.arange(rows // 2), 2)
    parts = (frame * 7 + video) % 5
    _hdf5(octosim.scratch / "a.h5", video=video, frame=frame, parts=parts)
    with open(octosim.scratch / "a.csv", "w") as file:
        file.write("video,frame,parts\n")
        numpy.savetxt(file, numpy.stack([video, frame, parts], axis=1), fmt="%d", delimiter=",")
    values = [_values(octosim.run(path, "out", "--set", f"workload.recorded={name}", within=30)) for name in ("a.h5", "a.csv")]
    assert values[0] == values[1]


def recording(octosim):
    """One clear line, on no rank, one and two."""
    path = experiment(octosim)

    def refused(name, content, *words, ranks=(0, 2), statuses=(2,)):
        if isinstance(content, bytes):
            (octosim.scratch / name).write_bytes(content)
        elif content is not None:
            octosim.write(name, content)
        refuses(octosim, ["run", path, "-o", "out", "--set", f"workload.recorded={name}"], [name, *words], ranks=ranks,
                statuses=statuses)

    refused("missing.csv", None, "workload.recorded", "tried")
    refused("unknown.csv", CSV.replace("parts", "partz"), "column partz", 'did you mean "parts"')
    refused("gap.csv", CSV.replace("0,1,0\n", ""), "gap.csv:3", "video 0, frame 1 is missing")
    refused("twice.csv", CSV + "1,0,5\n", "twice.csv:6", "is there twice")
    refused("text.csv", CSV.replace("0,1,0", "0,1,none"), "text.csv:3", "column parts", "none", "must be a number")
    refused("negative.csv", CSV.replace("0,1,0", "0,1,-1"), "negative.csv:3: column parts = -1", "from 0")
    refused("nan.csv", CSV.replace("0,1,0", "0,1,nan"), "nan.csv:3", "must be finite")
    refused("ragged.csv", CSV.replace("0,1,0", "0,1"), "ragged.csv:3", "2 fields (must be 3")
    refused("empty.csv", "", "is empty")
    refused("rows.csv", "video,frame,parts\n", "has no rows")
    refused("items.csv", "video,frame,item,parts\n0,0,,2\n0,0,0,2\n", "column parts", "has values of items")
    columns = {"video": [0, 0], "frame": [0, 1], "parts": [1.0, 2.0]}
    cases = {"short.h5": ({"parts": [1.0]}, "/recorded/parts", "has 1 rows"), "bad.h5": ({"frame": [0, 2]}, "/recorded/frame: row 1", "is missing"),
             "inf.h5": ({"parts": [1.0, numpy.inf]}, "/recorded/parts: row 1", "infinite"),
             "less.h5": ({"parts": [1.0, -2.0]}, "/recorded/parts: row 1 = -2", "from 0"),
             "none.h5": ({"parts": [1.0, numpy.nan]}, "/recorded/parts: row 1 = nothing")}
    for name, (change, *words) in cases.items():
        _hdf5(octosim.scratch / name, **{**columns, **change})
        refused(name, None, *words)
    octosim.run(path, "run")
    refused("trace.h5", (octosim.scratch / "run" / "trace.h5").read_bytes(), "is no recording")
    _hdf5(octosim.scratch / "whole.h5", **columns)
    refused("cut.h5", (octosim.scratch / "whole.h5").read_bytes()[:1500], ranks=(0,), statuses=(1, 2))
    octosim.succeeds("compile", path, "-o", "t.plan", "--set", "workload.recorded=whole.h5")
    refuses(octosim, ["run", "--plan", "t.plan", "-o", "out", "--set", "workload.recorded=whole.h5"],
            ["--set workload.recorded=whole.h5", "t.plan"])
    refuses(octosim, ["record", path, "-o", "a.txt"], ["a.txt", ".csv, .h5 or .hdf5"])
    refuses(octosim, ["record", path, "-o", "no/such/a.csv"], ["no/such/a.csv"], statuses=(1,))
    refuses(octosim, ["record", "none.toml", "-o", "a.csv"], ["none.toml"])
    assert not (octosim.scratch / "out").exists() and not (octosim.scratch / "a.txt").exists()


CASES = {f"recorded_{body.__name__}": command.Case(body, processors=2) for body in (is_the_same_everywhere, goes_on, is_followed, round_trip, large)}
CASES["bad_recording"] = command.Case(recording, seconds=240, processors=2)
