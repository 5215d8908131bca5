"""Makes viewer.png and viewer_dark.png: the viewer's page with a run of the wafer, as a browser draws it.

    docs/pictures/make.py [--octosim build/release/octosim] [--experiment FILE] [--part 0.45]

Needs what the tests of the viewer need (jobs/setup.sh: chromium, node, and npm ci in analysis/viewer) and python3-pil."""
from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import PIL.Image

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COLOURS = 256  # of the palette: the page has few, and their edges; MAXCOVERAGE keeps those that are rare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--octosim", type=pathlib.Path, default=ROOT / "build/release/octosim", help="[build/release/octosim]")
    parser.add_argument("--experiment", type=pathlib.Path, default=ROOT / "jobs/experiments/er_wafer.toml", help="[er_wafer.toml]")
    parser.add_argument("--interval", default="250000", help="cycles between two samples [250000]")
    parser.add_argument("--part", type=float, default=0.45, help="of the run that the playhead has behind it [0.45]")
    parser.add_argument("--into", type=pathlib.Path, default=HERE, metavar="FOLDER", help="[docs/pictures]")
    options = parser.parse_args()
    chromium = os.environ.get("OCTOSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not shutil.which("node"):
        sys.exit("make.py: needs chromium and node (jobs/setup.sh names the packages)")
    with tempfile.TemporaryDirectory() as scratch:
        run, page = pathlib.Path(scratch) / "run", pathlib.Path(scratch) / "page.html"
        octosim = [str(options.octosim.resolve())]
        here = {**os.environ, "OCTOSIM_DATA": str(ROOT), "OCTOSIM_CHROMIUM": chromium}  # the page of this checkout
        subprocess.run([*octosim, "run", str(options.experiment), "--set", f"trace.interval={options.interval}", "-o", str(run)], check=True, stdout=subprocess.DEVNULL, env=here)
        subprocess.run([*octosim, "report", str(run), "-o", str(page)], check=True, stdout=subprocess.DEVNULL, env=here)
        for theme, name in (("light", "viewer.png"), ("dark", "viewer_dark.png")):
            shot = pathlib.Path(scratch) / name
            subprocess.run(["node", str(HERE / "shoot.mjs"), str(page), str(shot), theme, str(options.part)], check=True, env=here)
            with PIL.Image.open(shot) as whole:
                few = whole.convert("RGB").quantize(COLOURS, method=PIL.Image.Quantize.MAXCOVERAGE, kmeans=3, dither=PIL.Image.Dither.NONE)
            few.save(options.into / name, optimize=True)
            print(f"{options.into / name}: {few.width} x {few.height}, {(options.into / name).stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
