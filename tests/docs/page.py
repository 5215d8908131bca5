"""A document as blocks: what is between ``` lines, with the comment in front that says what becomes of it.

  ```console                  commands behind `$ ` (`> ` goes on with one), and what they print; executed, compared
  ```sh                       commands; executed, all of them must end with 0
  ```python                   executed in the order of the page; a block with `>>> ` is compared, as doctest does
  ```toml                     must be TOML
  <!-- file NAME -->          in front of a block of any language: written to NAME, for the commands behind it
  <!-- not run: REASON -->    in front of a block: only shown
  <!-- picture FILE -->       in front of a picture: it is what the commands before it have written to FILE, but for a little; --update takes it
  <!-- from FILE -->          in front of a ```cpp block: a part of FILE, which is compiled; tests/architecture/check_docs.py compares them
Other languages are only shown, but for cpp, which must come from a file or say why not.
"""
import dataclasses
import re

BLOCK = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.M | re.S)
REMARK = re.compile(r"<!-- (file|not run|from)[: ] *(.*?) -->\n+\Z")
PICTURE = re.compile(r"<!-- picture (\S+) -->\n!\[[^\]]*\]\(([^)]+)\)")
EXECUTED = {"console", "sh", "python"}


@dataclasses.dataclass(frozen=True)
class Block:
    """`remark`: kind and text of the comment in front, or empty.  `line`: of the first line inside, from 1.  `start`: where the text is in the page."""
    language: str
    text: str
    line: int
    start: int
    remark: tuple[str, str] | tuple[()] = ()

    def runs(self):
        return self.language in EXECUTED and self.remark[:1] not in (("not run",), ("file",))


@dataclasses.dataclass(frozen=True)
class Picture:
    """`made`: where commands of the page put it.  `shown`: the file beside the page that it shows."""
    made: str
    shown: str
    line: int
    start: int


@dataclasses.dataclass(frozen=True)
class Command:
    """`text`: one or more lines for the shell.  `expected`: what it prints, with `...` for what differs from run to run."""
    text: str
    expected: str
    line: int


def blocks_of(page):
    for match in BLOCK.finditer(page):
        remark = REMARK.search(page, 0, match.start())
        yield Block(match[1], match[2], page.count("\n", 0, match.start(2)) + 1, match.start(2), (remark[1], remark[2]) if remark else ())


def pictures_of(page):
    for match in PICTURE.finditer(page):
        yield Picture(match[1], match[2], page.count("\n", 0, match.start(2)) + 1, match.start())


def commands_of(block):
    """The commands of a console block.  Raises ValueError for one that does not begin with a command."""
    commands, text, expected, line = [], [], [], 0
    for number, row in enumerate(block.text.splitlines(), block.line):
        if row.startswith("$ "):
            if text:
                commands.append(Command("\n".join(text), "".join(expected), line))
            text, expected, line = [row[2:]], [], number
        elif row.startswith("> ") and text and not expected:
            text.append(row[2:])
        elif text:
            expected.append(row + "\n")
        else:
            raise ValueError(f"line {number}: a console block begins with `$ ` and a command, not with '{row}'")
    if not text:
        raise ValueError(f"line {block.line}: a console block without a command")
    return [*commands, Command("\n".join(text), "".join(expected), line)]


def faults_of(page):
    """What the page has that nobody runs, compiles or explains."""
    for block in blocks_of(page):
        if block.language == "cpp" and block.remark[:1] not in (("from",), ("not run",)):
            yield f"line {block.line}: a cpp block that is not compiled (put <!-- from FILE --> in front)"
        if block.remark and not block.remark[1]:
            yield f"line {block.line}: '{block.remark[0]}' of what?"
        if block.language == "console" and block.runs():
            try:
                commands_of(block)
            except ValueError as error:
                yield str(error)
