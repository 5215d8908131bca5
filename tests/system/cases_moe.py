"""The Mixture of Experts: every strategy, on 1 and 2 ranks, gives every stream as every other does."""
import h5py

import command
import strategies


def _came_out(octosim):
    with h5py.File(octosim.scratch / "out" / "trace.h5") as trace:
        done = trace["streams/done"]
        return sorted(zip(done["stream"][:].tolist(), done["arrivals"][:].tolist(), done["digest"][:].tolist()))


def case_of(names):
    def body(octosim):
        came_out = []
        for name in names:
            digests = set()
            for ranks in (1, 2):
                summary = strategies.run(octosim, "moe", name, "chiplet", ranks)
                if strategies.STRATEGIES[name].get("cluster") == "static" and ranks == 2:
                    assert summary["cluster_switches"] == 0, (name, summary)
                digests.add(summary["trace_digest"])
                came_out.append(_came_out(octosim))
            assert len(digests) == 1, (name, digests)
        assert all(one == came_out[0] for one in came_out), names

    return command.Case(body, seconds=240, processors=2)


NAMES = sorted(strategies.STRATEGIES)
CASES = {"moe_strategies_1": case_of(["both", *NAMES[1::2]]), "moe_strategies_2": case_of(["both", *NAMES[0::2]])}


def skew(octosim):
    """With and without balance the same groups go to the same experts; little room changes nothing."""
    path = command.EXPERIMENTS / "moe_chiplet.toml"
    short = ("--set", "workload.minutes=3 s")
    done = []
    for words in (("schedule.balance=none",), ("schedule.balance=diffusive",), ("tf_queue.packets_per_flow=1",)):
        summary = octosim.run(path, "out", *short, "--set", *words, "--set", "run.stall_limit=50000000")
        assert summary["functional_ok"] is True and summary["packets_in_flight"] == 0, summary
        done.append((_came_out(octosim), summary["macs"], summary["operations"]))
    assert done[0] == done[1] == done[2]
    # A prompt of g groups: 19,398,656 g MACs of attention, g routers, 2 g experts, and the next token.
    macs = done[0][1] - 8 * 3 * 128_000
    each = 19_398_656 + 65_536 + 2 * 11_010_048
    assert macs % each == 0 and 4 * 24 <= macs // each <= 28 * 24, (macs, each)


CASES["moe_skew"] = command.Case(skew, seconds=120)
