"""What jobs of a scheduler execute: the points of a task; and after all of them the table, and what was lost once more."""
import argparse
import pathlib
import sys

from points.commandline import ROOT
from points.errors import Failed
from points.program import Program
from sweep import status, submission, table
from sweep.journal import Journal
from sweep.plan import Plan
from sweep.store import Store, locked
from sweep.task import read_batch, run_task


def run(given: argparse.Namespace) -> int:
    """The exit status."""
    program = Program(given.octosim, ROOT)
    if given.what == "task":
        return run_task(given.batch, given.part, given.seconds, program)
    return _after(given.batch, program)


def _after(batch: pathlib.Path, program: Program) -> int:
    """Collects.  Points whose jobs were lost, to a node, an administrator, or the time limit, are submitted again: at most so often as
    resources.tries says without getting further, and never what was cancelled."""
    about = read_batch(batch)
    plan, out = Plan.from_json(about["plan"]), pathlib.Path(about["out"])
    store, journal = Store(out), Journal(out)
    with locked(journal.lock):
        mine = journal.read(about["call"])
        mine.ended = True
        journal.write(mine)
        in_hand = submission.in_hand(journal, plan, about["more"])
        found = status.look(plan, store, in_hand, journal.last_call()["call"])
        ours = {address for array in mine.arrays for task in array.addresses for address in task}
        lost = [point for point in plan.points if point.address in ours and found.states[point.address] in ("waiting", "stopped")]
        again = lost and not mine.cancelled
        if again:
            call = journal.new_call()
            made = submission.prepare(plan, lost, program, out, call, about["on"], about["more"], mine)
            again = made.submission.generation < plan.resources.tries
            if not again:
                journal.at(call).rmdir()
        if again:
            submission.submit(made, plan, program, out, about["more"])
            print(f"{len(lost)} points were lost and are submitted again: {made.submission.call}", flush=True)
    try:
        for file in table.collect(found, program, out):
            print(file, flush=True)
    except OSError as error:
        raise Failed(f"{error.filename or out}: {error.strerror}") from None
    print(found.table(), flush=True)
    if lost and not again and not mine.cancelled:
        print(f"{len(lost)} points were lost {plan.resources.tries} times: `octosim sweep resume` tries again", file=sys.stderr)
    return 0 if found.is_complete or again else 1
