"""Sweeps by a scheduler that is made up: its commands keep a queue in a folder, its jobs are run when the test says so."""
import json
import os
import pathlib
import re
import signal
import stat
import subprocess
import sys
import time
import unittest
from unittest import mock

import support
from points import scheduler

# sbatch keeps the script as NUMBER.sh, and lists its tasks in `queue`, a line each as squeue has them; scancel empties the queue.
_SBATCH = r'''#!/usr/bin/python3 -S
import pathlib, re, sys
here = pathlib.Path(__file__).resolve().parent
if (here / "refuses").exists():
    sys.stderr.write("sbatch: error: invalid partition\n"); sys.exit(1)
number = len(list(here.glob("*.sh"))) + 1
text = pathlib.Path(sys.argv[-1]).read_text()
(here / f"{number}.sh").write_text(text)
name = re.search(r"--job-name=(\S+)", text).group(1)
array = re.search(r"--array=0-(\d+)", text)
with open(here / "queue", "a") as queue:
    for task in range(int(array.group(1)) + 1) if array else [None]:
        queue.write(f"{number}{'' if task is None else f'_{task}'}|{name}|PD|None\n")
print(number)
'''


class SubmissionTest(support.Scratch):
    def setUp(self):
        super().setUp()
        self.made = self.folder / "made"
        for name, text in (("sbatch", _SBATCH), ("squeue", f"#!/bin/sh\ncat '{self.made}/queue' 2>/dev/null; true\n"),
                           ("scancel", f"#!/bin/sh\necho \"$*\" >> '{self.made}/cancelled'\nrm -f '{self.made}/queue'\n"),
                           ("scontrol", f"#!/bin/sh\n[ $1 = requeue ] || exit 1\necho \"$*\" >> '{self.made}/requeued'\nkill -TERM $PPID\n"),
                           ("srun", "#!/bin/sh\nfor last; do case $last in --ntasks=*) MADE_RANKS=${last#--ntasks=};; esac; done\nexport MADE_RANKS\n"
                                    "while [ \"${1#--}\" != \"$1\" ]; do shift; done\nexec \"$@\"\n")):
            path = self.write(f"made/{name}", text)
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        patch = mock.patch.dict(os.environ, {"PATH": f"{self.made}:{os.environ['PATH']}"})
        patch.start()
        self.addCleanup(patch.stop)

    def scripts(self):
        return sorted(self.made.glob("*.sh"), key=lambda file: int(file.stem))

    def queue(self):
        file = self.made / "queue"
        return [line.split("|")[0] for line in file.read_text().splitlines()] if file.exists() else []

    def leave(self, *jobs):
        """Takes jobs off the queue."""
        lines = [line for line in (self.made / "queue").read_text().splitlines() if line.split("|")[0] not in jobs]
        (self.made / "queue").write_text("".join(line + "\n" for line in lines))

    def execute(self, job, wait=True):
        number, _, task = job.partition("_")
        process = subprocess.Popen(["bash", str(self.made / f"{number}.sh")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env={**os.environ, "SLURM_ARRAY_TASK_ID": task or "0", "SLURM_JOB_ID": f"9{number}", "SLURM_ARRAY_JOB_ID": number})
        if not wait:
            return process
        said, _ = process.communicate(timeout=60)
        self.leave(job)
        return process.returncode, said

    def test_from_submission_to_the_table(self):
        self.sweep("[grid]\n\"made.steps\" = [1, 2]\nranks = [1, 3]\n")
        sent = self.json("run", "--on", "slurm")
        self.assertEqual([sent[key] for key in ("total", "submitted", "queued")], [4, 4, 4])
        self.assertEqual(self.queue(), ["1_0", "1_1", "2_0", "2_1", "3"])
        self.assertIn("--ntasks=3", self.scripts()[1].read_text())
        for job in self.queue():
            status, said = self.execute(job)
            self.assertEqual(status, 0, said)
        found = self.json("status")
        self.assertEqual([found[key] for key in ("done", "executed", "queued")], [4, 4, 0])
        self.assertEqual(sorted(call["ranks"] for call in self.calls()), ["1", "1", "3", "3"])
        text = (self.out / "results.csv").read_text()
        self.assertEqual(text.count(",slurm,"), 4)
        self.assertEqual(self.json("run", "--on", "slurm")["submitted"], 0)
        self.assertEqual(len(self.scripts()), 3)

    def test_twice_submits_nothing_the_second_time(self):
        self.sweep("[grid]\n\"made.steps\" = [1, 2]\n")
        self.json("run", "--on", "slurm")
        self.assertEqual(self.json("run", "--on", "slurm")["submitted"], 0)
        self.assertEqual(len(self.scripts()), 2)
        self.sweep("[grid]\n\"made.steps\" = [1, 3]\n")
        self.assertEqual(self.json("run", "--on", "slurm")["submitted"], 1)
        self.assertEqual(self.json("run", status=1)["executed"], 0, "what a job is to run is not run here too")

    def test_two_at_once_submit_each_point_once(self):
        self.sweep("[grid]\n\"made.steps\" = [1, 2, 3]\n")
        both = [subprocess.Popen(self.line("run", "--on", "slurm", "--json"), stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = [json.loads(process.communicate(timeout=60)[0]) for process in both]
        self.assertEqual(sorted(one["submitted"] for one in said), [0, 3])
        self.assertEqual(len(self.scripts()), 2)

    def test_killed_between_submission_and_its_note(self):
        self.sweep("[grid]\n\"made.steps\" = [1, 2]\n")
        self.json("run", "--on", "slurm")
        file = self.out / "jobs" / "0001" / "submission.json"
        text = json.loads(file.read_text())
        text["arrays"][0]["job"]["id"] = text["after"] = ""
        file.write_text(json.dumps(text))
        self.assertEqual(self.json("run", "--on", "slurm")["submitted"], 0, "the job is found by its name")

    def test_the_same_task_twice_does_no_harm(self):
        self.sweep("[grid]\n\"made.steps\" = [20]\n")
        self.json("run", "--on", "slurm")
        both = [self.execute("1_0", wait=False) for _ in range(2)]
        for process in both:
            process.communicate(timeout=60)
        self.assertEqual((len(self.calls()), self.json("status")["done"]), (1, 1))

    def test_lost_points_are_submitted_again_but_not_for_ever(self):
        self.sweep("[grid]\n\"made.steps\" = [1, 2]\n[resources]\ntries = 3\n")
        self.json("run", "--on", "slurm")
        self.execute("1_0")
        self.leave("1_1")  # a node took it along
        status, said = self.execute("2")
        self.assertIn("1 points were lost and are submitted again", said)
        self.assertEqual(self.queue(), ["3_0", "4"])
        self.leave("3_0")
        self.execute("4")
        self.assertEqual(self.queue(), ["5_0", "6"])
        self.leave("5_0")
        self.execute("6")
        self.assertEqual(self.queue(), ["7_0", "8"])
        self.leave("7_0")
        status, said = self.execute("8")
        self.assertIn("lost 3 times", said)
        self.assertEqual(self.queue(), [])
        found = self.json("status")
        self.assertEqual(found["executed"], 1)
        self.assertEqual([found["done"], found["waiting"]], [1, 1])
        self.json("resume", "--on", "slurm")
        for job in self.queue():
            self.execute(job)
        self.assertTrue(self.json("status")["complete"])

    def test_a_point_that_gets_further_is_submitted_again_as_often_as_it_takes(self):
        """By a scheduler that does not requeue: here one whose scontrol refuses."""
        self.write("made/scontrol", "#!/bin/sh\nexit 1\n")
        self.sweep("[grid]\n\"made.steps\" = [150]\n[resources]\ntries = 2\n")
        self.json("run", "--on", "slurm")
        job, after, starts = "1_0", "2", 0
        while not self.json("status")["complete"]:
            starts += 1
            self.assertLess(starts, 30)
            process = self.execute(job, wait=False)
            self.until(lambda: len(self.calls()) == starts)
            time.sleep(0.5)
            process.send_signal(signal.SIGUSR1)
            process.communicate(timeout=30)
            self.leave(job)
            self.execute(after)
            job, after = (self.queue() + ["", ""])[:2]
        self.assertGreater(starts, 3)
        self.assertTrue(all(call["at"] > 0 for call in self.calls()[1:]))

    def test_saved_before_the_time_is_over_and_requeued(self):
        self.sweep("[grid]\n\"made.steps\" = [300]\n")
        self.json("run", "--on", "slurm")
        process = self.execute("1_0", wait=False)
        self.until(lambda: len(self.calls()) == 1)
        time.sleep(0.2)
        process.send_signal(signal.SIGUSR1)
        said, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 85, said)
        self.assertEqual((self.made / "requeued").read_text(), "requeue 91\n")
        status, said = self.execute("1_0")
        self.assertEqual(status, 0, said)
        self.assertEqual([call["at"] > 0 for call in self.calls()], [False, True])
        result = json.loads(next((self.out / "points").glob("*/result.json")).read_text())
        self.assertEqual((result["provenance"]["starts"], result["provenance"]["job"]), (2, "1"))

    def test_ended_by_sigterm_it_is_saved_and_not_requeued(self):
        self.sweep("[grid]\n\"made.steps\" = [300]\n")
        self.json("run", "--on", "slurm")
        process = self.execute("1_0", wait=False)
        self.until(lambda: len(self.calls()) == 1)
        time.sleep(0.2)
        process.terminate()
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 85)
        self.assertFalse((self.made / "requeued").exists())
        self.leave("1_0")
        self.assertEqual(self.json("status")["stopped"], 1)

    def test_what_is_submitted_again_counts_for_the_same_call(self):
        self.sweep("[grid]\n\"made.steps\" = [1]\n")
        self.json("run", "--on", "slurm")
        self.leave("1_0")
        for job in ("2", "3_0", "4"):
            self.execute(job)
        self.assertEqual([self.json("status")[key] for key in ("done", "executed")], [1, 1])

    def test_what_is_cancelled_stays_so(self):
        self.sweep("[grid]\n\"made.steps\" = [1, 2]\n")
        self.json("run", "--on", "slurm")
        done = self.json("cancel")
        self.assertEqual(done["cancelled"], ["1", "2"])
        self.assertEqual((self.made / "cancelled").read_text(), "--quiet 1 2\n")
        status, said = self.execute_again("2")
        self.assertNotIn("submitted again", said)
        self.assertEqual(self.json("run", "--on", "slurm")["submitted"], 2)

    def execute_again(self, job):
        (self.made / "queue").write_text(f"{job}|x|R|None\n")
        return self.execute(job)

    def test_failed_points_wait_for_retry_failed(self):
        self.sweep("[grid]\n\"made.end\" = [\"good\", \"wrong\"]\n")
        self.json("run", "--on", "slurm")
        for job in self.queue():
            self.execute(job)
        self.assertEqual(self.json("status")["failed"], 1)
        self.assertEqual(self.json("resume", "--on", "slurm")["submitted"], 0)
        self.assertEqual(self.json("retry-failed", "--on", "slurm")["submitted"], 1)

    def test_a_scheduler_that_does_not_answer_stops_a_submission_and_not_the_status(self):
        self.sweep("[grid]\n\"made.steps\" = [1]\n")
        self.json("run", "--on", "slurm")
        self.write("made/squeue", "#!/bin/sh\necho 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2\nexit 1\n")
        with mock.patch.object(scheduler, "WAITS", (0.0, 0.0)):
            status, _, err = self.says("run", "--on", "slurm")
            self.assertEqual((status, "Unable to contact" in err), (1, True), err)
            self.assertEqual(len(self.scripts()), 2)
            self.assertIn("the scheduler does not answer", " ".join(self.json("status")["problems"]))

    def test_a_refusal_is_said_and_tried_again_later(self):
        self.sweep("[grid]\n\"made.steps\" = [1]\n")
        (self.made / "refuses").write_text("")
        status, _, err = self.says("run", "--on", "slurm")
        self.assertEqual((status, "invalid partition" in err), (1, True), err)
        (self.made / "refuses").unlink()
        self.assertEqual(self.json("run", "--on", "slurm")["submitted"], 1)

    def test_an_input_that_changed_since_is_refused_by_the_job(self):
        self.sweep("[grid]\n\"made.steps\" = [1]\n")
        self.json("run", "--on", "slurm")
        self.write("flow.toml", "name = \"changed\"\n")
        status, said = self.execute("1_0")
        self.assertIn("flow.toml has changed", said)
        self.assertEqual(self.calls(), [])

    def test_more_points_than_tasks(self):
        self.sweep("[random]\npoints = 2500\n[random.over]\n\"made.steps\" = { from = 1, to = 1000000000 }\n")
        script = self.json("run", "--on", "slurm", "--dry-run", "--pilot-seconds", "0")["scripts"]["1-ranks.sh"]
        self.assertIn("--array=0-999\n", script)

    def test_a_template_of_another_scheduler(self):
        self.write("t.sh", "exec @command@ --part @part@\n")
        path = self.write("made/mysub", f"#!/bin/sh\ncp \"$1\" '{self.made}/mine.'$$\necho $$\n")
        path.chmod(0o755)
        self.sweep("[shell]\ntemplate = \"t.sh\"\nsubmit = \"mysub @script@\"\n[grid]\n\"made.steps\" = [1, 2]\n")
        sent = self.json("run", "--on", "shell")
        self.assertEqual(sent["submitted"], 2)
        self.assertIn("shell.alive is not set", " ".join(sent["problems"]))
        self.assertEqual(self.json("run", "--on", "shell")["submitted"], 0, "it cannot be asked, so they count as waiting")
        for script in self.made.glob("mine.*"):
            self.assertEqual(subprocess.run(["bash", script], check=False, stdout=subprocess.DEVNULL).returncode, 0)
        self.assertTrue(self.json("status")["complete"])


if __name__ == "__main__":
    unittest.main()
