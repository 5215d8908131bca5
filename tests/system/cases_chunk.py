"""Chunk plans from the command line: golden budgets, every way, plan files, the longest sequence, bad input."""
import json
import tomllib

import h5py

import command
from cases_bad_input import refuses
from cases_model import onnx_file

WAYS = (("greedy", "--budget", "50%"), ("released", "--budget", "50%"), ("cost", "--budget", "50%"),
        ("tbu", "--sram", "0.8MiB", "--cbu", "16MiB"), ("memory",))
LOOP_KEYS = {"first", "last", "dim", "extent", "size", "count", "hoisted", "body", "inputs", "outputs", "keeps_weights",
             "keeps_whole_operands", "sram_bytes", "cbu_bytes", "cycles", "traffic_bytes"}


def planned(octosim, *words, **how):
    return json.loads(octosim.succeeds("chunk", *words, "--json", **how).out)


def chunk_every_way(octosim):
    """The golden budgets of GPT-2's block of 1,024 tokens; less memory, more cycles; the same on two ranks."""
    octosim.succeeds("model", "gpt", "-o", "gpt.toml")
    golden = {"greedy": 23068672, "released": 23592960, "cost": 25903104}
    for way, *limit in WAYS:
        plan = planned(octosim, "gpt.toml", "--select", way, *limit)
        assert plan["peak_before_bytes"] == 51904512 and plan["select"] == way, plan
        assert plan["peak_after_bytes"] < plan["peak_before_bytes"], plan
        assert plan["peak_after_bytes"] == golden.get(way, plan["peak_after_bytes"]), plan
        assert plan["regions"] == len(plan["loops"]) > 0 and plan["cycles_after"] > plan["cycles_before"] == 8776176, plan
        assert all(set(loop) - {"inner"} == LOOP_KEYS for loop in plan["loops"]), plan
        assert plan == planned(octosim, "gpt.toml", "--select", way, *limit, ranks=2)
        assert plan == planned(octosim, "--model", "gpt", "--select", way, *limit)
        table = octosim.succeeds("chunk", "gpt.toml", "--select", way, *limit).out
        for word in ("%s..%s" % (plan["loops"][0]["first"], plan["loops"][0]["last"]), "51904512 B before", "longest sequence"):
            assert word in table, (word, table)


def chunk_files(octosim):
    """TOML and JSON say the same; loops are intervals of the order."""
    words = ("chunk", "--model", "gpt --layers 2", "--budget", "20%")
    octosim.succeeds(*words, "-o", "plan.toml")
    octosim.succeeds(*words, "-o", "plan.json")
    plan = tomllib.loads((octosim.scratch / "plan.toml").read_text())
    assert plan == json.loads((octosim.scratch / "plan.json").read_text())
    assert plan["format"] == "octosim-loops" and plan["version"] == 1 and len(plan["loop"]) == 4
    order = plan["order"]
    assert len(order) == len(set(order)) == 48
    for loop in plan["loop"]:
        body = [node["node"] for node in loop["body"]]
        at = order.index(loop["first"])
        assert order[at:at + len(body)] == body and body[-1] == loop["last"], loop
    assert {path.name for path in octosim.scratch.iterdir()} == {"plan.toml", "plan.json"}


def chunk_longest_sequence(octosim):
    """What is said to be the longest fits, one token more does not; a graph that is another says so."""
    plan = planned(octosim, "--model", "gpt --seq 512", "--budget", "60%", "--memory", "20MB")
    for length, words in ((plan["max_sequence_before"], ()), (plan["max_sequence_after"], ("--budget", "20000001"))):
        if not words:
            assert planned(octosim, "--model", f"gpt --seq {length}", "--budget", "100MB")["peak_before_bytes"] <= 20000000
            assert planned(octosim, "--model", f"gpt --seq {length + 1}", "--budget", "100MB")["peak_before_bytes"] > 20000000
        else:
            planned(octosim, "--model", f"gpt --seq {length}", *words)
            refuses(octosim, ["chunk", "--model", f"gpt --seq {length + 1}", *words], ["20000001"], ranks=(0,))
    octosim.succeeds("model", "gpt", "--seq", "64", "-o", "gpt.toml")
    text = (octosim.scratch / "gpt.toml").read_text()
    octosim.write("changed.toml", text.replace('"gelu"', '"relu"'))
    octosim.write("unknown.toml", text.replace("made_by", "# made_by"))
    for file, why in (("changed.toml", "is not what octosim model"), ("unknown.toml", "no made_by")):
        assert why in octosim.succeeds("chunk", file, "--budget", "60%").out, file
        assert "max_sequence_after" not in planned(octosim, file, "--budget", "60%")


