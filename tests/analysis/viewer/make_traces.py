"""What the tests of the viewer open: two real runs and a killed one, files that are no traces, and what each must show."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import h5py
import numpy

ROOT = pathlib.Path(__file__).resolve().parents[3]
STATES = ("busy", "configuring", "loading", "starved", "blocked", "port", "open")
SMALL = ("--set", "workload.minutes=0.02")


def run(binary, folder, *words, experiment="er_chiplet"):
    environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OCTOSIM_DATA": str(ROOT)}
    subprocess.run([binary, "run", str(ROOT / f"jobs/experiments/{experiment}.toml"), *SMALL, *words, "-o", str(folder)], check=True, env=environment,
                   stdout=subprocess.DEVNULL, timeout=120)


def killed_run(binary, folder):
    """A run that is stopped by SIGKILL as soon as it has flushed samples: its rank files stay."""
    environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OCTOSIM_DATA": str(ROOT)}
    process = subprocess.Popen([binary, "run", str(ROOT / "jobs/experiments/er_chiplet.toml"), "--set", "workload.minutes=20", "--set", "trace.flush_seconds=1", "-o", str(folder)],
                               env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        file = folder / "rank-0000.h5"
        for _ in range(600):
            time.sleep(0.1)
            if process.poll() is not None:
                raise RuntimeError("the run ended before it could be killed")
            if file.exists():
                with h5py.File(file, "r", libver="v110", swmr=True) as live:
                    if live["progress/time"].shape[0] and int(live["progress/time"][-1]) > 4_000_000:
                        return
        raise RuntimeError("nothing was flushed within a minute")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def bad_files(good, folder):
    """name -> (what data-kind the page must show, words of the message)"""
    folder.mkdir()
    whole = good.read_bytes()
    (folder / "empty.h5").write_bytes(b"")
    (folder / "text.h5").write_text("this is no trace\n")
    (folder / "summary.json").write_text('{"makespan_cycles": 1}\n')
    (folder / "checkpoint.json").write_text('{"octosim_checkpoint": 1, "number": 4}\n')
    (folder / "er.plan").write_bytes(b"octosim plan, version 1\nbytes 4096\n" + bytes(600))
    (folder / "packed.h5").write_bytes(b"\x1f\x8b\x08" + bytes(90))
    (folder / "report.html").write_text("<!doctype html>\n<html></html>\n")
    with open(folder / "zeros.h5", "wb") as file:
        file.truncate(3 << 30)  # takes no room on the disk
    (folder / "truncated.h5").write_bytes(whole[: len(whole) // 2])
    (folder / "head.h5").write_bytes(whole[:20])
    (folder / "last_byte.h5").write_bytes(whole[:-1])
    for name, at, value in (("version.h5", 8, 9), ("sizes.h5", 13, 247), ("signature.h5", 3, 0)):
        (folder / name).write_bytes(whole[:at] + bytes([value]) + whole[at + 1:])
    corrupt = bytearray(whole)
    with h5py.File(good) as file:  # the packed bytes of a column, and the root group
        chunk = file["tbus/samples/busy"].id.get_chunk_info(0)
    corrupt[chunk.byte_offset:chunk.byte_offset + chunk.size] = bytes(255 - value for value in corrupt[chunk.byte_offset:chunk.byte_offset + chunk.size])
    (folder / "corrupt_data.h5").write_bytes(corrupt)
    broken = bytearray(whole)
    broken[96:4096] = bytes((value * 7 + 13) % 256 for value in range(4000))
    (folder / "corrupt_groups.h5").write_bytes(broken)
    shutil.copy(good, folder / "future.h5")
    with h5py.File(folder / "future.h5", "r+") as file:
        file["meta"].attrs["schema"] = numpy.uint64(2)
    with h5py.File(folder / "foreign.h5", "w") as file:
        file["weights/layer"] = numpy.zeros(3)
    with h5py.File(folder / "states.h5", "w") as file:
        for name in ("ids", "offsets", "data"):
            file[name] = numpy.zeros(3)
    with h5py.File(folder / "recording.h5", "w") as file:
        file.create_group("recorded").attrs["format"] = "octosim recording"
    for name, attribute in (("netcdf.nc", "_NCProperties"), ("keras.h5", "keras_version")):
        with h5py.File(folder / name, "w") as file:
            file.attrs[attribute] = "2"
    for name, change in (("no_summary.h5", lambda file: file.__delitem__("summary")), ("one_short.h5", lambda file: file["balance/moves/bytes"].resize((3,)))):
        shutil.copy(good, folder / name)
        with h5py.File(folder / name, "r+") as file:
            change(file)
    return {"empty.h5": ("empty", "is empty"), "text.h5": ("foreign", "not an HDF5 file"), "summary.json": ("foreign", "is JSON"), "truncated.h5": ("truncated", "cut short"),
            "head.h5": ("truncated", "cut short"), "corrupt_data.h5": ("corrupt", "/tbus/samples/busy"), "corrupt_groups.h5": ("corrupt", "damaged"),
            "future.h5": ("future", "has schema 2, and this viewer reads schema 1"), "foreign.h5": ("foreign", "no trace of octosim"),
            "checkpoint.json": ("foreign", "octosim run --resume"), "er.plan": ("foreign", "a compiled plan"), "packed.h5": ("foreign", "unpack it"), "report.html": ("foreign", "an HTML page"),
            "zeros.h5": ("foreign", "zero bytes only"), "last_byte.h5": ("truncated", "cut short"), "version.h5": ("corrupt", "superblock version 9"), "sizes.h5": ("corrupt", "247 bytes"),
            "signature.h5": ("foreign", "not an HDF5 file"), "states.h5": ("foreign", "saved at a checkpoint"), "recording.h5": ("foreign", "workload.recorded"),
            "netcdf.nc": ("foreign", "netCDF-4"), "keras.h5": ("foreign", "a Keras model"), "no_summary.h5": ("corrupt", "no /summary"), "one_short.h5": ("corrupt", "different lengths")}


def resumed(rank_file, folder):
    """The run of `rank_file` as if it had been saved in the middle, gone on for a while, been killed and resumed: two parts whose
    rows overlap.  The rows that count are those of `rank_file`."""
    (folder / "part-0001").mkdir(parents=True)
    shutil.copy(rank_file, folder / "rank-0000.h5")
    later = folder / "part-0001" / "rank-0000.h5"
    rows = []
    with h5py.File(rank_file, "r", libver="v110", swmr=True) as whole, h5py.File(later, "w", libver="v110") as part:
        cut = int(whole["progress/time"][-1]) // 2
        tables = []
        whole.visititems(lambda name, item: tables.append(name) if "columns" in item.attrs else None)
        for name in ("meta", "progress"):  # by hand: HDF5's own copy crashes on files in this mode
            part.create_group(name).attrs.update(whole[name].attrs)
            for each, data in whole[name].items():
                part[name].create_dataset(each, data=data[()])
        part["meta"].attrs["part"], part["meta"].attrs["since"] = numpy.uint64(1), numpy.uint64(cut)
        for path in sorted(tables):
            group = part.create_group(path)
            group.attrs.update(whole[path].attrs)
            rows.append(int(numpy.searchsorted(whole[path]["time"][:], cut)))
            least = min(data.shape[0] for data in whole[path].values())
            for name, data in whole[path].items():
                group.create_dataset(name, data=data[rows[-1]:least], chunks=(1024,), maxshape=(None,))
    (folder / "checkpoint.json").write_text(json.dumps({"octosim_checkpoint": 1, "parts": [{"ranks": 1, "rows": [rows]}]}))


def parts(trace, frame, tbu):
    """Parts of the interval that ends with sample `frame` by state, of one TBU; what was attributed late is taken out of reasons to be idle."""
    samples = trace["tbus/samples"]
    times = numpy.unique(samples["time"][:])

    def at(k):
        row = numpy.flatnonzero((samples["time"][:] == times[k]) & (samples["tbu"][:] == tbu))[0]
        return numpy.array([int(samples[name][row]) for name in STATES])
    delta = (at(frame) - (at(frame - 1) if frame else 0)).astype(float)
    early, delta[6] = max(0.0, -delta[6]), max(0.0, delta[6])
    for state in (3, 4, 5):
        taken = min(early, delta[state])
        delta[state] -= taken
        early -= taken
    return delta / float(times[frame] - (times[frame - 1] if frame else 0))


def expectations(good, other):
    with h5py.File(good) as trace, h5py.File(other) as second:
        summary, meta = trace["summary"].attrs, trace["meta"].attrs
        frame = 5
        samples = trace["tbus/samples"]
        times = numpy.unique(samples["time"][:])
        cluster = 5
        tbus = sorted(int(t) for t in samples["tbu"][samples["time"][:] == times[frame]][samples["cluster"][samples["time"][:] == times[frame]] == cluster])
        every = sorted(int(t) for t in samples["tbu"][samples["time"][:] == times[frame]])
        queues = trace["clusters/samples"]
        queued = sum(int(queues[name][queues["time"][:] == times[frame]].sum()) for name in ("input_bytes", "inner_bytes"))
        switches = trace["clusters/switches"]
        before = numpy.flatnonzero((switches["cluster"][:] == cluster) & (switches["time"][:] <= times[frame]))
        moves = trace["balance/moves"]
        moved = (moves["time"][:] > times[frame - 1]) & (moves["time"][:] <= times[frame])
        flows = {(int(a), int(b), int(s)) for a, b, s in zip(moves["from"][moved], moves["to"][moved], moves["sub_owg"][moved])}
        return {"digest": f"0x{int(meta['digest']):016x}", "name": str(meta["experiment_name"]), "end": int(times[-1]), "utilization": float(summary["utilization"]),
                "makespan": int(summary["makespan_cycles"]), "ratio": int(second["summary"].attrs["makespan_cycles"]) / int(summary["makespan_cycles"]),
                "frame": frame, "time": int(times[frame]), "cluster": cluster, "tbus": tbus, "busy": [float(parts(trace, frame, tbu)[0]) for tbu in tbus],
                "all_busy": float(numpy.mean([parts(trace, frame, tbu)[0] for tbu in every])), "queued": queued, "sub_owg": int(switches["to"][before[-1]]) + 1,
                "flows": len(flows), "moves": int(moves["time"].shape[0])}


def make(binary, folder):
    """Writes everything into `folder`, and its expected.json last."""
    run(binary, folder / "a")
    run(binary, folder / "b", "--set", "schedule.balance=none")
    run(binary, folder / "short", "--set", "trace.level=summary")
    run(binary, folder / "other", "--set", "wafer.chiplet_cols=2", "--set", "workload.minutes=0.005", "--set", "trace.interval=10000000", experiment="moe_chiplet")
    killed_run(binary, folder / "killed")
    resumed(folder / "killed" / "rank-0000.h5", folder / "resumed")
    good = folder / "a" / "trace.h5"
    bad = bad_files(good, folder / "bad")
    viewer = ["/usr/bin/python3", "-B", str(ROOT / "analysis" / "octosim_viewer")]
    for output, traces in (("one.html", ["a"]), ("two.html", ["a", "b/trace.h5"]), ("killed.html", ["killed"])):
        subprocess.run([*viewer, "report", *(str(folder / trace) for trace in traces), "-o", str(folder / output)], check=True, stdout=subprocess.DEVNULL)
    (folder / "expected.json").write_text(json.dumps({**expectations(good, folder / "b" / "trace.h5"), "bad": bad}))
