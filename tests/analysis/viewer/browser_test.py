"""The viewer in headless Chromium, driven by Playwright: what *.test.mjs beside this say.

Skipped (status 77) where there is no Chromium, no node or no npm package; says which.  --keep FOLDER keeps traces and screenshots."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import make_traces

HERE = pathlib.Path(__file__).resolve().parent
VIEWER = make_traces.ROOT / "analysis" / "viewer"
SKIPPED = 77


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def installed():
    """The pinned packages, fetched once."""
    if (VIEWER / "node_modules" / "playwright-core").is_dir():
        return True
    npm = shutil.which("npm")
    return bool(npm) and subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=VIEWER, timeout=240).returncode == 0


def main():
    binary = pathlib.Path(os.environ.get("OCTOSIM_BINARY", make_traces.ROOT / "build" / "release" / "octosim"))
    chromium = os.environ.get("OCTOSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    node = shutil.which("node") or shutil.which("nodejs")
    if not chromium:
        skip("no Chromium (apt-get install chromium, or OCTOSIM_CHROMIUM names one)")
    if not node:
        skip("no node (apt-get install nodejs npm)")
    if not os.access(binary, os.X_OK):
        skip(f"{binary} is not built")
    if not installed():
        skip("npm ci in analysis/viewer failed: no network, or no npm")
    arguments = sys.argv[1:]
    kept = pathlib.Path(arguments[arguments.index("--keep") + 1]).resolve() if "--keep" in arguments else None
    with tempfile.TemporaryDirectory() as scratch:
        folder = kept or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "expected.json").exists():
            make_traces.make(str(binary), folder)
        tests = sorted(str(path) for path in HERE.glob("*.test.mjs"))
        if len(tests) < 5:
            sys.exit(f"only {len(tests)} tests found beside {HERE}")
        environment = {**os.environ, "OCTOSIM_CHROMIUM": chromium, "OCTOSIM_TRACES": str(folder)}
        return subprocess.run([node, str(HERE / "all.mjs"), *tests], env=environment, timeout=800).returncode


if __name__ == "__main__":
    sys.exit(main())
