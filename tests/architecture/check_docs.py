#!/usr/bin/env python3
"""Fails when a document names a file or command that does not exist.  `--self-test` checks the checker.

In every .md: links to files of the project.  In ```sh blocks of README.md, CONTRIBUTING.md and docs/: programs that
start with `./` or lie in the project are executable, .toml inputs exist, `octosim` commands are commands.  A ```cpp block
behind `<!-- from FILE -->` is in that file, letter by letter.
"""
import os
import posixpath
import re

import tree

COMMANDS = {"run", "check", "compile", "partition", "import", "verify", "info", "recover", "diff", "model", "chunk", "bench", "project", "area", "energy", "state", "record", "reproduce", "sweep", "report", "watch"}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
COPY = re.compile(r"^<!-- from (\S+) -->\n(?:```cpp\n(.*?)^```)?", re.M | re.S)
OURS = tuple(folder + "/" for folder in (*tree.SOURCE_FOLDERS, "analysis", "tests", "docs", ".ci"))


def link_faults(path, text, exists):
    for match in LINK.finditer(text):
        target = match.group(1)
        if re.match(r"[a-z]+:", target):
            continue
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if not exists(file):
            yield f"{path}:{tree.line_of(text, match.start())}: {target} does not exist"


def command_faults(path, text, exists, executable):
    for match in BLOCK.finditer(text):
        first = tree.line_of(text, match.start(1))
        for number, line in enumerate(match.group(1).splitlines(), first):
            words = re.sub(r"(^|\s)#.*", "", line).split()
            for at, word in enumerate(words):
                name = word[2:] if word.startswith("./") else word
                if word.startswith("./") and not executable(name):
                    yield f"{path}:{number}: {word} is not an executable file"
                elif name.startswith(OURS) and not exists(name.rstrip("/")):
                    yield f"{path}:{number}: {word} does not exist"
                if re.fullmatch(r"(?:\S*/)?octosim", word):
                    command = words[at + 1] if at + 1 < len(words) else ""
                    if command not in COMMANDS and not command.startswith("-"):
                        yield f"{path}:{number}: octosim {command} is not a command ({', '.join(sorted(COMMANDS))})"


def copy_faults(path, text, read):
    for match in COPY.finditer(text):
        file, copy = match.groups()
        at = f"{path}:{tree.line_of(text, match.start())}"
        if not copy:
            yield f"{at}: no cpp block follows 'from {file}'"
        elif copy not in (read(file) or ""):
            yield f"{at}: this is not in {file}"


def self_test():
    files = {"docs/glossary.md", "jobs/demo", "jobs/experiments/er_chiplet.toml"}

    def exists(path):
        return path in files

    def executable(path):
        return path == "jobs/demo"

    def commands(line):
        return len(list(command_faults("README.md", f"```sh\n{line}\n```\n", exists, executable)))

    assert not list(link_faults("README.md", "[a](docs/glossary.md) [b](https://x.y/z) [c](docs/glossary.md#x)", exists))
    assert not list(link_faults("docs/README.md", "[a](glossary.md)", exists))
    assert len(list(link_faults("README.md", "[a](docs/gone.md)", exists))) == 1
    assert commands("./jobs/demo") == 0
    assert commands("./jobs/gone") == 1
    assert commands("mpirun -n 2 build/release/octosim run jobs/experiments/er_chiplet.toml  # two ranks") == 0
    assert commands("build/release/octosim run jobs/experiments/gone.toml") == 1
    assert commands("build/release/octosim simulate jobs/experiments/er_chiplet.toml") == 1
    assert commands("octosim --help") == 0
    assert not list(command_faults("README.md", "```\n./jobs/gone\n```\n", exists, executable)), "only sh blocks"
    copies = "<!-- from a.cpp -->\n```cpp\nint a;\n```\n"
    sources = {"a.cpp": "/// x\nint a;\nint b;\n", "b.cpp": "int b;\n"}
    assert not list(copy_faults("d.md", copies, sources.get))
    assert len(list(copy_faults("d.md", copies.replace("a.cpp", "b.cpp"), sources.get))) == 1
    assert len(list(copy_faults("d.md", copies.replace("a.cpp", "gone.cpp"), sources.get))) == 1
    assert len(list(copy_faults("d.md", copies.replace("```cpp", "```"), sources.get))) == 1
    assert tree.report("x", [], 3, 5) == 1


def check():
    def exists(path):
        return (tree.ROOT / path).exists()

    def executable(path):
        return (tree.ROOT / path).is_file() and os.access(tree.ROOT / path, os.X_OK)

    documents = [p for p in tree.paths() if p.endswith(".md") and not p.startswith("tests/io/modelbox/data/")]
    faults, blocks = [], 0
    for path in documents:
        text = tree.read(path)
        faults += link_faults(path, text, exists)
        faults += copy_faults(path, text, lambda file: tree.read(file) if exists(file) else None)
        if path in ("README.md", "CONTRIBUTING.md") or path.startswith("docs/"):
            faults += command_faults(path, text, exists, executable)
            blocks += len(BLOCK.findall(text))
    if blocks < 3:
        faults.append(f"docs: only {blocks} sh blocks found; the check looks in the wrong place")
    readme = tree.read("README.md")
    faults += [f"README.md: does not show {command}" for command in ("./jobs/demo", "./tests/run") if command not in readme]
    faults += [f"README.md: does not show octosim {c}" for c in sorted(COMMANDS) if f"octosim {c}" not in readme]
    for script in ("jobs/demo", "tests/run", ".ci/run"):
        if not executable(script):
            faults.append(f"{script} is not executable")
    return tree.report("docs", faults, len(documents), 10)


tree.run(check, self_test)
