#!/usr/bin/env python3
"""Fails when engine/x/y.cpp has no tests/engine/x/y_test.cpp and no reason why in mirror_exceptions.txt.

An exception is a line `path  reason`; one that no longer applies is a fault.  `--self-test` checks the checker.
"""
import tree

EXCEPTIONS = "tests/architecture/mirror_exceptions.txt"


def mirror_of(path):
    return "tests/" + path[: -len(".cpp")] + "_test.cpp"


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


def faults_of(paths, exceptions_text):
    sources = [p for p in paths if p.split("/")[0] in tree.SOURCE_FOLDERS and p.endswith(".cpp")]
    present = set(paths)
    reasons, faults = read_exceptions(exceptions_text)
    for path in sources:
        if mirror_of(path) not in present and path not in reasons:
            faults.append(f"{path}: no {mirror_of(path)} (or a reason in {EXCEPTIONS})")
    for path in reasons:
        if path not in present:
            faults.append(f"{EXCEPTIONS}: {path} does not exist")
        elif mirror_of(path) in present:
            faults.append(f"{EXCEPTIONS}: {path} has its test; delete the line")
    return faults, len(sources)


def self_test():
    both = ["io/owg/read_owg.cpp", "tests/io/owg/read_owg_test.cpp"]
    assert faults_of(both, "# none\n") == ([], 1)
    assert len(faults_of(both[:1], "")[0]) == 1
    assert faults_of(both[:1], "io/owg/read_owg.cpp  held by the round trip test\n")[0] == []
    assert len(faults_of(both[:1], "io/owg/read_owg.cpp  later\n")[0]) == 1, "a reason of one word"
    assert len(faults_of(both, "io/owg/read_owg.cpp  held by the round trip test\n")[0]) == 1, "stale"
    assert len(faults_of(both, "io/owg/gone.cpp  held by the round trip test\n")[0]) == 1, "gone"
    assert len(faults_of(["jobs/a.cpp"], "jobs/a.cpp  it is only main\njobs/a.cpp  it is only main\n")[0]) == 1, "twice"
    assert tree.report("x", [], 3, 5) == 1


def check():
    faults, seen = faults_of(tree.paths(), tree.read(EXCEPTIONS))
    return tree.report("mirror", faults, seen, 25)


tree.run(check, self_test)
