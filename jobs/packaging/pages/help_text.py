"""What `octosim ... --help` says, as data: CLI11's form of the commands in C++, argparse's of those in Python."""
import dataclasses
import re

_HEADING = re.compile(r"(?P<title>[A-Za-z][A-Za-z ]*):")
_ENTRY = re.compile(r"(?P<indent> {2,4})(?P<head>\S.*?)(?: {2,}(?P<says>\S.*))?")
_NAME = re.compile(r"(?:^|(?<=[ ,]))--?[A-Za-z][\w-]*")


class Unreadable(ValueError):
    """Help in a form that is not expected here; names the command and the line."""


@dataclasses.dataclass
class Entry:
    """`names`: of an option -o and --output, of a command or positional one word; `value`: what follows, empty for a flag."""
    names: list[str]
    value: str
    says: str

    @property
    def choices(self) -> list[str]:
        """What the value may be, where the help lists it as {a,b}."""
        found = re.search(r"\{([^{}]*)\}", self.value)
        return found.group(1).split(",") if found else []


@dataclasses.dataclass
class Command:
    """`path`: the words behind octosim; none for octosim itself.  `about`: its own description; `summary`: in one line, as the
    command above says it.  `footer`: what stands behind the options, as it is."""
    path: list[str]
    about: str
    usage: str
    summary: str = ""
    positionals: list[Entry] = dataclasses.field(default_factory=list)
    options: list[Entry] = dataclasses.field(default_factory=list)
    commands: list[Entry] = dataclasses.field(default_factory=list)
    footer: str = ""

    @property
    def name(self) -> str:
        return "-".join(["octosim", *self.path])


def _option(head: str, says: str) -> Entry:
    names = _NAME.findall(head)
    words = " ".join(re.sub(r",\s|,$", " ", _NAME.sub(" ", head)).strip(" ,").split())
    half = words[:len(words) // 2]
    return Entry(names, half if half and words == f"{half} {half}" else words, says)  # argparse: -o DIR, --out DIR


def _word(head: str, says: str) -> Entry:
    name, _, value = head.partition(" ")
    return Entry([name], value.strip(), says)


def _kind(title: str, first: str) -> str:
    """What the entries below `title` are; empty: no entries of a command line, text behind them."""
    title = title.lower()
    if title in ("positionals", "positional arguments"):
        return "positionals"
    if title in ("subcommands", "commands"):
        return "commands"
    return "options" if title == "options" or first.lstrip().startswith("-") else ""


def _groups(lines: list[str]) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """The headed groups of entries, and the lines behind the last.  A heading has an indented line right below it."""
    groups: list[tuple[str, list[str]]] = []
    at = 0
    while at < len(lines):
        heading = _HEADING.fullmatch(lines[at])
        if heading and at + 1 < len(lines) and lines[at + 1].startswith("  ") and _kind(heading["title"], lines[at + 1]):
            end = at + 1
            while end < len(lines) and lines[end].startswith("  "):
                end += 1
            groups.append((heading["title"], lines[at + 1:end]))
            at = end
        elif lines[at].strip() and groups:
            break
        else:
            at += 1
    return groups, lines[at:]


def _add(command: Command, title: str, lines: list[str]) -> None:
    kind = _kind(title, lines[0])
    last: Entry | None = None
    for line in lines:
        entry = _ENTRY.fullmatch(line)
        if entry and kind != "options" and len(entry["indent"]) == 4:  # argparse: commands below what stands for them
            command.positionals = [other for other in command.positionals if other is not last or last in command.commands]
            last = _word(entry["head"], entry["says"] or "")
            command.commands.append(last)
        elif entry and kind == "options" and entry["head"].startswith("-"):
            last = _option(entry["head"], entry["says"] or "")
            command.options.append(last)
        elif entry and kind != "options":
            last = _word(entry["head"], entry["says"] or "")
            getattr(command, kind).append(last)
        elif last and line.startswith(" " * 5):
            last.says = " ".join([*last.says.split(), *line.split()])
        else:
            raise Unreadable(f"{command.name} --help: cannot read the line: {line}")


def read(path: list[str], text: str) -> Command:
    """\\raises Unreadable: neither CLI11's form nor argparse's"""
    lines = text.rstrip().splitlines()
    start = next((at for at, line in enumerate(lines) if line.lower().startswith("usage:")), None)
    if start is None:
        raise Unreadable(f"octosim {' '.join(path)}: --help has no line with Usage:")
    end = start + 1
    while end < len(lines) and lines[end].startswith("  ") and lines[start].startswith("usage"):
        end += 1  # argparse wraps it
    groups, footer = _groups(lines[end:])
    first = next((at for at, line in enumerate(lines) if at >= end and _HEADING.fullmatch(line)), len(lines))
    about = " ".join(" ".join(lines[:start] or lines[end:first]).split())
    usage = " ".join(" ".join(lines[start:end]).split())[len("usage: "):]
    command = Command(path, about, usage, footer="\n".join(footer).strip())
    for title, below in groups:
        _add(command, title, below)
    if not command.options:
        raise Unreadable(f"{command.name} --help: lists no options")
    return command
