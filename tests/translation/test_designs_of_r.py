"""The code for lme4, glmmTMB and nlme, run by R: the designs are those of the model.

``scripts/make_translation_tables.py`` stores what R answers. A model whose code has changed has to be run again.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from levelwise.model.model_parameters import covariance_parameters

ROOT = Path(__file__).parents[2]
ANSWERS = [json.loads(line) for line in (ROOT / "tests/tables/translation_r.jsonl").read_text("utf-8").splitlines()]


@cache
def cases() -> Any:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import translation_cases
    finally:
        sys.path.pop(0)
    return translation_cases.CASES, translation_cases.data()


@cache
def model(number: int) -> lw.Model:
    every, data = cases()
    formula, options = every[number]
    return lw.model(formula, data, **options)


def rounded(columns: Any) -> list[tuple[float, ...]]:
    """Columns in an order of their own, so that it does not matter in which they come."""
    return sorted(tuple(np.round(np.asarray(column, dtype=float), 8) + 0.0) for column in columns)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: f"{one['software']}-{one['case']}")
def test_the_design_of_the_code_is_that_of_the_model(answer: dict[str, Any]) -> None:
    one = model(answer["case"])
    assert one.code(answer["software"]).text == answer["code"], "run scripts/make_translation_tables.py again"
    design = one.design()
    np.testing.assert_allclose(rounded(answer["X"]), rounded(design.X.T), atol=1e-7)
    theirs, ours = [], []
    for block in answer["blocks"]:
        count = len(block["columns"])
        apart = block["parameters"] == count and count > 1 and answer["software"] != "lme4"
        for columns in [[column] for column in block["Z"]] if apart else [block["Z"]]:
            theirs.append((block["groups"], rounded(columns), 1 if apart else block["parameters"]))
    for number, block in enumerate(design.blocks):
        parameters = len(covariance_parameters(one.spec, number))
        apart = one.spec.blocks[number].covariance == "diag"
        for columns in [[column] for column in block.Z.T] if apart else [block.Z.T]:
            ours.append((len(block.levels), rounded(columns), 1 if apart else parameters))
    assert len(theirs) == len(ours)
    for (groups, columns, parameters), (own_groups, own_columns, own_parameters) in zip(
        sorted(theirs), sorted(ours), strict=True
    ):
        assert (groups, parameters) == (own_groups, own_parameters)
        np.testing.assert_allclose(columns, own_columns, atol=1e-7)


def test_each_package_and_most_models_were_run() -> None:
    assert {one["software"] for one in ANSWERS} == {"lme4", "glmmTMB", "nlme"}
    assert len({one["case"] for one in ANSWERS}) >= len(cases()[0]) - 2
