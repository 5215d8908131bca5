"""What a figure may need of one run, taken from its summary and its trace (io/FORMAT.md).  Afterwards the trace may go.

Utilization is busy / (TBUs x window), DESIGN of the machine: every cycle of a TBU is one of STATES.  The steady window is from when
5 % of all Task Block packets were given to TBUs to when 90 % were: packets are what the machine's work is counted in, at every stage,
so the window does not hang on which sub-OWG comes last.
"""
import json
import pathlib
import re
import typing

import h5py
import numpy

from points.errors import Failed

VERSION = 3  # raise it when metrics change: points of older ones are run again
STATES = ("busy", "configuring", "loading", "starved", "blocked", "port", "open")
STEADY = (0.05, 0.90)
BINS = 200  # of the run, for what changes over time


def of_run(folder: pathlib.Path) -> dict:
    """The metrics of the run in `folder`.  \\raises Failed: there is no whole result."""
    try:
        summary = json.loads((folder / "summary.json").read_text())
        if summary["functional_ok"] is not True or summary["end_reason"] != "all streams delivered":
            raise Failed(f"the run ended with functional_ok = {summary['functional_ok']}, \"{summary['end_reason']}\"")
        with h5py.File(folder / "trace.h5") as trace:
            return {"version": VERSION, **_of_summary(summary), **_of_trace(trace, summary["makespan_cycles"])}
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise Failed(f"{folder}: no whole result ({error})") from None


def _of_summary(summary: dict) -> dict:
    took = ("makespan_cycles", "utilization", "streams", "frames", "tbu_packets", "cluster_switches", "balance_moves",
            "balance_items", "balance_bytes", "balance_byte_hops", "data_hop_bytes", "data_die_bytes", "control_byte_hops",
            "configuration_bytes", "energy_joules", "events", "wall_seconds", "trace_digest")
    return {name: summary[name] for name in took}


def _of_trace(trace: h5py.File, makespan: int) -> dict:
    samples = _Samples(trace)
    window = samples.steady()
    owner = _Owners(trace, makespan)
    steady = samples.between(*window)
    return {"states": samples.whole(), "steady": {"from": window[0], "to": window[1], **_fractions(steady)},
            "clusters": _clusters(trace, samples, window), "sub_owgs": _sub_owgs(trace, samples, owner),
            "shares": owner.shares(makespan)}


def _fractions(cycles: dict[str, float]) -> dict[str, float]:
    total = sum(cycles.values())
    found = {state: cycles[state] / total if total else 0.0 for state in STATES}
    return {"utilization": found["busy"], **found}


class _Samples:
    """What each TBU did until each sampling instant: cumulative cycles by state, [instant, TBU]; the last instant is the end."""

    def __init__(self, trace: h5py.File):
        sampled, totals = trace["tbus/samples"], trace["tbus/totals"]
        tbus = totals["tbu"].shape[0]
        order = numpy.argsort(totals["tbu"][:])
        self.cluster = totals["cluster"][:][order]
        end = int(totals["time"][0])
        instants = sampled["time"][:]
        # Samples of one instant are whole: one row a TBU.  The first of a run is at 0, where nothing was done.
        ranks = numpy.lexsort((sampled["tbu"][:], instants))
        if instants.size % tbus:
            raise Failed(f"/tbus/samples has {instants.size} rows, not a multiple of {tbus} TBUs")
        inner = instants[ranks].reshape(-1, tbus)[:, 0].astype(float)
        keep = inner < end
        self.at = numpy.concatenate(([0.0], inner[keep], [float(end)]))

        def column(name: str) -> numpy.ndarray:
            rows = sampled[name][:][ranks].reshape(-1, tbus)[keep]
            return numpy.concatenate((numpy.zeros((1, tbus)), rows.astype(float), totals[name][:][order][None].astype(float)))
        self.cycles = {state: column(state) for state in STATES}
        self.packets = column("packets")

    def whole(self) -> dict[str, float]:
        return _fractions({state: float(rows[-1].sum()) for state, rows in self.cycles.items()})

    def steady(self) -> tuple[float, float]:
        """In cycles, between two samples by interpolation."""
        done = self.packets.sum(axis=1)
        first, last = (float(numpy.interp(part * done[-1], done, self.at)) for part in STEADY)
        return first, last

    def at_instant(self, rows: numpy.ndarray, instant: float) -> numpy.ndarray:
        right = int(numpy.clip(numpy.searchsorted(self.at, instant), 1, len(self.at) - 1))
        left = right - 1
        part = (instant - self.at[left]) / (self.at[right] - self.at[left])
        return rows[left] + part * (rows[right] - rows[left])

    def between(self, first: float, last: float) -> dict[str, float]:
        return {state: float((self.at_instant(rows, last) - self.at_instant(rows, first)).sum())
                for state, rows in self.cycles.items()}


