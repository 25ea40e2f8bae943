"""Regressions of groups: where coefficients stand, indices, and letters."""

from __future__ import annotations

import pytest

import levelwise as lw


def latex(formula: str, **options: object) -> list[str]:
    eq = lw.extract_eq(formula, notation="gelman-hill", policy="off", **options)  # type: ignore[call-overload]
    eq.verify()
    return [line.strip().removesuffix(r" \\") for line in eq.latex.splitlines()[1:-1]]


def test_it_is_no_longer_another_name_of_the_default() -> None:
    assert lw.notation("gelman").name == "gelman-hill"


def test_two_crossed_factors_have_one_mean() -> None:
    assert latex("y ~ 1 + (1 | a) + (1 | b)") == [
        (
            r"\operatorname{y}_{i} &\sim N \left(\mu + \gamma_{j[i]} + \delta_{k[i]}, \sigma_{y}^{2} \right), "
            r"\quad i = 1, \dots, n"
        ),
        r"\gamma_{j} &\sim N \left(0, \sigma_{\gamma}^{2} \right), \quad \text{for a } j = 1, \dots, J",
        r"\delta_{k} &\sim N \left(0, \sigma_{\delta}^{2} \right), \quad \text{for b } k = 1, \dots, K",
    ]


def test_coefficients_of_nested_factors_depend_on_those_of_coarser_ones() -> None:
    first, second, third = latex("y ~ x + w + v + (x | school/class)", levels={"w": "class:school", "v": "school"})
    assert r"\alpha_{j[i]} + \beta_{1j[i]} \, {\operatorname{x}_{i}}" in first
    assert r"\delta_{k[j]} + \gamma_{1}^{\alpha} \, {\operatorname{w}_{j}} \\[2pt] \delta_{1k[j]}" in second
    assert r"\gamma_{0}^{\delta} + \gamma_{1}^{\delta} \, {\operatorname{v}_{k}} \\[2pt] \mu_{\delta_{1}}" in third


def test_a_predictor_of_a_coarser_group_has_its_index() -> None:
    (_, second, _) = latex("y ~ x + v + (x | g) + (0 + x | h)", levels={"v": "h"}, nesting={"g": "h"})
    assert r"\gamma_{0}^{\alpha} + \gamma_{1}^{\alpha} \, {\operatorname{v}_{k[j]}}" in second


def test_a_slope_may_depend_on_the_group_without_an_error() -> None:
    lines = latex("y ~ x*w + (1 | g)", levels={"w": "g"})
    assert lines[1] == r"\beta_{1j} &= \gamma_{0}^{\beta_{1}} + \gamma_{1}^{\beta_{1}} \, {\operatorname{w}_{j}}"


def test_a_slope_of_a_group_level_predictor_over_a_coarser_factor_is_in_its_regression() -> None:
    (_, second, third) = latex("y ~ x + w + (1 | g) + (w | h)", levels={"w": "g"}, nesting={"g": "h"})
    assert r"\delta_{k[j]} + \gamma_{1k[j]}^{\alpha} \, {\operatorname{w}_{j}}" in second
    assert r"\gamma_{1k}^{\alpha}" in third


def test_no_factor_has_the_letter_of_the_number_of_observations() -> None:
    lines = latex("y ~ 1 + (1 | a/b/c/d/e)")
    assert lines[-1].endswith(r"\quad \text{for a } p = 1, \dots, P")
    own = lw.notation("gelman-hill").replace(index={"g": "n"})
    with pytest.raises(lw.OptionError, match="the number of observations"):
        lw.extract_eq("y ~ x + (1 | g)", notation=own, policy="off")


def test_letters_can_be_replaced() -> None:
    own = lw.notation("gelman-hill").replace(intercept="a", slope="b", regression="g", index={"g": "s"})
    eq = lw.extract_eq("y ~ x*w + (x | g)", notation=own, levels={"w": "g"}, policy="off")
    eq.verify()
    assert r"a_{s[i]} + b_{1s[i]} \, {\operatorname{x}_{i}}" in eq.latex
    assert r"g_{1}^{b_{1}} \, {\operatorname{w}_{s}}" in eq.latex


def test_counts_of_the_data_end_the_ranges() -> None:
    eq = lw.extract_eq(
        "math ~ ses + (1 | sch.id)", lw.datasets.load("hsb"), notation="gelman-hill", numbers=True, policy="off"
    )
    eq.verify()
    assert r"i = 1, \dots, 7185" in eq.latex.replace("{,}", "").replace(",185", "185")
    assert r"j = 1, \dots, 160" in eq.latex


def test_a_long_predictor_inside_a_function_is_put_on_a_line_of_its_own() -> None:
    formula = "passed ~ " + " + ".join(f"a_long_predictor_{n}" for n in range(8)) + " + (1 | g)"
    eq = lw.extract_eq(formula, notation="gelman-hill", family="binomial", policy="off")
    written = eq.to("latex", line_width=40)
    assert r"\operatorname{logit}^{-1}(\eta" in written
