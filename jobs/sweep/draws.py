"""Random parameters: drawn from a seed, each key by itself, so that another key changes none of its values."""
import hashlib
import math

from points.point import Value

METHODS = ("latin-hypercube", "independent")
_DIGITS = 12  # of a drawn number that is not whole: the last bits of exp() differ between machines


def _uniform(*what) -> float:
    """In [0, 1), by a hash of `what`: the same everywhere."""
    digest = hashlib.sha256(repr(what).encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / (1 << 53)


def unit_samples(seed: int, key: str, count: int, method: str) -> list[float]:
    """`count` numbers in [0, 1) for `key`.

    latin-hypercube: one in each of `count` equal parts, in an order of its own for each key (McKay, Beckman and Conover, Technometrics
    21(2), 1979); independent: anywhere."""
    inside = [_uniform(seed, key, "in", n) for n in range(count)]
    if method == "independent":
        return inside
    order = sorted(range(count), key=lambda n: (_uniform(seed, key, "at", n), n))
    return [(part + within) / count for part, within in zip(order, inside)]


class Range:
    """From `least` to `most`, both included where they are whole numbers; `unit` follows the number, as in "3 ms"."""

    def __init__(self, least: float, most: float, log: bool = False, unit: str = ""):
        self.least, self.most, self.log, self.unit = least, most, log, unit
        self.whole = isinstance(least, int) and isinstance(most, int)

    def value(self, at: float) -> Value:
        """`at`: in [0, 1)."""
        if self.log:
            low, high = math.log(self.least), math.log(self.most + 1 if self.whole else self.most)
            found = math.exp(low + at * (high - low))
        else:
            found = self.least + at * (self.most - self.least + (1 if self.whole else 0))
        number = min(max(int(found), self.least), self.most) if self.whole else float(f"{found:.{_DIGITS}g}")
        return f"{number} {self.unit}" if self.unit else number


class Choice:
    """One of `values`, each as often."""

    def __init__(self, values: list[Value]):
        self.values = values

    def value(self, at: float) -> Value:
        return self.values[min(int(at * len(self.values)), len(self.values) - 1)]
