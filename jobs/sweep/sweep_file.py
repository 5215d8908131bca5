"""SWEEP.toml: which values, of which keys, of which experiment.  docs/sweeps.md has every key."""
import dataclasses
import hashlib
import itertools
import math
import pathlib
import re
import typing

from points.errors import BadInput
from points.point import Value
from points.toml_table import Table, load
from sweep.constraint import Constraint
from sweep.draws import METHODS, Choice, Range, unit_samples

_NOT_SETTINGS = ("experiment", "ranks")
_SEED = "run.seed"
_BYTES = {"": 1, "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


@dataclasses.dataclass(frozen=True)
class Part:
    """Rows of values that belong together; a point takes one row of each part.  `where`: by key, its place in the file."""
    rows: list[dict[str, Value]]
    where: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Resources:
    """What one point needs.  `memory`: bytes, 0: not said; `seconds`: the time limit of its job; `at_once`: most points at once, 0: as many
    as fit; `checkpoint_every`: as `octosim run` takes it; `launcher`: of more than one rank, with {ranks}."""
    ranks: int = 1
    memory: int = 0
    seconds: int = 3600
    at_once: int = 0
    checkpoint_every: str = ""
    launcher: str = ""
    tries: int = 3


@dataclasses.dataclass(frozen=True)
class Sweep:
    file: pathlib.Path
    name: str
    title: str
    experiment: str
    settings: dict[str, Value]
    parts: list[Part]
    seeds: list[int]
    constraints: list[Constraint]
    resources: Resources
    keep_trace: bool
    schedulers: dict[str, dict]
    text_digest: str

    def where(self, key: str) -> str:
        """The place in the file that sets `key`."""
        for part in self.parts:
            if key in part.where:
                return part.where[key]
        return f"set.\"{key}\"" if key in self.settings else key

    def varied(self) -> list[str]:
        """Keys that differ between points, in the order of the file."""
        return list(dict.fromkeys(key for part in self.parts for key in part.where))

    def rows(self) -> typing.Iterator[dict[str, Value]]:
        """Of every point, before the constraints: what it sets, with `experiment`, `ranks` and run.seed.  The last part changes first."""
        base = {"experiment": self.experiment, "ranks": self.resources.ranks, **self.settings}
        for chosen in itertools.product(*(part.rows for part in self.parts)):
            row = dict(base)
            for one in chosen:
                row.update(one)
            for seed in self.seeds:
                yield row | {_SEED: seed} if seed is not None else row


def _flat(table: Table, inner: dict, at: str) -> dict[str, typing.Any]:
    """`schedule.interval = ...` and `"schedule.interval" = ...` are one."""
    found: dict[str, typing.Any] = {}
    for key, value in inner.items():
        if isinstance(value, dict) and "." not in key:
            found.update({f"{key}.{name}": one for name, one in value.items()})
        else:
            found[key] = value
    for key in found:
        if key not in _NOT_SETTINGS and not re.fullmatch(r"[\w-]+\.[\w-]+|preset", key):
            raise table.fault(f"{at}\"{key}\"", "is no key (must be \"section.key\", ranks or experiment)")
    return found


def _value(table: Table, at: str, key: str, value: typing.Any) -> Value:
    if not isinstance(value, (str, int, float)) or (isinstance(value, float) and not math.isfinite(value)):
        raise table.fault(f"{at}\"{key}\"", f"= {value!r} (must be a text, a number or a truth value)")
    if key == "ranks" and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 1 << 24):
        raise table.fault(f"{at}{key}", f"= {value!r} (must be a whole number from 1)")
    if key == "experiment" and not isinstance(value, str):
        raise table.fault(f"{at}{key}", f"= {value!r} (must be a file, or a name of jobs/experiments)")
    return value


def _values(table: Table, at: str, key: str, given: typing.Any) -> list[Value]:
    if not isinstance(given, list) or not given:
        raise table.fault(f"{at}\"{key}\"", f"= {given!r} (must be a list of at least one value)")
    return [_value(table, at, key, one) for one in given]


def _grid(table: Table) -> list[Part]:
    found = []
    for key, given in _flat(table, table.take("grid", "table", {}), "grid.").items():
        found.append(Part([{key: one} for one in _values(table, "grid.", key, given)], {key: f"grid.\"{key}\""}))
    return found


def _zips(table: Table) -> list[Part]:
    found = []
    for number, block in enumerate(table.take("zip", "list", [])):
        at = f"zip[{number}]."
        if not isinstance(block, dict) or not block:
            raise table.fault("zip", f"= {block!r} (must be tables of lists, [[zip]])")
        lists = {key: _values(table, at, key, given) for key, given in _flat(table, block, at).items()}
        lengths = {len(one) for one in lists.values()}
        if len(lengths) > 1:
            raise table.fault(at.rstrip("."), "has lists of different lengths: " + ", ".join(f"{k} {len(v)}" for k, v in lists.items()))
        rows = [dict(zip(lists, row)) for row in zip(*lists.values())]
        found.append(Part(rows, {key: f"{at}\"{key}\"" for key in lists}))
    return found


def _list(table: Table) -> list[Part]:
    rows, where = [], {}
    for number, block in enumerate(table.take("list", "list", [])):
        at = f"list[{number}]."
        if not isinstance(block, dict) or not block:
            raise table.fault("list", f"= {block!r} (must be tables, [[list]])")
        row = {key: _value(table, at, key, one) for key, one in _flat(table, block, at).items()}
        rows.append(row)
        for key in row:
            where.setdefault(key, f"{at}\"{key}\"")
    return [Part(rows, where)] if rows else []


