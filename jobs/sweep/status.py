"""How a sweep stands: every point is in one state, and what is wrong is said."""
import collections
import dataclasses
import os
import pathlib

from sweep.attempt import why_stopped
from sweep.plan import Plan
from sweep.store import Corrupt, Store

# done: a result that is whole; failed: its own fault or too often the machine's; running, queued: somebody is at it, or a job is to be;
# stopped: was at work, and is not; corrupt: a result that is damaged; waiting: never begun.
STATES = ("done", "failed", "running", "queued", "stopped", "corrupt", "waiting")
_LEAST, _LITTLE = 1 << 20, 64 << 20  # free bytes below which a file system counts as full, a large one with less than 5 %; chosen


@dataclasses.dataclass
class Status:
    """`states`: by address; `executed`: points that came to an end by the last call; `reasons`: by address, of those that failed;
    `in_hand`: by address, of what jobs wait or run for; `left_over`: results in the folder that are of no point of the sweep as it is now."""
    plan: Plan
    states: dict[str, str]
    executed: int = 0
    reasons: dict[str, str] = dataclasses.field(default_factory=dict)
    problems: list[str] = dataclasses.field(default_factory=list)
    results: dict[str, dict] = dataclasses.field(default_factory=dict)
    left_over: int = 0
    jobs: list[str] = dataclasses.field(default_factory=list)
    in_hand: dict[str, str] = dataclasses.field(default_factory=dict)

    def count(self, state: str) -> int:
        return sum(one == state for one in self.states.values())

    @property
    def is_complete(self) -> bool:
        return self.count("done") == len(self.states)

    def as_json(self) -> dict:
        return {"name": self.plan.name, "total": len(self.states), **{state: self.count(state) for state in STATES},
                "executed": self.executed, "complete": self.is_complete, "left_over": self.left_over, "jobs": self.jobs,
                "problems": self.problems}

    def table(self) -> str:
        """For people."""
        total = max(len(self.states), 1)
        lines = [f"{self.plan.name}: {len(self.states)} points"]
        for state in STATES:
            if (count := self.count(state)) or state in ("done", "failed"):
                lines.append(f"  {state:8} {count:7}  {'#' * round(40 * count / total)}")
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)


def _room(folder: pathlib.Path) -> list[str]:
    at = folder
    while not at.exists() and at != at.parent:
        at = at.parent
    found = os.statvfs(at)
    free = found.f_bavail * found.f_frsize
    if free < _LEAST or (free < _LITTLE and free * 20 < found.f_blocks * found.f_frsize):  # a small one may have little and room enough
        return [f"no room: {free / 2**20:.1f} MiB are free for {folder}; make room, then `resume`"]
    if found.f_files and not found.f_favail:
        return [f"no room: no free inodes for {folder}; make room, then `resume`"]
    return []


def look(plan: Plan, store: Store, in_hand: dict[str, str], last_call: str) -> Status:
    """Reads every result.  `in_hand`: by address, of what jobs wait or run for."""
    here, begun, failed = store.addresses(), store.started(), store.failed()
    found = Status(plan, {}, in_hand=in_hand, left_over=len(here - {point.address for point in plan.points}))
    corrupt: list[str] = []
    for point in plan.points:
        found.states[point.address] = state = _state(point.address, store, here, begun, failed, in_hand, found, corrupt)
        if state == "failed":
            reason = store.failure(point.address) or {}
            found.reasons[point.address] = reason.get("reason", "")
            found.executed += reason.get("provenance", {}).get("call") == last_call != ""
        elif state == "done":
            found.executed += found.results[point.address]["provenance"]["call"] == last_call
    _problems(found, store, corrupt, in_hand)
    return found


def _state(address: str, store: Store, here: set[str], begun: set[str], failed: set[str], in_hand: dict[str, str], found: Status,
           corrupt: list[str]) -> str:
    if address in here:
        try:
            if (result := store.result(address)) is not None:
                found.results[address] = result
                return "done"
        except Corrupt as error:
            if address not in begun or not store.is_at_work(address):
                corrupt.append(str(error))
                return "corrupt"
    if address in begun and store.is_at_work(address):
        return "running"
    if address in in_hand:
        return "queued"
    if address in failed:
        return "failed"
    return "stopped" if address in begun else "waiting"


def _problems(found: Status, store: Store, corrupt: list[str], in_hand: dict[str, str]) -> None:
    say = found.problems.append
    for problem in _room(store.folder):
        say(problem)
    for one in corrupt[:5]:
        say(f"corrupt: {one}; `resume` runs the point again")
    if len(corrupt) > 5:
        say(f"corrupt: {len(corrupt) - 5} results more")
    by_address = {point.address: point for point in found.plan.points}
    failed = [address for address, state in found.states.items() if state == "failed"]
    for address in failed[:5]:
        say(f"failed: {by_address[address].label(found.plan.varied)}: {found.reasons[address]}")
    if failed:
        say(f"{len(failed)} failed: `retry-failed` runs them again; logs: {store.folder / 'failed'}")
    if stopped := found.count("stopped"):
        saved = sum((store.work(address) / "run" / "checkpoint.json").is_file() for address, state in found.states.items()
                    if state == "stopped")
        say(f"{stopped} stopped before their end, {saved} of them saved: `resume` goes on")
        reasons = collections.Counter(why_stopped(store.work(address)) for address, state in found.states.items() if state == "stopped")
        for reason, count in sorted(reasons.items()):
            if reason:
                say(f"{count} of them stopped by: {reason}")
    for reason in sorted({state for state in in_hand.values() if state not in ("queued", "running")}):
        say(reason)
