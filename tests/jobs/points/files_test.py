"""Files that are whole or not there."""
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent.parent / "jobs"))

from points import files  # noqa: E402


class FilesTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()

    def test_a_new_file_replaces_the_old_one_and_leaves_nothing_else(self):
        for text in ("one", b"two"):
            files.write_whole(self.folder / "x", text)
        self.assertEqual([file.name for file in self.folder.iterdir()], ["x"])
        self.assertEqual((self.folder / "x").read_text(), "two")

    def test_an_error_leaves_the_old_one(self):
        files.write_whole(self.folder / "x", "one")
        with mock.patch.object(os, "fsync", side_effect=OSError(28, "No space left on device")):
            with self.assertRaises(OSError):
                files.write_whole(self.folder / "x", "two")
        self.assertEqual([file.name for file in self.folder.iterdir()], ["x"])
        self.assertEqual((self.folder / "x").read_text(), "one")

    def test_what_is_half_made_goes_when_its_maker_is_gone(self):
        host = os.uname().nodename
        gone, mine, elsewhere = (self.folder / f"x{files.MARK}{name}" for name in (f"{host}-999999999_1", f"{host}-{os.getpid()}_1", "another-999999999_1"))
        for made in (gone, mine):
            made.mkdir()
        elsewhere.write_text("")
        files.sweep_marked(self.folder)
        self.assertEqual([gone.exists(), mine.exists(), elsewhere.exists()], [False, True, True])

    def test_the_end_of_a_log(self):
        (self.folder / "log").write_text("\n".join(map(str, range(100))))
        self.assertEqual(files.tail_of(self.folder / "log", 2), "98\n99")
        self.assertEqual(files.tail_of(self.folder / "gone"), "")


if __name__ == "__main__":
    unittest.main()
