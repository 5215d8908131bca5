"""The octosim command in a scratch folder: runs it with a timeout, keeps what it said, reads what it wrote."""
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import typing

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXPERIMENTS = ROOT / "jobs" / "experiments"

# More ranks than cores, as root or not, in a container or not.
MPI = {
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
}

# Once a rank has ended with another status than 0, Open MPI's mpirun waits a second, ends the others, and waits one more.  Not for
# ranks that end before MPI_Init, where it would end one that still has something to say (a wrong option: IN_PARSING says so).
AT_ONCE = {"OMPI_MCA_odls_base_sigkill_timeout": "0"}
IN_PARSING = "(see octosim --help)"


class Skipped(Exception):
    """This machine lacks what the case needs; says what."""


@dataclasses.dataclass
class Case:
    """`seconds`: of one case, for ctest's TIMEOUT, on a slow machine."""
    body: typing.Callable
    seconds: int = 120
    processors: int = 1


@dataclasses.dataclass
class Done:
    line: str
    status: int
    out: str
    err: str

    def __str__(self):
        return f"$ {self.line}\nstatus {self.status}\n--- stdout\n{self.out[-3000:]}\n--- stderr\n{self.err[-3000:]}"


def cached(build, name):
    """What CMake knows as `name` in the folder `build`; None in what is no build folder."""
    cache = build / "CMakeCache.txt"
    found = re.search(rf"^{name}:\w+=(.*)$", cache.read_text(), re.M) if cache.is_file() else None
    return found and found.group(1)


class Octosim:
    """`scratch`: a folder of its own, with a space in its name; removed at the end."""

    def __init__(self, binary):
        self.binary = pathlib.Path(binary).resolve()
        if not os.access(self.binary, os.X_OK):
            raise FileNotFoundError(f"{self.binary} is not there: build preset release first (tests/run does)")
        self.scratch = None
        self.launcher = cached(self.binary.parent, "MPIEXEC_EXECUTABLE") or "mpirun"  # of the MPI that it was built with

    def __enter__(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="octosim system "))
        return self

    def __exit__(self, *exception):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def start(self, *words, ranks=0, mpi=None):
        """The running command, in its own process group.  ranks 0: without mpirun.  `mpi`: more settings of Open MPI."""
        launch = [self.launcher, "-n", str(ranks)] if ranks else []
        line = [*launch, str(self.binary), *map(str, words)]
        return subprocess.Popen(line, cwd=self.scratch, env={**os.environ, **MPI, **(mpi or {})}, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def __call__(self, *words, ranks=0, within=60, mpi=None):
        """Runs to the end.  Fails if it takes longer than `within` seconds: nothing may hang."""
        process = self.start(*words, ranks=ranks, mpi=mpi)
        try:
            out, err = process.communicate(timeout=within)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            raise AssertionError(f"hangs: no end after {within} s\n{Done(' '.join(process.args), -9, out, err)}") from None
        return Done(" ".join(process.args), process.returncode, out, err)

    def succeeds(self, *words, **how):
        done = self(*words, **how)
        assert done.status == 0, f"expected status 0\n{done}"
        return done

    def run(self, experiment, out, *words, **how):
        """A run that must succeed; its summary.json."""
        done = self.succeeds("run", experiment, "-o", out, *words, **how)
        summary = self.scratch / out / "summary.json"
        assert summary.is_file(), f"no {out}/summary.json\n{done}"
        return json.loads(summary.read_text())

    def write(self, name, text):
        path = self.scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path
