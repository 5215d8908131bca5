"""Random parameters: where they fall, and that they are the same everywhere."""
import unittest

import support  # noqa: F401  (puts the packages on the path)
from sweep.draws import Choice, Range, unit_samples


class DrawsTest(unittest.TestCase):
    def test_a_latin_hypercube_has_one_sample_in_each_part(self):
        found = unit_samples(1, "a.x", 50, "latin-hypercube")
        self.assertEqual(sorted(int(at * 50) for at in found), list(range(50)))
        self.assertNotEqual([int(at * 50) for at in found], list(range(50)))

    def test_keys_are_in_orders_of_their_own(self):
        self.assertNotEqual(unit_samples(1, "a.x", 20, "latin-hypercube"), unit_samples(1, "a.y", 20, "latin-hypercube"))

    def test_independent_samples_need_not_fill_each_part(self):
        found = unit_samples(1, "a.x", 50, "independent")
        self.assertLess(len({int(at * 50) for at in found}), 50)
        self.assertTrue(all(0 <= at < 1 for at in found))

    def test_the_same_on_every_machine(self):
        """Golden: what this function gave when sweeps were new; other numbers would be other sweeps."""
        self.assertEqual([round(at, 12) for at in unit_samples(7, "schedule.interval", 3, "independent")],
                         [0.12064503223, 0.490529074399, 0.053971169334])

    def test_whole_numbers_from_end_to_end(self):
        whole = Range(1, 3)
        self.assertEqual([whole.value(at / 6) for at in range(6)], [1, 1, 2, 2, 3, 3])
        self.assertEqual(Range(1, 1000, log=True).value(0.999999), 1000)

    def test_log_is_by_ratio(self):
        self.assertAlmostEqual(Range(1.0, 100.0, log=True).value(0.5), 10.0, places=9)
        self.assertEqual(Range(1.0, 2.0, unit="ms").value(0.5), "1.5 ms")

    def test_choices_are_as_often(self):
        choice = Choice(["p", "q", "r"])
        self.assertEqual([choice.value(at / 6) for at in range(6)], ["p", "p", "q", "q", "r", "r"])


if __name__ == "__main__":
    unittest.main()
