"""Manual pages: one for octosim, one for each of its commands, one for each script."""
from help_text import Command, Entry


def _roff(text: str) -> str:
    """`text` so that roff prints it as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.splitlines())


def _term(entry: Entry) -> str:
    names = ", ".join(f"\\fB{_roff(name)}\\fR" for name in entry.names)
    return f"{names} \\fI{_roff(entry.value)}\\fR" if entry.value else names


def _section(title: str, entries: list[Entry]) -> list[str]:
    lines = [f".SH {title}"] if entries else []
    for entry in entries:
        lines += [".TP", _term(entry), _roff(entry.says)]
    return lines


def man_page(command: Command, version: str, others: list[str], section: str = "1") -> str:
    """`others`: names of pages of section 1, for SEE ALSO."""
    summary = (command.summary or command.about).removeprefix("octosim: ")
    lines = [f'.TH "{command.name.upper()}" "{section}" "" "{version}" "octosim"',
             ".SH NAME", f"{_roff(command.name)} \\- {_roff(summary)}",
             ".SH SYNOPSIS", f".B {_roff(command.usage)}"]
    if command.about not in ("", summary, f"octosim: {summary}"):
        lines += [".SH DESCRIPTION", _roff(command.about)]
    lines += _section("ARGUMENTS", command.positionals)
    lines += _section("COMMANDS", command.commands)
    lines += _section("OPTIONS", command.options)
    if command.footer:
        lines += [".SH NOTES", ".nf", _roff(command.footer), ".fi"]
    if not command.path:
        lines += [".SH EXIT STATUS", *(line for status, says in _STATUS for line in (".TP", f".B {status}", _roff(says)))]
        lines += [".SH ENVIRONMENT", *(line for name, says in _ENVIRONMENT for line in (".TP", f".B {name}", _roff(says)))]
    lines += [".SH SEE ALSO", ", ".join(f"\\fB{_roff(name)}\\fR(1)" for name in others)] if others else []
    return "\n".join(lines) + "\n"


_STATUS = (("0", "done"), ("1", "failed: the machine, a stall, a wrong result, a signal; verify or diff found something"),
           ("2", "bad input: one line says which file or key, its value, and what is allowed"),
           ("85", "saved: octosim run --resume goes on"))
_ENVIRONMENT = (("OCTOSIM_DATA", "a folder with jobs/workloads, jobs/experiments and the Python packages of some commands, instead of "
                 "PREFIX/share/octosim"),
                ("OCTOSIM_PYTHON", "the Python, 3.11 or later with h5py, numpy and matplotlib, that executes these commands"))
