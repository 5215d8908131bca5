"""Every figure on made-up results: the values that claims ask for, worked out by hand; a picture and tables of each."""
import unittest

import support
from reproduce.metrics import BINS, STATES
from reproduce.results import Missing, Results
from reproduce.study import cells, read_scale, read_study


class FakeProgram:
    defaults = {"schedule.interval": "100000"}


def of(name: str, metrics, seeds: int = 2):
    """What the module of that study makes of `metrics(series, at, seed)`."""
    import importlib
    study = read_study(support.STUDIES / f"{name}.toml")
    scale = read_scale(support.STUDIES / "scales.toml", "quick")
    found = cells(study, scale, support.ROOT / "jobs" / "experiments", seeds)
    results = Results(study, found, lambda cell: metrics(cell.series, dict(cell.at), cell.seed))
    return importlib.import_module(f"reproduce.figures.{name}").make(results, FakeProgram())


def run(makespan=1000, utilization=0.5, **more):
    """Metrics of one cluster on two sub-OWGs, half the run each."""
    half = BINS // 2
    return {"makespan_cycles": makespan, "utilization": utilization, "steady": {"utilization": utilization, "configuring": 0.1, "starved": 0.1},
            "balance_bytes": 10, "balance_byte_hops": 10, "balance_moves": 1, "data_hop_bytes": 50, "data_die_bytes": 50,
            "clusters": [{"row": 0, "col": 0, "utilization": utilization, "steady": utilization},
                         {"row": 0, "col": 1, "utilization": utilization, "steady": utilization}],
            "sub_owgs": [{"executed": 1, **dict.fromkeys(STATES, 10.0)} for _ in range(5)],
            "shares": {"cycles": makespan, "by_sub_owg": [[1.0] * half + [0.0] * half, [0.0] * half + [1.0] * half, [0.0] * BINS, [0.0] * BINS]},
            **more}


