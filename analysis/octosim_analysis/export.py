"""octosim-export: a trace for other programs: CSV, JSON of Perfetto, OTF2, Paraver."""
from __future__ import annotations

import argparse
import contextlib
import csv
import pathlib
import typing

from octosim_analysis.command_line import DONE, Parser, run, whole_file
from octosim_analysis.errors import AnalysisError
from octosim_analysis.table import CHUNK_BYTES, Table
from octosim_analysis.trace import NEVER, Trace

FORMATS = ("csv", "perfetto", "otf2", "paraver")


def parser() -> argparse.ArgumentParser:
    """Its options."""
    words = Parser("octosim-export", description="Writes a trace for other programs.")
    words.add_argument("trace", metavar="TRACE", help="trace.h5, or the folder of a run")
    words.add_argument("tables", metavar="TABLE", nargs="*", help="of csv: /balance/moves and so on (default: every table)")
    words.add_argument("--format", choices=FORMATS, required=True,
                       help="csv: a file a table; perfetto: JSON for ui.perfetto.dev and chrome://tracing; otf2: an archive for Vampir and others "
                       "(needs Debian's python3-otf2); paraver: PATH.prv, PATH.pcf and PATH.row for Paraver")
    words.add_argument("-o", "--output", type=pathlib.Path, required=True, metavar="PATH",
                       help="of csv a folder; of perfetto a file; of otf2 a new folder; of paraver the name without .prv")
    words.add_argument("--from", dest="first", type=int, default=0, metavar="CYCLE", help="not of csv: from there")
    words.add_argument("--until", dest="last", type=int, default=NEVER, metavar="CYCLE", help="not of csv: to there")
    words.add_argument("--most", type=int, default=2_000_000, metavar="N", help="not of csv: at most so many slices, arrows and counters (default: 2000000)")
    words.add_argument("--codes", action="store_true", help="of csv: numbers, not names, where a number stands for a name")
    return words


def file_name(table: str, ending: str) -> str:
    """`/balance/moves` and `.csv`: `balance_moves.csv`."""
    return table.strip("/").replace("/", "_") + ending


def write_csv(table: Table, path: pathlib.Path, names: bool) -> None:
    """A line of column names, then a line a record.  Memory: a chunk."""
    step = max(1, CHUNK_BYTES // (8 * len(table.columns)))
    with whole_file(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerow(table.columns)
        for start in range(0, table.rows, step):
            table.frame(start=start, stop=start + step, names=names).to_csv(file, header=False, index=False, lineterminator="\n")


def write_columns(tables: typing.Sequence[Table], path: pathlib.Path) -> None:
    """table, column, unit, help: what the other files hold."""
    with whole_file(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("table", "column", "unit", "help"))
        for table in tables:
            units, meanings = table.units, table.meanings
            rows.writerows((table.path, name, units[name], meanings[name]) for name in table.columns)


def _tables(trace: Trace, given: argparse.Namespace) -> int:
    tables = [trace[path] for path in (given.tables or trace.tables)]
    if given.output.exists() and not given.output.is_dir():
        raise AnalysisError(f"-o {given.output}: is a file (must be a folder)")
    with contextlib.ExitStack() as together:  # all of them, or none

        def part(name: str) -> pathlib.Path:
            return together.enter_context(whole_file(given.output / name))
        for table in tables:
            write_csv(table, part(file_name(table.path, ".csv")), not given.codes)
        write_columns(tables, part("columns.csv"))
        if not given.tables:
            for name, pairs in (("summary", trace.summary), ("settings", trace.settings)):
                with open(part(f"{name}.csv"), "w", newline="", encoding="utf-8") as file:
                    csv.writer(file, lineterminator="\n").writerows([("name", "value"), *pairs.items()])
    for table in tables:
        print(f"{given.output / file_name(table.path, '.csv')}: {table.rows} rows")
    return DONE


def _perfetto(trace: Trace, given: argparse.Namespace) -> str:
    from octosim_analysis import perfetto
    with whole_file(given.output) as part, open(part, "w", encoding="utf-8") as file:
        return f"{given.output}: {perfetto.write(trace, file, given.first, given.last, given.most)} events"


def _otf2(trace: Trace, given: argparse.Namespace) -> str:
    from octosim_analysis import otf2_archive
    count = otf2_archive.write(trace, given.output, given.first, given.last, given.most)
    return f"{given.output / 'traces.otf2'}: {count} events"


def _paraver(trace: Trace, given: argparse.Namespace) -> str:
    from octosim_analysis import paraver
    base = paraver.base_of(given.output)
    count = paraver.write(trace, base, given.first, given.last, given.most)
    if float(trace.settings.get("wafer.clock", paraver.CLOCK)) != paraver.CLOCK:
        print("note: what Paraver calls a nanosecond is a cycle (wafer.clock is not 1 GHz)")
    return f"{base}.prv: {count} records"


_TIMELINES: dict[str, typing.Callable[[Trace, argparse.Namespace], str]] = {"perfetto": _perfetto, "otf2": _otf2, "paraver": _paraver}


def _export(given: argparse.Namespace) -> int:
    timeline = _TIMELINES.get(given.format)
    if not timeline:
        if given.first or given.last != NEVER:
            raise AnalysisError(f"--from and --until are of --format {', '.join(_TIMELINES)}")
        with Trace(given.trace) as trace:
            return _tables(trace, given)
    if given.tables:
        raise AnalysisError(f"{given.format} takes no TABLE: it shows the whole run")
    if given.first < 0 or given.last <= given.first:
        raise AnalysisError(f"--from {given.first} --until {given.last}: must be cycles, the first before the last")
    if given.format != "otf2" and given.output.is_dir():
        raise AnalysisError(f"-o {given.output}: is a folder (must be {'a file' if given.format == 'perfetto' else 'the name of files, without .prv'})")
    with Trace(given.trace) as trace:
        if given.first >= trace.end:
            raise AnalysisError(f"--from {given.first}: the run ended at cycle {trace.end}")
        print(timeline(trace, given))
    return DONE


def main(words: typing.Sequence[str] | None = None) -> int:
    """octosim-export: its exit status.  `words`: behind the name; None: those of this process."""
    return run(parser(), _export, words)
