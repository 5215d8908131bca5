"""Completion for zsh, as that for bash."""
from completion import Program, tables

_TEXT = """#compdef @program@
# Completion of @program@ for zsh; made from its --help.
@id@() {
  local at=@program@ before=${words[CURRENT-1]} word=${words[CURRENT]} i
  local -A our_commands our_options our_values
@tables@  for ((i = 2; i < CURRENT; ++i)); do  # words that are commands, from the first on; an option ends them
    [[ " ${our_commands[$at]} " == *" ${words[i]} "* ]] || break
    at+=" ${words[i]}"
  done
  if [[ $CURRENT -gt 2 && $before == -* && -n ${our_values[$at $before]} ]]; then
    compadd -- ${=our_values[$at $before]}
  elif [[ $word == -* ]]; then
    compadd -- ${=our_options[$at]}
  elif [[ -n ${our_commands[$at]} ]]; then
    compadd -- ${=our_commands[$at]}
  else
    _files
  fi
}
@id@ "$@"
"""


def text(program: Program) -> str:
    found = tables(program, lambda place, words: f"'{place}' '{words}'")
    made = "".join(f"  our_{name}=(\n" + "".join(f"    {row}\n" for row in rows) + "  )\n" for name, rows in found.items())
    return _TEXT.replace("@id@", program.identifier).replace("@program@", program.name).replace("@tables@", made)
