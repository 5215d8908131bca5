"""octosim watch: a run while it goes on, in the terminal; and in a page that is written anew."""
from __future__ import annotations

import argparse
import json
import pathlib
import re
import sys
import time
import typing

import numpy

from octosim_analysis.trace import NEVER, Trace
from octosim_viewer.errors import BadInput
from octosim_viewer.opening import find_trace
from octosim_viewer.page import page_with, write_whole
from octosim_viewer.ranks import RunningRun
from octosim_viewer.report import embedded

_TAIL = 1 << 16  # rows of a rank that are looked at: of the wafer about 60 samples
_PAGE_BYTES = 8 << 20
_PATIENCE = 5  # looks that may fail one after the other


def add(commands: typing.Any) -> typing.Callable[[argparse.Namespace], None]:
    """Its options; returns what executes it."""
    parser = commands.add_parser("watch", help="Watch a run that goes on, without disturbing it", description=(
        "Shows how far a run is, what its clusters work on and how busy they are, from what its ranks have flushed (trace.flush_seconds). "
        "Ends when the run does. Ctrl-C ends the watching, not the run."))
    parser.add_argument("folder", type=pathlib.Path, metavar="DIR", help="the folder of the run (its -o)")
    parser.add_argument("--every", type=_seconds, default=2.0, metavar="SECONDS", help="between two looks [2]")
    parser.add_argument("--once", action="store_true", help="look once")
    parser.add_argument("--page", type=pathlib.Path, metavar="PAGE", help="also write the run into this page at every look; in a browser it loads itself again")
    return execute


def execute(options: argparse.Namespace) -> None:
    """\\raises BadInput: DIR is no folder of a run"""
    folder = options.folder
    if not folder.is_dir():
        raise BadInput(f"{folder}: {'is a file' if folder.exists() else 'no such folder'} (watch takes the folder of a run)")
    clear = sys.stdout.isatty() and not options.once
    grew = _Growth()
    failed = 0
    while True:
        done = find_trace(folder)
        try:
            words = _ended(done) if done else _going_on(folder, grew)
            if options.page:
                write_whole(options.page, page_with([embedded(folder, _PAGE_BYTES)], 0 if done else max(options.every, 2.0)))
            failed = 0
        except (BadInput, OSError, RuntimeError, KeyError) as error:
            failed += 1
            if options.once or done or not grew.seen or failed > _PATIENCE:
                raise error if isinstance(error, (BadInput, OSError)) else BadInput(f"{folder}: cannot be read ({error})") from None
            words = ""  # files came or went while they were read: the next look will tell
        if words:
            if clear:
                sys.stdout.write("\x1b[H\x1b[J")
            print(words, flush=True)
        if not words or not (done or options.once):
            time.sleep(options.every)
        else:
            return


class _Growth:
    """When a look last found more than the one before."""

    def __init__(self) -> None:
        self.seen: tuple[int, int] | None = None
        self.since = time.monotonic()

    def still_for(self, now: tuple[int, int]) -> float:
        if now != self.seen:
            self.seen, self.since = now, time.monotonic()
        return time.monotonic() - self.since


def _ended(path: pathlib.Path) -> str:
    with Trace(path) as trace:
        name = trace.meta.experiment_name
        if not trace.meta.complete:
            return f"{name}: was killed; {path} has what was recovered, until cycle {trace.meta.complete_until}"
        return (f"{name}: ended ({trace.result('end_reason')}) after {trace.result('makespan_cycles')} cycles, "
                f"{100 * trace.number('utilization'):.1f} % of TBU cycles busy, results {'right' if trace.result('functional_ok') else 'WRONG'}\ntrace: {path}")


