"""Units of the columns, and cells as text."""
import unittest

import support  # noqa: F401  (puts the packages on the path)
from sweep.table import Table, unit_of_metric


class TableTest(unittest.TestCase):
    def test_units_by_the_end_of_a_name(self):
        for name, value, unit in (("makespan_cycles", 1, "cycles"), ("wall_seconds", 0.5, "s"), ("energy_joules", 1.0, "J"),
                                  ("energy_per_item_millijoules", 1.0, "mJ"), ("balance_byte_hops", 1, "B hops"), ("peak_memory_bytes", 1, "B"),
                                  ("power_density_mw_per_mm2", 1.0, "mW/mm2"), ("wafer_area_mm2", 1.0, "mm2"), ("mean_power_watts", 1.0, "W"),
                                  ("control_bytes_grants", 1, "B"), ("events_per_second", 1.0, "1/s"), ("utilization", 0.5, "1"),
                                  ("functional_ok", True, ""), ("sync", "window", "")):
            self.assertEqual(unit_of_metric(name, value), unit, name)

    def test_cells(self):
        table = Table([("a.x", "cycles"), ("b", ""), ("c", "")], [{"a.x": 0.1, "b": True, "c": "p, q"}, {"a.x": 3}])
        self.assertEqual(table.csv(), "a.x [cycles],b,c\n0.1,true,\"p, q\"\n3,,\n")


if __name__ == "__main__":
    unittest.main()
