"""The energy of a run from its counts, as the simulator computes it (docs/area-energy.md, models/hardware/energy.cpp)."""
from __future__ import annotations

import math
import typing

from octosim_analysis.area import area_of, whole_number
from octosim_analysis.errors import Missing
from octosim_analysis.experiment import Settings

_OPERAND_BYTES = 2 * 4
_JOULES = 1e-15  # prices are in fJ


def energy_of(settings: Settings, counts: typing.Mapping[str, int]) -> dict[str, float]:
    """Values of /summary by name, `wafer_area_mm2` among them.  `counts`: those of /summary.

    The same operations in the same order as the simulator's, so equal to the last bit.  \\raises Missing: a setting or a count is not there"""
    def price(key: str) -> float:
        return float(whole_number(settings, f"energy.{key}"))

    def count(name: str) -> int:
        if name not in counts:
            raise Missing(f"no {name} to compute energy from")
        return counts[name]

    def joules(number: float, key: str) -> float:
        return float(number) * price(key) * _JOULES
    area = area_of(settings)
    hop = math.sqrt(area.chiplet / float(area.cbus))
    seconds = float(count("makespan_cycles")) / float(whole_number(settings, "wafer.clock"))
    ported = count("tbu_loaded_bytes") + count("tbu_sent_bytes")
    static_watts = 1e-6 * ((area.wafer - area.sram) * price("static_logic") + area.sram * price("static_sram"))

    def mesh(which: str) -> float:
        return joules(count(f"{which}_router_bytes"), "router") + joules(float(count(f"{which}_hop_bytes")) * hop, "wire")
    parts = {
        "macs": joules(count("macs"), "mac"),
        "operations": joules(count("operations"), "operation"),
        "operands": joules(_OPERAND_BYTES * (float(count("macs")) + float(count("operations"))) / price("operand_reuse"), "sram"),
        "tbu_sram": joules(2 * ported, "sram"),
        "tbu_ports": joules(float(ported) * hop, "wire"),
        "tf_queues": joules(count("tf_queue_written_bytes") + count("tf_queue_read_bytes"), "tf_queue"),
        "configuration": joules(count("configuration_bytes"), "configuration"),
        "data_network": mesh("data"),
        "control_network": mesh("control"),
        "die_to_die": joules(count("data_die_bytes") + count("control_die_bytes"), "die_to_die"),
        "dram": joules(count("dram_bytes"), "dram"),
        "static": static_watts * seconds}
    total = on_wafer = 0.0
    for name, value in parts.items():
        total += value
        on_wafer += 0.0 if name == "dram" else value
    items = count("items_delivered")
    return {**{f"energy_{name}_joules": value for name, value in parts.items()}, "energy_joules": total,
            "mean_power_watts": total / seconds if seconds else 0.0,
            "wafer_area_mm2": area.wafer,
            "power_density_mw_per_mm2": 1e3 * on_wafer / seconds / area.wafer if seconds else 0.0,
            "energy_per_item_millijoules": 1e3 * total / float(items) if items else 0.0}

