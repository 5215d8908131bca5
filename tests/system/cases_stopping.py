"""Runs that end early: killed on the spot, asked to stop by a signal, or told to by --until."""
import os
import signal
import time

import h5py

import command
import running
from running import ER

LONG = ("--set", "workload.minutes=20", "--set", "trace.flush_seconds=1")


def _long_run(octosim, folder, ranks):
    return running.Running(octosim, folder, ranks, ER, "-o", folder, *LONG)


def _columns(file):
    """Paths of the columns of records with at least one row."""
    found = []
    file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) and item.shape
                    and item.shape[0] > 0 and not name.startswith(("meta", "engine", "summary")) else None)
    return found


def _is_partial(octosim, folder):
    octosim.succeeds("info", folder)
    octosim.succeeds("recover", folder)
    with h5py.File(octosim.scratch / folder / "recovered.h5") as file:
        assert int(file["meta"].attrs["complete"]) == 0
        assert 0 < int(file["meta"].attrs["complete_until"]) < 2**63 - 1, "nothing was flushed"
        times = [list(file[name][:]) for name in _columns(file) if name.endswith("/time")]
        assert times and all(column == sorted(column) for column in times)
        # Rows after complete_until are there as far as they reached the disk; those before it all are.
        assert min(map(min, times)) < int(file["meta"].attrs["complete_until"]), "no row of the part that is whole"
    octosim.succeeds("verify", f"{folder}/recovered.h5")
    octosim.succeeds("info", f"{folder}/recovered.h5")
    assert not (octosim.scratch / folder / "trace.h5").exists()


def killed(octosim):
    """Both ranks killed on the spot, files open: what they flushed comes back as a trace that says it is not complete.
    The next run into the same folder leaves nothing of it."""
    with _long_run(octosim, "killed", 2) as run:
        time.sleep(3)
        assert run.runs(), "the run ended before it could be killed"
        run.kill()
    _is_partial(octosim, "killed")
    octosim.run(ER, "killed", "--set", "workload.minutes=0.001")
    left = sorted(file.name for file in (octosim.scratch / "killed").iterdir())
    assert left == ["summary.json", "trace.h5"], left
    octosim.succeeds("verify", "killed/trace.h5")


def one_rank_killed(octosim):
    """One of two ranks dies: the other does not wait for it for ever."""
    with _long_run(octosim, "killed", 2) as run:
        time.sleep(3)
        running.kill(run.ranks()[1:2])
        done = run.ends(within=30)
    assert done.status != 0, done
    _is_partial(octosim, "killed")


def looked_at_while_it_runs(octosim):
    with _long_run(octosim, "out", 0) as run:
        time.sleep(2.5)
        assert "rank" in octosim.succeeds("info", "out").out
        octosim.succeeds("info", "out/rank-0000.h5")
        assert run.runs()


def _stopped(octosim, folder, done):
    """Status 1, a line that says why, and a whole trace."""
    assert done.status == 1 and "stopped by a signal at cycle" in done.err, done
    octosim.succeeds("verify", f"{folder}/trace.h5")
    with h5py.File(octosim.scratch / folder / "trace.h5") as file:
        assert str(file["summary"].attrs["end_reason"]) == "interrupted"
        assert int(file["summary"].attrs["streams_done"]) < int(file["summary"].attrs["streams"])
        assert int(file["summary"].attrs["packets_in_flight"]) > 0
    assert not list((octosim.scratch / folder).glob("rank-*")), "rank files are left"


def asked_to_stop(octosim):
    with _long_run(octosim, "out", 0) as run:
        time.sleep(0.3)
        os.kill(run.process.pid, signal.SIGINT)
        _stopped(octosim, "out", run.ends(within=30))


def one_rank_asked_to_stop(octosim):
    """A signal to any rank stops all of them, at the same cycle; it counts for more than one that asks to save."""
    with _long_run(octosim, "out", 2) as run:
        time.sleep(0.5)
        for name in (signal.SIGTERM, signal.SIGINT):
            os.kill(run.ranks()[-1], name)
        done = run.ends(within=30)
        if done.status == 85:  # it saved before it saw the second
            return
        _stopped(octosim, "out", done)


def asked_twice_to_stop(octosim):
    """SIGINT again and again: the first asks, the second ends the process on the spot if it still runs."""
    with _long_run(octosim, "out", 0) as run:
        time.sleep(1)
        while run.runs():
            os.kill(run.process.pid, signal.SIGINT)
        done = run.ends(within=30)
        assert done.status in (-signal.SIGINT, 1), done


def until(octosim):
    """Ends before the cycle that was given, on any number of ranks alike."""
    short = ("--set", "workload.minutes=0.003")
    one = octosim.run(ER, "one", *short, "--until", "200000")
    two = octosim.run(ER, "two", *short, "--until", "200 us", ranks=2)
    assert one["end_reason"] == "stopped at --until" and 0 < one["makespan_cycles"] <= 200000, one
    assert one["packets_in_flight"] > 0 and one["streams_done"] == 0, one
    assert one["trace_digest"] == two["trace_digest"] and one["digest"] == two["digest"], (one, two)
    octosim.succeeds("verify", "two/trace.h5")
    octosim.succeeds("diff", "one/trace.h5", "two/trace.h5")


CASES = {f"stop_{body.__name__}": command.Case(body, processors=2) for body in (
    killed, one_rank_killed, looked_at_while_it_runs, asked_to_stop, one_rank_asked_to_stop,
    asked_twice_to_stop, until)}
