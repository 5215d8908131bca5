"""The notebooks of analysis/examples run from their first cell to their last, as a fresh kernel would run them."""
import json
import os
import pathlib
import subprocess
import sys

import numpy
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((ROOT / "analysis" / "examples").glob("*.ipynb"))

# Each cell in one namespace; the value of its last line is shown, as a kernel does.
_KERNEL = """
import ast, json, sys
names = {"__name__": "__main__"}
for number, cell in enumerate(json.load(open(sys.argv[1]))["cells"]):
    if cell["cell_type"] != "code":
        continue
    tree = ast.parse("".join(cell["source"]), f"cell {number}")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, f"cell {number}", "exec"), names)
    if last is not None:
        print(repr(eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names))[:200])
"""


def test_there_are_some():
    assert [path.stem for path in NOTEBOOKS] == ["first_look", "large_traces", "two_runs"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(notebook, real, changed):
    def change(file):
        file["summary"].attrs["makespan_cycles"] = file["summary"].attrs["makespan_cycles"] + numpy.uint64(1)
        file["meta"].attrs["digest"] = file["meta"].attrs["digest"] ^ numpy.uint64(1)
    other = changed(change, "other.h5")
    done = subprocess.run([sys.executable, "-B", "-c", _KERNEL, notebook], cwd=ROOT, capture_output=True, text=True, timeout=120,
                          env={**os.environ, "OCTOSIM_TRACE": str(real), "OCTOSIM_TRACE_B": str(other)})
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) >= 3


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_clean(notebook):
    """No outputs, which would grow old; ids, as the format wants."""
    found = json.loads(notebook.read_text())
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5) and len({cell["id"] for cell in found["cells"]}) == len(found["cells"])
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in found["cells"] if cell["cell_type"] == "code")
