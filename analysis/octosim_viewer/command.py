"""The commands: their options, their one line on errors, their exit status."""
from __future__ import annotations

import argparse
import sys
import typing

from octosim_viewer import report, watch
from octosim_viewer.errors import BadInput

DONE, FAILED, BAD_INPUT = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> typing.NoReturn:
        raise BadInput(f"{message} (--help shows what there is)")


def main(words: typing.Sequence[str]) -> int:
    """Exit status 0 done, 1 the machine failed, 2 bad input.  `words`: report or watch, and its options."""
    parser = _Parser(prog="octosim")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    bodies = {"report": report.add(commands), "watch": watch.add(commands)}
    try:
        options = parser.parse_args(words)
        bodies[options.command](options)
        return DONE
    except BadInput as error:
        _complain(str(error))
        return BAD_INPUT
    except BrokenPipeError:
        return DONE
    except OSError as error:
        _complain(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))
        return FAILED
    except KeyboardInterrupt:
        return DONE


def _complain(text: str) -> None:
    print(f"octosim: error: {' '.join(text.split())}", file=sys.stderr)
