"""The command: help, bad input, missing packages; interrupted and gone on."""
import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest
from unittest import mock

import support
from reproduce import command

LINE = [sys.executable, "-B", str(support.PACKAGE)]


class CommandTest(support.Scratch):
    def says(self, *words):
        with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
            status = command.main(list(map(str, words)))
        return status, said.getvalue()

    def test_bad_input_is_one_line_with_what_is_allowed(self):
        octosim = self.program().path
        for words, says in ((["fig99"], "fig99: is no study (it may be table1, table2, fig9"), (["--scale", "huge"], "'quick', 'full'"),
                            (["--seeds", "0"], "must be a number from 1"), (["--octosim", self.folder / "gone"], "gone: is no program"),
                            (["--experiments", self.folder, "--octosim", octosim], "has no studies")):
            status, said = self.says(*words, "-o", self.folder / "out", *(["--octosim", octosim] if "--octosim" not in words else []))
            self.assertEqual((status, len(said.strip().splitlines())), (2, 1), said)
            self.assertIn(says, said)

    def test_missing_packages_are_named_with_the_line_that_installs_them(self):
        with mock.patch.dict(command.PACKAGES, {"no_such_module": "python3-no-such"}):
            status, said = self.says("fig9")
        self.assertEqual(status, 1)
        self.assertIn("apt-get install -y --no-install-recommends python3-no-such", said)

    def test_help_needs_no_packages(self):
        done = subprocess.run([*LINE, "--help"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0)
        for word in ("fig9", "--scale", "--on", "--seeds", "--jobs", "--ranks", "--claims", "--dry-run"):
            self.assertIn(word, done.stdout)


class StoppedTest(support.Scratch):
    """A study of the made-up octosim, whose runs take a while; stopped in the middle, then finished."""

    def setUp(self):
        super().setUp()
        octosim = self.program().path
        octosim.write_text(octosim.read_text().replace("import shutil\n", "import shutil, time; time.sleep(0.4)\n"))
        shutil.copytree(support.PACKAGE, self.folder / "root" / "jobs" / "reproduce")
        self.write("root/jobs/experiments/paper/scales.toml", "[quick]\nseeds = 6\n[full]\nseeds = 1\n")
        self.write("root/jobs/experiments/paper/fig13.toml",
                   "title = \"t\"\nshows = \"s\"\nwhere = \"w\"\nexperiment = \"{benchmark}\"\n[axes.benchmark]\nvalues = [\"one\"]\n"
                   "[[series]]\nname = \"diffusive\"\n")
        self.words = [sys.executable, "-B", str(self.folder / "root" / "jobs" / "reproduce"), "--octosim", str(octosim), "fig13", "-o",
                      str(self.folder / "out"), "--jobs", "2"]

    def done(self):
        """Points that are in place; one that is about to be is not."""
        return len([file for file in (self.folder / "out" / "points").glob("*/metrics.json") if ".part-" not in file.parent.name])

    def stop(self, number):
        process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        deadline, before = time.monotonic() + 60, self.done()
        while self.done() < before + 1 and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, said = process.communicate(timeout=60)
        return process.returncode, said

    def finish(self, before):
        done = subprocess.run(self.words, capture_output=True, text=True, check=False, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"6 points at scale quick, {before} done already", done.stderr)
        self.assertTrue((self.folder / "out" / "report" / "fig13.png").is_file())
        self.assertEqual(self.done(), 6)

    def test_interrupted_and_gone_on(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            status, said = self.stop(number)
            self.assertEqual(status, 1, said)
            self.assertIn("the same command goes on", said)
        before = self.done()
        self.assertLess(before, 6)
        self.finish(before)

    def test_killed_and_gone_on(self):
        self.assertEqual(self.stop(signal.SIGKILL)[0], -signal.SIGKILL)
        time.sleep(1)  # runs that were under way end by themselves, into folders of their own
        before = self.done()
        self.assertLess(before, 6)
        self.finish(before)
        calls = self.calls()
        self.assertLessEqual(len(calls), 6 + 2, calls)


if __name__ == "__main__":
    unittest.main()
