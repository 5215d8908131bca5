"""What a sweep will cost: from points that are done, or from short pilot runs."""
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

from points.point import Point, value_of
from points.program import Program
from sweep.status import Status

_PARTS = (1 / 64, 1 / 8, 1.0)  # of the length of a point's streams, one after the other while there is time; chosen
_MINUTES = {"": 1.0, "min": 1.0, "h": 60.0, "s": 1 / 60, "ms": 1 / 60000}
_LENGTH = "workload.minutes"


@dataclasses.dataclass(frozen=True)
class Estimate:
    """`seconds`: of a point on average, None: not known; `at_least`: it took longer than the pilots had; `source`: for people."""
    seconds: float | None
    at_least: bool
    source: str


@dataclasses.dataclass(frozen=True)
class _Measured:
    part: float
    seconds: float


def extrapolated(measured: list[_Measured]) -> float:
    """To the whole length: along the line through the last two, for a start takes the same whatever the length.  Of one alone: itself."""
    if len(measured) == 1 or measured[-1].part >= 1.0:
        return measured[-1].seconds
    before, last = measured[-2:]
    slope = max(0.0, last.seconds - before.seconds) / (last.part - before.part)
    return last.seconds + slope * (1.0 - last.part)


def _minutes(point: Point, program: Program) -> float | None:
    text = value_of(point, _LENGTH, program.defaults)
    match = re.fullmatch(r"\s*([\d.eE+-]+)\s*([a-z]*)\s*", text)
    try:
        return float(match.group(1)) * _MINUTES[match.group(2)]
    except (AttributeError, KeyError, ValueError):
        return None


def _pilot(point: Point, program: Program, deadline: float) -> list[_Measured]:
    """Shortened runs of the point, each longer than the one before, until the deadline."""
    minutes, measured = _minutes(point, program), []
    with tempfile.TemporaryDirectory(prefix="octosim-pilot-") as folder:
        for part in _PARTS if minutes else (1.0,):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            words = point.words(pathlib.Path(folder) / "run")
            words += ["--set", f"{_LENGTH}={minutes * part!r}"] if minutes and part < 1.0 else []
            begin = time.monotonic()
            process = subprocess.Popen(program.line(words), env=program.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                status = process.wait(timeout=left)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                break
            if status != 0:
                break  # what is wrong with it is said by who checks all points
            measured.append(_Measured(part, time.monotonic() - begin))
    return measured


class Pilots:
    """The first, the last and a middle point, one rank each, at the same time; `seconds`: for all of them together."""

    def __init__(self, runs: list[Point], program: Program, seconds: float):
        chosen = list(dict.fromkeys(runs[at] for at in (0, len(runs) // 2, len(runs) - 1))) if runs and seconds > 0 else []
        chosen = chosen[:max(1, len(os.sched_getaffinity(0)))]
        self._pool = concurrent.futures.ThreadPoolExecutor(max(1, len(chosen)))
        self._seconds = seconds
        deadline = time.monotonic() + seconds
        self._work = [self._pool.submit(_pilot, point, program, deadline) for point in chosen]

    def estimate(self) -> Estimate:
        """Waits for them."""
        measured = [one for one in (future.result() for future in self._work) if one]
        self._pool.shutdown()
        if not self._work:
            return Estimate(None, False, "no pilot run was made (--pilot-seconds)")
        if not measured:
            return Estimate(self._seconds, True, f"no pilot run ended in {self._seconds:g} s (--pilot-seconds gives them more)")
        whole = sum(one[-1].part >= 1.0 for one in measured)
        source = f"{len(measured)} pilot run{'s' if len(measured) > 1 else ''} on one rank"
        source += "" if whole == len(measured) else f", {len(measured) - whole} of them with {measured[0][-1].part:.3g} of the streams' length"
        short = [one for one in measured if len(one) == 1 and one[0].part < 1.0]
        return Estimate(statistics.fmean(map(extrapolated, measured)), bool(short), source)


def of_results(status: Status) -> Estimate | None:
    """None: nothing is done yet."""
    known = [result["provenance"]["seconds"] for result in status.results.values()]
    return Estimate(statistics.fmean(known), False, f"{len(known)} points that are done") if known else None
