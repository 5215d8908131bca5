"""octosim report: one or two traces in a page that needs nothing else."""
from __future__ import annotations

import argparse
import io
import pathlib
import re
import typing

import h5py

from octosim_analysis.trace import Trace
from octosim_viewer.compact import compact
from octosim_viewer.errors import BadInput
from octosim_viewer.opening import find_trace
from octosim_viewer.page import Embedded, page_with, write_whole
from octosim_viewer.ranks import RunningRun

_UNITS = {"": 1, "B": 1, "kB": 1000, "MB": 1000**2, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def add(commands: typing.Any) -> typing.Callable[[argparse.Namespace], None]:
    """Its options; returns what executes it."""
    parser = commands.add_parser("report", help="Put one or two traces into a page that any browser shows", description=(
        "Writes one HTML page with the viewer and the trace in it: no server, no network, no other file. Two traces are compared side by side. "
        "A folder of a run that goes on is shown as far as its ranks have flushed."))
    parser.add_argument("trace", nargs="+", type=pathlib.Path, metavar="TRACE", help="trace.h5, recovered.h5, or the folder of a run; one or two")
    parser.add_argument("-o", "--output", type=pathlib.Path, metavar="PAGE", help="the page [report.html beside the first trace]")
    parser.add_argument("--most", type=_size, default=_size("24MiB"), metavar="SIZE", help="of all traces in the page; larger ones keep fewer samples [24MiB]")
    return execute


def execute(options: argparse.Namespace) -> None:
    """\\raises BadInput, OSError; nothing is written then"""
    if len(options.trace) > 2:
        raise BadInput(f"{len(options.trace)} traces were named (one, or two to compare)")
    output = options.output
    if output is None:
        first = options.trace[0]
        output = (first if first.is_dir() else first.parent) / "report.html"
    if output.is_dir():
        raise BadInput(f"-o {output}: is a folder (name a page, as {output / 'report.html'})")
    for trace in options.trace:
        if trace.exists() and output.exists() and output.samefile(trace):
            raise BadInput(f"-o {output}: is the trace itself")
    made = [embedded(trace, options.most // len(options.trace)) for trace in options.trace]
    write_whole(output, page_with(made))
    for one in made:
        print(f"{one.name}: {len(one.image) / 1e6:.2f} MB in the page{'; ' + one.note if one.note else ''}")
    print(f"report: {output}")


def embedded(path: pathlib.Path, most_bytes: int) -> Embedded:
    """\\raises BadInput: no trace, or one that cannot be made small enough"""
    found = find_trace(path)
    name = _name(path)
    try:
        memory = io.BytesIO()
        if found is None:
            with h5py.File(memory, "w") as file:
                RunningRun(path).write_trace(file)
        with Trace(found) if found else Trace.of_file(h5py.File(memory, "r"), path) as trace:
            small = compact(trace, most_bytes)
    except (OSError, RuntimeError, KeyError) as error:
        raise BadInput(f"{found or path}: cannot be read ({error}): the file is damaged, or changed meanwhile") from None
    if small is None:
        raise BadInput(f"{found or path}: does not fit {most_bytes / (1 << 20):.3g} MiB even with one sample "
                       "(raise --most, or drop the trace itself onto analysis/viewer/dist/viewer.html)")
    return Embedded(name, small.left_out, small.image)


def _name(path: pathlib.Path) -> str:
    whole = path.resolve()
    return f"{whole.parent.name}/{whole.name}" if whole.is_file() else whole.name


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", text)
    if not found or found.group(2) not in _UNITS or float(found.group(1)) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} (a size is a number above 0 with one of {', '.join(unit for unit in _UNITS if unit)})")
    return int(float(found.group(1)) * _UNITS[found.group(2)])
