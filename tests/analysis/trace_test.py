"""Opening: what a trace is, what is none, and what is said then; reading lazily."""
import pathlib
import subprocess
import sys

import numpy
import pytest
from octosim_analysis import codes

import octosim_analysis as oa


def test_a_trace_says_what_it_is(real):
    with oa.open(real) as trace:
        assert (trace.meta.experiment_name, trace.meta.seed, trace.meta.level, trace.meta.complete) == ("er_chiplet", 1, "event", True)
        assert trace.settings["schedule.cluster_size"] == 16 and trace.settings["tbu.pe_rows"] == 32
        assert "/balance/moves" in trace and "balance/moves" in trace and "/balance/none" not in trace
        assert trace["tbus/samples"].units["busy"] == "cycles" and "executing" in trace["tbus/samples"].meanings["busy"]
    with oa.open(real.parent) as trace:
        assert trace.path == real, "the folder of the run does too"


def test_chunks_are_the_rows_in_order_whatever_their_size(real):
    with oa.open(real) as trace:
        table = trace["/network/links"]
        whole = table.read(("time", "bytes"))
        for size in (16, 1000, 10**9):
            parts = list(table.chunks(("time", "bytes"), bytes_at_once=size if size > 16 else 4000))
            for name in ("time", "bytes"):
                assert (numpy.concatenate([part[name] for part in parts]) == whole[name]).all()
        assert len(list(table.chunks(("time",), bytes_at_once=8000))) == -(-table.rows // 1000)


def test_sums_do_not_overflow(changed):
    def change(file):
        file["balance/moves/bytes"][:] = numpy.uint64(2**63 + 1)
        file["balance/moves/hops"][:] = numpy.uint64(5)
    with oa.open(changed(change)) as trace:
        table = trace["/balance/moves"]
        assert table.sum("bytes") == (2**63 + 1) * table.rows
        assert table.sum("bytes", "hops") == 5 * (2**63 + 1) * table.rows


def test_frames_are_tidy_and_name_codes(real):
    with oa.open(real) as trace:
        for path in trace.tables:
            frame = trace[path].frame()
            assert tuple(frame.columns) == trace[path].columns and len(frame) == trace[path].rows
        switches = trace["/clusters/switches"].frame(["time", "reason"])
        codes_ = trace["/clusters/switches"].read(("reason",))["reason"]
        assert switches["reason"].tolist() == [codes.REASONS[k] for k in codes_]
        assert switches.attrs["units"] == {"time": "cycles", "reason": "id"}
        assert trace["/clusters/switches"].frame(names=False)["reason"].tolist() == codes_.tolist()
        assert trace["/tbus/samples"].frame(["time"], every=64)["time"].is_unique


def test_names_of_codes_are_those_of_the_columns(real):
    """`help` counts the values: `0 input empty, 1 output full, ...`."""
    words = {"own CBU": "to the node's own CBU", "data": "data network", "control": "control network", "the controller": "controller"}
    with oa.open(real) as trace:
        for (path, column), names in codes.NAMES.items():
            said = trace[path].meanings[column]
            if column == "kind":
                assert said.count(";") == len(names) - 1, said
                summary = [name.removeprefix("control_bytes_") for name in trace.summary if name.startswith("control_bytes_")]
                assert sorted(summary) == sorted(names), "those of /summary@control_bytes_<kind>"
                continue
            for number, name in enumerate(names):
                assert f"{number} {words.get(name, name)}" in said or f"{number} the {name}" in said or f"{number} {name}" in said, (column, number, name)


def test_large_frames_are_refused_before_they_are_made(real):
    with oa.open(real) as trace, pytest.raises(oa.TooLarge, match=r"/tbus/samples are .* MiB .at most 0.*chunks"):
        trace["/tbus/samples"].frame(most_bytes=1000)


def test_what_is_not_there_is_named_with_what_is_near(real):
    with oa.open(real) as trace:
        with pytest.raises(oa.Missing, match="has no table /balance/move .*did you mean /balance/moves"):
            trace["/balance/move"]
        with pytest.raises(oa.Missing, match="has no column byte .*did you mean bytes"):
            trace["/balance/moves"].read(("byte",))
        with pytest.raises(oa.Missing, match="/summary has no utilisation.*did you mean utilization"):
            trace.result("utilisation")


def test_samples_are_found_by_instant(made_up):
    with oa.open(made_up) as trace:
        sampled = trace.sampled("/tbus/samples")
        assert (sampled.counts() == 64).all() and (numpy.diff(sampled.instants) == 1000).all()
        seventh = sampled.at(7, ("time", "tbu", "packets"))
        assert set(seventh["time"].tolist()) == {8000} and seventh["tbu"].tolist() == list(range(64)) and set(seventh["packets"].tolist()) == {8}
        assert sampled.sums("packets").tolist() == [64 * (k + 1) for k in range(len(sampled))]
        blocks = list(sampled.blocks(("time", "packets"), bytes_at_once=16 * 64 * 10))
        assert [k for k, _, _ in blocks][:3] == [0, 10, 20] and blocks[-1][1] == len(sampled)
        assert sum(rows["time"].size for _, _, rows in blocks) == trace["/tbus/samples"].rows


def test_an_instant_may_lie_across_two_chunks(real, monkeypatch):
    """The index and the sums do not depend on where chunks end."""
    from octosim_analysis import sampled, table
    with oa.open(real) as trace:
        first = sampled.Sampled(trace["/network/links"])
        sums = first.sums("bytes")
        chunks = table.Table.chunks
        for size in (8, 24, 1000):
            monkeypatch.setattr(table.Table, "chunks", lambda self, columns=None, start=0, stop=None, bytes_at_once=size: chunks(self, columns, start, stop, size))
            again = sampled.Sampled(trace["/network/links"])
            assert (again.instants == first.instants).all() and (again.first == first.first).all() and (again.sums("bytes") == sums).all()
            monkeypatch.undo()


def test_chosen_instants_are_read_whether_near_or_far(made_up):
    with oa.open(made_up) as trace:
        sampled = trace.sampled("/tbus/samples")
        for wanted in ([0], [3, 4, 5], list(range(len(sampled))), [0, 1, len(sampled) - 1], [2, 300 % len(sampled), len(sampled) - 1]):
            wanted = sorted(set(wanted))
            for size in (100, 10**5, 10**8):
                found = numpy.zeros(len(wanted))
                rows = 0
                for place, columns in sampled.pick(numpy.array(wanted), ("time", "packets"), size):
                    assert (columns["time"] == sampled.instants[numpy.array(wanted)[place]]).all()
                    numpy.add.at(found, place, columns["packets"].astype(float))
                    rows += place.size
                assert found.tolist() == [64.0 * (k + 1) for k in wanted] and rows == 64 * len(wanted)


def test_metrics_and_figures_need_no_pandas(real):
    """octosim reproduce uses them, and pandas is not among what it needs."""
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    code = ("import sys; sys.modules['pandas'] = None; sys.path[:0] = [sys.argv[2] + '/jobs']\n"
            "from reproduce import metrics; from octosim_analysis.trace import Trace; import reproduce.figures.fig10, reproduce.figures.fig13\n"
            "with Trace(sys.argv[1]) as trace: print(len(metrics._of_trace(trace, int(trace.number('makespan_cycles')))['sub_owgs']))")
    done = subprocess.run([sys.executable, "-B", "-c", code, real, root], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "4\n"), done.stderr
