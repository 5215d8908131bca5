"""Scripts for each scheduler, compared with golden files; what is asked of a scheduler, with made-up commands.

Golden files are written again with: UPDATE_GOLDEN=1 /usr/bin/python3 -B tests/jobs/sweep/backends_test.py
"""
import os
import pathlib
import stat
import subprocess
import unittest
from unittest import mock

import support
from points import scheduler
from points.errors import BadInput, Failed
from sweep.backends import NAMES, make
from sweep.backends.backend import Ask, Job, Unknown
from sweep.sweep_file import Resources

TEMPLATE = """#!/bin/sh
#$ -N @name@
#$ -t 1-@tasks@
#$ -tc @at_once@
#$ -pe mpi @ranks@
#$ -l h_rt=@time@,mem=@memory@M
#$ -o @folder@
exec @command@ --part "$((SGE_TASK_ID - 1))"
"""


def asks(ranks=4, tasks=24, **more):
    limits = Resources(ranks=ranks, memory=3 << 30, seconds=5400, at_once=8)
    folder = pathlib.Path("/data/my sweep/jobs/20260101T000000-abcd")
    return Ask("octosim-s-20260101T000000-abcd-4", folder, ["python3", "-B", "/opt/octo sim/jobs/sweep", "task"], tasks, ranks, limits, **more)


class GoldenTest(support.Scratch):
    def section(self, name):
        return {"template": str(self.write("template.sh", TEMPLATE))} if name == "shell" else {}

    def test_scripts(self):
        for name in NAMES:
            backend = make(name, self.section(name), [])
            kinds = {"array": asks()}
            if backend.follows():
                kinds |= {"after": asks(tasks=0)}
            for kind, ask in kinds.items():
                text, golden = backend.script(ask), support.GOLDEN / f"{name}_{kind}.sh"
                if os.environ.get("UPDATE_GOLDEN"):
                    golden.write_text(text)
                self.assertEqual(text, golden.read_text(), golden)
                self.assertEqual(subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode, 0, golden)

    def test_an_array_of_one_and_no_limits(self):
        plain = Ask("n", pathlib.Path("/d"), ["c"], 1, 1, Resources())
        self.assertNotIn("#PBS -J", make("pbs", {}, []).script(plain))
        self.assertIn('--part "${PBS_ARRAY_INDEX:-0}"', make("pbs", {}, []).script(plain))
        for name in ("slurm", "pbs", "lsf"):
            text = make(name, {}, []).script(plain)
            self.assertNotIn("mem", text.lower())
            self.assertNotIn("%1", text)

    def test_the_warning_is_within_a_short_limit(self):
        self.assertEqual(Ask("n", pathlib.Path("/d"), [], 1, 1, Resources(seconds=60)).warning, 30)
        self.assertEqual(Ask("n", pathlib.Path("/d"), [], 1, 1, Resources(seconds=86400)).warning, 120)

    def test_a_template_without_an_array_is_a_job_a_task(self):
        backend = make("shell", {"template": str(self.write("one.sh", "run @command@ --part @part@\n"))}, [])
        self.assertFalse(backend.arrays())
        self.assertEqual(backend.script(asks(tasks=1, part=7)).split("--part ")[1], "7\n")
        wrong = make("shell", {"template": str(self.write("wrong.sh", "@nodes@ @tasks@\n"))}, [])
        with self.assertRaisesRegex(BadInput, "wrong.sh: @nodes@ .must be one of at_once, command"):
            wrong.script(asks())
        with self.assertRaisesRegex(BadInput, "shell.template is missing"):
            make("shell", {}, []).script(asks())


