"""What each command of `octosim sweep` does."""
import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import shlex
import shutil
import signal
import sys
import time
import typing

from points import files, scheduler
from points.commandline import ROOT
from points.errors import BadInput, Failed
from points.program import Program
from points.progress import spoken
from sweep import estimate, local, plan, status, submission, table
from sweep.attempt import How
from sweep.inputs import Inputs
from sweep.journal import Journal
from sweep.packing import Packing
from sweep.plan import Plan, SweepPoint
from sweep.status import Status
from sweep.store import Store, locked
from sweep.sweep_file import Sweep, read_sweep
from sweep.task import how_of

_SHOWN = 40  # points that --dry-run prints; --json has all
_MANY, _PILOTS, _PILOTS_OF_MANY = 1000, 1.0, 0.4  # points; seconds of pilot runs, so that 10,000 points are planned in 2.  Chosen
_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between two looks at a scheduler; the last again and again.  Chosen


class Context:
    """One call: the sweep, its folder, the program."""

    def __init__(self, given: argparse.Namespace):
        self.given = given
        self.sweep: Sweep = read_sweep(given.file)
        self.program = Program(given.octosim, ROOT)
        self.out = (given.out or pathlib.Path("out/sweeps") / self.sweep.name).resolve()
        self.store, self.journal = Store(self.out), Journal(self.out)
        self.more = shlex.split(getattr(given, "submit_options", ""))
        self._plan: Plan | None = None

    @property
    def plan(self) -> Plan:
        if self._plan is None:
            self.take(plan.make_plan(self.sweep, self.program))
        return self._plan

    def take(self, made: Plan) -> None:
        if jobs := getattr(self.given, "jobs", 0):
            made = dataclasses.replace(made, resources=dataclasses.replace(made.resources, at_once=jobs))
        self._plan = made

    def in_hand(self, doubts: list[str] | None = None) -> dict[str, str]:
        return submission.in_hand(self.journal, self.plan, self.more, doubts)

    def look(self) -> Status:
        """Asks schedulers too; one that does not answer is a problem, not an end."""
        doubts: list[str] = []
        try:
            in_hand = self.in_hand(doubts)
        except Failed as error:
            in_hand = {}
            doubts.append(f"the scheduler does not answer: {error}")
        found = status.look(self.plan, self.store, in_hand, self.journal.last_call()["call"])
        found.problems += doubts
        if table.was_written(self.out) and not table.is_whole(self.out):
            found.problems.append("results.csv or results.h5 is damaged, or was edited: `collect` writes both again")
        found.jobs = [array.job.id for one in self.journal.open() for array in one.arrays if array.job.id]
        return found

    def say(self, text: str) -> None:
        """To people; with --json to stderr."""
        print(text, file=sys.stderr if self.given.json else sys.stdout, flush=True)


def operate(given: argparse.Namespace) -> int:
    """The exit status.  \\raises BadInput, Failed, KeyboardInterrupt"""
    context = Context(given)
    try:
        match given.what:
            case "status":
                return _status(context)
            case "collect":
                return _collect(context)
            case "cancel":
                return _cancel(context)
        return _dry_run(context) if given.dry_run else _run(context)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failed(f"{error.filename or context.out}: {error.strerror}") from None


def _print(context: Context, found: Status, **more: typing.Any) -> None:
    print(json.dumps(found.as_json() | more) if context.given.json else found.table(), flush=True)


def _status(context: Context) -> int:
    scheduler.WAITS = scheduler.WAITS[:2]  # who only asks how it stands is not kept waiting for minutes
    found = context.look()
    terminal = sys.stdout.isatty()
    while context.given.watch is not None and not found.is_complete and found.count("running") + found.count("queued"):
        if not context.given.json:
            print(f"\033[H\033[J{found.table()}" if terminal else found.table(), flush=True)
        time.sleep(max(context.given.watch, 0.2))
        found = context.look()
    if context.given.watch is not None and terminal and not context.given.json:
        print("\033[H\033[J", end="")
    _print(context, found)
    return 0


def _collect(context: Context) -> int:
    found = context.look()
    for file in table.collect(found, context.program, context.out):
        context.say(f"{file}")
    missing = len(found.states) - found.count("done")
    if missing:
        context.say(f"{missing} of {len(found.states)} points are not done: their rows have no metrics")
    if context.given.json:
        _print(context, found)
    return 0


def _cancel(context: Context) -> int:
    cancelled = []
    with _journal_locked(context):
        for one in context.journal.open():
            ids = [array.job.id for array in one.arrays if array.job.id] + ([one.after] if one.after else [])
            one.cancelled = one.ended = True
            context.journal.write(one)  # first: who comes after must not submit again what is cancelled
            submission.backend_of(context.plan, one.backend, context.more).cancel(ids)
            cancelled += ids
    holder = _holder(context)
    if holder:
        os.kill(holder, signal.SIGTERM)
    what = ([f"jobs {' '.join(cancelled)}"] if cancelled else []) + ([f"process {holder}"] if holder else [])
    context.say(f"cancelled: {', '.join(what)}" if what else "nothing waits or runs")
    if context.given.json:
        _print(context, context.look(), cancelled=cancelled)
    return 0


