"""Each figure beside its golden picture; the numbers of some beside plain loops; what a figure refuses."""
import collections
import dataclasses
import pathlib

import matplotlib.image
import matplotlib.text
import numpy
import pytest
from make_golden import DPI, GOLDEN, draw
from matplotlib.testing.compare import compare_images
from octosim_analysis import compare, figures, runs, style

import octosim_analysis as oa

TOLERANCE = 2.0  # RMS of 0 to 255: another version of FreeType moves text by about 1; two thin lines whose colours are swapped are 2.7
NAMES = [figure.name for figure in figures.FIGURES]


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_it_did(name, real, tmp_path):
    picture = draw(name, real, tmp_path / f"{name}.png")
    inches = matplotlib.image.imread(tmp_path / f"{name}.png").shape[1] / DPI
    least = min(text.get_fontsize() for text in picture.findobj(matplotlib.text.Text) if text.get_text().strip())
    assert least * min(1.0, 7 / inches) >= 6, "printed over the width of a page, 7 inches, text has 6 points or more"
    expected = tmp_path / f"{name}-golden.png"
    expected.write_bytes((GOLDEN / f"{name}.png").read_bytes())
    assert compare_images(str(expected), str(tmp_path / f"{name}.png"), TOLERANCE) is None, "make_golden.py makes them again"


