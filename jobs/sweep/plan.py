"""A sweep as points: each checked by octosim itself, and named by a digest of everything that decides its results."""
import concurrent.futures
import dataclasses
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile

from points.errors import BadInput, Failed
from points.point import Point, Value, digest_of_files, inputs_of, written
from points.program import Program
from sweep.constraint import Constraint
from sweep.sweep_file import Resources, Sweep

FORMAT = 1  # of an address; raise it when results of before may not be used any more
_LEAST = 1000  # points that are worth a process of their own: one takes some 0.1 ms.  Measured


@dataclasses.dataclass(frozen=True)
class SweepPoint:
    """`address`: of its results; `values`: what the sweep sets, in the units of `octosim check --help`; `inputs`: files that decide."""
    address: str
    run: Point
    ranks: int
    values: dict[str, Value]
    inputs: tuple[pathlib.Path, ...]

    def label(self, varied: list[str]) -> str:
        return " ".join(f"{key}={written(self.values[key])}" for key in varied if key in self.values) or self.run.name

    def as_json(self) -> dict:
        return {"address": self.address, **self.run.as_json(), "ranks": self.ranks, "values": self.values,
                "inputs": [str(file) for file in self.inputs]}

    @staticmethod
    def from_json(text: dict) -> "SweepPoint":
        return SweepPoint(text["address"], Point.from_json(text), text["ranks"], text["values"],
                          tuple(map(pathlib.Path, text["inputs"])))


@dataclasses.dataclass(frozen=True)
class Plan:
    """All that is needed to run the sweep, without its file, which may be edited meanwhile.

    `varied`: keys that differ between points; `left_out`: how many points the constraints exclude; `twice`: how many say the same as
    another in other words; `schedulers`: sections of the file, by name."""
    name: str
    file: pathlib.Path
    varied: list[str]
    points: list[SweepPoint]
    resources: Resources
    schedulers: dict[str, dict]
    keep_trace: bool
    text_digest: str
    left_out: int = 0
    twice: int = 0

    def as_json(self) -> dict:
        return {**{field.name: getattr(self, field.name) for field in dataclasses.fields(self)}, "file": str(self.file),
                "resources": dataclasses.asdict(self.resources), "points": [point.as_json() for point in self.points]}

    @staticmethod
    def from_json(text: dict) -> "Plan":
        return Plan(**{**text, "file": pathlib.Path(text["file"]), "resources": Resources(**text["resources"]),
                       "points": [SweepPoint.from_json(point) for point in text["points"]]})


def _experiment(sweep: Sweep, name: str, program: Program) -> pathlib.Path:
    tried = [sweep.file.parent / name, pathlib.Path(name), program.experiments / f"{name}.toml"]
    for file in tried:
        if name and file.is_file():
            return file.resolve()
    raise BadInput(f"{sweep.file}: {sweep.where('experiment')} = \"{name}\" (must be an experiment file; tried "
                   f"{', '.join(map(str, tried))})")


def _check_each(program: Program, experiment: pathlib.Path, lists: list[list[str]]) -> list[dict]:
    """Of each list of settings, what `octosim check --each` says."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", prefix="octosim-sweep-") as file:
        file.write(json.dumps(lists))  # many times faster than json.dump
        file.flush()
        done = subprocess.run(program.line(["check", str(experiment), "--each", file.name]), env=program.environment(),
                              capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    said = [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else []
    if len(said) != len(lists):
        raise Failed(f"octosim check {experiment} --each: status {done.returncode}: {done.stderr.strip()}")
    return said


def _checked(program: Program, by_file: dict[pathlib.Path, list[int]], lists: list[list[str]]) -> list[dict]:
    """In the order of `lists`, with as many processes as there are cores."""
    cores = len(os.sched_getaffinity(0))
    pieces = []
    for file, places in by_file.items():
        size = max(_LEAST, -(-len(places) // cores))
        pieces += [(file, places[at:at + size]) for at in range(0, len(places), size)]
    found: list[dict] = [{}] * len(lists)
    with concurrent.futures.ThreadPoolExecutor(cores) as pool:
        work = [pool.submit(_check_each, program, file, [lists[place] for place in places]) for file, places in pieces]
        for (_, places), future in zip(pieces, work):
            for place, said in zip(places, future.result()):
                found[place] = said
    return found


def _refused(sweep: Sweep, row: dict[str, Value], said: str) -> BadInput:
    """Names the key of the sweep's file whose value octosim refuses."""
    if (match := re.match(r"--set ([^=]*)=", said)) and match.group(1) in row:
        key = match.group(1)
        return BadInput(f"{sweep.file}: {sweep.where(key)} = {row[key]!r}: {said.removeprefix(f'--set {key}={written(row[key])}: ')}")
    blamed = [key for key in row if key in said]
    return BadInput(f"{sweep.file}: {', '.join(f'{sweep.where(key)} = {row[key]!r}' for key in blamed) or 'a point'}: {said}")


