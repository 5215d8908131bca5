"""Every strategy once, every benchmark once, on 1 and 2 ranks; strategies.py, by hand, runs each on each."""
import command
import strategies

# Each benchmark has its turn: the ones that cost most with the strategies that cost least.
TURNS = {"static-1": "er", "static-2": "dpsr", "static-3": "sfr", "static-4": "cmr", "static-8": "er", "adaptive": "ocr",
         "proactive": "sfr", "both": "cmr", "reactive": "osvos", "stealing": "dpsr"}


def case_of(strategy, benchmark):
    def body(octosim):
        divided = strategies.STRATEGIES[strategy].get("cluster") == "static"
        alone, two = (strategies.run(octosim, benchmark, strategy, "chiplet", ranks) for ranks in (1, 2))
        assert two["ranks"] == 2 and alone["trace_digest"] == two["trace_digest"], (alone, two)
        if strategy in ("reactive", "stealing", "both"):
            assert alone["balance_moves"] > 0, alone
        if not divided:
            assert alone["cluster_switches"] > 0, alone
            return
        assert alone["cluster_switches"] == 0 and alone["balance_moves"] == 0, alone

    return command.Case(body, seconds=120, processors=2)


CASES = {f"strategy_{strategy}": case_of(strategy, benchmark) for strategy, benchmark in TURNS.items()}


def all_there(octosim):
    """No strategy and no benchmark is left out, and none does what `both` does.  (Each run above compares every stream
    with the untimed interpreter.)"""
    assert set(TURNS) == set(strategies.STRATEGIES), TURNS
    assert set(TURNS.values()) == set(strategies.BENCHMARKS), TURNS
    for strategy in ("static-1", "proactive", "reactive", "stealing"):
        strategies.run(octosim, "er", "both", "chiplet", 1, out="both")
        strategies.run(octosim, "er", strategy, "chiplet", 1, out="other")
        differs = octosim("diff", "both/trace.h5", "other/trace.h5")
        assert differs.status == 1, f"{strategy} does what both does\n{differs}"


CASES["strategies_all_there"] = command.Case(all_there, seconds=60)
