#!/usr/bin/env python3
"""Runs what a document shows, and compares what is printed with what it says.

  run_page.py PAGE.md              fails with the first difference
  run_page.py --update PAGE.md     writes what was printed into the page, where it differs (put `...` for what is another every time)
  run_page.py --list               the pages that have something to run

A page has a shell, a Python and a folder of its own, in which the folders of the project are under their names and `out` is new; with
`<!-- in the checkout -->` it runs in the project itself.  `octosim`, `octosim-plot` and the rest are on the PATH.  What becomes of a block:
tests/docs/page.py.  A command that fails fails the page, unless the next one asks for its status: `$ echo $?`.
"""
import argparse
import contextlib
import difflib
import doctest
import io
import os
import pathlib
import shutil
import sys
import tempfile
import tomllib

import page as pages
import shell as shells

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "analysis"), str(ROOT / "tests" / "system")]
import command  # noqa: E402  the settings of MPI are the system tests'

SETTINGS = {**command.MPI, "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "Agg", "COLUMNS": "130", "LC_ALL": "C.UTF-8"}
IN_THE_CHECKOUT = "<!-- in the checkout -->"
MATCHER = doctest.OutputChecker()
STATUS = "echo $?"


class Different(Exception):
    """What a page says is not so."""


def plain(text):
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def matches(expected, got):
    return MATCHER.check_output(plain(expected), plain(got), doctest.ELLIPSIS)


def difference(line, what, expected, got):
    rows = difflib.unified_diff(plain(expected).splitlines(), plain(got).splitlines(), "the page", "printed", lineterm="")
    return Different(f"line {line}: {what}\n" + "\n".join(rows))


class Run:
    """One page, being run.  `rewritten`: its text with what was printed, if that is asked for."""

    def __init__(self, page, shell, folder, seconds, update):
        self.text, self.beside = page.read_text(), page.parent
        self.shell, self.folder, self.seconds, self.update = shell, folder, seconds, update
        self.names = {"__name__": "__main__"}
        self.rewritten, self.upto, self.count = [], 0, 0

    def all(self):
        for part in sorted([*pages.blocks_of(self.text), *pages.pictures_of(self.text)], key=lambda part: part.start):
            try:
                self.picture(part) if isinstance(part, pages.Picture) else self.block(part)
            except (TimeoutError, shells.ShellEnded) as error:
                raise Different(f"line {part.line}: {error}") from None

    def page(self):
        """The page with what was printed, as far as it was run."""
        return "".join([*self.rewritten, self.text[self.upto:]])

    def block(self, block):
        if block.language == "toml":
            tomllib.loads(block.text)
        if block.remark[:1] == ("file",):
            file = self.folder / block.remark[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text)
        if not block.runs():
            return
        self.count += 1
        if block.language == "console":
            self.console(block)
        elif block.language == "sh":
            status, printed = self.shell.run(f"set -e\n{block.text}set +e", self.seconds)
            if status != 0:
                raise Different(f"line {block.line}: the commands end with status {status}\n{printed}")
        else:
            self.python(block)

    def picture(self, picture):
        made, shown = self.folder / picture.made, self.beside / picture.shown
        if self.update:
            shown.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made, shown)
        import matplotlib.testing.compare  # takes a second
        kept = self.folder / "out" / f"as_shown_{shown.name}"
        shutil.copyfile(shown, kept)  # compare_images writes what differs beside it
        if difference := matplotlib.testing.compare.compare_images(str(kept), str(made), tol=2):
            raise Different(f"line {picture.line}: {picture.shown} is not what {picture.made} is now:\n{difference}")
        kept.unlink()

    def console(self, block):
        commands, shown, status = pages.commands_of(block), [], 0
        for at, given in enumerate(commands):
            status, printed = self.shell.run(given.text, self.seconds, status)
            asked = at + 1 < len(commands) and commands[at + 1].text == STATUS
            if status != 0 and not asked:
                raise Different(f"line {given.line}: {given.text}\nends with status {status}\n{printed}")
            if not matches(given.expected, printed):
                if not self.update:
                    raise difference(given.line, given.text, given.expected, printed)
                given = pages.Command(given.text, plain(printed), given.line)
            shown.append("$ " + given.text.replace("\n", "\n> ") + "\n" + given.expected)
        self.replace(block, "".join(shown))

    def python(self, block):
        with contextlib.chdir(self.folder):
            if not block.text.startswith(">>> "):
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(block.text, f"line {block.line}", "exec"), self.names)  # the page's own code, which is what is tested
                return
            test = doctest.DocTestParser().get_doctest(block.text, self.names, "page", None, block.line - 1)
            said = io.StringIO()
            runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            if runner.run(test, out=said.write, clear_globs=False).failed:
                raise Different(f"line {block.line}: {said.getvalue()}")
            self.names.update(test.globs)

    def replace(self, block, text):
        self.rewritten += [self.text[self.upto:block.start], text]
        self.upto = block.start + len(block.text)


def scratch_of(folder):
    """The folders of the project under their names: a page can read them, and writes to `out`."""
    for entry in ROOT.iterdir():
        if entry.name not in ("out", ".git"):
            (folder / entry.name).symlink_to(entry)
    (folder / "out").mkdir()
    return folder


def pages_of_the_project():
    return sorted({ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "io").rglob("*.md"), *ROOT.glob("[a-z]*/README.md")})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/octosim")
    parser.add_argument("--seconds", type=float, default=300, help="that a block may take")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("page", type=pathlib.Path, nargs="?")
    given = parser.parse_args()
    if given.list:
        print(*(page.relative_to(ROOT) for page in pages_of_the_project() if any(block.runs() for block in pages.blocks_of(page.read_text()))), sep="\n")
        return 0
    if not given.page:
        parser.error("which page?")
    text = given.page.read_text()
    path = [given.binary.resolve().parent, ROOT / "analysis" / "bin", ROOT / "build" / "openmpi"]  # the last: prepare_mpi of jobs/setup.sh
    os.environ.update(SETTINGS, PATH=os.pathsep.join([*map(str, path), os.environ["PATH"]]))  # of the page's shell and of its Python
    with contextlib.ExitStack() as stack:
        folder = ROOT if IN_THE_CHECKOUT in text else scratch_of(pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="octosim page "))))
        run = Run(given.page, stack.enter_context(shells.Shell(folder)), folder, given.seconds, given.update)
        failed = None
        try:
            run.all()
        except Different as different:
            failed = different
    if given.update:
        given.page.write_text(run.page())
    if failed:
        print(f"{given.page}: {failed}", file=sys.stderr)
        return 1
    print(f"{given.page}: {run.count} blocks run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
