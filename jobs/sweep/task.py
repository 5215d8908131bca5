"""What a job does: the points of one task, one after the other; saved and queued again before the time is over."""
import json
import os
import pathlib
import shlex
import signal
import sys
import time

from points.errors import BadInput, Failed
from points.program import Program
from points.running import Running
from sweep.attempt import CHECKPOINTED, End, How, attempt
from sweep.inputs import Inputs
from sweep.plan import Plan, SweepPoint
from sweep.store import Store
from sweep.submission import backend_of

_DAWDLE = 60  # seconds in which a scheduler that was asked to requeue ends the job.  Source: KillWait of Slurm is 30 by default


def read_batch(file: pathlib.Path) -> dict:
    """\\raises BadInput"""
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput(f"{file}: {error}") from None


def how_of(plan: Plan, program: Program, call: str, launcher, inputs: Inputs) -> How:
    words = plan.resources.launcher
    chosen = (lambda ranks: shlex.split(words.replace("{ranks}", str(ranks)))) if words else launcher
    return How(program, chosen, call, plan.resources.checkpoint_every, plan.keep_trace, plan.resources.tries, plan.text_digest, inputs)


class _Told:
    """Signals to this job.  SIGUSR1, or its time is nearly over: save and come back.  SIGTERM: save and go."""

    def __init__(self, seconds: int):
        self.running, self.comes_back = Running(signal.SIGUSR1), False
        signal.signal(signal.SIGUSR1, self._hear)
        signal.signal(signal.SIGALRM, self._hear)
        signal.signal(signal.SIGTERM, self._hear)
        if seconds:
            signal.alarm(seconds)

    def _hear(self, number: int, frame) -> None:
        self.comes_back = self.comes_back or number != signal.SIGTERM
        self.running.stop()


def run_task(batch: pathlib.Path, part: int, seconds: int, program: Program) -> int:
    """The exit status: 0 all done, 1 a point failed, 85 saved.  `seconds`: after which runs are saved, 0: the scheduler says when."""
    told = _Told(seconds)
    about = read_batch(batch)
    plan, store = Plan.from_json(about["plan"]), Store(pathlib.Path(about["out"]))
    backend = backend_of(plan, about["on"], about["more"])
    how = how_of(plan, program, about["call"], backend.launcher, Inputs(read_batch(batch.with_name("inputs.json"))))
    if not 0 <= part < len(about["tasks"]):
        raise BadInput(f"--part {part} (must be from 0 to {len(about['tasks']) - 1})")
    status = 0
    for point in map(SweepPoint.from_json, about["tasks"][part]):
        outcome = attempt(point, store, how, told.running.add, lambda: told.running.stopped)
        while outcome.end is End.STOPPED and not told.running.stopped and not outcome.disk:
            outcome = attempt(point, store, how, told.running.add, lambda: told.running.stopped)
        print(f"{point.address} {outcome.end.value} {outcome.seconds:.1f} s {point.label(plan.varied)} {outcome.reason}", flush=True)
        if outcome.disk:
            raise Failed(outcome.reason)
        status = 1 if outcome.end is End.FAILED else status
        if outcome.end is End.STOPPED:
            return _come_back(backend) if told.comes_back else CHECKPOINTED
    return status


def _come_back(backend) -> int:
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(CHECKPOINTED))  # it comes while the scheduler is still being asked
    if backend.requeue():
        time.sleep(_DAWDLE if backend.warns() else 0)
    return CHECKPOINTED
