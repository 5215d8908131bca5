"""Runs points on this machine, as many at once as fit."""
import dataclasses
import signal
import sys
import threading
import time
import typing

from points.progress import Progress
from points.running import Running
from sweep.attempt import End, How, Outcome, attempt
from sweep.packing import Packing
from sweep.plan import SweepPoint
from sweep.store import Store

_PATIENCE = 20  # seconds for checkpoints when the sweep is stopped; then runs are killed.  Chosen


@dataclasses.dataclass
class Report:
    """`reasons`: why points are not done, by address; `disk`: the file system is full, so that nothing more was started."""
    executed: int = 0
    seconds: float = 0.0
    reasons: dict[str, str] = dataclasses.field(default_factory=dict)
    disk: bool = False
    interrupted: bool = False


class _Crew:
    """A thread for each point at work; the caller's thread waits for them, and for signals."""

    def __init__(self, points: list[SweepPoint], store: Store, how: How, packing: Packing, varied: list[str],
                 shown: typing.Callable[[], None]):
        self.waiting = sorted(points, key=lambda point: -point.ranks)
        self.store, self.how, self.packing, self.varied, self.shown = store, how, packing, varied, shown
        self.changed, self.running, self.report = threading.Condition(), Running(signal.SIGUSR1), Report()
        self.at_work = 0
        self.progress = Progress({point.address: 1.0 for point in points}, max(1, min(packing.cores, packing.at_once or packing.cores)))

    def run(self) -> Report:
        with self.changed:
            try:
                while self.waiting or self.at_work:
                    self._start_what_fits()
                    self.changed.wait()
                    self.shown()
            except KeyboardInterrupt:
                self._stop()
        return self.report

    def _start_what_fits(self) -> None:
        for point in [] if self.running.stopped else list(self.waiting):
            if (memory := self.packing.take(point.ranks)) is None:
                return  # a wide point is not overtaken for ever
            self.waiting.remove(point)
            self.at_work += 1
            threading.Thread(target=self._work, args=(point, memory), daemon=True).start()

    def _work(self, point: SweepPoint, memory: int) -> None:
        try:
            outcome = attempt(point, self.store, self.how, self.running.add, lambda: self.running.stopped)
        except Exception as error:  # of ours: one point must not take the others with it
            outcome = Outcome(End.FAILED, 0.0, f"{type(error).__name__}: {error}")
        with self.changed:
            self.packing.give_back(point.ranks, memory)
            self.at_work -= 1
            self._ended(point, outcome)
            self.changed.notify()

    def _ended(self, point: SweepPoint, outcome: Outcome) -> None:
        self.report.seconds += outcome.seconds
        self.packing.learn(outcome.peak)
        if outcome.end in (End.DONE, End.FAILED):
            self.report.executed += 1
        if outcome.end is End.FAILED:
            self.report.reasons[point.address] = outcome.reason
            print(f"\nfailed: {point.label(self.varied)}: {outcome.reason}", file=sys.stderr, flush=True)
        if outcome.disk:
            self.report.reasons[point.address] = outcome.reason
            self.report.disk = True
            self.waiting.clear()
        elif outcome.end is End.STOPPED and not self.running.stopped:
            self.waiting.append(point)  # it was killed, or asked for a checkpoint, by somebody else
            return
        if outcome.end is not End.STOPPED:
            self.progress.ended(point.address, point.label(self.varied), outcome.seconds)

    def _stop(self) -> None:
        """\\pre self.changed is locked."""
        self.report.interrupted = True
        self.waiting.clear()
        print("\noctosim: stopping; runs at work are saved (Ctrl-C again: killed)", file=sys.stderr, flush=True)
        self.running.stop()
        deadline = time.monotonic() + _PATIENCE
        try:
            while self.at_work and time.monotonic() < deadline:
                self.changed.wait(deadline - time.monotonic())
        except KeyboardInterrupt:
            pass
        self.running.kill()
        deadline = time.monotonic() + 5
        while self.at_work and time.monotonic() < deadline:
            self.changed.wait(max(0.0, deadline - time.monotonic()))


def run_all(points: list[SweepPoint], store: Store, how: How, packing: Packing, varied: list[str],
            shown: typing.Callable[[], None] = lambda: None) -> Report:
    """Runs every point; one that fails does not stop the others, a full disk does.  `shown`: called when something has ended."""
    return _Crew(points, store, how, packing, varied, shown).run()
