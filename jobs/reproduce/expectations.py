"""What the paper claims, and whether ours agrees: expectations.toml is the only place with results of the paper."""
import dataclasses
import fnmatch
import pathlib
import tomllib

from points.errors import BadInput
from reproduce.sample import Sample

REPRODUCED, SHAPE_ONLY, NOT_REPRODUCED, NOT_MEASURED = "reproduced", "shape only", "not reproduced", "not measured"
_KEYS = {"id", "study", "says", "where", "measure", "unit", "result", "value", "within", "at_least", "at_most", "every", "greatest",
         "least", "among", "shape_at_least", "shape_at_most", "form"}


@dataclasses.dataclass(frozen=True)
class Claim:
    """How the verdict is decided, by what is given:

    `value`, `within`: the mean of `measure` is at most `within` (a part of `value`) from `value`.
    `at_least`, `at_most`: bounds of the mean of `measure`, or with `every` of each measure that the pattern matches.
    `greatest`, `least`: of the measures that `among` matches this one has the greatest, or least, mean.
    If that fails, `shape_at_least` and `shape_at_most` bound what still has the shape (of `measure`; with `every`, of each).
    """
    id: str
    study: str
    says: str
    where: str
    measure: str = ""
    unit: str = ""
    result: bool = True
    value: float | None = None
    within: float = 0.0
    at_least: float | None = None
    at_most: float | None = None
    every: str = ""
    greatest: str = ""
    least: str = ""
    among: str = ""
    shape_at_least: float | None = None
    shape_at_most: float | None = None
    form: str = ".3g"

    def text(self) -> str:
        """The paper's value as it is shown; empty for an ordering."""
        if self.value is None:
            return ""
        if self.unit == "%":
            return f"{self.value * 100:g} %"
        return f"{self.value:g}{' ' + self.unit if self.unit else ''}"

    def rule(self) -> str:
        """In words."""
        parts = []
        if self.value is not None:
            parts.append(f"within {self.within * 100:g} %" if self.within else "equal")
        bounds = [f"{word} {bound:g}" for word, bound in (("at least", self.at_least), ("at most", self.at_most)) if bound is not None]
        if bounds:
            parts.append(("each " if self.every else "") + " and ".join(bounds))
        if self.greatest or self.least:
            parts.append(f"the {'greatest' if self.greatest else 'least'} of {self.among}")
        shape = [f"{word} {bound:g}" for word, bound in (("at least", self.shape_at_least), ("at most", self.shape_at_most)) if bound is not None]
        return "; ".join(parts) + (f"; shape: {' and '.join(shape)}" if shape else "")


@dataclasses.dataclass(frozen=True)
class Judgement:
    claim: Claim
    verdict: str
    ours: str


def read_claims(file: pathlib.Path) -> list[Claim]:
    """\\raises BadInput: names file and claim."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror})") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file}: {error}") from None
    found: list[Claim] = []
    for part in table.get("claim", []):
        name = part.get("id", f"number {len(found) + 1}")
        if unknown := set(part) - _KEYS:
            raise BadInput(f"{file}: claim {name}: {', '.join(sorted(unknown))} is unknown (it may be {', '.join(sorted(_KEYS))})")
        if missing := {"id", "study", "says", "where"} - set(part):
            raise BadInput(f"{file}: claim {name}: {', '.join(sorted(missing))} is missing")
        claim = Claim(**part)
        decides = [claim.value is not None, claim.at_least is not None or claim.at_most is not None, bool(claim.greatest or claim.least)]
        if not any(decides) or not (claim.measure or claim.every or claim.greatest or claim.least):
            raise BadInput(f"{file}: claim {name}: nothing decides it (value, at_least, at_most, greatest or least, of a measure)")
        if bool(claim.greatest or claim.least) != bool(claim.among):
            raise BadInput(f"{file}: claim {name}: greatest and least need among, and it needs one of them")
        if any(other.id == claim.id for other in found):
            raise BadInput(f"{file}: claim {name} is there twice")
        found.append(claim)
    return found


def _inside(mean: float, least: float | None, most: float | None) -> bool:
    return (least is None or mean >= least) and (most is None or mean <= most)


def _shown(claim: Claim, name: str, sample: Sample) -> str:
    return sample.text(claim.form, claim.unit)


def judge(claim: Claim, values: dict[str, Sample]) -> Judgement:
    """By means over seeds alone; the intervals are beside them for the reader."""
    if claim.among:
        return _judge_order(claim, values)
    names = [name for name in values if fnmatch.fnmatchcase(name, claim.every)] if claim.every else [claim.measure]
    if not names or any(name not in values for name in names):
        return Judgement(claim, NOT_MEASURED, "")
    samples = {name: values[name] for name in names}
    good = all(_agrees(claim, sample.mean) for sample in samples.values())
    has_shape = claim.shape_at_least is not None or claim.shape_at_most is not None
    shape = has_shape and all(_inside(sample.mean, claim.shape_at_least, claim.shape_at_most) for sample in samples.values())
    if claim.every:
        ours = ", ".join(f"{name.rsplit('.', 1)[1]} {_shown(claim, name, sample)}" for name, sample in samples.items())
    else:
        ours = _shown(claim, claim.measure, samples[claim.measure])
    return Judgement(claim, REPRODUCED if good else SHAPE_ONLY if shape else NOT_REPRODUCED, ours)


def _agrees(claim: Claim, mean: float) -> bool:
    if claim.value is not None and abs(mean - claim.value) > claim.within * abs(claim.value) + 1e-9:
        return False
    return _inside(mean, claim.at_least, claim.at_most)


def _judge_order(claim: Claim, values: dict[str, Sample]) -> Judgement:
    names = [name for name in values if fnmatch.fnmatchcase(name, claim.among)]
    wanted = claim.greatest or claim.least
    if wanted not in values or len(names) < 2:
        return Judgement(claim, NOT_MEASURED, "")
    order = sorted(names, key=lambda name: values[name].mean, reverse=bool(claim.greatest))
    ours = ", ".join(f"{name.rsplit('.', 1)[1]} {_shown(claim, name, values[name])}" for name in order[:3])
    return Judgement(claim, REPRODUCED if order[0] == wanted else NOT_REPRODUCED, ours)


def read_findings(file: pathlib.Path, claims: list[Claim]) -> dict[str, str]:
    """Why ours differs, by claim; empty: not found.  \\raises BadInput: a key that is no claim."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{file}: {error}") from None
    known = {claim.id for claim in claims}
    found = {}
    for key, part in table.items():
        if key not in known or not isinstance(part, dict) or set(part) != {"reason"} or not isinstance(part["reason"], str):
            raise BadInput(f"{file}: {key}: must be the id of a claim in expectations.toml, with a reason and nothing else")
        found[key] = part["reason"].strip()
    return found
