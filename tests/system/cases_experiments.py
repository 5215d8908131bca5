"""Every experiment of jobs/experiments, cut short, runs to its end with every result right; with tiny queues too."""
import command


def case_of(path):
    def body(octosim):
        summary = octosim.run(path, "out", "--set", "workload.minutes=0.0001", "--set", "workload.videos=2", within=150)
        assert summary["functional_ok"] is True, summary
        assert summary["packets_delivered"] > 0, summary
        assert summary["packets_in_flight"] == 0, summary
        octosim.succeeds("verify", "out/trace.h5")

    return command.Case(body, seconds=240)


CASES = {f"experiment_{path.stem}": case_of(path) for path in sorted(command.EXPERIMENTS.glob("*.toml"))}


def starved_of_room(name):
    """Queues of one and two packets: everything waits for everything that it may wait for, and nothing for ever."""
    def body(octosim):
        for packets in (1, 2):
            for seed in (1, 2):
                summary = octosim.run(command.EXPERIMENTS / f"{name}_chiplet.toml", "out", "--set", "workload.minutes=0.0001",
                                      "--set", "workload.videos=3", "--set", f"tf_queue.packets_per_flow={packets}",
                                      "--set", f"run.seed={seed}", "--set", "run.stall_limit=50000000", within=60)
                assert summary["functional_ok"] is True and summary["packets_in_flight"] == 0, (packets, seed, summary)
                assert summary["streams_done"] == 3, (packets, seed, summary)

    return command.Case(body, seconds=120)


CASES.update({f"little_room_{name}": starved_of_room(name) for name in ("er", "dpsr", "sfr", "cmr", "osvos", "ocr")})


def all_there(octosim):
    wanted = {f"experiment_{name}_{size}" for name in ("er", "dpsr", "sfr", "cmr", "osvos", "ocr", "moe")
              for size in ("chiplet", "wafer")}
    assert wanted <= set(CASES), f"missing in jobs/experiments: {sorted(wanted - set(CASES))}"


CASES["experiments_all_there"] = command.Case(all_there, seconds=10)
