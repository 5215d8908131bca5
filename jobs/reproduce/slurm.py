"""Runs points under Slurm: one array job over what is left, and after it a job that writes the report.

The scripts stay in DIR/slurm.  DIR must be on a file system that all nodes share.  A task that is killed leaves its points undone; the
same command again submits those alone.
"""
import argparse
import json
import pathlib
import shlex
import shutil
import sys

from points import scheduler
from points.errors import BadInput
from points.point import Point
from points.program import Program

_MOST_TASKS = 1000  # Slurm's default MaxArraySize is 1001; a task runs several points where there are more


def scripts(points: list[Point], given: argparse.Namespace, program: Program, folder: pathlib.Path) -> dict[str, str]:
    """By file name: the list of points, the array's script, the report's."""
    tasks = min(len(points), _MOST_TASKS)
    package = program.root / "jobs" / "reproduce"
    common = [sys.executable, "-B", str(package), "--octosim", str(program.path), "-o", str(given.out.resolve())]
    part = [*common, "--ranks", str(given.ranks), "--points", str(folder / "points.json"), "--parts", str(tasks), "--part"]
    again = [*common, *given.studies, "--scale", given.scale, "--report-only"]
    again += ["--seeds", str(given.seeds)] if given.seeds else []
    again += ["--claims", str(given.claims.resolve())] if given.claims else []
    again += ["--experiments", str(given.experiments.resolve())] if given.experiments else []
    head = "#!/bin/bash\n"
    array = (f"{head}#SBATCH --job-name=octosim-points\n#SBATCH --array=0-{tasks - 1}\n#SBATCH --ntasks={given.ranks}\n"
             f"#SBATCH --output={folder / 'point-%a.log'}\nexec {shlex.join(part)} \"$SLURM_ARRAY_TASK_ID\"\n")
    final = (f"{head}#SBATCH --job-name=octosim-report\n#SBATCH --ntasks=1\n#SBATCH --output={folder / 'report.log'}\n"
             f"exec {shlex.join(again)}\n")
    listed = json.dumps([point.as_json() for point in points], indent=1) + "\n"
    return {"points.json": listed, "array.sh": array, "report.sh": final}


def _sbatch(words: list[str]) -> str:
    """The number of the job."""
    return scheduler.call(["sbatch", "--parsable", *words]).strip().split(";")[0]


def submit(points: list[Point], given: argparse.Namespace, program: Program) -> int:
    """The exit status.  With --dry-run prints the scripts and submits nothing."""
    folder = given.out.resolve() / "slurm"
    if not points:
        print("every point is done already; nothing to submit")
        return 0
    made = scripts(points, given, program, folder)
    if given.dry_run:
        for name in ("array.sh", "report.sh"):
            print(f"# {folder / name}\n{made[name]}")
        return 0
    if shutil.which("sbatch") is None:
        raise BadInput("--on slurm: no sbatch on the PATH (--on local runs here; --dry-run prints the scripts)")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    more = shlex.split(given.sbatch)
    array = _sbatch([*more, str(folder / "array.sh")])
    final = _sbatch([*more, f"--dependency=afterany:{array}", str(folder / "report.sh")])
    print(f"{len(points)} points: array job {array}; then job {final} writes {given.out / 'report'}")
    return 0