class FiguresTest(unittest.TestCase):
    def tearDown(self):
        from reproduce.figures import style
        style.pyplot.close("all")

    def values(self, name, metrics, seeds=2):
        outcome = of(name, metrics, seeds)
        self.assertEqual(list(outcome.pictures), [name])
        self.assertTrue(outcome.tables)
        for table in outcome.tables:
            self.assertTrue(all(len(row) == len(table.columns) for row in table.rows), table.title)
        return {key: sample for key, sample in outcome.values.items()}

    def test_fig9_divides_by_the_static_machine_seed_by_seed(self):
        def metrics(series, at, seed):
            speed = {"static": 1, "both": 4 if at["benchmark"] == "er" else 2, "proactive": 2}.get(series, 1)
            return run(8000 * seed // speed, 0.25 * speed if speed <= 4 else 1)
        found = self.values("fig9", metrics)
        self.assertEqual(found["fig9.speedup.both.er"].values, (4.0, 4.0))
        self.assertAlmostEqual(found["fig9.geomean.both"].mean, (4 * 2 ** 5) ** (1 / 6))
        self.assertEqual(found["fig9.most.both"].mean, 4)
        self.assertEqual(found["fig9.least.both"].mean, 2)
        self.assertAlmostEqual(found["fig9.mean_utilization.both"].mean, (1 + 5 * 0.5) / 6)
        self.assertAlmostEqual(found["fig9.proactive_over_adaptive"].mean, 2)
        self.assertEqual(len(found["fig9.speedup.static_n1.er"].values), 1)

    def test_fig10_counts_cycles_of_sub_owgs(self):
        """What was idle before it was attributed (`open`) takes from what is attributed later: 50 - 20 are without input."""
        def metrics(series, at, seed):
            rows = [{"executed": 1, **dict.fromkeys(STATES, 0.0), "busy": 30.0, "starved": 50.0, "open": -20.0},
                    {"executed": 1, **dict.fromkeys(STATES, 0.0), "busy": 30.0 if series == "static" else 10.0}] * 3
            return run(3000 if series == "static" else 2000, sub_owgs=rows)
        found = self.values("fig10", metrics)
        self.assertAlmostEqual(found["fig10.geomean"].mean, 1.5)
        self.assertAlmostEqual(found["fig10.sub_owg.cmr.2"].mean, 3.0)

    def test_fig12_divides_reactive_by_diffusive(self):
        def metrics(series, at, seed):
            if series == "diffusive":
                return run(1000, 0.8)
            return run(2000, 0.6, balance_bytes=5, balance_byte_hops=70)
        found = self.values("fig12", metrics)
        self.assertAlmostEqual(found["fig12.idle_steady.cmr"].mean, 2.0)
        self.assertAlmostEqual(found["fig12.bytes.er"].mean, 0.5)
        self.assertAlmostEqual(found["fig12.byte_hops.er"].mean, 7.0)
        self.assertAlmostEqual(found["fig12.makespan.er"].mean, 2.0)

    def test_fig13_says_who_has_most_and_when(self):
        found = self.values("fig13", lambda series, at, seed: run())
        self.assertAlmostEqual(found["fig13.dominates.1"].mean, 0.5)
        self.assertAlmostEqual(found["fig13.share.2"].mean, 0.5)
        self.assertAlmostEqual(found["fig13.middle.2"].mean, 0.75, places=2)
        self.assertEqual(found["fig13.end_share.2"].mean, 1.0)

    def test_fig14_finds_the_best_size(self):
        found = self.values("fig14", lambda series, at, seed: run(1000 + at["size"], 0.9 if at["size"] == (32 if at["benchmark"] == "er" else 8) else 0.5))
        self.assertEqual((found["fig14.best.cmr"].mean, found["fig14.interior.cmr"].mean), (8, 1))
        self.assertEqual((found["fig14.best.er"].mean, found["fig14.interior.er"].mean), (32, 0))
        self.assertEqual(found["fig14.fastest.er"].mean, 2)

    def test_fig15_finds_the_best_interval(self):
        found = self.values("fig15", lambda series, at, seed: run(1000 if at["interval"] == 300000 else 1500, 0.9 if at["interval"] == 300000 else 0.7))
        self.assertEqual((found["fig15.best"].mean, found["fig15.fastest"].mean, found["fig15.interior"].mean), (300000, 300000, 1))
        self.assertAlmostEqual(found["fig15.loss.left"].mean, 0.2)

    def test_sensitivity_falls_back_to_what_a_change_does_not_touch(self):
        def metrics(series, at, seed):
            if series == "static":
                return run(6000 if at["change"] == "N = 1" else 3000)
            if at["change"] == "shared source":
                return run(1000 if series != "reactive" else 1000, 0.75 if series != "reactive" else 0.25)
            return run(1500, 0.5)
        found = self.values("sensitivity", metrics)
        self.assertAlmostEqual(found["sensitivity.geomean.N = 1"].mean, 4)
        self.assertAlmostEqual(found["sensitivity.geomean.nothing"].mean, 2)
        self.assertAlmostEqual(found["sensitivity.geomean.shared source"].mean, 3)
        self.assertAlmostEqual(found["sensitivity.idle_steady.er.shared source"].mean, 3)
        self.assertNotIn("sensitivity.geomean.die latency 32 cycles", found)

    def test_autochunk_takes_the_best_of_what_loses_little(self):
        """Half the memory loses 5 %, a fifth 8 % predicted and 20 % measured, 10 % has no plan; sequences are 9 times as long."""
        losses = {"50": (0.05, 0.05), "20": (0.08, 0.20)}

        def metrics(series, at, seed):
            if series == "longest":
                return {"max_sequence_before": 100, "max_sequence_after": 400 if at["limit"] != "80 GB" else 900}
            if series == "executed":
                run = {"predicted_peak_bytes": 90, "peak_bytes": 80, "reach_bytes": 85, "seconds": 1.0}
                return {"memory_bytes": 100, "executed_longest": [{**run, "planned": planned, "sequence": 7} for planned in (False, True)]}
            if at["limit"] == "10":
                return {"plan": False, "why": "octosim: error: no plan (the budget must be at least 12)"}
            share = int(at["limit"]) if at["limit"].isdigit() else 30
            predicted, measured = losses.get(at["limit"], (0.0, 0.0) if share > 20 else (0.5, 0.5))
            executed = {"seconds_before": 1.0, "seconds_after": 1 / (1 - measured), "cpu_seconds_before": 1.0, "cpu_seconds_after": 1 / (1 - measured) if at["network"] != "unet block" else 1.0,
                        "peak_before_bytes": 1000, "peak_after_bytes": 10 * share + 5, "difference": 1e-6}
            if series == "planned":
                executed = None
            return {"plan": True, "cycles_before": 1.0, "cycles_after": 1 / (1 - predicted), "peak_before_bytes": 100, "peak_after_bytes": share,
                    "loops": ["a..b"], **({"executed": executed} if executed else {})}
        found = self.values("autochunk", metrics)
        self.assertAlmostEqual(found["autochunk.saved.predicted.gpt"].mean, 0.80)
        self.assertAlmostEqual(found["autochunk.saved.measured.gpt"].mean, 0.695)
        self.assertAlmostEqual(found["autochunk.loss.measured.vit_20"].mean, 0.20)
        self.assertAlmostEqual(found["autochunk.loss.measured.unet_20"].mean, 0.0, msg="another program was at work: time on a core")
        self.assertAlmostEqual(found["autochunk.longest.gpt"].mean, 9)
        self.assertAlmostEqual(found["autochunk.longest.unet"].mean, 3, msg="of the side of a picture")
        self.assertAlmostEqual(found["autochunk.longest_fast.vit"].mean, 4)
        self.assertAlmostEqual(found["autochunk.longest_least"].mean, 3)
        self.assertAlmostEqual(found["autochunk.in_memory.unet"].mean, 0.8)

    def test_a_missing_point_is_said(self):
        with self.assertRaisesRegex(Missing, "both er seed 2"):
            of("fig9", lambda series, at, seed: None if (series, at["benchmark"], seed) == ("both", "er", 2) else run())


if __name__ == "__main__":
    unittest.main()
