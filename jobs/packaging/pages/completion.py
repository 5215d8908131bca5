"""What the completion of a program says, whatever the shell: the commands, options and values of each of its commands."""
import dataclasses
import re
import typing

from help_text import Command, Entry


@dataclasses.dataclass(frozen=True)
class Program:
    """`commands`: by the words behind the program's name; () is the program itself."""
    name: str
    commands: dict[tuple[str, ...], Command]

    @property
    def identifier(self) -> str:
        """Of shell functions and variables."""
        return "_" + re.sub(r"\W", "_", self.name)

    def places(self) -> list[tuple[str, Command]]:
        """Each command by the words that lead to it, the program's name first."""
        return [(" ".join((self.name, *path)), command) for path, command in self.commands.items()]


def programs(commands: list[Command], scripts: list[Command]) -> list[Program]:
    """octosim with all its commands; each script."""
    return [Program("octosim", {tuple(command.path): command for command in commands}), *(Program(script.name, {(): script}) for script in scripts)]


def names(entries: list[Entry]) -> list[str]:
    return [name for entry in entries for name in entry.names]


def tables(program: Program, row: typing.Callable[[str, str], str]) -> dict[str, list[str]]:
    """Of each place its commands and options, and of an option that lists them its values, as `row` writes a place and words."""
    found: dict[str, list[str]] = {"commands": [], "options": [], "values": []}
    for place, command in program.places():
        if command.commands:
            found["commands"].append(row(place, " ".join(names(command.commands))))
        found["options"].append(row(place, " ".join(names(command.options))))
        found["values"] += [row(f"{place} {name}", " ".join(entry.choices)) for entry in command.options if entry.choices for name in entry.names]
    return found
