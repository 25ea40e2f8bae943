"""Models of bambi, skipped where it is not installed; 0.17 needs Python 3.11, 0.21 needs 3.12."""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from helpers.fitted_models import readme_example, run_example
from helpers.numeric_proof import prove
from levelwise.equation.tree import Distribution, Line
from levelwise.formula.syntax import deparse
from levelwise.model.parameters import (
    Dispersion,
    FixedEffect,
    RandomEffect,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Threshold,
    Variance,
)
from levelwise.model.spec import INTERCEPT, LOCATION, Cell

pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def bambi() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if find_spec("bambi") is None:
            pytest.skip("bambi is not installed")
        return import_module("bambi")


@cache
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(6)
    school = np.repeat(np.arange(12), 10)
    data = pd.DataFrame({"school": school, "ses": rng.normal(size=120), "x": rng.uniform(1, 2, 120)})
    data["sector"] = np.where(rng.uniform(size=120) < 0.5, "pub", "cath")
    data["math"] = 12 + rng.normal(size=12)[school] + 2 * data["ses"] + rng.normal(size=120)
    data["passed"] = (data["math"] > 12).astype(int)
    data["result"] = np.where(data["math"] > 12, "yes", "no")
    data["grade"] = pd.cut(data["math"], 3, labels=["low", "middle", "high"])  # ordered
    data["track"] = rng.choice(["a", "b", "c"], 120)
    data["count"] = rng.poisson(3, 120)
    data["trials"] = rng.integers(8, 12, 120)
    data["right"] = rng.binomial(data["trials"], 0.4)
    data["time"] = np.exp(data["math"] / 10)
    data["share"] = 1 / (1 + np.exp(-(data["math"] - 12)))
    data["status"] = "none"
    return data


def model_of(formula: Any, **options: Any) -> Any:
    return bambi().Model(formula, frame(), **options)


@cache
def fitted(formula: str, **options: Any) -> tuple[Any, Any]:
    built = model_of(formula, **options)
    settings: dict[str, Any] = {"draws": 30, "tune": 60, "chains": 2, "cores": 1, "progressbar": False}
    return built, built.fit(**settings, random_seed=1)


def test_all_effects_of_a_bar_are_independent() -> None:
    built = model_of("math ~ ses*sector + (ses | school)")
    model = lw.model(built)
    assert model.blocks == (("school", ("(Intercept)", "ses")),)
    assert model.spec.blocks[0].covariance == "diag"
    assert model.columns == ("(Intercept)", "ses", "sectorpub", "ses:sectorpub")
    assert model.estimates is None
    lw.extract_eq(built).verify()


FAMILIES = {
    "math ~ ses": ("gaussian", "identity", "gaussian", "identity"),
    "passed ~ ses + (1 | school)": ("bernoulli", "probit", "binomial", "probit"),
    "p(right, trials) ~ ses": ("binomial", "logit", "binomial", "logit"),
    "count ~ ses + offset(log(trials))": ("poisson", "log", "poisson", "log"),
    "time ~ ses": ("gamma", "log", "Gamma", "log"),
    "time ~ ses + (1 | school)": ("wald", "inverse_squared", "inverse.gaussian", "1/mu^2"),
    "count ~ scale(ses)": ("negativebinomial", "log", "nbinom2", "log"),
    "share ~ ses + (ses | school)": ("beta", "logit", "beta", "logit"),
    "grade ~ ses + (1 | school)": ("cumulative", "cloglog", "cumulative", "cloglog"),
    "track ~ ses + (1 | school)": ("categorical", "softmax", "multinomial", "logit"),
}


@pytest.mark.parametrize("formula", FAMILIES)
def test_the_family_and_the_link_are_those_of_bambi(formula: str) -> None:
    theirs, link, family, ours = FAMILIES[formula]
    built = model_of(formula, family=theirs, link=link)
    model = lw.model(built)
    assert (str(model.spec.family), model.spec.link) == (family, ours)
    for notation in ("equatiomatic", "mcelreath", "brms"):
        model.equations(notation).verify()


