"""One attempt at one point: from its checkpoint if it has one, to a result in place, a failure that is kept, or a checkpoint."""
import dataclasses
import enum
import json
import os
import pathlib
import shutil
import subprocess
import time
import typing

from points import files
from points.program import Program
from sweep import provenance
from sweep.inputs import Inputs
from sweep.plan import SweepPoint
from sweep.store import Store, locked

CHECKPOINTED = 85  # exit status of `octosim run`
_BAD_INPUT = 2
_KEPT_OF_A_RUN = ("trace.h5",)
_ENDS = ("all streams delivered", "stopped at --until")

# Of a run that failed because the machine did: as strerror has them.  Such a point is tried again, others would fail again.
_MACHINE = ("No space left on device", "Disk quota exceeded", "Input/output error", "Read-only file system", "Stale file handle",
            "Cannot allocate memory", "std::bad_alloc", "Transport endpoint is not connected")
_DISK = _MACHINE[:5]


class End(enum.Enum):
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"  # with or without a checkpoint; it goes on when somebody tries again
    ELSEWHERE = "elsewhere"  # another process is at it
    BEFORE = "before"  # done already


@dataclasses.dataclass(frozen=True)
class Outcome:
    """`seconds`: of wall clock, of the program alone; `disk`: there is no room, so that others would fail too; `peak`: bytes of
    a rank, 0: not known."""
    end: End
    seconds: float = 0.0
    reason: str = ""
    checkpointed: bool = False
    disk: bool = False
    peak: int = 0


@dataclasses.dataclass(frozen=True)
class How:
    """`launcher`: words in front of octosim for a number of ranks; `call`: of the command that wanted it."""
    program: Program
    launcher: typing.Callable[[int], list[str]]
    call: str
    checkpoint_every: str = ""
    keep_trace: bool = False
    tries: int = 3
    sweep_digest: str = ""
    inputs: Inputs = Inputs({})