class AskedTest(support.Scratch):
    """`commands`: by name, what the made-up command does in sh; its words are kept."""

    def commands(self, **scripts):
        for name, text in scripts.items():
            path = self.write(f"made/{name}", f"#!/bin/sh\necho \"{name} $*\" >> \"{self.folder}/asked\"\n{text}\n")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return mock.patch.dict(os.environ, {"PATH": f"{self.folder}/made:{os.environ['PATH']}"})

    def asked(self):
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.exists() else []

    def test_slurm(self):
        slurm, file = make("slurm", {"options": ["--qos=low"]}, ["--partition=x"]), self.write("s.sh", "")
        queue = "echo '41_0|n|R|None'; echo '41_3|n|PD|(JobHeldUser)'; echo '41_4|n|PD|Priority'; echo '7|other|R|None'"
        with self.commands(sbatch="echo '41;cluster'", squeue=queue, scancel="true"):
            self.assertEqual(slurm.submit(file, "n", ["5", "6"]), "41")
            self.assertEqual(slurm.alive([Job("41", "n", 5), Job("42", "m", 1)]),
                             {"41": {0: "running", 3: "held by Slurm ((JobHeldUser))", 4: "queued"}, "42": {}})
            slurm.cancel(["41"])
        self.assertEqual(self.asked()[0], f"sbatch --parsable --qos=low --partition=x --dependency=afterany:5:6 {file}")
        self.assertEqual(self.asked()[-1], "scancel --quiet 41")

    def test_a_submission_whose_answer_was_lost_is_not_made_twice(self):
        slurm, file = make("slurm", {}, []), self.write("s.sh", "")
        lost = "echo 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2; exit 1"
        with self.commands(sbatch=lost, squeue="echo '77_[0-3]|mine|PD|None'"), mock.patch.object(scheduler, "WAITS", (0.0,)):
            self.assertEqual(slurm.submit(file, "mine", []), "77")
        self.assertEqual(sum(line.startswith("sbatch") for line in self.asked()), 1)

    def test_pbs(self):
        pbs, file = make("pbs", {}, ["-q", "big"]), self.write("s.sh", "")
        jobs = ('echo \'{"Jobs": {"12[].h": {"job_state": "B"}, "12[0].h": {"job_state": "R"}, "12[2].h": {"job_state": "Q"}, '
                '"12[1].h": {"job_state": "X"}}}\'')
        with self.commands(qsub="echo '12[].h'", qstat=jobs, qdel="true"):
            self.assertEqual(pbs.submit(file, "n", ["3.h"]), "12[].h")
            self.assertEqual(pbs.alive([Job("12[].h", "n", 3)]), {"12[].h": {0: "running", 2: "queued"}})
            pbs.cancel(["12[].h"])
        self.assertEqual(self.asked()[0], f"qsub -q big -W depend=afterany:3.h {file}")
        with self.commands(qstat="echo 'qstat: Unknown Job Id 12' >&2; exit 153"):
            self.assertEqual(pbs.alive([Job("12.h", "n", 1)]), {})

    def test_lsf(self):
        lsf, file = make("lsf", {}, []), self.write("s.sh", "#BSUB -n 1\n")
        with self.commands(bsub="cat; echo 'Job <99> is submitted to queue <normal>.'", bjobs="echo '1|RUN'; echo '3|PEND'; echo '2|DONE'"):
            self.assertEqual(lsf.submit(file, "n", ["1", "2"]), "99")
            self.assertEqual(lsf.alive([Job("99", "n", 3)]), {"99": {0: "running", 2: "queued"}})
        self.assertEqual(self.asked()[0], "bsub -w ended(1) && ended(2)")
        with self.commands(bsub="echo what"), self.assertRaisesRegex(Failed, "did not say which job"):
            lsf.submit(file, "n", [])

    def test_shell(self):
        file = self.write("s.sh", "")
        shell = make("shell", {"submit": "mysub -x @script@", "alive": "mystat @job@", "cancel": "mydel @job@"}, [])
        with self.commands(mysub="echo job 5", mystat="test $1 = 5", mydel="true"):
            self.assertEqual(shell.submit(file, "n", []), "5")
            self.assertEqual(shell.alive([Job("5", "n", 2), Job("6", "n", 2)]), {"5": {0: "queued", 1: "queued"}})
            shell.cancel(["5"])
        self.assertEqual(self.asked()[0], f"mysub -x {file}")
        with self.assertRaises(Unknown):
            make("shell", {"submit": "x"}, []).alive([Job("5", "n", 1)])

    def test_no_scheduler_here(self):
        with mock.patch.dict(os.environ, {"PATH": str(self.folder)}), self.assertRaisesRegex(BadInput, "no sbatch on the PATH"):
            make("slurm", {}, []).submit(self.folder / "s.sh", "n", [])


if __name__ == "__main__":
    unittest.main()
