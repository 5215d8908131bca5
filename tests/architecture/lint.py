#!/usr/bin/env python3
"""Runs clang-tidy 16 on the project's sources:  lint.py BUILD [PATH...]

BUILD holds compile_commands.json.  What it compiles together (a unity build: some sources of one folder) is looked at
together, which is several times faster: most of the time goes into headers.  What was clean stays clean until a source,
a header it reaches, .clang-tidy or its command changes: BUILD/lint holds one stamp a unit, named after the hash of all
of these.  PATH...: only units with a source below.  Exit status 1 if anything is found.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import stamps
import tree

TIDY = "clang-tidy-16"


def sources_of(path):
    """The sources of the project that `path` of compile_commands.json compiles."""
    path = os.path.relpath(path, tree.ROOT)
    if os.path.basename(path).startswith("unity_"):
        return [os.path.relpath(name, tree.ROOT) for name in stamps.INCLUDE.findall(tree.read(path))]
    return [path]


def key(path, *how):
    path = os.path.relpath(path, tree.ROOT)
    return stamps.key_of([path], path, *how)


def lint(build, path):
    """(exit status, what it found)"""
    config = f"--config-file={tree.ROOT / '.clang-tidy'}"  # else that of the folder of `path`, which may be anywhere
    done = subprocess.run([TIDY, "-p", str(build), config, "--quiet", path], cwd=tree.ROOT, capture_output=True, text=True)
    noise = re.compile(r"^\d+ warnings? (?:generated|treated as errors?)|^Suppressed|^Use -header-filter")
    return done.returncode, "\n".join(l for l in (done.stdout + done.stderr).splitlines() if not noise.match(l))


def main(build, only):
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    work, count = {}, 0
    for row in json.loads((build / "compile_commands.json").read_text()):
        path = os.path.join(row["directory"], row["file"])
        sources = [s for s in sources_of(path) if s.split("/")[0] in tree.SOURCE_FOLDERS and s.endswith(".cpp")]
        if sources and (not only or any(s.startswith(tuple(only)) for s in sources)):
            work[path] = row["command"]
            count += len(sources)
    if not work:
        sys.exit(f"lint: {build}/compile_commands.json names no source of the project")
    tidy = tree.read(".clang-tidy")
    kept = stamps.Stamps(build / "lint", {path: key(path, version, command, tidy) for path, command in sorted(work.items())})
    start = time.monotonic()
    looked, bad = kept.look(lambda path: lint(build, path))
    if not only:
        kept.forget_others()
    print(f"lint: {count} sources in {len(work)} units, {looked} looked at in {time.monotonic() - start:.0f} s, "
          f"{bad} with findings")
    return 1 if bad else 0


if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]))
