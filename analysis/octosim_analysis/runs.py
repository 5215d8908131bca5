"""Runs and sweeps: what figures and comparisons take.  A run may be all that is left of one: its summary.json (`octosim reproduce`), or the
result.json of a point (`octosim sweep`)."""
from __future__ import annotations

import collections
import csv
import dataclasses
import json
import pathlib
import typing

from octosim_analysis.errors import BadFile, Missing
from octosim_analysis.experiment import Setting, Settings
from octosim_analysis.trace import Trace, Value

if typing.TYPE_CHECKING:
    import pandas


DELIVERED = "all streams delivered"  # /summary@end_reason of a run that was not stopped
_TRACES = ("trace.h5", "recovered.h5")
_LEFT = ("summary.json", "result.json")


@dataclasses.dataclass(frozen=True)
class About:
    """What is kept of a run when it is closed: a few kB."""
    summary: dict[str, Value]
    settings: Settings
    name: str
    seed: int
    plan: str


class Run:
    """A run on disk.  Of its trace what says what it is is read at once, and the file closed; it is open from when `trace` is asked for
    to close().  So a sweep may have more runs than a process may have files."""

    def __init__(self, path: str | pathlib.Path):
        """`path`: a trace, or the folder of a run.  \\raises BadFile: neither"""
        self.path = pathlib.Path(path)
        self.label = ""
        self._trace: Trace | None = None
        here = any((self.path / name).is_file() for name in _TRACES) if self.path.is_dir() else True
        self.has_trace = here or not any((self.path / name).is_file() for name in _LEFT)
        self.about = self._of_trace() if self.has_trace else self._of_results()

    def _of_trace(self) -> About:
        with Trace(self.path) as trace:
            return About({name.removeprefix("host_"): value for name, value in trace.summary.items()}, trace.settings, trace.name, trace.meta.seed,
                         trace.text("plan"))

    def _of_results(self) -> About:
        """Of what octosim reproduce (summary.json, point.json) or sweep (result.json) leaves: settings are those that were given."""
        files = {name: _json(self.path / name) for name in ("summary.json", "point.json", "result.json") if (self.path / name).is_file()}
        point = files.get("point.json", files.get("result.json", {}))
        summary = files["summary.json"] if "summary.json" in files else point.get("summary")
        if not isinstance(summary, dict):
            raise BadFile(f"{self.path / 'result.json'}: has no summary of a run")
        # A point of a sweep has its values in the units of the settings too.
        given = {**point.get("settings", {}), **{key: value for key, value in point.get("values", {}).items() if "." in key}}
        settings = {str(key): _setting(value) for key, value in given.items() if isinstance(value, (int, float, str, bool))}
        seed = point.get("seed", settings.get("run.seed", 0))
        return About(summary, settings, str(summary.get("experiment", self.path.name)), seed if isinstance(seed, int) else 0, "")

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """The trace; it is opened again when asked for."""
        if self._trace:
            self._trace.close()
            self._trace = None

    @property
    def where(self) -> str:
        """For messages: its path."""
        return str(self.path)

    @property
    def trace(self) -> Trace:
        """\\raises Missing: only its summary is left; BadFile"""
        if not self.has_trace:
            raise Missing(f"{self.path}: has the results of a run, but no trace.h5, which is needed here")
        if self._trace is None:
            self._trace = Trace(self.path)
        return self._trace

    @property
    def summary(self) -> dict[str, Value]:
        """Names without `host_`; empty of a run that did not end."""
        return self.about.summary

    @property
    def settings(self) -> Settings:
        """All of them with a trace; without, those that were given."""
        return self.about.settings

    @property
    def name(self) -> str:
        """Of the experiment."""
        return self.about.name

    @property
    def seed(self) -> int:
        """`run.seed`; 0 where it is not known."""
        return self.about.seed

    @property
    def stopped(self) -> str:
        """Why it has no makespan: what stopped it before all streams were delivered; empty where nothing did."""
        why = self.summary.get("end_reason", DELIVERED)
        return "" if why == DELIVERED else str(why)

    def number(self, name: str) -> float:
        """\\raises Missing: the summary has no such number"""
        value = self.summary.get(name)
        if value is None or isinstance(value, str):
            raise Missing(f"{self.path}: its summary has no number {name}" + (" (the run did not end)" if not self.summary else ""))
        return float(value)


def _setting(value: Setting) -> Setting:
    """Texts that are numbers become numbers."""
    if not isinstance(value, str):
        return value
    try:
        return int(value)
    except ValueError:
        pass
    try:
        return float(value)
    except ValueError:
        pass
    return {"true": True, "false": False}.get(value, value.strip('"'))


