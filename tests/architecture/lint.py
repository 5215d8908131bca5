#!/usr/bin/env python3
"""Runs clang-tidy 16 on the project's sources:  lint.py BUILD [PATH...]

BUILD holds compile_commands.json.  A source that was clean stays clean until it, a header it reaches, .clang-tidy or its
command changes: BUILD/lint holds one stamp a source, named after the hash of all of these.  PATH...: only sources below.
Exit status 1 if anything is found.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import tree

TIDY = "clang-tidy-16"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)


def reached(path, seen):
    """Adds `path` and the project's files it includes, directly or not, to `seen`: path -> text."""
    if path in seen or not (tree.ROOT / path).is_file():
        return
    seen[path] = tree.read(path)
    for name in INCLUDE.findall(seen[path]):
        reached(name, seen)


def key_of(path, command, version):
    files = {}
    reached(path, files)
    digest = hashlib.sha256()
    for part in (version, command, tree.read(".clang-tidy"), *(f"{name}\0{files[name]}" for name in sorted(files))):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def lint(build, path):
    """(exit status, what it found)"""
    done = subprocess.run([TIDY, "-p", str(build), "--quiet", path], cwd=tree.ROOT, capture_output=True, text=True)
    noise = re.compile(r"^\d+ warnings? (?:generated|treated as errors?)|^Suppressed|^Use -header-filter")
    return done.returncode, "\n".join(l for l in (done.stdout + done.stderr).splitlines() if not noise.match(l))


def main(build, only):
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    work = {}
    for row in json.loads((build / "compile_commands.json").read_text()):
        path = os.path.relpath(os.path.join(row["directory"], row["file"]), tree.ROOT)
        folder = path.split("/")[0]
        if folder in tree.SOURCE_FOLDERS and path.endswith(".cpp") and (not only or path.startswith(tuple(only))):
            work[path] = row["command"]
    if not work:
        sys.exit(f"lint: {build}/compile_commands.json names no source of the project")
    stamps = build / "lint"
    stamps.mkdir(exist_ok=True)
    keys = {path: key_of(path, command, version) for path, command in sorted(work.items())}
    todo = [path for path, key in keys.items() if not (stamps / key).exists()]
    start, bad = time.monotonic(), 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (status, found) in zip(todo, pool.map(lambda p: lint(build, p), todo)):
            if status == 0:
                (stamps / keys[path]).write_text(path + "\n")
            else:
                bad += 1
                print(found, flush=True)
    if not only:
        for stamp in stamps.iterdir():
            if stamp.name not in keys.values():
                stamp.unlink()
    print(f"lint: {len(work)} sources, {len(todo)} looked at in {time.monotonic() - start:.0f} s, {bad} with findings")
    return 1 if bad else 0


if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]))