class _Owners:
    """Which sub-OWG each cluster works on, over time, from /clusters/switches; empty for divided clusters."""

    def __init__(self, trace: h5py.File, makespan: int):
        state, switches = trace["clusters/state"], trace["clusters/switches"]
        self.sub_owgs = int(trace["clusters/totals/sub_owg"][:].max()) + 1
        self.clusters = int(trace["clusters/totals/cluster"][:].max()) + 1
        self.pieces: list[list[tuple[float, float, int]]] = [[] for _ in range(self.clusters)]
        self.divided = state["time"].shape[0] == 0
        if self.divided:
            return
        since = [(0.0, -1)] * self.clusters
        for time, cluster, left, to in zip(*(switches[name][:].tolist() for name in ("time", "cluster", "from", "to"))):
            begin, _ = since[cluster]
            self.pieces[cluster].append((begin, float(time), left))
            since[cluster] = (float(time), to)
        for cluster, sub_owg in zip(state["cluster"][:].tolist(), state["sub_owg"][:].tolist()):
            self.pieces[cluster].append((since[cluster][0], float(makespan), sub_owg))

    def cumulative(self, cluster: int, sub_owg: int, at: numpy.ndarray) -> numpy.ndarray:
        """Cycles that `cluster` worked on `sub_owg` before each of the instants `at`."""
        times, sums, total = [0.0], [0.0], 0.0
        for begin, end, what in self.pieces[cluster]:
            if what == sub_owg and end > begin:
                times += [begin, end]
                sums += [total, total + end - begin]
                total += end - begin
        return numpy.interp(at, times, sums)

    def shares(self, makespan: int) -> dict:
        """Part of the clusters on each sub-OWG, in BINS equal parts of the run: [sub-OWG][bin]."""
        if self.divided:
            return {}
        edges = numpy.linspace(0.0, float(makespan), BINS + 1)
        rows = [sum(numpy.diff(self.cumulative(cluster, sub_owg, edges)) for cluster in range(self.clusters))
                for sub_owg in range(self.sub_owgs)]
        width = max(edges[1], 1e-9) * self.clusters
        return {"cycles": makespan, "by_sub_owg": [[round(float(v), 5) for v in row / width] for row in rows]}


def _clusters(trace: h5py.File, samples: _Samples, window: tuple[float, float]) -> list[dict]:
    """Of each cluster: its place (of its first TBU on the wafer's grid), utilization of the whole run and of the steady window."""
    shape = re.search(r"clusters: \d+ of (\d+) x (\d+) TBUs, (\d+) x (\d+) on the wafer", trace["meta/plan"].asstr()[()])
    if shape is None:
        raise Failed("/meta/plan does not say how clusters lie on the wafer")
    across = int(shape.group(4))
    busy = samples.cycles["busy"]
    steady = samples.at_instant(busy, window[1]) - samples.at_instant(busy, window[0])
    end, length = samples.at[-1], max(window[1] - window[0], 1.0)
    found = []
    for cluster in sorted(set(samples.cluster.tolist())):
        mine = samples.cluster == cluster
        tbus = int(mine.sum())
        found.append({"row": cluster // across, "col": cluster % across,
                      "utilization": round(float(busy[-1][mine].sum()) / (tbus * end), 5),
                      "steady": round(float(steady[mine].sum()) / (tbus * length), 5)})
    return found


def _sub_owgs(trace: h5py.File, samples: _Samples, owner: _Owners) -> list[dict]:
    """Of each sub-OWG: packets executed, and the TBU cycles, by state, of clusters that worked on it.

    A sampling interval in which a cluster turned from one to another is shared out by time: exact for the cycles together, an estimate for
    each state, good where intervals are shorter than the time between two switches (trace.interval)."""
    totals = trace["clusters/totals"]
    executed = numpy.bincount(totals["sub_owg"][:].astype(int), totals["executed"][:], owner.sub_owgs)
    found = [{"executed": int(count), **dict.fromkeys(STATES, 0.0)} for count in executed]
    if owner.divided:
        return found
    lengths = numpy.diff(samples.at)
    for cluster in range(owner.clusters):
        mine = samples.cluster == cluster
        deltas = {state: numpy.diff(rows[:, mine].sum(axis=1)) for state, rows in samples.cycles.items()}
        for sub_owg in range(owner.sub_owgs):
            part = numpy.diff(owner.cumulative(cluster, sub_owg, samples.at)) / numpy.maximum(lengths, 1e-9)
            for state in STATES:
                found[sub_owg][state] += float((deltas[state] * part).sum())
    return found


def is_whole(metrics: typing.Any) -> bool:
    return isinstance(metrics, dict) and metrics.get("version") == VERSION and metrics.get("makespan_cycles", 0) > 0
