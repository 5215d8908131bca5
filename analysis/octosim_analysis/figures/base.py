"""What a figure is: a name, what it shows, from which tables, and how it is drawn."""
from __future__ import annotations

import dataclasses
import typing

from octosim_analysis.errors import AnalysisError
from octosim_analysis.runs import Run

if typing.TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture

# Columns by name, all of one length: what was drawn, for CSV and for tests.
Data = dict[str, list[typing.Any]]


@dataclasses.dataclass
class Drawn:
    """A figure as it was drawn: `picture`, and the numbers in it.  Who gets it closes the picture (style.close)."""
    picture: "Picture"
    data: Data


@dataclasses.dataclass(frozen=True)
class Figure:
    """`tables`: where its numbers are from; `most`: runs it can show at once (0: any number)."""
    name: str
    title: str
    shows: str
    tables: tuple[str, ...]
    draw: typing.Callable[[typing.Sequence[Run]], Drawn]
    most: int = 1

    def of(self, runs: typing.Sequence[Run]) -> Drawn:
        """\\raises AnalysisError: too many runs, or what the figure needs is not there"""
        if not runs:
            raise AnalysisError(f"{self.name}: no run was given")
        if self.most and len(runs) > self.most:
            raise AnalysisError(f"{self.name}: shows {self.most} run{'s' if self.most > 1 else ''} at once ({len(runs)} were given)")
        return self.draw(runs)


def grid_of(count: int, most: int = 3) -> tuple[int, int]:
    """Rows and columns for `count` panels."""
    cols = min(count, most)
    return -(-count // cols), cols


def tidy(**columns: typing.Iterable[typing.Any]) -> Data:
    """Columns of plain numbers and texts, all of one length."""
    found = {name: [value.item() if hasattr(value, "item") else value for value in values] for name, values in columns.items()}
    assert len({len(values) for values in found.values()}) == 1, {name: len(values) for name, values in found.items()}
    return found
