"""Completion for bash: commands, their options, the values of options that list them; file names everywhere else."""
from completion import Program, tables

_TEXT = """# Completion of @program@ for bash; made from its --help.  Needs nothing but bash 4.
@id@() {
  local word=${COMP_WORDS[COMP_CWORD]} before="" at path=@program@ commands options values=""
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; ++at)); do  # words that are commands, from the first on; an option ends them
    case " ${@id@_commands[$path]-} " in
      *" ${COMP_WORDS[at]} "*) path+=" ${COMP_WORDS[at]}" ;;
      *) break ;;
    esac
  done
  commands=${@id@_commands[$path]-} options=${@id@_options[$path]-} before=${COMP_WORDS[COMP_CWORD - 1]}
  [[ $COMP_CWORD -gt 1 && $before == -* ]] && values=${@id@_values["$path $before"]-}
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


def text(program: Program) -> str:
    found = tables(program, lambda place, words: f'["{place}"]="{words}"')
    made = "".join(f"declare -gA {program.identifier}_{name}=(\n" + "".join(f"  {row}\n" for row in rows) + ")\n" for name, rows in found.items())
    return _TEXT.replace("@id@", program.identifier).replace("@program@", program.name) + made + f"complete -F {program.identifier} {program.name}\n"
