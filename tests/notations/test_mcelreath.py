"""Indices that are names, the mean of the first factor, and covariance matrices that are products."""

from __future__ import annotations

from dataclasses import replace

import pytest

import levelwise as lw
from levelwise.equation.transform import transform
from levelwise.equation.tree import Comma, Index, Line, Node, Symbol
from levelwise.errors import VerificationError


def latex(formula: str, **options: object) -> list[str]:
    eq = lw.extract_eq(formula, notation="mcelreath", policy="off", **options)  # type: ignore[call-overload]
    eq.verify()
    return [line.strip().removesuffix(r" \\") for line in eq.latex.splitlines()[1:-1]]


def test_a_random_slope() -> None:
    lines = latex("math ~ ses + (ses | school)")
    assert lines[1] == (
        r"\mu_{i} &= \alpha_{\operatorname{school}[i]} + \beta_{\operatorname{school}[i]} \, {\operatorname{ses}_{i}}"
    )
    assert lines[3:] == [
        (
            r"\mathbf{S} &= \operatorname{diag}(\sigma_{\alpha}, \sigma_{\beta}) \mathbf{R} "
            r"\operatorname{diag}(\sigma_{\alpha}, \sigma_{\beta})"
        ),
        r"\mathbf{R} &= \begin{pmatrix} 1 & \rho \\ \rho & 1 \end{pmatrix}",
    ]


def test_the_first_factor_has_the_mean() -> None:
    lines = latex("y ~ 1 + (1 | actor) + (1 | block)")
    assert lines[1] == r"\mu_{i} &= \alpha_{\operatorname{actor}[i]} + \gamma_{\operatorname{block}[i]}"
    assert r"\left(\alpha, \sigma_{\alpha} \right)" in lines[2]
    assert r"\left(0, \sigma_{\gamma} \right)" in lines[3]


def test_effects_that_are_independent_have_distributions_of_their_own() -> None:
    lines = latex("y ~ x + (x || g)")
    assert len(lines) == 4
    assert all(r"\mathbf{S}" not in line for line in lines)


def test_a_standard_deviation_is_divided_by_the_root_of_the_weights() -> None:
    assert r"\sigma / \sqrt{\operatorname{w}_{i}}" in latex("y ~ x + (1 | g)", weights="w")[0]


def _unnamed(node: Node | Line) -> Node | Line:
    return Index("j", node.at) if isinstance(node, Index) and node.named else node


def _united(node: Node | Line) -> Node | Line:
    if isinstance(node, Symbol) and Comma() in node.sub:
        return replace(node, sub=tuple(part for part in node.sub if part != Comma()))
    return node


def _other(node: Node | Line) -> Node | Line:
    return replace(node, letter="h") if isinstance(node, Index) and node.named else node


@pytest.mark.parametrize("change", [_unnamed, _united, _other])
def test_another_index_of_a_group_is_caught(change: object) -> None:
    made = lw.extract_eq("y ~ x + z + (x | g)", notation="mcelreath", policy="off")
    made.verify()
    changed = transform(made.system, change)  # type: ignore[arg-type]
    assert changed != made.system
    with pytest.raises(VerificationError):
        replace(made, system=changed).verify()


def test_letters_can_be_replaced() -> None:
    own = lw.notation("mcelreath").replace(intercept="a", slope="b", index={"g": "m"})
    eq = lw.extract_eq("y ~ x + (x | g)", notation=own, policy="off")
    eq.verify()
    assert r"a_{m}" in eq.latex
