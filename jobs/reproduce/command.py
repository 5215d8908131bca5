"""`octosim reproduce`: which studies, how much, where; runs what is missing; writes the report."""
import argparse
import importlib
import os
import pathlib
import shutil
import signal
import sys

from reproduce.errors import BadInput, Failed

PACKAGES = {"h5py": "python3-h5py", "numpy": "python3-numpy", "matplotlib": "python3-matplotlib"}
_ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
_HELP = """Reproduces tables and figures of the Octopus paper (arXiv 2405.17221), and AutoChunk's (arXiv 2401.10652): docs/reproduce.md.
Runs what is not there yet, and writes DIR/report/index.html, index.md and report.json.  Stopped at any time, the same command
goes on."""


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} (must be a number from 1)")
    return int(text)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        raise BadInput(f"{message} (see octosim reproduce --help)")


def parser() -> argparse.ArgumentParser:
    found = _Parser(prog="octosim reproduce", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("studies", nargs="*", metavar="NAME",
                       help="table1, table2, fig9 to fig15, autochunk, sensitivity: files of jobs/experiments/paper; default: all but sensitivity, "
                            "which --claims adds")
    found.add_argument("--scale", choices=("quick", "full"), default="quick", help="quick: minutes on two cores (default); full: many hours")
    found.add_argument("--on", choices=("local", "slurm"), default="local", help="local: this machine (default); slurm: one array job")
    found.add_argument("-o", "--out", default="out/reproduce", metavar="DIR", type=pathlib.Path, help="default: out/reproduce")
    found.add_argument("--seeds", type=_count, default=0, metavar="N", help="seeds of each point, instead of the scale's")
    found.add_argument("--jobs", type=_count, default=0, metavar="N", help="points at once; default: cores / ranks")
    found.add_argument("--ranks", type=_count, default=1, metavar="N", help="MPI ranks of each point; default: 1")
    found.add_argument("--claims", type=pathlib.Path, metavar="FILE", help="also writes the claim ledger, with the sensitivity study")
    found.add_argument("--sbatch", default="", metavar="OPTIONS", help="with --on slurm: more options of sbatch, as \"--partition=x --time=4:0:0\"")
    found.add_argument("--dry-run", action="store_true", help="says what would be run, or submitted; runs nothing")
    found.add_argument("--experiments", type=pathlib.Path, metavar="DIR", help="folder of the studies, instead of jobs/experiments/paper")
    found.add_argument("--octosim", type=pathlib.Path, default=os.environ.get("OCTOSIM_PROGRAM"), help=argparse.SUPPRESS)
    found.add_argument("--points", type=pathlib.Path, help=argparse.SUPPRESS)  # of an array task: the list, its own place, of how many
    found.add_argument("--part", type=int, default=0, help=argparse.SUPPRESS)
    found.add_argument("--parts", type=_count, default=1, help=argparse.SUPPRESS)
    found.add_argument("--report-only", action="store_true", help=argparse.SUPPRESS)
    return found


def _need_packages() -> None:
    missing = []
    for module, package in PACKAGES.items():
        try:
            importlib.import_module(module)
        except ImportError:
            missing.append(package)
    if missing:
        raise Failed(f"{sys.executable} lacks {', '.join(missing)}: apt-get install -y --no-install-recommends {' '.join(missing)}")


def _stop(number: int, frame) -> None:
    raise KeyboardInterrupt


def main(words: list[str]) -> int:
    """The exit status: 0 done; 1 a point failed, or the machine; 2 bad input.  SIGTERM stops it as Ctrl-C does, its runs too."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        given = parser().parse_args(words)
        _need_packages()
        from reproduce import reproduction  # after --help and the check: what follows needs the packages
        if given.octosim is None:
            found = shutil.which("octosim") or str(_ROOT / "build" / "release" / "octosim")
            given.octosim = pathlib.Path(found)
        return reproduction.reproduce(given, _ROOT)
    except BadInput as error:
        print(f"octosim: error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except Failed as error:
        print(f"octosim: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\noctosim: stopped; the same command goes on from here", file=sys.stderr)
        return 1
