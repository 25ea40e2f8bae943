"""Keyword arguments and objects of other packages are explained in lme4's language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import levelwise as lw


@pytest.mark.parametrize("function", [lw.model, lw.check, lw.extract_eq])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"groups": "sch.id", "re_formula": "~ses"}, "write math ~ ses + (ses | sch.id)"),
        ({"groups": pd.Series([1, 2], name="sch.id")}, "write math ~ ses + (1 | sch.id)"),
        ({"groups": "a", "vc_formula": {"b": "0 + C(b)"}}, "write math ~ ses + (1 | b:a)"),
        ({"random": "~ ses | sch.id"}, "write math ~ ses + (ses | sch.id)"),
        ({"REML": False}, "does not fit models"),
        ({"group": "sch.id"}, "(1 | g)"),
    ],
)
def test_an_argument_of_another_package_is_explained(function: Any, options: dict[str, Any], words: str) -> None:
    with pytest.raises(lw.OptionError) as caught:
        function("math ~ ses", **options)
    assert words in str(caught.value)


@pytest.mark.parametrize("function", [lw.model, lw.check])
def test_a_misspelt_argument_is_answered_by_the_nearest(function: Any) -> None:
    with pytest.raises(lw.UnknownNameError, match="there is no option 'famly'; did you mean 'family'"):
        function("y ~ x", famly="binomial")


def test_a_fitted_model_is_answered_by_its_formula() -> None:
    mixed = type("MixedLM", (), {"formula": "y ~ x", "data": SimpleNamespace(exog_re_names=["Group", "x"])})()
    with pytest.raises(lw.UnsupportedModelError, match=r"y ~ x \+ \(x \| g\), with g the column of groups"):
        lw.model(SimpleNamespace(model=mixed))  # type: ignore[arg-type]
    with pytest.raises(lw.UnsupportedModelError, match=r"its formula is 'y ~ x \+ \(1 \| g\)'"):
        lw.model(SimpleNamespace(formula="y ~ x + (1 | g)"))  # type: ignore[arg-type]


def test_a_column_that_is_the_index_is_named() -> None:
    data = pd.DataFrame({"y": [1.0, 2.0, 4.0, 3.0], "x": [0, 1, 0, 1], "g": list("aabb")}).set_index("g")
    for formula in ("y ~ x + (1 | g)", "y ~ x + (1 | G)"):
        with pytest.raises(lw.DataError, match=r"'g' is the index of the data frame, .*reset_index\(\)"):
            lw.check(formula, data)
