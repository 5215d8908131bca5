"""Manual pages and completion: both forms of --help are read, what is not understood is refused, and nothing of it is lost."""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "jobs" / "packaging" / "pages"))

import bash_completion  # noqa: E402
import completion  # noqa: E402
import fish_completion  # noqa: E402
import help_text  # noqa: E402
import man_page  # noqa: E402
import zsh_completion  # noqa: E402

CLI11 = """Run an experiment
Usage: octosim run [OPTIONS] [EXPERIMENT]

Positionals:
  EXPERIMENT TEXT             experiment file;
                              not needed with --plan

Options:
  -h,--help                   Print this help message and exit
  --ranks INT:INT in [1 - 16777216]
                              cut for so many ranks
  -o,--output TEXT            .folder
  --sync TEXT:{auto,in-order} ...
                              how ranks keep together

Methods:
  block   runs of ids
"""
ALL = """octosim: a simulator
Usage: octosim [OPTIONS] [SUBCOMMAND]

Options:
  -h,--help                   Print this help message and exit

Subcommands:
  run                         Run an experiment
  sweep                       Many runs
"""
ARGPARSE = """usage: octosim sweep [-h] [-o DIR]
                     {expand,run} ...

Many runs
at once.

positional arguments:
  {expand,run}
    expand              writes the list
    run                 runs what
                        is left

options:
  -h, --help            show this help message and exit
  -o DIR, --out DIR     default: out
  --on {local,slurm}    where
"""


class PagesTest(unittest.TestCase):
    def test_reads_cli11(self):
        run = help_text.read(["run"], CLI11)
        self.assertEqual((run.about, run.usage, run.footer),
                         ("Run an experiment", "octosim run [OPTIONS] [EXPERIMENT]", "Methods:\n  block   runs of ids"))
        self.assertEqual(run.positionals, [help_text.Entry(["EXPERIMENT"], "TEXT", "experiment file; not needed with --plan")])
        self.assertEqual([entry.names for entry in run.options], [["-h", "--help"], ["--ranks"], ["-o", "--output"], ["--sync"]])
        self.assertEqual([entry.value for entry in run.options], ["", "INT:INT in [1 - 16777216]", "TEXT", "TEXT:{auto,in-order} ..."])
        self.assertEqual(run.options[3].choices, ["auto", "in-order"])
        self.assertEqual(run.options[3].says, "how ranks keep together")

    def test_reads_argparse(self):
        sweep = help_text.read(["sweep"], ARGPARSE)
        self.assertEqual((sweep.about, sweep.usage), ("Many runs at once.", "octosim sweep [-h] [-o DIR] {expand,run} ..."))
        self.assertEqual(sweep.commands, [help_text.Entry(["expand"], "", "writes the list"),
                                          help_text.Entry(["run"], "", "runs what is left")])
        self.assertEqual(sweep.positionals, [])
        self.assertEqual(sweep.options[1], help_text.Entry(["-o", "--out"], "DIR", "default: out"))
        self.assertEqual(sweep.options[2].choices, ["local", "slurm"])

    def test_reads_commands_of_argparse_below_a_word(self):
        text = ARGPARSE.replace("{expand,run}\n    expand              writes", "COMMAND\n    retry-failed\n                        writes")
        sweep = help_text.read(["sweep"], text)
        self.assertEqual([(entry.names, entry.says) for entry in sweep.commands],
                         [(["retry-failed"], "writes the list"), (["run"], "runs what is left")])
        self.assertEqual(sweep.positionals, [])

    def test_refuses_what_it_cannot_read(self):
        for text in ("nothing", "Usage: octosim x\n\nOptions:\n  odd  -x\n", "Usage: octosim x\n"):
            with self.assertRaises(help_text.Unreadable, msg=text):
                help_text.read(["x"], text)

    def test_a_page_shows_text_as_it_is(self):
        run = help_text.read(["run"], CLI11)
        run.summary = "runs"
        page = man_page.man_page(run, "octosim 1.2.3", ["octosim"])
        self.assertTrue(page.startswith('.TH "OCTOSIM-RUN" "1" "" "octosim 1.2.3" "octosim"\n'))
        for part in ("octosim\\-run \\- runs\n", "\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fITEXT\\fR\n\\&.folder\n", ".nf\nMethods:\n",
                     "\\fBoctosim\\fR(1)"):
            self.assertIn(part, page)

    def proposed(self, shell, text, name, ask):
        """What `ask` prints, one a line, where the completion `text` is the file {file}."""
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / name
            file.write_text(text)
            done = subprocess.run([*shell, ask.format(file=file)], capture_output=True, text=True, check=True, cwd=folder, env={**os.environ, "HOME": folder})
            self.assertEqual(done.stderr, "")
            return sorted(done.stdout.split("\n")[:-1])

    def each_shell(self, program):
        """(shell, what it proposes for the last of some words)"""
        def bash(*words):
            listed = " ".join(map(shlex.quote, words))
            return self.proposed(["bash", "-c"], bash_completion.text(program), "x", "set -eu; source {file}; "
                                 f"COMP_WORDS=({listed}) COMP_CWORD={len(words) - 1}; {program.identifier}; for word in ${{{{COMPREPLY[@]+${{{{COMPREPLY[@]}}}}}}}}; do echo $word; done")

        def zsh(*words):
            listed = " ".join(map(shlex.quote, words))
            found = self.proposed(["zsh", "-fc"], zsh_completion.text(program), "_x", "compadd() {{ shift; print -rl -- $@ }}; _files() {{ print x }}; "
                                  f"words=({listed}) CURRENT={len(words)}; source {{file}}")
            return [word for word in found if word.startswith(words[-1])]  # zsh chooses among what compadd is given

        def fish(*words):
            found = self.proposed(["fish", "--no-config", "-c"], fish_completion.text(program), "x.fish", "source {file}; complete -C " + shlex.quote(" ".join(words)))
            return [line.split("\t")[0] for line in found]
        return [(name, ask) for name, ask in (("bash", bash), ("zsh", zsh), ("fish", fish)) if name == "bash" or shutil.which(name)]

    def test_completion_in_each_shell(self):
        script = help_text.read(["plot"], CLI11.replace("octosim run", "octosim-plot"))
        programs = completion.programs([help_text.read([], ALL), help_text.read(["run"], CLI11), help_text.read(["sweep"], ARGPARSE),
                                        help_text.read(["sweep", "run"], CLI11)], [script])
        self.assertEqual([program.name for program in programs], ["octosim", "octosim-plot"])
        for shell, ask in self.each_shell(programs[0]):
            with self.subTest(shell):
                self.assertEqual(ask("octosim", "r"), ["run"])
                self.assertEqual(ask("octosim", "run", "--sync", "a"), ["auto"])
                self.assertEqual(ask("octosim", "run", "--o"), ["--output"])
                self.assertEqual(ask("octosim", "sweep", ""), ["expand", "run"])
                self.assertEqual(ask("octosim", "sweep", "--on", ""), ["local", "slurm"])
                self.assertEqual(ask("octosim", "sweep", "run", "--s"), ["--sync"])
                self.assertEqual(ask("octosim", "run", ""), ["x"] if shell != "fish" else ["x.fish"], "files")
        for shell, ask in self.each_shell(programs[1]):
            with self.subTest(shell):
                self.assertEqual(ask("octosim-plot", "--sync", ""), ["auto", "in-order"])


if __name__ == "__main__":
    unittest.main()
