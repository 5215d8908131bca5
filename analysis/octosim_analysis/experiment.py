"""Settings of a run, from the experiment in its trace; and how its wafer lies."""
from __future__ import annotations

import dataclasses
import re
import tomllib
import typing

from octosim_analysis.errors import BadFile

Setting = int | float | bool | str
Settings = dict[str, Setting]


def parse_settings(text: str, where: str) -> Settings:
    """`section.key` -> value; `name` and `description` are left out.  \\raises BadFile"""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{where}: {error}") from None
    return {f"{section}.{key}": value for section, part in table.items() if isinstance(part, dict) for key, value in part.items()}


@dataclasses.dataclass(frozen=True)
class Wafer:
    """Counts; TBUs, CBUs and clusters are numbered row by row over the whole wafer."""
    chiplet_rows: int
    chiplet_cols: int
    tbu_rows: int  # of a chiplet
    tbu_cols: int
    cluster_rows: int  # in TBUs
    cluster_cols: int

    @property
    def rows(self) -> int:
        """Of TBUs on the wafer."""
        return self.chiplet_rows * self.tbu_rows

    @property
    def cols(self) -> int:
        """Of TBUs on the wafer."""
        return self.chiplet_cols * self.tbu_cols

    @property
    def clusters_down(self) -> int:
        """Rows of clusters on the wafer."""
        return self.rows // self.cluster_rows

    @property
    def clusters_across(self) -> int:
        """Columns of clusters on the wafer."""
        return self.cols // self.cluster_cols

    @property
    def node_cols(self) -> int:
        """Of CBUs on the wafer: each chiplet has a column more of them than of TBUs."""
        return self.chiplet_cols * (self.tbu_cols + 1)

    @property
    def node_rows(self) -> int:
        """Of CBUs on the wafer: each chiplet has a row more of them than of TBUs."""
        return self.chiplet_rows * (self.tbu_rows + 1)

    def cluster_place(self, cluster: int) -> tuple[int, int]:
        """Row and column among the clusters."""
        return divmod(cluster, self.clusters_across)

    def clusters_of_chiplets(self) -> list[list[int]]:
        """The clusters of each chiplet, both numbered row by row; a cluster lies on one chiplet."""
        found: list[list[int]] = [[] for _ in range(self.chiplet_rows * self.chiplet_cols)]
        for cluster in range(self.clusters_down * self.clusters_across):
            row, col = self.cluster_place(cluster)
            found[row * self.cluster_rows // self.tbu_rows * self.chiplet_cols + col * self.cluster_cols // self.tbu_cols].append(cluster)
        return found

    def node_place(self, node: int) -> tuple[int, int]:
        """Row and column among the CBUs."""
        return divmod(node, self.node_cols)


_CLUSTERS = re.compile(r"clusters: \d+ of (\d+) x (\d+) TBUs, (\d+) x (\d+) on the wafer, (\d+) x (\d+) on each of (\d+) x (\d+) chiplets")


def wafer_of_plan(plan: str, where: str) -> Wafer:
    """From the text of a plan, as `octosim check` prints it and a trace keeps it.  \\raises BadFile: it does not say"""
    found = _CLUSTERS.search(plan)
    if found is None:
        raise BadFile(f"{where}: the plan does not say how clusters lie on the wafer")
    tall, wide, _, _, down, across, chiplet_rows, chiplet_cols = map(int, found.groups())
    return Wafer(chiplet_rows, chiplet_cols, tall * down, wide * across, tall, wide)


@dataclasses.dataclass(frozen=True)
class SubOwg:
    """`number` from 0; `tasks`: names of its Task Blocks."""
    number: int
    tasks: tuple[str, ...]

    @property
    def label(self) -> str:
        """As the plan counts, from 1, with its heaviest words."""
        return f"sub-OWG {self.number + 1}"


def sub_owgs_of_plan(plan: str) -> list[SubOwg]:
    """Empty if the plan is not told in words."""
    found: list[tuple[int, list[str]]] = []
    for line in plan.splitlines():
        if head := re.match(r"sub-OWG (\d+):", line):
            found.append((int(head.group(1)) - 1, []))
        elif found and (task := re.match(r"  (\S+) +[\d.]+ % ", line)):
            found[-1][1].append(task.group(1))
    return [SubOwg(number, tuple(tasks)) for number, tasks in found]


def changed(one: Settings, two: Settings) -> dict[str, tuple[Setting | None, Setting | None]]:
    """Settings that differ, by key; None: not there."""
    keys: typing.Iterable[str] = dict.fromkeys([*one, *two])
    return {key: (one.get(key), two.get(key)) for key in keys if one.get(key) != two.get(key)}
