"""The rules about random effects, R1 to R5: sound models pass, and similar flawed models get the right code."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.study import FLAWED, SOUND, classes, panel, study


@pytest.mark.parametrize("formula", SOUND)
def test_sound_models_raise_no_error_and_no_warning(formula: str) -> None:
    report = lw.check(formula, study())
    due = ["R29"] if "(x*z | school)" in formula else []  # ten variances and covariances over eight schools
    assert [str(finding.code) for finding in (*report.errors, *report.warnings)] == due


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


def test_a_constant_column_without_an_intercept_is_a_note() -> None:
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
def test_without_data_only_what_can_be_known_is_reported(
    formula: str, levels: dict[str, str], codes: list[str]
) -> None:
    report = lw.check(formula, levels=levels, factors={"f": ["a", "b"]})
    assert [finding.code for finding in report.errors] == codes


def test_the_handouts_rows_are_the_evidence() -> None:
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


@pytest.mark.slow
def test_many_categories_are_judged() -> None:
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


def test_a_constant_column_beside_cell_means_is_redundant() -> None:
    report = lw.check("y ~ x + s + w + (0 + w + s | school)", study())
    assert [(f.code, f.severity, f.columns) for f in report.findings if f.code != "R8"] == [
        ("R1", "error", ("w",)),
        ("R5", "error", ("ρ_β₂ⱼβ₄ⱼ",)),
        ("R1", "note", ("srural", "surban")),
    ]


def test_single_row_groups_are_counted_separately() -> None:
    note, sizes = lw.check("y ~ dose + (dose | visit)", study()).findings
    assert (note.code, sizes.code) == ("R1b", "R25")
    assert "(100 of which have a single row)" in note.reason
    assert [f.code for f in lw.check("y ~ x + (x | visit)", study()).findings] == ["R25"]


def test_too_few_varying_groups_among_single_row_groups() -> None:
    frame = {"y": [1.0, 2, 3, 4, 5, 6], "x": [1.0, 2, 3, 4, 5, 7], "g": [1, 1, 2, 3, 4, 5]}
    assert [(f.code, f.severity) for f in lw.check("y ~ x + (x | g)", frame).findings] == [
        ("R1b", "warning"),
        ("R8", "note"),
        ("R25", "note"),
    ]


def test_the_message_names_the_terms_that_are_there() -> None:
    hsb = lw.datasets.load("hsb")
    (neither,) = lw.check("math ~ female*minority + (ses:female | sch.id)", hsb).errors
    assert "neither ses:female nor ses" in neither.reason
    (only,) = lw.check("math ~ ses + female*minority + (ses:female | sch.id)", hsb).errors
    assert "contains ses and female but not their interaction ses:female" in only.reason
    (part,) = lw.check("y ~ x + (poly(x, 2) | school)", study()).errors
    assert part.columns == ("poly(x, 2)2",)
    (some,) = lw.check("y ~ x + odd + (odd | school)", study()).errors
    assert some.title.startswith("a random slope of oddzz, ")
    (empty,) = lw.check("y ~ x + left*right + (0 + left:right | school)", study()).errors
    assert "zero in every row" in empty.title
    (reversed_,) = lw.check("y ~ x + (1 | class/school)", study()).errors
    assert "32 groups of class lies within one of the 8 groups of school" in reversed_.reason


@pytest.mark.parametrize("terms", [300, pytest.param(1200, marks=pytest.mark.slow)])
def test_long_sums_are_checked(terms: int) -> None:
    sides = " + ".join(f"x{number}" for number in range(terms))
    report = lw.check(f"y ~ 0 + {sides} + ({sides} || g)")
    assert report.ok
    (one, *_) = lw.check(f"y ~ {sides} + (z | g)").errors
    assert one.repairs[0].endswith(f"x{terms - 1} + z + (z | g)")


def codes(formula: str, data: object = None, **options: Any) -> set[str]:
    """Return the codes of errors and warnings."""
    report = lw.check(formula, data, **options)
    return {finding.code for finding in (*report.errors, *report.warnings)}


@pytest.mark.parametrize("structure", ["ar1", "homtoep", "homcs", "cs", "toep", "hetar1"])
def test_a_correlated_residual_needs_no_fixed_occasions(structure: str) -> None:
    for side in ("0 + factor(wave)", "occasion - 1"):
        formula = f"y ~ wave*sex + {structure}({side} | id)"
        assert "R2" not in codes(formula, panel())
    assert "R2" not in codes(f"y ~ wave*sex + {structure}(0 + occasion | id)")
    slopes = codes(f"y ~ sex + {structure}(x + wave | id)", panel())
    assert slopes & {"R2", "R33"} == ({"R2"} if structure.endswith("cs") else {"R33"})
    assert "R2" in codes(f"y ~ 0 + x + {structure}(0 + factor(wave) | id)", panel())
    assert "R2" in codes("y ~ wave + (0 + factor(wave) | id)", panel())


def test_the_order_of_the_parts_of_a_combination_does_not_matter() -> None:
    for bars in ("(1 | school/class) + (1 | school:class)", "(1 | school:class) + (1 | class:school)"):
        report = lw.check(f"y ~ x + {bars}", classes())
        assert report.codes == ("R4",)
        assert all(lw.check(repair, classes()).ok for repair in report.errors[0].repairs)
        assert report.errors[0].repairs


def test_a_block_that_repeats_another_in_other_units_is_one_finding() -> None:
    report = lw.check("y ~ wave + (wave | id) + (I(wave * 2) | id)", panel())
    assert report.codes == ("R4",)
    assert report.errors[0].repairs[0] == "y ~ wave + (wave | id)"


def test_a_name_with_braces_under_a_double_bar() -> None:
    frame = {"y": np.sin(np.arange(120)), "x{y}": list("abc") * 40, "g": np.arange(120) // 6}
    (finding,) = lw.check("y ~ `x{y}` + (`x{y}` || g)", frame, ignore=["R8"]).warnings
    assert '(0 + dummy(`x{y}`, "b") | g)' in " ".join(finding.repairs)


def test_a_model_of_hundreds_of_terms_is_checked() -> None:
    """Hundreds of terms, each with findings and repairs."""
    sides = "*".join(f"(x{n} + z{n})" for n in range(6))
    assert lw.check(f"y ~ {sides} - x0 + (1 | g)").ok


def test_a_lazy_table_offers_the_same_steps_in_time() -> None:
    frame = pl.DataFrame(
        {
            "id": [f"i{n // 6}" for n in range(120)],
            "year": [2020] * 120,
            "week": [n % 6 for n in range(120)],
            "x": [n * n % 5 / 2 for n in range(120)],
            "y": [n * n % 17 / 3 for n in range(120)],
        }
    )
    for bar in ("ar1(x | id)", "ar1(1 | id)"):
        report = lw.check(f"y ~ x + {bar}", frame)
        assert report.findings[0].repairs[0] == "y ~ x + ar1(0 + factor(week) | id)"
        assert str(lw.check(f"y ~ x + {bar}", frame.lazy())) == str(report)
