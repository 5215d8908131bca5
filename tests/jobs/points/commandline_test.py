"""Options of the Python commands."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent.parent / "jobs"))

from points.commandline import Parser  # noqa: E402
from points.errors import BadInput  # noqa: E402


class ParserTest(unittest.TestCase):
    def setUp(self):
        self.parser = Parser()
        self.parser.add_argument("--sbatch", default="")
        self.parser.add_argument("--wait", action="store_true")

    def test_options_of_a_scheduler_begin_with_a_dash(self):
        for words in (["--wait", "--sbatch", "-p batch"], ["--sbatch=-p batch", "--wait"], ["--sbatch", "-p batch", "--wait"]):
            given = self.parser.parse_args(words)
            self.assertEqual((given.sbatch, given.wait), ("-p batch", True))

    def test_an_option_without_its_value_is_refused(self):
        with self.assertRaisesRegex(BadInput, "expected one argument"):
            self.parser.parse_args(["--wait", "--sbatch"])


if __name__ == "__main__":
    unittest.main()
