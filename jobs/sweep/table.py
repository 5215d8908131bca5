"""One tidy table: a row a point, with its parameters, what its run came to, and where it was run."""
import csv
import hashlib
import io
import json
import os
import pathlib
import typing

from points import files
from points.program import Program
from sweep.plan import SweepPoint
from sweep.status import Status

# Unit by the end of a name of /summary, the longest first.  Source: io/FORMAT.md.
_ENDS = (("_mw_per_mm2", "mW/mm2"), ("_byte_hops", "B hops"), ("_millijoules", "mJ"), ("_cycles", "cycles"), ("_seconds", "s"),
         ("_joules", "J"), ("_bytes", "B"), ("_watts", "W"), ("_mm2", "mm2"), ("_ns", "ns"))
_FILES, _CHECKSUMS = ("results.csv", "results.h5"), "results.sha256.json"
_PER_SECOND = ("events_per_second",)
_BYTES = ("control_bytes_",)
_ABOUT = (("seconds", "s"), ("starts", "1"), ("host", ""), ("scheduler", ""), ("job", ""), ("task", ""), ("version", ""), ("build", ""),
          ("ended", ""))


def unit_of_metric(name: str, value: typing.Any) -> str:
    """Empty for texts and truth values, 1 for plain numbers."""
    if isinstance(value, (str, bool)):
        return ""
    if name in _PER_SECOND:
        return "1/s"
    if name.startswith(_BYTES):
        return "B"
    return next((unit for end, unit in _ENDS if name.endswith(end)), "1")


class Table:
    """`columns`: name and unit, in order; `rows`: by column name; a cell that is missing is None."""

    def __init__(self, columns: list[tuple[str, str]], rows: list[dict[str, typing.Any]]):
        self.columns, self.rows = columns, rows

    def headers(self) -> list[str]:
        return [f"{name} [{unit}]" if unit else name for name, unit in self.columns]

    def csv(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.headers())
        for row in self.rows:
            writer.writerow([_cell(row.get(name)) for name, _ in self.columns])
        return text.getvalue()


def _cell(value: typing.Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _parameters(status: Status) -> list[str]:
    """Those that vary first, then what the sweep sets for all."""
    found = dict.fromkeys(key for key in status.plan.varied)
    for point in status.plan.points:
        found.update(dict.fromkeys(point.values))
    return list(found)


def build(status: Status, program: Program) -> Table:
    """A row for each point, in the order of the sweep; of one that is not done without metrics."""
    parameters, metrics = _parameters(status), {}
    rows = []
    for point in status.plan.points:
        row = {"address": point.address, "state": status.states[point.address], "reason": status.reasons.get(point.address)}
        if (result := status.results.get(point.address)) is not None:
            row |= result["summary"] | {f"run_{key}": result["provenance"].get(key) for key, _ in _ABOUT}
            for name, value in result["summary"].items():
                metrics.setdefault(name, unit_of_metric(name, value))
        row |= point.values
        rows.append(row)
    units = {key: row["unit"] for key, row in program.settings.items()}
    columns = [("address", ""), ("state", ""), *((key, _unit_of_setting(key, units, status.plan.points)) for key in parameters),
               *((name, unit) for name, unit in metrics.items() if name not in parameters),
               *((f"run_{key}", unit) for key, unit in _ABOUT), ("reason", "")]
    return Table(columns, rows)


def _unit_of_setting(key: str, units: dict[str, str], points: list[SweepPoint]) -> str:
    if units.get(key):
        return units[key]
    numbers = any(not isinstance(point.values.get(key, ""), (str, bool)) for point in points)
    return "1" if numbers else ""


def write_hdf5(path: pathlib.Path, table: Table, about: dict[str, str]) -> None:
    """A dataset for each column below /results, with attribute `unit`; attributes of /results in `about`.  Written beside, then renamed.

    Numbers are float64 or int64, a missing one NaN or -1 with attribute `missing`; truth values int8; texts UTF-8."""
    import h5py
    import numpy
    made = path.with_name(path.name + files.own_mark())
    try:
        with h5py.File(made, "w") as file:
            group = file.create_group("results")
            group.attrs.update(about)
            group.attrs["columns"] = [name for name, _ in table.columns]
            for name, unit in table.columns:
                cells = [row.get(name) for row in table.rows]
                known = [cell for cell in cells if cell is not None]
                if known and all(isinstance(cell, bool) for cell in known):
                    data = numpy.array([-1 if cell is None else int(cell) for cell in cells], dtype="int8")
                elif known and all(isinstance(cell, int) and not isinstance(cell, bool) and -2**63 <= cell < 2**63 for cell in known):
                    data = numpy.array([-1 if cell is None else cell for cell in cells], dtype="int64")
                elif known and all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in known):
                    data = numpy.array([float("nan") if cell is None else float(cell) for cell in cells])
                else:
                    data = numpy.array([_cell(cell) for cell in cells], dtype=h5py.string_dtype())
                column = group.create_dataset(name, data=data)
                column.attrs["unit"] = unit
                if len(known) < len(cells) and data.dtype.kind == "i":
                    column.attrs["missing"] = -1
        with open(made, "rb") as file:
            os.fsync(file.fileno())
        os.rename(made, path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    files.sync_folder(path.parent)


def collect(status: Status, program: Program, out: pathlib.Path) -> list[pathlib.Path]:
    """Writes results.csv and results.h5.  \\raises OSError: older ones stay"""
    table = build(status, program)
    out.mkdir(parents=True, exist_ok=True)
    files.write_whole(out / "results.csv", table.csv())
    about = {"sweep": status.plan.name, "file_sha256": status.plan.text_digest, "version": program.version, "build": program.identity}
    write_hdf5(out / "results.h5", table, about)
    made = [out / name for name in _FILES]
    files.write_whole(out / _CHECKSUMS, json.dumps({file.name: _checksum(file) for file in made}) + "\n")
    return made


def _checksum(file: pathlib.Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def is_whole(out: pathlib.Path) -> bool:
    """The table is what was written."""
    try:
        known = json.loads((out / _CHECKSUMS).read_bytes())
        return all(_checksum(out / name) == known[name] for name in _FILES)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def was_written(out: pathlib.Path) -> bool:
    return (out / _CHECKSUMS).exists()
