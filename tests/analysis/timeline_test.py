"""Timelines for other programs: an archive of OTF2 and files for Paraver hold what the tables of the trace hold, to the cycle."""
import collections
import contextlib
import io
import pathlib
import re
import shutil
import subprocess
import sys

import h5py
import numpy
import otf2
import pytest

import octosim_analysis as oa
from octosim_analysis import export, otf2_archive, paraver, stretches
from octosim_analysis.codes import REASONS, STATES
from octosim_analysis.errors import AnalysisError, TooLarge
from octosim_analysis.owners import Owners
from octosim_analysis.states import TbuStates

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEVER = 2**63 - 1
PART = (500_000, 1_000_000)


@pytest.fixture(scope="module")
def tables(real):
    """What is compared with, read without the code under test."""
    with h5py.File(real) as file:
        found = {path: {name: column[:].astype(numpy.int64) for name, column in file[path].items()}
                 for path in ("clusters/switches", "balance/moves", "streams/done", "clusters/samples", "clusters/state")}
        found["end"] = int(file["summary"].attrs["makespan_cycles"])
    return found


def owned(tables, first=0, last=NEVER):
    """(cluster, begin, end, sub-OWG, reason) of every stretch, switch by switch; reason -1: the start."""
    last, switches, found = min(last, tables["end"]), tables["clusters/switches"], []
    for cluster in tables["clusters/state"]["cluster"]:
        rows = numpy.flatnonzero(switches["cluster"] == cluster)
        times = [0, *switches["time"][rows], tables["end"]]
        sub_owgs = [switches["from"][rows[0]], *switches["to"][rows]] if rows.size else [tables["clusters/state"]["sub_owg"][cluster]]
        for begin, end, sub_owg, reason in zip(times, times[1:], sub_owgs, [-1, *switches["reason"][rows]]):
            if max(begin, first) < min(end, last):
                found.append((int(cluster), int(max(begin, first)), int(min(end, last)), int(sub_owg), int(reason)))
    return sorted(found)


def replace_in_experiment(file, old, new):
    text = file["meta/experiment"].asstr()[()]
    assert re.search(old, text)
    del file["meta/experiment"]
    file["meta/experiment"] = numpy.bytes_(re.sub(old, new, text))


def without_switches(file):
    """A run whose clusters are divided: nothing ever turns."""
    replace_in_experiment(file, 'cluster = "proactive"', 'cluster = "static"')
    for path in ("clusters/switches", "clusters/state"):
        for name in list(file[path]):
            values = file[path][name]
            kept = dict(values.attrs)
            del file[path][name]
            file[path].create_dataset(name, (0,), "<u8").attrs.update(kept)


@pytest.mark.parametrize("rows_at_once", [1, 7, 10**6])
@pytest.mark.parametrize("part", [(0, NEVER), PART, (0, 1), (95730, 95731)])
def test_stretches_are_the_switches_however_they_are_read(real, tables, rows_at_once, part):
    with oa.open(real) as trace:
        chunks = list(stretches.of_clusters(trace, Owners(trace, trace.end), part[0], min(part[1], trace.end), 32 * rows_at_once))
    whole = {name: numpy.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]}
    assert (numpy.diff(whole["begin"]) >= 0).all()
    assert sorted(zip(*(whole[name].tolist() for name in ("cluster", "begin", "end", "sub_owg", "reason")))) == owned(tables, *part)


