"""Area and energy: Table I of the paper, and an energy that is the same on any ranks and when it is computed again."""
import json

import command
from cases_bad_input import refuses
from cases_good_paths import ER, SHORT


def _json(octosim, *words, **how):
    return json.loads(octosim.succeeds(*words, "--json", **how).out)


def area_is_table_one(octosim):
    chiplet = _json(octosim, "area", "--preset", "chiplet")
    assert abs(chiplet["chiplet_mm2"] / 613.34 - 1) < 1e-3, chiplet
    wafer = _json(octosim, "area", ranks=2)
    assert wafer["chiplets"] == 16 and wafer["wafer_mm2"] == 16 * wafer["chiplet_mm2"], wafer
    assert _json(octosim, "area", ER) == chiplet, "the experiment has the preset chiplet"
    larger = _json(octosim, "area", ER, "--set", "tf_queue.capacity=8 MiB")
    assert abs(larger["chiplet_mm2"] - chiplet["chiplet_mm2"] - 81 * 3.251) < 1e-6, larger
    table = octosim.succeeds("area", "--preset", "chiplet").out
    assert "Comp-Fabric" in table and f"{chiplet['chiplet_mm2']:.2f}" in table, table
    assert not list(octosim.scratch.iterdir()), "area writes nothing"


def energy_again(octosim):
    """The same on one rank and on two, at every level of the trace, and from the trace; other prices, other energy."""
    summary = octosim.run(ER, "one", *SHORT)
    keys = [key for key in summary if key.startswith("energy_") or key in ("mean_power_watts", "power_density_mw_per_mm2")]
    assert len(keys) > 10 and summary["energy_joules"] > 0, keys
    parts = [summary[key] for key in keys if key.endswith("_joules") and key != "energy_joules"]
    assert abs(sum(parts) - summary["energy_joules"]) < 1e-9 * summary["energy_joules"], "the parts are all of it"
    assert summary["tf_queue_written_bytes"] == summary["tf_queue_read_bytes"] > 0, "what is written is read again"
    two = octosim.run(ER, "two", *SHORT, "--set", "trace.level=summary", ranks=2)
    assert all(two[key] == summary[key] for key in keys), (two, summary)
    for place in ("one", "two/trace.h5"):
        again = _json(octosim, "energy", place)
        assert all(again[key] == summary[key] for key in keys), (again, summary)
    dear = _json(octosim, "energy", "one", "--set", "energy.mac=3.38 pJ")
    assert abs(dear["energy_macs_joules"] - 2 * summary["energy_macs_joules"]) < 1e-12, dear
    assert dear["energy_operands_joules"] == summary["energy_operands_joules"]
    ran = octosim.run(ER, "dear", *SHORT, "--set", "energy.mac=3.38 pJ")
    assert all(ran[key] == dear[key] for key in keys), "as if the run had been given that price"
    assert ran["trace_digest"] == summary["trace_digest"], "no result depends on a price"


def bad_area(octosim):
    refuses(octosim, ["area", "nowhere.toml"], ["nowhere.toml"])
    refuses(octosim, ["area", "--preset", "moon"], ["moon", "chiplet"], ranks=(0,))
    refuses(octosim, ["area", ER, "--preset", "wafer"], ["--preset", "EXPERIMENT"], ranks=(0,))
    refuses(octosim, ["area", "--set", "tf_queue.capacity=lots"], ["tf_queue.capacity", "lots"])


def bad_energy(octosim):
    octosim.run(ER, "out", *SHORT)
    refuses(octosim, ["energy", "out", "--set", "tbu.port=64"], ["tbu.port=64", "[energy]"])
    refuses(octosim, ["energy", "out", "--set", "energy.macs=1"], ["energy.macs", "energy.mac"], ranks=(0,))
    refuses(octosim, ["energy", "out", "--set", "energy.mac=1 W"], ["energy.mac", "femtojoules"], ranks=(0,))
    refuses(octosim, ["energy", "nowhere"], ["nowhere"])


CASES = {body.__name__: command.Case(body, processors=2) for body in (area_is_table_one, energy_again, bad_area, bad_energy)}
