"""Points on disk, with a made-up octosim: run once, whole or not there, failures with their log."""
import os
import shutil
import unittest

import support
from reproduce import local
from points.errors import Failed
from points.point import Point
from reproduce.store import Store


class StoreTest(support.Scratch):
    def setUp(self):
        super().setUp()
        self.made = self.program()
        self.store = Store(self.folder / "out", self.made)

    def point(self, seed):
        return Point.of(self.made.experiments / "one.toml", {}, seed)

    def test_a_point_is_run_and_keeps_metrics_not_the_trace(self):
        found = self.store.run(self.point(2))
        self.assertEqual(found, self.store.metrics(self.point(2)))
        self.assertEqual(found["makespan_cycles"], 1000)
        folder = self.store.folder / self.store.name(self.point(2))
        self.assertEqual(sorted(file.name for file in folder.iterdir()), ["log", "metrics.json", "point.json", "summary.json"])
        self.assertEqual(list(self.store.folder.iterdir()), [folder])
        self.assertIn("octosim run", self.store.about(self.point(2))["by_hand"])

    def test_a_plan_is_made_once_and_keeps_what_was_printed(self):
        point = Point.of_chunk({"chunk.model": "gpt --seq 8", "chunk.budget": "50%", "chunk.execute": True})
        self.assertEqual(point.words("out"), ["chunk", "--json", "--budget", "50%", "--execute", "--model", "gpt --seq 8"])
        self.assertTrue(point.is_timed)
        found = self.store.run(point, 2)
        self.assertEqual(found, {"version": 1, "plan": True, "peak_before_bytes": 90, "loops": ["a..b"]})
        self.assertEqual(self.store.metrics(point), found)
        self.assertEqual(self.store.about(point)["by_hand"], "octosim chunk --json --budget 50% --execute --model 'gpt --seq 8'")
        self.assertEqual(Point.from_json(point.as_json()), point)
        folder = self.store.folder / self.store.name(point)
        self.assertEqual(sorted(file.name for file in folder.iterdir()), ["log", "metrics.json", "point.json", "result.json"])

    def test_a_budget_without_a_plan_is_a_result_and_bad_input_is_not(self):
        found = self.store.run(Point.of_chunk({"chunk.budget": "10%"}))
        self.assertFalse(found["plan"])
        self.assertIn("must be at least 12", found["why"])
        with self.assertRaisesRegex(Failed, "status 2\noctosim: error: --budget 0%"):
            self.store.run(Point.of_chunk({"chunk.budget": "0%"}))

    def test_what_is_timed_runs_alone_and_last(self):
        timed = [Point.of_chunk({"chunk.budget": f"{share}%", "chunk.execute": True}) for share in (20, 30)]
        planned = Point.of_chunk({"chunk.budget": "40%"})
        self.assertEqual(local.run_all([*timed, planned, self.point(2)], self.store, 1, 4), {})
        self.assertEqual(set(self.calls()[:2]), {"40%", "2"})
        self.assertEqual(set(self.calls()[2:]), {"20%", "30%"})

    def test_what_is_not_whole_is_run_again(self):
        for spoil in (lambda folder: (folder / "metrics.json").write_text("{\"version\""), lambda folder: (folder / "summary.json").unlink(),
                      lambda folder: (folder / "metrics.json").write_text("{}"), lambda folder: (folder / "point.json").unlink()):
            self.store.run(self.point(2))
            spoil(self.store.folder / self.store.name(self.point(2)))
            self.assertIsNone(self.store.metrics(self.point(2)))
            self.store.run(self.point(2))
            self.assertIsNotNone(self.store.metrics(self.point(2)))

    def test_a_failure_has_the_tail_of_its_log_and_leaves_nothing(self):
        with self.assertRaisesRegex(Failed, "status 1\na line of the log\nthe reason"):
            self.store.run(self.point(13))
        self.assertEqual(list(self.store.folder.iterdir()), [])

    def test_two_processes_at_one_point_leave_one_result(self):
        first = self.store.run(self.point(2))
        self.assertEqual(self.store.run(self.point(2)), first)

    def test_what_a_killed_process_left_is_swept(self):
        host = os.uname().nodename
        gone = self.store.folder / f"x.part-{host}-999999999_1"
        mine = self.store.folder / f"x.part-{host}-{os.getpid()}_1"
        elsewhere = self.store.folder / "x.part-another-999999999_1"
        for folder in (gone, mine, elsewhere):
            folder.mkdir()
        self.store.sweep()
        self.assertEqual([gone.exists(), mine.exists(), elsewhere.exists()], [False, True, True])

    def test_one_failure_does_not_stop_the_others(self):
        points = [self.point(seed) for seed in (1, 13, 2, 3)]
        failed = local.run_all(points, self.store, jobs=2)
        self.assertEqual([point.value("run.seed") for point in failed], ["13"])
        self.assertTrue(all(self.store.metrics(self.point(seed)) for seed in (1, 2, 3)))

    def test_the_longest_come_first(self):
        points = [self.point(seed) for seed in (1, 2, 3)]
        known = {self.point(1).label(): 1.0, "other run.seed=1": 9.0}
        self.assertEqual(set(local.guesses(points, known).values()), {1.0})
        for label, seconds in (("one a=1", 3.0), ("one a=2", 5.0)):
            known[label] = seconds
        long = Point.of(self.made.experiments / "one.toml", {"a.x": "1"}, 1)
        self.assertEqual(local.guesses([long], {"one a.y=2 run.seed=1": 3.0, "one a.y=3 run.seed=1": 5.0})[long], 4.0)
        shutil.copy(self.made.experiments / "one.toml", self.made.experiments / "two.toml")
        two = Point.of(self.made.experiments / "two.toml", {}, 5)
        order = local.guesses([self.point(1), two], {self.point(7).label(): 2.0, two.label(): 8.0})
        self.assertEqual(max(order, key=order.get), two)
        local.run_all([self.point(1), self.point(2)], self.store, jobs=1)
        local.run_all([self.point(1)], self.store, jobs=1)
        self.assertEqual(self.calls(), ["1", "2"])


if __name__ == "__main__":
    unittest.main()
