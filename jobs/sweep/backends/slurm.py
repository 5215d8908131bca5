"""Slurm: job arrays, requeued when their runs were saved."""
import os
import pathlib
import re
import subprocess

from points import scheduler
from points.toml_table import Table
from sweep.backends.backend import MOST_TASKS, Ask, Backend, Job

_RUNNING = ("R", "CG", "S", "ST", "SI", "SO")


class Slurm(Backend):
    needs = ("sbatch", "squeue", "scancel")

    @classmethod
    def check(cls, table: Table) -> None:
        table.values("options", [])
        table.take("mpi", "text", "")
        table.no_more()

    def most_tasks(self) -> int:
        """Slurm's MaxArraySize is one more than the greatest index, by default 1001.  Source: slurm.conf(5)"""
        try:
            said = subprocess.run(["scontrol", "show", "config"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            return MOST_TASKS
        match = re.search(r"^MaxArraySize\s*=\s*(\d+)", said.stdout, re.M)
        return max(1, min(int(match.group(1)) - 1, 10 * MOST_TASKS)) if match else MOST_TASKS

    def script(self, ask: Ask) -> str:
        limits = ask.resources
        lines = ["#!/bin/bash", f"#SBATCH --job-name={ask.name}"]
        if ask.tasks:
            throttle = f"%{limits.at_once}" if limits.at_once else ""
            lines += [f"#SBATCH --array=0-{ask.tasks - 1}{throttle}", f"#SBATCH --ntasks={ask.ranks}",
                      f"#SBATCH --time={-(-limits.seconds // 60)}", f"#SBATCH --signal=B:USR1@{ask.warning}", "#SBATCH --requeue"]
            lines += [f"#SBATCH --mem={ask.mebibytes()}M"] if limits.memory else []
        else:
            lines += ["#SBATCH --ntasks=1", "#SBATCH --time=60"]
        log = f"{ask.folder}/{ask.name}-{'%A_%a' if ask.tasks else '%j'}.log"
        lines += ["#SBATCH --open-mode=append", f"#SBATCH --output=\"{log}\"",
                  "trap '' USR1  # until the next line listens", f"exec {ask.line(chr(34) + '$SLURM_ARRAY_TASK_ID' + chr(34))}"]
        return "\n".join(lines) + "\n"

    def submit(self, file: pathlib.Path, name: str, after: list[str]) -> str:
        depends = [f"--dependency=afterany:{':'.join(after)}"] if after else []
        said = scheduler.call(["sbatch", "--parsable", *self.more, *depends, str(file)], lambda: self.find(name))
        return said.strip().split(";")[0]

    def find(self, name: str) -> str | None:
        return next((line[0].split("_")[0] for line in self._queue() if line[1] == name), None)

    def _queue(self) -> list[list[str]]:
        """Our jobs: id with task, name, state, reason."""
        said = scheduler.call(["squeue", "-h", "-r", f"--user={os.getuid()}", "-o", "%i|%j|%t|%r"])
        return [line.split("|", 3) for line in said.splitlines() if line.count("|") >= 3]

    def alive(self, jobs: list[Job]) -> dict[str, dict[int, str]]:
        found: dict[str, dict[int, str]] = {job.id: {} for job in jobs}
        for whole, _, state, reason in self._queue():
            number, _, task = whole.partition("_")
            if number in found:
                held = f"held by Slurm ({reason})" if "held" in reason.lower() or reason == "DependencyNeverSatisfied" else "queued"
                found[number][int(task) if task.isdigit() else 0] = "running" if state in _RUNNING else held
        return found

    def cancel(self, ids: list[str]) -> None:
        if ids:
            scheduler.call(["scancel", "--quiet", *ids])

    def launcher(self, ranks: int) -> list[str]:
        return ["srun", f"--mpi={self.section.get('mpi', 'pmix')}", f"--ntasks={ranks}"]

    def requeue(self) -> bool:
        return subprocess.run(["scontrol", "requeue", os.environ.get("SLURM_JOB_ID", "")], check=False, stdin=subprocess.DEVNULL).returncode == 0

    def warns(self) -> bool:
        return True
