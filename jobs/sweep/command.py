"""`octosim sweep`: its options."""
import argparse
import os
import pathlib

from points.commandline import Parser, count, ends, need_packages, program_path
from points.errors import BadInput

PACKAGES = {"h5py": "python3-h5py", "numpy": "python3-numpy"}
_HELP = """Runs an experiment over many values of its settings: docs/sweeps.md.  A point that is done is never run again, one that has
changed always is.  Stopped at any time, `octosim sweep resume` goes on."""
_WHAT = {
    "run": "run what is not done; by a scheduler: submit it",
    "status": "how it stands, and what is wrong",
    "resume": "go on with a sweep that was stopped: checkpoints, lost jobs, damaged results",
    "retry-failed": "run the points that failed, once more",
    "cancel": "stop it: jobs that wait or run, or the process at work here; runs are saved",
    "collect": "write DIR/results.csv and DIR/results.h5, a row a point, of what is done",
}


def _seconds(text: str) -> float:
    try:
        if 0 <= (found := float(text)) < 1e9:
            return found
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text} (must be a number of seconds from 0)")


def parser() -> Parser:
    found = Parser(prog="octosim sweep", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--octosim", type=pathlib.Path, default=os.environ.get("OCTOSIM_PROGRAM"), help=argparse.SUPPRESS)
    commands = found.add_subparsers(dest="what", metavar="COMMAND", required=True, parser_class=Parser)
    for name, says in _WHAT.items():
        one = commands.add_parser(name, help=says, description=says)
        one.add_argument("file", metavar="SWEEP.toml", type=pathlib.Path)
        one.add_argument("-o", "--out", metavar="DIR", type=pathlib.Path, help="default: out/sweeps/NAME")
        one.add_argument("--json", action="store_true", help="print JSON, and nothing else, to stdout")
        if name in ("run", "resume", "retry-failed"):
            _add_running(one)
        if name == "status":
            one.add_argument("--watch", nargs="?", type=_seconds, const=2.0, metavar="SECONDS",
                             help="show the table again every 2 seconds, or so many, until all is done or nothing goes on")
    task = commands.add_parser("task")  # what a job executes
    task.add_argument("--batch", type=pathlib.Path, required=True)
    task.add_argument("--part", type=int, required=True)
    task.add_argument("--seconds", type=int, default=0)
    after = commands.add_parser("after")  # and the one after all jobs
    after.add_argument("--batch", type=pathlib.Path, required=True)
    return found


def _add_running(one: argparse.ArgumentParser) -> None:
    one.add_argument("--on", choices=("local", "slurm", "pbs", "lsf", "shell"), default="local", help="local: this machine (default)")
    one.add_argument("--jobs", type=count, default=0, metavar="N", help="most points at once, instead of resources.at_once")
    one.add_argument("--submit-options", default="", metavar="OPTIONS", help="more options of sbatch, qsub or bsub, as \"--partition=x\"")
    one.add_argument("--wait", action="store_true", help="with a scheduler: stay until its jobs have ended")
    one.add_argument("--dry-run", action="store_true", help="points, an estimate of the cost, and the scripts; DIR is not touched")
    one.add_argument("--pilot-seconds", type=_seconds, metavar="S",
                     help="with --dry-run: how long pilot runs for the estimate may take; default: 1, of more than 1,000 points 0.4; 0: none")


def _sweep(words: list[str]) -> int:
    given = parser().parse_args(words)
    given.octosim = program_path(given.octosim)
    if given.what in ("task", "after"):
        from sweep import jobs
        return jobs.run(given)
    if given.what == "collect":
        need_packages(PACKAGES)
    if getattr(given, "dry_run", False) and given.wait:
        raise BadInput("--wait: nothing is submitted with --dry-run")
    from sweep import operations
    return operations.operate(given)


def main(words: list[str]) -> int:
    """The exit status: 0 done, or submitted; 1 a point failed or is not done, or the machine; 2 bad input."""
    return ends(lambda: _sweep(words))
