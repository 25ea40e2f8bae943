"""Transformed variables are printed as a statistician writes them, and are proved to be those of the model."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

import levelwise as lw
from helpers.latex import without_braces
from levelwise.equation.transform import transform
from levelwise.equation.tree import Brackets, Node, Number, Root, Scripted, Symbol, Word

RB = "raudenbush-bryk"


@pytest.mark.parametrize(
    ("formula", "notation", "part"),
    [
        ("sqrt(y) ~ x + (1 | g)", "equatiomatic", r"\sqrt{\operatorname{y}}_{i} &\sim"),
        ("sqrt(y) ~ x + (1 | g)", RB, r"\sqrt{\operatorname{y}_{ij}} &="),
        ("y ~ sqrt(x + 1) + (1 | g)", RB, r"\sqrt{\operatorname{x}_{ij} + 1}"),
        ("y ~ I(sqrt(x)^3) + (1 | g)", "equatiomatic", r"(\sqrt{\operatorname{x}})^{3}"),
        ("y ~ poly(t, 3, raw = TRUE) + (1 | g)", "equatiomatic", r"\beta_{3}(\operatorname{t}^{3})"),
        ("y ~ poly(t, 2, raw = T) + (1 | g)", RB, r"\beta_{2j} \, {\operatorname{t}_{ij}^{2}}"),
        ("y ~ poly(t - 1, 2, raw = TRUE) + (1 | g)", "equatiomatic", r"\beta_{2}((\operatorname{t} - 1)^{2})"),
        ("y ~ t + poly(t, 2, raw = TRUE) + (1 | g)", "equatiomatic", r"\operatorname{raw.poly}_{1}(\operatorname{t})"),
        ("y ~ poly(t, u, degree = 2, raw = TRUE) + (1 | g)", "equatiomatic", r"\operatorname{raw.poly}_{\operatorname"),
        ("y ~ sin(2 * pi * t) + (1 | g)", RB, r"\sin(2 \cdot \pi \cdot \operatorname{t}_{ij})"),
        ("y ~ pi + sin(t) + (1 | g)", RB, r"\operatorname{pi}_{ij}"),
        ("I(y > 3) ~ x + (1 | g)", RB, r"(\operatorname{y}_{ij} > 3) &="),
        ("I(y > 3) ~ x", "equatiomatic", r"(\operatorname{y} > 3) &="),
        (
            'y ~ I(s %in% c("bog", "wet fen")) + (1 | g)',
            "equatiomatic",
            r"(\operatorname{s} \in \{\operatorname{bog}, \operatorname{wet\ fen}\})",
        ),
        ('y ~ I(s %in% c("1", "x")) + x + (1 | g)', "equatiomatic", r"\{\operatorname{\text{''}1\text{''}}, \oper"),
        ("y ~ I(s %in% c(1, 2)) + (1 | g)", "equatiomatic", r"(\operatorname{s} \in \{1, 2\})"),
    ],
)
def test_as_a_statistician_writes_them(formula: str, notation: str, part: str) -> None:
    eq = lw.extract_eq(formula, notation=notation, policy="off")
    assert part in without_braces(eq.latex)
    eq.verify()


def test_pi_is_a_column_where_there_is_one() -> None:
    data = {"y": [1.0, 2.5, 3.0, 4.5], "pi": [1.0, 2.0, 4.0, 3.0], "g": ["a", "a", "b", "b"]}
    eq = lw.extract_eq("y ~ log(pi) + (1 | g)", data, policy="off")
    assert r"\operatorname{pi}" in eq.latex
    eq = lw.extract_eq("y ~ log(pi) + (1 | g)", levels={"pi": "g"}, policy="off")
    assert r"\operatorname{pi}" in eq.latex


def test_pi_may_stand_in_a_long_sum() -> None:
    terms = " + ".join(f"x{n}" for n in range(600))
    assert lw.model(f"y ~ I({terms} + pi) + (1 | g)").columns[1].endswith("+ pi)")
    assert len(lw.model(f"y ~ {terms} + I(pi * z) + (1 | g)").columns) == 602


def test_pi_has_its_value() -> None:
    data = {"y": [1.0, 2.5, 3.0, 4.5], "t": [0.5, 1.5, 2.0, 3.0], "g": ["a", "a", "b", "b"]}
    matrices = lw.model("y ~ I(t * pi) + (1 | g)", data).design()
    assert [round(float(one), 4) for one in matrices.X[:, 1]] == [1.5708, 4.7124, 6.2832, 9.4248]


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ("y ~ sqrt(x) + (1 | g)", lambda one: one.inner if isinstance(one, Root) else one),
        ("y ~ I(2 * pi * x) + (1 | g)", lambda one: Number("3") if one == Symbol("pi") else one),
        (
            "y ~ poly(x, 2, raw = TRUE) + (1 | g)",
            lambda one: Scripted(one, sup=(Number("2"),)) if one == Word("x") else one,
        ),
        (
            'y ~ I(s %in% c("bog", "fen")) + (1 | g)',
            lambda one: Brackets(one.inner) if isinstance(one, Brackets) and one.kind == "curly" else one,
        ),
        ('y ~ I(s %in% c("bog", "fen")) + (1 | g)', lambda one: Word("pen") if one == Word("fen") else one),
    ],
)
def test_the_proof_refuses_another_variable(formula: str, wrong: Node) -> None:
    eq = lw.extract_eq(formula, policy="off")
    eq.verify()
    changed = count()

    def change(node: Node) -> Node:
        new = wrong(node)  # type: ignore[operator]
        return node if new is node or next(changed) else new

    with pytest.raises(lw.VerificationError):
        replace(eq, system=transform(eq.system, change)).verify()
