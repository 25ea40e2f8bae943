"""Estimates in equations: the numbers that are printed are those of the model."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.golden_models import MODELS, golden_model
from helpers.numeric_proof import prove
from helpers.synthetic_estimates import synthetic_estimates
from levelwise.errors import UnsupportedModelError
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import (
    Covariance,
    FixedEffect,
    RandomEffect,
    ResidualVariance,
    Threshold,
    Variance,
)
from levelwise.model.spec import INTERCEPT, LOCATION, Cell
from levelwise.notations.table import NOTATIONS

FACTOR = {"f": ["a", "b", "c"]}
OTHERS: dict[str, Callable[[], lw.Model]] = {
    "one level": lambda: lw.model("y ~ x*f", factors=FACTOR),
    "compound symmetry": lambda: lw.model("y ~ x + cs(x + w | g)"),
    "autoregressive": lambda: lw.model("y ~ x + ar1(0 + f | g)", factors=FACTOR),
    "negative binomial": lambda: lw.model("y ~ x + (x | g)", family="nbinom2"),
    "gamma": lambda: lw.model("y ~ x + (x | g)", family="Gamma", link="log"),
    "weights and offset": lambda: lw.model("y ~ x + (x | g)", weights="w", offset="o"),
    "without intercept": lambda: lw.model("y ~ 0 + x + (0 + x | g)"),
}
EVERY = {**MODELS, **OTHERS}
SPREADS: list[dict[str, Any]] = [{}, {"spread": "sd", "errors": True}, {"spread": "variance", "digits": 5}]
SPREADS += [{"fix_signs": False, "digits": 1}]


@cache
def model_of(name: str) -> lw.Model:
    return golden_model(name) if name in MODELS else OTHERS[name]()


def fitted(name: str) -> lw.Model:
    model = model_of(name)
    return lw.Model(model._prepared, synthetic_estimates(model.spec))


def random_cells(rows: int) -> Callable[[Cell], Any]:
    """Return a function that makes up values of a variable."""

    @cache
    def values(cell: Cell) -> Any:
        random = np.random.default_rng(sum(map(ord, cell.variable + cell.label)))
        if cell.kind == "numeric":
            return random.normal(1, 2, rows) * random.integers(0, 2, rows)  # many zeros, to test terms one by one
        return random.integers(0, 2, rows).astype(float)

    return values


@pytest.mark.parametrize("options", SPREADS, ids=str)
@pytest.mark.parametrize("name", EVERY)
def test_printed_numbers_are_the_estimates(name: str, options: dict[str, Any]) -> None:
    model = fitted(name)
    assert model.estimates is not None
    cells, rows = random_cells(50), 50
    written = 0
    for notation in NOTATIONS.own:
        try:
            eq = model.equations(notation, policy="off", estimates=True, **options)
        except UnsupportedModelError:
            continue
        prove(eq.system, model, cells, rows, model.estimates, digits=options.get("digits", 3))
        eq.verify()
        written += 1
    assert written >= 9


@pytest.mark.parametrize("name", ["m4", "growth-three-levels", "sleepstudy"])
def test_printed_numbers_are_the_estimates_on_data(name: str) -> None:
    model = fitted(name)
    design = model._prepared.design
    assert model.estimates is not None
    assert design is not None
    for notation in ("equatiomatic", "gelman-hill", "raudenbush-bryk", "mcelreath", "lme4", "brms", "combined"):
        eq = model.equations(notation, policy="off", estimates=True, digits=4)
        prove(eq.system, model, design.cell, design.rows, model.estimates, digits=4)


@pytest.mark.parametrize("notation", list(NOTATIONS.own))
def test_the_proof_notices_a_wrong_number(notation: str) -> None:
    model = fitted("m4")
    assert model.estimates is not None
    system = model.equations(notation, policy="off", estimates=True, digits=9).system
    for one, value in model.estimates.values.items():
        wrong = Estimates({**model.estimates.values, one: 1.1 * value})
        with pytest.raises(AssertionError):
            prove(system, model, random_cells(50), 50, wrong, digits=9)


# --- how numbers look -------------------------------------------------------------------------

SES = frozenset({Cell("ses")})
VALUES = {
    FixedEffect(LOCATION, INTERCEPT): 12.66,
    FixedEffect(LOCATION, SES): -2.2,
    Variance(RandomEffect(0, INTERCEPT)): 4.83,
    Variance(RandomEffect(0, SES)): 0.000041,
    Covariance(frozenset({RandomEffect(0, INTERCEPT), RandomEffect(0, SES)})): -0.0107,
    ResidualVariance(): 36.83,
}
ERRORS = {FixedEffect(LOCATION, INTERCEPT): 0.19, FixedEffect(LOCATION, SES): 0.12}
SLOPES = lw.Model(lw.model("math ~ ses + (ses | school)")._prepared, Estimates(VALUES, ERRORS))


def lines(notation: str = "raudenbush-bryk", model: lw.Model = SLOPES, **options: Any) -> list[str]:
    latex = model.equations(notation, **{"estimates": True, **options}).latex
    bare = latex.replace(" &=", " =").replace(r" &\sim", r" \sim")
    return [line.strip().removesuffix(r" \\") for line in bare.splitlines()[1:-1]]


def test_zeros_at_the_end_are_kept_and_powers_of_ten_are_typeset() -> None:
    found = lines()
    assert found[1] == r"\beta_{0j} = 12.7 + u_{0j}"
    assert found[2] == r"\beta_{1j} = -2.20 + u_{1j}"
    assert found[3] == r"r_{ij} \sim N \left(0, 36.8 \right)"
    assert r"\begin{pmatrix} 4.83 & -0.0107 \\ -0.0107 & 4.10 \times 10^{-5} \end{pmatrix}" in found[4]


def test_signs_are_fixed_unless_they_are_not_to_be() -> None:
    assert r"= 12.7 - 2.20 \, {\operatorname{ses}_{ij}} + u_{0j}" in lines("combined")[0]
    assert r"= 12.7 + -2.20 \, {\operatorname{ses}_{ij}} + u_{0j}" in lines("combined", fix_signs=False)[0]


def test_standard_errors_stand_below() -> None:
    found = lines(errors=True, digits=2)
    assert found[1] == r"\beta_{0j} = {\underset{(0.19)}{13}} + u_{0j}"
    assert found[2] == r"\beta_{1j} = -{\underset{(0.12)}{2.2}} + u_{1j}"
    notes = {note.code: note.text for note in SLOPES.equations(estimates=True, errors=True).notes}
    assert notes["estimated-errors"] == "the numbers in brackets are standard errors"


def test_deviations_and_correlations_are_written_as_such() -> None:
    found = lines(spread="sd")
    assert found[3].endswith(r"N \left(0, 6.07^{2} \right)")
    diagonal = r"\operatorname{diag}(2.20, 0.00640)"
    assert rf"{diagonal} \begin{{pmatrix}} 1 & -0.760 \\ -0.760 & 1 \end{{pmatrix}} {diagonal}" in found[4]
    roots = lines("mcelreath", spread="variance")
    assert roots[0].endswith(r"\left(\mu_{i}, \sqrt{36.8} \right)")
    assert roots[3] == r"\mathbf{S} = \begin{pmatrix} 4.83 & -0.0107 \\ -0.0107 & 4.10 \times 10^{-5} \end{pmatrix}"
    assert len(roots) == 4
    codes = {note.code: note.text for note in SLOPES.equations("mcelreath", estimates=True).notes}
    assert "standard deviations and correlations" in codes["estimated-spread"]


def test_numbers_may_stand_below_symbols() -> None:
    found = lines(estimates="below", errors=True)
    assert found[1] == r"\beta_{0j} = {\underset{12.7 \text{ } (0.190)}{\gamma_{00}}} + u_{0j}"
    with pytest.raises(lw.OptionError, match="cannot be combined with numbers below"):
        lines(estimates="below", spread="sd")


def test_a_correlation_with_an_effect_without_variance_is_not_a_number() -> None:
    singular = {**VALUES, Variance(RandomEffect(0, SES)): 0.0}
    singular[Covariance(frozenset({RandomEffect(0, INTERCEPT), RandomEffect(0, SES)}))] = 0.0
    model = lw.Model(SLOPES._prepared, Estimates(singular))
    assert r"\begin{pmatrix} 4.83 & 0 \\ 0 & 0 \end{pmatrix}" in lines(model=model)[4]
    assert r"1 & \text{NaN}" in lines("brms", model)[-1]


def test_what_has_no_estimate_remains_a_symbol() -> None:
    known = {one: value for one, value in VALUES.items() if not isinstance(one, Covariance)}
    eq = lw.Model(SLOPES._prepared, Estimates(known)).equations("hox", estimates=True)
    assert r"4.83 & \sigma_{u01} \\ \sigma_{u01} & 4.10" in eq.latex
    (note,) = (note.text for note in eq.notes if note.code == "not-estimated")
    assert note == (
        "there is no estimate of the covariance of the intercepts and the slopes of ses over school, which therefore "
        "remains a symbol"
    )


def test_of_several_means_the_sum_is_printed_once() -> None:
    prepared = lw.model("y ~ 1 + (1 | a) + (1 | b)")
    estimates = synthetic_estimates(prepared.spec)
    mean = FixedEffect(LOCATION, INTERCEPT)
    model = lw.Model(prepared._prepared, Estimates({**estimates.values, mean: -3.5}))
    found = lines("equatiomatic", model)
    assert r"\alpha_{j} \sim N \left(-3.50, " in found[1]
    assert r"\alpha_{k} \sim N \left(0, " in found[2]
    (note,) = (one.text for one in model.equations(estimates=True).notes if one.code == "estimated-sum")
    assert (
        "only the sum is estimated; it is printed as the mean in the distribution of a, and that of b is zero" in note
    )


def test_thresholds_are_listed_and_added_terms_have_the_opposite_sign() -> None:
    prepared = lw.model("y ~ x + (1 | g)", family="cumulative", factors={"y": ["low", "middle", "high"]})
    values = {Threshold(1): -1.0, Threshold(2): 0.5, FixedEffect(LOCATION, frozenset({Cell("x")})): 2.0}
    model = lw.Model(prepared._prepared, Estimates({**values, Variance(RandomEffect(0, INTERCEPT)): 1.5}))
    subtracted = (
        r"\begin{pmatrix} \theta_{1} \\ \theta_{2} \end{pmatrix} = \begin{pmatrix} -1.00 \\ 0.500 \end{pmatrix}"
    )
    assert subtracted in lines("hox", model)
    added = lines("HLM", model)
    assert r"\begin{pmatrix} \delta_{1} \\ \delta_{2} \end{pmatrix} = \begin{pmatrix} 0 \\ 1.50 \end{pmatrix}" in added
    assert r"\beta_{0j} = -1.00 + u_{0j}" in added
    assert r"\beta_{1j} = -2.00" in added


def test_matrices_are_listed_without_being_asked_for() -> None:
    eq = SLOPES.equations("laird-ware", estimates=True)
    assert r"\boldsymbol{\beta} &= \begin{pmatrix} 12.7 \\ -2.20 \end{pmatrix}" in eq.latex
    with pytest.raises(lw.OptionError, match="in the order of its columns"):
        SLOPES.equations("laird-ware", estimates=True, columns=False)


def test_every_format_writes_estimates() -> None:
    eq = SLOPES.equations(estimates=True, errors=True, spread="sd")
    for name in ("docx", "html", "latex", "markdown", "mathml", "omml", "speech", "text", "typst"):
        assert eq.to(name)
    assert "12.7" in str(eq.in_notation("hox"))
    assert eq.legend().rows


# --- the options ------------------------------------------------------------------------------


def test_names_of_equatiomatic_are_read() -> None:
    ours = SLOPES.equations(estimates=True, digits=2, errors=True, spread="variance")
    names: dict[str, Any] = {"use_coefs": True, "coef_digits": 2, "se_subscripts": True, "return_variances": True}
    assert SLOPES.equations(**names).latex == ours.latex
    with pytest.raises(lw.OptionError, match="coef_digits is another name of the option digits"):
        SLOPES.equations(digits=2, coef_digits=2)
    with pytest.raises(lw.OptionError, match="return_variances takes true or false"):
        SLOPES.equations(return_variances="x")


@pytest.mark.parametrize("option", [{"estimates": True}, {"errors": True}, {"digits": 2}, {"spread": "sd"}], ids=str)
def test_options_about_estimates_need_a_fitted_model(option: dict[str, Any]) -> None:
    with pytest.raises(lw.OptionError, match="needs the estimates of a fitted model"):
        lw.extract_eq("y ~ x + (1 | g)", **option)


def test_options_that_change_nothing_are_noted() -> None:
    notes = [note.text for note in SLOPES.equations("hox", digits=2).notes if note.code == "no-effect"]
    assert notes == ["the option digits changes nothing here: no estimates are printed; estimates=True prints them"]
    assert not [n for n in SLOPES.equations("hox", estimates=True, digits=2).notes if n.code == "no-effect"]


def test_one_symbol_has_no_estimates_of_several_coefficients() -> None:
    model = fitted("one level")
    with pytest.raises(lw.OptionError, match="index_factors writes one symbol for several coefficients"):
        model.equations(estimates=True, index_factors=True)


def test_each_category_of_a_multinomial_response_has_its_numbers() -> None:
    prepared = lw.model("y ~ x", family="multinomial", factors={"y": ["a", "b", "c"]})
    keys = [column.key for column in prepared.spec.fixed]
    values = {FixedEffect(label, key): value for label, value in (("b", 1.5), ("c", -2.5)) for key in keys}
    model = lw.Model(prepared._prepared, Estimates(values))
    found = lines("equatiomatic", model)
    assert len(found) == 2
    assert found[0].endswith(r"= 1.50 + 1.50(\operatorname{x})")
    assert r"P(\operatorname{y} = 2)" in found[1]
    assert found[1].endswith(r"= -2.50 - 2.50(\operatorname{x})")
    assert lines("laird-ware", model)[-1] == r"\boldsymbol{\beta}_{(2)} = \begin{pmatrix} -2.50 \\ -2.50 \end{pmatrix}"
    assert "not-estimated" not in {note.code for note in model.equations(estimates=True).notes}
    crossed = lw.model("y ~ x + (1 | g) + (1 | h)", family="multinomial", factors={"y": ["a", "b", "c"]})
    with pytest.raises(UnsupportedModelError, match="gelman-hill and raudenbush-bryk write a single coefficient"):
        lw.Model(crossed._prepared, Estimates(values)).equations("equatiomatic", estimates=True)


def test_symbols_are_compared_without_estimates() -> None:
    eq = SLOPES.equations("raudenbush-bryk", estimates=True)
    assert eq.symbols_in("equatiomatic")[r"\tau_{00}"] == r"\sigma_{\alpha_{j}}^{2}"