def _spread(table: Table, at: str, key: str, given: typing.Any) -> Range | Choice:
    if isinstance(given, list):
        return Choice(_values(table, at, key, given))
    if not isinstance(given, dict):
        raise table.fault(f"{at}\"{key}\"", f"= {given!r} (must be a list, or {{ from = ..., to = ... }})")
    inner = Table(table.file, given, f"{at}\"{key}\".")
    ends = []
    for name in ("from", "to"):
        value = given.get(name)
        inner.known.add(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise inner.fault(name, f"= {value!r} (must be a number)" if name in given else "is missing (must be a number)")
        ends.append(value)
    scale, unit = inner.take("scale", "text", "linear"), inner.take("unit", "text", "")
    inner.no_more()
    if scale not in ("linear", "log"):
        raise inner.fault("scale", f"= \"{scale}\" (must be linear or log)")
    if ends[0] > ends[1] or (scale == "log" and ends[0] <= 0):
        raise inner.fault("from", f"= {ends[0]} (must be at most to = {ends[1]}{', and above 0' if scale == 'log' else ''})")
    if key in _NOT_SETTINGS and not (key == "ranks" and all(isinstance(end, int) and end >= 1 for end in ends)):
        raise table.fault(f"{at}\"{key}\"", "(must be a list, or whole numbers from 1)")
    return Range(ends[0], ends[1], scale == "log", unit)


def _random(table: Table) -> list[Part]:
    if "random" not in table.table:
        return []
    inner = table.inner("random", table.take("random", "table", {}))
    count, seed = inner.take("points", "count", needed=True), inner.take("seed", "count", 1)
    method = inner.take("method", "text", METHODS[0])
    if method not in METHODS:
        raise inner.fault("method", f"= \"{method}\" (must be {' or '.join(METHODS)})")
    over = _flat(table, inner.take("over", "table", {}, needed=True), "random.over.")
    inner.no_more()
    if not over:
        raise inner.fault("over", "= {} (must have at least one key)")
    columns = {}
    for key, given in over.items():
        spread = _spread(table, "random.over.", key, given)
        columns[key] = [spread.value(at) for at in unit_samples(seed, key, count, method)]
    rows = [dict(zip(columns, row)) for row in zip(*columns.values())]
    return [Part(rows, {key: f"random.over.\"{key}\"" for key in columns})]


def quantity(table: Table, key: str, units: dict[str, int], default: int, plain: str) -> int:
    """A whole number of the least unit, from a number or "3 GB"; `plain`: the unit of a number alone."""
    value = table.table.get(key)
    table.known.add(key)
    if value is None:
        return default
    match = re.fullmatch(r"\s*([\d.]+)\s*([A-Za-z]*)\s*", str(value)) if not isinstance(value, bool) else None
    unit = (match.group(2) or plain) if match else ""
    try:
        amount = float(match.group(1)) * units[unit]
    except (AttributeError, KeyError, ValueError):
        raise table.fault(key, f"= {value!r} (must be a number, or a text with one of {' '.join(unit for unit in units if unit)})") from None
    if not 1 <= amount < 1 << 62:
        raise table.fault(key, f"= {value!r} (must be above 0)")
    return math.ceil(amount)


def _resources(table: Table) -> Resources:
    inner = table.inner("resources", table.take("resources", "table", {}))
    found = Resources(inner.take("ranks", "count", 1), quantity(inner, "memory", _BYTES, 0, "B"),
                      quantity(inner, "time", _SECONDS, Resources.seconds, "s"), inner.take("at_once", "count", 0),
                      inner.take("checkpoint_every", "text", ""), inner.take("launcher", "text", ""), inner.take("tries", "count", 3))
    inner.no_more()
    return found


def _seeds(table: Table, parts: list[Part], settings: dict[str, Value]) -> list[int | None]:
    count, first = table.take("repetitions", "count", 0), table.take("first_seed", "count", 1)
    elsewhere = _SEED in settings or any(_SEED in part.where for part in parts)
    if count and elsewhere:
        raise table.fault("repetitions", f"= {count}, and {_SEED} is set too (may be one of them)")
    return list(range(first, first + count)) if count else [None]


def read_sweep(file: pathlib.Path) -> Sweep:
    """\\raises BadInput: names file and key"""
    from sweep.backends import SECTIONS
    table = Table(file, load(file))
    settings = {key: _value(table, "set.", key, value) for key, value in _flat(table, table.take("set", "table", {}), "set.").items()}
    for key in _NOT_SETTINGS:
        if key in settings:
            raise table.fault(f"set.{key}", f"(must be {'on top of the file' if key == 'experiment' else 'resources.ranks'})")
    parts = [*_list(table), *_grid(table), *_zips(table), *_random(table)]
    found: dict[str, str] = {}
    for part in parts:
        for key, where in part.where.items():
            if key in found:
                raise BadInput(f"{file}: {where}: {key} is also in {found[key]} (must be in one place)")
            found[key] = where
    constraints = table.take("constraints", "list", [])
    for one in constraints:
        if not isinstance(one, str):
            raise table.fault("constraints", f"= {constraints!r} (must be a list of texts)")
    varies = "experiment" in found
    sweep = Sweep(file, table.take("name", "text", file.stem), table.take("title", "text", ""),
                  table.take("experiment", "text", "", needed=not varies), settings, parts, _seeds(table, parts, settings),
                  [Constraint(text, f"{file}: constraints") for text in constraints], _resources(table),
                  table.take("keep_trace", "switch", False),
                  {name: table.take(name, "table", {}) for name in SECTIONS}, hashlib.sha256(file.read_bytes()).hexdigest())
    table.no_more()
    if not re.fullmatch(r"[\w.-]+", sweep.name):
        raise table.fault("name", f"= \"{sweep.name}\" (must be letters, digits, . _ -)")
    for name, given in sweep.schedulers.items():
        SECTIONS[name](table.inner(name, given))
    return sweep
