"""The scripts for Slurm, with a made-up sbatch and a made-up octosim; what a task of the array does."""
import argparse
import contextlib
import io
import json
import os
import stat
import subprocess
import unittest
from unittest import mock

import support
from reproduce import reproduction, slurm
from points.errors import BadInput
from points.point import Point
from reproduce.store import Store


class SlurmTest(support.Scratch):
    def setUp(self):
        super().setUp()
        self.made = self.program()
        self.points = [Point.of(self.made.experiments / "one.toml", {}, seed) for seed in (1, 2, 3)]
        self.given = argparse.Namespace(out=self.folder / "out", ranks=1, studies=["fig9"], scale="quick", seeds=0, claims=None, experiments=None,
                                        dry_run=False, sbatch="--partition=p -t 60", points=None, part=0, parts=1, octosim=self.made.path)

    def sbatch(self, text="echo 41"):
        path = self.write("slurm/sbatch", f"#!/bin/sh\nfor word; do echo \"$word\" >> \"{self.folder}/submitted\"; done\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return mock.patch.dict(os.environ, {"PATH": f"{path.parent}:{os.environ['PATH']}"})

    def submit(self, points):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            return slurm.submit(points, self.given, self.made), said.getvalue()

    def test_an_array_and_a_report_after_it(self):
        with self.sbatch():
            status, said = self.submit(self.points)
        self.assertEqual(status, 0)
        self.assertIn("3 points: array job 41", said)
        folder = self.folder / "out" / "slurm"
        words = (self.folder / "submitted").read_text().splitlines()
        self.assertEqual(words, ["--parsable", "--partition=p", "-t", "60", str(folder / "array.sh"), "--parsable", "--partition=p", "-t", "60",
                                 "--dependency=afterany:41", str(folder / "report.sh")])
        self.assertIn("#SBATCH --array=0-2\n", (folder / "array.sh").read_text())
        for script in ("array.sh", "report.sh"):
            self.assertEqual(subprocess.run(["bash", "-n", str(folder / script)], check=False).returncode, 0)
        self.assertIn("--report-only", (folder / "report.sh").read_text())

    def test_a_task_runs_its_points_and_skips_those_that_are_done(self):
        store = Store(self.given.out, self.made)
        store.run(self.points[2])
        listed = self.write("points.json", json.dumps([point.as_json() for point in self.points]))
        self.given.points, self.given.parts = listed, 2
        for part in (0, 1):
            self.given.part = part
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(reproduction.reproduce(self.given, self.made.root), 0)
        self.assertEqual(self.calls(), ["3", "1", "2"])
        self.assertTrue(all(store.metrics(point) for point in self.points))

    def test_the_scripts_run_as_they_are(self):
        with self.sbatch():
            self.submit(self.points)
        support.copy_packages(self.folder / "root")
        done = subprocess.run(["bash", str(self.folder / "out" / "slurm" / "array.sh")], env={**os.environ, "SLURM_ARRAY_TASK_ID": "1"},
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, self.calls()), (0, ["2"]), done.stderr)

    def test_more_points_than_tasks(self):
        many = [Point.of(self.made.experiments / "one.toml", {}, seed) for seed in range(1, 2502)]
        made = slurm.scripts(many, self.given, self.made, self.folder)
        self.assertIn("--array=0-999\n", made["array.sh"])
        self.assertIn("--parts 1000", made["array.sh"])

    def test_nothing_left_submits_nothing(self):
        with self.sbatch():
            self.assertEqual(self.submit([])[0], 0)
        self.assertFalse((self.folder / "submitted").exists())

    def test_a_dry_run_prints(self):
        self.given.dry_run = True
        self.assertIn("#SBATCH --array=0-2", self.submit(self.points)[1])
        self.assertFalse((self.folder / "out" / "slurm").exists())

    def test_without_sbatch(self):
        with mock.patch.dict(os.environ, {"PATH": str(self.folder)}):
            with self.assertRaisesRegex(BadInput, "no sbatch"):
                self.submit(self.points)

    def test_a_refusal_of_sbatch_is_said(self):
        from points.errors import Failed
        with self.sbatch("echo no such partition >&2; exit 1"):
            with self.assertRaisesRegex(Failed, "no such partition"):
                self.submit(self.points)


if __name__ == "__main__":
    unittest.main()
