"""Means and intervals, against values worked out elsewhere."""
import math
import unittest

import support  # noqa: F401
from reproduce.sample import Sample, geomean


class SampleTest(unittest.TestCase):
    def test_interval_of_five_values(self):
        """Mean 3, deviation sqrt(2.5), t of 4 degrees of freedom 2.776: half width 1.9630."""
        sample = Sample((1.0, 2.0, 3.0, 4.0, 5.0))
        self.assertEqual(sample.mean, 3.0)
        self.assertAlmostEqual(sample.half_width, 2.776 * math.sqrt(2.5) / math.sqrt(5), places=9)
        self.assertAlmostEqual(sample.half_width, 1.963, places=3)

    def test_one_value_has_no_interval(self):
        self.assertIsNone(Sample((2.0,)).half_width)
        self.assertEqual(Sample((2.0,)).text(".3g", "x"), "2 x")

    def test_many_values_take_the_normal_distribution(self):
        sample = Sample(tuple(float(n % 2) for n in range(40)))
        self.assertAlmostEqual(sample.half_width, 1.960 * math.sqrt(10 / 39) / math.sqrt(40), places=9)

    def test_percent(self):
        self.assertEqual(Sample((0.5, 0.5)).text(".1f", "%"), "50.0 ± 0.0 %")

    def test_geomean(self):
        self.assertAlmostEqual(geomean([1.0, 4.0, 2.0]), 2.0)


if __name__ == "__main__":
    unittest.main()