def _json(file: pathlib.Path) -> dict[str, typing.Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadFile(f"{file}: {error}") from None
    if not isinstance(found, dict):
        raise BadFile(f"{file}: must hold one JSON object")
    return found


def _tables(folder: pathlib.Path) -> typing.Iterator[tuple[pathlib.Path, list[str]]]:
    """Of each `octosim sweep` below: the folder of its points, and their names in the order of its table."""
    for table in sorted(folder.rglob("results.csv")):
        try:
            with table.open(newline="", encoding="utf-8") as file:
                names = [row["address"] for row in csv.DictReader(file) if row.get("address")]
        except (OSError, UnicodeDecodeError, csv.Error):
            continue  # of somebody else
        if names:
            yield table.parent / "points", names


class Sweep:
    """Runs of a folder, in the order of their paths, or of the table of their sweep.  None is opened before it is asked for."""

    def __init__(self, folder: str | pathlib.Path):
        """Every folder below with a trace, a summary.json or a result.json, but for points of an `octosim sweep` that its table no longer has: those of
        an earlier file, or of an earlier octosim.  \\raises BadFile: there is none"""
        self.folder = pathlib.Path(folder)
        if not self.folder.is_dir():
            raise BadFile(f"{folder}: no such folder")
        found = {file.parent for name in (*_TRACES, *_LEFT) for file in self.folder.rglob(name)}
        place: dict[pathlib.Path, int] = {}
        for points, names in _tables(self.folder):
            place.update({points / name: k for k, name in enumerate(names)})
            found = {path for path in found if path.parent != points or path in place}
        self.paths = sorted(found, key=lambda path: (path.parent, place.get(path, 0), path))
        if not self.paths:
            raise BadFile(f"{folder}: no run is in it or below it (no trace.h5, summary.json or result.json)")

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> typing.Iterator[Run]:
        """Each is open while it is looked at."""
        for path in self.paths:
            with Run(path) as run:
                yield run

    def frame(self) -> "pandas.DataFrame":
        """A row a run: path, experiment, seed, the settings that are not the same in all, the summary."""
        import pandas
        rows: list[dict[str, typing.Any]] = []
        settings: list[Settings] = []
        for run in self:
            settings.append(run.settings)
            rows.append({"path": run.where, "experiment": run.name, "seed": run.seed, **run.summary})
        keys = differing(settings)
        front = [{"path": row.pop("path"), "experiment": row.pop("experiment"), "seed": row.pop("seed"),
                  **{key: one.get(key) for key in keys if key != "run.seed"}} for row, one in zip(rows, settings)]
        return pandas.DataFrame([{**first, **row} for first, row in zip(front, rows)])


def differing(settings: typing.Sequence[Settings]) -> list[str]:
    """Keys that have not the same value everywhere, in order."""
    keys: dict[str, None] = {}
    for one in settings:
        keys.update(dict.fromkeys(one))
    return [key for key in keys if len({repr(one.get(key)) for one in settings}) > 1]


def short_keys(keys: typing.Sequence[str]) -> dict[str, str]:
    """Of each key its last part, where that is no other's too."""
    counts = collections.Counter(key.rsplit(".", 1)[-1] for key in keys)
    return {key: key if counts[key.rsplit(".", 1)[-1]] > 1 else key.rsplit(".", 1)[-1] for key in keys}


def open_runs(paths: typing.Sequence[str]) -> list[Run]:
    """Each path a trace, the folder of a run, or a folder with runs below it; runs are labelled by what differs between them.
    \\raises BadFile"""
    found: list[Run] = []
    for path in paths:
        folder = pathlib.Path(path)
        own = not folder.is_dir() or any((folder / name).exists() for name in (*_TRACES, *_LEFT, "checkpoint.json"))
        found += [Run(path)] if own or not any(any(folder.rglob(name)) for name in (*_TRACES, *_LEFT)) else map(Run, Sweep(path).paths)
    label(found)
    return found


def label(runs: typing.Sequence[Run]) -> None:
    """By the settings that differ, the experiment if that does, the folder if nothing else tells two apart."""
    settings = [run.settings for run in runs]
    keys = [key for key in differing(settings) if not key.startswith("trace.")]
    names, named = {run.name for run in runs}, short_keys(keys)
    for run, own in zip(runs, settings):
        words = [run.name] if len(names) > 1 or not keys else []
        words += [f"{named[key] if len(keys) > 1 else key} {_short(own.get(key))}" for key in keys
                  if key != "workload.owg" and not (len(names) > 1 and len(keys) > 4)]
        run.label = ", ".join(words)
    counts = collections.Counter(run.label for run in runs)
    for run in runs:
        if counts[run.label] > 1:
            run.label = f"{run.label} ({run.path if run.path.is_dir() else run.path.parent})"


def _short(value: Setting | None) -> str:
    if value is None:
        return "default"
    return f"{value:g}" if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**5) else str(value)
