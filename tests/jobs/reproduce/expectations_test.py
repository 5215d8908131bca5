"""Verdicts, and the shipped claims and findings; no result of the paper stands anywhere else in the project."""
import re
import subprocess
import unittest

import support
from points.errors import BadInput
from reproduce.expectations import NOT_MEASURED, NOT_REPRODUCED, REPRODUCED, SHAPE_ONLY, Claim, judge, read_claims, read_findings
from reproduce.sample import Sample

# Documents that quote the paper's results on purpose, and why.
QUOTES = {
    "jobs/reproduce/expectations.toml": "the one place",
    "docs/claims.md": "written from report.json",
}
# Results that are also ordinary numbers elsewhere would make the search useless: fewer than three digits with no unit are not looked for.
_UNITS = {"x": r"\s?(?:x|×)(?![\w])", "%": r"\s?%", "cycles": None, "": None}


def of(**values):
    return {name.replace("__", "."): Sample((float(value),)) for name, value in values.items()}


def claim(**how):
    return Claim(id="c", study="s", says="s", where="w", **how)


class JudgeTest(unittest.TestCase):
    def verdict(self, values, **how):
        return judge(claim(**how), of(**values)).verdict

    def test_value_within_a_tolerance_or_with_the_shape(self):
        how = {"measure": "a", "value": 2.0, "within": 0.1, "shape_at_least": 1.2}
        self.assertEqual([self.verdict({"a": ours}, **how) for ours in (1.81, 2.19, 1.79, 2.3, 1.19)],
                         [REPRODUCED, REPRODUCED, SHAPE_ONLY, SHAPE_ONLY, NOT_REPRODUCED])

    def test_without_a_shape_there_is_none(self):
        self.assertEqual(self.verdict({"a": 3.0}, measure="a", value=2.0, within=0.1), NOT_REPRODUCED)

    def test_bounds(self):
        how = {"measure": "a", "at_least": 1.0, "at_most": 1.2, "shape_at_most": 1.5}
        self.assertEqual([self.verdict({"a": ours}, **how) for ours in (1.1, 1.3, 1.6, 0.9)],
                         [REPRODUCED, SHAPE_ONLY, NOT_REPRODUCED, SHAPE_ONLY])

    def test_every(self):
        how = {"every": "a.*", "at_least": 1.0}
        self.assertEqual(self.verdict({"a__x": 1.0, "a__y": 2.0, "b__x": 0.0}, **how), REPRODUCED)
        self.assertEqual(self.verdict({"a__x": 0.9, "a__y": 2.0}, **how), NOT_REPRODUCED)
        self.assertEqual(self.verdict({"b__x": 2.0}, **how), NOT_MEASURED)

    def test_order(self):
        values = {"a__x": 1.0, "a__y": 2.0}
        self.assertEqual(self.verdict(values, greatest="a.y", among="a.*"), REPRODUCED)
        self.assertEqual(self.verdict(values, greatest="a.x", among="a.*"), NOT_REPRODUCED)
        self.assertEqual(self.verdict(values, least="a.x", among="a.*"), REPRODUCED)
        self.assertEqual(self.verdict(values, least="a.z", among="a.*"), NOT_MEASURED)

    def test_not_measured(self):
        self.assertEqual(self.verdict({}, measure="a", value=1.0), NOT_MEASURED)


class FilesTest(support.Scratch):
    def test_the_shipped_files_are_good(self):
        claims = read_claims(support.PACKAGE / "expectations.toml")
        self.assertGreater(sum(one.result for one in claims), 25)
        read_findings(support.PACKAGE / "findings.toml", claims)
        studies = {file.stem for file in support.STUDIES.glob("*.toml")}
        self.assertLessEqual({one.study for one in claims}, studies)

    def test_bad_claims_are_refused(self):
        good = 'id = "a"\nstudy = "s"\nsays = "x"\nwhere = "w"\nmeasure = "m"\nvalue = 1\n'
        for text, says in (("[[claim]]\n" + good.replace("value = 1", ""), "nothing decides"), ("[[claim]]\n" + good + "wihtin = 1\n", "wihtin is unknown"),
                           ("[[claim]]\n" + good + "greatest = \"m\"\n", "among"), (("[[claim]]\n" + good) * 2, "twice"),
                           ("[[claim]]\n" + good.replace('where = "w"\n', ""), "where is missing")):
            with self.assertRaisesRegex(BadInput, f"e.toml.*{says}"):
                read_claims(self.write("e.toml", text))

    def test_a_finding_of_no_claim_is_refused(self):
        with self.assertRaisesRegex(BadInput, "nobody"):
            read_findings(self.write("f.toml", "[nobody]\nreason = \"x\"\n"), read_claims(support.PACKAGE / "expectations.toml"))


def _patterns() -> dict[str, str]:
    """Of each result with a unit: how it may be written, by what it is."""
    found = {}
    for one in read_claims(support.PACKAGE / "expectations.toml"):
        unit = _UNITS.get(one.unit)
        if not one.result or one.value is None or not unit:
            continue
        value = one.value * 100 if one.unit == "%" else one.value
        forms = {f"{value:g}", f"{value:.1f}", f"{value:.2f}"}
        forms = {form for form in forms if abs(float(form) - value) < 1e-9}
        found[one.id] = rf"(?<![\d.,])(?:{'|'.join(re.escape(form) for form in sorted(forms))}){unit}"
    return found


class NowhereElseTest(unittest.TestCase):
    def test_results_of_the_paper_stand_in_one_place(self):
        done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=support.ROOT, capture_output=True, text=True, check=False)
        files = done.stdout.splitlines() if done.returncode == 0 and done.stdout else [
            str(file.relative_to(support.ROOT)) for folder in ("engine", "models", "partition", "io", "jobs", "docs", "tests")
            for file in (support.ROOT / folder).rglob("*") if file.is_file()]
        self.assertGreater(len(files), 300)
        patterns = _patterns()
        self.assertGreater(len(patterns), 8)
        self.assertTrue(re.search(patterns["fig9-average-speedup"], "2.5x as fast"))
        self.assertTrue(re.search(patterns["fig9-utilization"], "at 83.5 %"))
        self.assertFalse(re.search(patterns["fig9-average-speedup"], "12.5x 2.5 GHz 2.55x"))
        faults = []
        for name in files:
            path = support.ROOT / name
            if name in QUOTES or name.startswith("out/") or "__pycache__" in name or path.suffix in (".png", ".h5") or not path.is_file():
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            if name == "tests/jobs/reproduce/expectations_test.py":
                continue  # this file tries its patterns
            for what, pattern in patterns.items():
                for match in re.finditer(pattern, text):
                    faults.append(f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group(0)} ({what})")
        self.assertEqual(faults, [])

    def test_nothing_that_simulates_reads_the_expectations(self):
        for folder in ("engine", "models", "partition", "io", "jobs/cli", "jobs/experiments", "jobs/workloads"):
            for file in (support.ROOT / folder).rglob("*"):
                if file.is_file():
                    self.assertNotIn("expectations", file.read_text(encoding="utf-8", errors="replace").lower(), file)
        users = [file.name for file in support.PACKAGE.rglob("*.py") if "read_claims(" in file.read_text()]
        self.assertEqual(sorted(users), ["expectations.py", "reproduction.py"])


if __name__ == "__main__":
    unittest.main()
