"""The octosim program: what it is, and what it says of machines and workflows."""
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess

from points.errors import BadInput, Failed

# More ranks than cores, as root or not, in a container or not.  What the user has set stays.
_MPI = {
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "OMPI_MCA_odls_base_sigkill_timeout": "30",  # seconds that ranks have for a checkpoint when mpirun is ended; else 1
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
}


class Program:
    """`path`: the octosim binary; `root`: the folder that has jobs/experiments and jobs/workloads."""

    def __init__(self, path: pathlib.Path, root: pathlib.Path):
        self.path, self.root = path.resolve(), root
        if not os.access(self.path, os.X_OK):
            raise BadInput(f"{path}: is no program; build octosim, and name it with --octosim")

    @property
    def experiments(self) -> pathlib.Path:
        return self.root / "jobs" / "experiments"

    @property
    def workloads(self) -> pathlib.Path:
        return self.root / "jobs" / "workloads"

    @property
    def studies(self) -> pathlib.Path:
        return self.experiments / "paper"

    @functools.cached_property
    def identity(self) -> str:
        """Of its bytes: another build, another identity."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @functools.cached_property
    def version(self) -> str:
        return self.says("--version").strip()

    def environment(self) -> dict[str, str]:
        """Of every run: workflows come from `root`, as the hash of a point takes them."""
        return {**_MPI, **os.environ, "OCTOSIM_DATA": str(self.root)}

    def line(self, words: list[str], ranks: int = 1) -> list[str]:
        launch = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
        return [*launch, str(self.path), *words]

    def says(self, *words: str) -> str:
        done = subprocess.run(self.line(list(words)), env=self.environment(), capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise Failed(f"octosim {' '.join(words)}: status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    @functools.lru_cache(maxsize=None)
    def check(self, experiment: str, *sets: str) -> str:
        """The plan of an experiment by name, in words."""
        words = [word for one in sets for word in ("--set", one)]
        return self.says("check", str(self.experiments / f"{experiment}.toml"), *words)

    @functools.cached_property
    def settings(self) -> dict[str, dict[str, str]]:
        """By section.key: default, unit, range, effect, meaning, as `octosim check --help` has them."""
        found, section = {}, ""
        for line in self.says("check", "--help").splitlines():
            if heading := re.fullmatch(r"\[(\w+)\]", line):
                section = heading.group(1)
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("| ") else []
            if section and len(cells) >= 6 and cells[0] != "key":
                names = ("default", "unit", "range", "effect", "meaning")
                found[f"{section}.{cells[0]}"] = dict(zip(names, [*cells[1:5], "|".join(cells[5:])]))
        return found

    @functools.cached_property
    def defaults(self) -> dict[str, str]:
        """By section.key, as `--set` would say it."""
        return {key: row["default"].strip('"') for key, row in self.settings.items()}

    def area(self, preset: str) -> dict:
        return json.loads(self.says("area", "--preset", preset, "--json"))
