"""One table of records, read lazily: nothing is in memory but what is asked for."""
from __future__ import annotations

import typing

import h5py
import numpy

from octosim_analysis.codes import NAMES
from octosim_analysis.errors import DAMAGE, BadFile, Missing, TooLarge
from octosim_analysis.near import did_you_mean

if typing.TYPE_CHECKING:
    import pandas

KEYS = ("time", "component", "nth")
CHUNK_BYTES = 16 << 20  # of all columns together that `chunks` reads at once
MOST_CLUSTERS, MOST_SUB_OWGS = 1 << 20, 1 << 12  # what arrays are made for; no machine or workflow has more
FRAME_BYTES = 256 << 20  # largest frame that is made without being asked for a larger one

Columns = dict[str, numpy.ndarray]


class Table:
    """A record group of a trace: columns of uint64 of one length (io/FORMAT.md).  Lives as long as its trace is open."""

    def __init__(self, file: h5py.File, path: str, where: str, level: str, why_empty: typing.Callable[[str], str] = lambda path: "nothing was recorded"):
        """`where`: the file, for messages; `level`: how much the trace recorded; `why_empty`: of a path, why it has no rows."""
        self.path, self.where = path, where
        try:
            self._group = file[path]
        except DAMAGE as error:
            raise BadFile(f"{where}: {path} cannot be opened ({error}): the file is damaged") from None
        self.help = self._words(self._group, "help")
        self.level = self._words(self._group, "level")
        self.recorded = _RANK.get(self.level, 0) <= _RANK.get(level, 2)
        self._why_empty = why_empty
        declared = self._words(self._group, "columns")
        self.columns: tuple[str, ...] = (*KEYS, *(declared.split(",") if declared else ()))
        self._data: dict[str, h5py.Dataset] = {}
        for name in self.columns:
            self._data[name] = self._column(name)
        lengths = {data.shape[0] for data in self._data.values()}
        if len(lengths) != 1:
            raise BadFile(f"{where}: the columns of {path} have different lengths ({', '.join(map(str, sorted(lengths)))}): the file is damaged")
        self.rows: int = lengths.pop()

    def _column(self, name: str) -> h5py.Dataset:
        try:
            data = self._group.get(name)
        except DAMAGE as error:
            raise BadFile(f"{self.where}: {self.path}/{name} cannot be opened ({error}): the file is damaged") from None
        if not isinstance(data, h5py.Dataset):
            raise BadFile(f"{self.where}: {self.path} declares a column {name} that is not there: the file is damaged")
        if data.ndim != 1 or data.dtype.kind != "u":
            raise BadFile(f"{self.where}: {self.path}/{name} is {data.dtype} of shape {data.shape} (must be a column of uint64)")
        return data

    def _words(self, of: h5py.Group | h5py.Dataset, name: str) -> str:
        """An attribute; nothing if it is not there.  \\raises BadFile"""
        try:
            return str(of.attrs.get(name, ""))
        except DAMAGE as error:
            raise BadFile(f"{self.where}: {of.name}@{name} cannot be read ({error}): the file is damaged") from None

    def __repr__(self) -> str:
        return f"<Table {self.path}: {self.rows} rows of {', '.join(self.columns)}>"

    def __len__(self) -> int:
        return self.rows

    @property
    def units(self) -> dict[str, str]:
        return {name: self._words(data, "unit") for name, data in self._data.items()}

    @property
    def meanings(self) -> dict[str, str]:
        return {name: self._words(data, "help") for name, data in self._data.items()}

    def need_rows(self, what: str) -> None:
        """\\raises Missing: the table was not recorded, or nothing was put into it; `what` needs it."""
        if self.rows:
            return
        raise Missing(f"{self.where}: {what} needs {self.path}, which has no rows: {self._why_empty(self.path)}")

    def check_columns(self, columns: typing.Sequence[str] | None) -> tuple[str, ...]:
        """\\raises Missing: names the column, and a near one."""
        if columns is None:
            return self.columns
        for name in columns:
            if name not in self._data:
                raise Missing(f"{self.where}: {self.path} has no column {name} (it has {', '.join(self.columns)}{did_you_mean(name, self.columns)})")
        return tuple(columns)

    def _slice(self, name: str, start: int, stop: int, every: int = 1) -> numpy.ndarray:
        try:
            return typing.cast(numpy.ndarray, self._data[name][start:stop:every])
        except DAMAGE as error:
            raise BadFile(f"{self.where}: {self.path}/{name}, rows {start} to {stop}: cannot be read ({error}): the file is damaged") from None

    def read(self, columns: typing.Sequence[str] | None = None, start: int = 0, stop: int | None = None) -> Columns:
        """Rows start <= row < stop, by column.  Memory: 8 bytes a value.  \\raises Missing, BadFile"""
        end = self.rows if stop is None else min(stop, self.rows)
        return {name: self._slice(name, start, max(start, end)) for name in self.check_columns(columns)}

    def column(self, name: str) -> numpy.ndarray:
        """All of it: for tables that are known to be small."""
        return self.read((name,))[name]

    def chunks(self, columns: typing.Sequence[str] | None = None, start: int = 0, stop: int | None = None,
               bytes_at_once: int = CHUNK_BYTES) -> typing.Iterator[Columns]:
        """The rows in order, `bytes_at_once` (at least a row) at a time.  \\raises Missing, BadFile"""
        names = self.check_columns(columns)
        end = self.rows if stop is None else min(stop, self.rows)
        step = max(1, bytes_at_once // (8 * len(names)))
        for first in range(start, end, step):
            yield {name: self._slice(name, first, min(first + step, end)) for name in names}

    def sum(self, *columns: str) -> int:
        """Of the product of the columns (of one: its sum), exactly.  O(rows) time, one chunk of memory."""
        total = 0
        for chunk in self.chunks(columns):
            product = chunk[columns[0]]
            for name in columns[1:]:
                if int(product.max(initial=0)) * int(chunk[name].max(initial=0)) >= 1 << 64:
                    product = product.astype(object)
                product = product * chunk[name]
            total += exact_sum(product)
        return total

    def count(self, column: str, most: int) -> int:
        """One more than the largest id in the column; arrays may have that size.  O(rows).  \\raises BadFile: more than `most`"""
        found = max((int(chunk[column].max()) + 1 for chunk in self.chunks((column,))), default=0)
        if found > most:
            raise BadFile(f"{self.where}: {self.path}/{column} has the id {found - 1} (must be below {most}): the file is damaged")
        return found

    def frame(self, columns: typing.Sequence[str] | None = None, *, start: int = 0, stop: int | None = None, every: int = 1,
              names: bool = True, most_bytes: int = FRAME_BYTES) -> "pandas.DataFrame":
        """A tidy DataFrame: a row a record, a column a quantity; `attrs` has units and meanings.

        `every`: each so many-th row only; `names`: codes (kind, side, reason, mesh) as categories with names.
        \\raises TooLarge: it would take more than `most_bytes`; Missing; BadFile"""
        import pandas
        wanted = self.check_columns(columns)
        end = self.rows if stop is None else min(stop, self.rows)
        rows = max(0, -(-(end - start) // every))
        if rows * 8 * len(wanted) > most_bytes:
            raise TooLarge(f"{self.where}: {rows} rows of {len(wanted)} columns of {self.path} are {rows * 8 * len(wanted) >> 20} MiB "
                           f"(at most {most_bytes >> 20}): ask for fewer columns or rows (every=), go through chunks(), or raise most_bytes")
        data: dict[str, typing.Any] = {}
        for name in wanted:
            values = self._slice(name, start, max(start, end), every)
            known = NAMES.get((self.path, name)) if names else None
            if known and int(values.max(initial=0)) < len(known):
                data[name] = pandas.Categorical.from_codes(values.astype("int64"), list(known))
            else:
                data[name] = values
        frame = pandas.DataFrame(data, columns=list(wanted))
        units, meanings = self.units, self.meanings
        frame.attrs.update(table=self.path, help=self.help, units={n: units[n] for n in wanted}, meanings={n: meanings[n] for n in wanted})
        return frame


def exact_sum(values: numpy.ndarray) -> int:
    """Of whole numbers below 2^64, without overflow."""
    if values.dtype == object:
        return int(sum(values.tolist()))
    low = int((values & numpy.uint64(0xFFFFFFFF)).sum(dtype=numpy.uint64))
    return (int((values >> numpy.uint64(32)).sum(dtype=numpy.uint64)) << 32) + low


_RANK = {"summary": 0, "interval": 1, "event": 2}
