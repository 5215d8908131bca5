"""Metrics against plain loops over the records, and against numbers worked out by hand."""
import collections

import numpy
import pytest
from conftest import ROOT
from octosim_analysis import area, digest, latency, moves, queues, recompute
from octosim_analysis.codes import STATES
from octosim_analysis.figures.shares import owners_of
from octosim_analysis.owners import Owners
from octosim_analysis.states import TbuStates, fractions
from octosim_analysis.sub_owgs import by_sub_owg

import octosim_analysis as oa


def rows_of(trace, path):
    """The table as a list of dicts: slow, and simple."""
    columns = trace[path].read()
    return [dict(zip(columns, row)) for row in zip(*(values.tolist() for values in columns.values()))]


def test_every_result_is_that_of_the_summary(real):
    """To the last bit, energies too; and what is not computed again is what no record has."""
    with oa.open(real) as trace:
        checks = recompute.against_summary(trace)
        assert [(c.name, c.summary, c.ours, c.source) for c in checks if not c.equal] == []
        assert len({c.name for c in checks}) > 65 and len(checks) > 80
        assert set(recompute.not_recomputed(trace, checks)) == {"digest"}
        assert recompute.states_add_up(trace)


@pytest.mark.parametrize(("path", "name"), [("tbus/totals/busy", "utilization"), ("balance/moves/bytes", "balance_bytes"), ("streams/done/time", "makespan_cycles"),
                                            ("network/links/bytes", "data_router_bytes"), ("tbus/totals/loaded_bytes", "energy_tbu_ports_joules")])
def test_a_changed_record_is_found(path, name, changed):
    def change(file):
        file[path][-1] += numpy.uint64(1)
        file["network/links/mesh"][-1] = 0
    with oa.open(changed(change)) as trace:
        assert name in {c.name for c in recompute.against_summary(trace) if not c.equal}


def test_a_changed_summary_is_found(changed):
    """Every value of it but the digest of events."""
    from h5py import File
    path = changed(lambda file: None)
    with File(path) as file:
        values = {name: value for name, value in file["summary"].attrs.items() if not name.startswith("host_") and name != "digest"}

    def other(value):
        return value + "x" if isinstance(value, str) else not value if isinstance(value, numpy.bool_) else numpy.nextafter(value, 9e99) if value.dtype == float else value + 1
    with File(path, "r+") as file:
        for name, value in values.items():
            file["summary"].attrs.modify(name, other(value))
    with oa.open(path) as trace:
        assert {c.name for c in recompute.against_summary(trace) if not c.equal} == set(values)


def test_the_digest_finds_what_sums_do_not(real, changed):
    pytest.importorskip("xxhash")
    with oa.open(real) as trace:
        assert digest.of_records(trace) == trace.meta.digest
    for path in ("clusters/switches/to", "tbus/samples/open", "streams/input/nth", "network/links/time"):
        def change(file, path=path):
            file[path][5] += numpy.uint64(1)
        with oa.open(changed(change)) as trace:
            assert digest.of_records(trace) != trace.meta.digest, path


def test_without_xxhash_there_is_no_digest(real, monkeypatch):
    monkeypatch.setattr(digest, "xxhash", None)
    with oa.open(real) as trace:
        assert digest.of_records(trace) is None


def test_areas_are_those_of_table_1():
    """The paper's chiplet is 613.3 mm2."""
    with open(ROOT / "docs" / "settings.md", encoding="utf-8") as text:
        section, settings = "", {}
        for line in text:
            section = line.strip()[1:-1] if line.startswith("[") else section
            row = [cell.strip() for cell in line.split("|")]
            if len(row) > 3 and row[2].isdigit():
                settings[f"{section}.{row[1]}"] = int(row[2])
    paper = area.area_of(settings)
    assert paper.chiplet == pytest.approx(613.3, abs=0.1) and paper.wafer == 16 * paper.chiplet and paper.cbus == 81
    with pytest.raises(oa.Missing, match="no whole number tbu.sram"):
        area.area_of({key: value for key, value in settings.items() if key != "tbu.sram"})


def test_states_that_do_not_add_up_are_found(changed):
    def change(file):
        file["tbus/totals/starved"][3] += numpy.uint64(1)
    with oa.open(changed(change)) as trace:
        assert not recompute.states_add_up(trace)


def test_states_of_whole_run_and_window(made_up):
    """Every TBU is busy half of every interval, and given a packet in each."""
    with oa.open(made_up) as trace:
        states = TbuStates(trace)
        whole = fractions(states.whole())
        assert whole["utilization"] == pytest.approx(0.5) and whole["starved"] == pytest.approx(0.5)
        first, last = states.steady()
        assert (first / states.end, last / states.end) == (pytest.approx(0.05, abs=1e-3), pytest.approx(0.9, abs=1e-3))
        assert fractions(states.between(first, last))["utilization"] == pytest.approx(0.5)
        edges, parts = states.over_time(7)
        assert len(edges) == 8 and parts["busy"].tolist() == pytest.approx([0.5] * 7)
        assert sum(parts[state] for state in STATES).tolist() == pytest.approx([1.0] * 7)


