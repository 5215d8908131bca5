"""Costs from pilot runs."""
import unittest

import support
from points.point import Point
from sweep.estimate import Pilots, _Measured, extrapolated


class EstimateTest(support.Scratch):
    def test_along_the_line_through_the_last_two(self):
        self.assertAlmostEqual(extrapolated([_Measured(1 / 64, 1.0), _Measured(1 / 8, 2.0)]), 2.0 + 7 / 8 * (1.0 / (1 / 8 - 1 / 64)))
        self.assertEqual(extrapolated([_Measured(1 / 8, 2.0), _Measured(1.0, 3.0)]), 3.0)
        self.assertEqual(extrapolated([_Measured(1 / 64, 2.0), _Measured(1 / 8, 1.0)]), 1.0, "never less than it took")

    def pilots(self, settings, seconds):
        return Pilots([Point.of(self.folder / "one.toml", settings, 1)], self.program(), seconds).estimate()

    def test_of_a_whole_run(self):
        found = self.pilots({"made.steps": 10}, 30.0)
        self.assertGreater(found.seconds, 0.2)
        self.assertFalse(found.at_least)

    def test_that_takes_too_long(self):
        found = self.pilots({"made.steps": 1000}, 0.5)
        self.assertEqual((found.seconds, found.at_least), (0.5, True))

    def test_none_wanted(self):
        self.assertIsNone(self.pilots({"made.steps": 1}, 0.0).seconds)
        self.assertEqual(self.calls(), [])


if __name__ == "__main__":
    unittest.main()
