"""A trace, opened: what it is, its tables, its summary.  Says in one line why a file is none."""
from __future__ import annotations

import dataclasses
import pathlib
import stat
import types
import typing

import h5py
import numpy

from octosim_analysis import empty
from octosim_analysis.errors import DAMAGE, BadFile, Missing, OnlyRanks
from octosim_analysis.experiment import Settings, parse_settings
from octosim_analysis.foreign import head_of, what_begins_so, what_hdf5_it_is
from octosim_analysis.near import did_you_mean
from octosim_analysis.sampled import Sampled
from octosim_analysis.table import Table

SCHEMA = 1  # of io/FORMAT.md
NEVER = 2**63 - 1

Value = int | float | bool | str


@dataclasses.dataclass(frozen=True)
class Meta:
    """/meta of the trace; io/FORMAT.md has the meaning of each."""
    schema: int
    complete: bool
    complete_until: int
    digest: int
    experiment_hash: int | None
    experiment_name: str
    seed: int
    level: str
    ranks: int
    version: str
    compiler: str


class Trace:
    """An open trace.  Use it in `with`, or close() it.  Tables are read when asked for; see Table for what that costs.

    `path`, `where`: the file, and its name for messages; `meta`: what it is."""

    def __init__(self, path: str | pathlib.Path):
        """`path`: trace.h5, recovered.h5, or the folder of a run.  \\raises BadFile: one line that says why it is no trace."""
        found = find_trace(pathlib.Path(path))
        self._take(open_file(found), found)

    @classmethod
    def of_file(cls, file: h5py.File, path: pathlib.Path) -> Trace:
        """The trace in an HDF5 file that is open, which it closes; `path`: what it is called.  \\raises BadFile"""
        trace = cls.__new__(cls)
        trace._take(file, path)
        return trace

    def _take(self, file: h5py.File, path: pathlib.Path) -> None:
        self.path, self.where, self._file = path, str(path), file
        try:
            check_schema(file, self.where)
            _check_whole(file, self.where)
            self.meta = _read_meta(self._file, self.where)
            self._paths = tuple(_record_paths(self._file))
        except BaseException:
            file.close()
            raise
        self._tables: dict[str, Table] = {}
        self._sampled: dict[str, Sampled] = {}
        self._summary: dict[str, Value] | None = None
        self._settings: Settings | None = None

    def __enter__(self) -> Trace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """What was read stays; tables can no longer be read."""
        self._file.close()

    @property
    def file(self) -> h5py.File:
        """As HDF5, open to read."""
        return self._file

    def __repr__(self) -> str:
        return f"<Trace {self.where}: {self.meta.experiment_name}, seed {self.meta.seed}, level {self.meta.level}, {len(self._paths)} tables>"

    @property
    def name(self) -> str:
        """Of the run, for titles: its experiment, or its folder if it has none."""
        return self.meta.experiment_name or self.path.parent.name

    @property
    def tables(self) -> tuple[str, ...]:
        """Paths of the record tables, `/balance/moves` and so on, in byte order."""
        return self._paths

    def __contains__(self, path: str) -> bool:
        return "/" + path.strip("/") in self._paths

    def __getitem__(self, path: str) -> Table:
        """\\raises Missing: there is no such table; BadFile: it is damaged."""
        full = "/" + path.strip("/")
        if full not in self._paths:
            raise Missing(f"{self.where}: has no table {full} (see octosim info{did_you_mean(full, self._paths)})")
        if full not in self._tables:
            self._tables[full] = Table(self._file, full, self.where, self.meta.level, lambda table: empty.why(self, table))
        return self._tables[full]

    def sampled(self, path: str) -> Sampled:
        """The table by instants; the index is made once.  \\raises Missing, BadFile"""
        if path not in self._sampled:
            self._sampled[path] = Sampled(self[path])
        return self._sampled[path]

    @property
    def summary(self) -> dict[str, Value]:
        """/summary by name; empty in a recovered trace."""
        if self._summary is None:
            self._summary = {str(name): _plain(value, f"{self.where}: /summary@{name}") for name, value in _attributes(self._file, "summary", self.where).items()}
        return self._summary

    def result(self, name: str) -> Value:
        """A value of the summary.  \\raises Missing: of a run that did not end, or of another version"""
        if name not in self.summary:
            why = "it was recovered from a killed run" if not self.meta.complete else "another version of octosim wrote it"
            raise Missing(f"{self.where}: /summary has no {name} ({why}{did_you_mean(name, self.summary)})")
        return self.summary[name]

    def number(self, name: str) -> float:
        """A value of the summary that is a number.  \\raises Missing"""
        value = self.result(name)
        if isinstance(value, str):
            raise Missing(f"{self.where}: /summary@{name} = {value!r} is no number")
        return float(value)

    @property
    def end(self) -> int:
        """The cycle at which the run ended, its makespan; of a recovered trace that until which it is whole.  \\raises Missing"""
        return int(self.number("makespan_cycles")) if self.meta.complete else self.meta.complete_until

    def text(self, name: str) -> str:
        """`experiment`, `owg` or `plan` of /meta.  \\raises BadFile"""
        return _text(self._file, f"meta/{name}", self.where)

    @property
    def settings(self) -> Settings:
        """Every setting of the run, `section.key` -> value.  \\raises BadFile: the experiment in the trace cannot be read"""
        if self._settings is None:
            self._settings = parse_settings(self.text("experiment"), f"{self.where} /meta/experiment")
        return self._settings

    def engine(self) -> dict[str, numpy.ndarray]:
        """/engine by column, one value a rank; empty in a recovered trace."""
        return self._columns("engine")

    def loads(self) -> dict[str, numpy.ndarray]:
        """/engine/loads: `events` by `cluster`; empty where it is not there."""
        return self._columns("engine/loads")

    def classes(self) -> tuple[list[str], dict[str, numpy.ndarray]]:
        """/engine/classes: names of classes, and columns; empty without --profile."""
        if "engine/classes/names" not in self._file:
            return [], {}
        return _text(self._file, "engine/classes/names", self.where).split("\n")[:-1], self._columns("engine/classes")

    def _columns(self, group: str) -> dict[str, numpy.ndarray]:
        found = _item(self._file, group, self.where)
        if not isinstance(found, h5py.Group):
            return {}
        columns: dict[str, numpy.ndarray] = {}
        try:
            for name, data in found.items():
                if isinstance(data, h5py.Dataset) and data.ndim == 1:
                    columns[str(name)] = data[:]
        except DAMAGE as error:
            raise BadFile(f"{self.where}: /{group} cannot be read ({error}): the file is damaged") from None
        for name, values in columns.items():
            if values.dtype.kind != "u":
                raise BadFile(f"{self.where}: /{group}/{name} is {values.dtype} (must be a column of uint64)")
        if len({values.size for values in columns.values()}) > 1:
            raise BadFile(f"{self.where}: the columns of /{group} have different lengths: the file is damaged")
        return columns


