"""What a scheduler must be able to do for a sweep."""
import abc
import dataclasses
import pathlib
import shlex

from points.toml_table import Table
from sweep.sweep_file import Resources

MOST_TASKS = 1000  # of an array, if the scheduler does not say; a task runs several points where there are more.  Chosen


@dataclasses.dataclass(frozen=True)
class Job:
    """As the scheduler knows it: `id`, of an array without the task; `name`: ours, unique."""
    id: str
    name: str
    tasks: int


@dataclasses.dataclass(frozen=True)
class Ask:
    """What a script is to do.

    `name`: of the job; `folder`: for its log; `command`: words; an array adds `--part` and its index from 0; `tasks`: 0 for no array;
    `part`: of a job that stands for one task."""
    name: str
    folder: pathlib.Path
    command: list[str]
    tasks: int
    ranks: int
    resources: Resources
    part: int | None = None

    @property
    def warning(self) -> int:
        """Seconds before the time limit at which runs are saved: 2 minutes, or half of a short limit.  Chosen."""
        return max(1, min(120, self.resources.seconds // 2))

    def line(self, index: str, *more: str) -> str:
        """The command in shell, where `index` is the shell's word for the index from 0."""
        return shlex.join([*self.command, *more]) + (f" --part {index}" if self.tasks else "")

    def hours(self) -> str:
        """The time limit as hours:minutes:seconds."""
        rest, seconds = divmod(self.resources.seconds, 60)
        return f"{rest // 60}:{rest % 60:02}:{seconds:02}"

    def mebibytes(self) -> int:
        return -(-self.resources.memory // (1 << 20))


class Unknown(Exception):
    """The scheduler cannot be asked what became of a job."""


class Backend(abc.ABC):
    """`section`: of the sweep's file; `more`: options for each submission."""

    def __init__(self, section: dict, more: list[str]):
        self.section, self.more = section, [*section.get("options", []), *more]

    @classmethod
    def check(cls, table: Table) -> None:
        """\\raises BadInput: names the key of the section"""
        table.values("options", [])
        table.no_more()

    @abc.abstractmethod
    def script(self, ask: Ask) -> str:
        """The text that is submitted."""

    needs: tuple[str, ...] = ()  # commands without which nothing can be submitted

    def most_tasks(self) -> int:
        """Of an array."""
        return MOST_TASKS

    def arrays(self) -> bool:
        """False: each task is a job of its own."""
        return True

    def follows(self) -> bool:
        """A job can wait for the end of others."""
        return True

    @abc.abstractmethod
    def submit(self, file: pathlib.Path, name: str, after: list[str]) -> str:
        """The id of the job; it starts when the jobs `after` have ended, in whatever way.  \\raises Failed"""

    @abc.abstractmethod
    def alive(self, jobs: list[Job]) -> dict[str, dict[int, str]]:
        """By id, of the tasks that wait or run: "queued", "running", or why they are held; 0 of a job that is no array.

        \\raises Failed: the scheduler does not say; Unknown: it cannot be asked"""

    def find(self, name: str) -> str | None:
        """The id of a job of ours that waits or runs, by its name: its submission came through, and nobody noted its id.  \\raises Failed"""
        return None

    @abc.abstractmethod
    def cancel(self, ids: list[str]) -> None:
        """What has ended already is no error.  \\raises Failed"""

    def launcher(self, ranks: int) -> list[str]:
        """Words in front of octosim in a job, unless the file says others."""
        return ["mpirun", "-n", str(ranks)]

    def requeue(self) -> bool:
        """Called in a job whose runs were saved: it is started again by the scheduler.  False: it is not; who comes after submits it again."""
        return False

    def warns(self) -> bool:
        """Jobs get SIGUSR1 before their time is over; else they keep the time themselves."""
        return False
