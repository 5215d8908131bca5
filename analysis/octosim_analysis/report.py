"""octosim-report: a run, or several, as one page: tables, figures, and whether the results add up."""
from __future__ import annotations

import argparse
import base64
import io
import pathlib
import sys
import typing

from octosim_analysis import latency
from octosim_analysis.codes import STATES
from octosim_analysis.command_line import DONE, Parser, run, whole_file, write_text
from octosim_analysis.document import Document
from octosim_analysis.errors import AnalysisError, Missing
from octosim_analysis.runs import DELIVERED, Run, differing, open_runs
from octosim_analysis.trace import Trace
from octosim_analysis.units import number_text, unit_of

OF_ONE = ("progress", "states", "fig13", "timeline", "fig10", "fig12", "utilization-map", "queues", "diffusion", "network", "dram", "control",
          "latency", "roofline", "energy", "engine", "fig11")
OF_MANY = ("fig9", "fig14", "fig15", "scaling", "fig10", "fig12", "fig13", "latency", "roofline", "energy")
_NEEDS = {"fig14": "schedule.cluster_size", "fig15": "schedule.interval"}
_SVG_BYTES = 300_000  # larger pictures are embedded as PNG
_DIGEST_BYTES = 2 << 30  # of numbers, whose digest takes some 20 s


class _Pictures:
    """Puts figures into the document: as files beside a Markdown page, or into the HTML page."""

    def __init__(self, document: Document, output: pathlib.Path, dpi: float):
        self.document, self.output, self.dpi = document, output, dpi
        self.folder = None if output.suffix == ".html" else output.with_name(output.stem + "_files")
        self.left_out: list[tuple[str, str]] = []

    def add(self, name: str, runs: typing.Sequence[Run]) -> None:
        from octosim_analysis import style
        from octosim_analysis.figures import find
        figure = find(name)
        try:
            drawn = figure.of(runs)
        except Missing as error:
            self.left_out.append((figure.title, str(error)))
            return
        self.document.heading(f"{figure.title} ({figure.name})", 3)
        self.document.text(f"{figure.shows} From {', '.join(figure.tables)}.")
        try:
            self.document.picture(self._place(name, drawn.picture), figure.title)
        finally:
            style.close(drawn.picture)

    def _place(self, name: str, picture: typing.Any) -> str:
        from octosim_analysis import style
        if self.folder is not None:
            with whole_file(self.folder / f"{name}.png") as part:
                style.save(picture, part, "png", self.dpi)
            return f"{self.folder.name}/{name}.png"
        held = io.BytesIO()
        picture.savefig(held, format="svg", metadata={"Date": None})
        kind = "svg+xml"
        if held.tell() > _SVG_BYTES:
            held, kind = io.BytesIO(), "png"
            picture.savefig(held, format="png", dpi=self.dpi)
        return f"data:image/{kind};base64,{base64.b64encode(held.getvalue()).decode()}"


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def _about(document: Document, trace: Trace) -> None:
    meta = trace.meta
    whole = "yes" if meta.complete else f"no: recovered, until cycle {meta.complete_until:,}"
    document.table(["", ""], [["experiment", meta.experiment_name], ["seed", str(meta.seed)], ["octosim", f"{meta.version}, {meta.compiler}"],
                              ["recorded", meta.level], ["whole", whole], ["MPI ranks", str(meta.ranks)], ["digest", f"{meta.digest:#018x}"],
                              ["file", trace.where]])


