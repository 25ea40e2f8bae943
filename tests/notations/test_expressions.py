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
