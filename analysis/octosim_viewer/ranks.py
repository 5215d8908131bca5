"""What the ranks of a run have on disk while it goes on, or when it was killed: one source of rows, in the order of the model.

Files are open for an instant only, to read, without a lock, in the mode that their writer expects (SWMR): the run does not notice."""
from __future__ import annotations

import dataclasses
import json
import pathlib
import re

import h5py
import numpy

from octosim_analysis.table import KEYS, Columns
from octosim_analysis.trace import NEVER, check_schema, open_file
from octosim_viewer.errors import BadInput



@dataclasses.dataclass
class Part:
    """One start of a run.  `rows`: by rank and table, how many count; None: as far as every rank has flushed."""
    files: list[pathlib.Path]
    rows: list[dict[str, int]] | None


class RunningRun:
    """The folder of a run without a trace.h5.  Each method reads the disk anew."""

    def __init__(self, folder: pathlib.Path):
        """\\raises BadInput: there are no rank files, or not all"""
        self.folder = folder
        self.parts = _parts(folder)
        with _opened(self.parts[-1].files[0]) as first:
            check_schema(first, str(self.parts[-1].files[0]))
            self.ranks = int(first["meta"].attrs["ranks"])
            self.name = str(first["meta"].attrs["experiment_name"])
            self.level = str(first["meta"].attrs["level"])
        if len(self.parts[-1].files) != self.ranks:
            raise BadInput(f"{folder}: has files of {len(self.parts[-1].files)} ranks, of a run of {self.ranks}: it has just begun, or files are missing")

    def progress(self) -> list[int]:
        """By rank, the cycle until which everything is on disk; NEVER: closed."""
        found = []
        for path in self.parts[-1].files:
            with _opened(path) as file:
                time = file["progress/time"]
                found.append(int(time[-1]) if time.shape[0] else 0)
        return found

    def tail(self, table: str, columns: tuple[str, ...], most: int) -> Columns:
        """The last `most` rows of each rank in the last part, in order; those that every rank has."""
        until = min(self.progress())
        pieces = []
        for path in self.parts[-1].files:
            with _opened(path) as file:
                if table in file:
                    rows = _whole_rows(file[table])
                    pieces.append(_before(_read(file[table], (*KEYS, *columns), max(0, rows - most), rows), until))
        return _merged(pieces, (*KEYS, *columns))

    def rows(self, table: str) -> int:
        """How many there are on disk, all parts together."""
        count = 0
        for part in self.parts:
            for number, path in enumerate(part.files):
                if part.rows is not None:
                    count += part.rows[number].get(table, 0)
                    continue
                with _opened(path) as file:
                    count += _whole_rows(file[table]) if table in file else 0
        return count

    def text(self, name: str) -> str:
        """`experiment`, `owg` or `plan`"""
        with _opened(self.parts[0].files[0]) as file:
            return str(file[f"meta/{name}"].asstr()[()])

    def write_trace(self, out: h5py.File) -> int:
        """Everything until the cycle that is returned, as a trace of a run that is not whole."""
        until = min(self.progress())
        with _opened(self.parts[0].files[0]) as first:
            meta = out.create_group("meta")
            for name, value in first["meta"].attrs.items():
                if name not in ("rank", "part", "since"):
                    meta.attrs[name] = value
            meta.attrs["complete"] = numpy.uint64(0)
            meta.attrs["complete_until"] = numpy.uint64(until)
            meta.attrs["digest"] = numpy.uint64(0)
            for name in ("experiment", "owg", "plan"):
                meta.create_dataset(name, data=numpy.bytes_(first[f"meta/{name}"].asstr()[()].encode()) or numpy.bytes_(b"\0"))
            tables = _tables(first)
            columns = {path: str(first[path].attrs["columns"]) for path in tables}
            for path in tables:
                group = out.create_group(path)
                for name in ("help", "level", "columns"):
                    group.attrs[name] = first[path].attrs[name]
        out.create_group("engine")
        out.create_group("summary")
        for path in tables:
            names = (*KEYS, *(name for name in columns[path].split(",") if name))
            for name, values in self._all(path, names, until).items():
                out[path].create_dataset(name, data=values, chunks=(16384,) if values.size > 16384 else None, compression="gzip" if values.size > 16384 else None)
        return until

    def _all(self, table: str, names: tuple[str, ...], until: int) -> Columns:
        pieces = []
        for part in self.parts:
            for number, path in enumerate(part.files):
                with _opened(path) as file:
                    if table not in file:
                        continue
                    rows = _whole_rows(file[table]) if part.rows is None else part.rows[number].get(table, 0)
                    piece = _read(file[table], names, 0, rows)
                    pieces.append(_before(piece, until) if part.rows is None else piece)
        return _merged(pieces, names)


def _parts(folder: pathlib.Path) -> list[Part]:
    folders = [folder, *sorted(path for path in folder.glob("part-*") if path.is_dir() and any(path.glob("rank-*.h5")))]
    parts = [Part(sorted((each for each in path.glob("rank-*.h5") if re.fullmatch(r"rank-\d{4,}\.h5", each.name)), key=_rank_of), None) for path in folders]
    if not parts[-1].files:
        raise BadInput(f"{folder}: has no rank-*.h5: no run goes on there")
    if len(parts) > 1:
        counted = _checkpointed(folder)
        for number, part in enumerate(parts[:-1]):
            if number >= len(counted):
                raise BadInput(f"{folder}/checkpoint.json: says nothing of part {number}, which is there")
            with _opened(part.files[0]) as file:
                tables = _tables(file)
            part.rows = [dict(zip(tables, rows)) for rows in counted[number]]
    return parts


def _checkpointed(folder: pathlib.Path) -> list[list[list[int]]]:
    path = folder / "checkpoint.json"
    try:
        return [part["rows"] for part in json.loads(path.read_text(encoding="utf-8"))["parts"]]
    except FileNotFoundError:
        raise BadInput(f"{folder}: has parts of a resumed run, but no checkpoint.json that counts their rows") from None
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path}: cannot be read ({error})") from None


def _rank_of(path: pathlib.Path) -> int:
    return int(path.stem.partition("-")[2])


def _opened(path: pathlib.Path) -> h5py.File:
    return open_file(path, swmr=True)


def _tables(file: h5py.File) -> list[str]:
    found: list[str] = []
    file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Group) and "columns" in item.attrs else None)
    return sorted(found)


def _whole_rows(group: h5py.Group) -> int:
    """While a file is written its columns grow one after the other: the shortest one counts."""
    return min(int(data.shape[0]) for data in group.values())


def _read(group: h5py.Group, names: tuple[str, ...], start: int, stop: int) -> Columns:
    return {name: group[name][start:stop] for name in names}


def _before(columns: Columns, until: int) -> Columns:
    end = int(numpy.searchsorted(columns["time"], numpy.uint64(until), side="left"))
    return {name: values[:end] for name, values in columns.items()}


def _merged(pieces: list[Columns], names: tuple[str, ...]) -> Columns:
    whole = {name: numpy.concatenate([piece[name] for piece in pieces] or [numpy.zeros(0, numpy.uint64)]) for name in names}
    order = numpy.lexsort((whole["nth"], whole["component"], whole["time"]))
    return {name: values[order] for name, values in whole.items()}
