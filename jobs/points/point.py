"""One run: an experiment, what is set over it, a seed; or a plan of an operator graph.  Its name is a hash of everything that decides its
results."""
import dataclasses
import functools
import hashlib
import json
import pathlib
import shlex
import tomllib
import typing

from points.errors import BadInput

Value = typing.Union[bool, int, float, str]


def written(value: Value) -> str:
    """As `--set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


@dataclasses.dataclass(frozen=True)
class Point:
    """`settings`: (section.key, value) in the order of the keys, with run.seed, without what only one run has.

    Without an experiment it is `octosim chunk`: each chunk.OPTION is that option, a flag if its value is true."""
    experiment: pathlib.Path | None
    settings: tuple[tuple[str, str], ...]

    @staticmethod
    def of(experiment: pathlib.Path, settings: dict[str, Value], seed: int) -> "Point":
        texts = {key: written(value) for key, value in settings.items()} | {"run.seed": str(seed)}
        return Point(experiment, tuple(sorted(texts.items())))

    @staticmethod
    def of_chunk(settings: dict[str, Value]) -> "Point":
        return Point(None, tuple(sorted((key, written(value)) for key, value in settings.items())))

    @property
    def name(self) -> str:
        return self.experiment.stem if self.experiment else "chunk"

    @property
    def is_timed(self) -> bool:
        """Its results are times of this machine: nothing else should be at work meanwhile."""
        return self.experiment is None and any(key.startswith("chunk.execute") for key, _ in self.settings)

    def value(self, key: str) -> str | None:
        return dict(self.settings).get(key)

    def label(self, apart_from: tuple[str, ...] = ("trace.", "workload.")) -> str:
        """For people: what is set, without lengths and recording."""
        shown = [f"{key}={value}" for key, value in self.settings if not key.startswith(apart_from)]
        return " ".join([self.name, *shown])

    def words(self, out: pathlib.Path | str) -> list[str]:
        """Of the command line, after the program."""
        if self.experiment is None:
            options = [(f"--{key.split('.', 1)[1]}", value) for key, value in self.settings]
            return ["chunk", "--json", *(word for name, value in options for word in ((name,) if value == "true" else (name, value)))]
        sets = [word for key, value in self.settings for word in ("--set", f"{key}={value}")]
        return ["run", str(self.experiment), *sets, "-o", str(out)]

    def by_hand(self) -> str:
        """The line that a reader may type."""
        words = ["octosim", *self.words("out/by_hand")]
        return " ".join(words) if self.experiment else shlex.join(words)

    def as_json(self) -> dict:
        return {"experiment": str(self.experiment) if self.experiment else "", "settings": dict(self.settings)}

    @staticmethod
    def from_json(text: dict) -> "Point":
        return Point(pathlib.Path(text["experiment"]) if text["experiment"] else None, tuple(sorted(text["settings"].items())))


@functools.cache
def _digest_of_file(path: pathlib.Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None


@functools.cache
def _read_toml(path: pathlib.Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: {error}") from None


def workflow_of(point: Point, workloads: pathlib.Path) -> pathlib.Path:
    """The workflow file that octosim will take: beside the experiment, or of that name among `workloads`."""
    named = point.value("workload.owg") or _read_toml(point.experiment).get("workload", {}).get("owg", "")
    beside = point.experiment.parent / named
    candidates = [beside, pathlib.Path(named), workloads / f"{named}.toml"]
    for file in candidates:
        if named and file.is_file():
            return file
    raise BadInput(f"{point.experiment}: workload.owg = \"{named}\" (must be a workflow file; tried "
                   f"{', '.join(map(str, candidates))})")


def _texts(value) -> typing.Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


@functools.cache
def _named_by(path: pathlib.Path) -> tuple[pathlib.Path, ...]:
    """The files beside a workflow that it names: operator graphs, recorded properties."""
    named = sorted({text for text in _texts(_read_toml(path)) if len(text) < 256 and "\n" not in text and "." in text})
    return tuple(path.parent / text for text in named if (path.parent / text).is_file())


def recording_of(point: Point) -> pathlib.Path | None:
    """The recording that octosim will take, if the point has one: beside the experiment, or from here."""
    named = point.value("workload.recorded")
    if named is None:
        named = _read_toml(point.experiment).get("workload", {}).get("recorded", "")
    found = [file for file in (point.experiment.parent / named, pathlib.Path(named)) if named and file.is_file()]
    return found[0] if found else None


def inputs_of(point: Point, workloads: pathlib.Path) -> list[pathlib.Path]:
    """Every file that decides the results of the point besides the program: experiment, workflow and what it names, recording."""
    workflow, recording = workflow_of(point, workloads), recording_of(point)
    return [point.experiment, workflow, *_named_by(workflow), *([recording] if recording else [])]


def digest_of_files(paths: list[pathlib.Path]) -> str:
    """Of their contents, in order.  \\raises BadInput: one cannot be read"""
    return hashlib.sha256(" ".join(_digest_of_file(path) for path in paths).encode()).hexdigest()


def _said(point: Point, key: str, defaults: dict[str, str]) -> str | None:
    """By the experiment file, or else the program.  A preset may change wafer and dram: of those only what the file says."""
    section, name = key.split(".", 1)
    given = _read_toml(point.experiment).get(section, {})
    if name in given:
        return written(given[name])
    return None if section in ("wafer", "dram") else defaults.get(key)


def value_of(point: Point, key: str, defaults: dict[str, str]) -> str:
    """What the run of the point takes; of wafer and dram without the preset."""
    return point.value(key) or _said(point, key, defaults) or defaults.get(key, "")


def effective(point: Point, defaults: dict[str, str]) -> dict[str, str]:
    """The settings that differ from what the experiment file, or else the program, says anyway: two points that only say it more
    or less are one.  `defaults`: by section.key, as written."""
    return {key: value for key, value in point.settings if value != _said(point, key, defaults)}


def identity(point: Point, binary: str, workloads: pathlib.Path, version: int, defaults: dict[str, str]) -> str:
    """The hash that names the point's folder.  `binary`: what the program is; `version`: of the metrics taken from it.

    The same for two points that must have the same results, wherever their files lie."""
    if point.experiment is None:
        what = {"chunk": dict(point.settings), "binary": binary, "metrics": version}
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:24]
    experiment, *others = inputs_of(point, workloads)
    what = {"experiment": _digest_of_file(experiment), "name": point.name, "workflow": digest_of_files(others), "settings": effective(point, defaults),
            "binary": binary, "metrics": version}
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:24]
