"""What is put into a page: what the viewer shows, exactly; or fewer samples, and then it says so."""
import io
import unittest
import unittest.mock

import h5py
import numpy

import support
from octosim_analysis.trace import Trace
from octosim_viewer import compact as module
from octosim_viewer.compact import SAMPLED, compact

image = module._image


class CompactTest(support.Scratch):
    def made(self, samples, most):
        support.write(self.folder / "trace.h5", samples)
        with Trace(self.folder / "trace.h5") as trace:
            return compact(trace, most)

    def test_a_small_trace_keeps_every_value_that_is_shown(self):
        found = self.made(10, 1 << 20)
        self.assertEqual(found.left_out, "")
        with h5py.File(io.BytesIO(found.image)) as small, h5py.File(self.folder / "trace.h5") as trace:
            for table, columns in SAMPLED.items():
                for name in ("time", *columns):
                    numpy.testing.assert_array_equal(small[table][name][:], trace[table][name][:])
            self.assertEqual(dict(small["summary"].attrs), dict(trace["summary"].attrs))
            self.assertEqual(small["meta/plan"][()], trace["meta/plan"][()])
            self.assertNotIn("owg", small["meta"])
            self.assertEqual(small["tbus/samples"].attrs["keys"], "time")

    def test_a_large_one_keeps_whole_samples_the_last_among_them(self):
        self.assertGreater(len(self.made(2000, 1 << 30).image), 60000)
        found = self.made(2000, 60000)
        self.assertLessEqual(len(found.image), 60000)
        self.assertRegex(found.left_out, r"^2000 samples in the trace, \d+ here")
        with h5py.File(io.BytesIO(found.image)) as small:
            times, counts = numpy.unique(small["tbus/samples/time"][:], return_counts=True)
            self.assertTrue((counts == support.TBUS).all())
            self.assertEqual(times[-1], 2000 * support.INTERVAL)
            self.assertTrue(2 < len(times) <= 1000)
            # Counters are since the start: whatever samples are left, the parts between them are right.
            busy = small["tbus/samples/busy"][:][small["tbus/samples/tbu"][:] == 3]
            numpy.testing.assert_array_equal(busy, times // 2)
            self.assertEqual(small["balance/moves/time"].shape[0], 2000 * support.CLUSTERS, "moves stay")

    def test_what_may_be_is_used_and_found_at_once(self):
        """Chunks are made small, so that a small trace has as many as a large one."""
        support.write(self.folder / "trace.h5", 3000)
        tries = []
        spied = unittest.mock.patch.object(module, "_image", side_effect=lambda *words: tries.append(words) or image(*words))
        with Trace(self.folder / "trace.h5") as trace, unittest.mock.patch.object(module, "_CHUNK", 256), spied:
            whole = len(compact(trace, 1 << 30).image)
            for most in (int(0.9 * whole), whole // 2, whole // 3, whole // 4):
                tries.clear()
                self.assertGreater(len(compact(trace, most).image), 0.6 * most, (most, whole))
                self.assertLessEqual(sum(len(words) == 3 for words in tries), 2, "pages with all samples that are kept")

    def test_what_cannot_fit_is_not_made(self):
        self.assertIsNone(self.made(10, 1000))


if __name__ == "__main__":
    unittest.main()
