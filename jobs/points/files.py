"""Files and folders that are there whole, or not at all: written beside, synced, renamed into place."""
import os
import pathlib
import shutil
import time

MARK = ".part-"  # in the name of what is being made


def sync_folder(folder: pathlib.Path) -> None:
    """So that a rename in it survives a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def own_mark() -> str:
    """Of this process on this host, and new with each call."""
    return f"{MARK}{os.uname().nodename}-{os.getpid()}_{time.monotonic_ns()}"


def write_whole(path: pathlib.Path, data: str | bytes) -> None:
    """An older file stays until the new one is whole, and after an error.  \\raises OSError"""
    made = path.with_name(path.name + own_mark())
    try:
        with open(made, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(made, path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sweep_marked(folder: pathlib.Path) -> None:
    """Removes what processes of this host that are gone left half made."""
    for made in folder.glob(f"*{MARK}{os.uname().nodename}-*"):
        owner = made.name.rsplit("-", 1)[1].split("_")[0]
        if not pathlib.Path("/proc", owner).exists():
            shutil.rmtree(made) if made.is_dir() else made.unlink(missing_ok=True)


def tail_of(log: pathlib.Path, lines: int = 12) -> str:
    """The last lines; empty if there is no such file."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
