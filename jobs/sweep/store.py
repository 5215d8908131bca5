"""The folder of a sweep: results that are whole and never written again, failures, and what is at work.

DIR/points/ADDRESS/  result.json with its checksum, the log, trace.h5 if it is kept; renamed into place
DIR/failed/ADDRESS.json   why a point failed, with the end of its log
DIR/work: ADDRESS/    lock, log and run/ of a point at work, or of one that was stopped: its checkpoint
DIR/jobs/CALL/       what was submitted by one call: scripts, the list of points, logs, submission.json
"""
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import time
import typing

from points import files
from points.errors import Failed
from sweep.plan import SweepPoint

RESULT = "result.json"


class Corrupt(Exception):
    """A result that is there and is not what was written."""


def _checksum(content: dict) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class Store:
    """Any number of processes on any number of hosts may share one: a point is locked while it is at work."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder

    def result_file(self, address: str) -> pathlib.Path:
        return self.folder / "points" / address / RESULT

    def work(self, address: str) -> pathlib.Path:
        return self.folder / "work" / address

    def addresses(self) -> set[str]:
        """Of all results that are there, whole or not."""
        return self._names("points")

    def started(self) -> set[str]:
        """Of points at work, or stopped in it."""
        return self._names("work")

    def failed(self) -> set[str]:
        return {name.removesuffix(".json") for name in self._names("failed")}

    def _names(self, kind: str) -> set[str]:
        try:
            return {name for name in os.listdir(self.folder / kind) if files.MARK not in name}
        except FileNotFoundError:
            return set()

    def result(self, address: str) -> dict | None:
        """None: there is none.  \\raises Corrupt: it says why"""
        file = self.result_file(address)
        try:
            content = json.loads(file.read_bytes())
            said = content.pop("checksum")
        except FileNotFoundError:
            if file.parent.is_dir():
                raise Corrupt(f"{file}: is missing") from None
            return None
        except OSError as error:
            raise Corrupt(f"{file}: {error.strerror}") from None
        except (ValueError, KeyError, AttributeError, TypeError):
            raise Corrupt(f"{file}: is damaged or cut short") from None
        if said != _checksum(content) or content.get("address") != address:
            raise Corrupt(f"{file}: is not what was written (checksum)")
        for name, size in content.get("files", {}).items():
            try:
                if (file.parent / name).stat().st_size == size:
                    continue
            except OSError:
                pass
            raise Corrupt(f"{file.parent / name}: is missing, or not as long as it was")
        return content

    def is_done(self, address: str) -> bool:
        try:
            return self.result(address) is not None
        except Corrupt:
            return False

    def failure(self, address: str) -> dict | None:
        """A file that cannot be read is a failure too: it stands for one."""
        try:
            return json.loads((self.folder / "failed" / f"{address}.json").read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            return {"cause": "machine", "reason": f"failed/{address}.json cannot be read ({error})", "tries": 0}

    def keep_failure(self, address: str, content: dict) -> None:
        (self.folder / "failed").mkdir(parents=True, exist_ok=True)
        files.write_whole(self.folder / "failed" / f"{address}.json", json.dumps(content, indent=1) + "\n")

    def forget_failure(self, address: str) -> None:
        (self.folder / "failed" / f"{address}.json").unlink(missing_ok=True)

    def keep(self, point: SweepPoint, content: dict, others: list[pathlib.Path]) -> None:
        """Puts the result into place, with the files `others`, which are moved.  \\raises OSError: nothing is in place then"""
        place = self.result_file(point.address).parent
        place.parent.mkdir(parents=True, exist_ok=True)
        made = place.with_name(place.name + files.own_mark())
        made.mkdir()
        try:
            content = {"address": point.address, **content, "files": {other.name: other.stat().st_size for other in others if other.exists()}}
            with open(made / RESULT, "w", encoding="utf-8") as file:
                json.dump({**content, "checksum": _checksum(content)}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            for other in others:
                if other.exists():
                    os.rename(other, made / other.name)
            if place.exists():
                self.set_aside(point.address)
            os.rename(made, place)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        files.sync_folder(place.parent)
        self.forget_failure(point.address)

    def set_aside(self, address: str) -> pathlib.Path:
        """Moves a corrupt result out of the way: it is evidence, nobody deletes it here."""
        aside = self.folder / "corrupt" / f"{address}-{time.time_ns()}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        os.rename(self.result_file(address).parent, aside)
        return aside

    def forget_work(self, address: str) -> None:
        """\\pre the caller has its lock."""
        shutil.rmtree(self.work(address), ignore_errors=True)

    def is_at_work(self, address: str) -> bool:
        """Somebody has the lock of the point, here or on another host."""
        try:
            descriptor = os.open(self.work(address) / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def locked(path: pathlib.Path, wait: bool = True) -> typing.Iterator[int | None]:
    """The descriptor of the locked file, for processes that are to hold the lock too; None if another has it and `wait` is false.

    Waiting sleeps in the kernel.  The file may be deleted by who had it: then another is locked, the one that is there."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except FileNotFoundError:
            continue  # its folder went meanwhile
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield None
                return
            except OSError as error:
                raise Failed(f"{path}: cannot be locked ({error.strerror}); the file system of a sweep must have flock") from None
            try:
                same = os.fstat(descriptor).st_ino == os.stat(path).st_ino
            except FileNotFoundError:
                same = False
            if same:
                yield descriptor
                return
        finally:
            os.close(descriptor)
