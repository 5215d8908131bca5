"""How far many points are: one line that is written over on a terminal, a line every few seconds elsewhere."""
import sys
import time


def spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class Progress:
    """`expected`: seconds of each point, by any key; only their ratios matter once some have ended."""

    def __init__(self, expected: dict, at_once: int):
        self.expected, self.left, self.at_once = expected, sum(expected.values()), at_once
        self.total, self.done, self.taken, self.guessed = len(expected), 0, 0.0, 0.0
        self.begin, self.last = time.monotonic(), 0.0

    def ended(self, point, label: str, seconds: float) -> None:
        self.done += 1
        self.left -= self.expected[point]
        self.taken, self.guessed = self.taken + seconds, self.guessed + self.expected[point]
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if not terminal and now - self.last < 5 and self.done < self.total:
            return
        self.last = now
        pace = self.taken / self.guessed if self.guessed else 1.0
        remaining = max(self.left, 0.0) * pace / self.at_once
        text = f"[{self.done}/{self.total}] {seconds:.1f} s: {label}"
        text += f"; about {spoken(remaining)} left" if self.done < self.total else f"; {spoken(now - self.begin)} in all"
        print(f"\r\033[K{text[:150]}" if terminal else text, end="" if terminal and self.done < self.total else "\n",
              file=sys.stderr, flush=True)
