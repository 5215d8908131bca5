"""A study: one table or figure of the paper as a TOML file, and the points that it needs.  docs/reproduce.md has the keys."""
import dataclasses
import itertools
import pathlib
import typing

from points.errors import BadInput
from points.point import Point, Value
from points.toml_table import Table, load

SCALES = ("quick", "full")
COMMANDS = ("run", "chunk")


@dataclasses.dataclass(frozen=True)
class Axis:
    """`key`: the setting that takes the values; empty: the values only fill {axis} in `experiment`, or stand for `settings`.

    `only`: by value, to which values of other axes it is confined."""
    name: str
    values: tuple[Value, ...]
    key: str = ""
    settings: dict[Value, dict[str, Value]] = dataclasses.field(default_factory=dict)
    only: dict[Value, dict[str, tuple[Value, ...]]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Series:
    """`only`: by axis, the values that this series has; `seeds`: at most so many (0: all); `experiment`: if not the study's."""
    name: str
    label: str
    settings: dict[str, Value]
    only: dict[str, tuple[Value, ...]]
    seeds: int = 0
    experiment: str = ""


@dataclasses.dataclass(frozen=True)
class Cell:
    """One place of a figure, once for each seed."""
    series: str
    at: tuple[tuple[str, Value], ...]
    seed: int
    point: Point


@dataclasses.dataclass(frozen=True)
class Study:
    file: pathlib.Path
    name: str
    title: str
    shows: str
    where: str
    experiment: str
    axes: tuple[Axis, ...]
    series: tuple[Series, ...]
    settings: dict[str, Value]
    scales: dict[str, dict]
    rests_on: tuple[str, ...] = ()
    command: str = "run"  # of octosim, that its points are runs of

    def axis(self, name: str) -> Axis:
        return next(axis for axis in self.axes if axis.name == name)

    def label(self, series: str) -> str:
        return next(one.label for one in self.series if one.name == series)


def _axes(table: Table) -> tuple[Axis, ...]:
    found, confined = [], {}
    for name, part in table.take("axes", "table", {}).items():
        if not isinstance(part, dict):
            raise BadInput(f"{table.file}: axes.{name} = {part!r} (must be a table)")
        inner = table.inner(f"axes.{name}", part)
        values = inner.values("values")
        if values is None:
            raise BadInput(f"{table.file}: axes.{name}.values is missing (must be a list)")
        given = inner.inner("set", inner.take("set", "table", {}))
        confined[name] = inner.take("only", "table", {})
        for value in [*given.table, *confined[name]]:
            if value not in values:
                raise BadInput(f"{table.file}: axes.{name}: \"{value}\" is not among its values")
        found.append(Axis(name, tuple(values), inner.take("key", "text", ""), {value: given.settings(value) for value in given.table}))
        inner.no_more()
    axes = tuple(found)
    for axis in axes:
        for value, other in confined[axis.name].items():
            axis.only[value] = _only(table.inner(f"axes.{axis.name}.only", other, str(value)), axes)
    return axes


def _only(table: Table, axes: tuple[Axis, ...]) -> dict[str, tuple[Value, ...]]:
    return {axis: _part(axis, axes, table.values(axis), f"{table.file}: {table.at}{axis}") for axis in table.table}


def _part(name: str, axes: tuple[Axis, ...], values: list, where: str) -> tuple[Value, ...]:
    axis = next((one for one in axes if one.name == name), None)
    if axis is None:
        raise BadInput(f"{where} is no axis (it may be {', '.join(one.name for one in axes) or 'none'})")
    for value in values:
        if value not in axis.values:
            raise BadInput(f"{where}: {value!r} is not on that axis (it may be {', '.join(map(str, axis.values))})")
    return tuple(values)


def _series(table: Table, axes: tuple[Axis, ...]) -> tuple[Series, ...]:
    found: list[Series] = []
    for part in table.take("series", "list", []):
        if not isinstance(part, dict):
            raise BadInput(f"{table.file}: series = {part!r} (must be tables, [[series]])")
        inner = table.inner("series", part, str(part.get("name", len(found))))
        name = inner.take("name", "text", needed=True)
        if any(one.name == name for one in found):
            raise BadInput(f"{table.file}: series.name = \"{name}\" is there twice")
        only = _only(inner.inner("only", inner.take("only", "table", {})), axes)
        found.append(Series(name, inner.take("label", "text", name), inner.settings("set"), only,
                            inner.take("seeds", "count", 0), inner.take("experiment", "text", "")))
        inner.no_more()
    return tuple(found)


def _scales(table: Table, axes: tuple[Axis, ...]) -> dict[str, dict]:
    found: dict[str, dict] = {name: {"seeds": 0, "set": {}, "axes": {}} for name in SCALES}
    for name, part in table.take("scale", "table", {}).items():
        if name not in SCALES or not isinstance(part, dict):
            raise BadInput(f"{table.file}: scale.{name} is unknown (it may be {', '.join(SCALES)}, each a table)")
        inner = table.inner(f"scale.{name}", part)
        found[name] = {"seeds": inner.take("seeds", "count", 0), "set": inner.settings("set"), "axes": {}}
        cut = inner.take("axes", "table", {})
        inner_axes = inner.inner("axes", cut)
        for axis in cut:
            found[name]["axes"][axis] = _part(axis, axes, inner_axes.values(axis), f"{table.file}: scale.{name}.axes.{axis}")
        inner.no_more()
    return found


def read_study(file: pathlib.Path) -> Study:
    """\\raises BadInput: names file and key."""
    table = Table(file, load(file))
    axes = _axes(table)
    series = _series(table, axes)
    command = table.take("command", "text", "run")
    if command not in COMMANDS:
        raise BadInput(f"{file}: command = \"{command}\" (must be one of {', '.join(COMMANDS)})")
    study = Study(file, file.stem, table.take("title", "text", needed=True), table.take("shows", "text", needed=True),
                  table.take("where", "text", needed=True), table.take("experiment", "text", "", needed=bool(series) and command == "run"),
                  axes, series, table.settings("set"), _scales(table, axes), tuple(table.values("rests_on", []) or []), command)
    table.no_more()
    for template in (study.experiment, *(one.experiment for one in series)):
        try:
            template.format_map({axis.name: "" for axis in axes})
        except (KeyError, ValueError, IndexError):
            raise BadInput(f"{file}: experiment = \"{template}\" (what stands in braces must be one of the axes "
                           f"{', '.join(axis.name for axis in axes)})") from None
    return study


@dataclasses.dataclass(frozen=True)
class Scale:
    """How much is run, the same for every study: `experiments`: settings by name of the experiment."""
    name: str
    seeds: int
    settings: dict[str, Value]
    experiments: dict[str, dict[str, Value]]


def read_scale(file: pathlib.Path, name: str) -> Scale:
    """\\raises BadInput: names file and key."""
    whole = Table(file, load(file))
    parts = {each: whole.take(each, "table", {}) for each in SCALES}
    whole.no_more()
    table = whole.inner(name, parts[name])
    experiments = table.take("experiment", "table", {})
    inner = table.inner("experiment", experiments)
    scale = Scale(name, table.take("seeds", "count", needed=True), table.settings("set"),
                  {each: inner.settings(each) for each in experiments})
    table.no_more()
    return scale


def _places(study: Study, series: Series, cut: dict[str, tuple[Value, ...]]) -> list[dict[str, Value]]:
    """Of a series, every combination of values that nothing leaves out; `cut`: by axis, the values of this scale."""
    found = [dict(zip((axis.name for axis in study.axes), values))
             for values in itertools.product(*(axis.values for axis in study.axes))]

    def has(at: dict[str, Value]) -> bool:
        limits = [series.only, cut, *(axis.only.get(at[axis.name], {}) for axis in study.axes)]
        return all(at[name] in values for limit in limits for name, values in limit.items())
    return [at for at in found if has(at)]


def _settings(study: Study, scale: Scale, series: Series, at: dict[str, Value], experiment: str) -> dict[str, Value]:
    """Of one place.  What a scale says of all runs is no matter of plans."""
    own = study.scales[scale.name]["set"]
    settings = {**own} if study.command == "chunk" else {**scale.settings, **scale.experiments.get(experiment, {}), **own}
    settings |= {**study.settings, **series.settings}
    for axis in study.axes:
        settings |= {axis.key: at[axis.name]} if axis.key else axis.settings.get(at[axis.name], {})
    return settings


def _chunk_point(study: Study, settings: dict[str, Value]) -> Point:
    for key in settings:
        if not key.startswith("chunk."):
            raise BadInput(f"{study.file}: \"{key}\" (must be chunk.OPTION: an option of octosim chunk)")
    return Point.of_chunk(settings)


def cells(study: Study, scale: Scale, experiments: pathlib.Path, seeds: int = 0) -> list[Cell]:
    """Every cell of the study at that scale.  `seeds`: instead of the scale's, where no series says less."""
    own = study.scales[scale.name]
    most = seeds or own["seeds"] or scale.seeds
    found = []
    for series in study.series:
        for at in _places(study, series, own["axes"]):
            if study.command == "chunk":  # without seeds: a plan is the same for each
                found.append(Cell(series.name, tuple(at.items()), 1, _chunk_point(study, _settings(study, scale, series, at, ""))))
                continue
            template = series.experiment or study.experiment
            file = experiments / (template.format_map(at) + ".toml")
            if not file.is_file():
                raise BadInput(f"{study.file}: experiment = \"{template}\": {file} is not there")
            settings = _settings(study, scale, series, at, file.stem)
            for seed in range(1, (min(series.seeds, most) if series.seeds else most) + 1):
                found.append(Cell(series.name, tuple(at.items()), seed, Point.of(file, settings, seed)))
    return found


def names_of(folder: pathlib.Path) -> typing.Iterator[str]:
    """Of the studies in `folder`, tables first, then figures in order."""
    def order(name: str) -> tuple:
        digits = "".join(c for c in name if c.isdigit())
        return (not name.startswith("table"), not name.startswith("fig"), int(digits or 0), name)
    return iter(sorted((file.stem for file in folder.glob("*.toml") if file.stem != "scales"), key=order))
