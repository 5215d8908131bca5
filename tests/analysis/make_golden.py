"""Makes the golden pictures again: look at each before you commit it."""
import lzma
import pathlib
import tempfile

import conftest
import matplotlib.figure
from octosim_analysis import figures, runs, style

DPI = 40
GOLDEN = conftest.HERE / "golden"


def draw(name: str, trace: pathlib.Path, to: pathlib.Path) -> "matplotlib.figure.Figure":
    """Small, in the size that the tests compare; closed."""
    drawn = figures.find(name).of(runs.open_runs([str(trace)]))
    style.save(drawn.picture, to, "png", DPI)
    style.close(drawn.picture)
    return drawn.picture


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "trace.h5"
        trace.write_bytes(lzma.decompress((conftest.HERE / "data" / "er_short.h5.xz").read_bytes()))
        for figure in figures.FIGURES:
            draw(figure.name, trace, GOLDEN / f"{figure.name}.png")
