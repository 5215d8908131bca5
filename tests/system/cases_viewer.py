"""octosim report and octosim watch as a user runs them.  What the page does in a browser: tests/analysis/viewer."""
import base64
import io
import re
import time

import h5py

import command
from cases_bad_input import refuses
from cases_good_paths import ER, SHORT
from running import Running


def embedded(page):
    """The traces in a page, as open files."""
    found = re.findall(r'class="embedded-trace" data-name="([^"]*)"[^>]*>([^<]*)</script>', page.read_text())
    return [(name, h5py.File(io.BytesIO(base64.b64decode(text)))) for name, text in found]


def report_has_the_trace(octosim):
    octosim.run(ER, "one", *SHORT)
    octosim.run(ER, "two", *SHORT, "--set", "schedule.balance=none")
    octosim.succeeds("report", "one/trace.h5", "-o", "report.html")
    (name, small), = embedded(octosim.scratch / "report.html")
    with h5py.File(octosim.scratch / "one" / "trace.h5") as trace:
        assert name == "one/trace.h5" and small["meta"].attrs["digest"] == trace["meta"].attrs["digest"]
        for column in ("time", "tbu", "busy"):
            assert (small["tbus/samples"][column][:] == trace["tbus/samples"][column][:]).all(), column
    done = octosim.succeeds("report", "one", "two", "-o", "compared.html")
    assert [name for name, _ in embedded(octosim.scratch / "compared.html")] == ["one", "two"], done


def report_refuses(octosim):
    octosim.run(ER, "out", *SHORT)
    whole = (octosim.scratch / "out" / "trace.h5").read_bytes()
    (octosim.scratch / "cut.h5").write_bytes(whole[: len(whole) // 2])
    with h5py.File(octosim.scratch / "foreign.h5", "w") as file:
        file["x"] = 1
    for words, says in ((["nowhere"], ["nowhere"]), (["cut.h5"], ["cut.h5", "cut short"]), (["foreign.h5"], ["foreign.h5", "not a trace of octosim"]),
                        ([str(ER)], ["er_chiplet.toml", "not an HDF5 file"]), (["out", "--most", "1B"], ["does not fit"])):
        refuses(octosim, ["report", *words, "-o", "page.html"], says, ranks=(0,))
    assert not (octosim.scratch / "page.html").exists()
    refuses(octosim, ["watch", "nowhere"], ["nowhere", "no such folder"], ranks=(0,))
    done = octosim("watch", "out", ranks=2)
    assert done.status == 2 and "without mpirun" in done.err, done


def watch_does_not_disturb(octosim):
    """Looks at a run of two ranks, again and again, and puts it into a page; its trace is that of a run that nobody looked at."""
    words = (ER, "--set", "workload.minutes=0.25", "--set", "trace.flush_seconds=1")
    with Running(octosim, "seen", 2, *words, "-o", "seen") as run:
        deadline, said = time.monotonic() + 60, ""
        while run.runs() and time.monotonic() < deadline and "TBUs busy" not in said:
            done = octosim("watch", "seen", "--once", "--page", "live.html")
            said = done.out if done.status == 0 else said
        assert re.search(r"on disk until cycle \d+, 2 ranks", said) and re.search(r"input read .* of \d+ frames", said), said
        assert "TBUs busy" in said, said
        (_, live), = embedded(octosim.scratch / "live.html")
        assert live["meta"].attrs["complete"] == 0 and live["tbus/samples/time"].shape[0] > 0
        octosim.succeeds("watch", "seen", "--every", "0.2", within=100)  # ends with the run
        assert run.ends(within=60).status == 0
    octosim.run(ER, "alone", *words[1:], ranks=2, within=100)
    octosim.succeeds("diff", "seen/trace.h5", "alone/trace.h5")
    assert "ended (all streams delivered)" in octosim.succeeds("watch", "seen").out


CASES = {body.__name__: command.Case(body, seconds=400) for body in (report_has_the_trace, report_refuses, watch_does_not_disturb)}
CASES["watch_does_not_disturb"].processors = 2
