"""Submits what is left of a sweep, once: points that wait or run already are left alone."""
import dataclasses
import hashlib
import json
import pathlib
import sys

from points import files
from points.program import Program
from sweep.attempt import cut_of
from sweep.backends import make
from sweep.backends.backend import Ask, Backend, Job, Unknown
from sweep.inputs import Inputs
from sweep.journal import Array, Journal, Submission
from sweep.plan import Plan, SweepPoint
from sweep.store import Store

_PACKAGE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass(frozen=True)
class Prepared:
    """Everything of a submission but the jobs' ids.  `scripts`: by file name, of `arrays` in order, then of what comes after;
    `lists`: by file name, what tasks read: `tasks` are lists of points."""
    submission: Submission
    scripts: dict[str, str]
    lists: dict[str, dict]


def backend_of(plan: Plan, name: str, more: list[str]) -> Backend:
    section = dict(plan.schedulers.get(name, {}))
    if section.get("template"):
        section["template"] = str(plan.file.parent / section["template"])
    return make(name, section, more)


def _command(program: Program, what: str, *words: str) -> list[str]:
    return [sys.executable, "-B", str(_PACKAGE), "--octosim", str(program.path), what, *words]


def _title(plan: Plan, out: pathlib.Path, call: str) -> str:
    """What the names of jobs begin with: no other folder has it, by which a job is found whose number was lost."""
    return f"octosim-{plan.name}-{hashlib.sha256(str(out).encode()).hexdigest()[:6]}-{call}"


def _tasks(points: list[SweepPoint], most: int) -> list[list[SweepPoint]]:
    """Several points a task where there are more than an array may have."""
    count = min(len(points), most)
    return [points[at::count] for at in range(count)]


def prepare(plan: Plan, points: list[SweepPoint], program: Program, out: pathlib.Path, call: str, on: str, more: list[str],
            before: Submission | None = None) -> Prepared:
    """An array for each number of ranks, and the job that collects.  `before`: whose points were lost."""
    store = Store(out)
    mark = sum(cut_of(store.work(point.address) / "run") for point in points if before)
    root = before.root if before else call
    further = before is None or mark > before.mark or len(points) < before.points()
    generation = 0 if further else before.generation + 1
    backend, folder = backend_of(plan, on, more), Journal(out).at(call)
    lists, arrays, scripts = {}, [], {}
    about = {"call": root, "on": on, "more": more, "out": str(out), "plan": dataclasses.replace(plan, points=[]).as_json()}
    for ranks in sorted({point.ranks for point in points}):
        tasks = _tasks([point for point in points if point.ranks == ranks], backend.most_tasks())
        name = f"{_title(plan, out, call)}-{ranks}"
        listed = f"points-{ranks}.json"
        lists[listed] = {**about, "tasks": tasks}
        command = _command(program, "task", "--batch", str(folder / listed))
        asks = [Ask(name, folder, command, len(tasks), ranks, plan.resources)]
        parts = [tasks]
        if not backend.arrays():
            asks = [Ask(f"{name}-{part}", folder, command, 1, ranks, plan.resources, part) for part in range(len(tasks))]
            parts = [[task] for task in tasks]
        for ask, part in zip(asks, parts):
            file = f"{ranks}-ranks{'' if ask.part is None else f'-{ask.part}'}.sh"
            scripts[file] = backend.script(ask)
            arrays.append(Array(Job("", ask.name, ask.tasks), [[point.address for point in task] for task in part]))
    if backend.follows():
        command = _command(program, "after", "--batch", str(folder / "plan.json"))
        scripts["after.sh"] = backend.script(Ask(f"{_title(plan, out, call)}-after", folder, command, 0, 1, plan.resources))
    return Prepared(Submission(call, on, arrays, root, generation=generation, mark=mark), scripts, lists)


def submit(prepared: Prepared, plan: Plan, program: Program, out: pathlib.Path, more: list[str]) -> None:
    """\\pre the journal is locked.  \\raises Failed: what was submitted until then is in the journal"""
    journal, submission = Journal(out), prepared.submission
    folder, backend = journal.at(submission.call), backend_of(plan, submission.backend, more)
    inputs = Inputs.of({program.path, *(file for point in plan.points for file in point.inputs)})
    whole = {"call": submission.call, "on": submission.backend, "more": more, "out": str(out), "plan": plan.as_json()}
    files.write_whole(folder / "plan.json", json.dumps(whole) + "\n")
    files.write_whole(folder / "inputs.json", json.dumps(inputs.known, indent=1) + "\n")
    for name, listed in prepared.lists.items():
        tasks = [[point.as_json() for point in task] for task in listed["tasks"]]
        files.write_whole(folder / name, json.dumps({**listed, "tasks": tasks}) + "\n")
    for name, text in prepared.scripts.items():
        files.write_whole(folder / name, text)
    journal.write(submission)
    for file, array in zip(prepared.scripts, submission.arrays):
        array.job = dataclasses.replace(array.job, id=backend.submit(folder / file, array.job.name, []))
        journal.write(submission)
    if backend.follows():
        ids = [array.job.id for array in submission.arrays]
        submission.after = backend.submit(folder / "after.sh", f"{_title(plan, out, submission.call)}-after", ids)
        journal.write(submission)


def in_hand(journal: Journal, plan: Plan, more: list[str], doubts: list[str] | None = None) -> dict[str, str]:
    """By address, of points whose task waits or runs: "queued", "running", or why it is held.

    `doubts`: gets a line for each scheduler that cannot be asked.  Asks each scheduler once for each submission that may be alive.
    \\raises Failed: it does not answer"""
    found: dict[str, str] = {}
    for submission in journal.open():
        backend = backend_of(plan, submission.backend, more)
        for array in submission.arrays:
            if not array.job.id and (number := backend.find(array.job.name)) is not None:
                array.job = dataclasses.replace(array.job, id=number)
        jobs = [array.job for array in submission.arrays if array.job.id]
        if not jobs:
            continue
        try:
            alive = backend.alive(jobs)
        except Unknown as unknown:
            if doubts is not None:
                doubts.append(f"{submission.call}: {unknown}; its points count as waiting for a job until `cancel`")
            alive = {job.id: dict.fromkeys(range(job.tasks), "queued") for job in jobs}
        for array in submission.arrays:
            for task, state in alive.get(array.job.id, {}).items():
                if task < len(array.addresses):
                    found.update(dict.fromkeys(array.addresses[task], state))
    return found
