"""Where, when and by what a point was run."""
import datetime
import os
import time

# Of the scheduler that started this process: its name, and what says the job and its place in an array.
_SCHEDULERS = (("slurm", "SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID"), ("pbs", "PBS_JOBID", "PBS_ARRAY_INDEX"), ("lsf", "LSB_JOBID", "LSB_JOBINDEX"))


def here() -> dict:
    """Host and job of this process."""
    found = {"host": os.uname().nodename, "scheduler": "local", "job": "", "task": ""}
    for name, job, task in _SCHEDULERS:
        if job in os.environ:
            array = os.environ.get("SLURM_ARRAY_JOB_ID") if name == "slurm" else None
            found.update(scheduler=name, job=array or os.environ[job], task=os.environ.get(task, ""))
            if name == "slurm":
                found["node"] = os.environ.get("SLURMD_NODENAME", "")
    return found


def instant(seconds: float | None = None) -> str:
    """Of the clock, in UTC."""
    return datetime.datetime.fromtimestamp(time.time() if seconds is None else seconds, datetime.UTC).isoformat(timespec="milliseconds")
