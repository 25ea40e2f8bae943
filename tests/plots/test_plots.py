"""Pictures: what they hold, that they are the same every time, and that nothing a user types spoils them."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.command import run
from helpers.draws import seeds
from helpers.study import study
from helpers.study_formulas import formulas
from helpers.svg import words
from levelwise.data.engine import sample
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.report.view import View
from levelwise.plots.labels import elided, wrapped
from levelwise.plots.picture import Plot
from levelwise.plots.sketch import Sketch
from levelwise.plots.strip import Strip, spread_rows

MN = "math ~ ses + sector + (sector | sch.id)"


def hsb() -> pl.DataFrame:
    frame = lw.datasets.load("hsb")
    assert isinstance(frame, pl.DataFrame)
    return frame


def strips(report: lw.Report) -> tuple[Strip, ...]:
    return report.plot().strips


def test_a_constant_predictor_is_seen_to_have_no_slope() -> None:
    picture = lw.check(MN, hsb()).findings[0].plot()
    flat, beside = picture.strips
    assert [panel.summary for panel in flat.panels] == [
        f"no slope: sector = {n} in every row" for n in (0, 0, 0, 1, 1, 1)
    ]
    for panel in flat.panels:
        assert panel.highlighted
        assert [mark.kind for mark in panel.marks] == ["constant"]
        assert len(set(panel.marks[0].x)) == 1
    assert [panel.title for panel in beside.panels] == [panel.title for panel in flat.panels]
    assert [[mark.kind for mark in panel.marks] for panel in beside.panels] == [["rows", "line"]] * 6
    assert (beside.panels[0].x.label, beside.panels[0].y.label) == ("ses", "math")


def test_the_lines_are_least_squares_lines_of_all_rows_of_a_group() -> None:
    for panel in lw.check(MN, hsb()).findings[0].plot().strips[1].panels:
        rows = hsb().filter(pl.col("sch.id") == int(panel.title))
        slope, intercept = np.polyfit(rows["ses"].to_numpy(), rows["math"].to_numpy(), 1)
        assert panel.summary == f"slope {slope:.3g}"
        assert panel.size == f"{len(rows)} rows"
        line = panel.marks[1]
        assert np.allclose(line.y, intercept + slope * np.array(line.x))


def test_groups_in_which_a_slope_varies_stand_beside_those_in_which_it_does_not() -> None:
    (strip,) = strips(lw.check("math ~ ses*sector + (ses:sector | sch.id)", hsb(), ignore=["R17"]))
    assert [panel.highlighted for panel in strip.panels] == [False] * 3 + [True] * 3
    assert "no slope: ses:sector = 0 in every row" in strip.alt
    assert strip.panels[0].x.label == "ses:sector"


def test_one_of_several_columns_of_a_factor_is_shown_by_itself() -> None:
    data = {
        "y": list(np.random.default_rng(3).normal(size=40)),
        "f": [["a", "b"][n % 2] if n < 30 else ["a", "c"][n % 2] for n in range(40)],
        "g": [n // 5 for n in range(40)],
    }
    (finding,) = [one for one in lw.check("y ~ f + (f | g)", data).findings if one.code == "R1b"]
    (strip,) = finding.plot().strips
    assert strip.panels[0].x.label == "fc"
    assert [panel.highlighted for panel in strip.panels] == [False, False, True, True, True, True]
    assert strips(lw.check("y ~ f + (1 | g)", data))[0].panels[0].x.categories == ("a", "b", "c")


def test_slopes_stand_beside_the_zero_the_model_sets() -> None:
    (finding,) = lw.check("math ~ minority + (ses | sch.id)", hsb()).errors
    (strip,) = finding.plot().strips
    bars, data, zero = strip.panels[0].marks
    assert (bars.kind, sum(bars.y), len(bars.x)) == ("bars", 156, len(bars.y) + 1)
    assert "4 groups with extreme values are not drawn" in strip.caption
    assert zero.x == (0.0, 0.0)
    assert 1.5 < data.x[0] < 2.5  # Raudenbush & Bryk find a slope of about 2.2 within schools
    assert data.label == f"{data.x[0]:.3g}: the average in the data"


def test_intercepts_stand_beside_zero_too() -> None:
    (finding,) = [one for one in lw.check("math ~ 0 + ses + (1 | sch.id)", hsb()).findings if one.code == "R2"]
    (strip,) = finding.plot().strips
    assert 12 < strip.panels[0].marks[1].x[0] < 13.5
    assert "Intercepts" in strip.title


def test_a_slope_is_explained_by_a_group_level_variable() -> None:
    (finding,) = [one for one in lw.check("math ~ ses*sector + (1 | sch.id)", hsb()).findings if one.code == "R16"]
    left, right = finding.plot().strips[0].panels
    assert [mark.label for mark in left.marks if mark.label] == ["sector = 0", "sector = 1"]
    assert {mark.kind for mark in left.marks} == {"thin"}
    # catholic schools have the flatter slope (Raudenbush & Bryk 2002, table 4.5: about 2.8 and 1.3)
    public, catholic = right.marks[1].y
    assert public == pytest.approx(2.8, abs=0.2)
    assert catholic == pytest.approx(1.4, abs=0.2)


def test_within_and_between_make_up_the_slope_that_mixes_them() -> None:
    model = lw.model("math ~ ses + (1 | sch.id)", hsb())
    case = Case(model._prepared)
    (strip,) = Sketch(case, View("within", "sch.id", case.spec.fixed[1])).strips()
    labels = [mark.label for mark in strip.panels[0].marks]
    # Raudenbush & Bryk (2002), table 5.11: 2.19 within, 5.91 between with weights of their own
    assert labels[2:] == [
        "within the groups: slope 2.19",
        "between their means: slope 5.72",
        "mixture of the two: slope 3.18",
    ]
    rows = hsb().with_columns(mean=pl.col("ses").mean().over("sch.id"))
    share = rows["mean"].var(ddof=0) / rows["ses"].var(ddof=0)  # type: ignore[operator]
    slopes = [(mark.y[1] - mark.y[0]) / (mark.x[1] - mark.x[0]) for mark in strip.panels[0].marks[2:]]
    assert slopes[2] == pytest.approx((1 - share) * slopes[0] + share * slopes[1])


@pytest.mark.parametrize(
    ("formula", "panels", "title"),
    [
        ("math ~ ses + (ses | sch.id)", 6, "math against ses in 6 of 160 groups of sch.id"),
        ("math ~ sector + (1 | sch.id)", 6, "math against sector in 6 of 160 groups of sch.id"),
        ("math ~ 1 + (1 | sch.id)", 1, "math in 12 of 160 groups of sch.id"),
        ("math ~ ses", 1, "math against ses, without groups"),
        ("math ~ 1", 1, "math in 7,185 rows"),
    ],
)
def test_every_model_with_data_has_a_picture(formula: str, panels: int, title: str) -> None:
    first = strips(lw.check(formula, hsb(), ignore=["R17"]))[0]
    assert (len(first.panels), first.title) == (panels, title)


def test_a_report_shows_each_finding_once() -> None:
    report = lw.check("math ~ ses + (sector | sch.id)", hsb(), ignore=["R17"])
    (strip,) = strips(report)
    assert strip.title.startswith("R1 error: a random slope of sector")
    assert "; R2 error: a random effect of sector" in strip.title


@pytest.mark.parametrize("seed", seeds(1))
def test_whatever_the_model_there_are_numbers_to_draw(seed: int) -> None:
    for formula in formulas(12, seed):
        report = lw.check(formula, study())
        every = [*strips(report), *(s for one in report.findings if one.sketch for s in one.sketch.strips())]
        assert every
        for strip in every:
            assert strip.panels
            for mark in (mark for panel in strip.panels for mark in panel.marks):
                assert np.isfinite([*mark.x, *mark.y]).all(), formula
                assert len(mark.x) == len(mark.y) + (mark.kind == "bars")


HOSTILE = {
    "y$_{": [1.0, 2.5, 2.0, 4.0, 3.0, 3.5, 1.0, 2.0],
    "成績 %": [0.1, 0.2, 0.3, 0.1, 0.2, 0.4, 0.2, 0.8],
    "<w>&": ["_a", "_a", "$b$", "$b$", "_a", "_a", "$b$", "$b$"],
    "g_{": ["x" * 300, "x" * 300, "$\\frac", "$\\frac", "line\nbreak", "line\nbreak", "学校", "学校"],
}


def test_matplotlib_interprets_no_name() -> None:
    report = lw.check("`y$_{` ~ `成績 %` + `<w>&` + (`<w>&` | `g_{`)", HOSTILE)
    picture = report.findings[0].plot()
    svg = picture.to("svg")
    assert isinstance(svg, str)
    drawn = words(svg)
    assert {"y$_{", "成績 %", "<w>&", "$\\frac · 2 rows", "line↵break · 2 rows", "_a", "$b$"} <= set(drawn)
    assert not any("x" * 30 in word for word in drawn)
    assert isinstance(picture.to("png"), bytes)
    assert picture.to("pdf").startswith(b"%PDF")


def test_the_legend_includes_categories_that_start_with_an_underscore() -> None:
    data = {
        "y": list(np.random.default_rng(0).normal(size=60)),
        "x": [float(n % 5) for n in range(60)],
        "k": ["_a", "$b"] * 30,
        "g": [f"{'_a' if n % 2 == 0 else '$b'}{n % 6}" for n in range(60)],
    }
    (finding,) = [one for one in lw.check("y ~ x*k + (1 | g)", data).findings if one.code == "R16"]
    svg = finding.plot().to("svg")
    assert isinstance(svg, str)
    assert {"k = _a", "k = $b"} <= set(words(svg))


def test_the_same_picture_has_the_same_bytes_whatever_the_settings_of_matplotlib() -> None:
    first = lw.check(MN, hsb()).plot().to("svg")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "black", "svg.fonttype": "path", "axes.grid": True}):
        second = lw.check(MN, hsb()).plot()
        assert second.to("svg") == first
        assert mpl.rcParams["font.size"] == 30
    assert lw.check(MN, hsb()).plot().to("png") == second.to("png")
    assert lw.check(MN, hsb()).plot().to("pdf") == second.to("pdf")
    assert isinstance(first, str)
    assert "dc:date" not in first
    assert "matplotlib.pyplot" not in sys.modules


def test_a_picture_has_a_text_and_notebook_form() -> None:
    picture = lw.check(MN, hsb()).findings[0].plot()
    root = ET.fromstring(picture._repr_svg_())
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == picture.alt
    assert "no slope: sector = 1 in every row" in picture.alt
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert set(picture._repr_mimebundle_()) == {"image/svg+xml", "text/plain"}
    assert "R1 error" in repr(picture)
    assert len(picture.figure.findobj(mpl.axes.Axes)) == 12  # type: ignore[attr-defined]


def test_pictures_are_saved_by_the_files_ending(tmp_path: Path) -> None:
    picture = lw.check(MN, hsb()).plot()
    assert picture.save(tmp_path / "a.svg").read_text(encoding="utf-8").endswith("</svg>\n")
    assert picture.save(tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(lw.UnknownNameError, match="no picture format 'jpg'"):
        picture.save(tmp_path / "a.jpg")
    with pytest.raises(lw.LevelwiseError, match="cannot be written"):
        picture.save(tmp_path / "no" / "a.svg")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.PNG", "a.svg"]


def test_what_has_no_picture_says_why() -> None:
    (finding,) = lw.check("y ~ x + (1 | one)", study()).errors
    with pytest.raises(lw.LevelwiseError, match="R7 have no picture; those of R1, R1b, R2, R16"):
        finding.plot()
    bare = lw.check(MN, levels={"sector": "sch.id"})
    with pytest.raises(lw.LevelwiseError, match="pass data="):
        bare.findings[0].plot()
    with pytest.raises(lw.LevelwiseError, match="without data"):
        bare.plot()
    with pytest.raises(lw.LevelwiseError, match="policy off"):
        lw.check(MN, hsb(), policy="off").plot()


def test_without_matplotlib_an_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report = lw.check(MN, hsb())
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for plot in (report.plot, report.findings[0].plot):
        with pytest.raises(lw.MissingExtraError, match="pip install matplotlib"):
            plot()
    diagram = lw.model(MN, hsb()).diagram()
    assert "sch.id: 160 groups" in str(diagram)
    with pytest.raises(lw.MissingExtraError):
        diagram.save(tmp_path / "d.svg")


def test_a_finding_equals_itself_without_its_sketch_and_can_be_pickled() -> None:
    report = lw.check(MN, hsb())
    finding = report.findings[0]
    assert "sketch" not in finding.to_dict()
    assert "sketch" not in repr(finding)
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert hash(again.findings[0]) == hash(finding)
    assert again.findings[0].plot().to("svg") == finding.plot().to("svg")
    assert again.plot().strips == report.plot().strips
    assert copy.deepcopy(finding) == finding


def test_a_large_table_is_drawn_from_its_sample_and_the_caption_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 2_000)
    (strip,) = strips(lw.check("math ~ ses + (ses | sch.id)", hsb().lazy(), ignore=["R17"]))
    assert strip.title.endswith("of 160 groups of sch.id")
    assert "of 7,185 rows (whole groups of sch.id)" in strip.caption


def test_a_subset_of_many_rows_is_drawn_without_aliasing() -> None:
    for period in (2, 5, 7, 12):
        shown = np.arange(10_000)[spread_rows(10_000)] % period
        counts = np.bincount(shown, minlength=period)
        assert counts.sum() == 300
        assert counts.max() - counts.min() <= 0.5 * 300 / period
    data = {"y": np.arange(20_000) % 13, "x": np.arange(20_000) % 11, "g": np.repeat([0, 1], 10_000)}
    (strip,) = strips(lw.check("y ~ x + (x | g)", data))
    assert [len(panel.marks[0].x) for panel in strip.panels] == [300, 300]
    assert "At most 300 rows of a group are drawn" in strip.caption


def test_labels_are_shortened_to_fit() -> None:
    assert elided("学校学校学校学校", 7) == "学…校"
    assert wrapped("", 10) == []
    assert wrapped("a\nb\a", 10) == ["a↵b\ufffd"]


def test_the_command_line_saves_a_picture(tmp_path: Path) -> None:
    target = tmp_path / "r.svg"
    result = run("check", MN, "--data", "hsb", "--plot", str(target))
    assert result.exit_code == 1
    assert "R1 error" in result.stdout
    assert "no slope: sector = 0" in target.read_text(encoding="utf-8")
    assert run("check", MN, "--plot", str(target)).exit_code == 2


def test_plots_are_of_one_kind() -> None:
    assert isinstance(lw.check(MN, hsb()).plot(), Plot)


def test_a_check_does_not_import_matplotlib() -> None:
    code = (
        f"import sys, levelwise as lw; lw.check({MN!r}, lw.datasets.load('hsb')); sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
