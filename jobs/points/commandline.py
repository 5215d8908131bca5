"""What the Python commands of octosim share: options, packages, how they end."""
import argparse
import importlib
import os
import pathlib
import shutil
import signal
import sys
import typing

from points.errors import BadInput, Failed

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
_OPTIONS_OF_A_SCHEDULER = ("--submit-options", "--sbatch")


def count(text: str) -> int:
    """A type of argparse."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} (must be a number from 1)")
    return int(text)


def _joined(words: list[str]) -> list[str]:
    """With `--sbatch=-px` for `--sbatch -px`: argparse takes a value that begins with `-` only so."""
    joined = list(words)
    for at in reversed(range(len(joined) - 1)):
        if joined[at] in _OPTIONS_OF_A_SCHEDULER:
            joined[at:at + 2] = [f"{joined[at]}={joined[at + 1]}"]
    return joined


class Parser(argparse.ArgumentParser):
    """Refuses as the rest of octosim does."""

    def parse_args(self, words, namespace=None):
        return super().parse_args(_joined(words), namespace)

    def error(self, message: str):
        raise BadInput(f"{message} (see {self.prog} --help)")


def need_packages(packages: dict[str, str]) -> None:
    """`packages`: Debian's name by module.  \\raises Failed: with the line that installs what is missing"""
    missing = []
    for module, package in packages.items():
        try:
            importlib.import_module(module)
        except ImportError:
            missing.append(package)
    if missing:
        raise Failed(f"{sys.executable} lacks {', '.join(missing)}: apt-get install -y --no-install-recommends {' '.join(missing)}")


def program_path(given: pathlib.Path | None) -> pathlib.Path:
    return given or pathlib.Path(shutil.which("octosim") or str(ROOT / "build" / "release" / "octosim"))


def _stop(number: int, frame) -> None:
    raise KeyboardInterrupt


def ends(body: typing.Callable[[], int]) -> int:
    """The exit status: 0 done; 1 a point failed, or the machine; 2 bad input.  SIGTERM stops it as Ctrl-C does, its runs too."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in the background with SIGINT ignored
    try:
        return body()
    except BadInput as error:
        print(f"octosim: error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except Failed as error:
        print(f"octosim: error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read what we say has gone; nothing to say at the end either
        return 1
    except KeyboardInterrupt:
        print("\noctosim: stopped; the same command goes on from here", file=sys.stderr)
        return 1