def headline_rows(trace: Trace) -> list[list[str]]:
    """The results of DESIGN: makespan, utilization, load movement, latency; name, value, unit."""
    from octosim_analysis.states import TbuStates, fractions
    rows = []

    def row(name: str, value: object, unit: str) -> None:
        rows.append([name, number_text(value), unit])
    stopped = trace.summary.get("end_reason", DELIVERED) != DELIVERED
    for name, words in (("makespan_cycles", "until it was stopped" if stopped else "makespan"), ("streams_done", "streams delivered"), ("tbu_packets", "Task Block packets"),
                        ("balance_bytes", "moved by balancing"), ("balance_byte_hops", "the same, each byte once a hop"),
                        ("cluster_switches", "switches of clusters"), ("energy_joules", "energy"), ("mean_power_watts", "mean power")):
        if name in trace.summary:
            row(words, trace.summary[name], unit_of(name))
    if {"data_hop_bytes", "data_die_bytes"} <= trace.summary.keys():
        row("everything on the data network, each byte once a hop", int(trace.number("data_hop_bytes") + trace.number("data_die_bytes")), "bytes")
    states = TbuStates(trace)
    first, last = states.steady()
    row("utilization, whole run", _percent(fractions(states.whole())["busy"]), "busy / (TBUs x time)")
    row("utilization, steady window", _percent(fractions(states.between(first, last))["busy"]), f"cycles {first:,.0f} to {last:,.0f}")
    if trace["/streams/done"].rows:
        times = latency.of_streams(trace)
        for percent in latency.QUANTILES:
            row(f"latency of streams, p{percent}", latency.quantile(times, percent), "cycles")
    return rows


def _states(document: Document, trace: Trace) -> None:
    from octosim_analysis.states import TbuStates, fractions
    from octosim_analysis.style import STATE_NAMES
    states = TbuStates(trace)
    whole, steady = fractions(states.whole()), fractions(states.between(*states.steady()))
    document.heading("What TBUs did")
    document.table(["state", "whole run", "steady window"], [[STATE_NAMES[state], _percent(whole[state]), _percent(steady[state])] for state in STATES])


def _records(trace: Trace) -> str:
    """Whether they are those that were written, in words."""
    from octosim_analysis import digest
    if sum(8 * trace[path].rows * len(trace[path].columns) for path in trace.tables) > _DIGEST_BYTES:
        return "Whether a record was changed is not looked at in a trace of this size: octosim verify does."
    found = digest.of_records(trace)
    if found is None:
        return "Whether a record was changed is not looked at (Debian's python3-xxhash or /meta@experiment_hash is not there): octosim verify does."
    if found == trace.meta.digest:
        return "The records are those that were written: their digest is that of /meta."
    return f"RECORDS WERE CHANGED since they were written: their digest is {found:#018x}, and /meta has {trace.meta.digest:#018x}."


def _checks(document: Document, trace: Trace) -> list[str]:
    """Returns what does not add up, in words."""
    from octosim_analysis.recompute import against_summary, not_recomputed, states_add_up
    document.heading("Do the results add up?")
    records = _records(trace)
    found = [records] if "CHANGED" in records else []
    try:
        checks = against_summary(trace)
    except Missing as error:
        document.text(f"{error}. {records}")
        return found
    wrong = [check for check in checks if not check.equal]
    states = f"The states of every TBU are {'' if states_add_up(trace) else 'NOT '}all its cycles, none twice."
    document.text(f"{len({check.name for check in checks})} results were computed again from the records, in {len(checks)} ways; {len(wrong)} differ from the summary. "
                  f"{states} {records}")
    document.table(["result", "summary", "computed again", "equal", "from"],
                   [[c.name, number_text(c.summary), number_text(c.ours), "yes" if c.equal else "NO", c.source] for c in checks], "" if wrong else f"{len(checks)} checks")
    document.table(["not computed again", "why"], [list(row) for row in not_recomputed(trace, checks).items()])
    if wrong:
        found.insert(0, f"of /summary, {', '.join(dict.fromkeys(check.name for check in wrong))}: not what the records give")
    return found + ([states] if "NOT" in states else [])


