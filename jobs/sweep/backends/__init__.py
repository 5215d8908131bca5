"""Schedulers, behind one interface: sweep.backends.backend.Backend."""
from sweep.backends import lsf, pbs, shell, slurm
from sweep.backends.backend import Backend

_ALL: dict[str, type[Backend]] = {"slurm": slurm.Slurm, "pbs": pbs.Pbs, "lsf": lsf.Lsf, "shell": shell.Shell}
NAMES = tuple(_ALL)

# By section of a sweep's file: what checks it.
SECTIONS = {name: kind.check for name, kind in _ALL.items()}


def make(name: str, section: dict, more: list[str]) -> Backend:
    """`section`: of the sweep's file; `more`: options of the command line for each job."""
    return _ALL[name](section, more)


__all__ = ["Backend", "NAMES", "SECTIONS", "make"]
