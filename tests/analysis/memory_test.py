"""Memory is bounded by what is shown, not by the trace: every figure, export and check under a limit of address space."""
import json
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
GIB = 1 << 30

# Draws every figure, recomputes sums, goes through a table in chunks; prints the most memory that was resident, in kB.
_WORK = """
import json, pathlib, resource, sys, tempfile
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
sys.path.insert(0, sys.argv[3])
import pandas
from octosim_analysis import figures, otf2_archive, paraver, perfetto, runs, style
for figure in figures.FIGURES:
    found = runs.open_runs([sys.argv[1]])
    style.close(figure.of(found).picture)
    found[0].close()
import octosim_analysis as oa
with oa.open(sys.argv[1]) as trace:
    moves = trace["/balance/moves"]
    assert trace["/clusters/switches"].rows == trace.summary["cluster_switches"] and moves.sum("bytes", "hops") > 0
    rows = sum(len(trace["/clusters/samples"].frame(start=k, stop=k + 100000)) for k in range(0, trace["/clusters/samples"].rows, 100000))
    assert rows == trace["/clusters/samples"].rows
    largest = trace["/tbus/samples"]
    try:
        largest.frame()
        assert largest.rows < 10**6
    except oa.TooLarge:
        assert largest.rows > 10**6
    with open("/dev/null", "w") as file:
        perfetto.write(trace, file, 0, 10**5, 10**6)
    with tempfile.TemporaryDirectory() as folder:
        paraver.write(trace, pathlib.Path(folder) / "a", 0, 10**6, 10**6)
        otf2_archive.write(trace, pathlib.Path(folder) / "b", 0, 10**6, 10**6)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(trace: pathlib.Path, limit: int = GIB) -> int:
    """In bytes.  One thread of linear algebra: each takes address space of its own, and nothing here uses it."""
    done = subprocess.run([sys.executable, "-B", "-c", _WORK, trace, str(limit), str(HERE.parent.parent / "analysis")], capture_output=True, text=True, timeout=300,
                          env={"OPENBLAS_NUM_THREADS": "1", "MPLCONFIGDIR": str(trace.parent), "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().isdigit(), done.stdout
    return int(done.stdout) * 1024


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """1.2 GB of numbers: more than the limit."""
    import large_trace
    path = tmp_path_factory.mktemp("large") / "trace.h5"
    large_trace.write(path, 1.2)
    return path


def test_a_trace_larger_than_the_limit_is_read_within_it(large, made_up):
    """A trace 120 times as large takes little more memory than the small one."""
    import h5py
    numbers = 0
    with h5py.File(large) as file:
        for path in ("tbus/samples", "clusters/samples", "network/links", "clusters/switches", "balance/moves"):
            numbers += sum(8 * column.shape[0] for column in file[path].values())
    assert numbers > GIB
    most, least = peak(large), peak(made_up)
    assert most < 0.5 * GIB and most - least < 200 << 20, json.dumps({"large": most >> 20, "small": least >> 20})


def test_the_limit_is_one(made_up):
    """Within 100 MiB not even the libraries fit: what the test above says is not true of any limit."""
    with pytest.raises(AssertionError):
        peak(made_up, 100 << 20)
