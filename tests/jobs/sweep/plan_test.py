"""Points and their addresses."""
import json
import time
import unittest

import support
from points.errors import BadInput
from sweep.plan import Plan


class PlanTest(support.Scratch):
    def addresses(self, text):
        return [point.address for point in self.plan(text).points]

    def test_an_address_is_of_all_that_decides(self):
        base = self.addresses("[grid]\n\"made.steps\" = [1]\n")
        self.assertEqual(self.addresses("title = \"t\"\n[set]\n\"made.steps\" = 1\n"), base, "however it is said")
        self.assertNotEqual(self.addresses("[grid]\n\"made.steps\" = [2]\n"), base)
        self.assertNotEqual(self.addresses("[resources]\nranks = 2\n[grid]\n\"made.steps\" = [1]\n"), base)
        self.assertNotEqual(self.addresses("repetitions = 1\n[grid]\n\"made.steps\" = [1]\n"), base)

    def test_editing_one_value_leaves_the_others(self):
        before = self.addresses("[grid]\n\"made.steps\" = [1, 2, 3]\n\"made.end\" = [\"good\", \"once\"]\n")
        after = self.addresses("[grid]\n\"made.steps\" = [1, 4, 3]\n\"made.end\" = [\"good\", \"once\"]\n")
        self.assertEqual([a == b for a, b in zip(before, after)], [True, True, False, False, True, True])

    def test_points_that_say_the_same_are_one(self):
        found = self.plan("[grid]\n\"made.steps\" = [1, 2, 1]\n")
        self.assertEqual((len(found.points), found.twice), (2, 1))

    def test_values_are_as_octosim_reads_them(self):
        point = self.plan("[grid]\n\"made.steps\" = [7]\nranks = [2]\n").points[0]
        self.assertEqual(point.values, {"experiment": "one", "ranks": 2, "made.steps": 7})
        self.assertEqual(point.label(["made.steps", "ranks"]), "made.steps=7 ranks=2")

    def test_constraints_leave_out(self):
        found = self.plan("constraints = [\"made.steps != 2\"]\n[grid]\n\"made.steps\" = [1, 2, 3]\n")
        self.assertEqual((len(found.points), found.left_out), (2, 1))
        with self.assertRaisesRegex(BadInput, "leave none of 3 points"):
            self.plan("constraints = [\"made.steps > 9\"]\n[grid]\n\"made.steps\" = [1, 2, 3]\n")

    def test_a_point_that_is_left_out_need_not_be_good(self):
        self.assertEqual(len(self.plan("constraints = [\"made.steps >= 0\"]\n[grid]\n\"made.steps\" = [-1, 1]\n").points), 1)

    def test_what_goes_to_a_job_comes_back(self):
        plan = self.plan("repetitions = 2\n[slurm]\noptions = [\"--partition=x\"]\n[grid]\n\"made.steps\" = [1, 2]\n")
        self.assertEqual(Plan.from_json(json.loads(json.dumps(plan.as_json()))), plan)

    def test_an_experiment_that_is_nowhere(self):
        self.write("sweep.toml", "[grid]\nexperiment = [\"one.toml\", \"gone\"]\n")
        from sweep.plan import make_plan
        from sweep.sweep_file import read_sweep
        with self.assertRaisesRegex(BadInput, "grid.\"experiment\" = \"gone\""):
            make_plan(read_sweep(self.folder / "sweep.toml"), self.program())

    def test_ten_thousand_points_take_little(self):
        """A bound with room for a machine that is busy; docs/sweeps.md has figures."""
        begin = time.process_time()
        found = self.plan("[random]\npoints = 10000\n[random.over]\n\"made.steps\" = { from = 1, to = 1000000000 }\n")
        self.assertEqual(len(found.points) + found.twice, 10000)
        self.assertLess(time.process_time() - begin, 2.0, "seconds of this process alone")


if __name__ == "__main__":
    unittest.main()
