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
