"""A point: its words, its identity."""
import unittest

import support
from points.errors import BadInput
from points.point import Point, identity, value_of, workflow_of

DEFAULTS = {"schedule.interval": "100000", "run.seed": "1", "wafer.rows": "4"}


class PointTest(support.Scratch):
    def setUp(self):
        super().setUp()
        self.experiment = self.write("e.toml", "[workload]\nowg = \"flow\"\n[schedule]\ncluster_size = 8\n")
        self.flow = self.write("flows/flow.toml", "recorded = \"values.csv\"\n")

    def hash(self, settings, seed=2, binary="b", version=1):
        return identity(Point.of(self.experiment, settings, seed), binary, self.folder / "flows", version, DEFAULTS)

    def test_words_are_those_of_run(self):
        point = Point.of(self.experiment, {"b.x": True, "a.y": 0.5, "a.z": "2 s"}, 3)
        self.assertEqual(point.words("out"), ["run", str(self.experiment), "--set", "a.y=0.5", "--set", "a.z=2 s", "--set", "b.x=true",
                                              "--set", "run.seed=3", "-o", "out"])
        self.assertEqual(Point.from_json(point.as_json()), point)

    def test_everything_that_decides_is_in_the_identity(self):
        base = self.hash({"a.x": 1})
        others = {self.hash({"a.x": 2}), self.hash({"a.x": 1}, seed=3), self.hash({"a.x": 1}, binary="c"), self.hash({"a.x": 1}, version=2),
                  self.hash({"wafer.rows": 4, "a.x": 1}), base}
        self.assertEqual(len(others), 6)

    def test_texts_of_files_are_in_the_identity(self):
        import points.point as module
        found = []
        for file, text in ((self.flow, None), (self.flow, "name = \"other\"\nrecorded = \"values.csv\"\n"),
                           (self.folder / "flows" / "values.csv", "1,2\n"), (self.folder / "flows" / "values.csv", "1,3\n"),
                           (self.experiment, "[workload]\nowg = \"flow\"\n")):
            if text:
                file.write_text(text)
            for cached in (module._digest_of_file, module._read_toml, module._named_by):
                cached.cache_clear()
            found.append(self.hash({"a.x": 1}))
        self.assertEqual(len(set(found)), 5)

    def test_saying_what_holds_anyway_changes_nothing(self):
        self.assertEqual(self.hash({}), self.hash({"schedule.interval": 100000, "schedule.cluster_size": 8}))
        self.assertNotEqual(self.hash({}), self.hash({"schedule.cluster_size": 4}))

    def test_value_of(self):
        point = Point.of(self.experiment, {"a.x": 1}, 1)
        self.assertEqual([value_of(point, key, DEFAULTS) for key in ("a.x", "schedule.cluster_size", "schedule.interval", "wafer.rows")],
                         ["1", "8", "100000", "4"])

    def test_a_workflow_that_is_nowhere_is_named(self):
        point = Point.of(self.experiment, {"workload.owg": "gone"}, 1)
        with self.assertRaisesRegex(BadInput, "gone.*tried"):
            workflow_of(point, self.folder / "flows")


if __name__ == "__main__":
    unittest.main()
