"""The report: DIR/report/index.html, index.md, report.json, and the pictures."""
import argparse
import dataclasses
import json
import os
import pathlib

from reproduce.document import Document
from reproduce.expectations import NOT_MEASURED, REPRODUCED, Judgement
from reproduce.figures import style
from reproduce.outcome import Outcome
from points.point import value_of
from points.program import Program
from reproduce.store import Store
from reproduce.study import Cell, Study

NO_REASON = "reason not found"


@dataclasses.dataclass
class Part:
    """A study and what came of it; `outcome` None: `why` not."""
    study: Study
    cells: list[Cell]
    outcome: Outcome | None
    why: str = ""


@dataclasses.dataclass
class Whole:
    scale: str
    given: argparse.Namespace
    program: Program
    store: Store
    parts: list[Part]
    judged: list[Judgement]
    reasons: dict[str, str]
    failed: list[tuple[str, str]]

    def reason(self, judgement: Judgement) -> str:
        """Why ours differs; of what is reproduced, a remark if there is one."""
        found = self.reasons.get(judgement.claim.id, "")
        return found or ("" if judgement.verdict in (REPRODUCED, NOT_MEASURED) else NO_REASON)


def _save(path: pathlib.Path, text: str) -> None:
    """Whole or not at all."""
    part = path.with_name(path.name + f".part-{os.getpid()}")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def _points(whole: Whole, part: Part) -> list[dict]:
    """Of each point of a study: inputs, digest, time; in the order of the study, each once."""
    found = {}
    for cell in part.cells:
        name = whole.store.name(cell.point)
        metrics = whole.store.metrics(cell.point)
        if name in found or metrics is None:
            continue
        about = whole.store.about(cell.point)
        found[name] = {"point": name, "series": cell.series, **{str(key): value for key, value in cell.at}, "seed": cell.seed,
                       "experiment": about["experiment"], "settings": about["settings"], "by_hand": about["by_hand"],
                       **{key: metrics[key] for key in ("trace_digest", "makespan_cycles", "utilization") if key in metrics},
                       "seconds": about["seconds"]}
    return list(found.values())


def _assumed(program: Program) -> list[list[str]]:
    return [[key, f"{row['default']} {row['unit']}".strip(), row["meaning"]] for key, row in program.settings.items()
            if "assumed" in row["meaning"].lower() and not key.startswith("energy.")]


def _rests_on(whole: Whole, part: Part) -> dict[str, str]:
    """By setting, the values that the points of the study have, in the order they come."""
    defaults, rows = whole.program.defaults, whole.program.settings
    found = {}
    for key in part.study.rests_on:
        values = list(dict.fromkeys(value_of(cell.point, key, defaults) for cell in part.cells)) or [defaults.get(key, "")]
        unit = rows.get(key, {}).get("unit", "")
        found[key] = f"{' or '.join(values[:4])}{' ...' if len(values) > 4 else ''} {unit}".strip()
    return found


def as_json(whole: Whole) -> dict:
    """Everything in the report, for programs: docs/reproduce.md names the keys."""
    studies = {}
    for part in whole.parts:
        outcome = part.outcome or Outcome()
        studies[part.study.name] = {
            "title": part.study.title, "where": part.study.where, "shows": part.study.shows, "why_not": part.why, "rests_on": _rests_on(whole, part),
            "values": {name: {"seeds": list(sample.values), "mean": sample.mean, "half_width_95": sample.half_width}
                       for name, sample in outcome.values.items()},
            "tables": [dataclasses.asdict(table) for table in outcome.tables], "pictures": sorted(outcome.pictures),
            "points": _points(whole, part)}
    claims = [{"id": j.claim.id, "study": j.claim.study, "says": j.claim.says, "where": j.claim.where, "paper": j.claim.text(),
               "paper_value": j.claim.value, "rule": j.claim.rule(), "ours": j.ours, "verdict": j.verdict, "reason": whole.reason(j),
               "result": j.claim.result} for j in whole.judged]
    return {"schema": 1, "scale": whole.scale, "version": whole.program.version, "binary": whole.program.identity,
            "studies": studies, "claims": claims, "failed": [{"point": point, "why": why} for point, why in whole.failed],
            "assumed": [{"setting": key, "value": value, "meaning": meaning} for key, value, meaning in _assumed(whole.program)]}


