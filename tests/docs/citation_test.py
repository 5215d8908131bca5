#!/usr/bin/env python3
"""CITATION.cff is what those who read it expect, and says what the project and docs/citing.md say."""
import pathlib
import re
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class CitationTest(unittest.TestCase):
    def setUp(self):
        self.citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
        self.page = (ROOT / "docs" / "citing.md").read_text()

    def test_has_what_format_1_2_0_requires(self):
        self.assertEqual(self.citation["cff-version"], "1.2.0")
        for key in ("message", "title", "authors"):
            self.assertTrue(self.citation[key], key)
        self.assertLessEqual({"cff-version", "message", "title", "authors"} | {"abstract", "type", "version", "keywords", "references"}, set(self.citation))
        for reference in self.citation["references"]:
            self.assertTrue(reference["type"] in ("article", "conference-paper") and reference["title"] and reference["authors"], reference)

    def test_authors_are_entities_or_people(self):
        for made in (self.citation, *self.citation["references"]):
            for author in made["authors"]:
                self.assertIn(set(author), ({"name"}, {"given-names", "family-names"}))

    def test_the_version_is_that_of_the_build(self):
        version = re.search(r"^project\(octosim VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.M)[1]
        self.assertEqual(str(self.citation["version"]), version)
        self.assertIn(f"version = {{{version}}}", self.page)

    def test_the_page_has_the_same_works_and_people(self):
        entries = {re.sub(r"[{}]", "", title): people for title, people in
                   re.findall(r"^  title +=\s+\{(.*?)\},\n  author +=\s+\{(.*?)\},?\n", self.page, re.M | re.S)}
        self.assertEqual(len(entries), 1 + len(self.citation["references"]))
        for reference in self.citation["references"]:
            people = " ".join(entries[reference["title"]].split())
            self.assertEqual(people, " and ".join(f"{one['family-names']}, {one['given-names']}" for one in reference["authors"]))


if __name__ == "__main__":
    unittest.main()
