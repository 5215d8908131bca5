"""octosim sweep on this machine, with a made-up octosim: what is run, what is not, what is said."""
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import support


class RunTest(support.Scratch):
    def test_a_finished_point_is_never_run_again_and_a_changed_one_is(self):
        self.sweep("repetitions = 2\n[grid]\n\"made.steps\" = [1, 2]\n")
        first = self.json("run")
        self.assertEqual([first[key] for key in ("total", "done", "failed", "executed")], [4, 4, 0, 4])
        self.assertEqual(self.json("run")["executed"], 0)
        self.assertEqual(len(self.calls()), 4)
        self.sweep("repetitions = 2\n[grid]\n\"made.steps\" = [1, 3]\n")
        again = self.json("status")
        self.assertEqual([again[key] for key in ("done", "waiting", "left_over")], [2, 2, 2])
        self.assertEqual(self.json("run")["executed"], 2)
        self.assertEqual([call["sets"]["made.steps"] for call in self.calls()[4:]], ["3", "3"])
        self.assertEqual(self.json("status")["executed"], 2)

    def test_every_input_is_in_the_address(self):
        self.sweep("[grid]\n\"made.steps\" = [1]\n")
        self.json("run")
        for name, text in (("flow.toml", "name = \"other\"\n"), ("one.toml", "[workload]\nowg = \"flow.toml\"\nx = 1\n"),
                           ("bin/octosim", self.binary.read_text() + "\n")):
            (self.folder / name).write_text(text)
            for cached in _caches():
                cached.cache_clear()
            self.assertEqual(self.json("run")["executed"], 1, name)

    def test_one_failure_does_not_stop_the_others_and_is_run_again_only_when_asked(self):
        self.sweep("[grid]\n\"made.end\" = [\"good\", \"wrong\", \"bad\"]\n")
        first = self.json("run", status=1)
        self.assertEqual([first[key] for key in ("done", "failed", "executed")], [1, 2, 3])
        self.assertIn("the reason", " ".join(first["problems"]))
        self.assertEqual(self.json("run", status=1)["executed"], 0)
        self.assertEqual(self.json("resume", status=1)["executed"], 0)
        again = self.json("retry-failed", status=1)
        self.assertEqual([again[key] for key in ("done", "failed", "executed")], [1, 2, 2])
        rows = list(csv.DictReader((self.out / "results.csv").read_text().splitlines()))
        self.assertEqual(sorted(row["state"] for row in rows), ["done", "failed", "failed"])

    def test_what_is_killed_is_tried_again_and_fails_in_the_end(self):
        self.sweep("[grid]\n\"made.end\" = [\"once\", \"killed\"]\n")
        found = self.json("run", status=1)
        self.assertEqual([found[key] for key in ("done", "failed")], [1, 1])
        self.assertEqual(len(self.calls()), 2 + 3)
        self.assertIn("killed (status -9), 3 times", " ".join(found["problems"]))

    def test_a_full_disk_stops_and_resume_mends(self):
        self.sweep("[list]\n".replace("[list]\n", "") + "[resources]\nat_once = 1\n[[list]]\n\"made.steps\" = 1\n[[list]]\n\"made.end\" = \"full\"\n"
                   "[[list]]\n\"made.steps\" = 2\n")
        status, out, err = self.says("run")
        self.assertEqual(status, 1)
        self.assertIn("No space left on device", err)
        self.assertEqual(self.json("status")["done"], 1)
        self.assertEqual(len(self.calls()), 2, "no point is begun on a full disk")
        self.binary.write_text(self.binary.read_text().replace("if end == \"full\"", "if end == \"never\""))
        shutil.rmtree(self.out / "points")  # of the other build
        for cached in _caches():
            cached.cache_clear()
        self.assertEqual(self.json("resume")["done"], 3)

    def test_a_corrupt_result_is_seen_set_aside_and_run_again(self):
        self.sweep("repetitions = 4\n")
        self.json("run")
        results = sorted((self.out / "points").glob("*/result.json"))
        results[0].write_text(results[0].read_text().replace("1000", "1001", 1))
        results[1].write_bytes(results[1].read_bytes()[:100])
        results[2].unlink()
        found = self.json("status")
        self.assertEqual([found[key] for key in ("done", "corrupt")], [1, 3])
        said = " ".join(found["problems"])
        for text in ("checksum", "cut short", "is missing", "`resume`"):
            self.assertIn(text, said)
        mended = self.json("resume")
        self.assertEqual([mended[key] for key in ("done", "corrupt", "executed")], [4, 0, 3])
        self.assertEqual(len(list((self.out / "corrupt").iterdir())), 3)

    def test_resume_needs_a_sweep_that_was_begun(self):
        self.sweep("repetitions = 1\n")
        status, _, err = self.says("resume")
        self.assertEqual(status, 2)
        self.assertIn("has no sweep", err)

    def test_bad_input_is_one_line_that_names_the_key(self):
        for text, says in (("[grid]\n\"made.stps\" = [1]\n", "grid.\"made.stps\" = 1: unknown key made.stps; did you mean made.steps?"),
                           ("[grid]\n\"made.steps\" = [1, -1]\n", "grid.\"made.steps\" = -1: must be from 0"),
                           ("[gird]\n", "gird is unknown (it may be"), ("constraints = [\"made.steps > 3\"]\n", "made.steps is not set")):
            self.sweep(text)
            status, out, err = self.says("run")
            self.assertEqual((status, out, len(err.strip().splitlines())), (2, "", 1), err)
            self.assertIn(says, err)
            self.assertFalse(self.out.exists())

    def test_a_dry_run_touches_nothing_and_says_all(self):
        self.sweep("repetitions = 3\n[grid]\n\"made.steps\" = [1, 2]\n")
        found = self.json("run", "--dry-run", "--pilot-seconds", "5")
        self.assertEqual([found[key] for key in ("total", "left", "done")], [6, 6, 0])
        self.assertEqual(len(found["points"]), 6)
        self.assertIsNotNone(found["estimate"]["core_hours"])
        slurm = self.json("run", "--dry-run", "--on", "slurm", "--pilot-seconds", "0")
        self.assertIn("#SBATCH --array=0-5", slurm["scripts"]["1-ranks.sh"])
        self.assertIsNone(slurm["estimate"]["seconds"])
        self.assertFalse(self.out.exists())

    def test_the_table_has_every_parameter_and_metric_with_units(self):
        self.sweep("repetitions = 2\nkeep_trace = true\n[set]\n\"made.end\" = \"good\"\n[grid]\n\"made.steps\" = [1, 2]\n")
        self.json("run")
        rows = list(csv.DictReader((self.out / "results.csv").read_text().splitlines()))
        self.assertEqual([row["made.steps [cycles]"] for row in rows], ["1", "1", "2", "2"])
        self.assertEqual([row["makespan_cycles [cycles]"] for row in rows], ["1001", "1001", "1002", "1002"])
        self.assertEqual({row["made.end"] for row in rows}, {"good"})
        for column in ("run.seed [1]", "utilization [1]", "data_hop_bytes [B]", "wall_seconds [s]", "trace_digest", "run_host", "run_job", "run_build",
                       "run_seconds [s]", "run_version"):
            self.assertIn(column, rows[0])
        import h5py
        with h5py.File(self.out / "results.h5") as file:
            self.assertEqual(file["results/makespan_cycles"][:].tolist(), [1001, 1001, 1002, 1002])
            self.assertEqual(file["results/makespan_cycles"].attrs["unit"], "cycles")
            self.assertEqual(file["results/state"].asstr()[0], "done")
            self.assertEqual(file["results"].attrs["sweep"], "sweep")
        self.assertEqual(len(list((self.out / "points").glob("*/trace.h5"))), 4)

    def test_collect_shows_what_is_missing(self):
        self.sweep("repetitions = 2\n")
        self.json("run")
        self.sweep("repetitions = 3\n")
        status, out, _ = self.says("collect")
        self.assertEqual(status, 0)
        self.assertIn("1 of 3 points are not done", out)
        self.assertEqual(len((self.out / "results.csv").read_text().splitlines()), 4)

    def test_help_needs_nothing(self):
        done = subprocess.run([support.sys.executable, "-B", str(support.PACKAGE), "run", "--help"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0)
        for word in ("--on", "--dry-run", "--json", "-o"):
            self.assertIn(word, done.stdout)


def _caches():
    from points import point
    return [point._digest_of_file, point._read_toml, point._named_by]


class StoppedTest(support.Scratch):
    def start(self, *more):
        return subprocess.Popen(self.line("run", "--jobs", "2", *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                start_new_session=True)

    def done(self):
        return len(list((self.out / "points").glob("*/result.json")))

    def test_ctrl_c_saves_what_is_at_work_and_resume_goes_on_from_there(self):
        self.sweep("[grid]\n\"made.steps\" = [1, 2, 200, 201]\n")
        process = self.start()
        self.until(lambda: self.done() >= 2 and len(self.calls()) == 4)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1, said)
        found = self.json("status")
        self.assertEqual([found[key] for key in ("done", "stopped")], [2, 2])
        self.assertIn("2 of them saved", " ".join(found["problems"]))
        self.assertEqual(self.json("resume")["done"], 4)
        self.assertTrue(all(call["at"] > 0 for call in self.calls()[4:]), "from the checkpoint")

    def test_killed_its_runs_go_on_and_are_taken_over(self):
        self.sweep("[grid]\n\"made.steps\" = [60, 61]\n")
        process = self.start()
        self.until(lambda: len(self.calls()) == 2)
        process.kill()
        process.communicate()
        self.assertEqual(self.json("status")["running"], 2)
        found = self.json("run")
        self.assertEqual([found[key] for key in ("done", "executed")], [2, 2])
        self.assertEqual(len(self.calls()), 2, "nothing was run twice")

    def test_a_damaged_checkpoint_is_not_the_end(self):
        self.sweep("[grid]\n\"made.steps\" = [200]\n")
        process = self.start()
        self.until(lambda: len(self.calls()) == 1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        for file in (self.out / "work").glob("*/run/checkpoint.json"):
            file.write_text("{")
        self.sweep("[grid]\n\"made.steps\" = [200]\n")
        self.assertEqual(self.json("resume")["done"], 1)
        self.assertEqual([call["at"] for call in self.calls()], [0, 0])

    def test_two_at_once_do_no_harm(self):
        self.sweep("[grid]\n\"made.steps\" = [10, 11, 12, 13, 14, 15]\n")
        both = [self.start("--json") for _ in range(2)]
        said = [json.loads(process.communicate(timeout=60)[0]) for process in both]
        self.assertEqual([one["done"] for one in said], [6, 6])
        self.assertEqual(sum(one["executed"] for one in said), 6)
        self.assertEqual(len(self.calls()), 6)

    def test_cancel_stops_the_process_at_work(self):
        self.sweep("[grid]\n\"made.steps\" = [500, 501]\n")
        process = self.start()
        self.until(lambda: len(self.calls()) == 2)
        status, out, _ = self.says("cancel")
        self.assertEqual(status, 0)
        self.assertIn(f"process {process.pid}", out)
        process.communicate(timeout=30)
        self.assertEqual(self.json("status")["stopped"], 2)
        self.assertIn("nothing waits or runs", self.says("cancel")[1])

    def test_an_input_that_changes_under_way_is_not_taken_for_the_old_one(self):
        self.sweep("[resources]\nat_once = 1\n[grid]\n\"made.steps\" = [40, 41]\n")
        process = self.start("--jobs", "1")
        self.until(lambda: len(self.calls()) == 1)
        self.write("flow.toml", "name = \"changed\"\n")
        process.communicate(timeout=30)
        self.assertEqual(len(self.calls()), 1)


class FullDiskTest(support.Scratch):
    """A real file system that is full: a small tmpfs, which needs the right to mount one."""

    def test_no_finished_point_is_lost(self):
        self.out.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(self.out)], capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"cannot mount a tmpfs here: {mounted.stderr.strip()}")
        try:
            self.sweep("repetitions = 12\n[resources]\nat_once = 1\n")
            blob = self.out / "blob"
            blob.write_bytes(b"x" * (180 << 10))
            status, out, err = self.says("run")
            self.assertEqual(status, 1, out)
            self.assertIn("No space left on device", err)
            before = self.json("status")
            self.assertGreater(before["done"], 0)
            self.assertLess(before["done"], 12)
            self.assertIn("no room", " ".join(before["problems"]))
            runs = len(self.calls())
            blob.unlink()
            after = self.json("resume")
            self.assertEqual((after["done"], after["executed"]), (12, 12 - before["done"]))
            self.assertLessEqual(len(self.calls()) - runs, 12 - before["done"])
        finally:
            subprocess.run(["umount", str(self.out)], check=True)


if __name__ == "__main__":
    unittest.main()
