"""What the commands share: one line for bad input, files that are whole or not there, exit status."""
from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import sys
import traceback
import typing
import warnings

from octosim_analysis.errors import AnalysisError

DONE, FAILED, BAD_INPUT = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """Bad options end with status 2 and one line."""

    def error(self, message: str) -> typing.NoReturn:
        raise AnalysisError(f"{message} (--help shows what there is)")


def run(parser: argparse.ArgumentParser, body: typing.Callable[[argparse.Namespace], int], words: typing.Sequence[str] | None = None) -> int:
    """The exit status of `body`; what it raises becomes one line on stderr."""
    def say(text: str) -> None:
        print(f"{parser.prog}: error: {' '.join(text.split())}", file=sys.stderr)
    given = argparse.Namespace()
    try:
        given = parser.parse_intermixed_args(words)
        with warnings.catch_warnings():
            warnings.filterwarnings("error", category=RuntimeWarning, module="octosim_analysis")  # numbers that overflow, or are none
            return body(given)
    except AnalysisError as error:
        say(str(error))
        return BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        say(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))
        return FAILED
    except MemoryError:
        say("out of memory: fewer figures or tables at once need less")
        return FAILED
    except (ArithmeticError, AttributeError, LookupError, RuntimeWarning, TypeError, ValueError) as error:
        say(f"{_files(given)}: the numbers in it do not fit together ({_place(error)}): it was changed or damaged since it was written, which octosim verify tells; "
            "if it was not, this is a fault of octosim_analysis")
        return BAD_INPUT
    except KeyboardInterrupt:
        print(f"{parser.prog}: stopped", file=sys.stderr)
        return FAILED


def _files(given: argparse.Namespace) -> str:
    """Of the runs that a command was given."""
    found = [getattr(given, name) for name in ("runs", "trace", "a", "b") if getattr(given, name, None)]
    return ", ".join(str(one) for each in found for one in (each if isinstance(each, list) else [each]))


def _place(error: BaseException) -> str:
    """Kind and words of the error, and the line of this package that met it."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if "octosim_analysis" in frame.filename]
    where = f"{pathlib.Path(own[-1].filename).name}:{own[-1].lineno}: " if own else ""
    return f"{where}{type(error).__name__}: {error}"[:200]


@contextlib.contextmanager
def whole_file(path: pathlib.Path) -> typing.Iterator[pathlib.Path]:
    """A name to write to, renamed to `path` when all went well, else removed.  Folders above are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part-{os.getpid()}{path.suffix}")
    try:
        yield part
        os.replace(part, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def write_text(path: pathlib.Path, text: str) -> None:
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
