"""The points of a reproduction on disk: OUT/points/HASH, renamed into place when whole, and never run again then."""
import json
import os
import pathlib
import shutil
import subprocess
import time

from points import files
from points.errors import Failed
from points.point import Point, identity
from points.program import Program
from reproduce import metrics, planned

_KEPT = ("summary.json", planned.RESULT, "metrics.json", "point.json", "log")


class Interrupted(Exception):
    """The run was told to stop; it is no failure of the point."""


class Store:
    """Several processes may share one: each works in a folder of its own, and the first that is whole stays."""

    def __init__(self, out: pathlib.Path, program: Program):
        self.folder, self.program = out / "points", program
        self.folder.mkdir(parents=True, exist_ok=True)

    def name(self, point: Point) -> str:
        version = metrics.VERSION if point.experiment else planned.VERSION
        return identity(point, self.program.identity, self.program.workloads, version, self.program.defaults)

    def metrics(self, point: Point) -> dict | None:
        """None: the point is not done."""
        folder = self.folder / self.name(point)
        try:
            found = json.loads((folder / "metrics.json").read_text())
            if point.experiment:
                json.loads((folder / "summary.json").read_text())
            json.loads((folder / "point.json").read_text())
        except (OSError, json.JSONDecodeError, UnicodeDecodeError):
            return None
        return found if (metrics if point.experiment else planned).is_whole(found) else None

    def about(self, point: Point) -> dict:
        """point.json of a point that is done."""
        return json.loads((self.folder / self.name(point) / "point.json").read_text())

    def seconds_known(self) -> dict[str, float]:
        """Seconds of the points that are done, by label: for estimates."""
        found = {}
        for file in self.folder.glob("*/point.json"):
            try:
                about = json.loads(file.read_text())
                found[about["label"]] = float(about["seconds"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return found

    def sweep(self) -> None:
        """Removes what processes that are gone left half done on this machine."""
        files.sweep_marked(self.folder)

    def run(self, point: Point, ranks: int = 1, watch=None) -> dict:
        """Runs the point, keeps summary, metrics and log, and renames them into place.  `watch(process)`: called at the start.

        \\raises Failed: with the tail of the log; Interrupted: the process ended by a signal that asks for it."""
        name = self.name(point)
        folder = self.folder / f"{name}{files.own_mark()}"
        folder.mkdir()
        begin = time.monotonic()
        try:
            line = self.program.line(point.words(folder), ranks if point.experiment else 1)
            with open(folder / "log", "wb") as log, open(folder / planned.RESULT, "wb") as result:
                process = subprocess.Popen(line, stdout=log if point.experiment else result, stderr=log, stdin=subprocess.DEVNULL,
                                           env=self.program.environment())
                if watch:
                    watch(process)
                status = process.wait()
            if status < 0 or status == 85:
                raise Interrupted(point.label())
            if point.experiment is None:
                found = planned.of_result(folder, status, files.tail_of(folder / "log"))
            elif status != 0:
                raise Failed(f"status {status}\n{files.tail_of(folder / 'log')}")
            else:
                (folder / planned.RESULT).unlink()
                found = metrics.of_run(folder)
            about = {**point.as_json(), "label": point.label(), "ranks": ranks, "seconds": round(time.monotonic() - begin, 3),
                     "binary": self.program.identity, "version": self.program.version,
                     "by_hand": point.by_hand()}
            (folder / "metrics.json").write_text(json.dumps(found))
            (folder / "point.json").write_text(json.dumps(about, indent=1))
            for file in folder.iterdir():
                if file.name not in _KEPT:
                    file.unlink() if file.is_file() else shutil.rmtree(file)
            self._place(folder, self.folder / name, point)
            return found
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _place(self, made: pathlib.Path, place: pathlib.Path, point: Point) -> None:
        for file in made.iterdir():
            descriptor = os.open(file, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        if place.exists() and self.metrics(point) is None:
            shutil.rmtree(place)  # of a crash: it is there, and not whole
        try:
            os.rename(made, place)
        except OSError:
            if self.metrics(point) is None:  # else another process was faster, with the same result
                raise Failed(f"{place}: cannot be put into place") from None
