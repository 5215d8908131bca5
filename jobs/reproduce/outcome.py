"""What a figure module makes of its results."""
import dataclasses
import typing

from reproduce.sample import Sample


@dataclasses.dataclass
class Table:
    """Cells are texts as they are shown."""
    title: str
    columns: list[str]
    rows: list[list[str]]
    note: str = ""


@dataclasses.dataclass
class Outcome:
    """`pictures`: matplotlib figures by file name; `values`: what claims may ask for, by name; `units` by the same names."""
    pictures: dict[str, typing.Any] = dataclasses.field(default_factory=dict)
    tables: list[Table] = dataclasses.field(default_factory=list)
    values: dict[str, Sample] = dataclasses.field(default_factory=dict)

    def put(self, name: str, *values: float) -> None:
        self.values[name] = Sample(tuple(map(float, values)))
