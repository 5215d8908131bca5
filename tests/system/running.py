"""A run that is still at work: its ranks, signals to them, and its end."""
import os
import pathlib
import signal
import time

import command

ER = command.EXPERIMENTS / "er_chiplet.toml"


def below(pid):
    """`pid` and all that it started (mpirun puts its ranks into sessions of their own)."""
    children = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()  # state, parent, ...
        except OSError:
            continue  # ended meanwhile
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def kill(pids):
    for one in pids:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Running:
    """`octosim run WORDS`, once the file `sign` of each rank is there; killed at the end if it still runs."""

    def __init__(self, octosim, folder, ranks, *words, sign=None):
        self.process = octosim.start("run", *words, ranks=ranks)
        try:
            deadline = time.monotonic() + 30
            files = sign or [octosim.scratch / folder / f"rank-{rank:04}.h5" for rank in range(max(1, ranks))]
            while not all(file.exists() for file in files):
                assert self.process.poll() is None and time.monotonic() < deadline, \
                    f"the run does not get so far: {self.kill()}"
                time.sleep(0.02)
        except AssertionError:
            self.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.kill()

    def runs(self):
        return self.process.poll() is None

    def ranks(self):
        found = []
        for pid in below(self.process.pid):
            try:
                if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "octosim":
                    found.append(pid)
            except OSError:
                pass  # ended meanwhile
        return found

    def kill(self):
        if self.runs():
            kill(below(self.process.pid))
        return self.process.communicate()

    def ends(self, within):
        out, err = self.process.communicate(timeout=within)
        return command.Done("run", self.process.returncode, out, err)
