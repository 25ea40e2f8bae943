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
    "y ~ s + (0 + s | school)",
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
    "y ~ . - seat - one - control - school - class - rater - dose - programme + (1 | school)",
    "y ~ 1 + (1 | school)",
    "y ~ x",
]


@pytest.mark.parametrize("formula", SOUND)
def test_sound_models_raise_no_error_and_no_warning(formula: str) -> None:
    report = lw.check(formula, study())
    assert [str(finding.code) for finding in (*report.errors, *report.warnings)] == []


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
    if code not in ("R30", "R7") and severity != "note":
        assert found[0].repairs


def test_a_column_that_varies_in_few_groups() -> None:
    report = lw.check("y ~ dose + (dose | class)", study())
    assert [(f.code, f.severity) for f in report.findings] == [("R1b", "note")]
    assert "16 of 32" in report.findings[0].title
    rare = study().with_columns(pl.when(pl.col("class") < 2).then("dose").otherwise(0.0).alias("dose"))
    assert [(f.code, f.severity) for f in lw.check("y ~ dose + (dose | class)", rare).findings] == [("R1b", "warning")]


def test_a_flat_column_without_an_intercept_is_a_note() -> None:
    report = lw.check("y ~ programme + (0 + programme | class) + (1 | school)", study())
    assert [(f.code, f.severity) for f in report.findings] == [("R1", "note")]


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
]


@pytest.mark.parametrize(("formula", "levels", "codes"), WITHOUT_DATA)
def test_without_data_only_what_can_be_known_is_said(formula: str, levels: dict[str, str], codes: list[str]) -> None:
    report = lw.check(formula, levels=levels, factors={"f": ["a", "b"]})
    assert [finding.code for finding in report.errors] == codes


def test_the_seed_s_rows_are_the_evidence() -> None:
    (finding,) = lw.check("math ~ ses + sector + (sector | sch.id)", lw.datasets.load("hsb")).errors
    assert finding.evidence is not None
    assert finding.evidence.header == ("sch.id", "sector")
    assert finding.evidence.rows == (("1224", "0"), ("1224", "0"), ("1308", "1"), ("1308", "1"))
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
