"""Tidy DataFrames: each against what it is made of."""
import pytest
from octosim_analysis import frames
from octosim_analysis.codes import STATES

import octosim_analysis as oa


@pytest.fixture(scope="module")
def trace(real):
    with oa.open(real) as opened:
        yield opened


def test_every_dataset_of_the_trace_is_in_a_frame(trace):
    """Record tables, /meta, /summary, /engine and what is below it, settings: nothing is left out."""
    assert set(frames.records(trace)["table"]) == set(trace.tables)
    assert frames.records(trace).set_index("table").loc["/balance/moves", "rows"] == trace["/balance/moves"].rows
    assert dict(zip(*frames.meta(trace)[["name", "value"]].T.to_numpy()))["seed"] == 1
    found = frames.summary(trace).set_index("name")
    assert dict(found["value"]) == trace.summary
    assert found.loc["makespan_cycles", "unit"] == "cycles" and found.loc["energy_joules", "unit"] == "J" and found.loc["control_bytes_moves", "unit"] == "bytes"
    settings = frames.settings(trace)
    assert {f"{section}.{key}": value for section, key, value in settings.itertuples(index=False)} == trace.settings
    engine = frames.engine(trace)
    assert len(engine) == trace.meta.ranks and engine["events"].sum() == trace.result("events") == frames.loads(trace)["events"].sum()
    assert frames.classes(trace).empty, "only with --profile"


def test_frames_over_time_are_tidy(trace):
    """A row an observation, parts of a whole that are one."""
    states, shares = frames.states(trace, 20), frames.shares(trace, 50)
    assert list(states.columns) == ["from_cycle", "to_cycle", "state", "part"] and set(states["state"]) == set(STATES)
    assert states.groupby("from_cycle")["part"].sum().to_numpy() == pytest.approx(1.0)
    assert list(shares.columns) == ["from_cycle", "to_cycle", "sub_owg", "share"] and shares["sub_owg"].tolist() == [k + 1 for k in range(4) for _ in range(50)]
    assert shares.groupby("from_cycle")["share"].sum().to_numpy() == pytest.approx(1.0)
    depth = frames.queue_depth(trace, 10)
    assert (depth["input_bytes_mean"] <= depth["input_bytes_most"] + 1e-6).all() and set(depth["sub_owg"]) == {1, 2, 3, 4}


def test_frames_of_units_of_the_machine(trace):
    tbus = frames.tbus(trace)
    assert len(tbus) == 64 and (tbus["row"] * 8 + tbus["col"] == tbus["tbu"]).all() and tbus["cluster"].nunique() == 4
    busy = dict(zip(trace["/tbus/totals"].column("tbu").tolist(), trace["/tbus/totals"].column("busy").tolist()))
    end = trace.result("drained_cycles")
    assert tbus.set_index("tbu")["utilization"].to_dict() == pytest.approx({tbu: cycles / end for tbu, cycles in busy.items()})
    sub_owgs = frames.sub_owgs(trace)
    assert sub_owgs["sub_owg"].tolist() == [1, 2, 3, 4] and sub_owgs["executed"].sum() == trace.result("tbu_packets")
    flows = frames.flows(trace)
    assert flows["bytes"].sum() == trace.result("balance_bytes") and flows["moves"].sum() == trace.result("balance_moves")
    assert frames.latencies(trace)["latency_cycles"].is_monotonic_increasing and len(frames.latencies(trace)) == trace.result("streams_done")
    assert frames.checks(trace)["equal"].all()


def test_classes_of_a_profiled_run(changed):
    import numpy

    def change(file):
        group = file.create_group("engine/classes")
        group["names"] = numpy.bytes_("CBU\nTBU\n")
        for name, values in {"component": [0, 1], "rank": [0, 0], "components": [81, 64], "events": [5, 6], "nanoseconds": [7, 8]}.items():
            group[name] = numpy.array(values, dtype="uint64")
    with oa.open(changed(change)) as trace:
        found = frames.classes(trace)
    assert found["class"].tolist() == ["CBU", "TBU"] and found["events"].tolist() == [5, 6] and "component" not in found