def chunk_deep_loops(octosim):
    """Loops inside loops and slices with a halo: cheaper, or the only plan; --plain-loops is without them."""
    words = ("--model", "gpt --seq 4096", "--sram", "0.66MiB", "--cbu", "1GiB")
    deep, plain = planned(octosim, *words), planned(octosim, *words, "--plain-loops")
    nested = [loop for loop in deep["loops"] if "inner" in loop]
    assert nested and not any("inner" in loop for loop in plain["loops"]), (deep, plain)
    assert deep["cycles_after"] < plain["cycles_after"], (deep["cycles_after"], plain["cycles_after"])
    assert deep["least_sram_bytes"] < plain["least_sram_bytes"]
    assert all(node["inner_dim"] != node["dim"] for loop in nested for node in loop["body"] + loop["outputs"])
    octosim.write("image.toml", 'format = "octosim-graph"\nversion = 1\n[[node]]\nname = "x"\nkind = "input"\nshape = [1, 8, 64, 64]\n'
                  'element_bytes = 2\n[[node]]\nname = "act"\nkind = "silu"\noperands = ["x"]\n'
                  '[[node]]\nname = "conv"\nkind = "conv2d"\noperands = ["act"]\nattributes = { channels = 8, kernel = 3 }\n')
    image = planned(octosim, "image.toml", "--sram", "80KiB")
    rows = image["loops"][-1]["body"]
    assert {"stride", "before", "after"} <= set(rows[0]), image
    refuses(octosim, ["chunk", "image.toml", "--sram", "80KiB", "--plain-loops"], ['"conv" cannot be sliced'], ranks=(0,))
    octosim.succeeds("chunk", *words, "-o", "deep.toml")
    assert "inner = { extent" in (octosim.scratch / "deep.toml").read_text()


def chunk_reads_onnx(octosim):
    (octosim.scratch / "tiny.onnx").write_bytes(onnx_file("Relu"))
    plan = planned(octosim, "tiny.onnx", "--dim", "rows=64", "--budget", "200%")
    assert plan["peak_before_bytes"] == 64 * 4 * 4 and plan["regions"] == 0, plan


def chunk_executes(octosim):
    """What is planned is executed: less memory by as much as is said, the same results; the longest sequence has room."""
    words = ("--model", "gpt --seq 512 --dim 64 --heads 4 --element-bytes 4", "--select", "cost", "--budget", "40%")
    plan = planned(octosim, *words, "--execute", "--repeat", "2", "--memory", "4MiB", "--execute-longest")
    done = plan["executed"]
    assert done["repeats"] == 2 and done["element_bytes"] == 4 and "OpenBLAS" in done["blas"], done
    assert done["peak_before_bytes"] == plan["peak_before_bytes"], "no copy of an operand is near the peak"
    assert plan["peak_after_bytes"] <= done["peak_after_bytes"] < done["peak_before_bytes"] / 2, (plan["peak_after_bytes"], done)
    assert done["reach_after_bytes"] >= done["peak_after_bytes"] and 0 <= done["difference"] < 1e-4, done
    assert 0 < done["cpu_seconds_after"] and 0 < done["seconds_before"] < 60, done
    without, with_plan = plan["executed_longest"]
    assert (without["sequence"], with_plan["sequence"]) == (plan["max_sequence_before"], plan["max_sequence_after"]), plan
    assert without["peak_bytes"] == without["predicted_peak_bytes"] <= 4 << 20, without
    assert with_plan["predicted_peak_bytes"] <= 4 << 20 and with_plan["planned"] and with_plan["seconds"] > 0, with_plan
    table = octosim.succeeds("chunk", *words, "--execute", "--no-longest").out
    assert "wall time, least of 3" in table and "longest sequence: not known (--no-longest)" in table, table
    fast = planned(octosim, "--model", "gpt --seq 1024", "--budget", "40%", "--most-loss", "2%")
    any_loss = planned(octosim, "--model", "gpt --seq 1024", "--budget", "40%")
    assert fast["max_sequence_before"] <= fast["max_sequence_after"] < any_loss["max_sequence_after"], (fast, any_loss)


