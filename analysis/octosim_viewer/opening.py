"""Which file of a run is meant, opened; why it is none, in one line."""
from __future__ import annotations

import pathlib

import h5py

from octosim_analysis.trace import SCHEMA, open_file
from octosim_viewer.errors import BadInput


def find_trace(path: pathlib.Path) -> pathlib.Path | None:
    """The whole (or recovered) trace that `path` means; None: a folder of a run that has files of ranks only.

    \\raises BadInput: there is nothing of a run"""
    if not path.is_dir():
        if not path.exists():
            raise BadInput(f"{path}: no such file")
        return path
    for name in ("trace.h5", "recovered.h5"):
        if (path / name).is_file():
            return path / name
    if any(path.glob("rank-*.h5")):
        return None
    raise BadInput(f"{path}: has no trace.h5 and no rank-*.h5 (is it the folder of a run?)")


def open_trace(path: pathlib.Path) -> h5py.File:
    """A whole trace, open to read.  \\raises BadInput: it is empty, foreign, cut short, damaged, of another schema, or of one rank"""
    file = open_file(path)
    try:
        check_kind(file, path)
        if "rank" in file["meta"].attrs:
            raise BadInput(f"{path}: is what rank {int(file['meta'].attrs['rank'])} wrote, not a whole trace (name the folder of the run)")
        for group in ("engine", "summary"):
            if group not in file:
                raise BadInput(f"{path}: has no /{group}: not a whole trace of octosim")
        return file
    except BaseException:
        file.close()
        raise


def check_kind(file: h5py.File, path: pathlib.Path) -> None:
    """\\raises BadInput: foreign, or of another schema"""
    try:
        schema = file["meta"].attrs["schema"] if "meta" in file and "schema" in file["meta"].attrs else None
    except (OSError, RuntimeError, KeyError) as error:
        raise BadInput(f"{path}: /meta cannot be read ({error}): the file is damaged") from None
    if schema is None:
        raise BadInput(f"{path}: is HDF5, but no trace of octosim: it has no /meta@schema (see io/FORMAT.md)")
    if int(schema) != SCHEMA:
        whose = "a newer" if int(schema) > SCHEMA else "an older"
        raise BadInput(f"{path}: has schema {int(schema)}, and this octosim reads schema {SCHEMA} ({whose} octosim wrote it)")
