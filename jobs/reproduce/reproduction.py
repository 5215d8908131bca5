"""The whole of it: studies to points, points to results, results to the report."""
import argparse
import dataclasses
import importlib
import json
import pathlib
import shlex
import sys

from reproduce import expectations, ledger, local, report, slurm
from points.errors import BadInput, Failed
from points.point import Point
from points.program import Program
from reproduce.results import Missing, Results
from reproduce.store import Interrupted, Store
from reproduce.study import Cell, Scale, Study, cells, names_of, read_scale, read_study

_OPTIONAL = "sensitivity"  # only if asked for, or for the ledger
_HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Wanted:
    """What one call is about."""
    program: Program
    store: Store
    scale: Scale
    studies: list[Study]
    cells: dict[str, list[Cell]]

    def points(self) -> list[Point]:
        """Each once, however many cells it has."""
        found = {}
        for every in self.cells.values():
            for cell in every:
                found.setdefault(self.store.name(cell.point), cell.point)
        return list(found.values())


def _chosen(given: argparse.Namespace, folder: pathlib.Path) -> list[str]:
    known = list(names_of(folder))
    if not known:
        raise BadInput(f"{folder}: has no studies (NAME.toml)")
    for name in given.studies:
        if name not in known:
            raise BadInput(f"{name}: is no study (it may be {', '.join(known)})")
    if given.studies:
        chosen = [name for name in known if name in given.studies]
    else:
        chosen = [name for name in known if name != _OPTIONAL]
    if given.claims and _OPTIONAL in known and _OPTIONAL not in chosen:
        chosen.append(_OPTIONAL)
    return chosen


def _wanted(given: argparse.Namespace, root: pathlib.Path) -> Wanted:
    program = Program(given.octosim, root)
    folder = given.experiments or program.studies
    chosen = _chosen(given, folder)
    scale = read_scale(folder / "scales.toml", given.scale)
    studies = [read_study(folder / f"{name}.toml") for name in chosen]
    for study in studies:
        if not (_HERE / "figures" / f"{study.name}.py").is_file():
            raise BadInput(f"{study.file}: no module reproduce/figures/{study.name}.py draws it")
        for key in study.rests_on:
            if key not in program.settings:
                raise BadInput(f"{study.file}: rests_on = \"{key}\" (must be a setting of octosim check --help)")
    found = {study.name: cells(study, scale, program.experiments, given.seeds) for study in studies}
    return Wanted(program, Store(given.out, program), scale, studies, found)


def reproduce(given: argparse.Namespace, root: pathlib.Path) -> int:
    """The exit status.  \\raises BadInput, Failed, KeyboardInterrupt"""
    if given.points:
        return _run_part(given, root)
    wanted = _wanted(given, root)
    wanted.store.sweep()
    points = wanted.points()
    left = [point for point in points if wanted.store.metrics(point) is None]
    print(f"{', '.join(study.name for study in wanted.studies)}: {len(points)} points at scale {wanted.scale.name}, "
          f"{len(points) - len(left)} done already", file=sys.stderr, flush=True)
    failed: dict[Point, str] = {}
    if not given.report_only:
        if given.on == "slurm" and (left or given.dry_run):
            return slurm.submit(left, given, wanted.program)
        if given.dry_run:
            for point in left:
                print(shlex.join(["octosim", *point.words(wanted.store.folder / wanted.store.name(point))]))
            return 0
        failed = local.run_all(left, wanted.store, given.ranks, given.jobs)
    return _report(given, wanted, failed)


def _run_part(given: argparse.Namespace, root: pathlib.Path) -> int:
    """What one task of an array does: every `parts`-th point of the list."""
    try:
        listed = json.loads(given.points.read_text())
    except (OSError, json.JSONDecodeError) as error:
        raise BadInput(f"{given.points}: {error}") from None
    store, status = Store(given.out, Program(given.octosim, root)), 0
    for point in map(Point.from_json, listed[given.part::given.parts]):
        if store.metrics(point) is not None:
            continue
        print(point.label(), flush=True)
        try:
            store.run(point, given.ranks)
        except Failed as error:
            print(f"failed: {point.label()}: {error}", file=sys.stderr, flush=True)
            status = 1
        except Interrupted:
            raise KeyboardInterrupt from None
    return status


def _report(given: argparse.Namespace, wanted: Wanted, failed: dict[Point, str]) -> int:
    claims = expectations.read_claims(_HERE / "expectations.toml")
    reasons = expectations.read_findings(_HERE / "findings.toml", claims)
    made, values = [], {}
    known = {wanted.store.name(point): wanted.store.metrics(point) for point in wanted.points()}
    for study in wanted.studies:
        results = Results(study, wanted.cells[study.name], lambda cell: known[wanted.store.name(cell.point)])
        try:
            outcome = importlib.import_module(f"reproduce.figures.{study.name}").make(results, wanted.program)
            values.update(outcome.values)
            made.append(report.Part(study, wanted.cells[study.name], outcome))
        except Missing as missing:
            made.append(report.Part(study, wanted.cells[study.name], None, f"not drawn: {missing} is missing"))
    judged = [expectations.judge(claim, values) for claim in claims if claim.study in wanted.cells]
    whole = report.Whole(wanted.scale.name, given, wanted.program, wanted.store, made, judged, reasons,
                         [(point.label(), why) for point, why in failed.items()])
    folder = report.write(whole, given.out / "report")
    if given.claims:
        ledger.write(given.claims, json.loads((folder / "report.json").read_text()))
    for judgement in judged:
        if judgement.claim.result:
            print(f"{judgement.verdict:15} {judgement.claim.study:6} {judgement.claim.says}"
                  f"{': ' + judgement.ours if judgement.ours else ''}")
    print(f"report: {folder / 'index.html'}")
    for point, why in failed.items():
        print(f"failed: {point.label()}: {why.splitlines()[0]}", file=sys.stderr)
    return 1 if failed or any(part.outcome is None for part in made) else 0