def test_other_families_are_refused() -> None:
    with pytest.raises(lw.UnsupportedModelError, match="the family t of bambi is not read"):
        lw.model(model_of("math ~ ses", family="t"))


def test_the_offset_and_the_scale_of_bambi_are_ours() -> None:
    model = lw.model(model_of("count ~ scale(ses) + offset(log(trials))", family="poisson"))
    assert [deparse(offset) for offset in model.spec.offsets] == ["log(trials)"]
    assert model.columns == ("(Intercept)", "standardize(ses)")
    assert "scale() of bambi divides by the standard deviation with n" in model.notes[0].text


@pytest.mark.parametrize(
    ("formula", "response", "success"),
    [
        ("result ~ ses", "result", "no"),  # the first category
        ("result['yes'] ~ ses", "result", "yes"),
        ("result[yes] ~ ses", "result", "yes"),
        ("track['b'] ~ ses", 'track == "b"', None),
    ],
)
def test_the_success_is_that_of_bambi(formula: str, response: str, success: str | None) -> None:
    built = model_of(formula, family="bernoulli")
    model = lw.model(built)
    assert model.spec.source.source.partition(" ~")[0].endswith(response)
    assert model.spec.response.success == success
    noted = [note.text for note in model.notes if note.code == "first-category"]
    first = ["bambi models the probability of no, the first category of result in its order"]
    assert noted == (first if formula == "result ~ ses" else [])
    assert model.design().y.tolist() == np.asarray(built.response_component.term.data, dtype=float).tolist()


REFUSED = {
    "weighted(math, x) ~ ses": r"weighted\(\) multiplies the log-likelihood of each row",
    "censored(math, status) ~ ses": "responses that are censored have no equation here",
    "truncated(math, lb=0) ~ ses": "responses that are truncated have no equation here",
    "constrained(math, lb=0) ~ ses": "responses with bounds have no equation here",
    "math ~ hsgp(ses, m=5, c=2)": "Gaussian processes is not supported",
}


@pytest.mark.parametrize("formula", REFUSED)
def test_what_has_no_equation_is_refused(formula: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match=REFUSED[formula]):
        lw.model(model_of(formula))


def test_formulas_of_several_parameters_are_refused() -> None:
    formula = bambi().Formula("math ~ ses + (1 | school)", "sigma ~ sector")
    with pytest.raises(lw.UnsupportedModelError, match="with formulas of several parameters, sigma ~ sector"):
        lw.model(model_of(formula))


def test_a_model_of_pymc_is_refused_and_bambi_is_named() -> None:
    built = model_of("math ~ ses")
    built.build()
    with pytest.raises(lw.UnsupportedModelError, match=r"a model of PyMC is not read.*built with bambi"):
        lw.extract_eq(built.backend.model)
    with pytest.raises(lw.UnsupportedModelError, match="draws from a posterior are not a model"):
        lw.extract_eq(fitted("math ~ sector + ses + (ses | school)")[1])


# --- priors ------------------------------------------------------------------------------------


def test_priors_are_those_of_bambi() -> None:
    built = model_of("math ~ sector*ses + (sector | school)")
    priors = lw.model(built).priors
    assert priors is not None
    assert priors.centred
    known = {prior.parameter: prior for prior in priors.priors}
    component = built.response_component.spec.family
    assert component.name == "gaussian"
    keys = {column.name: FixedEffect(LOCATION, column.key) for column in lw.model(built).spec.fixed}
    terms = (getattr(built, "parameters", None) or built.components)["mu"].terms
    for name, term in (("(Intercept)", "Intercept"), ("sectorpub", "sector"), ("sectorpub:ses", "sector:ses")):
        own = terms[term].prior
        expected = (("mu", float(np.ravel(own.args["mu"])[0])), ("sigma", float(np.ravel(own.args["sigma"])[0])))
        assert (known[keys[name]].distribution, known[keys[name]].arguments) == ("Normal", expected)
    effects = [RandomEffect(0, column.key) for column in lw.model(built).spec.blocks[0].effects]
    for effect, term in zip(effects, ("1|school", "sector|school"), strict=True):
        prior, own = known[StandardDeviation(effect)], terms[term].prior.args["sigma"]
        assert (prior.distribution, prior.arguments) == (
            "HalfNormal",
            (("sigma", float(np.ravel(own.args["sigma"])[0])),),
        )
    assert known[ResidualDeviation()].distribution == "HalfStudentT"


