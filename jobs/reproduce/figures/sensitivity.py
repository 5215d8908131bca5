"""How the headlines of Fig. 9 and Fig. 12 move when one assumption changes."""
from reproduce.figures import fig12, style
from reproduce.outcome import Outcome, Table
from reproduce.sample import geomean

_BASE = "nothing"  # the change that changes nothing
_SEED = 1


def _found(results, series: str, benchmark: str, change: str) -> dict | None:
    """None: the series does not have it."""
    if not any(cell.series == series and dict(cell.at) == {"benchmark": benchmark, "change": change} for cell in results.cells):
        return None
    return results.at(series, _SEED, benchmark=benchmark, change=change)


def _or_base(results, series: str, benchmark: str, change: str) -> dict:
    """What a change does not touch (frame buffers, of clusters that are not divided) is as it was."""
    found = _found(results, series, benchmark, change)
    return found if found is not None else results.at(series, _SEED, benchmark=benchmark, change=_BASE)


def _headline(results, change: str) -> tuple[float, float, float] | None:
    """Geomean speed-up, mean utilization with both strategies, and the speed-up with nothing changed, of the same benchmarks."""
    having = [b for b in results.values("benchmark") if any(_found(results, s, b, change) for s in ("static", "both"))]
    if not having:
        return None

    def speed(at: str) -> float:
        return geomean([_or_base(results, "static", b, at)["makespan_cycles"] / _or_base(results, "both", b, at)["makespan_cycles"]
                        for b in having])
    used = sum(_or_base(results, "both", b, change)["utilization"] for b in having) / len(having)
    return speed(change), used, speed(_BASE)


def _wafer(results, benchmark: str, name: str, change: str) -> float | None:
    value = fig12.MEASURES[name][1]
    one, two = (_found(results, series, benchmark, change) for series in ("reactive", "diffusive"))
    return None if one is None or two is None else value(one) / max(value(two), 1e-9)


def make(results, program) -> Outcome:
    out, rows, shown = Outcome(), [], {}
    for change in results.values("change"):
        headline = _headline(results, change)
        row = [change]
        if headline is None:
            row += ["", "", ""]
        else:
            speed, used, base = headline
            shown[change] = speed / base
            out.put(f"sensitivity.geomean.{change}", speed)
            out.put(f"sensitivity.utilization.{change}", used)
            row += [f"{speed:.3g} x", f"{100 * (speed / base - 1):+.1f} %", f"{100 * used:.1f} %"]
        for name in ("idle_steady", "byte_hops"):
            for b in ("er", "cmr"):
                ratio = _wafer(results, b, name, change)
                if ratio is not None:
                    out.put(f"sensitivity.{name}.{b}.{change}", ratio)
                row.append("" if ratio is None else f"{ratio:.3g} x")
        rows.append(row)
    out.tables.append(Table("One change at a time",
                            ["change", "speed-up, geomean", "against nothing changed", "utilization, both", "ER, idleness reactive / diffusive",
                             "CMR, idleness", "ER, bytes x hops", "CMR, bytes x hops"], rows,
                            "One seed.  An empty cell: the change does not touch it, or it was not run.  Speed-ups are compared on the same "
                            "benchmarks."))
    out.pictures["sensitivity"] = _draw(shown)
    return out


def _draw(shown: dict[str, float]):
    names = [name for name in shown if name != _BASE]
    figure, axes = style.new(8, 0.32 * len(names) + 1.2)
    axes.barh(range(len(names)), [100 * (shown[name] - 1) for name in names], color=style.COLOURS[0])
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.axvline(0, color="black", linewidth=0.8)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.set_xlabel("change of the geomean speed-up, %")
    return figure
