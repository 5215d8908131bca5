"""The area of the machine from its settings, as the simulator computes it (docs/area-energy.md, models/hardware/area.cpp).

The same operations in the same order, so equal to the last bit.  Areas of components and what they belong to: Table I of arXiv 2405.17221."""
from __future__ import annotations

import dataclasses

from octosim_analysis.errors import Missing
from octosim_analysis.experiment import Settings

_TF_QUEUE_MM2, _TF_QUEUE_BYTES = 3.251, 4194304  # SRAM is in proportion to it
_PORTS = 5.0  # of a router, each with an input buffer
_ROUTERS = 81  # that the paper's networks have
_DATA_MM2, _DATA_LINK, _DATA_BUFFER = 86.62, 256, 65536
_CONTROL_MM2, _CONTROL_LINK, _CONTROL_BUFFER = 5.414, 16, 4096
_PES = 32 * 32
_TBU_PORT = 256
_CHIPLETS, _DRAM_BANDWIDTH = 16, 1300


@dataclasses.dataclass(frozen=True)
class Area:
    """mm2; `sram`: of the wafer."""
    chiplets: int
    cbus: int  # of a chiplet
    chiplet: float
    sram: float

    @property
    def wafer(self) -> float:
        return float(self.chiplets) * self.chiplet


def whole_number(settings: Settings, key: str) -> int:
    """\\raises Missing"""
    value = settings.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Missing(f"the experiment of the trace has no whole number {key}")
    return value


def _sram(size: float) -> float:
    return _TF_QUEUE_MM2 * size / float(_TF_QUEUE_BYTES)


def _router(buffer: int, link: int, paper_mm2: float, paper_buffer: int, paper_link: int) -> tuple[float, float]:
    """Buffers by their bytes, all else by the width of a link: mm2, and of them SRAM."""
    rest = paper_mm2 / float(_ROUTERS) - _sram(_PORTS * float(paper_buffer))
    sram = _sram(_PORTS * float(buffer))
    return sram + rest * (float(link) / float(paper_link)), sram


def area_of(settings: Settings) -> Area:
    """\\raises Missing: a setting is not there"""
    def of(key: str) -> int:
        return whole_number(settings, key)
    tbus = of("wafer.tbu_rows") * of("wafer.tbu_cols")
    cbus = (of("wafer.tbu_rows") + 1) * (of("wafer.tbu_cols") + 1)
    chiplets = of("wafer.chiplet_rows") * of("wafer.chiplet_cols")
    control = float(of("control.link")) / float(_CONTROL_LINK)
    data = float(4 * of("tbu.port") + of("network.link")) / float(4 * _TBU_PORT + _DATA_LINK)
    pes = float(of("tbu.pe_rows") * of("tbu.pe_cols")) / float(_PES)
    memory = (float(of("dram.bandwidth")) / float(chiplets)) / (float(_DRAM_BANDWIDTH) / float(_CHIPLETS))
    queue, sram = _sram(float(of("tf_queue.capacity"))), _sram(float(of("tbu.sram")))
    rows = (
        (cbus, queue, queue), (cbus, 0.030 * data, 0.0), (cbus, 0.002, 0.0), (cbus, 0.002, 0.0), (cbus, 0.004, 0.0), (cbus, 0.0028 * control, 0.0),
        (tbus, 3.021 * pes, 0.0), (tbus, sram, sram), (tbus, 0.0108 * (float(of("tbu.port")) / float(_TBU_PORT)), 0.0), (tbus, 0.0052, 0.0),
        (tbus, 0.0004, 0.0), (tbus, 0.0012 * control, 0.0),
        (cbus, *_router(of("network.buffer"), of("network.link"), _DATA_MM2, _DATA_BUFFER, _DATA_LINK)),
        (cbus, *_router(of("control.buffer"), of("control.link"), _CONTROL_MM2, _CONTROL_BUFFER, _CONTROL_LINK)),
        (1, 17.97 * memory, 0.0))
    chiplet = in_sram = 0.0
    for count, each, of_sram in rows:
        chiplet += float(count) * each
        in_sram += float(count) * of_sram
    return Area(chiplets, cbus, chiplet, float(chiplets) * in_sram)
