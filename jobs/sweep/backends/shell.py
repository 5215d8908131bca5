"""Any other scheduler: a template of a script, and lines that submit it, ask for it and cancel it.

In the template and the lines, @NAME@ is replaced: docs/sweeps.md has the names.
"""
import pathlib
import re
import shlex

from points import scheduler
from points.errors import BadInput, Failed
from points.toml_table import Table
from sweep.backends.backend import Ask, Backend, Job, Unknown


def _filled(text: str, values: dict[str, str], where: str) -> str:
    def one(match: re.Match) -> str:
        if match.group(1) not in values:
            raise BadInput(f"{where}: @{match.group(1)}@ (must be one of {', '.join(sorted(values))})")
        return values[match.group(1)]
    return re.sub(r"@(\w+)@", one, text)


class Shell(Backend):
    @classmethod
    def check(cls, table: Table) -> None:
        """`template`: a file; without @tasks@ and @last@ in it, each task is a job of its own, with @part@."""
        table.values("options", [])
        for key in ("template", "submit", "alive", "cancel"):
            table.take(key, "text", "")
        table.no_more()

    def _text(self, key: str) -> str:
        if not self.section.get(key):
            raise BadInput(f"shell.{key} is missing (must be {'a file' if key == 'template' else 'a command line'}; --on shell needs it)")
        return self.section[key]

    def _template(self) -> str:
        try:
            return pathlib.Path(self._text("template")).read_text(encoding="utf-8")
        except OSError as error:
            raise BadInput(f"shell.template = \"{self.section['template']}\": cannot be read ({error.strerror})") from None

    def arrays(self) -> bool:
        return re.search(r"@(tasks|last)@", self._template()) is not None

    def follows(self) -> bool:
        return False

    def script(self, ask: Ask) -> str:
        limits = ask.resources
        values = {"name": ask.name, "folder": str(ask.folder), "command": shlex.join([*ask.command, "--seconds", str(limits.seconds - ask.warning)]),
                  "ranks": str(ask.ranks), "seconds": str(limits.seconds), "time": ask.hours(), "memory": str(ask.mebibytes())}
        if ask.part is None:
            values |= {"tasks": str(ask.tasks), "last": str(ask.tasks - 1), "at_once": str(limits.at_once or ask.tasks)}
        else:
            values["part"] = str(ask.part)
        return _filled(self._template(), values, self._text("template"))

    def submit(self, file: pathlib.Path, name: str, after: list[str]) -> str:
        line = _filled(self._text("submit"), {"script": shlex.quote(str(file)), "name": name}, "shell.submit")
        said = scheduler.call([*shlex.split(line), *self.more]).split()
        if not said:
            raise Failed(f"shell.submit: {line}: did not print the job's id")
        return said[-1]

    def alive(self, jobs: list[Job]) -> dict[str, dict[int, str]]:
        if not self.section.get("alive"):
            raise Unknown("shell.alive is not set")
        found: dict[str, dict[int, str]] = {}
        for job in jobs:
            line = _filled(self.section["alive"], {"job": shlex.quote(job.id), "name": job.name}, "shell.alive")
            try:
                scheduler.call(shlex.split(line))
            except scheduler.Unreachable:
                raise
            except Failed:
                continue  # a status other than 0: it has ended
            found[job.id] = {task: "queued" for task in range(max(job.tasks, 1))}
        return found

    def cancel(self, ids: list[str]) -> None:
        for one in ids:
            scheduler.call(shlex.split(_filled(self._text("cancel"), {"job": shlex.quote(one)}, "shell.cancel")))
