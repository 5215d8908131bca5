"""Runs points on this machine, as many at once as there are cores for."""
import concurrent.futures
import os
import signal
import subprocess
import sys
import threading
import time

from reproduce.errors import Failed
from reproduce.point import Point
from reproduce.store import Interrupted, Store


def guesses(points: list[Point], known: dict[str, float]) -> dict[Point, float]:
    """Seconds of each point: its own from before (another seed), or the mean of what its experiment took, or a guess."""
    def alike(label: str) -> str:
        return " ".join(word for word in label.split() if not word.startswith("run.seed="))
    exact = {alike(label): seconds for label, seconds in known.items()}
    by_name: dict[str, list[float]] = {}
    for label, seconds in known.items():
        by_name.setdefault(label.split()[0], []).append(seconds)

    def guess(point: Point) -> float:
        if (found := exact.get(alike(point.label()))) is not None:
            return found
        if others := by_name.get(point.name):
            return sum(others) / len(others)
        divided = point.value("schedule.cluster") == "static"
        return (12.0 if point.name.endswith("wafer") else 1.5) * (2.0 if divided else 1.0)
    return {point: guess(point) for point in points}


class _Progress:
    """One line that is written over on a terminal; a line every few seconds elsewhere."""

    def __init__(self, expected: dict[Point, float], at_once: int):
        self.expected, self.left, self.at_once = expected, sum(expected.values()), at_once
        self.total, self.done, self.taken, self.guessed = len(expected), 0, 0.0, 0.0
        self.begin, self.last = time.monotonic(), 0.0

    def ended(self, point: Point, seconds: float) -> None:
        self.done += 1
        self.left -= self.expected[point]
        self.taken, self.guessed = self.taken + seconds, self.guessed + self.expected[point]
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if not terminal and now - self.last < 5 and self.done < self.total:
            return
        self.last = now
        pace = self.taken / self.guessed if self.guessed else 1.0
        remaining = max(self.left, 0.0) * pace / self.at_once
        text = f"[{self.done}/{self.total}] {seconds:.1f} s: {point.label()}"
        text += f"; about {_spoken(remaining)} left" if self.done < self.total else f"; {_spoken(now - self.begin)} in all"
        print(f"\r\033[K{text[:150]}" if terminal else text, end="" if terminal and self.done < self.total else "\n",
              file=sys.stderr, flush=True)


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class _Running:
    """The processes at work, so that all can be stopped."""

    def __init__(self):
        self.lock, self.processes, self.stopped = threading.Lock(), set(), False

    def add(self, process: subprocess.Popen) -> None:
        with self.lock:
            self.processes.add(process)
            if self.stopped:
                process.terminate()

    def stop(self) -> None:
        with self.lock:
            self.stopped = True
            for process in self.processes:
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL if process.args[0] != "mpirun" else signal.SIGTERM)


def run_all(points: list[Point], store: Store, ranks: int = 1, jobs: int = 0) -> dict[Point, str]:
    """Runs every point, longest first, and at last, one by one, those that take times of this machine; one that fails does not stop the
    others.  What failed, and why.

    \\raises KeyboardInterrupt: after all processes are gone; what is done stays done."""
    alone = [point for point in points if point.is_timed]
    at_once = jobs or max(1, len(os.sched_getaffinity(0)) // ranks)
    failed = _run_some([point for point in points if not point.is_timed], store, ranks, at_once)
    return failed | _run_some(alone, store, ranks, 1)


def _run_some(points: list[Point], store: Store, ranks: int, at_once: int) -> dict[Point, str]:
    expected = guesses(points, store.seconds_known())
    progress, running, failed = _Progress(expected, at_once), _Running(), {}

    def one(point: Point) -> float:
        if running.stopped:
            raise Interrupted(point.label())
        begin = time.monotonic()
        if store.metrics(point) is None:  # else another call was faster
            store.run(point, ranks, running.add)
        return time.monotonic() - begin

    pool = concurrent.futures.ThreadPoolExecutor(at_once)
    try:
        order = sorted(points, key=lambda point: (-expected[point], point.label()))
        futures = {pool.submit(one, point): point for point in order}
        for future in concurrent.futures.as_completed(futures):
            point = futures[future]
            try:
                progress.ended(point, future.result())
            except Failed as error:
                failed[point] = str(error)
                print(f"\nfailed: {point.label()}: {error}", file=sys.stderr, flush=True)
            except Interrupted:
                raise KeyboardInterrupt from None
    except BaseException:
        running.stop()
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()
    return failed
