#!/usr/bin/env python3
"""Fails when engine/x/y.cpp has no test in tests/engine/x: neither y_test.cpp nor one that includes engine/x/y.hpp.

What is tested through something else only is listed in mirror_exceptions.txt.  An exception is a line `path  reason`; one that no longer applies is a fault.  `--self-test` checks the checker.
"""
import tree

EXCEPTIONS = "tests/architecture/mirror_exceptions.txt"


def mirror_of(path):
    return "tests/" + path[: -len(".cpp")] + "_test.cpp"


def is_tested(path, tests):
    """`tests`: path -> text of every test."""
    folder, header = "tests/" + path.rpartition("/")[0] + "/", f'#include "{path[: -len(".cpp")]}.hpp"'
    return mirror_of(path) in tests or any(t.startswith(folder) and header in text for t, text in tests.items())


def read_exceptions(text):
    """path -> reason, and the faults of the list itself."""
    reasons, faults = {}, []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        path, _, reason = line.strip().partition(" ")
        if len(reason.split()) < 3:
            faults.append(f"{EXCEPTIONS}:{number}: {path} needs a reason after it")
        if path in reasons:
            faults.append(f"{EXCEPTIONS}:{number}: {path} is listed twice")
        reasons[path] = reason.strip()
    return reasons, faults


def faults_of(paths, tests, exceptions_text):
    sources = [p for p in paths if p.split("/")[0] in tree.SOURCE_FOLDERS and p.endswith(".cpp")]
    present = set(paths)
    reasons, faults = read_exceptions(exceptions_text)
    for path in sources:
        if not is_tested(path, tests) and path not in reasons:
            faults.append(f"{path}: no {mirror_of(path)}, and no test beside it includes its header "
                          f"(nor a reason in {EXCEPTIONS})")
    for path in reasons:
        if path not in present:
            faults.append(f"{EXCEPTIONS}: {path} does not exist")
        elif is_tested(path, tests):
            faults.append(f"{EXCEPTIONS}: {path} has its test; delete the line")
    return faults, len(sources)


def self_test():
    source, mirror, other = "io/owg/read_owg.cpp", "tests/io/owg/read_owg_test.cpp", "tests/io/owg/owg_test.cpp"
    excepted = f"{source}  held by the round trip test\n"
    assert faults_of([source], {mirror: ""}, "# none\n") == ([], 1)
    assert faults_of([source], {other: '#include "io/owg/read_owg.hpp"\n'}, "") == ([], 1)
    assert len(faults_of([source], {other: '#include "io/owg/write_owg.hpp"\n'}, "")[0]) == 1
    assert len(faults_of([source], {"tests/io/x_test.cpp": '#include "io/owg/read_owg.hpp"\n'}, "")[0]) == 1, "elsewhere"
    assert len(faults_of([source], {}, "")[0]) == 1
    assert faults_of([source], {}, excepted)[0] == []
    assert len(faults_of([source], {}, f"{source}  later\n")[0]) == 1, "a reason of one word"
    assert len(faults_of([source], {mirror: ""}, excepted)[0]) == 1, "stale"
    assert len(faults_of([], {}, excepted)[0]) == 1, "gone"
    assert len(faults_of([source], {}, excepted + excepted)[0]) == 1, "twice"
    assert tree.report("x", [], 3, 5) == 1


def check():
    paths = tree.paths()
    tests = {p: tree.read(p) for p in paths if p.startswith("tests/") and p.endswith("_test.cpp")}
    faults, seen = faults_of(paths, tests, tree.read(EXCEPTIONS))
    return tree.report("mirror", faults, seen, 25)


tree.run(check, self_test)
