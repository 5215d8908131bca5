#!/usr/bin/env python3
"""Runs clang-tidy 16 on the project's sources:  lint.py BUILD [PATH...]

BUILD holds compile_commands.json.  The sources of a folder are looked at together, as BUILD/lint_units includes them:
most of the time goes into headers, and one unit of jobs/cli takes a quarter of what its unity build's seven did.  What
was clean stays clean until a source, a header it reaches, .clang-tidy or its command changes: BUILD/lint holds one stamp
a unit, named after the hash of all of these.  PATH...: only units with a source below.  Exit status 1 if anything is found.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
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


def units(build):
    """(file, command, its sources) of each: what BUILD compiles of one library together.  Those with the most sources first."""
    alike = {}  # folder of the objects, command without what is the file's own -> sources
    for row in json.loads((build / "compile_commands.json").read_text()):
        path = os.path.join(row["directory"], row["file"])
        sources = [s for s in sources_of(path) if s.split("/")[0] in tree.SOURCE_FOLDERS and s.endswith(".cpp")]
        if not sources:
            continue
        target = re.search(r"CMakeFiles/(\w+)\.dir/", row["command"])[1]
        words, kept = iter(shlex.split(row["command"])), []
        for word in words:
            if word in ("-o", "-c"):
                next(words)
            else:
                kept.append(word)
        alike.setdefault((target, shlex.join(kept)), set()).update(sources)
    folder = build / "lint_units"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rows = []
    for (target, command), sources in sorted(alike.items(), key=lambda unit: (-len(unit[1]), unit[0])):
        nth = sum(row["file"].startswith(str(folder / f"{target}.")) for row in rows)  # a source may have options of its own
        file = folder / f"{target}.{nth}.cxx"
        file.write_text("".join(f'#include "{source}"\n' for source in sorted(sources)))
        rows.append({"directory": str(build), "file": str(file), "command": f"{command} -c {shlex.quote(str(file))}"})
        yield str(file), command, sources
    (folder / "compile_commands.json").write_text(json.dumps(rows))


def key(path, *how):
    path = os.path.relpath(path, tree.ROOT)
    return stamps.key_of([path], path, *how)


def lint(build, path):
    """(exit status, what it found)"""
    config = f"--config-file={tree.ROOT / '.clang-tidy'}"  # else that of the folder of `path`, which may be anywhere
    done = subprocess.run([TIDY, "-p", str(build / "lint_units"), config, "--quiet", path], cwd=tree.ROOT, capture_output=True, text=True)
    noise = re.compile(r"^\d+ warnings? (?:generated|treated as errors?)|^Suppressed|^Use -header-filter")
    return done.returncode, "\n".join(l for l in (done.stdout + done.stderr).splitlines() if not noise.match(l))


def main(build, only):
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    work, count = {}, 0
    for path, command, sources in units(build):
        if not only or any(s.startswith(tuple(only)) for s in sources):
            work[path] = command
            count += len(sources)
    if not work:
        sys.exit(f"lint: {build}/compile_commands.json names no source of the project")
    tidy = tree.read(".clang-tidy")
    kept = stamps.Stamps(build / "lint", {path: key(path, version, command, tidy) for path, command in work.items()})
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