def of_one(run_: Run, output: pathlib.Path, names: typing.Sequence[str], dpi: float) -> Document:
    """Of one run.  `names`: of figures (none: those of OF_ONE); those without records are named, with the reason.  Pictures of a Markdown page are written."""
    trace = run_.trace
    document = Document(f"Run of {trace.name}")
    _about(document, trace)
    document.heading("Results")
    document.table(["result", "value", "unit"], headline_rows(trace))
    _states(document, trace)
    document.heading("Figures")
    pictures = _Pictures(document, output, dpi)
    for name in names or OF_ONE:
        pictures.add(name, [run_])
    if pictures.left_out:
        document.heading("Figures that this trace does not have the records for", 3)
        document.table(["figure", "why"], [list(pair) for pair in pictures.left_out])
    for words in _checks(document, trace):
        print(f"octosim-report: warning: {trace.where}: {words}", file=sys.stderr)
    document.heading("All of it")
    document.table(["result", "value", "unit"], [[name, number_text(value), unit_of(name)] for name, value in trace.summary.items()], "every result")
    document.table(["setting", "value"], [[key, number_text(value)] for key, value in trace.settings.items()], "every setting")
    document.table(["table", "recorded at", "rows", "what a row says"],
                   [[path, trace[path].level, f"{trace[path].rows:,}", trace[path].help] for path in trace.tables], "every table of the trace")
    return document


def of_many(runs: typing.Sequence[Run], output: pathlib.Path, names: typing.Sequence[str], dpi: float) -> Document:
    """Of several runs: what differs, speed-up over the first.  `names`: of figures (none: those of OF_MANY that show something)."""
    document = Document(f"{len(runs)} runs")
    settings = [one.settings for one in runs]
    keys = [key for key in differing(settings) if not key.startswith("trace.")]
    document.heading("Runs")
    base = runs[0].number("makespan_cycles")
    document.text("Speed-up is over the first run" + (", of runs that were not stopped before their end." if any(one.stopped for one in runs) else "."))
    document.table(["run", "experiment", "seed", *keys, "makespan, cycles", "speed-up", "utilization", "moved by balancing, bytes"],
                   [[one.where, one.name, str(one.seed), *(number_text(own.get(key, "-")) for key in keys), f"{one.number('makespan_cycles'):,.0f}",
                     "-" if one.stopped or runs[0].stopped else f"{base / max(one.number('makespan_cycles'), 1):.3g}", _percent(one.number("utilization")), f"{one.number('balance_bytes'):,.0f}"]
                    for one, own in zip(runs, settings)])
    document.heading("Figures")
    pictures = _Pictures(document, output, dpi)
    for name in names or OF_MANY:
        from octosim_analysis.figures import find
        most = find(name).most
        if not names and ((name in _NEEDS and _NEEDS[name] not in keys) or (most and len(runs) > most)
                          or (name == "scaling" and len({one.number("ranks") for one in runs}) == 1)):
            continue
        pictures.add(name, runs)
    if pictures.left_out:
        document.table(["figure", "why it is not here"], [list(pair) for pair in pictures.left_out])
    return document


def parser() -> argparse.ArgumentParser:
    """Its options."""
    words = Parser("octosim-report", description="Writes a page about a run, or about several: tables, figures, and whether the results add up.")
    words.add_argument("runs", metavar="RUN", nargs="+", help="a trace, the folder of a run, or a folder with runs below it")
    words.add_argument("-o", "--output", type=pathlib.Path, default=pathlib.Path("report.html"), metavar="FILE",
                       help=".html: one file with everything in it; .md: pictures lie beside it (default: report.html)")
    words.add_argument("--figures", default="", metavar="LIST", help="these only, with commas between (octosim-plot --list)")
    words.add_argument("--dpi", type=float, default=110.0, help="of pictures that are pixels (default: 110)")
    return words


def _report(given: argparse.Namespace) -> int:
    if given.output.suffix not in (".html", ".md"):
        raise AnalysisError(f"-o {given.output}: must end in .html or .md")
    if not 10 <= given.dpi <= 1200:
        raise AnalysisError(f"--dpi {given.dpi:g}: must be from 10 to 1200")
    from octosim_analysis.figures import find
    names = [name for name in given.figures.split(",") if name]
    for name in names:
        find(name)
    runs = open_runs(given.runs)
    document = of_one(runs[0], given.output, names, given.dpi) if len(runs) == 1 else of_many(runs, given.output, names, given.dpi)
    write_text(given.output, document.page() if given.output.suffix == ".html" else document.markdown())
    print(given.output)
    return DONE


def main(words: typing.Sequence[str] | None = None) -> int:
    """octosim-report: its exit status.  `words`: behind the name; None: those of this process."""
    return run(parser(), _report, words)