def _journal_locked(context: Context) -> contextlib.AbstractContextManager:
    return locked(context.journal.lock)


def _local_lock(context: Context) -> pathlib.Path:
    return context.out / "local.lock"


def _holder(context: Context) -> int:
    """The process of this host that runs the sweep here; 0: none."""
    try:
        host, number = _local_lock(context).read_text().split()
        with locked(_local_lock(context), wait=False) as lock:
            return int(number) if lock is None and host == os.uname().nodename else 0
    except (OSError, ValueError):
        return 0


def _left(context: Context, found: Status) -> list[SweepPoint]:
    """Points that this command is to bring to an end; here also those at work without a job: their starter may be gone."""
    wanted = ("failed",) if context.given.what == "retry-failed" else ("waiting", "stopped", "corrupt")
    left = []
    for point in context.plan.points:
        state = found.states[point.address]
        again = state == "failed" and (context.store.failure(point.address) or {}).get("cause") == "machine"
        orphan = state == "running" and context.given.on == "local" and point.address not in found.in_hand
        if state in wanted or again or orphan:
            left.append(point)
    return left


def _scripts(context: Context, left: list[SweepPoint], call: str) -> dict[str, str]:
    if context.given.on == "local" or not left:
        return {}
    return submission.prepare(context.plan, left, context.program, context.out, call, context.given.on, context.more).scripts


def _dry_run(context: Context) -> int:
    begun = plan.candidates(context.sweep, context.program)
    known = any((context.out / "points").iterdir()) if (context.out / "points").is_dir() else False
    seconds = context.given.pilot_seconds
    if seconds is None:
        seconds = _PILOTS if len(begun.runs) <= _MANY else _PILOTS_OF_MANY
    pilots = estimate.Pilots([] if known else begun.runs, context.program, seconds)
    context.take(plan.make_plan(context.sweep, context.program, begun))
    found = context.look() if context.out.exists() else status.look(context.plan, context.store, {}, "")
    left = _left(context, found)
    call = context.journal.next_call()
    scripts = _scripts(context, left, call)
    cost = estimate.of_results(found) or pilots.estimate()
    cores = sum(point.ranks for point in left)
    core_hours = None if cost.seconds is None else cost.seconds * cores / 3600
    if context.given.json:
        points = [{"address": point.address, "state": found.states[point.address], **point.values} for point in context.plan.points]
        print(json.dumps(found.as_json() | {"left": len(left), "left_out": context.plan.left_out, "points": points, "scripts": scripts,
                                            "estimate": {**dataclasses.asdict(cost), "core_hours": core_hours}}))
        return 0
    text = [f"{context.plan.name}: {len(context.plan.points)} points, {found.count('done')} done, {len(left)} to run"
            + (f", {context.plan.left_out} left out by constraints" if context.plan.left_out else "")
            + (f", {context.plan.twice} the same as another" if context.plan.twice else "")]
    text += [f"  {point.address}  {found.states[point.address]:8} {point.label(context.plan.varied)}" for point in context.plan.points[:_SHOWN]]
    if len(context.plan.points) > _SHOWN:
        text.append(f"  and {len(context.plan.points) - _SHOWN} more (--json has all)")
    text.append(_spoken_cost(context, cost, left, core_hours))
    if context.given.on == "local" and left:
        line = context.program.line(left[0].run.words(context.store.work(left[0].address) / "run"), left[0].ranks)
        text.append(f"the first: {shlex.join(line)}")
    for name, script in scripts.items():
        text.append(f"# {context.journal.at(call) / name}\n{script}")
    print("\n".join(text))
    return 0


def _spoken_cost(context: Context, cost: estimate.Estimate, left: list[SweepPoint], core_hours: float | None) -> str:
    if cost.seconds is None or not left:
        return f"cost: {'nothing to run' if not left else 'not known: ' + cost.source}"
    more = "more than " if cost.at_least else "about "
    text = f"cost: {more}{cost.seconds:.3g} s a point, {more}{core_hours:.3g} core hours"
    if context.given.on == "local":
        cores = len(os.sched_getaffinity(0))
        text += f", {more}{spoken(core_hours * 3600 / cores)} on {cores} cores"
    elif at_once := context.plan.resources.at_once:
        text += f", {more}{spoken(cost.seconds * -(-len(left) // at_once))} with {at_once} at once"
    return f"{text} (by {cost.source})"


def _run(context: Context) -> int:
    if context.given.what != "run" and not context.out.is_dir():
        raise BadInput(f"{context.out}: has no sweep (`octosim sweep run {context.given.file}` begins one)")
    context.plan  # bad input is refused before anything is made
    context.out.mkdir(parents=True, exist_ok=True)
    for folder in (context.out / "points", context.out / "failed"):
        if folder.is_dir():
            files.sweep_marked(folder)
    return _run_here(context) if context.given.on == "local" else _submit(context)


