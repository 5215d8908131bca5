"""What the points of a study gave, by series, place and seed."""
import typing

from reproduce.sample import Sample
from reproduce.study import Cell, Study, Value


class Missing(Exception):
    """A point that a figure needs was not run, or failed."""


class Results:
    def __init__(self, study: Study, cells: list[Cell], metrics: typing.Callable[[Cell], dict | None]):
        self.study, self.cells = study, cells
        self._found = {(cell.series, frozenset(cell.at), cell.seed): metrics(cell) for cell in cells}

    def values(self, axis: str) -> list[Value]:
        """Of the axis, those that this scale has, in order."""
        return list(dict.fromkeys(dict(cell.at)[axis] for cell in self.cells))

    def seeds(self, series: str) -> list[int]:
        return sorted({cell.seed for cell in self.cells if cell.series == series})

    def series(self) -> list[str]:
        return list(dict.fromkeys(cell.series for cell in self.cells))

    def at(self, series: str, seed: int, **at: Value) -> dict:
        """\\raises Missing"""
        found = self._found.get((series, frozenset(at.items()), seed))
        if found is None:
            raise Missing(f"{series} {' '.join(map(str, at.values()))} seed {seed}")
        return found

    def sample(self, series: str, value: typing.Callable[[dict], float], **at: Value) -> Sample:
        """Over the seeds of the series."""
        return Sample(tuple(value(self.at(series, seed, **at)) for seed in self.seeds(series)))