def find_trace(path: pathlib.Path) -> pathlib.Path:
    """The trace that `path` means.  \\raises OnlyRanks, BadFile: there is none, and what may be done about it"""
    if not path.is_dir():
        if not path.exists():
            raise BadFile(f"{path}: {'leads to a file that is not there' if path.is_symlink() else 'no such file'}")
        return path
    for name in ("trace.h5", "recovered.h5"):
        if (path / name).is_file():
            return path / name
    ranks = any(path.glob("rank-*.h5"))
    if (path / "checkpoint.json").exists():
        raise (OnlyRanks if ranks else BadFile)(f"{path}: has no trace.h5: the run was saved and is not over (octosim run --resume {path})")
    if ranks:
        raise OnlyRanks(f"{path}: has no trace.h5, only files of single ranks: the run goes on, or was killed (octosim recover {path})")
    raise BadFile(f"{path}: has no trace.h5 and no rank-*.h5 (is it the folder of a run?)")


def open_file(path: pathlib.Path, swmr: bool = False) -> h5py.File:
    """Open to read, whatever HDF5 it is; `swmr`: while it is written.  \\raises BadFile: it is none, or not whole"""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadFile(f"{path}: is not a regular file (a trace is one; see io/FORMAT.md)")
        head = head_of(path)
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror})") from None
    if head.startswith(b"octosim plan") or not h5py.is_hdf5(path):  # a plan is HDF5 behind a head of its own
        raise BadFile(f"{path}: {what_begins_so(head)}")
    try:
        return h5py.File(path, "r", libver="v110", swmr=True) if swmr else h5py.File(path, "r")
    except DAMAGE as error:
        words = str(error)
        if "truncated file" in words:
            raise BadFile(f"{path}: the file was cut short ({words}); copy it again, or octosim recover the folder of the run") from None
        if "lock file" in words:
            raise BadFile(f"{path}: cannot be locked ({words}): still being written, or a file system without locks "
                          "(set HDF5_USE_FILE_LOCKING=FALSE)") from None
        if "already open for write" in words:
            raise BadFile(f"{path}: is what one rank writes, or wrote until it was killed (name the folder of the run, or octosim recover it)") from None
        raise BadFile(f"{path}: cannot be opened ({words}): still being written, or damaged") from None