class Prv:
    """Reads BASE.prv, .pcf and .row, and trusts nothing: every line must be of one of the known forms."""

    def __init__(self, base):
        lines = base.with_suffix(".prv").read_text().splitlines()
        head = re.fullmatch(r"#Paraver \((\d\d)/(\d\d)/(\d{4}) at (\d\d):(\d\d)\):(\d+)_ns:(\d+)\(([\d,]+)\):1:(\d+)\(([\d:,]+)\)", lines[0])
        assert head, lines[0]
        self.end, cpus = int(head[6]), [int(count) for count in head[8].split(",")]
        tasks = [tuple(map(int, task.split(":"))) for task in head[10].split(",")]
        assert int(head[7]) == len(cpus) == int(head[9]) == len(tasks) and tasks == [(count, node) for node, count in enumerate(cpus, 1)]
        places = [(task, thread) for task, (threads, _) in enumerate(tasks, 1) for thread in range(1, threads + 1)]
        self.cluster_of_place = dict(zip(places, self.rows(base, "THREAD")))
        self.states, self.events, self.messages = [], collections.defaultdict(list), []
        before = 0
        for line in lines[1:]:
            kind, *rest = map(int, line.split(":"))
            assert before <= rest[4] <= self.end, "in the order of time"
            before = rest[4]
            at = self.place(rest, places)
            if kind == 1:
                assert len(rest) == 7 and rest[4] < rest[5] <= self.end, line
                self.states.append((at, *rest[4:]))
            elif kind == 2:
                assert len(rest) >= 7 and len(rest) % 2 == 1 and all(value >= 0 for value in rest), line
                for event, value in zip(rest[5::2], rest[6::2]):
                    self.events[event].append((rest[4], at, value))
            else:
                assert kind == 3 and len(rest) == 14 and rest[4] == rest[5] == rest[10] == rest[11], line
                self.messages.append((rest[4], at, self.place(rest[6:], places), *rest[12:]))
        self.names = self.meanings(base)

    def place(self, fields, places):
        cpu, application, task, thread = fields[:4]
        assert application == 1 and places[cpu - 1] == (task, thread)
        return self.cluster_of_place[task, thread]

    @staticmethod
    def rows(base, level):
        """The names of a level, as cluster numbers."""
        found = re.search(rf"^LEVEL {level} SIZE (\d+)\n((?:.+\n)+)", base.with_suffix(".row").read_text(), re.M)
        names = found[2].split("\n")[:-1]
        assert len(names) == int(found[1])
        return [int(name.removeprefix("cluster ")) for name in names]

    @staticmethod
    def meanings(base):
        """Section -> number -> name, of the .pcf; each number is there once."""
        found = collections.defaultdict(dict)
        section = ""
        for line in base.with_suffix(".pcf").read_text().splitlines():
            if re.fullmatch("[A-Z_]+", line):
                section = line
            elif line and section not in ("DEFAULT_OPTIONS", "DEFAULT_SEMANTIC"):
                numbers, name = re.fullmatch(r"((?:0 )?\d+) (.+)", line).groups()
                assert (section == "EVENT_TYPE") == numbers.startswith("0 ") or section.startswith("STATES")
                number = int(numbers.split()[-1])
                assert number not in found[section], line
                found[section][number] = name
        return found


@pytest.fixture(scope="module")
def prv(real, tmp_path_factory):
    base = tmp_path_factory.mktemp("paraver") / "er"
    with oa.open(real) as trace:
        paraver.write(trace, base, 0, NEVER, 10**6)
    return Prv(base)


def test_paraver_states_are_the_sub_owgs_of_clusters(prv, tables):
    assert prv.end == tables["end"]
    assert sorted((cluster, begin, end, state - 1) for cluster, begin, end, state in prv.states) == [row[:4] for row in owned(tables)]
    assert sorted((cluster, time, value - 2) for time, cluster, value in prv.events[paraver.WHY]) == [(c, begin, reason) for c, begin, _, _, reason in owned(tables)]
    assert prv.names["STATES"][3] == "3: FaceResize, FaceNorm, ..." and set(prv.names["STATES"]) == set(prv.names["STATES_COLOR"]) == set(range(5))
    assert [prv.names["VALUES"][k + 2] for k in range(len(REASONS))] == list(REASONS)


def test_paraver_communications_are_the_moves(prv, tables):
    moves = tables["balance/moves"]
    assert len(prv.messages) == moves["time"].size == 47
    assert sorted(prv.messages) == sorted(zip(*(moves[name].tolist() for name in ("time", "from", "to", "bytes")), (moves["sub_owg"] + 1).tolist()))


def test_paraver_events_are_streams_states_and_queues(prv, tables):
    done, samples = tables["streams/done"], tables["clusters/samples"]
    assert sorted(prv.events[paraver.ASKED]) == sorted(zip(done["first"].tolist(), done["cluster"].tolist(), (done["stream"] + 1).tolist()))
    assert sorted(prv.events[paraver.DONE]) == sorted(zip(done["time"].tolist(), done["cluster"].tolist(), (done["stream"] + 1).tolist()))
    for event, name in ((paraver.INPUT, "input_bytes"), (paraver.INNER, "inner_bytes")):
        sums = collections.Counter()
        for time, cluster, value in zip(samples["time"].tolist(), samples["cluster"].tolist(), samples[name].tolist()):
            sums[time, cluster] += value
        assert {(time, cluster): value for time, cluster, value in prv.events[event]} == {key: value for key, value in sums.items() if key[0] <= tables["end"]}
    shares = collections.Counter()
    for k in range(len(STATES)):
        for time, cluster, value in prv.events[paraver.STATE + k]:
            shares[time, cluster] += value
    assert shares and all(abs(value - 10000) <= len(STATES) for value in shares.values())
    assert set(prv.events) <= set(prv.names["EVENT_TYPE"])


