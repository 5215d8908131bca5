"""The page that is committed is what its sources make, needs nothing else, and names what is in it.

Without node: by the digest of the sources that the page carries.  With the npm packages there: letter by letter."""
import base64
import gzip
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import unittest

VIEWER = pathlib.Path(__file__).resolve().parents[3] / "analysis" / "viewer"
PAGE = VIEWER / "dist" / "viewer.html"


def source_digest():
    """As build.mjs computes it."""
    files = [path for path in (VIEWER / "src").rglob("*") if path.is_file()] + [VIEWER / "build.mjs", VIEWER / "package-lock.json"]
    digest = hashlib.sha256()
    for name in sorted(path.relative_to(VIEWER).as_posix() for path in files):
        digest.update(name.encode() + b"\0" + (VIEWER / name).read_bytes() + b"\0")
    return digest.hexdigest()


class BuiltPageTest(unittest.TestCase):
    def setUp(self):
        self.page = PAGE.read_text(encoding="utf-8")

    def test_it_is_of_these_sources(self):
        made_of = re.search(r"sources ([0-9a-f]{64})", self.page).group(1)
        self.assertEqual(made_of, source_digest(), "the sources changed: npm ci && npm run build in analysis/viewer, and commit dist/viewer.html")

    def test_it_is_what_a_rebuild_makes(self):
        node = shutil.which("node") or shutil.which("nodejs")
        if not node or not (VIEWER / "node_modules" / "esbuild").is_dir():
            self.skipTest("no node, or npm ci was not executed in analysis/viewer")
        done = subprocess.run([node, "build.mjs", "--check"], cwd=VIEWER, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_it_asks_for_nothing(self):
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', self.page).group(1)
        self.assertIn("default-src 'none'", policy)
        self.assertNotRegex(policy, r"https?:|\*")
        self.assertNotRegex(self.page, r'<(script|link|img)[^>]+(src|href)="(?!data:)')

    def test_size_and_library(self):
        self.assertLess(len(self.page), 6_000_000)
        packed = re.search(r'<script type="text/plain" id="hdf5">([^<]*)</script>', self.page).group(1)
        self.assertEqual(gzip.decompress(base64.b64decode(packed))[:4], b"\0asm")

    def test_licences_of_what_is_in_it(self):
        notices = re.search(r'id="notices">(.*?)</script>', self.page, re.S).group(1)
        for words in ("h5wasm 0.10.3", "National Institute of Standards and Technology", "HDF Group", "uplot 1.6.32", "Leon Sorokin", "Permission is hereby granted", "Changed in this page"):
            self.assertIn(words, " ".join(notices.split()))

    def test_packages_are_pinned(self):
        package = json.loads((VIEWER / "package.json").read_text())
        for versions in (package["dependencies"], package["devDependencies"]):
            for name, version in versions.items():
                self.assertRegex(version, r"^\d+\.\d+\.\d+$", name)
        locked = json.loads((VIEWER / "package-lock.json").read_text())["packages"]
        self.assertTrue(all("integrity" in each for path, each in locked.items() if path))


if __name__ == "__main__":
    unittest.main()
