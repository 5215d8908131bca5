"""PBS (OpenPBS, PBS Professional).  Scripts are compared with golden files; no PBS was at hand to run them.

Source: PBS Professional 2022.1 User's Guide (UG), chapters 2, 4, 6 and 9.
"""
import json
import pathlib

from points import scheduler
from points.errors import Failed
from sweep.backends.backend import Ask, Backend, Job


class Pbs(Backend):
    needs = ("qsub", "qstat", "qdel")

    def script(self, ask: Ask) -> str:
        limits = ask.resources
        memory = f":mem={ask.mebibytes()}mb" if limits.memory else ""
        lines = ["#!/bin/bash", f"#PBS -N {ask.name[:230]}"]
        if ask.tasks:
            if ask.tasks > 1:  # an array of one is refused
                lines.append(f"#PBS -J 0-{ask.tasks - 1}{f'%{limits.at_once}' if limits.at_once else ''}")
            lines += [f"#PBS -l select=1:ncpus={ask.ranks}:mpiprocs={ask.ranks}{memory}", f"#PBS -l walltime={ask.hours()}", "#PBS -r y"]
        else:
            lines += ["#PBS -l select=1:ncpus=1", "#PBS -l walltime=1:00:00"]
        lines += ["#PBS -j oe", f"#PBS -o \"{ask.folder}/\"", "trap '' USR1  # until the next line listens"]
        index = '"${PBS_ARRAY_INDEX:-0}"'
        lines.append(f"exec {ask.line(index, '--seconds', str(limits.seconds - ask.warning)) if ask.tasks else ask.line(index)}")
        return "\n".join(lines) + "\n"

    def submit(self, file: pathlib.Path, name: str, after: list[str]) -> str:
        depends = ["-W", f"depend=afterany:{':'.join(after)}"] if after else []
        return scheduler.call(["qsub", *self.more, *depends, str(file)]).strip()

    def alive(self, jobs: list[Job]) -> dict[str, dict[int, str]]:
        found: dict[str, dict[int, str]] = {}
        for job in jobs:
            try:
                said = json.loads(scheduler.call(["qstat", "-t", "-f", "-F", "json", job.id]))
            except scheduler.Unreachable:
                raise
            except (Failed, ValueError):
                continue  # "Unknown Job Id", or "Job has finished"
            states = {}
            for whole, about in said.get("Jobs", {}).items():
                if about.get("job_state") in ("Q", "R", "H", "W", "E", "T", "S"):
                    index = whole.partition("[")[2].partition("]")[0]
                    if index or job.tasks <= 1:
                        states[int(index or 0)] = "running" if about["job_state"] in ("R", "E") else "queued"
            found[job.id] = states
        return found

    def cancel(self, ids: list[str]) -> None:
        for one in ids:
            scheduler.answer_of(["qdel", one])  # refused: it has ended
