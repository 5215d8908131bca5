"""Constraints: what they may say, and nothing else."""
import unittest

import support  # noqa: F401  (puts the packages on the path)
from points.errors import BadInput
from sweep.constraint import Constraint

VALUES = {"a.x": 4, "a.y": 2.5, "b.name": "none", "ranks": 2, "b.on": True, "a.time": "3 ms"}


class ConstraintTest(unittest.TestCase):
    def test_what_holds(self):
        for text in ("a.x > 3", "a.x * ranks <= 8", "b.name == 'none' or a.x < 1", "not (a.x == 5)", "1 < ranks < 3", "a.x in (2, 4)",
                     "b.name not in ['some']", "a.x % 3 == 1 and a.x // 3 == 1", "-a.y < 0", "b.on", "a.x / ranks - 2 == 0"):
            self.assertTrue(Constraint(text, "f: constraints").holds(VALUES), text)
        for text in ("a.x > 4", "b.name == 'some'", "1 < ranks < 2", "a.x == 4 and ranks == 1"):
            self.assertFalse(Constraint(text, "f: constraints").holds(VALUES), text)

    def test_a_text_against_a_number_is_not_decided_yet(self):
        constraint = Constraint("a.time < 5", "f: constraints")
        self.assertIsNone(constraint.decides(VALUES))
        self.assertTrue(constraint.decides({"a.time": 3}))
        with self.assertRaisesRegex(BadInput, "a.time = '3 ms'"):
            constraint.holds(VALUES)

    def test_nothing_else_is_executed(self):
        for text in ("__import__('os').system('true')", "a.x.y > 1", "open('f')", "[x for x in (1,)]", "lambda: 1", "a.x ** 9999", "a.x if 1 else 2",
                     "a.x is 4", "a.x := 3", "a.x >", "", "f'{a}'", "a[0]", "~a.x"):
            with self.assertRaises(BadInput, msg=text):
                Constraint(text, "f: constraints")

    def test_what_is_not_there_is_named(self):
        with self.assertRaisesRegex(BadInput, "a.z is not set by the sweep .it may be a.time, a.x"):
            Constraint("a.z == 1", "f: constraints").holds(VALUES)
        with self.assertRaisesRegex(BadInput, "division by zero"):
            Constraint("a.x / 0 == 1", "f: constraints").holds(VALUES)


if __name__ == "__main__":
    unittest.main()
