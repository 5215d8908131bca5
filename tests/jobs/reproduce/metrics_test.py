"""Metrics of a trace small enough to work out by hand (support.write_trace)."""
import json
import unittest

import support
from reproduce import metrics
from points.errors import Failed


class MetricsTest(support.Scratch):
    def of(self, **changes):
        support.write_trace(self.folder / "trace.h5")
        self.write("summary.json", json.dumps(support.summary(**changes)))
        return metrics.of_run(self.folder)

    def test_states_of_the_whole_run(self):
        """TBU 0 busy for 1000 of 1000 cycles, TBU 1 for 500."""
        found = self.of()["states"]
        self.assertAlmostEqual(found["utilization"], 0.75)
        self.assertAlmostEqual(found["starved"], 0.25)
        self.assertAlmostEqual(sum(found[state] for state in metrics.STATES), 1.0)

    def test_the_steady_window_follows_packets(self):
        """150 packets: 100 until cycle 500, 50 after it.  5 % are 7.5, at 37.5 cycles; 90 % are 135, at 850 cycles."""
        found = self.of()["steady"]
        self.assertAlmostEqual(found["from"], 37.5)
        self.assertAlmostEqual(found["to"], 850.0)
        self.assertAlmostEqual(found["utilization"], (812.5 + 462.5) / (2 * 812.5))

    def test_sub_owgs_share_out_what_tbus_did(self):
        """Sub-OWG 0 until 400: 800 busy cycles but for the sample 250..500, whose 500 are shared 150 to 100; then sub-OWG 1."""
        found = self.of()["sub_owgs"]
        self.assertEqual([row["executed"] for row in found], [60, 90])
        self.assertAlmostEqual(found[0]["busy"], 800.0)
        self.assertAlmostEqual(found[1]["busy"], 200.0 + 500.0)
        self.assertAlmostEqual(found[1]["starved"], 500.0)
        self.assertAlmostEqual(sum(row[state] for row in found for state in metrics.STATES), 2000.0)

    def test_shares_over_time(self):
        rows = self.of()["shares"]["by_sub_owg"]
        self.assertEqual(len(rows[0]), metrics.BINS)
        at = 400 * metrics.BINS // 1000
        self.assertEqual((rows[0][at - 1], rows[0][at], rows[1][at - 1], rows[1][at]), (1.0, 0.0, 0.0, 1.0))

    def test_clusters(self):
        self.assertEqual([(c["row"], c["col"], c["utilization"]) for c in self.of()["clusters"]], [(0, 0, 0.75)])

    def test_a_run_that_did_not_end_well_has_none(self):
        for changes in ({"functional_ok": False}, {"end_reason": "interrupted"}):
            with self.assertRaisesRegex(Failed, "the run ended"):
                self.of(**changes)

    def test_a_folder_without_a_trace_has_none(self):
        self.write("summary.json", json.dumps(support.summary()))
        with self.assertRaises(Failed):
            metrics.of_run(self.folder)


if __name__ == "__main__":
    unittest.main()
