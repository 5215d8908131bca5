"""Completion for bash: commands, their options, the values of options that list them; file names everywhere else."""
from help_text import Command

_HEAD = """# Completion of octosim for bash; made from octosim --help.  Needs nothing but bash 4.
_octosim() {
  local word=${COMP_WORDS[COMP_CWORD]} before="" at path=octosim commands options values=""
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; ++at)); do  # words that are commands, from the first on; an option ends them
    case " ${_octosim_commands[$path]-} " in
      *" ${COMP_WORDS[at]} "*) path+=" ${COMP_WORDS[at]}" ;;
      *) break ;;
    esac
  done
  commands=${_octosim_commands[$path]-} options=${_octosim_options[$path]-} before=${COMP_WORDS[COMP_CWORD - 1]}
  [[ $COMP_CWORD -gt 1 && $before == -* ]] && values=${_octosim_values["$path $before"]-}
  if [[ -n $values ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
  elif [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
  else
    compopt -o filenames 2>/dev/null || :
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
"""


def completion(commands: list[Command]) -> str:
    words: list[str] = []
    options: list[str] = []
    values: list[str] = []
    for command in commands:
        path = " ".join(["octosim", *command.path])
        if command.commands:
            words.append(f'  ["{path}"]="{" ".join(entry.names[0] for entry in command.commands)}"')
        options.append(f'  ["{path}"]="{" ".join(name for entry in command.options for name in entry.names)}"')
        values += [f'  ["{path} {name}"]="{" ".join(entry.choices)}"' for entry in command.options if entry.choices
                   for name in entry.names]
    tables = [f"declare -gA {name}=(\n" + "\n".join(rows) + "\n)\n"
              for name, rows in (("_octosim_commands", words), ("_octosim_options", options), ("_octosim_values", values))]
    return _HEAD + "".join(tables) + "complete -F _octosim octosim\n"