def test_another_picture_is_told_apart(real, changed, tmp_path):
    """The tolerance is not so wide that anything passes."""
    def change(file):
        size = file["clusters/switches/to"].shape[0]
        file["clusters/switches/to"][size // 2:] = 0
        file["clusters/switches/from"][size // 2:] = 1
    draw("timeline", changed(change), tmp_path / "changed.png")
    (tmp_path / "golden.png").write_bytes((GOLDEN / "timeline.png").read_bytes())
    assert compare_images(str(tmp_path / "golden.png"), str(tmp_path / "changed.png"), TOLERANCE) is not None


def _swap_colours(_picture, monkeypatch):
    first, *rest = style.COLOURS
    monkeypatch.setattr(style, "COLOURS", (rest[4], *rest[:4], first, *rest[5:]))


def _no_legend(picture, _monkeypatch):
    for axes in picture.axes:
        if axes.get_legend():
            axes.get_legend().remove()


def _lower_by_a_twentieth(picture, _monkeypatch):
    for axes in picture.axes:
        for line in axes.lines:
            line.set_ydata(0.95 * numpy.asarray(line.get_ydata(), dtype=float))


@pytest.mark.parametrize(("name", "change"), [("dram", _swap_colours), ("latency", _no_legend), ("progress", _lower_by_a_twentieth), ("fig14", _lower_by_a_twentieth)])
def test_what_one_would_see_is_told_apart(name, change, real, tmp_path, monkeypatch):
    if change is _swap_colours:  # before it is drawn
        change(None, monkeypatch)
    drawn = figures.find(name).of(runs.open_runs([str(real)]))
    if change is not _swap_colours:
        change(drawn.picture, monkeypatch)
    style.save(drawn.picture, tmp_path / "changed.png", "png", DPI)
    style.close(drawn.picture)
    (tmp_path / "golden.png").write_bytes((GOLDEN / f"{name}.png").read_bytes())
    assert compare_images(str(tmp_path / "golden.png"), str(tmp_path / "changed.png"), TOLERANCE) is not None


def test_there_is_no_golden_picture_without_a_figure():
    assert sorted(path.stem for path in GOLDEN.glob("*.png")) == sorted(NAMES)


def of(name, *paths):
    drawn = figures.find(name).of(runs.open_runs([str(path) for path in paths]))
    style.close(drawn.picture)
    assert len({len(values) for values in drawn.data.values()}) == 1 and next(iter(drawn.data.values())), "columns of one length, not empty"
    return drawn.data


@pytest.mark.parametrize("name", NAMES)
def test_a_run_of_simple_numbers_is_drawn_too(name, made_up):
    of(name, made_up)


def test_shares_add_up_in_every_part_of_the_run(real):
    data = of("fig13", real)
    sums = collections.Counter()
    for begin, share in zip(data["from_cycle"], data["share"]):
        sums[begin] += share
    assert len(sums) == 200 and all(value == pytest.approx(1.0) for value in sums.values())


def test_the_map_is_the_utilization(real):
    data = of("fig12", real)
    with oa.open(real) as trace:
        busy = dict(zip(trace["/tbus/totals"].column("tbu").tolist(), trace["/tbus/totals"].column("busy").tolist()))
        end = int(trace["/tbus/totals"].column("time")[0])
    assert len(data["tbu"]) == 64
    for tbu, row, col, whole in zip(data["tbu"], data["row"], data["col"], data["whole"]):
        assert (row, col) == divmod(tbu, 8) and whole == pytest.approx(busy[tbu] / end)


def test_links_are_busy_as_the_trace_says(real):
    data = of("network", real)
    with oa.open(real) as trace:
        table = trace["/network/links"].read()
        end = int(table["time"].max())
        last = table["time"] == end
        assert data["busy"] == pytest.approx((table["busy"][last] / end).tolist()) and len(data["busy"]) == int(last.sum())


def test_the_roofline_is_operations_over_cycles(real):
    data = of("roofline", real)
    with oa.open(real) as trace:
        operations = trace.result("macs") + trace.result("operations")
        assert data["operations"] == [operations, operations] and data["bytes"][1] == trace.result("dram_bytes")
        assert data["bytes"][0] == sum(trace.result(name) for name in ("tbu_loaded_bytes", "tbu_sent_bytes", "configuration_bytes"))
        assert data["operations_per_cycle"][0] == pytest.approx(operations / trace.result("makespan_cycles"))


def test_states_are_a_whole(real):
    data = of("states", real)
    sums = collections.Counter()
    for begin, end, part in zip(data["from_cycle"], data["to_cycle"], data["part"]):
        sums[begin, end] += part
    assert all(value == pytest.approx(1.0) for value in sums.values())


@pytest.fixture
def two_sides(changed, tmp_path):
    """Runs of two choices of settings with two seeds: makespans 100, 200 and 50, 80."""
    def make(side: str, seed: int, makespan: int, ranks: int = 1):
        def change(file):
            text = file["meta/experiment"].asstr()[()].replace('balance = "diffusive"', f'balance = "{side}"').replace("seed = 1", f"seed = {seed}")
            del file["meta/experiment"]
            file["meta/experiment"] = numpy.bytes_(text)
            file["meta"].attrs["seed"] = seed
            file["summary"].attrs.update(makespan_cycles=makespan, utilization=0.5 if side == "none" else 0.75, host_ranks=ranks, host_wall_seconds=8.0 / ranks)
        folder = tmp_path / f"{side}-{seed}-{ranks}"
        folder.mkdir()
        changed(change).rename(folder / "trace.h5")
    make("none", 1, 100)
    make("none", 2, 200)
    make("diffusive", 1, 50)
    make("diffusive", 2, 80, ranks=2)
    return tmp_path


def test_speedups_are_seed_by_seed(two_sides):
    data = of("fig9", two_sides / "none-1-1", two_sides / "none-2-1", two_sides / "diffusive-1-1", two_sides / "diffusive-2-2")
    assert data["side"] == ["balance none", "balance diffusive"] and data["seeds"] == [2, 2]
    assert data["speedup"] == [1.0, pytest.approx((100 / 50 + 200 / 80) / 2)] and data["utilization"] == [0.5, 0.75]


def test_a_folder_is_its_runs_and_scaling_is_over_ranks(two_sides):
    data = of("scaling", two_sides)
    of_two = [k for k, ranks in enumerate(data["ranks"]) if ranks == 2]
    assert sorted(data["ranks"]) == [1, 1, 2] and [data["efficiency"][k] for k in of_two] == [pytest.approx(1.0)]
    frame = oa.open_sweep(two_sides).frame()
    assert list(frame.columns[:4]) == ["path", "experiment", "seed", "schedule.balance"] and len(frame) == 4
    assert frame.groupby("schedule.balance")["makespan_cycles"].sum().to_dict() == {"diffusive": 130, "none": 300}


def test_a_run_that_was_stopped_has_no_makespan(real, changed):
    def stop(file):
        file["summary"].attrs.update(end_reason="stopped at --until", makespan_cycles=1000)
    both = runs.open_runs([str(real), str(changed(stop))])
    for name in ("fig9", "fig14", "fig15"):
        with pytest.raises(oa.Missing, match="was stopped before its end .stopped at --until.: it has no makespan to compare"):
            figures.find(name).of(both)
    found = compare.compare(*both)
    assert "one of the files was changed" in found.headline()
    assert "B was stopped before the end: no speed-up." in dataclasses.replace(found, same_trace=False).headline()


def test_labels_of_settings_are_not_mistaken():
    assert runs.short_keys(["network.fidelity", "control.fidelity", "run.seed"]) == {"network.fidelity": "network.fidelity", "control.fidelity": "control.fidelity",
                                                                                     "run.seed": "seed"}


def test_refusals():
    with pytest.raises(oa.AnalysisError, match="no figure is named fig77 .there are fig9, .*did you mean fig"):
        figures.find("fig77")


def test_too_many_runs_are_refused(real):
    with pytest.raises(oa.AnalysisError, match="network: shows 1 run at once .2 were given"):
        figures.find("network").of(runs.open_runs([str(real), str(real)]))


def test_sub_owgs_of_two_workflows_are_not_compared(real, changed):
    def fewer(file):
        for path in ("clusters/totals", "clusters/samples", "clusters/switches", "clusters/state"):
            for column in ("sub_owg", "from", "to"):
                if column in file[path]:
                    file[path][column][...] = 0
    with pytest.raises(oa.Missing, match="fig10 compares runs of one workflow: here are 1 sub-OWGs, in .* 4"):
        figures.find("fig10").of(runs.open_runs([str(real), str(changed(fewer))]))


def test_colours_can_be_told_apart_without_colour():
    """Okabe and Ito's eight differ in lightness or hue under every kind of colour vision; states beside one another differ in lightness."""
    import matplotlib.colors
    def lightness(shade):
        r, g, b = matplotlib.colors.to_rgb(shade)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    order = ("busy", "configuring", "loading", "starved", "blocked", "port", "open")
    gaps = [abs(lightness(style.STATE_COLOURS[a]) - lightness(style.STATE_COLOURS[b])) for a, b in zip(order, order[1:])]
    assert min(gaps) > 0.05, dict(zip(order, gaps))
    assert pathlib.Path(style.__file__).read_text().count('"jet"') == 0


def test_the_guide_has_every_figure_and_where_it_is_from():
    text = (pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "analysis.md").read_text()
    for figure in figures.FIGURES:
        row = next((line for line in text.splitlines() if line.startswith(f"| {figure.name} |") or line.startswith(f"| {figure.name}, ")), "")
        assert row, f"docs/analysis.md has no row {figure.name}"
        assert all(f"`{table}`" in row for table in figure.tables), (figure.name, row)
        assert {0: "| any |", 1: "| 1 |"}.get(figure.most, f"| 1 to {figure.most} |") in row, (figure.name, row)