def _claims_table(whole: Whole, study: str) -> list[list[str]]:
    return [[j.claim.says, j.claim.text(), j.ours, j.verdict, j.claim.rule(), whole.reason(j)] for j in whole.judged
            if j.claim.study == study]


def _document(whole: Whole, data: dict) -> Document:
    document = Document("The evaluation of the Octopus and AutoChunk papers, on octosim")
    document.text(f"Made by {whole.program.version} (binary {whole.program.identity[:16]}) at scale {whole.scale}. Papers: arXiv 2405.17221, "
                  "and of the study autochunk arXiv 2401.10652. "
                  "Ours: mean over seeds, with the 95 % interval of Student's t where there are two seeds or more.")
    document.text("Verdicts: reproduced, within the tolerance that stands beside it; shape only, the direction or order holds and the number does "
                  "not; not reproduced. The tolerances were chosen before the figures were made. Nothing was fitted to a benchmark or a figure; "
                  "of the paper's results none enters a simulation. Cluster sizes of the benchmarks are the paper's.")
    document.heading("All claims")
    counts: dict[str, int] = {}
    for judgement in whole.judged:
        if judgement.claim.result:
            counts[judgement.verdict] = counts.get(judgement.verdict, 0) + 1
    document.text("Of the paper's results: " + (", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())) or "none")
                  + ". Parameters of its machine are compared below, each in its place.")
    document.table(["place", "paper says", "ours", "verdict"],
                   [[j.claim.where, j.claim.says, j.ours, j.verdict] for j in whole.judged if j.claim.result])
    if whole.failed:
        document.heading("Points that failed")
        document.table(["point", "why"], [[point, why] for point, why in whole.failed])
    for part in whole.parts:
        _study(document, whole, part, data["studies"][part.study.name])
    document.heading("What is assumed")
    document.text("Parameters of the machine and of scheduling that the Octopus paper does not give. docs/settings.md has all.")
    document.table(["setting", "value", "meaning"], _assumed(whole.program), "assumed parameters")
    return document


def _study(document: Document, whole: Whole, part: Part, data: dict) -> None:
    study = part.study
    document.heading(f"{study.name}: {study.title}")
    document.text(f"{study.shows} Paper: {study.where}.")
    if part.outcome is None:
        document.text(part.why)
    else:
        for name in part.outcome.pictures:
            document.picture(f"{name}.png", f"{study.name}: {study.title}")
    rows = _claims_table(whole, study.name)
    if rows:
        document.table(["paper says", "paper", "ours", "verdict", "decided by", "reason"], rows)
    for table in part.outcome.tables if part.outcome else []:
        document.heading(table.title, 3)
        if table.note:
            document.text(table.note)
        document.table(table.columns, table.rows, "" if len(table.rows) < 30 else f"{len(table.rows)} rows")
    points = data["points"]
    if points:
        document.heading("Inputs", 3)
        document.text(f"{len(points)} points, {sum(point['seconds'] for point in points):.0f} s of runs. One of them by hand:")
        document.code([points[0]["by_hand"]])
        if study.command == "chunk":
            document.table(["line", "s"], [[p["by_hand"], f"{p['seconds']:.1f}"] for p in points], "every point: line, time")
            return
        document.table(["experiment", "set", "trace digest", "makespan, Mcycles", "utilization", "s"],
                       [[pathlib.Path(p["experiment"]).stem, " ".join(f"{key}={value}" for key, value in p["settings"].items()),
                         p["trace_digest"], f"{p['makespan_cycles'] / 1e6:.2f}", f"{100 * p['utilization']:.1f} %", f"{p['seconds']:.1f}"]
                        for p in points], "every point: settings, digest, time")


def write(whole: Whole, folder: pathlib.Path) -> pathlib.Path:
    """The folder.  Files are replaced one by one, each whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in whole.parts:
        for name, figure in (part.outcome.pictures if part.outcome else {}).items():
            for kind in ("png", "svg"):
                made = folder / f"{name}.{kind}.part-{os.getpid()}"
                figure.savefig(made, format=kind, metadata={"Date": None} if kind == "svg" else None)
                os.replace(made, folder / f"{name}.{kind}")
            style.close(figure)
    data = as_json(whole)
    document = _document(whole, data)
    _save(folder / "report.json", json.dumps(data, indent=1) + "\n")
    _save(folder / "index.md", document.markdown())
    _save(folder / "index.html", document.page())
    return folder
