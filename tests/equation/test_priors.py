"""The lines of prior distributions, of models made up for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import levelwise as lw
from helpers.synthetic_estimates import synthetic_estimates
from levelwise.errors import OptionError
from levelwise.model.parameters import (
    Dispersion,
    FixedEffect,
    RandomEffect,
    ResidualDeviation,
    StandardDeviation,
    Threshold,
)
from levelwise.model.priors import Prior, Priors
from levelwise.model.spec import INTERCEPT, LOCATION
from levelwise.writers.table import WRITERS


def with_priors(formula: str, priors: Priors, **options: Any) -> lw.Model:
    plain = lw.model(formula, **options)
    return lw.Model(replace(plain._prepared, priors=priors), synthetic_estimates(plain.spec))


def a_model() -> lw.Model:
    spec = lw.model("y ~ x + (1 | g)").spec
    return with_priors(
        "y ~ x + (1 | g)",
        Priors(
            (
                Prior(FixedEffect(LOCATION, INTERCEPT), "Normal", (("mu", -12.3456), ("sigma", 10.0))),
                Prior(FixedEffect(LOCATION, spec.fixed[1].key), "StudentT", (("nu", 3), ("mu", 0), ("sigma", 2.5))),
                Prior(StandardDeviation(RandomEffect(0, INTERCEPT)), "HalfNormal", (("sigma", 0.00001234),)),
                Prior(ResidualDeviation(), "Weibull", (("alpha", 2.0), ("beta", 1.0))),
            ),
            "PyMC",
            centred=True,
            unwritten=("that of threshold",),
        ),
    )


def test_the_last_lines_of_mcelreath_are_the_priors() -> None:
    eq = a_model().equations("mcelreath")
    eq.verify()
    written = [(line.relation, str(eq.system.lines.index(line))) for line in eq.system.lines[-4:]]
    assert written == [("~", "3"), ("~", "4"), ("~", "5"), ("~", "6")]
    text = str(eq)
    assert "α ~ Normal(−12.3, 10)" in text
    assert "β ~ StudentT(3, 0, 2.5)" in text
    assert "HalfNormal⎛1.23 × 10⁻⁵⎞" in text or "HalfNormal(1.23 × 10⁻⁵)" in text
    assert "σ ~ Weibull(alpha = 2, beta = 1)" in text
    notes = {note.code: note.text for note in eq.notes if note.code.startswith("prior-")}
    assert notes == {
        "prior-arguments": "the arguments of the priors are those of PyMC: Normal(mu, sigma), StudentT(nu, mu, sigma) "
        "and HalfNormal(sigma)",
        "prior-centred": "the prior of the intercept is that of the intercept with all predictors centred at their "
        "means",
        "prior-unwritten": "a prior is not written: that of threshold",
    }


def test_brms_lists_the_columns_whose_coefficients_have_priors() -> None:
    eq = a_model().equations("brms")
    eq.verify()
    text = str(eq)
    assert "X = [1, x]" in text
    assert "β₁ ~ Normal(−12.3, 10)" in text
    assert "β₂ ~ StudentT(3, 0, 2.5)" in text
    entries = "the entries of the vector of coefficients are those of (Intercept) and x, in order"
    assert entries in [note.text for note in eq.notes]


@pytest.mark.parametrize("notation", ["mcelreath", "brms"])
@pytest.mark.parametrize("format_", sorted(WRITERS.own))
def test_every_format_writes_them(notation: str, format_: str) -> None:
    eq = a_model().equations(notation)
    written = eq.to(format_)
    assert len(written) > len(eq.in_notation(notation, priors=False).to(format_))
    assert eq.legend().rows


def test_other_notations_write_none_and_do_not_take_the_option() -> None:
    eq = a_model().equations("raudenbush-bryk")
    assert not any(note.code.startswith("prior-") for note in eq.notes)
    assert len(eq.in_notation("mcelreath").system.lines) == 7  # the line of the prior comes back with the notation
    with pytest.raises(OptionError, match="does not take the option priors; the notations mcelreath and brms do"):
        a_model().equations("hox", priors=True)


def test_priors_can_be_left_out_and_have_digits() -> None:
    model = a_model()
    without = model.equations("mcelreath", priors=False)
    assert without.system.lines == lw.extract_eq("y ~ x + (1 | g)", notation="mcelreath").system.lines
    assert "Normal(−12.346, 10)" in str(model.equations("mcelreath", digits=5))
    assert not [note for note in model.equations("mcelreath", digits=5).notes if note.code == "no-effect"]
    eq = lw.extract_eq("y ~ x + (1 | g)", notation="mcelreath", priors=True)
    assert eq.notes[-1].text == "the option priors changes nothing here: the model has no priors; those of bambi have"


def test_estimates_replace_the_symbols_of_priors() -> None:
    model = a_model()
    assert len(model.equations("mcelreath", estimates=True).system.lines) == 3
    below = model.equations("mcelreath", estimates="below")
    below.verify()
    assert len(below.system.lines) == 7
    with pytest.raises(OptionError, match="priors are distributions of parameters, which estimates=True replaces"):
        model.equations("mcelreath", estimates=True, priors=True)


def test_thresholds_and_reciprocals_have_priors() -> None:
    thresholds = tuple(Prior(Threshold(n), "Normal", (("mu", n), ("sigma", 1))) for n in (1, 2))
    model = with_priors("y ~ x", Priors(thresholds, "PyMC"), family="cumulative", factors={"y": ["a", "b", "c"]})
    eq = model.equations("mcelreath")
    assert "κ₁ ~ Normal(1, 1)" in str(eq)
    assert "κ₂ ~ Normal(2, 1)" in str(eq)
    assert "prior-thresholds" in [note.code for note in eq.notes]
    shape = Priors((Prior(Dispersion(), "HalfCauchy", (("beta", 1.0),), reciprocal=True),), "PyMC")
    eq = with_priors("y ~ x", shape, family="Gamma", link="log").equations("mcelreath")
    assert eq.to("latex").count(r"\frac{1}{\phi}") == 1
    eq = with_priors("y ~ x", shape, family="poisson").equations("mcelreath")
    assert eq.notes[-1].code == "prior-unwritten"