def test_state_shares_of_clusters_are_those_of_the_wafer(real):
    with oa.open(real) as trace:
        found = TbuStates(trace)
        edges, parts = found.of_clusters(500)
        assert (edges == found.over_time(500)[0]).all()
        for state, whole in found.over_time(500)[1].items():
            assert parts[state].mean(axis=0) == pytest.approx(whole, abs=1e-12), "clusters have as many TBUs each"


def test_paraver_of_a_part_and_of_divided_clusters(real, tables, changed, tmp_path):
    with oa.open(real) as trace:
        paraver.write(trace, tmp_path / "part", *PART, 10**6)
        with pytest.raises(TooLarge):
            paraver.write(trace, tmp_path / "much", 0, NEVER, 10)
    part = Prv(tmp_path / "part")
    assert part.end == PART[1] and sorted((c, begin, end, state - 1) for c, begin, end, state in part.states) == [row[:4] for row in owned(tables, *PART)]
    inside = (tables["balance/moves"]["time"] >= PART[0]) & (tables["balance/moves"]["time"] <= PART[1])
    assert len(part.messages) == inside.sum() > 0 and not list(tmp_path.glob("much*")) and not list(tmp_path.glob(".*"))
    with oa.open(changed(without_switches)) as trace:
        paraver.write(trace, tmp_path / "static", 0, NEVER, 10**6)
    static = Prv(tmp_path / "static")
    assert sorted(static.states) == [(cluster, 0, tables["end"], 0) for cluster in range(4)] and not static.events[paraver.WHY]
    assert static.names["STATES"][0].startswith("all sub-OWGs")


def test_no_timeline_where_switches_were_not_recorded(changed, tmp_path):
    def change(file):
        without_switches(file)
        file["meta"].attrs["level"] = "summary"
    path = changed(change)
    for kind in ("paraver", "otf2", "perfetto"):
        with contextlib.redirect_stderr(io.StringIO()) as said:
            assert export.main([str(path), "--format", kind, "-o", str(tmp_path / "out" / "x")]) == 2
        assert "a timeline needs /clusters/switches, which has no rows" in said.getvalue() and said.getvalue().count("\n") == 1
        assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


class Archive:
    """What the reader of OTF2 says is in an archive, by location."""

    def __init__(self, folder):
        self.inside, self.stack = collections.defaultdict(list), collections.defaultdict(list)
        self.sent, self.received, self.metrics, self.parents = [], [], collections.defaultdict(list), {}
        before = collections.Counter()
        with otf2.reader.open(str(folder / "traces.otf2")) as trace:
            self.clock = trace.timer_resolution
            for location in trace.definitions.locations:
                node = location.group.system_tree_parent
                self.parents[location.name] = (location.group.name, node.name, node.class_name)
            ranks = {}
            for location, event in trace.events:
                name = location.name
                assert event.time >= before[name]
                before[name] = event.time
                if isinstance(event, otf2.events.Enter):
                    assert not self.stack[name], "one region at a time"
                    self.stack[name].append((event.region.name, event.time, next(iter(event.attributes.values()))))
                elif isinstance(event, otf2.events.Leave):
                    region, begin, attribute = self.stack[name].pop()
                    assert region == event.region.name
                    self.inside[name].append((begin, event.time, region, attribute))
                elif isinstance(event, otf2.events.Metric):
                    self.metrics[name, len(event.values)].append((event.time, event.values))
                else:
                    ranks = ranks or {rank: member.name for rank, member in enumerate(event.communicator.group.members)}
                    if isinstance(event, otf2.events.MpiSend):
                        self.sent.append((event.time, name, ranks[event.receiver], event.msg_length, event.msg_tag))
                    else:
                        assert isinstance(event, otf2.events.MpiRecv)
                        self.received.append((event.time, ranks[event.sender], name, event.msg_length, event.msg_tag))
        assert not any(self.stack.values()), "every region is left"


@pytest.fixture(scope="module")
def archive(real, tmp_path_factory):
    folder = tmp_path_factory.mktemp("otf2") / "new" / "er"
    with oa.open(real) as trace:
        otf2_archive.write(trace, folder, 0, NEVER, 10**6)
    assert [path.name for path in folder.parent.iterdir()] == ["er"]
    return folder, Archive(folder)