def bad_chunk(octosim):
    octosim.succeeds("model", "evoformer", "--block", "trimult", "-o", "trimult.toml")
    refuses(octosim, ["chunk", "trimult.toml", "--budget", "60%", "-o", "never.toml"],
            ["50331648 bytes", '"b_s" needs 83886080 bytes', "must be at least 50528257"], ranks=(0, 2))
    refuses(octosim, ["chunk", "trimult.toml", "--sram", "1KiB", "--cbu", "1GiB"], ['"ln" needs', "there are 1024", "SRAM must be at least"], ranks=(0,))
    refuses(octosim, ["chunk", "trimult.toml", "--sram", "4MiB"], ['"ln" needs', "CBU must be at least"], ranks=(0,))
    octosim.write("odd.toml", 'format = "octosim-graph"\nversion = 1\n[[node]]\nname = "x"\nkind = "input"\nshape = [4096, 4096]\n'
                  'element_bytes = 2\n[[node]]\nname = "magic"\nkind = "unknown"\noperands = ["x"]\nshape = [4096, 4096]\n')
    refuses(octosim, ["chunk", "odd.toml", "--budget", "50%"], ['"magic" needs 33554432 bytes', "at least 33554433"], ranks=(0,))
    refuses(octosim, ["chunk", "odd.toml", "--sram", "1MiB"], ['"magic" cannot be sliced'], ranks=(0,))
    refuses(octosim, ["chunk", "nowhere.toml", "--budget", "50%"], ["nowhere.toml"], ranks=(0, 2))
    refuses(octosim, ["chunk", "--budget", "50%"], ["GRAPH is missing"], ranks=(0,))
    refuses(octosim, ["chunk", "odd.toml"], ["a limit is missing"], ranks=(0,))
    refuses(octosim, ["chunk", "odd.toml", "--budget", "50%", "--sram", "1MiB"], ["--budget and --sram"], ranks=(0,))
    refuses(octosim, ["chunk", "odd.toml", "--budget", "4 parsecs"], ["--budget 4 parsecs", "MiB"], ranks=(0,))
    refuses(octosim, ["chunk", "odd.toml", "--budget", "50%", "--select", "best"], ["--select best", "released"], ranks=(0,))
    refuses(octosim, ["chunk", "odd.toml", "--budget", "50%", "--plain-loops"], ["--plain-loops means nothing", "--select tbu"], ranks=(0,))
    refuses(octosim, ["chunk", "--model", "bert", "--budget", "50%"], ['"bert" makes no network'], ranks=(0,))
    refuses(octosim, ["chunk", "trimult.toml", "--budget", "90%", "-o", "plan.txt"], ["plan.txt", ".toml or .json"], ranks=(0,))
    refuses(octosim, ["chunk", "trimult.toml", "--budget", "90%", "-o", "no/such/plan.toml"], ["no/such/plan.toml"], ranks=(0, 2))
    budget = ("chunk", "trimult.toml", "--budget", "90%")
    refuses(octosim, [*budget, "--repeat", "3"], ["--repeat means nothing without --execute"], ranks=(0,))
    refuses(octosim, [*budget, "--execute", "--repeat", "0"], ["--repeat 0", "from 1 to"], ranks=(0,))
    refuses(octosim, [*budget, "--execute-longest", "--no-longest"], ["--execute-longest"], ranks=(0, 2))
    refuses(octosim, ["chunk", "odd.toml", "--budget", "101%", "--execute"], ['"magic"', '"unknown" cannot be executed'], ranks=(0,))
    assert {path.name for path in octosim.scratch.iterdir()} == {"trimult.toml", "odd.toml"}


CASES = {body.__name__: command.Case(body, processors=2) for body in (
    chunk_every_way, chunk_files, chunk_longest_sequence, chunk_deep_loops, chunk_executes, chunk_reads_onnx, bad_chunk)}


def chunk_counts(octosim, out):
    with h5py.File(octosim.scratch / out / "trace.h5") as trace:
        return {name: column[:] for name, column in trace["tbus/chunks"].items()}


def chunked_task_block(octosim):
    """A Task Block that does not fit a TBU runs in chunk loops; with a larger SRAM it does not; a plan runs as its experiment."""
    path = command.EXPERIMENTS / "long_sequence_wafer.toml"
    chunked = octosim.run(path, "chunked")
    assert chunked["functional_ok"], chunked
    counts = chunk_counts(octosim, "chunked")
    assert counts["slices"].sum() > 32 * 6 * 8 and counts["again"].sum() > 0 and counts["refill"].sum() > 0, counts
    assert (counts["cycles"] >= counts["control"] + counts["refill"]).all(), counts
    octosim.succeeds("compile", path, "-o", "long.plan")
    octosim.succeeds("run", "--plan", "long.plan", "-o", "planned", ranks=2)
    again = json.loads((octosim.scratch / "planned" / "summary.json").read_text())
    assert again["trace_digest"] == chunked["trace_digest"], (again, chunked)
    whole = octosim.run(path, "whole", "--set", "tbu.sram=16 MiB")
    assert whole["functional_ok"] and whole["macs"] == chunked["macs"], (whole, chunked)
    assert len(chunk_counts(octosim, "whole")["slices"]) == 0
    refuses(octosim, ("run", path, "--set", "tbu.sram=64 KiB", "-o", "no"), ("Transformer", "bytes of SRAM", "at least"))


