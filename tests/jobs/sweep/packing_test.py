"""What fits at once."""
import unittest

import support  # noqa: F401  (puts the packages on the path)
from sweep.packing import Packing, free_memory

GIB = 1 << 30


class PackingTest(unittest.TestCase):
    def test_ranks_fill_cores(self):
        packing = Packing(memory=1, cores=4, free=10 * GIB)
        taken = [packing.take(2), packing.take(2)]
        self.assertNotIn(None, taken)
        self.assertIsNone(packing.take(1))
        packing.give_back(2, taken[0])
        self.assertIsNotNone(packing.take(1))
        self.assertIsNone(packing.take(2))

    def test_memory_is_a_limit_too(self):
        packing = Packing(memory=4 * GIB, cores=8, free=10 * GIB)
        self.assertIsNotNone(packing.take(1))
        self.assertIsNotNone(packing.take(1))
        self.assertIsNone(packing.take(1), "two of 4 GiB are all that nine tenths of 10 GiB hold")

    def test_what_runs_needed_is_learnt(self):
        packing = Packing(cores=8, free=10 * GIB)
        self.assertLess(packing.needs(1), GIB)
        packing.learn(5 * GIB)
        self.assertEqual(packing.needs(1), 6 * GIB)
        self.assertIsNotNone(packing.take(1))
        self.assertIsNone(packing.take(1))

    def test_a_point_that_never_fits_runs_alone(self):
        packing = Packing(memory=100 * GIB, cores=2, free=10 * GIB)
        self.assertIsNotNone(packing.take(8))
        self.assertIsNone(packing.take(1))

    def test_no_more_at_once_than_wanted(self):
        packing = Packing(at_once=1, memory=1, cores=8, free=10 * GIB)
        self.assertIsNotNone(packing.take(1))
        self.assertIsNone(packing.take(1))

    def test_this_machine_has_memory(self):
        self.assertGreater(free_memory(), 1 << 20)


if __name__ == "__main__":
    unittest.main()
