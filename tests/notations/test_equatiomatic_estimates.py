"""Strings with estimates of the R package equatiomatic 0.4.9, for models without groups of its tests and vignettes.

equatiomatic, CC BY 4.0, Anderson, Heiss, Sumners and contributors. It rounds to decimal places, and Levelwise to
significant digits: numbers are compared as far as they are printed, and all else symbol by symbol.
"""

from __future__ import annotations

import json
import re
from itertools import starmap
from typing import Any

import pytest

import levelwise as lw
from helpers.handout import TABLES
from helpers.latex import canonical
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter, Threshold
from levelwise.model.spec import LOCATION

PATH = TABLES / "equatiomatic_estimates.jsonl"
ROWS = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
DIFFERENT = ("glm_ln3", "polr_coefs", "clm_coefs", "se15", "se16")
"""Models whose hats, signs or names differ (docs/differences-from-equatiomatic.md); their numbers are compared."""

_NUMBER = re.compile(r"\\operatorname\{[^{}]*\}|(\d+(?:\.\d+)?)")


def written(row: dict[str, Any]) -> lw.Equations:
    """Return the equations of a row, with the estimates that R gives."""
    formula = row["formula"]
    if row["call"] == "glm" and row["family"] == "gaussian":
        formula = f"glm({formula}, family = gaussian())"
    model = lw.model(formula, family=row["family"], link=row["link"], factors=row["factors"])
    columns = {one.name: FixedEffect(LOCATION, one.key) for one in model.spec.fixed}
    values: dict[Parameter, float] = {columns[name]: value for name, value in row["estimates"].items()}
    values |= {Threshold(number): value for number, value in enumerate(row.get("thresholds", ()), 1)}
    errors: dict[Parameter, float] = {columns[name]: value for name, value in row["errors"].items()}
    return lw.Model(model._prepared, Estimates(values, errors)).equations(**row["options"])


def taken_apart(latex: str) -> tuple[list[str], list[str]]:
    """Return the lines of equations without their numbers, and the numbers."""
    hats = re.sub(r"\\operatorname\{\\widehat\{([^{}]*(?:\\_[^{}]*)*)\}\}", r"\\widehat{\\operatorname{\1}}", latex)
    lines = canonical(hats)
    found = [match[1] for line in lines for match in _NUMBER.finditer(line) if match[1]]
    return [_NUMBER.sub(lambda match: "#" if match[1] else match[0], line) for line in lines], found


def agree(ours: str, theirs: str) -> bool:
    """Return whether two numbers may be the same before rounding."""
    slack = sum(0.5 * 10.0 ** -len(one.partition(".")[2]) for one in (ours, theirs))
    return abs(float(ours) - float(theirs)) <= slack * (1 + 1e-9)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_strings_with_estimates_agree_with_equatiomatic(row: dict[str, Any]) -> None:
    eq = written(row)
    (ours, numbers), (theirs, expected) = taken_apart(eq.latex), taken_apart(row["latex"])
    assert (ours == theirs) is (row["id"] not in DIFFERENT)
    assert len(numbers) == len(expected) > 0
    assert all(starmap(agree, zip(numbers, expected, strict=True)))
    eq.verify()


def test_a_list_of_models_has_the_equation_of_each() -> None:
    formulas = [f"Sepal.Length ~ Sepal.Width{more}" for more in ("", " + Petal.Length", "*Petal.Length")]
    first = "\\operatorname{Sepal.Length} = \\alpha + \\beta_{1}(\\operatorname{Sepal.Width})"
    second = f"{first} + \\beta_{{2}}(\\operatorname{{Petal.Length}})"
    third = f"{second} + \\beta_{{3}}(\\operatorname{{Sepal.Width}} \\times \\operatorname{{Petal.Length}})"
    for eq, theirs in zip(lw.extract_eq(formulas), (first, second, third), strict=True):
        assert canonical(eq.latex) == canonical(f"{theirs} + \\epsilon")