CASES["chunked_task_block"] = command.Case(chunked_task_block, seconds=120)


def longer_sequence(octosim, tokens):
    """The shipped long sequence with so many tokens, in `long.toml`: two streams of two prompts."""
    (octosim.scratch / "graphs").mkdir()
    octosim.succeeds("model", "gpt", "--seq", str(tokens), "--dim", "512", "--heads", "8", "-o", "graphs/transformer.toml")
    text = (command.ROOT / "jobs" / "workloads" / "long_sequence.toml").read_text()
    octosim.write("owg.toml", text.replace("bytes = 524288", f"bytes = {tokens * 512 * 2}"))
    octosim.write("long.toml", 'name = "long"\npreset = "wafer"\n[workload]\nowg = "owg.toml"\nvideos = 2\nminutes = "2 s"\n'
                  "rate = 1\n[schedule]\ncluster_size = 8\n")


def whole_tensors_in_dram(octosim):
    """What does not fit the TF-Queue lies in DRAM: the same on any number of ranks, from a plan, from a checkpoint."""
    longer_sequence(octosim, 1024)
    refuses(octosim, ("run", "long.toml", "--set", "tf_queue.whole_tensors=queue", "-o", "no"),
            ("Transformer", "bytes of the CBU (there are 4194304)", "the CBU must be at least"))
    fit = octosim.run("long.toml", "fit")
    counts = chunk_counts(octosim, "fit")
    assert fit["functional_ok"] and 0 < counts["from_dram"].sum() < counts["in"].sum() + counts["kept"].sum(), counts
    with h5py.File(octosim.scratch / "fit" / "trace.h5") as trace:
        assert trace["dram/tiles/read"][:].sum() == counts["from_dram"].sum()
        assert trace["dram/tiles/written"][:].sum() == counts["to_dram"].sum() > 0
        assert trace["dram/channels/read"][:].sum() >= counts["from_dram"].sum()
    for ranks in (2, 4):
        assert octosim.run("long.toml", f"on{ranks}", ranks=ranks)["trace_digest"] == fit["trace_digest"], ranks
    assert "whole tensors in DRAM, " in octosim.succeeds("check", "long.toml").out
    octosim.succeeds("compile", "long.toml", "-o", "long.plan")
    with h5py.File(octosim.scratch / "long.plan") as plan:
        places = plan["plan/owg/blocks/task_work/tensors/in_dram"][:]
        assert places.any() and not places.all(), places
    octosim.succeeds("run", "--plan", "long.plan", "-o", "planned", ranks=2)
    assert json.loads((octosim.scratch / "planned" / "summary.json").read_text())["trace_digest"] == fit["trace_digest"]
    half = fit["makespan_cycles"] // 2
    octosim.succeeds("run", "long.toml", "-o", "part", "--checkpoint-every", f"{half // 4}cycles", "--until", str(half), ranks=2)
    assert json.loads((octosim.scratch / "part" / "checkpoint.json").read_text())["head"]["cut"] % (half // 4) == 0
    octosim.succeeds("run", "--resume", "part", "--until", str(4 * half), ranks=4)
    resumed = json.loads((octosim.scratch / "part" / "summary.json").read_text())
    assert resumed["digest"] == fit["digest"] and resumed["functional_ok"], (resumed, fit)
    dram = octosim.run("long.toml", "dram", "--set", "tf_queue.whole_tensors=dram")
    assert dram["functional_ok"] and dram["macs"] == fit["macs"], dram
    assert dram["makespan_cycles"] > fit["makespan_cycles"] and dram["dram_bytes"] > fit["dram_bytes"], (dram, fit)
    free = octosim.run("long.toml", "free", "--set", "tf_queue.whole_tensors=dram", "--set", "dram.tensors=free")
    assert free["functional_ok"] and chunk_counts(octosim, "free")["from_dram"].sum() == 0, free
    assert free["makespan_cycles"] < dram["makespan_cycles"], (free, dram)


CASES["whole_tensors_in_dram"] = command.Case(whole_tensors_in_dram, seconds=240, processors=2)