@pytest.mark.parametrize(("first", "last"), [(123_456.0, 1_234_567.0), (300_000.0, 300_001.0), (0.0, 1e9)])
def test_windows_are_interpolated_between_samples(first, last, real):
    """Against numpy.interp over every sample, TBU by TBU."""
    with oa.open(real) as trace:
        states = TbuStates(trace)
        rows = rows_of(trace, "/tbus/samples") + rows_of(trace, "/tbus/totals")
        for state in ("busy", "starved"):
            expected = 0.0
            for tbu in range(states.tbus):
                at, done = zip((0, 0), *((row["time"], row[state]) for row in rows if row["tbu"] == tbu))
                expected += numpy.interp(last, at, done) - numpy.interp(first, at, done)
            assert states.between(first, last)[state] == pytest.approx(expected)


def test_shares_are_those_of_a_walk_through_the_switches(real):
    with oa.open(real) as trace:
        end = int(trace.number("makespan_cycles"))
        owners = Owners(trace, end)
        spent = collections.Counter()
        since, works_on = collections.defaultdict(int), {}
        for row in rows_of(trace, "/clusters/switches"):
            cluster, time = row["cluster"], min(row["time"], end)
            assert works_on.get(cluster, row["from"]) == row["from"]
            spent[cluster, row["from"]] += time - since[cluster]
            since[cluster], works_on[cluster] = time, row["to"]
        for row in rows_of(trace, "/clusters/state"):
            spent[row["cluster"], row["sub_owg"]] += end - since[row["cluster"]]
        found = owners.cumulative(numpy.array([0.0, float(end)]))
        for (cluster, sub_owg), cycles in spent.items():
            assert found[cluster, sub_owg, 1] == pytest.approx(cycles)
        assert found.sum() == pytest.approx(end * owners.clusters), "each cluster always works on one"
        edges, shares = owners.shares(13)
        assert shares.sum(axis=0) == pytest.approx(numpy.ones(13)) and edges[-1] == end
        _, most, part = owners.dominant(13)
        assert most.shape == (owners.clusters, 13) and (part <= 1 + 1e-9).all() and (part >= 1 / owners.sub_owgs - 1e-9).all()


def test_cycles_by_sub_owg_are_all_cycles(real):
    with oa.open(real) as trace:
        states = TbuStates(trace)
        found = by_sub_owg(trace, states, owners_of(trace, "this"))
        assert sum(row[state] for row in found for state in STATES) == pytest.approx(states.end * states.tbus)
        assert sum(row["executed"] for row in found) == trace.result("tbu_packets")


def test_queue_depth_is_that_of_the_samples(real):
    with oa.open(real) as trace:
        edges, means, most = queues.over_time(trace, 10**6)
        depth = collections.Counter()
        for row in rows_of(trace, "/clusters/samples"):
            depth[row["time"], row["sub_owg"]] += row["input_bytes"]
        count = len(edges) - 1
        for (time, sub_owg), size in depth.items():
            at = min(max(int(numpy.searchsorted(edges, time)) - 1, 0), count - 1)
            assert means["input_bytes"][sub_owg, at] == size == most["input_bytes"][sub_owg, at]
        _, fewer, peak = queues.over_time(trace, 5)
        assert peak["input_bytes"].max() == max(depth.values()) and (fewer["input_bytes"] <= peak["input_bytes"] + 1e-6).all()


def test_flows_are_those_of_the_moves(real):
    with oa.open(real) as trace:
        rows = rows_of(trace, "/balance/moves")
        expected = collections.defaultdict(lambda: [0, 0, 0])
        for row in rows:
            for k, value in enumerate((1, row["items"], row["bytes"])):
                expected[row["from"], row["to"]][k] += value
        assert moves.between_clusters(trace) == {pair: tuple(row) for pair, row in expected.items()}
        edges, found = moves.over_time(trace, int(trace.number("makespan_cycles")), 9)
        assert found.sum() == sum(row["bytes"] for row in rows) == trace.result("balance_bytes")


def test_latency_quantiles_are_values_that_were_seen(real):
    with oa.open(real) as trace:
        values = latency.of_streams(trace)
        assert sorted(row["time"] - row["first"] for row in rows_of(trace, "/streams/done")) == values.tolist()
    ten = numpy.arange(10, 110, 10)
    assert [latency.quantile(ten, percent) for percent in (50, 90, 95, 99, 100)] == [50, 90, 100, 100, 100]
    assert latency.quantile(numpy.array([7]), 50) == 7


def test_a_trace_of_level_summary_says_what_it_lacks(changed):
    def change(file):
        file["meta"].attrs["level"] = "summary"
        for path in ("clusters/switches", "clusters/samples", "tbus/samples", "balance/moves", "network/links"):
            for column in file[path].values():
                column.resize((0,))
    from octosim_analysis import figures, runs
    with oa.open(path := changed(change)) as trace:
        assert TbuStates(trace).whole()["busy"] > 0, "totals are there"
        assert [c for c in recompute.against_summary(trace) if not c.equal] == []
    for name in ("fig10", "fig13", "states", "queues", "diffusion", "network", "timeline", "utilization-map"):
        with pytest.raises(oa.Missing, match="trace.level=interval"):
            figures.find(name).of(runs.open_runs([str(path)]))


