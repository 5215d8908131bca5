"""octosim report: what the page has in it, and what is refused."""
import base64
import io
import re
import unittest

import h5py

import support

EMBEDDED = re.compile(r'<script type="text/plain" class="embedded-trace" data-name="([^"]*)" data-note="([^"]*)">([^<]*)</script>')


class ReportTest(support.Scratch):
    def setUp(self):
        super().setUp()
        self.trace = self.folder / "run" / "trace.h5"
        self.trace.parent.mkdir()
        support.write(self.trace)

    def page(self, name="page.html"):
        return (self.folder / name).read_text()

    def test_the_page_has_the_trace_in_it(self):
        status, out, _ = self.octosim("report", self.trace, "-o", self.folder / "page.html")
        self.assertEqual(status, 0)
        self.assertIn("report:", out)
        (name, note, text), = EMBEDDED.findall(self.page())
        self.assertEqual((name, note), ("run/trace.h5", ""))
        with h5py.File(io.BytesIO(base64.b64decode(text))) as trace:
            self.assertEqual(trace["tbus/samples/time"].shape[0], 10 * support.TBUS)
        self.assertNotIn("octosim-live", self.page().split("<script")[0])

    def test_two_traces_and_folders_and_the_default_place(self):
        self.assertEqual(self.octosim("report", self.trace, self.trace.parent)[0], 0)
        self.assertEqual([name for name, _, _ in EMBEDDED.findall((self.trace.parent / "report.html").read_text())], ["run/trace.h5", "run"])

    def test_a_run_that_goes_on(self):
        running = self.folder / "running"
        running.mkdir()
        for rank in range(2):
            support.write(running / f"rank-000{rank}.h5", 10, rank, 2, 6001)
        self.assertEqual(self.octosim("report", running, "-o", self.folder / "page.html")[0], 0)
        with h5py.File(io.BytesIO(base64.b64decode(EMBEDDED.findall(self.page())[0][2]))) as trace:
            self.assertEqual(trace["tbus/samples/time"].shape[0], 6 * support.TBUS)
            self.assertEqual(int(trace["meta"].attrs["complete"]), 0)

    def test_a_page_of_at_most_so_many_bytes(self):
        support.write(self.trace, 3000)
        self.octosim("report", self.trace, "-o", self.folder / "all.html")
        self.octosim("report", self.trace, "-o", self.folder / "page.html", "--most", "60KiB")
        (_, note, text), = EMBEDDED.findall(self.page())
        self.assertLess(len(base64.b64decode(text)), 60 << 10)
        self.assertIn("3000 samples in the trace", note)
        self.refused(("report", self.trace, "-o", self.folder / "none.html", "--most", "1kB"), "does not fit", "--most")
        self.assertFalse((self.folder / "none.html").exists())

    def test_a_name_cannot_end_the_script(self):
        odd = self.folder / 'a"><b&' / "trace.h5"
        odd.parent.mkdir()
        support.write(odd)
        self.octosim("report", odd, "-o", self.folder / "page.html")
        self.assertIn("a&quot;&gt;&lt;b&amp;/trace.h5", self.page())

    def test_what_is_refused(self):
        bad = self.folder / "bad.h5"
        page = self.folder / "none.html"

        def says(*parts):
            self.refused(("report", bad, "-o", page), "bad.h5", *parts)
        self.refused(("report", self.folder / "nowhere", "-o", page), "nowhere", "no such file")
        self.refused(("report", self.folder, "-o", page), "no trace.h5")
        bad.write_bytes(b"")
        says("empty")
        bad.write_text("hello")
        says("not an HDF5 file")
        whole = self.trace.read_bytes()
        bad.write_bytes(whole[:len(whole) // 2])
        says("cut short")
        with h5py.File(bad, "w") as file:
            file["x"] = 1
        says("not a trace of octosim")
        support.write(bad, schema=2)
        says("schema 2", "newer")
        support.write(bad, rank=0, until=1)
        says("rank 0 wrote")
        with h5py.File(self.trace) as file:
            chunk = file["tbus/samples/busy"].id.get_chunk_info(0)
        with h5py.File(bad, "w") as file, h5py.File(self.trace) as trace:
            for name in trace:
                trace.copy(name, file)
            del file["tbus/samples/busy"]
        self.assertGreater(chunk.size, 0)
        says("damaged")
        self.refused(("report", self.trace, self.trace, self.trace), "3 traces")
        self.refused(("report", self.trace, "-o", self.trace), "the trace itself")
        self.refused(("report", self.trace, "-o", self.folder), "is a folder")
        self.refused(("report",), "TRACE")
        self.refused(("report", self.trace, "--most", "3 apples"), "apples")
        self.assertFalse(page.exists())


if __name__ == "__main__":
    unittest.main()
