"""The files of the project, and C++ text without its comments."""
import contextlib
import io
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE_FOLDERS = ("engine", "models", "partition", "io", "jobs")
_SKIPPED = {".git", "build", "out", "__pycache__", "node_modules", ".cache", ".vscode", ".idea"}
_COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


def paths(root=ROOT):
    """Every file of the project as a path from its root, in order; not what builds and runs make."""
    found = []
    for entry in sorted(root.iterdir()):
        if entry.name in _SKIPPED:
            continue
        if entry.is_dir():
            found += [f for f in sorted(entry.rglob("*")) if f.is_file() and not _SKIPPED & set(f.parts)]
        elif entry.is_file():
            found.append(entry)
    return [f.relative_to(root).as_posix() for f in found]


def read(path, root=ROOT):
    return (root / path).read_text(encoding="utf-8", errors="replace")


def cpp_paths():
    """The C++ files of the source folders and of tests/."""
    return [p for p in paths() if p.split("/")[0] in (*SOURCE_FOLDERS, "tests") and p.endswith((".hpp", ".cpp"))]


def code_of(text, keep_texts=False):
    """`text` with comments blanked (and, unless kept, the insides of quoted texts); lines keep their numbers."""
    def blank(match):
        part = match.group(0)
        if part[0] == "/":
            return "\n" * part.count("\n") or " "
        return part if keep_texts else part[0] + part[-1]
    return _COMMENT_OR_TEXT.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def report(name, faults, seen, least):
    """Prints the faults and returns the exit status; too few files `seen` is a fault too: a check must find its work."""
    if seen < least:
        faults = [*faults, f"{name}: only {seen} files found, at least {least} expected; it looks in the wrong place"]
    print("\n".join(faults) if faults else f"{name}: ok ({seen} files)")
    return 1 if faults else 0


def run(check, self_test):
    """Ends the program with the status of `check`, or runs `self_test` for --self-test."""
    if sys.argv[1:] == ["--self-test"]:
        with contextlib.redirect_stdout(io.StringIO()):
            self_test()
        print("self-test: ok")
        sys.exit(0)
    if sys.argv[1:]:
        sys.exit(f"unknown arguments {sys.argv[1:]} (--self-test is the only one)")
    sys.exit(check())
