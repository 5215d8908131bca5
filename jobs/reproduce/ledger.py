"""The claim ledger: what the paper claims, what we found, and what each finding rests on; one Markdown file from report.json."""
import os
import pathlib

from reproduce.document import Document

_STUDY = "sensitivity"


def _rests_on(report: dict, study: str) -> str:
    found = report["studies"].get(study, {})
    return ", ".join(f"{key} = {value}" for key, value in found.get("rests_on", {}).items())


def _document(report: dict) -> Document:
    document = Document("Claims of the paper, and what we found")
    counts = [len(point["seeds"]) for study in report["studies"].values() for point in study["values"].values()]
    document.text(f"Written by `octosim reproduce --claims` from `report.json`, at scale {report['scale']}, {report['version']}; do not edit. "
                  f"Up to {max(counts, default=0)} seeds: mean, and the 95 % interval of Student's t. [How it is run, and what the verdicts "
                  "mean](reproduce.md).")
    document.heading("Claims")
    document.table(["claim", "place", "paper says", "ours", "verdict", "why, where it differs"],
                   [[c["id"], c["where"], c["says"], c["ours"], c["verdict"], c["reason"]] for c in report["claims"] if c["result"]])
    document.heading("Parameters of the paper's machine")
    document.table(["claim", "place", "paper says", "ours", "verdict", "why, where it differs"],
                   [[c["id"], c["where"], c["says"], c["ours"], c["verdict"], c["reason"]] for c in report["claims"] if not c["result"]])
    document.heading("What they rest on")
    document.text("Of each study the assumptions that decide most, with the values of the runs. settings.md has every setting and its "
                  "source.")
    document.table(["study", "paper", "rests on"], [[name, study["where"], _rests_on(report, name)]
                                                    for name, study in report["studies"].items() if study["rests_on"]])
    if _STUDY in report["studies"]:
        study = report["studies"][_STUDY]
        document.heading("How the headlines move")
        document.text(study["shows"])
        for table in study["tables"]:
            if table["note"]:
                document.text(table["note"])
            document.table(table["columns"], table["rows"])
        if study["why_not"]:
            document.text(study["why_not"])
    return document


def write(file: pathlib.Path, report: dict) -> None:
    """`report`: what report.json has.  The file is whole or as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part-{os.getpid()}")
    part.write_text(_document(report).markdown(), encoding="utf-8")
    os.replace(part, file)
