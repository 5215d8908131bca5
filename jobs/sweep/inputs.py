"""The files that decide the results of points: whether they still are what the addresses were made of."""
import hashlib
import os
import pathlib
import typing


class Inputs:
    """`known`: by path, what the file was: [bytes, nanoseconds of its last change, SHA-256]."""

    def __init__(self, known: dict[str, list]):
        self.known = known

    @staticmethod
    def of(paths: typing.Iterable[pathlib.Path]) -> "Inputs":
        return Inputs({str(path): [*_stamp(path), _digest(path)] for path in sorted(set(paths))})

    def holds(self, path: pathlib.Path) -> bool:
        """Hashes the file only if it was touched.  One that is not known holds."""
        known = self.known.get(str(path))
        if known is None:
            return True
        try:
            return _stamp(path) == known[:2] or _digest(path) == known[2]
        except OSError:
            return False


def _stamp(path: pathlib.Path) -> list[int]:
    found = os.stat(path)
    return [found.st_size, found.st_mtime_ns]


def _digest(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
