"""Writes the manual pages and the completion of octosim, from what its --help says:  pages OCTOSIM FOLDER [SCRIPT...]

FOLDER/man1/octosim*.1, and completion: FOLDER/bash/octosim, FOLDER/zsh/_octosim, FOLDER/fish/octosim.fish.  SCRIPT: octosim-NAME, in Python, which gets completion and a page too: octosim-NAME.1, or, if
there is a command `octosim NAME`, octosim-NAME.1analysis.  A command in Python whose Python is not there has a page without options.
"""
import os
import pathlib
import subprocess
import sys

import bash_completion
import completion
import fish_completion
import help_text
import man_page
import zsh_completion

_OF_SCRIPTS = "1analysis"  # the section of a script whose name a command's page has


def _says(program: list[str], words: list[str]) -> str:
    wide = {**os.environ, "COLUMNS": "1000"}  # argparse breaks lines at hyphens
    done = subprocess.run([*program, *words], env=wide, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=60)
    if done.returncode != 0:
        raise help_text.Unreadable(f"{' '.join([*program, *words])}: status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def commands_of(program: list[str], path: list[str], summary: str = "") -> list[help_text.Command]:
    """The command `path` and all below it; `summary`: what the one above says of it."""
    try:
        text = _says(program, [*path, "--help"])
    except help_text.Unreadable as error:
        if not path:
            raise
        print(f"pages: a page without options: {error}", file=sys.stderr)
        text = f"Usage: octosim {' '.join(path)} [OPTIONS]\n\nOptions:\n  -h,--help  Print what it takes\n"
    command = help_text.read(path, text)
    command.summary = summary
    found = [command]
    for entry in command.commands:
        found += commands_of(program, [*path, entry.names[0]], entry.says)
    return found


def script_of(path: pathlib.Path) -> help_text.Command:
    """octosim-NAME, a program of its own."""
    name = path.name.removeprefix("octosim-")
    return help_text.read([name], _says([sys.executable, "-B", str(path)], ["--help"]))


def write_completion(folder: pathlib.Path, programs: list[completion.Program]) -> None:
    for shell, form, text in (("bash", "{}", bash_completion.text), ("zsh", "_{}", zsh_completion.text), ("fish", "{}.fish", fish_completion.text)):
        (folder / shell).mkdir(parents=True, exist_ok=True)
        for program in programs:
            (folder / shell / form.format(program.name)).write_text(text(program), encoding="utf-8")


def write_pages(program: list[str], folder: pathlib.Path, scripts: list[pathlib.Path]) -> None:
    version = _says(program, ["--version"]).split(",")[0].strip()
    commands = commands_of(program, [])
    taken = {command.name for command in commands}
    programs = []
    for path in scripts:
        try:
            programs.append(script_of(path))
        except help_text.Unreadable as error:
            print(f"pages: no page: {error}", file=sys.stderr)
    write_completion(folder, completion.programs(commands, programs))
    commands += programs
    (folder / "man1").mkdir(parents=True, exist_ok=True)
    for old in (folder / "man1").iterdir():
        old.unlink()
    for number, command in enumerate(commands):
        section = _OF_SCRIPTS if number >= len(taken) and command.name in taken else "1"
        near = [command.path[:-1]] * bool(command.path) + [[*command.path, entry.names[0]] for entry in command.commands]
        page = man_page.man_page(command, version, ["-".join(["octosim", *path]) for path in near], section)
        (folder / "man1" / f"{command.name}.{section}").write_text(page, encoding="utf-8")


def main(words: list[str]) -> int:
    if len(words) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        write_pages([words[0]], pathlib.Path(words[1]), [pathlib.Path(word) for word in words[2:]])
    except (help_text.Unreadable, OSError, subprocess.TimeoutExpired) as error:
        print(f"pages: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