def _how(context: Context, call: str) -> How:
    inputs = Inputs.of({context.program.path, *(file for point in context.plan.points for file in point.inputs)})
    return how_of(context.plan, context.program, call, lambda ranks: ["mpirun", "-n", str(ranks)], inputs)


def _run_here(context: Context) -> int:
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context(locked(_local_lock(context), wait=False))
        if lock is None:
            context.say("another process runs this sweep here; waiting for it")
            lock = stack.enter_context(locked(_local_lock(context)))
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.uname().nodename} {os.getpid()}\n".encode())
        found = context.look()
        left = _left(context, found)
        call = context.journal.new_call()
        context.journal.note_call(call, context.given.what, "local")
        if not left:
            return _end(context, found, 0)
        print(f"{context.plan.name}: {len(context.plan.points)} points, {found.count('done')} done already, {len(left)} to run",
              file=sys.stderr, flush=True)
        peaks = tuple(int(result["summary"].get("peak_memory_bytes", 0)) for result in found.results.values())
        packing = Packing(context.plan.resources.at_once, context.plan.resources.memory, peaks)
        how = _how(context, call)
        how.program.version  # once, before there are threads
        report = local.run_all(left, context.store, how, packing, context.plan.varied)
    found = context.look()
    if report.disk:
        print(f"octosim: {next(iter(report.reasons.values()), 'the disk is full')}", file=sys.stderr)
    return _end(context, found, report.executed, interrupted=report.interrupted)


def _end(context: Context, found: Status, executed: int, interrupted: bool = False) -> int:
    """Says how it stands, and writes the table if there is anything new in it."""
    found.executed = executed
    if executed or (found.results and (context.given.what != "run" or not table.is_whole(context.out))):
        try:
            from points.commandline import need_packages
            from sweep.command import PACKAGES
            need_packages(PACKAGES)
            table.collect(found, context.program, context.out)
        except (OSError, Failed) as error:
            found.problems.append(f"the table was not written: {error}")
    _print(context, found, interrupted=interrupted)
    return 0 if found.is_complete else 1


def _submit(context: Context) -> int:
    given, backend = context.given, submission.backend_of(context.plan, context.given.on, context.more)
    if absent := [name for name in backend.needs if shutil.which(name) is None]:
        raise BadInput(f"--on {given.on}: no {', '.join(absent)} on the PATH (--on local runs here; --dry-run prints the scripts)")
    with _journal_locked(context):
        doubts: list[str] = []
        in_hand = context.in_hand(doubts)  # if the scheduler does not say, nothing is submitted
        found = status.look(context.plan, context.store, in_hand, "")
        left = _left(context, found)
        _close(context, in_hand)
        call = context.journal.new_call()
        context.journal.note_call(call, given.what, given.on)
        ids: list[str] = []
        if left:
            for point in left:
                if given.what == "retry-failed" or found.states[point.address] == "failed":
                    context.store.forget_failure(point.address)
            made = submission.prepare(context.plan, left, context.program, context.out, call, given.on, context.more)
            submission.submit(made, context.plan, context.program, context.out, context.more)
            ids = [array.job.id for array in made.submission.arrays] + ([made.submission.after] if made.submission.after else [])
    done = found.count("done")
    context.say(f"{context.plan.name}: {done} of {len(found.states)} points done, {len(left)} submitted"
                + (f" as job{'s' if len(ids) > 1 else ''} {' '.join(ids)}" if ids else ""))
    if given.wait:
        _wait(context)
    found = context.look()
    if given.json or given.wait:
        _print(context, found, submitted=len(left), submitted_jobs=ids)
    return 0 if found.is_complete or not given.wait else 1


def _close(context: Context, in_hand: dict[str, str]) -> None:
    """Submissions of which nothing waits or runs any more need not be asked for again.  \\pre the journal is locked."""
    for one in context.journal.open():
        if not any(address in in_hand for array in one.arrays for task in array.addresses for address in task):
            one.ended = True
            context.journal.write(one)


def _wait(context: Context) -> None:
    """Until nothing of the sweep waits or runs."""
    waits = iter(_WAITS)
    pause = next(waits)
    while True:
        time.sleep(pause)
        pause = next(waits, pause)
        found = context.look()
        alive = found.count("queued") + found.count("running")
        afters = [one for one in context.journal.open() if one.after]
        if found.is_complete or not (alive or _after_is_alive(context, afters)):
            return
        print(f"\r\033[K{found.count('done')} done, {found.count('running')} running, {found.count('queued')} queued, "
              f"{found.count('failed')} failed" if sys.stderr.isatty() else
              f"{found.count('done')}/{len(found.states)} done, {found.count('running')} running", end="\r" if sys.stderr.isatty() else "\n",
              file=sys.stderr, flush=True)


def _after_is_alive(context: Context, submissions: list) -> bool:
    """The job that collects may submit again what was lost."""
    from sweep.backends.backend import Job, Unknown
    for one in submissions:
        try:
            backend = submission.backend_of(context.plan, one.backend, context.more)
            if backend.alive([Job(one.after, "", 0)]).get(one.after):
                return True
        except (Failed, Unknown):
            return True
    return False
