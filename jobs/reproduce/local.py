"""Runs points on this machine, as many at once as there are cores for."""
import concurrent.futures
import os
import sys
import time

from points.errors import Failed
from points.point import Point
from points.progress import Progress
from points.running import Running
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
    progress, running, failed = Progress(expected, at_once), Running(), {}

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
                progress.ended(point, point.label(), future.result())
            except Failed as error:
                failed[point] = str(error)
                print(f"\nfailed: {point.label()}: {error}", file=sys.stderr, flush=True)
            except Interrupted:
                raise KeyboardInterrupt from None
    except BaseException:
        running.kill()
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()
    return failed
