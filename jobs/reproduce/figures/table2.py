"""Table II: the benchmarks, counted in their workflows and in the compiled plans."""
import re
import tomllib

from points.errors import Failed
from reproduce.outcome import Outcome, Table

BENCHMARKS = ("er", "dpsr", "sfr", "cmr", "osvos", "ocr")


def make(results, program) -> Outcome:
    """The cluster size is the one that the plan takes if nobody says one."""
    out, rows = Outcome(), []
    for b in BENCHMARKS:
        blocks = tomllib.loads((program.workloads / f"{b}.toml").read_text(encoding="utf-8"))["block"]
        kinds = [block["kind"] for block in blocks]
        plan = program.check(f"{b}_chiplet", "schedule.cluster_size=0")
        sub_owgs = re.search(r"(\d+) sub-OWGs", plan)
        shape = re.search(r"clusters: \d+ of (\d+) x (\d+) TBUs", plan)
        if sub_owgs is None or shape is None:
            raise Failed(f"octosim check {b}_chiplet does not say sub-OWGs and clusters")
        counts = {"expand": kinds.count("expand") + kinds.count("collapse"), "condition": kinds.count("route"),
                  "sub_owgs": int(sub_owgs.group(1)), "task_blocks": kinds.count("task"),
                  "cluster": int(shape.group(1)) * int(shape.group(2))}
        for name, count in counts.items():
            out.put(f"table2.{name}.{b}", count)
        rows.append([b, *map(str, counts.values())])
    out.tables.append(Table("Counted in workflow and plan", ["benchmark", "Expand and Collapse", "Route", "sub-OWGs", "Task Blocks",
                                                             "cluster size of the plan"], rows,
                            "The cluster size: most Task Blocks of a sub-OWG, rounded up to a size that tiles the chiplet.  The studies "
                            "take the paper's sizes instead."))
    return out
