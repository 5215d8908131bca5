"""What the tests share: the package on the path, a real trace, and a made-up one of any size."""
import lzma
import pathlib
import sys

import h5py
import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
for folder in (ROOT / "analysis", HERE):
    sys.path.insert(0, str(folder))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A run of Emotion Recognition on a chiplet, level event: data/README.md."""
    folder = tmp_path_factory.mktemp("er short")
    (folder / "trace.h5").write_bytes(lzma.decompress((HERE / "data" / "er_short.h5.xz").read_bytes()))
    return folder / "trace.h5"


@pytest.fixture
def changed(real, tmp_path):
    """A copy of it in which `change(file)` was made."""
    def make(change, name: str = "trace.h5") -> pathlib.Path:
        path = tmp_path / name
        path.write_bytes(real.read_bytes())
        with h5py.File(path, "r+") as file:
            change(file)
        return path
    return make


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A run of 64 TBUs whose numbers are simple (large_trace.py)."""
    import large_trace
    path = tmp_path_factory.mktemp("made up") / "trace.h5"
    large_trace.write(path, 0.01)
    return path
