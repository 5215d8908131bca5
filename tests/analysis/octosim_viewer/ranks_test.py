"""Files of ranks: as far as all have flushed, in the order of the model, and without disturbing who writes them."""
import io
import json
import unittest

import h5py
import numpy

import support
from octosim_viewer.errors import BadInput
from octosim_viewer.ranks import RunningRun


class RanksTest(support.Scratch):
    def ranks(self, *untils, samples=10):
        for rank, until in enumerate(untils):
            support.write(self.folder / f"rank-{rank:04}.h5", samples, rank, len(untils), until)
        return RunningRun(self.folder)

    def trace_of(self, run):
        memory = io.BytesIO()
        with h5py.File(memory, "w") as out:
            run.write_trace(out)
        return h5py.File(memory, "r")

    def test_rows_of_all_ranks_in_order_until_the_slowest(self):
        run = self.ranks(7001, 4001)
        self.assertEqual(run.progress(), [7001, 4001])
        support.write(self.folder / "one.h5", 4)
        with self.trace_of(run) as trace, h5py.File(self.folder / "one.h5") as one:
            self.assertEqual(int(trace["meta"].attrs["complete_until"]), 4001)
            self.assertEqual(int(trace["meta"].attrs["complete"]), 0)
            self.assertNotIn("rank", trace["meta"].attrs)
            for table in ("tbus/samples", "clusters/samples", "network/links", "balance/moves"):
                for name in one[table]:
                    numpy.testing.assert_array_equal(trace[table][name][:], one[table][name][:], f"{table}/{name}")

    def test_columns_that_are_longer_than_others_are_cut(self):
        self.ranks(5001)
        with h5py.File(self.folder / "rank-0000.h5", "r+", libver="v110") as file:
            for name in ("busy", "packets"):
                file["tbus/samples"][name].resize((20,))
        with self.trace_of(RunningRun(self.folder)) as trace:
            self.assertEqual(trace["tbus/samples/time"].shape[0], 20)

    def test_the_tail_is_of_all_ranks(self):
        tail = self.ranks(9001, 9001).tail("streams/input", ("cluster", "fetched"), 3)
        self.assertEqual(sorted(set(tail["cluster"].tolist())), [0, 1])
        self.assertEqual(tail["time"].tolist(), sorted(tail["time"].tolist()))
        self.assertEqual(int(tail["time"][-1]), 9000)

    def test_of_earlier_parts_as_many_rows_count_as_the_checkpoint_says(self):
        self.ranks(9001)
        part = self.folder / "part-0001"
        part.mkdir()
        support.write(part / "rank-0000.h5", 10, 0, 1, 9001)
        with self.assertRaisesRegex(BadInput, "checkpoint.json"):
            RunningRun(self.folder)
        with h5py.File(self.folder / "rank-0000.h5") as file:
            tables = []
            file.visititems(lambda name, item: tables.append(name) if "columns" in item.attrs else None)
        counts = [16 if table == "tbus/samples" else 0 for table in sorted(tables)]
        (self.folder / "checkpoint.json").write_text(json.dumps({"parts": [{"rows": [counts]}]}))
        with self.trace_of(RunningRun(self.folder)) as trace:
            self.assertEqual(trace["tbus/samples/time"].shape[0], 16 + 9 * support.TBUS)

    def test_a_missing_rank_is_named(self):
        self.ranks(9001, 9001)
        (self.folder / "rank-0001.h5").unlink()
        with self.assertRaisesRegex(BadInput, "1 ranks, of a run of 2"):
            RunningRun(self.folder)

    def test_a_writer_goes_on_while_it_is_read(self):
        path = self.folder / "rank-0000.h5"
        support.write(path, 10, 0, 1, 3001)
        with h5py.File(path, "r+", libver="v110") as writer:
            writer.swmr_mode = True
            self.assertEqual(RunningRun(self.folder).progress(), [3001])
            writer["progress/time"].resize((2,))
            writer["progress/time"][1] = 8001
            writer["progress/time"].flush()
            run = RunningRun(self.folder)
            self.assertEqual(run.progress(), [8001])
            self.assertEqual(run.rows("balance/moves"), 20)


if __name__ == "__main__":
    unittest.main()
