"""Units of results, by their names (io/FORMAT.md), and numbers as people read them."""
from __future__ import annotations

_SUFFIXES = (("_mw_per_mm2", "mW/mm2"), ("_byte_hops", "bytes"), ("_bytes", "bytes"), ("_cycles", "cycles"), ("_seconds", "s"), ("_ns", "ns"),
             ("_millijoules", "mJ"), ("_joules", "J"), ("_watts", "W"), ("_mm2", "mm2"))
_FRACTIONS = {"utilization", "configuring", "loading", "starved", "blocked", "waiting_for_port"}


def unit_of(name: str) -> str:
    """`count` where nothing else is said; an empty one for texts."""
    plain = name.removeprefix("host_")
    if plain.removeprefix("steady_") in _FRACTIONS or plain.startswith("steady_") and not plain.endswith("_cycles"):
        return "of TBU cycles"
    if plain.startswith("share_of_sub_owg_"):
        return "of clusters"
    if plain.startswith("control_bytes_"):
        return "bytes"
    if plain in ("experiment", "digest", "trace_digest", "end_reason", "sync", "sync_reason", "functional_ok"):
        return ""
    return next((unit for suffix, unit in _SUFFIXES if plain.endswith(suffix)), "count")


def number_text(value: object) -> str:
    """Whole numbers in groups of three digits, others with six digits."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
