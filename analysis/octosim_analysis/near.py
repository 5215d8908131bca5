"""The nearest known name, for messages."""
import difflib
import typing


def did_you_mean(name: str, known: typing.Iterable[str]) -> str:
    """`; did you mean X?`, or nothing."""
    near = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""
