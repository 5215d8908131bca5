"""LSF.  Scripts are compared with golden files; no LSF was at hand to run them.

Source: IBM Spectrum LSF 10.1 command reference, bsub, bjobs, bkill.
"""
import pathlib
import re

from points import scheduler
from points.errors import Failed
from sweep.backends.backend import Ask, Backend, Job


class Lsf(Backend):
    needs = ("bsub", "bjobs", "bkill")

    def script(self, ask: Ask) -> str:
        limits = ask.resources
        minutes = -(-limits.seconds // 60)
        lines = ["#!/bin/bash"]
        if ask.tasks:
            lines += [f"#BSUB -J \"{ask.name}[1-{ask.tasks}]{f'%{limits.at_once}' if limits.at_once else ''}\"", f"#BSUB -n {ask.ranks}",
                      f"#BSUB -W {minutes // 60}:{minutes % 60:02}", "#BSUB -r", "#BSUB -Q \"85\""]
            lines += [f"#BSUB -R \"rusage[mem={ask.mebibytes()}MB]\""] if limits.memory else []
        else:
            lines += [f"#BSUB -J {ask.name}", "#BSUB -n 1", "#BSUB -W 1:00"]
        lines += [f"#BSUB -o \"{ask.folder}/{ask.name}-%J_%I.log\"", "trap '' USR1  # until the next line listens"]
        index = '"$((LSB_JOBINDEX - 1))"'
        lines.append(f"exec {ask.line(index, '--seconds', str(limits.seconds - ask.warning)) if ask.tasks else ask.line(index)}")
        return "\n".join(lines) + "\n"

    def submit(self, file: pathlib.Path, name: str, after: list[str]) -> str:
        depends = ["-w", " && ".join(f"ended({one})" for one in after)] if after else []
        said = scheduler.call(["bsub", *self.more, *depends], stdin=file)  # bsub reads the script's options from its standard input
        match = re.search(r"Job <(\d+)>", said)
        if match is None:
            raise Failed(f"bsub did not say which job: {said.strip()}")
        return match.group(1)

    def alive(self, jobs: list[Job]) -> dict[str, dict[int, str]]:
        found: dict[str, dict[int, str]] = {}
        for job in jobs:
            said = scheduler.answer_of(["bjobs", "-noheader", "-o", "jobindex stat delimiter='|'", job.id])
            if said is None:
                continue  # "Job <N> is not found"
            rows = [line.strip().split("|") for line in said.splitlines() if line.count("|") == 1]
            found[job.id] = {max(int(index) - 1, 0): "running" if state == "RUN" else "queued" for index, state in rows
                             if state in ("PEND", "RUN", "PSUSP", "USUSP", "SSUSP", "WAIT", "PROV")}
        return found

    def cancel(self, ids: list[str]) -> None:
        for one in ids:
            scheduler.answer_of(["bkill", one])  # refused: it has ended

    def requeue(self) -> bool:
        return True  # by its exit status, 85
