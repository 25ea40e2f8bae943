"""Sound models that were once refused, and odd data that once made a rule stumble."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw


def codes(formula: str, data: object = None, **options: Any) -> set[str]:
    """Return the codes of errors and warnings."""
    report = lw.check(formula, data, **options)
    return {finding.code for finding in (*report.errors, *report.warnings)}


def panel(people: int = 40, waves: int = 5) -> pl.DataFrame:
    """Return people measured on several occasions."""
    rng = np.random.default_rng(3)
    rows = people * waves
    wave = np.tile(np.arange(waves), people)
    return pl.DataFrame(
        {
            "id": np.repeat(np.arange(people), waves),
            "wave": wave,
            "occasion": [f"t{n}" for n in wave],
            "sex": np.repeat(rng.choice(["m", "f"], people), waves),
            "x": rng.normal(size=rows),
            "y": rng.normal(size=rows),
        }
    )


@pytest.mark.parametrize("structure", ["ar1", "homtoep", "homcs", "cs", "toep", "hetar1"])
def test_a_correlated_residual_needs_no_fixed_occasions(structure: str) -> None:
    for side in ("0 + factor(wave)", "occasion - 1"):
        formula = f"y ~ wave*sex + {structure}({side} | id)"
        assert "R2" not in codes(formula, panel())
    assert "R2" not in codes(f"y ~ wave*sex + {structure}(0 + occasion | id)")
    assert "R2" in codes(f"y ~ sex + {structure}(x + wave | id)", panel())  # these are slopes
    assert "R2" in codes(f"y ~ 0 + x + {structure}(0 + factor(wave) | id)", panel())
    assert "R2" in codes("y ~ wave + (0 + factor(wave) | id)", panel())


FORMULAS = (
    "y ~ x*w + (w | g)",
    "y ~ 1 + (x | g)",
    "y ~ 0 + x + (1 | g)",
    "y ~ x + w + (x | g)",
    "y ~ x + w + (x || g)",
    "y ~ x + (x | g) + (1 | g)",
)


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e-70, 1e70, 1e150, 1e300])
def test_no_unit_is_too_large_or_too_small(scale: float) -> None:
    rng = np.random.default_rng(1)
    g = np.repeat(np.arange(12), 10)
    frame = {"y": rng.normal(size=120), "x": rng.normal(size=120), "w": rng.normal(size=12)[g], "g": g}
    for formula in FORMULAS:
        expected = lw.check(formula, frame, ignore=["R21"]).codes
        for name in ("x", "y"):
            assert lw.check(formula, frame | {name: frame[name] * scale}, ignore=["R21"]).codes == expected


def test_a_product_that_is_too_large_says_so() -> None:
    frame = {
        "y": np.arange(60) % 7.0,
        "x": np.arange(60) * 1e200,
        "w": np.arange(60) % 5 * 1e200,
        "g": np.arange(60) // 6,
    }
    with pytest.raises(lw.DataError, match="the product x:w is infinite in some rows"):
        lw.check("y ~ x*w + (1 | g)", frame)


def nested() -> pl.DataFrame:
    """Return classes within schools, and a covariate."""
    rows = [(s, c) for s in range(20) for c in range(1 + s % 3) for _ in range(6)]
    rng = np.random.default_rng(4)
    school, klass = np.array(rows).T
    values = {"y": rng.normal(size=len(rows)), "x": rng.normal(size=len(rows))}
    return pl.DataFrame({"school": school, "class": klass, **values})


def test_the_parts_of_a_combination_have_no_order() -> None:
    for bars in ("(1 | school/class) + (1 | school:class)", "(1 | school:class) + (1 | class:school)"):
        report = lw.check(f"y ~ x + {bars}", nested())
        assert report.codes == ("R4",)
        assert all(lw.check(repair, nested()).ok for repair in report.errors[0].repairs)
        assert report.errors[0].repairs


def test_a_block_that_repeats_another_in_other_units_is_one_finding() -> None:
    report = lw.check("y ~ wave + (wave | id) + (I(wave * 2) | id)", panel())
    assert report.codes == ("R4",)
    assert report.errors[0].repairs[0] == "y ~ wave + (wave | id)"


def test_the_mean_of_the_response_in_a_group_is_no_predictor() -> None:
    for predictor in ("gm(y, school)", "cwc(y, school)"):
        assert lw.check(f"y ~ x + {predictor} + (1 | school)", nested()).codes == ("R22",)


def test_of_a_bar_with_its_sides_changed_one_rule_speaks() -> None:
    frame = nested().with_columns(person=pl.col("school").cast(pl.String))
    assert lw.check("y ~ x + (person | x)", frame).codes == ("R11",)


def test_a_slope_of_the_response_is_taken_out() -> None:
    (finding,) = [one for one in lw.check("y ~ x + (y | school)", nested()).errors if one.code == "R22"]
    assert finding.repairs == ("y ~ x + (1 | school)",)


def test_an_empty_combination_is_a_note_however_its_indicator_is_written() -> None:
    race = ["b"] * 9 + ["w"] * 9 + ["o"] * 2
    sex = [n % 2 for n in range(18)] + [1, 1]
    frame = {"y": np.sin(np.arange(60)), "race": race * 3, "sex": sex * 3, "school": np.arange(60) // 6}
    for values in (frame["sex"], [f"s{n}" for n in sex] * 3):
        (finding,) = [
            one
            for one in lw.check("y ~ race*sex + (1 | school)", frame | {"sex": values}).findings
            if one.code == "R19"
        ]
        assert finding.severity == "note"


def test_what_was_taken_out_is_left_in() -> None:
    frame = nested().with_columns(w=pl.col("school") % 7)
    for formula, code in (("y ~ x*w - w + (x | school)", "R15"), ("y ~ x*z - z + (1 | school)", "R14")):
        report = lw.check(formula, frame.with_columns(z=pl.col("x") ** 2))
        (finding,) = [one for one in report.findings if one.code == code]
        assert finding.repairs[0] == formula.replace(" - w", "").replace(" - z", "").replace("x*", "x * ")


def test_a_name_with_braces_under_a_double_bar() -> None:
    frame = {"y": np.sin(np.arange(120)), "x{y}": list("abc") * 40, "g": np.arange(120) // 6}
    (finding,) = lw.check("y ~ `x{y}` + (`x{y}` || g)", frame, ignore=["R8"]).warnings
    assert '(0 + dummy(`x{y}`, "b") | g)' in " ".join(finding.repairs)


@pytest.mark.parametrize(("last", "severity"), [((5, 8), "note"), ((2, 4), "warning")])
def test_labels_most_of_which_occur_everywhere_are_a_note(last: tuple[int, int], severity: str) -> None:
    rows = [(s, c) for s in range(40) for c in range(1, last[s % 2] + 1) for _ in range(6)]
    school, grade = np.array(rows).T
    frame = {"y": np.sin(np.arange(len(rows))), "school": school, "grade": grade}
    (finding,) = [one for one in lw.check("y ~ (1 | school) + (1 | grade)", frame).findings if one.code == "R9"]
    assert finding.severity == severity


def test_a_slip_is_no_mixture_of_effects() -> None:
    group = np.repeat(np.arange(300), 100)
    sector = group % 2
    sector[777] = 1 - sector[777]
    frame = {"y": np.sin(np.arange(30_000)), "sector": sector, "g": group}
    assert [finding.code for finding in lw.check("y ~ sector + (1 | g)", frame).findings] == ["R18"]