def _going_on(folder: pathlib.Path, grew: _Growth) -> str:
    run = RunningRun(folder)
    progress = run.progress()
    until = min(progress)
    bytes_now = sum(path.stat().st_size for path in run.parts[-1].files)
    still = grew.still_for((until, bytes_now))
    flushed = re.search(r"^flush_seconds = (\S+)", run.text("experiment"), re.M)
    lines = [f"{run.name}: {'closing its files' if until == NEVER else f'on disk until cycle {until}'}, {run.ranks} rank{'s' if run.ranks > 1 else ''}"
             + (f", restarted {len(run.parts) - 1} times" if len(run.parts) > 1 else "")]
    if until == 0:
        lines.append(f"  nothing is flushed yet (trace.flush_seconds = {flushed.group(1) if flushed else '?'})")
    lines += _input(run) + _machine(run)
    lines.append(f"  {run.rows('clusters/switches')} switches, {run.rows('balance/moves')} moves, {run.rows('streams/done')} streams done")
    spread = max(progress) - until
    if run.ranks > 1 and until < NEVER and spread:
        lines.append(f"  the rank that is furthest has flushed {spread} cycles more")
    waits = max(60.0, 3 * float(flushed.group(1)) if flushed else 60.0)
    if still > waits:
        lines.append(f"  nothing has come for {still:.0f} s: if the run was killed, octosim recover {folder} keeps this")
    if (folder / "checkpoint.json").exists():
        lines.append(_checkpoint(folder))
    return "\n".join(lines)


def _input(run: RunningRun) -> list[str]:
    rows = _last(run.tail("streams/input", ("cluster", "fetched", "total"), _TAIL))
    if not rows["time"].size or not rows["total"].sum():
        return []
    fetched, total = int(rows["fetched"].sum()), int(rows["total"].sum())
    filled = round(30 * fetched / total)
    return [f"  input read  [{'#' * filled}{'.' * (30 - filled)}] {fetched} of {total} frames at cycle {int(rows['time'][0])}"]


def _machine(run: RunningRun) -> list[str]:
    tbus = run.tail("tbus/samples", ("tbu", "cluster", "busy"), _TAIL)
    instants = numpy.unique(tbus["time"])
    if instants.size < 2:
        return ["  no two samples of TBUs are on disk yet (trace.interval)"] if run.level != "summary" else ["  trace.level is summary: nothing over time is recorded"]
    before, now = (_at(tbus, instant) for instant in instants[-2:])
    if before["tbu"].size != now["tbu"].size:
        return []
    length = float(instants[-1] - instants[-2])
    order, last = numpy.argsort(before["tbu"]), numpy.argsort(now["tbu"])
    busy = (now["busy"][last].astype(float) - before["busy"][order].astype(float)) / length
    cluster = now["cluster"][last].astype(int)
    shares = numpy.bincount(cluster, busy) / numpy.maximum(numpy.bincount(cluster), 1)
    queues = _last(run.tail("clusters/samples", ("cluster", "sub_owg", "owner", "input_bytes", "inner_bytes"), _TAIL))
    owners: dict[int, int] = {int(c): int(s) for c, s, owns in zip(queues["cluster"], queues["sub_owg"], queues["owner"]) if owns}
    held = int(queues["input_bytes"].sum() + queues["inner_bytes"].sum())
    lines = [f"  TBUs busy   {100 * busy.mean():.0f} % in cycles {int(instants[-2])} to {int(instants[-1])}; {held / (1 << 20):.1f} MiB in queues"]
    across = _clusters_across(run.text("plan"))
    if across and len(shares) <= 256:
        lines.append("  clusters: sub-OWG and TBUs busy")
        cells = [f"{owners[c] + 1 if c in owners else '-':>2}{100 * share:4.0f}%" for c, share in enumerate(shares)]
        lines += ["   " + " ".join(cells[first:first + across]) for first in range(0, len(cells), across)]
    return lines


def _checkpoint(folder: pathlib.Path) -> str:
    try:
        saved = json.loads((folder / "checkpoint.json").read_text(encoding="utf-8"))
        return f"  saved at cycle {saved['head']['cut']} (checkpoint {saved['number']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "  checkpoint.json cannot be read"


def _clusters_across(plan: str) -> int:
    found = re.search(r"clusters: \d+ of \d+ x \d+ TBUs, \d+ x (\d+) on the wafer", plan)
    return int(found.group(1)) if found else 0


def _at(columns: dict[str, numpy.ndarray], instant: numpy.uint64) -> dict[str, numpy.ndarray]:
    chosen = columns["time"] == instant
    return {name: values[chosen] for name, values in columns.items()}


def _last(columns: dict[str, numpy.ndarray]) -> dict[str, numpy.ndarray]:
    return _at(columns, columns["time"][-1]) if columns["time"].size else columns


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.1 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} (must be from 0.1 to 3600 seconds)")
    return value
