"""SWEEP.toml: what becomes of each kind of parameter, and every mistake with its key."""
import unittest

import support
from points.errors import BadInput
from sweep.sweep_file import read_sweep


class SweepFileTest(support.Scratch):
    def rows(self, text):
        return list(read_sweep(self.sweep(text)).rows())

    def pairs(self, text, *keys):
        return [tuple(row.get(key) for key in keys) for row in self.rows(text)]

    def test_a_grid_is_every_combination_in_order(self):
        found = self.pairs("[grid]\n\"a.x\" = [1, 2]\n\"b.y\" = [\"p\", \"q\"]\n", "a.x", "b.y")
        self.assertEqual(found, [(1, "p"), (1, "q"), (2, "p"), (2, "q")])

    def test_keys_may_be_without_quotes(self):
        self.assertEqual(self.pairs("[grid]\na.x = [1, 2]\n[set]\nb.y = 3\n", "a.x", "b.y"), [(1, 3), (2, 3)])

    def test_zipped_lists_go_together_and_blocks_multiply(self):
        text = "[[zip]]\n\"a.x\" = [1, 2]\n\"a.y\" = [10, 20]\n[[zip]]\nranks = [1, 2]\n"
        self.assertEqual(self.pairs(text, "a.x", "a.y", "ranks"), [(1, 10, 1), (1, 10, 2), (2, 20, 1), (2, 20, 2)])

    def test_a_list_names_each_point(self):
        self.assertEqual(self.pairs("[[list]]\n\"a.x\" = 1\n[[list]]\n\"a.x\" = 2\n\"a.y\" = true\n", "a.x", "a.y"), [(1, None), (2, True)])

    def test_repetitions_are_seeds(self):
        self.assertEqual(self.pairs("repetitions = 2\nfirst_seed = 5\n[grid]\n\"a.x\" = [1, 2]\n", "a.x", "run.seed"),
                         [(1, 5), (1, 6), (2, 5), (2, 6)])

    def test_random_is_seeded_and_a_key_more_changes_no_other(self):
        text = "[random]\npoints = 20\nseed = 3\n[random.over]\n\"a.x\" = { from = 1, to = 100 }\n"
        first = self.pairs(text, "a.x")
        self.assertEqual(self.pairs(text, "a.x"), first)
        self.assertEqual(self.pairs(text + "\"a.y\" = [\"p\", \"q\"]\n", "a.x"), first)
        self.assertNotEqual(self.pairs(text.replace("seed = 3", "seed = 4"), "a.x"), first)

    def test_a_sweep_of_one_point(self):
        self.assertEqual(len(self.rows("")), 1)

    def test_resources(self):
        found = read_sweep(self.sweep("[resources]\nranks = 4\nmemory = \"2 GiB\"\ntime = \"90 min\"\nat_once = 3\ntries = 5\n")).resources
        self.assertEqual((found.ranks, found.memory, found.seconds, found.at_once, found.tries), (4, 2 << 30, 5400, 3, 5))

    def test_mistakes_name_file_and_key(self):
        for text, says in (
                ("[grid]\n\"a.x\" = []\n", "grid.\"a.x\" = []"), ("[grid]\n\"a.x\" = 3\n", "grid.\"a.x\" = 3 (must be a list"),
                ("[grid]\nax = [1]\n", "grid.\"ax\" is no key"), ("[grid]\n\"a.x\" = [[1]]\n", "= [1] (must be a text"),
                ("[grid]\n\"a.x\" = [nan]\n", "nan"), ("[grid]\nranks = [0]\n", "ranks = 0"), ("[set]\nranks = 2\n", "set.ranks"),
                ("[[zip]]\n\"a.x\" = [1]\n\"a.y\" = [1, 2]\n", "zip[0] has lists of different lengths"),
                ("[grid]\n\"a.x\" = [1]\n[[zip]]\n\"a.x\" = [1]\n", "a.x is also in grid.\"a.x\""), ("list = [1]\n", "list = 1"),
                ("repetitions = 2\n[grid]\n\"run.seed\" = [1]\n", "repetitions = 2, and run.seed is set too"),
                ("repetitions = 0\n", "repetitions = 0"), ("[random]\npoints = 3\n", "random.over is missing"),
                ("[random]\npoints = 3\n[random.over]\n\"a.x\" = { from = 1 }\n", "\"a.x\".to is missing"),
                ("[random]\npoints = 3\n[random.over]\n\"a.x\" = { from = 2, to = 1 }\n", "must be at most to"),
                ("[random]\npoints = 3\n[random.over]\n\"a.x\" = { from = 0, to = 1, scale = \"log\" }\n", "above 0"),
                ("[random]\npoints = 3\nmethod = \"sobol\"\n[random.over]\n\"a.x\" = [1]\n", "must be latin-hypercube or independent"),
                ("[resources]\nmemory = \"2 GX\"\n", "resources.memory = '2 GX'"), ("[resources]\ntime = true\n", "resources.time"),
                ("[resources]\nrank = 2\n", "did you mean ranks?"), ("constraints = [3]\n", "constraints"), ("name = \"a b\"\n", "name = \"a b\""),
                ("[slurm]\nfoo = 1\n", "slurm.foo is unknown"), ("[slurm]\noptions = 3\n", "slurm.options"), ("[grid]\n[grid.a.b]\nc = 1\n", "grid.\"a.b\"")):
            with self.assertRaises(BadInput, msg=text) as raised:
                self.rows(text)
            self.assertIn(says, str(raised.exception))
            self.assertIn("sweep.toml", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