def test_priors_given_to_bambi_are_written() -> None:
    prior = bambi().Prior
    given = {
        "Intercept": prior("Normal", mu=12, sigma=10),
        "ses": prior("StudentT", nu=3, mu=0, sigma=2.5),
        "1|school": prior("Normal", mu=0, sigma=prior("Exponential", lam=1)),
        "sigma": prior("Gamma", mu=2, sigma=1),
    }
    eq = lw.extract_eq(model_of("math ~ ses + (1 | school)", priors=given), notation="mcelreath")
    eq.verify()
    words = " ".join(str(eq).split())
    for text in ("α ~ Normal(12, 10)", "β ~ StudentT(3, 0, 2.5)", "~ Exponential(1)", "σ ~ Gamma(mu = 2, sigma = 1)"):
        assert text in words
    assert "prior-centred" in [note.code for note in eq.notes]
    plain = lw.extract_eq(model_of("math ~ ses + (1 | school)", center_predictors=False), notation="mcelreath")
    assert "prior-centred" not in [note.code for note in plain.notes]


def test_other_priors_of_random_effects_are_refused() -> None:
    prior = bambi().Prior
    student = prior("StudentT", nu=3, mu=0, sigma=prior("HalfNormal", sigma=1))
    with pytest.raises(lw.UnsupportedModelError, match="only random effects with a normal distribution"):
        lw.model(model_of("math ~ ses + (1 | school)", priors={"1|school": student}))
    moved = prior("Normal", mu=prior("Normal", mu=0, sigma=1), sigma=prior("HalfNormal", sigma=1))
    with pytest.raises(lw.UnsupportedModelError, match="the mean zero"):
        lw.model(model_of("math ~ 0 + ses + (1 | school)", priors={"1|school": moved}))


def test_a_hyperprior_of_a_hyperprior_is_noted() -> None:
    prior = bambi().Prior
    inner = prior("HalfNormal", sigma=prior("HalfNormal", sigma=1))
    built = model_of("math ~ ses + (1 | school)", priors={"1|school": prior("Normal", mu=0, sigma=inner)})
    eq = lw.extract_eq(built, notation="mcelreath")
    assert eq.notes[-1].text == "a prior is not written: that of 1|school_sigma"


def test_the_prior_of_a_reciprocal_is_written_as_such() -> None:
    eq = lw.extract_eq(model_of("time ~ ses", family="gamma", link="log"), notation="mcelreath")
    last: Line = eq.system.lines[-1]
    assert isinstance(last.right, Distribution)
    assert eq.latex.splitlines()[-2].strip() == r"\frac{1}{\phi} &\sim \operatorname{HalfCauchy} \left(1 \right)"


# --- estimates ---------------------------------------------------------------------------------


def test_estimates_are_means_of_the_draws() -> None:
    built, draws = fitted("math ~ sector + ses + (ses | school)")
    model = lw.model(built, idata=draws)
    estimates = model.estimates
    assert estimates is not None
    posterior = draws.posterior
    own = [float(posterior[name].mean()) for name in ("Intercept", "sector", "ses")]
    assert [estimates.value(FixedEffect("location", one.key)) for one in model.spec.fixed] == pytest.approx(own)
    spreads = [float(posterior[name].std(ddof=1)) for name in ("Intercept", "sector", "ses")]
    assert [estimates.errors[FixedEffect("location", one.key)] for one in model.spec.fixed] == pytest.approx(spreads)
    deviations = [float(posterior[f"{name}|school_sigma"].mean()) for name in ("1", "ses")]
    effects = [RandomEffect(0, one.key) for one in model.spec.blocks[0].effects]
    assert [estimates.value(Variance(one)) for one in effects] == pytest.approx([one**2 for one in deviations])
    assert estimates.value(ResidualVariance()) == pytest.approx(float(posterior["sigma"].mean()) ** 2)
    with pytest.raises(lw.OptionError, match=r"idata= takes what fit\(\) of bambi returns"):
        lw.model(built, idata=1)


