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
        ({"re_formula": "~ses"}, "groups= is missing; groups='g' and re_formula='~x' are (x | g)"),
        ({"groups": [1, 2]}, "groups= takes the name of a column, not a list"),
        ({"groups": "a", "re_formula": 1}, "re_formula= takes a formula as a string, such as '~ x', not an int"),
        ({"groups": "a", "vc_formula": "0 + C(b)"}, "vc_formula= takes a mapping"),
        ({"groups": "a", "random": "~ ses | sch.id"}, "random= belongs to nlme and groups='a' to statsmodels"),
        ({"REML": False}, "lmer() and glmer() take reml="),
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


@pytest.mark.parametrize(
    ("options", "bars"),
    [
        ({"groups": "sch.id", "re_formula": "~ses"}, "(ses | sch.id)"),
        ({"groups": pd.Series([1, 2], name="sch.id")}, "(1 | sch.id)"),
        ({"groups": "a b"}, "(1 | `a b`)"),
        ({"groups": "a", "vc_formula": {"b": "0 + C(b)"}}, "(1 | b:a)"),
        ({"groups": "a", "re_formula": "1", "vc_formula": {"b": "0 + C(b):ses"}}, "(1 | a) + (0 + ses | b:a)"),
        ({"random": "~ ses | sch.id"}, "(ses | sch.id)"),
        ({"random": "~ 1 | a/b"}, "(1 | a/b)"),
        ({"random": "list(g = pdDiag(~ ses))"}, "diag(ses | g)"),
    ],
)
def test_the_random_part_of_another_package_is_read_with_a_note(options: dict[str, Any], bars: str) -> None:
    model = lw.model("math ~ ses", **options)
    assert model.notes[0].code == "other-program"
    assert model.notes[0].text.endswith(f"read as {bars}: the formula is math ~ ses + {bars}")
    assert model.spec == lw.model(f"math ~ ses + {bars}").spec
    assert lw.extract_eq("math ~ ses", policy="mixed", **options).model_notes == model.notes
    assert lw.check("math ~ ses", policy="off", **options).ok


def test_an_unknown_object_is_answered_by_its_formula_and_by_what_is_read() -> None:
    with pytest.raises(
        lw.UnsupportedModelError, match=r"its formula is 'y ~ x \+ \(1 \| g\)'. The models that are read"
    ):
        lw.model(SimpleNamespace(formula="y ~ x + (1 | g)"))
    with pytest.raises(
        lw.UnsupportedModelError, match=r"or a model of another package, not None.*MixedLM of statsmodels"
    ):
        lw.extract_eq(None)


@pytest.mark.parametrize("module", ["pymc.model.core", "numpyro.infer.mcmc"])
def test_a_model_without_a_formula_is_answered_by_a_package_that_has_one(module: str) -> None:
    model = type("Model", (), {"__module__": module})()
    with pytest.raises(lw.UnsupportedModelError, match="bambi"):
        lw.model(model)


def test_a_column_that_is_the_index_is_named() -> None:
    data = pd.DataFrame({"y": [1.0, 2.0, 4.0, 3.0], "x": [0, 1, 0, 1], "g": list("aabb")}).set_index("g")
    for formula in ("y ~ x + (1 | g)", "y ~ x + (1 | G)"):
        with pytest.raises(lw.DataError, match=r"'g' is the index of the data frame, .*reset_index\(\)"):
            lw.check(formula, data)