def summary_of(run: pathlib.Path) -> dict | None:
    """Of a run that came to its end, with right results."""
    try:
        found = json.loads((run / "summary.json").read_bytes())
        whole = found["functional_ok"] is True and found["end_reason"] in _ENDS
        return found if whole and found["trace_digest"] and (run / "trace.h5").is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def cut_of(run: pathlib.Path) -> int:
    """The cycle at which the run was saved last; 0: never."""
    try:
        return int(json.loads((run / "checkpoint.json").read_bytes())["head"]["cut"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def why_stopped(work: pathlib.Path) -> str:
    """Of a point that was begun, in folder `work`: what the machine did, if that is known."""
    try:
        return json.loads((work / "attempts.json").read_bytes())["reason"]
    except (OSError, ValueError, KeyError):  # none was written: the disk was full
        tail = files.tail_of(work / "log", 40)
        return next((text for text in _MACHINE if text in tail), "")


class _Attempt:
    def __init__(self, point: SweepPoint, store: Store, how: How, lock: int, watch, stopped):
        self.point, self.store, self.how, self.lock, self.watch, self.stopped = point, store, how, lock, watch, stopped
        self.work = store.work(point.address)
        self.run, self.log, self.notes = self.work / "run", self.work / "log", self.work / "attempts.json"
        self.seconds = 0.0

    def make(self) -> Outcome:
        if (summary := summary_of(self.run)) is not None:  # of a run whose starter was killed
            return self._keep(summary)
        if changed := [file for file in (*self.point.inputs, self.how.program.path) if not self.how.inputs.holds(file)]:
            return self._failed("machine", 0, f"{changed[0]} has changed since the sweep was started: start it again")
        status = self._start(resume=(self.run / "checkpoint.json").is_file())
        if status in (1, _BAD_INPUT) and self.resumed and not self.stopped():
            status = self._start(resume=False) if self._refused() else status
        if (summary := summary_of(self.run)) is not None and status == 0:
            return self._keep(summary)
        return self._unfinished(status)

    def _start(self, resume: bool) -> int:
        self.resumed = resume
        if resume:
            words = ["run", "--resume", str(self.run)]
        else:
            shutil.rmtree(self.run, ignore_errors=True)
            words = self.point.run.words(self.run)
        words += ["--checkpoint-every", self.how.checkpoint_every] if self.how.checkpoint_every else []
        line = [*(self.how.launcher(self.point.ranks) if self.point.ranks > 1 else []), str(self.how.program.path), *words]
        begin = time.monotonic()
        with open(self.log, "ab") as log:
            self.at = log.tell()
            process = subprocess.Popen(line, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
                                       pass_fds=(self.lock,), env=self.how.program.environment())
        self.watch(process)
        status = process.wait()
        self.seconds += time.monotonic() - begin
        return status

    def _said(self) -> str:
        try:
            with open(self.log, "rb") as log:
                log.seek(self.at)
                return log.read(1 << 20).decode(errors="replace")
        except OSError:
            return ""

    def _refused(self) -> bool:
        """The checkpoint: damaged, or of another build.  Without one the point begins anew."""
        return "checkpoint" in self._said() or "goes on at cycle" not in self._said()

    def _notes(self) -> dict:
        try:
            return json.loads(self.notes.read_bytes())
        except (OSError, ValueError):
            return {}

    def _keep(self, summary: dict) -> Outcome:
        notes = self._notes()
        seconds = notes.get("seconds", 0.0) + self.seconds
        content = {"experiment": str(self.point.run.experiment), "settings": dict(self.point.run.settings), "values": self.point.values,
                   "summary": summary,
                   "provenance": {**provenance.here(), "version": self.how.program.version, "build": self.how.program.identity,
                                  "ranks": self.point.ranks, "call": self.how.call, "ended": provenance.instant(),
                                  "seconds": round(seconds, 4), "starts": notes.get("starts", 0) + 1, "sweep": self.how.sweep_digest,
                                  "by_hand": " ".join(["octosim", *self.point.run.words("out/by_hand")])}}
        kept = [self.run / name for name in _KEPT_OF_A_RUN] if self.how.keep_trace else []
        try:
            self.store.keep(self.point, content, [*kept, self.log])
        except OSError as error:
            return Outcome(End.STOPPED, self.seconds, f"{error.strerror}: {self.store.folder}", disk=error.strerror in _DISK)
        self.store.forget_work(self.point.address)
        return Outcome(End.DONE, self.seconds, peak=int(summary.get("peak_memory_bytes", 0)))

    def _unfinished(self, status: int) -> Outcome:
        said = self._said()
        tail = "\n".join(said.splitlines()[-12:])
        machine = [text for text in _MACHINE if text in said]
        if self.stopped() or status == CHECKPOINTED:
            if self._note(status) >= max(2, self.how.tries) and status == CHECKPOINTED:
                return self._failed("machine", status, f"it was saved {self.how.tries} times at cycle {cut_of(self.run)}: its time is too short")
            return Outcome(End.STOPPED, self.seconds, checkpointed=(self.run / "checkpoint.json").is_file())
        if any(text in _DISK for text in machine):
            self._note(status, machine[0])
            return Outcome(End.STOPPED, self.seconds, f"{machine[0]}: {self.store.folder}", disk=True)
        if machine or status < 0 or status > 128 or "Signal:" in said or "interrupted" in tail or "exited on signal" in said:
            reason = machine[0] if machine else f"it was killed (status {status})"
            if self._note(status, reason) < self.how.tries:
                return Outcome(End.STOPPED, self.seconds, reason, checkpointed=(self.run / "checkpoint.json").is_file())
            return self._failed("machine", status, f"{reason}, {self.how.tries} times", tail)
        return self._failed("run", status, (tail.splitlines() or [f"status {status}"])[-1], tail)

    def _note(self, status: int, reason: str = "") -> int:
        """How often it was tried since it last got further."""
        notes, at = self._notes(), cut_of(self.run)
        tries = 1 if at > notes.get("at", 0) else notes.get("tries", 0) + 1
        try:
            now = {"starts": notes.get("starts", 0) + 1, "at": at, "tries": tries, "status": status, "reason": reason,
                   "seconds": notes.get("seconds", 0.0) + self.seconds, "call": self.how.call}
            files.write_whole(self.notes, json.dumps(now))
        except OSError:
            pass  # a full disk: the number of tries is not worth the point
        return tries

    def _failed(self, cause: str, status: int, reason: str, tail: str = "") -> Outcome:
        content = {"address": self.point.address, "settings": dict(self.point.run.settings), "values": self.point.values, "cause": cause,
                   "status": status, "reason": reason, "log": tail, "seconds": round(self.seconds, 4),
                   "provenance": {**provenance.here(), "call": self.how.call, "ended": provenance.instant(), "ranks": self.point.ranks,
                                  "version": self.how.program.version, "build": self.how.program.identity}}
        try:
            self.store.keep_failure(self.point.address, content)
        except OSError as error:
            return Outcome(End.STOPPED, self.seconds, f"{error.strerror}: {self.store.folder}", disk=error.strerror in _DISK)
        self.store.forget_work(self.point.address)
        return Outcome(End.FAILED, self.seconds, reason)


def attempt(point: SweepPoint, store: Store, how: How, watch: typing.Callable[[subprocess.Popen], None] = lambda process: None,
            stopped: typing.Callable[[], bool] = lambda: False, wait: bool = True) -> Outcome:
    """Runs the point unless it is done.  `watch`: gets the process; `stopped`: somebody asked it to end; `wait`: for another who is at it.

    Nothing is lost if this process is killed: its program goes on and holds the lock, and the next attempt takes what it made."""
    if store.is_done(point.address):
        return Outcome(End.BEFORE)
    try:
        with locked(store.work(point.address) / "lock", wait) as lock:
            if lock is None:
                return Outcome(End.ELSEWHERE)
            if store.is_done(point.address):
                store.forget_work(point.address)
                return Outcome(End.BEFORE)
            if stopped():
                return Outcome(End.STOPPED)
            return _Attempt(point, store, how, lock, watch, stopped).make()
    except OSError as error:
        return Outcome(End.STOPPED, 0.0, f"{error.strerror}: {error.filename or store.folder}", disk=error.strerror in _DISK)
