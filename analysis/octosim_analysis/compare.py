"""octosim-compare A B: what changed, and by how much."""
from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import pathlib
import typing

from octosim_analysis.codes import STATES
from octosim_analysis.command_line import DONE, Parser, run, write_text
from octosim_analysis.document import Document
from octosim_analysis.errors import AnalysisError, Missing
from octosim_analysis.experiment import Setting, changed
from octosim_analysis.runs import Run
from octosim_analysis.trace import Value
from octosim_analysis.units import number_text, unit_of

# Of the clock on the wall and the launch: they differ between two runs of the same thing.
_HOST = {"ranks", "wall_seconds", "events_per_second", "rounds", "lookahead_cycles", "peak_memory_bytes", "load_imbalance",
         "compute_imbalance", "null_ratio", "restarts", "checkpoints", "sync", "sync_reason"}

_FIRST = ("makespan_cycles", "makespan_seconds", "utilization", "configuring", "loading", "starved", "blocked", "waiting_for_port", "energy_joules",
          "balance_bytes", "balance_byte_hops", "data_hop_bytes", "cluster_switches")


@dataclasses.dataclass(frozen=True)
class Change:
    """`a`, `b`: None where one has it not."""
    name: str
    a: Value | None
    b: Value | None

    @property
    def numbers(self) -> tuple[float, float] | None:
        """Both; None unless both are numbers."""
        if isinstance(self.a, (int, float)) and isinstance(self.b, (int, float)) and not isinstance(self.a, bool):
            return self.a, self.b
        return None

    @property
    def difference(self) -> float | None:
        """B less A; whole numbers exactly."""
        return None if self.numbers is None else self.numbers[1] - self.numbers[0]

    @property
    def relative(self) -> float | None:
        """Part of A; None of texts, and of what A has none."""
        if self.numbers is None or self.numbers[0] == 0:
            return None
        return (self.numbers[1] - self.numbers[0]) / abs(self.numbers[0])


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Of the runs at `a` and `b`.  `derived`: from the records; `host`: of the launch and the machine; `equal`: so many results are; `same_trace`: None where
    neither has a trace nor its digest."""
    a: str
    b: str
    settings: dict[str, tuple[Setting | None, Setting | None]]
    results: list[Change]
    derived: list[Change]
    host: list[Change]
    equal: int
    same_trace: bool | None
    stopped: tuple[str, ...] = ()

    def headline(self) -> str:
        """One sentence."""
        if self.same_trace and self.results:
            return f"The digests of the traces are equal, but {len(self.results)} results differ: one of the files was changed (octosim-report says what does not add up)."
        if self.same_trace:
            return "The traces are the same, record by record (equal digests)."
        makespan = next((change for change in self.results if change.name == "makespan_cycles"), None)
        used = next((change for change in self.results if change.name == "utilization"), None)
        words = [f"{len(self.results)} results differ, {self.equal} are equal."]
        if makespan and makespan.numbers and makespan.relative is not None:
            a, b = makespan.numbers
            words.append(f"Makespan {a:,.0f} -> {b:,.0f} cycles ({100 * makespan.relative:+.2f} %; speed-up of B over A {a / b if b else 0:.4g})."
                         if not self.stopped else f"{' and '.join(self.stopped)} stopped before the end: no speed-up.")
        if used and used.numbers:
            words.append(f"Utilization {100 * used.numbers[0]:.2f} % -> {100 * used.numbers[1]:.2f} %.")
        return " ".join(words)


def compare(one: Run, two: Run) -> Comparison:
    """\\raises AnalysisError"""
    host, results, equal = [], [], 0
    a, b = one.summary, two.summary
    for name in dict.fromkeys([*(name for name in _FIRST if name in a), *a, *b]):
        change = Change(name, a.get(name), b.get(name))
        if change.a == change.b:
            equal += name not in _HOST
        elif name in _HOST:
            host.append(change)
        elif name != "trace_digest":
            results.append(change)
    same: bool | None
    try:
        same = one.trace.meta.digest == two.trace.meta.digest and one.trace.meta.level == two.trace.meta.level
    except AnalysisError:
        same = a["trace_digest"] == b["trace_digest"] if "trace_digest" in a and "trace_digest" in b else None
    differ = {key: pair for key, pair in changed(one.settings, two.settings).items()}
    ours, theirs = _derived(one), _derived(two)
    derived = [Change(name, ours.get(name), theirs.get(name)) for name in dict.fromkeys([*ours, *theirs]) if ours.get(name) != theirs.get(name)]
    return Comparison(one.where, two.where, differ, results, derived, host, equal, same,
                      tuple(f"{which} was" for which, run in (("A", one), ("B", two)) if run.stopped))


def _derived(run: Run) -> dict[str, Value]:
    """What the summary does not have; empty where only that is left."""
    from octosim_analysis import latency
    from octosim_analysis.figures.shares import owners_of
    from octosim_analysis.states import TbuStates, fractions
    found: dict[str, Value] = {}
    try:
        trace = run.trace
    except AnalysisError:
        return found
    with contextlib.suppress(Missing):  # of what was recorded, what there is
        states = TbuStates(trace)
        first, last = states.steady()
        found.update(steady_from_cycles=first, steady_to_cycles=last)
        part = fractions(states.between(first, last))
        found.update({f"steady_{state}": part[state] for state in STATES})
    with contextlib.suppress(Missing):
        times = latency.of_streams(trace)
        found.update({f"latency_p{percent}_cycles": latency.quantile(times, percent) for percent in latency.QUANTILES})
    with contextlib.suppress(Missing):
        _, shares = owners_of(trace, "shares").shares(1)
        found.update({f"share_of_sub_owg_{k + 1}": float(row[0]) for k, row in enumerate(shares)})
    return found


def _rows(changes: typing.Sequence[Change]) -> list[list[str]]:
    def cell(value: Value | None) -> str:
        return "-" if value is None else number_text(value)

    def percent(change: Change) -> str:
        return "" if change.relative is None else f"{100 * change.relative:+.3g} %"
    return [[change.name, cell(change.a), cell(change.b), "" if change.difference is None else number_text(change.difference), percent(change), unit_of(change.name)]
            for change in changes]


def document(found: Comparison) -> Document:
    """For people: settings that differ, then results, in their units."""
    made = Document("What changed between two runs")
    made.text(f"A: {found.a}")
    made.text(f"B: {found.b}")
    made.text(found.headline())
    made.heading("Settings that differ")
    if found.settings:
        made.table(["setting", "A", "B"], [[key, *("-" if v is None else number_text(v) for v in pair)] for key, pair in found.settings.items()])
    else:
        made.text("None.")
    head = ["result", "A", "B", "B - A", "of A", "unit"]
    for title, changes in (("Results that differ", found.results), ("Derived from the records", found.derived), ("Of the launch and the machine it ran on", found.host)):
        if changes:
            made.heading(title)
            made.table(head, _rows(changes))
    return made


def as_json(found: Comparison) -> dict[str, typing.Any]:
    """For programs: by name `a`, `b`, `difference`, `relative` (part of A) and `unit`."""
    def rows(changes: typing.Sequence[Change]) -> dict[str, typing.Any]:
        return {c.name: {"a": c.a, "b": c.b, "difference": c.difference, "relative": c.relative, "unit": unit_of(c.name)} for c in changes}
    return {"a": found.a, "b": found.b, "same_trace": found.same_trace, "headline": found.headline(),
            "settings": {key: {"a": a, "b": b} for key, (a, b) in found.settings.items()}, "equal_results": found.equal,
            "results": rows(found.results), "derived": rows(found.derived), "host": rows(found.host)}


def _plain(found: Comparison) -> str:
    """Columns for a terminal."""
    lines = [f"A: {found.a}", f"B: {found.b}", found.headline(), ""]
    if found.settings:
        lines += ["settings that differ", *_columns([[key, *("-" if v is None else number_text(v) for v in pair)] for key, pair in found.settings.items()]), ""]
    for title, changes in (("results that differ", found.results), ("derived from the records", found.derived), ("of the launch", found.host)):
        if changes:
            lines += [title, *_columns([["", "A", "B", "B - A", "of A", "unit"], *_rows(changes)]), ""]
    return "\n".join(lines).rstrip() + "\n"


def _columns(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    last = len(widths) - 1
    return ["  " + "  ".join(cell.ljust(w) if k in (0, last) else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, widths))).rstrip() for row in rows]


def parser() -> argparse.ArgumentParser:
    """Its options."""
    words = Parser("octosim-compare", description="Says what changed between two runs, and by how much: settings, results, states, latencies, shares of sub-OWGs.")
    words.add_argument("a", metavar="A", help="a trace, or the folder of a run")
    words.add_argument("b", metavar="B")
    words.add_argument("--json", action="store_true", help="for programs")
    words.add_argument("-o", "--output", type=pathlib.Path, metavar="FILE", help=".md, .html or .json, instead of the terminal")
    return words


def _compare(given: argparse.Namespace) -> int:
    kind = given.output.suffix if given.output else ""
    if given.output and kind not in (".md", ".html", ".json"):
        raise AnalysisError(f"-o {given.output}: must end in .md, .html or .json")
    with Run(given.a) as one, Run(given.b) as two:
        for each in (one, two):
            if not each.summary:
                raise AnalysisError(f"{each.where}: has no results: the run did not end")
        found = compare(one, two)
    text = json.dumps(as_json(found), indent=1) + "\n" if given.json or kind == ".json" else _plain(found)
    if given.output:
        made = document(found)
        write_text(given.output, {".md": made.markdown, ".html": made.page}.get(kind, lambda: text)())
        print(given.output)
    else:
        print(text, end="")
    return DONE


def main(words: typing.Sequence[str] | None = None) -> int:
    """octosim-compare: its exit status.  `words`: behind the name; None: those of this process."""
    return run(parser(), _compare, words)