def test_an_empty_table_says_what_to_run_with(changed):
    from octosim_analysis import figures, runs

    def says(name, without, *replaced):
        def change(file):
            text = file["meta/experiment"].asstr()[()]
            for old, new in replaced:
                assert old in text
                text = text.replace(old, new)
            del file["meta/experiment"]
            file["meta/experiment"] = numpy.bytes_(text)
            for column in file[without].values():
                column.resize((0,))
        opened = runs.open_runs([str(changed(change))])
        with pytest.raises(oa.Missing) as found:
            figures.find(name).of(opened)
        opened[0].close()
        assert f"{name} needs {without}, which has no rows: " in str(found.value)
        return str(found.value).split("no rows: ")[1]
    far = ("interval = 100000", "interval = 100000000")
    assert says("states", "/tbus/samples", far).endswith("(run it with --set trace.interval=40000)")
    assert says("queues", "/clusters/samples", far).startswith("trace.interval = 100000000 cycles, and the run took ")
    assert says("diffusion", "/balance/moves") == "nothing was moved between clusters in this run"
    assert says("diffusion", "/balance/moves", ('balance = "diffusive"', 'balance = "none"')).endswith("(run it with --set schedule.balance=diffusive)")
    assert "no stream was delivered by cycle" in says("latency", "/streams/done")


def test_a_recovered_trace_has_no_results_but_figures(changed):
    def change(file):
        file["meta"].attrs["complete"] = 0
        file["meta"].attrs["complete_until"] = 2_000_000
        for name in list(file["summary"].attrs):
            del file["summary"].attrs[name]
        for path in ("tbus/totals", "clusters/totals", "clusters/state"):
            for column in file[path].values():
                column.resize((0,))
    from octosim_analysis import figures, runs
    path = changed(change, "recovered.h5")
    with oa.open(path) as trace, pytest.raises(oa.Missing, match="recovered from a killed run"):
        recompute.of_run(trace)
    for name in ("fig12", "fig13", "states", "timeline", "queues", "diffusion", "progress", "network"):
        figures.find(name).of(runs.open_runs([str(path)]))


def test_a_recovered_trace_tells_what_clusters_worked_on_that_never_turned(changed):
    """The end, which says it of other traces, is missing; the first sample says it too."""
    def change(file):
        file["meta"].attrs["complete"], file["meta"].attrs["complete_until"] = numpy.uint64(0), numpy.uint64(300_000)
        switches = file["clusters/switches"]
        kept = (switches["time"][:] < 300_000) & (switches["cluster"][:] != 1)
        for table, rows in (("clusters/switches", kept), ("clusters/state", numpy.zeros(4, dtype=bool)), ("clusters/totals", numpy.zeros(16, dtype=bool))):
            for name in list(file[table]):
                values = file[table][name][:][rows]
                del file[table][name]
                file[table][name] = values
    with oa.open(changed(change, "recovered.h5")) as trace:
        samples = trace["/clusters/samples"].frame()
        first = samples[(samples.time == samples.time.min()) & (samples.cluster == 1) & (samples.owner == 1)]
        owners = Owners(trace, trace.end)
        assert not owners.divided and owners.began()[1] == first.sub_owg.iloc[0]
        assert owners.cumulative(numpy.array([300_000.0])).sum(axis=1).ravel() == pytest.approx([300_000.0] * 4)


def test_states_over_time_are_a_whole_and_sum_to_the_totals(real):
    """Never negative, though idle time is attributed in one piece when it ends."""
    with oa.open(real) as trace:
        states = TbuStates(trace)
        for bins in (3, 17, 10**6):
            edges, parts = states.over_time(bins)
            assert sum(parts[state] for state in STATES) == pytest.approx(numpy.ones(len(edges) - 1))
            for state in STATES:
                assert parts[state].min() > -1e-12
                assert (parts[state] * numpy.diff(edges) * states.tbus).sum() == pytest.approx(states.whole()[state], rel=1e-9, abs=1.0)


def test_idle_time_is_put_where_it_was_open(changed):
    """One TBU of 1000 cycles and three samples: busy until 250, then open, found blocked at 750, busy again to the end."""
    def change(file):
        rows = {"time": [250, 500, 750], "busy": [250, 250, 250], "blocked": [0, 0, 500], "open": [0, 250, 0]}
        for path, last in (("tbus/samples", False), ("tbus/totals", True)):
            for name, column in file[path].items():
                values = [{"time": 1000, "busy": 500, "blocked": 500}.get(name, 0)] if last else rows.get(name, [0, 0, 0])
                column.resize((len(values),))
                column[:] = numpy.array(values, dtype="uint64")
    with oa.open(changed(change)) as trace:
        edges, parts = TbuStates(trace).over_time(10)
    assert edges.tolist() == [0, 250, 500, 750, 1000]
    assert (parts["busy"].tolist(), parts["blocked"].tolist(), parts["open"].tolist()) == ([1, 0, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0])
