"""Bad input ends in one clear line and exit status 2, on one rank and on two, and never in a hang."""
import command
import workflows

WITHIN = 30  # seconds; a rank that waits for another that gave up would wait for ever


def refuses(octosim, words, fragments, ranks=(0, 1, 2), statuses=(2,)):
    """`fragments`: what the line must name."""
    mpi = None
    for count in ranks:
        done = octosim(*words, ranks=count, within=WITHIN, mpi=mpi)
        assert done.status in statuses, f"expected status {statuses}\n{done}"
        said = [line for line in done.err.splitlines() if all(part in line for part in fragments)]
        assert len(said) == 1, f"expected one line on stderr that names {fragments}, got {len(said)}\n{done}"
        if count == 0:
            lines = [line for line in done.err.splitlines() if line.strip()]
            assert len(lines) == 1, f"expected nothing else on stderr\n{done}"
            mpi = command.AT_ONCE if command.IN_PARSING not in done.err else None
        assert "terminate called" not in done.err and "Segmentation" not in done.err, f"a crash\n{done}"


def experiment(octosim, text=workflows.EXPERIMENT, owg=workflows.GOOD):
    octosim.write("tiny_owg.toml", owg)
    return octosim.write("tiny.toml", text)


def missing_file(octosim):
    refuses(octosim, ["run", "no/such.toml", "-o", "out"], ["no/such.toml"])


def missing_owg(octosim):
    path = experiment(octosim, workflows.EXPERIMENT.replace("tiny_owg", "nowhere_owg"))
    refuses(octosim, ["run", path, "-o", "out"], ["nowhere_owg.toml"])


def unknown_key(octosim):
    path = experiment(octosim, workflows.EXPERIMENT + "[network]\nrouter_latncy = 3\n")
    refuses(octosim, ["run", path, "-o", "out"], ["tiny.toml:12", "router_latncy", "router_latency"])


def unknown_set_key(octosim):
    refuses(octosim, ["run", experiment(octosim), "-o", "out", "--set", "workload.minuts=1"], ["minuts", "minutes"])


def set_without_value(octosim):
    refuses(octosim, ["run", experiment(octosim), "-o", "out", "--set", "workload.videos"], ["workload.videos"])


def negative_latency(octosim):
    path = experiment(octosim, workflows.EXPERIMENT + "[network]\nrouter_latency = -1\n")
    refuses(octosim, ["run", path, "-o", "out"], ["tiny.toml:12", "router_latency", "-1"])


def wrong_unit(octosim):
    path = experiment(octosim, workflows.EXPERIMENT + '[dram]\nlatency = "4 MiB"\n')
    refuses(octosim, ["run", path, "-o", "out"], ["tiny.toml:12", "dram.latency", "4 MiB", "cycles"])


def truncated_toml(octosim):
    path = experiment(octosim, workflows.EXPERIMENT[: workflows.EXPERIMENT.index("owg.toml")])
    refuses(octosim, ["run", path, "-o", "out"], ["tiny.toml:5"])


def truncated_owg(octosim):
    path = experiment(octosim, owg=workflows.GOOD[: workflows.GOOD.rindex("bytes") + 7])
    refuses(octosim, ["run", path, "-o", "out"], ["tiny_owg.toml:"])


def empty_experiment(octosim):
    refuses(octosim, ["run", octosim.write("empty.toml", ""), "-o", "out"], ["empty.toml", "owg"])


def owg_cycle(octosim):
    refuses(octosim, ["run", experiment(octosim, owg=workflows.CYCLE), "-o", "out"], ["Alpha -> Beta"])


def expand_without_collapse(octosim):
    path = experiment(octosim, owg=workflows.NEVER_COLLAPSED)
    refuses(octosim, ["run", path, "-o", "out"], ["Spread", "SINK"])


def more_ranks_than_clusters(octosim):
    path = experiment(octosim)
    one_cluster = ["--set", "schedule.cluster_size=64"]
    octosim.run(path, "one", *one_cluster, ranks=1)
    refuses(octosim, ["run", path, "-o", "two", *one_cluster], ["2", "1", "cluster"], ranks=(2,))
    octosim.write("one_cluster.toml", workflows.EXPERIMENT.replace("cluster_size = 4", "cluster_size = 64"))
    refuses(octosim, ["check", "one_cluster.toml", "--ranks", "3"], ["3", "1", "cluster"], ranks=(0,))


def unwritable_output(octosim):
    octosim.write("occupied", "a file, not a folder")
    path = experiment(octosim)
    for place in ("occupied", "occupied/out", "/proc/octosim/out"):
        refuses(octosim, ["run", path, "-o", place], [place], statuses=(1, 2))


def unknown_command(octosim):
    refuses(octosim, ["simulate", "x.toml"], ["simulate"], ranks=(0,))


def unknown_option(octosim):
    refuses(octosim, ["run", experiment(octosim), "--sett", "a.b=1"], ["--sett"], ranks=(0, 2))


def negative_until(octosim):
    refuses(octosim, ["run", experiment(octosim), "-o", "out", "--until", "-5"], ["-5"])


def not_a_trace(octosim):
    octosim.write("text.h5", "this is not HDF5\n")
    octosim.write("empty.h5", "")
    octosim.write("folder/nothing", "")
    for name in ("text.h5", "empty.h5", "missing.h5"):
        refuses(octosim, ["verify", name], [name], ranks=(0,), statuses=(1, 2))
        refuses(octosim, ["info", name], [name], ranks=(0,), statuses=(1, 2))
        refuses(octosim, ["diff", name, name], [name], ranks=(0,), statuses=(1, 2))
    for name in ("folder", "no_folder", "text.h5"):
        refuses(octosim, ["recover", name], [name], ranks=(0,), statuses=(1, 2))


def refused_modelbox(octosim):
    refuses(octosim, ["import", "modelbox", "no_graph.toml"], ["no_graph.toml"], ranks=(0,))
    graph = octosim.write("graph.toml", '[graph]\nformat = "graphviz"\ngraphconf = """digraph g { a [type=flowunit\n')
    refuses(octosim, ["import", "modelbox", graph], ["graph.toml"], ranks=(0,))


CASES = {f"bad_{body.__name__}": command.Case(body) for body in (
    missing_file, missing_owg, unknown_key, unknown_set_key, set_without_value, negative_latency, wrong_unit,
    truncated_toml, truncated_owg, empty_experiment, owg_cycle, expand_without_collapse, more_ranks_than_clusters,
    unwritable_output, unknown_command, unknown_option, negative_until, not_a_trace, refused_modelbox)}
for name in ("bad_more_ranks_than_clusters", "bad_unwritable_output"):
    CASES[name].processors = 2
