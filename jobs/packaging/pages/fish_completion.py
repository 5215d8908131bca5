"""Completion for fish: as that for bash, and it shows what each word means."""
from completion import Program
from help_text import Entry

_PLACE = """# Completion of @program@ for fish; made from its --help.
function @id@_at --description 'whether the words so far lead to this command'
    set -l place @program@
    for word in (commandline -opc)[2..]  # words that are commands, from the first on; an option ends them
        contains -- "$place $word" $@id@_places; or break
        set place "$place $word"
    end
    test "$place" = "$argv"
end
set -g @id@_places @places@
"""


def _quoted(words: str) -> str:
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _option(entry: Entry) -> str:
    parts = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" if len(name) == 2 else f"-o {name[1:]}" for name in entry.names]
    if entry.choices:
        parts.append(f"-x -a {_quoted(' '.join(entry.choices))}")
    elif entry.value:
        parts.append("-r")
    return " ".join([*parts, f"-d {_quoted(entry.says)}"])


def text(program: Program) -> str:
    places = program.places()
    lines = [_PLACE.replace("@id@", program.identifier).replace("@program@", program.name).replace("@places@", " ".join(_quoted(place) for place, _ in places))]
    for place, command in places:
        head = f"complete -c {program.name} -n {_quoted(f'{program.identifier}_at {place}')}"
        lines += [f"{head} -f -a {entry.names[0]} -d {_quoted(entry.says)}\n" for entry in command.commands]
        lines += [f"{head} {_option(entry)}\n" for entry in command.options]
    return "".join(lines)
