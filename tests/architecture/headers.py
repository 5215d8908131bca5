#!/usr/bin/env python3
"""Compiles every header of the project without help from what others include:  headers.py BUILD

A header B that header A includes, directly or not, needs no compilation of its own: `#include B, #include A` looks at B
with nothing before it, and at A after what A itself brings.  The headers are covered by the fewest such chains (Dilworth:
a maximum matching of "is included by"), one compilation a chain.  BUILD holds compile_commands.json; what compiled stays
clean until one of its files or its command changes: BUILD/headers holds one stamp a chain.  Exit status 1 if one fails.
`--self-test` checks the checker.
"""
import functools
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

import stamps
import tree


def closures(includes):
    """header -> every header it includes, directly or not; `includes`: header -> those it names."""
    @functools.cache
    def of(header):
        return frozenset(includes[header]).union(*(of(name) for name in includes[header]))
    return {header: of(header) for header in sorted(includes)}


def chains(reach):
    """The headers of `reach` (header -> all it includes) in the fewest lists, in each of which every header includes those before."""
    includer = {}  # header -> the one that follows it in its chain

    def follow(header, tried):
        for inner in sorted(reach[header] - tried):
            if inner in tried:
                continue
            tried.add(inner)
            if inner not in includer or follow(includer[inner], tried):
                includer[inner] = header
                return True
        return False
    for header in reach:
        follow(header, set())
    inner_of = {header: inner for inner, header in includer.items()}
    lists = []
    for last in reach.keys() - includer.keys():
        chain = [last]
        while chain[-1] in inner_of:
            chain.append(inner_of[chain[-1]])
        lists.append(chain[::-1])
    return sorted(lists)


def headers():
    """header -> the project's headers it names."""
    found = {path: tree.read(path) for path in tree.cpp_paths() if path.endswith(".hpp") and not path.startswith("tests/")}
    return {path: [name for name in stamps.INCLUDE.findall(text) if name in found] for path, text in found.items()}


def flags(build):
    """The compiler and its options for a source that may include any header: those of jobs/cli, which links every folder."""
    for row in json.loads((build / "compile_commands.json").read_text()):
        if "octosim_jobs_cli.dir" in row["command"]:
            words = shlex.split(row["command"])
            words = words[next(i for i, word in enumerate(words) if "ccache" not in word):]
            kept, skip = [words[0]], False
            for word, following in zip(words[1:], [*words[2:], ""]):
                if skip:
                    skip = False
                elif word == "-isystem":
                    kept += [word, following]
                    skip = True
                elif re.match(r"-(I|D|std=|W|f)", word):
                    kept.append(word)
            return [*kept, "-Werror", "-fsyntax-only", "-x", "c++"]
    sys.exit(f"headers: {build}/compile_commands.json has no source of jobs/cli")


def compile_chain(command, chain):
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
        source.write("".join(f'#include "{header}"\n' for header in chain))
        source.flush()
        done = subprocess.run([*command, source.name], cwd=tree.ROOT, capture_output=True, text=True)
    return done.returncode, f"one of these is not complete in itself: {', '.join(chain)}\n{done.stdout + done.stderr}"


def main(build):
    start = time.monotonic()
    command, lists = flags(build), chains(closures(headers()))
    kept = stamps.Stamps(build / "headers", {tuple(chain): stamps.key_of(chain, " ".join(command)) for chain in lists})
    looked, bad = kept.look(lambda chain: compile_chain(command, chain))
    kept.forget_others()
    print(f"headers: {sum(map(len, lists))} in {len(lists)} chains, {looked} compiled in {time.monotonic() - start:.0f} s, {bad} failed")
    return 1 if bad else 0


def self_test():
    reach = closures({"a": [], "b": ["a"], "c": ["b"], "d": ["a"], "e": []})
    assert reach["c"] == {"a", "b"}
    found = chains(reach)
    assert len(found) == 3, found  # c, d and e include none of each other
    assert sorted(sum(found, [])) == ["a", "b", "c", "d", "e"]
    assert all(set(chain[:i]) <= reach[chain[i]] for chain in found for i in range(len(chain)))


if sys.argv[1:] == ["--self-test"]:
    self_test()
    sys.exit(0)
if len(sys.argv) != 2:
    sys.exit(__doc__)
sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
