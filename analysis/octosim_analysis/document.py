"""A document of few kinds of blocks, as Markdown and as one HTML page."""
import dataclasses
import html
import typing

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 1px solid #ccc; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin-top: 1.5rem; }
table { border-collapse: collapse; margin: .8rem 0; font-size: .87rem; display: block; overflow-x: auto; }
th, td { text-align: left; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid #e2e2e2; vertical-align: top; }
th { font-weight: 600; border-bottom: 1px solid #888; }
img { max-width: 100%; height: auto; }
code, pre { font: .85rem ui-monospace, monospace; background: #f4f4f4; } pre { padding: .6rem; overflow-x: auto; }
.reproduced { color: #00694d; font-weight: 600; } .shape { color: #8a5a00; font-weight: 600; } .not { color: #a33c00; font-weight: 600; }
details summary { cursor: pointer; margin: .8rem 0; }
"""
_CLASSES = {"reproduced": "reproduced", "shape only": "shape", "not reproduced": "not"}


@dataclasses.dataclass
class Document:
    """Blocks are added in order; texts are plain."""
    title: str
    blocks: list[tuple[typing.Any, ...]] = dataclasses.field(default_factory=list)

    def heading(self, text: str, level: int = 2) -> None:
        """`level`: 2 of a section, 3 of what is in one."""
        self.blocks.append(("heading", text, level))

    def text(self, text: str) -> None:
        """A paragraph."""
        self.blocks.append(("text", text))

    def code(self, lines: list[str]) -> None:
        """Lines as they are, in letters of one width."""
        self.blocks.append(("code", lines))

    def picture(self, file: str, alt: str) -> None:
        """`file`: name.png, with a name.svg beside it, or a `data:` URI."""
        self.blocks.append(("picture", file, alt))

    def table(self, columns: list[str], rows: list[list[str]], folded: str = "") -> None:
        """`folded`: what stands there in HTML until the reader opens it."""
        self.blocks.append(("table", columns, rows, folded))

    def markdown(self) -> str:
        """The whole, as Markdown."""
        lines = [f"# {self.title}", ""]
        for kind, *rest in self.blocks:
            if kind == "heading":
                lines.append(f"{'#' * rest[1]} {rest[0]}")
            elif kind == "text":
                lines.append(rest[0])
            elif kind == "code":
                lines += ["```", *rest[0], "```"]
            elif kind == "picture":
                lines.append(f"![{rest[1]}]({rest[0]})")
            else:
                columns, rows, _ = rest
                lines.append(_row(columns))
                lines.append("|" + "---|" * len(columns))
                lines += [_row(row) for row in rows]
            lines.append("")
        return "\n".join(lines)

    def page(self) -> str:
        """The whole, as one HTML page."""
        title = html.escape(self.title)
        parts = [f"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{_STYLE}</style></head>",
                 f"<body><h1>{title}</h1>"]
        for kind, *rest in self.blocks:
            if kind == "heading":
                parts.append(f"<h{rest[1]}>{html.escape(rest[0])}</h{rest[1]}>")
            elif kind == "text":
                parts.append(f"<p>{html.escape(rest[0])}</p>")
            elif kind == "code":
                parts.append(f"<pre>{html.escape(chr(10).join(rest[0]))}</pre>")
            elif kind == "picture" and rest[0].startswith("data:"):
                parts.append(f"<p><img src=\"{rest[0]}\" alt=\"{html.escape(rest[1])}\"></p>")
            elif kind == "picture":
                parts.append(f"<p><a href=\"{html.escape(rest[0])}.svg\"><img src=\"{html.escape(rest[0])}\" alt=\"{html.escape(rest[1])}\"></a></p>"
                             .replace(".png.svg", ".svg"))
            else:
                parts.append(_html_table(*rest))
        return "\n".join([*parts, "</body></html>", ""])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _html_table(columns: list[str], rows: list[list[str]], folded: str) -> str:
    def cell(text: str) -> str:
        kind = f" class=\"{_CLASSES[text]}\"" if text in _CLASSES else ""
        return f"<td{kind}>{html.escape(text)}</td>"
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    body = "\n".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
    return f"<details><summary>{html.escape(folded)}</summary>{table}</details>" if folded else table
