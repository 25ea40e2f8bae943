"""The rules on models that look alike: the sound ones pass, the flawed ones get the right code."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from levelwise.legitimacy.span import Space


@cache
def study() -> pl.DataFrame:
    """Pupils in classes in schools, crossed with raters; predictors of every level."""
    rng = np.random.default_rng(7)
    n = 480
    school = np.arange(n) // 60
    klass = np.arange(n) // 15
    member = klass % 2  # half the classes take part in a programme
    return pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "x": rng.normal(size=n),
            "z": rng.normal(size=n),
            "year": 2000 + np.arange(n) % 5,
            "f": rng.choice(["a", "b", "c"], n),
            "w": rng.normal(size=8)[school],
            "s": np.where(school % 2, "urban", "rural"),
            "v": rng.normal(size=32)[klass],
            "programme": member,
            "control": 1 - member,
            "dose": np.where(member, rng.normal(size=n), 0.0),
            "school": school,
            "class": klass,
            "seat": np.arange(n) % 15,
            "rater": np.arange(n) % 6,
            "one": np.ones(n),
            "twin": [f"t{number}" for number in school],  # the schools under another name
            "odd": np.where(school == 0, "zz", rng.choice(["a", "b"], n)),  # a category of one whole school
            "left": np.where(np.arange(n) % 2, "q", "p"),
            "right": np.where(np.arange(n) % 2, rng.choice(["u", "v"], n), "u"),  # never p with v
            "visit": np.r_[np.arange(100), 100 + np.arange(n - 100) // 10],  # a hundred groups of one row
            "stamp": 1.7e9 + np.arange(n),
        }
    )


SOUND = [
    "y ~ x + (x | school)",
    "y ~ x + (1 | school/class)",
    "y ~ x + (1 | school) + (1 | class)",
    "y ~ x + (1 | school) + (1 | rater)",
    "y ~ x*w + (x | school)",
    "y ~ x + v + w + (x + v | school)",
    "y ~ x + v + (1 | class) + (v | school)",
    "y ~ 0 + f + (1 | school)",
    "y ~ f + (0 + f | school)",
    "y ~ f + (f | school)",
    "y ~ 0 + factor(s) + (1 | school)",
    "y ~ poly(x, 2) + (x | school)",
    "y ~ x + I(x^2) + (x + I(x^2) | school)",
    "y ~ poly(x, 2, raw = TRUE) + (poly(x, 2) | school)",
    "y ~ year + I(year^2) + (year | school)",
    "y ~ scale(x) + (x | school)",
    "y ~ x + z + (I(x - z) | school)",
    "y ~ s/x + (x | school)",
    "y ~ s:x + s + (x | school)",
    "y ~ f:x + f + (x | school)",
    "y ~ f/x + (1 | school)",
    "y ~ x + (x || school)",
    "y ~ x*z + (x*z || school)",
    "y ~ programme + (0 + programme | class) + (1 | school)",
    "y ~ dose + (0 + dose | class) + (1 | class)",
    "y ~ programme + (0 + programme | class) + (0 + control | class)",
    "y ~ x + (1 | class) + (1 | rater) + (1 | class:rater)",
    "y ~ x > 0 + (1 | school)",
    "y ~ log(year) + (1 | school)",
    "y ~ x + offset(z) + (1 | school)",
    (
        "y ~ . - (seat + one + control + school + class + rater + dose + programme + twin + odd + right + stamp)"
        " + (1 | school)"
    ),
    "y ~ 1 + (1 | school)",
    "y ~ x",
    "y ~ f + (0 + f | visit)",
    "y ~ f:x + f + (0 + f:x | school) + (1 | school)",
    "y ~ 0 + f + f:x + (0 + f | school)",
    "y ~ x*z*year + (x*z | school) + (x | rater)",
    "y ~ x*w + (0 + x | school) + (1 | school)",
    "y ~ poly(x, 2)*w + (x + I(x^2) | school)",
    "y ~ x + (x | school) + (x | class) + (x | rater)",
    "y ~ x + (x | school) + (1 | school:rater)",
    "y ~ x + (1 | school/class/rater)",
    "y ~ cgm(stamp) + (1 | school)",
    "y ~ (1 | school) + x",
    "y ~ I(x > 0) + (1 | school)",
]


@pytest.mark.parametrize("formula", SOUND)
def test_sound_models_raise_no_error_and_no_warning(formula: str) -> None:
    report = lw.check(formula, study())
    due = ["R29"] if "(x*z | school)" in formula else []  # ten variances and covariances over eight schools
    assert [str(finding.code) for finding in (*report.errors, *report.warnings)] == due


FLAWED = [
    ("y ~ x + w + (w | school)", "error", "R1"),
    ("y ~ x + s + (s | school)", "error", "R1"),
    ("y ~ x + w + (1 | school) + (0 + w | school)", "error", "R1"),
    ("y ~ x + s + (1 | school) + (0 + s | school)", "error", "R1"),
    ("y ~ x + v + (v | class)", "error", "R1"),
    ("y ~ x + one + (one | school)", "error", "R1"),
    ("y ~ w*v + (w:v | class)", "error", "R1"),
    ("y ~ z + (x | school)", "error", "R2"),
    ("y ~ x + (poly(x, 2) | school)", "error", "R2"),
    ("y ~ x + (f | school)", "error", "R2"),
    ("y ~ 0 + x + (1 | school)", "error", "R2"),
    ("y ~ x + z + (x:z | school)", "error", "R2"),
    ("y ~ x + (x | school) + (x | rater) + (z | rater)", "error", "R2"),
    ("y ~ x + (0 + x | school)", "warning", "R3"),
    ("y ~ x + z + (1 + x | school) + (1 + z | school)", "warning", "R4"),
    ("y ~ x + (x | school) + (x | school)", "error", "R4"),
    ("y ~ x + (1 | school) + (1 | school)", "error", "R4"),
    ("y ~ x + (x | school) + (0 + I(2 * x) | school)", "warning", "R4"),
    ("y ~ s + (0 + s | school)", "error", "R5"),  # no school is of both kinds, which their covariance is about
    ("y ~ s + (0 + s | school) + (1 | class)", "error", "R5"),
    ("y ~ x + s + (0 + s + x | school)", "error", "R5"),
    ("y ~ x + (1 | school) + (1 | twin)", "error", "R5"),
    ("y ~ x + (x | school) + (x | twin)", "error", "R5"),
    ("y ~ x + (1 | school) + (1 | rater) + (1 | visit) + (1 | class:seat)", "error", "R6"),
    ("y ~ x + (x | school) + (0 + I(2 * x) + z | school)", "error", "R2"),
    ("y ~ x + z + (x | school) + (z | twin)", "error", "R5"),
    ("y ~ x + (1 | one)", "error", "R7"),
    ("y ~ x + (1 | class/school)", "error", "R10"),
    ("y ~ x:z + x + (1 | school)", "warning", "R14"),
    ("y ~ x:z + (1 | school)", "warning", "R14"),
    ("y ~ f:x + (1 | school)", "warning", "R14"),
    ("y ~ x*z*year - x:z + (1 | school)", "warning", "R14"),
    ("y ~ x*w + (1 | school)", "note", "R16"),
    ("y ~ x*(1 | school)", "error", "R26"),
    ("y ~ x - (1 | school)", "error", "R26"),
    ("y ~ x:(x | school)", "error", "R26"),
    ("y ~ x", "note", "R30"),
    ("y ~ x + odd + (odd | school)", "error", "R1"),
    ("y ~ x + left*right + (0 + left:right | school)", "error", "R1"),
    ("y ~ x + s + w + (0 + s + w | school)", "error", "R1"),
    ("y ~ x + s + w + (0 + s | school) + (0 + w | school)", "error", "R1"),
    ("y ~ x + v + (v | school/class)", "error", "R1"),
    ("y ~ x + w + (w | school/class)", "error", "R1"),
    ("y ~ x + s + (x + s || school)", "error", "R1"),
    ("y ~ x + (x | seat:class)", "error", "R1"),
    ("y ~ x*w + (x*w | school)", "error", "R1"),
    ("y ~ w + (x | school) + (z | rater)", "error", "R2"),
    ("y ~ 1 + (x*z | school)", "error", "R2"),
    ("y ~ stamp + (I(sin(stamp)) | school)", "error", "R2"),
    ("y ~ one + (I(stamp - 1.7e9) | school)", "error", "R2"),
    ("y ~ 0 + x*z + offset(z) + (x | school)", "error", "R2"),
    ("y ~ x + z + (0 + x + z || school)", "warning", "R3"),
    ("y ~ x + z + (0 + x | school) + (0 + z | school)", "warning", "R3"),
    ("y ~ x + (1 | school) + (1 | school) + (1 | school)", "error", "R4"),
    ("y ~ x + (1 | school) + (1 | school/class)", "error", "R4"),
    ("y ~ x + (x || school) + (1 | school)", "error", "R4"),
    ("y ~ f + (1 | school) + (0 + f | school)", "warning", "R4"),
    ("y ~ x + (1 | one/school)", "error", "R7"),
    ("y ~ x + (1 | class/school/rater)", "error", "R10"),
    ("y ~ x + (1 | rater/class/school)", "error", "R10"),
    ("y ~ x + (1 | school/twin)", "error", "R10"),
    ("y ~ x + (1 | school/one)", "error", "R10"),
    ("y ~ x:z:year + (1 | school)", "warning", "R14"),
    ("y ~ x:z", "warning", "R14"),
    ("y ~ x*w + (x | rater) + (1 | school)", "note", "R16"),
    ("y ~ poly(x, 2)*w + (x | school)", "note", "R16"),
    ("y ~ stamp + (1 | school)", "warning", "R19"),
    ("y ~ x * (z | school)", "error", "R26"),
    ("y ~ (x | school) * z", "error", "R26"),
    ("y ~ x + (1 | school) * (1 | class)", "error", "R26"),
]


@pytest.mark.parametrize(("formula", "severity", "code"), FLAWED)
def test_flawed_models_get_the_code_and_repairs_that_pass(formula: str, severity: str, code: str) -> None:
    report = lw.check(formula, study())
    found = [finding for finding in report.findings if finding.code == code and finding.severity == severity]
    assert found
    assert report.ok == (severity != "error")
    for finding in report.findings:
        assert 0 <= finding.span.start < finding.span.end <= len(formula)
        for repair in finding.repairs:
            again = lw.check(repair, study())
            assert again.ok
            assert finding.code not in [f.code for f in again.findings if f.severity == finding.severity]
    if severity != "note":
        assert all(finding.repairs for finding in found)


def test_a_column_that_varies_in_few_groups() -> None:
    report = lw.check("y ~ dose + (dose | class)", study())
    assert [(f.code, f.severity) for f in report.findings] == [("R1b", "note")]
    assert "16 of 32" in report.findings[0].title
    rare = study().with_columns(pl.when(pl.col("class") < 2).then("dose").otherwise(0.0).alias("dose"))
    found = lw.check("y ~ dose + (dose | class)", rare).findings  # in one class, whose slope the fixed part takes
    assert [(f.code, f.severity) for f in found] == [("R5", "error"), ("R1b", "warning")]


def test_a_flat_column_without_an_intercept_is_a_note() -> None:
    report = lw.check("y ~ programme + (0 + programme | class) + (1 | school)", study())
    assert [(f.code, f.severity) for f in report.findings] == [("R1", "note"), ("R8", "note")]


WITHOUT_DATA = [
    ("y ~ x + w + (w | g)", {"w": "g"}, ["R1"]),
    ("y ~ x + w + (w | g)", {}, []),
    ("y ~ x + (z | g)", {}, ["R2"]),
    ("y ~ poly(x, 2) + (x | g)", {}, []),
    ("y ~ x:z + (x | g)", {}, []),
    ("y ~ f + (0 + f | g)", {}, []),
    ("y ~ 0 + f + (1 | g)", {}, []),
    ("y ~ 0 + (1 | g)", {}, ["R2"]),
    ("y ~ x + (x | g) + (x | g)", {}, ["R4"]),
    ("y ~ x/(1 | g)", {}, ["R26"]),
    ("y ~ x + z + (I(x - z) | g)", {}, []),
    ("y ~ x + (I(x - z) | g)", {}, ["R2"]),
    ("y ~ x + z + (x:z | g)", {}, ["R2"]),
    ("y ~ x + v + (v | a/b)", {"v": "b:a"}, ["R1"]),
    ("y ~ x + w + (w | a/b)", {"w": "a"}, ["R1", "R1"]),
    ("y ~ x + g + (g | g)", {}, ["R1"]),
    ("y ~ w + (0 + w | g)", {"w": "g"}, []),
    ("y ~ x*w + (x*w | `my group`)", {"w": "my group"}, ["R1"]),
]


@pytest.mark.parametrize(("formula", "levels", "codes"), WITHOUT_DATA)
def test_without_data_only_what_can_be_known_is_said(formula: str, levels: dict[str, str], codes: list[str]) -> None:
    report = lw.check(formula, levels=levels, factors={"f": ["a", "b"]})
    assert [finding.code for finding in report.errors] == codes


def test_the_seed_s_rows_are_the_evidence() -> None:
    (finding,) = lw.check("math ~ ses + sector + (sector | sch.id)", lw.datasets.load("hsb")).errors
    assert finding.evidence is not None
    assert finding.evidence.header == ("sch.id", "ses", "sector")
    assert finding.evidence.rows == (
        ("1224", "-1.528", "0"),
        ("1224", "-0.588", "0"),
        ("1308", "0.422", "1"),
        ("1308", "0.562", "1"),
    )
    assert "160 groups" in finding.evidence.caption


def test_many_categories_are_judged_quickly() -> None:
    rng = np.random.default_rng(1)
    n = 4000
    frame = pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "f": rng.integers(0, 40, n).astype(str),
            "x": rng.normal(size=n),
            "g": rng.integers(0, 50, n),
        }
    )
    assert lw.check("y ~ f*x + (x | g)", frame).ok


def test_spans_do_not_depend_on_scale_or_names() -> None:
    rng = np.random.default_rng(2)
    year = 2000.0 + rng.integers(0, 9, 200)
    space = Space(np.column_stack((np.ones(200), year, year**2)))
    assert space.rank == 3
    assert space.holds((year - 2004) ** 2)
    assert not space.holds(np.sin(year))
    assert not Space(np.column_stack((year,))).has_constant
    assert Space(np.zeros((5, 0))).rank == 0
    assert Space(np.full((30, 1), 0.1)).rank == 1  # centring leaves no dust behind


def test_a_flat_column_beside_cell_means_comes_too_late() -> None:
    report = lw.check("y ~ x + s + w + (0 + w + s | school)", study())
    assert [(f.code, f.severity, f.columns) for f in report.findings if f.code != "R8"] == [
        ("R1", "error", ("w",)),
        ("R5", "error", ("τ₀₁",)),
        ("R1", "note", ("srural", "surban")),
    ]


def test_groups_of_one_row_are_counted_apart() -> None:
    note, sizes = lw.check("y ~ dose + (dose | visit)", study()).findings
    assert (note.code, sizes.code) == ("R1b", "R25")
    assert "(100 of them have one row only)" in note.reason
    assert [f.code for f in lw.check("y ~ x + (x | visit)", study()).findings] == ["R25"]


def test_too_few_varying_groups_among_groups_of_one_row() -> None:
    frame = {"y": [1.0, 2, 3, 4, 5, 6], "x": [1.0, 2, 3, 4, 5, 7], "g": [1, 1, 2, 3, 4, 5]}
    assert [(f.code, f.severity) for f in lw.check("y ~ x + (x | g)", frame).findings] == [
        ("R1b", "warning"),
        ("R8", "note"),
        ("R25", "note"),
    ]


def test_the_message_tells_what_is_there() -> None:
    hsb = lw.datasets.load("hsb")
    (neither,) = lw.check("math ~ female*minority + (ses:female | sch.id)", hsb).errors
    assert "neither ses:female nor ses" in neither.reason
    (only,) = lw.check("math ~ ses + female*minority + (ses:female | sch.id)", hsb).errors
    assert "has ses and female but not their interaction ses:female" in only.reason
    (part,) = lw.check("y ~ x + (poly(x, 2) | school)", study()).errors
    assert part.columns == ("poly(x, 2)2",)
    (some,) = lw.check("y ~ x + odd + (odd | school)", study()).errors
    assert some.title.startswith("a random slope of oddzz, ")
    (empty,) = lw.check("y ~ x + left*right + (0 + left:right | school)", study()).errors
    assert "zero in every row" in empty.title
    (reversed_,) = lw.check("y ~ x + (1 | class/school)", study()).errors
    assert "32 groups of class lies in a single one of the 8 groups of school" in reversed_.reason


def test_long_sums_are_no_trouble() -> None:
    sides = " + ".join(f"x{number}" for number in range(1200))
    report = lw.check(f"y ~ 0 + {sides} + ({sides} || g)")
    assert report.ok
    (one, *_) = lw.check(f"y ~ {sides} + (z | g)").errors
    assert one.repairs[0].endswith("x1199 + z + (z | g)")
