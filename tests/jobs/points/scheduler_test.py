"""Asking a scheduler: what passes is tried again, ever later; what is refused is not."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent.parent / "jobs"))

from points import scheduler  # noqa: E402
from points.errors import BadInput, Failed  # noqa: E402

HICCUP = "echo 'squeue: error: slurm_load_jobs: Unable to contact slurm controller (connect failure)' >&2; exit 1"


class SchedulerTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.count = pathlib.Path(self._folder.name) / "count"
        self.slept = []

    def tearDown(self):
        self._folder.cleanup()

    def call(self, script, waits=(1.0, 2.0, 4.0), **more):
        text = f"echo x >> '{self.count}'; n=$(wc -l < '{self.count}'); {script}"
        return scheduler.call(["sh", "-c", text], waits=waits, sleep=self.slept.append, **more)

    def test_a_hiccup_is_waited_out(self):
        self.assertEqual(self.call(f"if [ $n -lt 3 ]; then {HICCUP}; fi; echo good"), "good\n")
        self.assertEqual(self.slept, [1.0, 2.0])

    def test_not_for_ever(self):
        with self.assertRaisesRegex(scheduler.Unreachable, "Unable to contact.*tried 4 times"):
            self.call(HICCUP)
        self.assertEqual(self.slept, [1.0, 2.0, 4.0])

    def test_a_refusal_is_final(self):
        with self.assertRaisesRegex(Failed, "status 1: invalid partition"):
            self.call("echo invalid partition >&2; exit 1")
        self.assertEqual(self.slept, [])

    def test_what_came_through_is_not_asked_again(self):
        self.assertEqual(self.call(HICCUP, before_again=lambda: "41"), "41")
        self.assertEqual(len(self.count.read_text().splitlines()), 1)

    def test_each_wait_is_longer(self):
        self.assertEqual(sorted(scheduler.WAITS), list(scheduler.WAITS))
        self.assertGreater(sum(scheduler.WAITS), 60)

    def test_a_refusal_may_be_no_answer(self):
        self.assertEqual(scheduler.answer_of(["echo", "good"]), "good\n")
        self.assertIsNone(scheduler.answer_of(["false"]))
        with self.assertRaises(BadInput):
            scheduler.answer_of(["frobnicate"])

    def test_no_such_command(self):
        with self.assertRaisesRegex(BadInput, "no frobnicate on the PATH"):
            scheduler.call(["frobnicate"])


if __name__ == "__main__":
    unittest.main()
