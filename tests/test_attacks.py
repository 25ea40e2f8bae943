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
