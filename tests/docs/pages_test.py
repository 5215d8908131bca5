#!/usr/bin/env python3
"""Pages are taken apart as tests/docs/page.py says, and run as run_page.py says; every page of the project has blocks that somebody runs."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import page as pages
import run_page

RUNNER = run_page.ROOT / "tests" / "docs" / "run_page.py"


def block(text, language="console", remark=""):
    return f"Words.\n\n{remark}```{language}\n{text}```\n"


class PageTest(unittest.TestCase):
    def test_takes_commands_and_what_they_print_apart(self):
        [found] = pages.blocks_of(block("$ one \\\n> more\na\n\nb\n$ two\n"))
        first, second = pages.commands_of(found)
        self.assertEqual((first.text, first.expected, first.line), ("one \\\nmore", "a\n\nb\n", 4))
        self.assertEqual((second.text, second.expected), ("two", ""))

    def test_refuses_a_console_block_without_a_command(self):
        for text in ("just this\n$ ls\n", ""):
            self.assertEqual(len(list(pages.faults_of(block(text)))), 1, text)

    def test_knows_the_remark_in_front(self):
        [found] = pages.blocks_of(block("a = 1\n", "toml", "<!-- file my.toml -->\n"))
        self.assertEqual(found.remark, ("file", "my.toml"))
        [found] = pages.blocks_of(block("ls\n", "sh", "<!-- not run: takes a day -->\n"))
        self.assertEqual((found.remark, found.runs()), (("not run", "takes a day"), False))
        [found] = pages.blocks_of("<!-- not run: x -->\n\nWords between.\n\n" + block("ls\n", "sh"))
        self.assertTrue(found.runs(), "the remark is another block's")

    def test_code_that_nobody_compiles_is_a_fault(self):
        self.assertEqual(len(list(pages.faults_of(block("int a;\n", "cpp")))), 1)
        self.assertFalse(list(pages.faults_of(block("int a;\n", "cpp", "<!-- from a.cpp -->\n"))))

    def test_no_page_of_the_project_has_a_fault(self):
        found = {str(page): list(pages.faults_of(page.read_text())) for page in run_page.pages_of_the_project()}
        self.assertFalse({page: faults for page, faults in found.items() if faults})
        self.assertGreater(len(found), 30)


class RunTest(unittest.TestCase):
    def run_it(self, text, *options):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text(text)
            done = subprocess.run([sys.executable, "-B", RUNNER, *options, page], capture_output=True, text=True, timeout=60)
            return done.returncode, done.stderr, page.read_text()

    def test_what_is_so_passes(self):
        text = (block("$ cd out && a=3\n$ echo $a; echo else >&2\n3\nelse\n$ false\n$ echo $?\n1\n$ seq 9\n1\n...\n9\n")
                + block("x = 2\n", "python") + block(">>> x + 1\n3\n", "python") + block("[ \"$a\" = 3 ]\n", "sh"))
        self.assertEqual(self.run_it(text)[:2], (0, ""))

    def test_what_is_not_so_fails(self):
        for text, said in {
                block("$ echo 3\n4\n"): "line 4: echo 3\n--- the page\n+++ printed\n@@ -1 +1 @@\n-4\n+3",
                block("$ false\n"): "ends with status 1",
                block("$ exit 3\n"): "ends with status 3, and with it the shell",
                block("true\nfalse\ntrue\n", "sh"): "line 4: ends with status 1, and",
                block("1 / 0\n", "python"): "division by zero",
                block(">>> 1 + 1\n3\n", "python"): "Got:\n    2",
                block("a = \n", "toml"): "Invalid value",
                block("$ sleep 60\n"): "no end after 1.0 seconds"}.items():
            status, err, _ = self.run_it(text, "--seconds", "1")
            self.assertEqual(status, 1, text)
            self.assertIn(said, err)

    def test_update_writes_what_was_printed_and_keeps_the_rest(self):
        status, _, page = self.run_it(block("$ echo 3\n4\n$ seq 9\n1\n...\n9\n"), "--update")
        self.assertEqual((status, page), (0, block("$ echo 3\n3\n$ seq 9\n1\n...\n9\n")))

    def test_a_picture_is_what_the_page_draws(self):
        draw = """
import matplotlib.pyplot as plt
plt.figure(figsize=(2, 2)).add_subplot().plot({points})
plt.savefig("out/some.png")
"""
        show = "<!-- picture out/some.png -->\n![some](shown.png)\n"
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"

            def run(points, *options):
                page.write_text(block(draw.format(points=points), "python") + show)
                done = subprocess.run([sys.executable, "-B", RUNNER, *options, page], capture_output=True, text=True, timeout=60)
                return done.returncode, done.stderr
            self.assertEqual(run([1, 2], "--update"), (0, ""))
            self.assertTrue((page.parent / "shown.png").exists())
            self.assertEqual(run([1, 2]), (0, ""))
            status, err = run([1, 2, 1])
            self.assertEqual(status, 1)
            self.assertIn("shown.png is not what out/some.png is now", err)

    def test_files_of_the_page_are_there_for_its_commands(self):
        self.assertEqual(self.run_it(block("a = 1\n", "toml", "<!-- file sub/my.toml -->\n") + block("$ cat sub/my.toml\na = 1\n"))[0], 0)


if __name__ == "__main__":
    unittest.main()
