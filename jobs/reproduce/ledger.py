"""The claim ledger: one Markdown file from report.json."""
import pathlib

from reproduce.document import Document


def write(file: pathlib.Path, report: dict) -> None:
    document = Document("Claims")
    file.write_text(document.markdown(), encoding="utf-8")
