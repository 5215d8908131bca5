"""octosim watch: what it says of a run that goes on, of one that ended, and of what is none."""
import unittest

import support


class WatchTest(support.Scratch):
    def test_a_run_that_goes_on(self):
        for rank in range(2):
            support.write(self.folder / f"rank-000{rank}.h5", 10, rank, 2, 6001 + 1000 * rank)
        status, out, err = self.octosim("watch", self.folder, "--once")
        self.assertEqual((status, err), (0, ""))
        self.assertIn("made_up: on disk until cycle 6001, 2 ranks", out)
        self.assertIn("12 of 40 frames at cycle 6000", out)
        self.assertIn("TBUs busy   50 % in cycles 5000 to 6000", out)
        self.assertIn(" 1  50%\n", out)
        self.assertIn("furthest has flushed 1000 cycles more", out)

    def test_nothing_flushed_yet(self):
        support.write(self.folder / "rank-0000.h5", 0, 0, 1, 0)
        self.assertIn("nothing is flushed yet (trace.flush_seconds = 1)", self.octosim("watch", self.folder, "--once")[1])

    def test_a_run_that_ended(self):
        support.write(self.folder / "trace.h5")
        status, out, _ = self.octosim("watch", self.folder)
        self.assertEqual(status, 0)
        self.assertIn("made_up: ended (all streams delivered) after 10000 cycles, 50.0 % of TBU cycles busy, results right", out)

    def test_the_page_loads_itself_again_until_the_end(self):
        support.write(self.folder / "rank-0000.h5", 10, 0, 1, 6001)
        page = self.folder / "page.html"
        self.assertEqual(self.octosim("watch", self.folder, "--once", "--page", page)[0], 0)
        self.assertIn('<meta name="octosim-live" content="2">', page.read_text())
        support.write(self.folder / "trace.h5")
        self.octosim("watch", self.folder, "--page", page)
        self.assertNotIn('<meta name="octosim-live"', page.read_text())

    def test_what_is_refused(self):
        self.refused(("watch", self.folder / "nowhere"), "no such folder")
        self.refused(("watch", self.folder), "no rank-*.h5")
        support.write(self.folder / "trace.h5")
        self.refused(("watch", self.folder / "trace.h5"), "is a file")
        self.refused(("watch", self.folder, "--every", "0"), "0.1 to 3600")


if __name__ == "__main__":
    unittest.main()