def test_otf2_regions_are_the_sub_owgs_of_clusters(archive, tables):
    found = archive[1]
    assert found.clock == 10**9 and found.parents["cluster 2"] == ("cluster 2", "chiplet 0", "chiplet")
    names = {-1: "start", **dict(enumerate(REASONS))}
    for cluster in range(4):
        assert [(begin, end, int(region.split(":")[0]) - 1, why) for begin, end, region, why in found.inside[f"cluster {cluster}"]] == \
            [(begin, end, sub_owg, names[reason]) for one, begin, end, sub_owg, reason in owned(tables) if one == cluster]


def test_otf2_messages_are_the_moves(archive, tables):
    moves = tables["balance/moves"]
    wanted = sorted((time, f"cluster {source}", f"cluster {target}", size, sub_owg + 1) for time, source, target, size, sub_owg in
                    zip(*(moves[name].tolist() for name in ("time", "from", "to", "bytes", "sub_owg"))))
    assert sorted(archive[1].sent) == sorted(archive[1].received) == wanted and len(wanted) == 47


def test_otf2_metrics_and_streams(archive, prv, tables):
    found, done = archive[1], tables["streams/done"]
    lanes = [row for name, rows in found.inside.items() if name.startswith("streams ") for row in rows]
    assert sorted((begin, end, number) for begin, end, _, number in lanes) == sorted(zip(*(done[name].tolist() for name in ("first", "time", "stream"))))
    for cluster in range(4):
        states, waits = found.metrics[f"cluster {cluster}", len(STATES)], found.metrics[f"cluster {cluster}", 2]
        assert states and all(sum(values) == pytest.approx(100) for _, values in states)
        assert [(time, round(100 * values[0])) for time, values in states] == [(time, value) for time, at, value in prv.events[paraver.STATE] if at == cluster]
        assert [(time, values[0]) for time, values in waits] == [(time, value) for time, at, value in prv.events[paraver.INPUT] if at == cluster]


@pytest.mark.skipif(not shutil.which("otf2-print"), reason="otf2-tools is not installed")
def test_otf2_print_finds_no_fault(archive):
    for words in ((), ("-G",)):
        done = subprocess.run(["otf2-print", *words, archive[0] / "traces.otf2"], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0 and "ERROR" not in done.stdout + done.stderr.upper() and "cluster 3" in done.stdout


def test_otf2_of_another_clock_and_of_a_part(changed, tables, tmp_path):
    with oa.open(changed(lambda file: replace_in_experiment(file, r"clock = \d+", "clock = 500000000"))) as trace:
        otf2_archive.write(trace, tmp_path / "part", *PART, 10**6)
    found = Archive(tmp_path / "part")
    assert found.clock == 500_000_000 and sum(len(found.inside[f"cluster {k}"]) for k in range(4)) == len(owned(tables, *PART))
    assert all(PART[0] <= begin <= end <= PART[1] for rows in found.inside.values() for begin, end, *_ in rows)


def test_paraver_says_where_its_nanoseconds_are_cycles(real, changed, tmp_path):
    slow = changed(lambda file: replace_in_experiment(file, r"clock = \d+", "clock = 500000000"))
    for path, note in ((real, False), (slow, True)):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            assert export.main([str(path), "--format", "paraver", "-o", str(tmp_path / "x.prv")]) == 0
        assert ("a nanosecond is a cycle" in said.getvalue()) == note and said.getvalue().endswith(f"{tmp_path / 'x.prv'}: 358 records\n")
    assert Prv(tmp_path / "x").end == 2324659 and sorted(path.suffix for path in tmp_path.glob("x*")) == [".pcf", ".prv", ".row"]


def test_otf2_without_its_library(real, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "otf2", None)
    with oa.open(real) as trace, pytest.raises(AnalysisError, match="install Debian's python3-otf2"):
        otf2_archive.write(trace, tmp_path / "x", 0, NEVER, 10**6)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("most_bytes", [900, 2000])
def test_otf2_where_files_cannot_be_written(real, tmp_path, most_bytes):
    """Of some files the library says so only in words, and returns success."""
    work = (f"import resource, sys; sys.path.insert(0, {str(ROOT / 'analysis')!r}); resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))\n"
            f"from octosim_analysis import export; sys.exit(export.main([{str(real)!r}, '--format', 'otf2', '-o', {str(tmp_path / 'x')!r}]))")
    done = subprocess.run([sys.executable, "-B", "-c", work], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and re.fullmatch(r"octosim-export: error: .*/x: the OTF2 library: .*\n", done.stderr), done
    assert not list(tmp_path.iterdir())
