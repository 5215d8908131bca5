"""The energy of a run from its counts, as the simulator computes it (docs/area-energy.md, models/hardware/energy.cpp)."""
from __future__ import annotations

import math
import typing

from octosim_analysis.errors import Missing
from octosim_analysis.experiment import Settings

_TF_QUEUE_MM2, _TF_QUEUE_BYTES = 3.251, 4194304.0  # Table I of the paper (arXiv 2405.17221); SRAM is in proportion to it
_PORTS = 5.0  # of a router, each with an input buffer
_OPERAND_BYTES = 2 * 4
_JOULES = 1e-15  # prices are in fJ


def energy_of(settings: Settings, counts: typing.Mapping[str, int], wafer_mm2: float) -> dict[str, float]:
    """Values of /summary by name.  `counts`: those of /summary.  `wafer_mm2`: area of all chiplets, of the machine's area model.

    The same operations in the same order as the simulator's, so equal to the last bit where the area of a chiplet is: wafer_mm2
    divided by the number of chiplets, exactly if that is a power of two.  \\raises Missing: a setting or a count is not there"""
    def setting(key: str) -> int:
        value = settings.get(key)
        if not isinstance(value, int):
            raise Missing(f"the experiment of the trace has no number {key}")
        return value

    def price(key: str) -> float:
        return float(setting(f"energy.{key}"))

    def count(name: str) -> int:
        if name not in counts:
            raise Missing(f"no {name} to compute energy from")
        return counts[name]

    def joules(number: float, key: str) -> float:
        return float(number) * price(key) * _JOULES
    chiplets = setting("wafer.chiplet_rows") * setting("wafer.chiplet_cols")
    cbus = (setting("wafer.tbu_rows") + 1) * (setting("wafer.tbu_cols") + 1)
    hop = math.sqrt(wafer_mm2 / chiplets / cbus)
    sram = _sram_of_chiplet(setting, cbus) * chiplets
    seconds = float(count("makespan_cycles")) / float(setting("wafer.clock"))
    ported = count("tbu_loaded_bytes") + count("tbu_sent_bytes")
    static_watts = 1e-6 * ((wafer_mm2 - sram) * price("static_logic") + sram * price("static_sram"))

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
            "power_density_mw_per_mm2": 1e3 * on_wafer / seconds / wafer_mm2 if seconds else 0.0,
            "energy_per_item_millijoules": 1e3 * total / float(items) if items else 0.0}


def _sram_of_chiplet(setting: typing.Callable[[str], int], cbus: int) -> float:
    """mm2, summed in the order of Table I."""
    def mm2(size: float) -> float:
        return _TF_QUEUE_MM2 * size / _TF_QUEUE_BYTES
    tbus = setting("wafer.tbu_rows") * setting("wafer.tbu_cols")
    total = 0.0
    for number, size in ((cbus, float(setting("tf_queue.capacity"))), (tbus, float(setting("tbu.sram"))),
                         (cbus, _PORTS * float(setting("network.buffer"))), (cbus, _PORTS * float(setting("control.buffer")))):
        total += float(number) * mm2(size)
    return total
