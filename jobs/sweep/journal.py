"""What was submitted, by call: DIR/jobs/CALL/submission.json, written before and after each submission."""
import dataclasses
import json
import os
import pathlib

from points import files
from sweep.backends.backend import Job

LOCK = "lock"


@dataclasses.dataclass
class Array:
    """`addresses[i]`: of the points that task i runs, one after the other; `id`: empty until it was submitted."""
    job: Job
    addresses: list[list[str]]


@dataclasses.dataclass
class Submission:
    """`root`: the call of the user that it goes back to; `after`: the id of the job that collects; `cancelled`: by `octosim sweep cancel`; `generation`: how often it was submitted by
    itself since it got further; `mark`: how far its points were then, the sum of their cycles."""
    call: str
    backend: str
    arrays: list[Array]
    root: str
    after: str = ""
    cancelled: bool = False
    ended: bool = False
    generation: int = 0
    mark: int = 0

    def points(self) -> int:
        """How many it has."""
        return sum(len(task) for array in self.arrays for task in array.addresses)

    def as_json(self) -> dict:
        return dataclasses.asdict(self)

    @staticmethod
    def from_json(text: dict) -> "Submission":
        arrays = [Array(Job(**one["job"]), one["addresses"]) for one in text["arrays"]]
        return Submission(**{**text, "arrays": arrays})


class Journal:
    """`folder`: DIR/jobs."""

    def __init__(self, sweep: pathlib.Path):
        self.folder = sweep / "jobs"

    @property
    def lock(self) -> pathlib.Path:
        return self.folder / LOCK

    def at(self, call: str) -> pathlib.Path:
        return self.folder / call

    def next_call(self) -> str:
        """What the next call will be named, unless another comes first."""
        try:
            numbers = [int(name) for name in os.listdir(self.folder) if name.isdigit()]
        except FileNotFoundError:
            numbers = []
        return f"{max(numbers, default=0) + 1:04}"

    def new_call(self) -> str:
        """A name that no other call has: a number, and its folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        while True:
            call = self.next_call()
            try:
                self.at(call).mkdir()
                return call
            except FileExistsError:
                continue  # another call was faster

    def write(self, submission: Submission) -> None:
        self.at(submission.call).mkdir(parents=True, exist_ok=True)
        files.write_whole(self.at(submission.call) / "submission.json", json.dumps(submission.as_json(), indent=1) + "\n")

    def read(self, call: str) -> Submission | None:
        try:
            return Submission.from_json(json.loads((self.at(call) / "submission.json").read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def open(self) -> list[Submission]:
        """Those that may have jobs that wait or run, in the order of time."""
        try:
            calls = sorted(name for name in os.listdir(self.folder) if (self.at(name) / "submission.json").is_file())
        except FileNotFoundError:
            return []
        found = [self.read(call) for call in calls]
        return [one for one in found if one is not None and not one.ended]

    def note_call(self, call: str, command: str, on: str) -> None:
        """The last call that ran something, or would have."""
        self.folder.mkdir(parents=True, exist_ok=True)
        files.write_whole(self.folder / "last.json", json.dumps({"call": call, "command": command, "on": on}) + "\n")

    def last_call(self) -> dict:
        try:
            return json.loads((self.folder / "last.json").read_bytes())
        except (OSError, ValueError):
            return {"call": "", "command": "", "on": ""}