def check_schema(file: h5py.File, where: str) -> None:
    """Of a trace, or of what one rank wrote.  \\raises BadFile: it is neither, damaged, or of another schema"""
    try:
        meta = file.get("meta")
        schema = meta.attrs.get("schema") if isinstance(meta, h5py.Group) else None
    except DAMAGE as error:
        raise BadFile(f"{where}: /meta cannot be read ({error}): the file is damaged") from None
    if schema is None:
        raise BadFile(f"{where}: {what_hdf5_it_is(file)}")
    version = _plain(schema, f"{where}: /meta@schema")
    if isinstance(version, (float, str)):
        raise BadFile(f"{where}: /meta@schema = {version!r} (must be a whole number)")
    if version != SCHEMA:
        advice = "a newer octosim wrote it: use its analysis package" if version > SCHEMA else "an older octosim wrote it"
        raise BadFile(f"{where}: has schema {version}, and this package reads schema {SCHEMA} ({advice})")


def _check_whole(file: h5py.File, where: str) -> None:
    rank = _attributes(file, "meta", where).get("rank")
    if rank is not None:
        raise BadFile(f"{where}: is what rank {rank} wrote, not a whole trace (name the folder of the run; octosim recover makes one trace of it)")


def _attributes(file: h5py.File, path: str, where: str) -> dict[str, typing.Any]:
    try:
        return dict(file[path].attrs)
    except DAMAGE as error:
        raise BadFile(f"{where}: /{path} cannot be read ({error}): the file is damaged") from None


def _read_meta(file: h5py.File, where: str) -> Meta:
    attributes = _attributes(file, "meta", where)

    def take(name: str) -> Value:
        if name not in attributes:
            raise BadFile(f"{where}: has no /meta@{name}: not a whole trace of octosim")
        return _plain(attributes[name], f"{where}: /meta@{name}")

    def whole(name: str) -> int:
        value = take(name)
        if isinstance(value, (float, str)):
            raise BadFile(f"{where}: /meta@{name} = {value!r} (must be a whole number)")
        return int(value)
    level = str(take("level"))
    if level not in ("summary", "interval", "event"):
        raise BadFile(f"{where}: /meta@level = {level!r} (must be summary, interval or event)")
    for group in ("engine", "summary"):
        if not isinstance(_item(file, group, where), h5py.Group):
            raise BadFile(f"{where}: has no /{group}: not a whole trace of octosim")
    return Meta(whole("schema"), bool(whole("complete")), whole("complete_until"), whole("digest"), whole("experiment_hash") if "experiment_hash" in attributes else None,
                str(take("experiment_name")), whole("seed"), level, whole("ranks"), str(take("version")), str(take("compiler")))


def _item(file: h5py.File, path: str, where: str) -> h5py.Group | h5py.Dataset | None:
    """None: there is none.  \\raises BadFile"""
    try:
        return file.get(path)
    except DAMAGE as error:
        raise BadFile(f"{where}: /{path} cannot be opened ({error}): the file is damaged") from None


def _record_paths(file: h5py.File) -> typing.Iterator[str]:
    found: list[str] = []

    def visit(name: str, item: h5py.Group | h5py.Dataset) -> None:
        if isinstance(item, h5py.Group) and "columns" in item.attrs:
            found.append("/" + name)
    try:
        file.visititems(visit)
    except DAMAGE as error:
        raise BadFile(f"{file.filename}: its groups cannot be listed ({error}): the file is damaged") from None
    return iter(sorted(found))


def _text(file: h5py.File, path: str, where: str) -> str:
    try:
        return str(file[path].asstr()[()])
    except (*DAMAGE, AttributeError) as error:
        raise BadFile(f"{where}: the text /{path} cannot be read ({error})") from None


def _plain(value: typing.Any, what: str) -> Value:
    """\\raises BadFile: no single value; `what` it is"""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (bool, numpy.bool_)):
        return bool(value)
    if isinstance(value, numpy.generic):
        value = value.item()
    if not isinstance(value, (int, float, str)):
        raise BadFile(f"{what} = {' '.join(repr(value).split())[:60]} (must be one number or text)")
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
