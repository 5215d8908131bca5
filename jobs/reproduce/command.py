"""`octosim reproduce`: which studies, how much, where; runs what is missing; writes the report."""
import argparse
import os
import pathlib

from points.commandline import ROOT, Parser, count, ends, need_packages, program_path

PACKAGES = {"h5py": "python3-h5py", "numpy": "python3-numpy", "matplotlib": "python3-matplotlib"}
_HELP = """Reproduces tables and figures of the Octopus paper (arXiv 2405.17221), and AutoChunk's (arXiv 2401.10652): docs/reproduce.md.
Runs what is not there yet, and writes DIR/report/index.html, index.md and report.json.  Stopped at any time, the same command
goes on."""


def parser() -> Parser:
    found = Parser(prog="octosim reproduce", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("studies", nargs="*", metavar="NAME",
                       help="table1, table2, fig9 to fig15, autochunk, sensitivity: files of jobs/experiments/paper; default: all but sensitivity, "
                            "which --claims adds")
    found.add_argument("--scale", choices=("quick", "full"), default="quick", help="quick: minutes on two cores (default); full: many hours")
    found.add_argument("--on", choices=("local", "slurm"), default="local", help="local: this machine (default); slurm: one array job")
    found.add_argument("-o", "--out", default="out/reproduce", metavar="DIR", type=pathlib.Path, help="default: out/reproduce")
    found.add_argument("--seeds", type=count, default=0, metavar="N", help="seeds of each point, instead of the scale's")
    found.add_argument("--jobs", type=count, default=0, metavar="N", help="points at once; default: cores / ranks")
    found.add_argument("--ranks", type=count, default=1, metavar="N", help="MPI ranks of each point; default: 1")
    found.add_argument("--claims", type=pathlib.Path, metavar="FILE", help="also writes the claim ledger, with the sensitivity study")
    found.add_argument("--sbatch", default="", metavar="OPTIONS", help="with --on slurm: more options of sbatch, as \"--partition=x --time=4:0:0\"")
    found.add_argument("--dry-run", action="store_true", help="says what would be run, or submitted; runs nothing")
    found.add_argument("--experiments", type=pathlib.Path, metavar="DIR", help="folder of the studies, instead of jobs/experiments/paper")
    found.add_argument("--octosim", type=pathlib.Path, default=os.environ.get("OCTOSIM_PROGRAM"), help=argparse.SUPPRESS)
    found.add_argument("--points", type=pathlib.Path, help=argparse.SUPPRESS)  # of an array task: the list, its own place, of how many
    found.add_argument("--part", type=int, default=0, help=argparse.SUPPRESS)
    found.add_argument("--parts", type=count, default=1, help=argparse.SUPPRESS)
    found.add_argument("--report-only", action="store_true", help=argparse.SUPPRESS)
    return found


def _reproduce(words: list[str]) -> int:
    given = parser().parse_args(words)
    need_packages(PACKAGES)
    from reproduce import reproduction  # after --help and the check: what follows needs the packages
    given.octosim = program_path(given.octosim)
    return reproduction.reproduce(given, ROOT)


def main(words: list[str]) -> int:
    """The exit status: 0 done; 1 a point failed, or the machine; 2 bad input.  SIGTERM stops it as Ctrl-C does, its runs too."""
    return ends(lambda: _reproduce(words))
