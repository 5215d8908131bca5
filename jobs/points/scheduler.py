"""Commands of a batch scheduler, which may not answer for a while: what passes is tried again, ever later."""
import os
import pathlib
import shlex
import subprocess
import time
import typing

from points.errors import BadInput, Failed

# Seconds before each further try: about two minutes in all, as long as a controller takes to be started again.  Chosen.
WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_LONGEST = 120  # seconds that one command may take; chosen, above Slurm's own time-outs

# What says that the scheduler did not answer, not that it refused.  Sources: Slurm's slurm_errno.c and src/common/slurm_protocol_api.c,
# OpenPBS's pbs_errors, LSF's message "LSF is down" of its command reference.
_PASSES = ("unable to contact slurm controller", "socket timed out", "connection refused", "connection timed out", "connection reset",
           "slurm backup controller in standby mode", "transport endpoint is not connected", "resource temporarily unavailable",
           "zero bytes were transmitted", "unexpected message received", "communication connection failure", "protocol authentication error",
           "cannot connect to server", "cannot connect to default server host", "end of file", "pbs_server is down", "lsf is down",
           "cannot connect to lsf", "batch daemon not responding")


class Unreachable(Failed):
    """The scheduler did not answer, however often it was asked."""


def passes(said: str) -> bool:
    return any(text in said.lower() for text in _PASSES)


def call(words: list[str], before_again: typing.Callable[[], str | None] = lambda: None,
         waits: typing.Sequence[float] | None = None, sleep: typing.Callable[[float], None] = time.sleep,
         stdin: pathlib.Path | None = None) -> str:
    """What the command said on stdout.

    `before_again`: asked before each further try; a text is the answer, and the command is not given again: for a submission that
    came through although its answer was lost.
    \\raises Unreachable; Failed: it refused; BadInput: there is no such command."""
    said = ""
    waits = WAITS if waits is None else waits
    for wait in (*waits, None):
        try:
            with open(stdin or os.devnull, "rb") as given:
                done = subprocess.run(words, capture_output=True, text=True, check=False, stdin=given, timeout=_LONGEST)
        except FileNotFoundError:
            raise BadInput(f"no {words[0]} on the PATH") from None
        except subprocess.TimeoutExpired:
            said = f"no answer in {_LONGEST} s"
        else:
            if done.returncode == 0:
                return done.stdout
            said = done.stderr.strip() or done.stdout.strip()
            if not passes(said):
                raise Failed(f"{shlex.join(words)}: status {done.returncode}: {said}")
        if wait is not None:
            sleep(wait)
            if (found := before_again()) is not None:
                return found
    raise Unreachable(f"{shlex.join(words)}: {said} (tried {len(waits) + 1} times)")


def answer_of(words: list[str]) -> str | None:
    """What `call` gives; None: it was refused, as of a job that has ended.  \\raises Unreachable, BadInput"""
    try:
        return call(words)
    except Unreachable:
        raise
    except Failed:
        return None
