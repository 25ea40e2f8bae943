"""Expressions keep their brackets wherever they stand, and pasted calls of other models are refused."""

from __future__ import annotations

import pytest

import levelwise as lw

LINES = [
    ("y ~ I(x-z) + (1|g)", "raudenbush-bryk", r"\beta_{1j}({\operatorname{x}_{ij} - \operatorname{z}_{ij}})"),
    ("y ~ I(x-z):q + (1|g)", "equatiomatic", r"(\operatorname{x} - \operatorname{z})"),
    ("y ~ (x > 1):z + (1|g)", "equatiomatic", r"(\operatorname{x} > 1)"),
    ("y ~ I(-x):z + (1|g)", "equatiomatic", r"(- \operatorname{x})"),
    (
        "y ~ offset(a-b) + offset(-c) + (1|g)",
        "equatiomatic",
        r"(\operatorname{a} - \operatorname{b}) + (- \operatorname{c})",
    ),
    ("I(y - z) ~ x + (1|g)", "equatiomatic", r"(\operatorname{y} - \operatorname{z})_{i}"),
    ("y/n ~ x + (1|g)", "equatiomatic", r"(\operatorname{y} / \operatorname{n})_{i}"),
    ("y ~ poly(x,2) + poly(x,3) + (1|g)", "equatiomatic", r"\operatorname{poly}_{1}(\operatorname{x}, 3)"),
]


@pytest.mark.parametrize(("formula", "notation", "part"), LINES)
def test_expressions_keep_their_brackets(formula: str, notation: str, part: str) -> None:
    eq = lw.extract_eq(formula, notation=notation, policy="off")
    assert part.replace("{", "").replace("}", "") in eq.latex.replace("{", "").replace("}", "")
    eq.verify()


@pytest.mark.parametrize(
    "call",
    [
        "nlmer(y ~ x + (1|g), family = binomial)",
        "glmmTMB(y ~ x + (1|g), ziformula = ~1, family = nbinom2)",
        "lmer(y ~ x + (1|g), d, weights = w)",
        "lme(y ~ x, random = ~1|g)",
    ],
)
def test_a_pasted_call_of_another_model_is_refused(call: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match="another model"):
        lw.extract_eq(call)


@pytest.mark.parametrize("formula", ["y ~ ns(x, knots = k) + (1|g)", "y ~ poly(x, k) + (1|g)", "y ~ log((1|g))"])
def test_what_would_be_several_columns_or_a_bar_is_refused(formula: str) -> None:
    with pytest.raises(lw.LevelwiseError):
        lw.extract_eq(formula)


def test_large_ids_stay_apart() -> None:
    ids = [2**53 + n // 2 for n in range(40)]
    model = lw.model("y ~ x + (1|g)", {"y": range(40), "x": [n % 7 for n in range(40)], "g": ids})
    assert model.spec.levels[0].size == 20
