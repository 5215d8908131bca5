"""What fits on this machine at once: ranks on cores, and memory."""
import os
import pathlib

_UNKNOWN = 256 << 20  # bytes of a rank before any run of the sweep was measured; assumed
_SPARE = 0.9  # of the free memory; chosen
_ROOM = 1.2  # a point may need so much more than the most that was measured; chosen


def free_memory() -> int:
    """Bytes that new processes may take: of the machine, or of the control group if that is less."""
    free = 0
    for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            free = int(line.split()[1]) * 1024
    try:
        group = pathlib.Path("/sys/fs/cgroup")
        most = (group / "memory.max").read_text().strip()
        if most != "max":
            free = min(free, int(most) - int((group / "memory.current").read_text()))
    except (OSError, ValueError):
        pass  # no such limit here
    return max(free, 0)


class Packing:
    """`memory`: bytes that the user says a point needs, 0: by what runs of before needed, `peaks` in bytes a rank.

    Not safe for threads: its owner has a lock."""

    def __init__(self, at_once: int = 0, memory: int = 0, peaks: tuple[int, ...] = (), cores: int = 0, free: int = 0):
        self.cores = cores or len(os.sched_getaffinity(0))
        self.at_once, self.said, self.peak = at_once, memory, max(peaks, default=0)
        self._free_cores, self._free_memory, self._running = self.cores, int((free or free_memory()) * _SPARE), 0

    def needs(self, ranks: int) -> int:
        """Bytes."""
        return self.said or int((self.peak * _ROOM or _UNKNOWN) * ranks)

    def learn(self, peak: int) -> None:
        self.peak = max(self.peak, peak)

    def take(self, ranks: int) -> int | None:
        """The bytes that were taken, to be given back; None: it does not fit now.  A point that never fits runs alone."""
        needs = self.needs(ranks)
        fits = ranks <= self._free_cores and needs <= self._free_memory and (not self.at_once or self._running < self.at_once)
        if not fits and self._running:
            return None
        self._free_cores -= ranks
        self._free_memory -= needs
        self._running += 1
        return needs

    def give_back(self, ranks: int, memory: int) -> None:
        self._free_cores += ranks
        self._free_memory += memory
        self._running -= 1
