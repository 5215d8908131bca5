#!/usr/bin/env python3
"""The documents as a site: built without a warning, it has every document, and needs no server and no network."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class SiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="octosim site ")
        cls.addClassCleanup(folder.cleanup)
        cls.site = pathlib.Path(folder.name) / "site"
        done = subprocess.run([ROOT / "docs" / "make", cls.site], env={**os.environ, "OCTOSIM_NO_INSTALL": "1"}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=250)
        assert done.returncode == 0, done.stdout + done.stderr  # -W: a page in no list and a link that leads nowhere are errors
        assert done.stdout == f"{cls.site}/index.html\n", done.stdout

    def page(self, name):
        return (self.site / f"{name}.html").read_text()

    def test_has_every_document(self):
        documents = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / "docs").rglob("*.md")]
        self.assertGreater(len(documents), 60)
        for name in [*documents, "README", "CONTRIBUTING", "CHANGELOG", "io/FORMAT", "engine/README"]:
            self.assertIn("<h1>", self.page(name), name)

    def test_settings_are_found_by_section(self):
        for section in ("run", "schedule", "tf_queue"):
            self.assertIn(f'<h2>{section}<', self.page("docs/settings"))

    def test_docstrings_are_pages_of_python(self):
        page = self.page("docs/python")
        for name in ("octosim_analysis.open", "octosim_analysis.trace.Trace", "octosim_analysis.frames.summary"):
            self.assertIn(f'id="{name}"', page)
        self.assertNotIn("\\raises", page)

    def test_needs_no_server_and_no_network(self):
        for path in self.site.rglob("*.html"):
            taken = re.findall(r'<(?:script|img|link|iframe)\b[^>]*?\b(?:src|href)="([^"]+)"', path.read_text())
            far = [target for target in taken if re.match(r"[a-z]+:|/", target) and not target.startswith("data:")]
            self.assertFalse(far, path)
            for target in taken:
                self.assertTrue(target.startswith("data:") or (path.parent / re.sub(r"[?#].*", "", target)).exists(), (path, target))
        self.assertNotIn("@import", (self.site / "_static/styles/furo.css").read_text())
        self.assertNotIn("\nimport ", "\n" + (self.site / "_static/scripts/furo.js").read_text())
        self.assertIn("url=docs/README.html", (self.site / "index.html").read_text())


if __name__ == "__main__":
    unittest.main()
