"""The report and the ledger, of made-up results."""
import argparse
import json
import unittest

import support
from reproduce import ledger, report
from reproduce.document import Document
from reproduce.expectations import Claim, judge
from reproduce.figures import style
from reproduce.outcome import Outcome, Table
from points.point import Point
from reproduce.sample import Sample
from reproduce.store import Store
from reproduce.study import Cell, Series, Study


class DocumentTest(unittest.TestCase):
    def test_both_forms_have_everything(self):
        document = Document("T & t")
        document.heading("H", 2)
        document.text("a < b")
        document.code(["x > y"])
        document.picture("p.png", "a \"picture\"")
        document.table(["one", "two"], [["a|b", "reproduced"]], "more")
        markdown, page = document.markdown(), document.page()
        for text in ("# T & t\n", "## H\n", "a < b", "x > y", "![a \"picture\"](p.png)", "| a\\|b | reproduced |"):
            self.assertIn(text, markdown)
        for text in ("<h1>T &amp; t</h1>", "<p>a &lt; b</p>", "<pre>x &gt; y</pre>", "src=\"p.png\"", "href=\"p.svg\"", "<summary>more</summary>",
                     "<td class=\"reproduced\">reproduced</td>"):
            self.assertIn(text, page)
        self.assertNotIn("http", page)


class ReportTest(support.Scratch):
    def whole(self):
        program = self.program()
        store = Store(self.folder / "out", program)
        point = Point.of(program.experiments / "one.toml", {"schedule.interval": 5}, 1)
        store.run(point)
        study = Study(self.folder / "fig0.toml", "fig0", "Title", "Shows.", "Fig. 0", "one", (), (Series("x", "X", {}, {}),), {}, {}, ("schedule.interval",))
        figure, _ = style.new()
        outcome = Outcome({"fig0": figure}, [Table("A table", ["c"], [["v"]])], {"fig0.a": Sample((1.0, 3.0))})
        gone = Study(self.folder / "fig1.toml", "fig1", "Other", "Shows.", "Fig. 1", "one", (), (), {}, {})
        claims = [Claim("one", "fig0", "says one", "VII", measure="fig0.a", value=2.0), Claim("two", "fig0", "says two", "VII", measure="fig0.a", value=9.0),
                  Claim("three", "fig0", "says three", "VII", measure="fig0.a", value=8.0)]
        return report.Whole("quick", argparse.Namespace(), program, store,
                            [report.Part(study, [Cell("x", (), 1, point)], outcome), report.Part(gone, [], None, "not drawn: x is missing")],
                            [judge(claim, outcome.values) for claim in claims], {"two": "because"}, [("one run.seed=13", "status 1")])

    def test_everything_is_there(self):
        folder = report.write(self.whole(), self.folder / "report")
        self.assertEqual(sorted(file.name for file in folder.iterdir()), ["fig0.png", "fig0.svg", "index.html", "index.md", "report.json"])
        data = json.loads((folder / "report.json").read_text())
        self.assertEqual([(c["verdict"], c["reason"]) for c in data["claims"]],
                         [("reproduced", ""), ("not reproduced", "because"), ("not reproduced", report.NO_REASON)])
        value = data["studies"]["fig0"]["values"]["fig0.a"]
        self.assertEqual((value["mean"], value["seeds"]), (2.0, [1.0, 3.0]))
        self.assertAlmostEqual(value["half_width_95"], 12.706)
        self.assertEqual(data["studies"]["fig0"]["rests_on"], {"schedule.interval": "5 cycles"})
        self.assertEqual(data["studies"]["fig0"]["points"][0]["trace_digest"], "0x1")
        self.assertEqual(data["failed"], [{"point": "one run.seed=13", "why": "status 1"}])
        self.assertEqual([row["setting"] for row in data["assumed"]], ["schedule.interval"])
        for name in ("index.md", "index.html"):
            text = (folder / name).read_text()
            for part in ("says two", "because", "2 ± 12.7", "A table", "not drawn: x is missing", "octosim run", "0x1", "status 1"):
                self.assertIn(part, text)

    def test_the_ledger_has_claims_and_what_they_rest_on(self):
        folder = report.write(self.whole(), self.folder / "report")
        data = json.loads((folder / "report.json").read_text())
        data["studies"]["sensitivity"] = {"shows": "How.", "where": "", "rests_on": {}, "why_not": "", "values": {},
                                          "tables": [{"title": "t", "columns": ["change"], "rows": [["N = 1"]], "note": "One seed."}]}
        ledger.write(self.folder / "docs" / "claims.md", data)
        text = (self.folder / "docs" / "claims.md").read_text()
        for part in ("says two", "because", "schedule.interval = 5 cycles", "| N = 1 |", "One seed."):
            self.assertIn(part, text)


if __name__ == "__main__":
    unittest.main()
