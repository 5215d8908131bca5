"""Values over seeds: mean, and the 95 % interval of Student's t."""
import dataclasses
import math
import statistics

# Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom.  Source: Student's t table, as in NIST/SEMATECH e-Handbook of
# Statistical Methods, 1.3.6.7.2; beyond 30 that of the normal distribution, which is up to 4 % less.
_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110,
      2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)
_NORMAL = 1.960


@dataclasses.dataclass(frozen=True)
class Sample:
    """One value a seed."""
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """In the unit of the values."""
        return statistics.fmean(self.values)

    @property
    def half_width(self) -> float | None:
        """Of the interval about the mean; None with one value."""
        count = len(self.values)
        if count < 2:
            return None
        t = _T[count - 2] if count - 2 < len(_T) else _NORMAL
        return t * statistics.stdev(self.values) / math.sqrt(count)

    def text(self, form: str = ".3g", unit: str = "") -> str:
        """As `2.10 ± 0.05 x`; the width is left out with one seed."""
        scale, suffix = (100.0, " %") if unit == "%" else (1.0, f" {unit}" if unit else "")
        width = self.half_width
        shown = format(self.mean * scale, form)
        return shown + (f" ± {format(width * scale, form)}" if width is not None else "") + suffix


def geomean(values: list[float]) -> float:
    """Geometric mean of values above 0."""
    return math.exp(statistics.fmean(math.log(value) for value in values))