@pytest.mark.parametrize("notation", ["raudenbush-bryk", "mcelreath", "brms", "combined", "lme4"])
def test_the_numbers_of_the_equations_are_those_of_the_draws(notation: str) -> None:
    built, draws = fitted("math ~ sector + ses + (ses | school)")
    model = lw.model(built, idata=draws)
    eq = model.equations(notation, estimates=True, digits=4)
    eq.verify()

    def cells(cell: Cell) -> Any:
        values = frame()[cell.variable]
        return np.asarray(values if cell.kind == "numeric" else values == cell.label, dtype=float)

    assert model.estimates is not None
    prove(eq.system, model, cells, len(frame()), model.estimates, digits=4)


def test_categories_have_estimates() -> None:
    built, draws = fitted("grade ~ ses", family="cumulative")
    estimates = lw.model(built, idata=draws).estimates
    assert estimates is not None
    means = np.asarray(draws.posterior["threshold"].mean(("chain", "draw")))
    assert [estimates.value(Threshold(1)), estimates.value(Threshold(2))] == pytest.approx(means.tolist())
    built, draws = fitted("track ~ ses + (1 | school)", family="categorical")
    model = lw.model(built, idata=draws)
    assert model.estimates is not None
    mean = draws.posterior["ses"].mean(("chain", "draw"))
    for label in ("b", "c"):
        own = float(mean.sel(track_reduced_dim=label))
        assert model.estimates.value(FixedEffect(label, model.spec.fixed[1].key)) == pytest.approx(own)
        intercept = float(draws.posterior["Intercept"].mean(("chain", "draw")).sel(track_reduced_dim=label))
        assert model.estimates.value(FixedEffect(label, INTERCEPT)) == pytest.approx(intercept)
    eq = model.equations("brms", estimates=True)
    assert "not-estimated" in [note.code for note in eq.notes]


def test_the_dispersion_is_ours() -> None:
    built, draws = fitted("time ~ ses", family="gamma", link="log")
    estimates = lw.model(built, idata=draws).estimates
    assert estimates is not None
    assert estimates.value(Dispersion()) == pytest.approx(1 / float(draws.posterior["alpha"].mean()))


def test_draws_of_another_model_are_an_error() -> None:
    draws = fitted("math ~ sector + ses + (ses | school)")[1]
    with pytest.raises(lw.OptionError, match="idata= has no draws of x; it is not that of this model"):
        lw.model(model_of("math ~ x + (ses | school)"), idata=draws)
    with pytest.raises(lw.OptionError, match="idata= has draws of sector, which this model does not have"):
        lw.model(model_of("math ~ ses + (ses | school)"), idata=draws)
    fewer = bambi().Model("math ~ sector + ses + (ses | school)", frame()[frame()["school"] > 2])
    with pytest.raises(lw.OptionError, match="idata= has another number of groups of school than this model"):
        lw.model(fewer, idata=draws)


def test_aliases_name_the_draws() -> None:
    built = model_of("math ~ ses + (1 | school)")
    built.set_alias({"ses": "slope", "1|school": "schools"})
    draws = built.fit(draws=20, tune=20, chains=1, cores=1, progressbar=False, random_seed=1)
    model = lw.model(built, idata=draws)
    assert model.estimates is not None
    slope = model.estimates.value(FixedEffect("location", model.spec.fixed[1].key))
    assert slope == pytest.approx(float(draws.posterior["slope"].mean()))


def test_the_example_of_the_page_runs() -> None:
    bambi()
    run_example("bambi")


def test_the_example_of_the_readme_runs() -> None:
    assert "HalfStudentT" in readme_example("bambi", bambi=bambi()).latex