@dataclasses.dataclass(frozen=True)
class Candidates:
    """Points that nobody has checked yet: rows of the sweep, the run of each, and the constraints that want its values as numbers."""
    rows: list[dict[str, Value]]
    runs: list[Point]
    open: list[list[Constraint]]
    left_out: int


def candidates(sweep: Sweep, program: Program) -> Candidates:
    """Those that the constraints do not exclude at once.  \\raises BadInput"""
    file_of = functools.cache(lambda name: _experiment(sweep, name, program))
    found = Candidates([], [], [], 0)
    left_out = 0
    for row in sweep.rows():
        verdicts = [constraint.decides(row) for constraint in sweep.constraints]
        if False in verdicts:
            left_out += 1
            continue
        found.open.append([one for one, verdict in zip(sweep.constraints, verdicts) if verdict is None])
        settings = {key: written(value) for key, value in row.items() if key not in ("experiment", "ranks")}
        found.rows.append(row)
        found.runs.append(Point(file_of(row["experiment"]), tuple(sorted(settings.items()))))
    if not found.rows:
        raise BadInput(f"{sweep.file}: constraints leave none of {left_out} points")
    return dataclasses.replace(found, left_out=left_out)


def make_plan(sweep: Sweep, program: Program, found: Candidates | None = None) -> Plan:
    """Every point, in the order of the file; nothing is run.  \\raises BadInput: the first point that octosim refuses, with its key"""
    found = found or candidates(sweep, program)
    by_file: dict[pathlib.Path, list[int]] = {}
    for place, run in enumerate(found.runs):
        by_file.setdefault(run.experiment, []).append(place)
    said = _checked(program, by_file, [[f"{key}={value}" for key, value in run.settings] for run in found.runs])
    inputs = functools.cache(lambda *what: _inputs(program, *what))
    points: dict[str, SweepPoint] = {}
    left_out = found.left_out
    for row, run, open_constraints, one in zip(found.rows, found.runs, found.open, said):
        if "error" in one:
            raise _refused(sweep, row, one["error"])
        if not all(constraint.holds(row | one["values"]) for constraint in open_constraints):
            left_out += 1
            continue
        settings = dict(run.settings)
        files, digest = inputs(run.experiment, settings.get("workload.owg"), settings.get("workload.recorded"))
        what = f"{FORMAT} {one['digest']} {digest} {program.identity} {row['ranks']}"
        address = hashlib.sha256(what.encode()).hexdigest()[:24]
        values = row | one["values"] | {"experiment": run.name}
        points.setdefault(address, SweepPoint(address, run, row["ranks"], values, files))
    if not points:
        raise BadInput(f"{sweep.file}: constraints leave none of {left_out} points")
    varied = sweep.varied()
    if "run.seed" not in varied and len(sweep.seeds) > 1:
        varied.append("run.seed")
    return Plan(sweep.name, sweep.file.resolve(), varied, list(points.values()), sweep.resources, sweep.schedulers, sweep.keep_trace,
                sweep.text_digest, left_out, len(found.rows) - len(points) - left_out + found.left_out)


def _inputs(program: Program, experiment: pathlib.Path, owg: str | None, recorded: str | None) -> tuple[tuple[pathlib.Path, ...], str]:
    """The files that decide, and a digest of their contents but the experiment's: that is in what octosim says."""
    said = {"workload.owg": owg, "workload.recorded": recorded}
    point = Point(experiment, tuple((key, value) for key, value in said.items() if value is not None))
    found = inputs_of(point, program.workloads)
    return tuple(found), digest_of_files(found[1:])
