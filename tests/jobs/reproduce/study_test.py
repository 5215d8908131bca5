"""Studies: what is read, what is refused with file and key, which points they give; the shipped ones."""
import pathlib
import unittest

import support
from points.errors import BadInput
from reproduce.study import SCALES, cells, names_of, read_scale, read_study

GOOD = '''
title = "A title"
shows = "what"
where = "Fig. 0"
experiment = "{machine}"
set = { "run.a" = 1 }
[axes.machine]
values = ["one", "two"]
[axes.size]
key = "schedule.size"
values = [2, 4]
[axes.change]
values = ["none", "b"]
[axes.change.set]
b = { "run.b" = 7 }
[axes.change.only]
b = { machine = ["one"] }
[[series]]
name = "x"
set = { "run.a" = 2 }
[[series]]
name = "y"
seeds = 1
only = { size = [4], change = ["none"] }
[scale.quick]
seeds = 2
axes = { size = [2, 4] }
'''
SCALES_TEXT = '''
[quick]
seeds = 3
set = { "trace.level" = "interval" }
experiment.one = { "workload.videos" = 8 }
[full]
seeds = 5
'''


class StudyTest(support.Scratch):
    def setUp(self):
        super().setUp()
        for name in ("one", "two"):
            self.write(f"experiments/{name}.toml", "")
        self.scale = read_scale(self.write("scales.toml", SCALES_TEXT), "quick")

    def cells(self, text=GOOD, seeds=0):
        return cells(read_study(self.write("s.toml", text)), self.scale, self.folder / "experiments", seeds)

    def test_cells_are_the_product_of_axes_without_what_is_left_out(self):
        found = self.cells()
        x = {tuple(dict(cell.at).values()) for cell in found if cell.series == "x"}
        self.assertEqual(x, {("one", 2, "none"), ("one", 4, "none"), ("one", 2, "b"), ("one", 4, "b"), ("two", 2, "none"), ("two", 4, "none")})
        y = [(tuple(dict(cell.at).values()), cell.seed) for cell in found if cell.series == "y"]
        self.assertEqual(y, [(("one", 4, "none"), 1), (("two", 4, "none"), 1)])
        self.assertEqual({cell.seed for cell in found if cell.series == "x"}, {1, 2})

    def test_settings_come_in_order(self):
        cell = next(c for c in self.cells() if c.series == "x" and c.at == (("machine", "one"), ("size", 4), ("change", "b")) and c.seed == 2)
        self.assertEqual(dict(cell.point.settings), {"trace.level": "interval", "workload.videos": "8", "run.a": "2", "schedule.size": "4",
                                                     "run.b": "7", "run.seed": "2"})
        self.assertEqual(cell.point.name, "one")

    def test_seeds_of_the_caller_come_first(self):
        self.assertEqual({cell.seed for cell in self.cells(seeds=4) if cell.series == "x"}, {1, 2, 3, 4})
        self.assertEqual({cell.seed for cell in self.cells(seeds=4) if cell.series == "y"}, {1})

    def test_bad_studies_are_refused_with_file_and_key(self):
        for wrong, right, says in (
                ('titel = "x"', 'title = "A title"', "title is missing"), ('shows = 3', 'shows = "what"', "shows = 3"),
                ('shows = "what"\nshow = "x"', 'shows = "what"', "show is unknown.*did you mean shows"),
                ('experiment = "{machin}"', 'experiment = "{machine}"', "axes machine, size"),
                ('name = "x"', 'name = "y"', "twice"), ('only = { sise = [4]', 'only = { size = [4]', "sise is no axis"),
                ('only = { size = [8]', 'only = { size = [4]', "8 is not on that axis"),
                ('"run" = 1', '"run.a" = 1', "section.key"), ('c = { "run.b" = 7 }', 'b = { "run.b" = 7 }', '"c" is not among'),
                ('[scale.quik]', '[scale.quick]', "quik is unknown"), ('seeds = 0', 'seeds = 1', "seeds = 0"), ('values = 2', 'values = [2, 4]', "values = 2"),
                ('title = ', 'title = "A title"', "Invalid value")):
            with self.subTest(wrong=wrong):
                self.assertIn(right, GOOD)
                with self.assertRaisesRegex(BadInput, f"s.toml.*{says}|{says}.*s.toml"):
                    self.cells(GOOD.replace(right, wrong, 1))

    def test_a_study_of_plans_has_neither_seeds_nor_what_a_scale_says_of_runs(self):
        text = GOOD.replace('experiment = "{machine}"\n', 'command = "chunk"\n').replace('"run.', '"chunk.').replace("schedule.size", "chunk.size")
        found = self.cells(text, seeds=3)
        self.assertEqual({cell.seed for cell in found}, {1})
        cell = next(c for c in found if c.series == "x" and c.at == (("machine", "one"), ("size", 4), ("change", "b")))
        self.assertEqual(dict(cell.point.settings), {"chunk.a": "2", "chunk.size": "4", "chunk.b": "7"})
        for wrong, says in ((text.replace('"chunk.b"', '"run.b"'), 'run.b" .must be chunk.OPTION'),
                            (text.replace('"chunk"', '"chunks"', 1), 'command = "chunks" .must be one of run, chunk')):
            with self.assertRaisesRegex(BadInput, f"s.toml.*{says}"):
                self.cells(wrong)

    def test_an_experiment_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(BadInput, "three.toml is not there"):
            self.cells(GOOD.replace('["one", "two"]', '["one", "three"]'))

    def test_a_scale_with_an_unknown_key_is_refused(self):
        with self.assertRaisesRegex(BadInput, "scales.toml.*quick.sets is unknown"):
            read_scale(self.write("scales.toml", SCALES_TEXT.replace("set =", "sets =")), "quick")


class ShippedTest(unittest.TestCase):
    def test_every_study_is_good_at_every_scale_and_has_its_module(self):
        names = list(names_of(support.STUDIES))
        self.assertEqual(names[:2], ["table1", "table2"])
        self.assertLessEqual({f"fig{n}" for n in range(9, 16)} | {"sensitivity"}, set(names))
        for name in names:
            study = read_study(support.STUDIES / f"{name}.toml")
            self.assertTrue((support.PACKAGE / "figures" / f"{name}.py").is_file(), name)
            for scale in SCALES:
                found = cells(study, read_scale(support.STUDIES / "scales.toml", scale), support.ROOT / "jobs" / "experiments")
                self.assertEqual(bool(found), bool(study.series), (name, scale))

    def test_all_variants_of_a_comparison_have_the_same_input(self):
        """Only schedule, of plans the way, and what a study sweeps, may differ: nothing is tuned for a figure or a benchmark."""
        for name in names_of(support.STUDIES):
            study = read_study(support.STUDIES / f"{name}.toml")
            allowed = ("schedule.",) if study.command == "run" else ("chunk.select", "chunk.execute", "chunk.no-longest")
            for key in [key for series in study.series for key in series.settings]:
                self.assertTrue(key.startswith(allowed), f"{name}: {key}")
            self.assertEqual(study.settings, {}, name)
            self.assertTrue(all(not one["set"] for one in study.scales.values()), name)

    def test_a_scale_says_only_how_much_and_what_is_recorded(self):
        for name in SCALES:
            scale = read_scale(support.STUDIES / "scales.toml", name)
            keys = {key for settings in (scale.settings, *scale.experiments.values()) for key in settings}
            self.assertLessEqual(keys, {"workload.videos", "workload.minutes", "workload.minutes_most", "trace.interval",
                                         "trace.level"})


if __name__ == "__main__":
    unittest.main()
