"""Table I: the area of each component."""
from reproduce.outcome import Outcome, Table


def _key(text: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in text.lower()).strip("_")


def make(results, program) -> Outcome:
    out, area = Outcome(), program.area("chiplet")
    rows = []
    for row in area["components"]:
        name = f"table1.{_key(row['part'])}.{_key(row['component'])}"
        out.put(name, row["each_mm2"])
        rows.append([row["part"], row["component"], str(row["count"]), f"{row['each_mm2']:.4g}", f"{row['mm2']:.4g}",
                     f"{100 * row['share']:.2f} %"])
    parts = {}
    for row in area["components"]:
        parts[row["part"]] = parts.get(row["part"], 0.0) + row["share"]
    for part, share in parts.items():
        out.put(f"table1.share.{_key(part)}", share)
    total = sum(row["mm2"] for row in area["components"])
    out.put("table1.chiplet", total)
    rows.append(["chiplet", "all", "1", f"{total:.5g}", f"{total:.5g}", "100 %"])
    out.tables.append(Table("Area, octosim area --preset chiplet", ["part", "component", "number", "each, mm2", "all, mm2", "share"], rows))
    return out
