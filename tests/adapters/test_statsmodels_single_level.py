"""Models of statsmodels without groups: estimates, standard errors, linear predictors, and what is refused."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.fitted_models import by_name, predictor, single_level_data
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.recognise import read_model
from levelwise.design.model_options import ModelOptions
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.model.parameters import Dispersion, FixedEffect, ResidualVariance, Threshold

sm = pytest.importorskip("statsmodels.api")
smf = pytest.importorskip("statsmodels.formula.api")
ordinal = pytest.importorskip("statsmodels.miscmodels.ordinal_model")

DATA = single_level_data()
FAMILIES = sm.families
LINKS = sm.families.links


def read(results: Any, *, exposure: str | None = None, response: str | None = None, **options: str) -> Fitted:
    others = {name: value for name, value in (("exposure", exposure), ("response", response)) if value is not None}
    return read_model(results, Given(options=ModelOptions(**options), others=others))


def codes(fitted: Any) -> list[str]:
    return [note.code for note in (*fitted.model.notes, *fitted.estimates.notes)]


def same(fitted: Any, results: Any) -> None:
    """Compare estimates, standard errors and the linear predictor with those of statsmodels."""
    model = results.model
    count = model.exog.shape[1]
    theirs = model.exog @ np.asarray(results.params)[:count]
    for offset in (getattr(model, "offset", None), getattr(model, "exposure", None)):
        theirs = theirs if offset is None else theirs + offset
    assert np.allclose(predictor(fitted), theirs, rtol=0, atol=1e-8)
    estimates = fitted.estimates
    assert sorted(by_name(fitted, estimates.values).values()) == sorted(np.asarray(results.params)[:count])
    assert sorted(by_name(fitted, estimates.errors).values()) == sorted(np.asarray(results.bse)[:count])
    assert estimates.n == len(model.endog)
    assert estimates.software.startswith("statsmodels 0.")
    # that of Gamma and inverse Gaussian models is not at the dispersion that maximises it
    if str(fitted.model.spec.family) in ("Gamma", "inverse.gaussian"):
        assert estimates.loglik is None
    else:
        assert estimates.loglik == pytest.approx(results.llf)


# --- linear models --------------------------------------------------------------------------------


def test_ols() -> None:
    results = smf.ols("y ~ x + a", DATA).fit()
    fitted = read(results)
    same(fitted, results)
    assert fitted.estimates is not None
    assert fitted.estimates.values[ResidualVariance()] == results.scale
    assert fitted.estimates.method == "least squares"
    assert fitted.estimates.error_kind == "standard errors"
    assert fitted.estimates.n == 239
    assert read(results.model).estimates is None


def test_robust_standard_errors_are_named() -> None:
    results = smf.ols("y ~ x + a", DATA).fit(cov_type="HC3")
    fitted = read(results)
    same(fitted, results)
    assert fitted.estimates is not None
    assert fitted.estimates.error_kind == "robust standard errors"
    assert fitted.estimates.notes[0].text == "the standard errors are robust: statsmodels calls them HC3"


def test_a_penalised_fit_has_no_standard_errors() -> None:
    fitted = read(smf.ols("y ~ z", DATA).fit_regularized(alpha=0.1))
    assert fitted.estimates is not None
    assert not fitted.estimates.errors
    assert "no-errors" in codes(fitted)


def test_weights_are_named_by_the_column_with_their_values() -> None:
    results = smf.wls("y ~ x", DATA, weights=DATA.w).fit()
    fitted = read(results)
    same(fitted, results)
    assert fitted.model.spec.weights == "w"
    with pytest.raises(DataError, match="the weights of the fitted model have other values"):
        read(results, weights="e")
    with pytest.raises(DataError, match="weights='e' names the weights of the fitted model, which has none"):
        read(smf.ols("y ~ x", DATA).fit(), weights="e")


def test_weights_without_a_column_are_named_by_the_caller() -> None:
    results = smf.gls("y ~ z", DATA, sigma=DATA.w).fit()
    with pytest.raises(DataError, match="no column of the data has its values; name it by weights="):
        read(results)
    fitted = read(results, weights="precision")
    same(fitted, results)
    assert fitted.model.spec.weights == "precision"


def test_gls_with_correlated_residuals_is_refused() -> None:
    sigma = 0.5 ** np.abs(np.subtract.outer(np.arange(len(DATA)), np.arange(len(DATA))))
    with pytest.raises(UnsupportedModelError, match="covariance matrix that is given as numbers, with correlations"):
        read(smf.gls("y ~ z", DATA, sigma=sigma).fit())


def test_arrays_are_named_by_their_columns() -> None:
    results = sm.OLS(DATA.y, sm.add_constant(DATA[["z", "e"]])).fit()
    fitted = read(results)
    same(fitted, results)
    assert fitted.model.spec.source.source == "y ~ z + e"
    fitted = read(sm.OLS(DATA.y.to_numpy(), DATA[["z", "e"]].to_numpy()).fit(), response="income")
    assert fitted.model.spec.source.source == "income ~ 0 + x1 + x2"


# --- generalized linear models --------------------------------------------------------------------

PAIRS = [
    ("y ~ z + a", FAMILIES.Gaussian(), "gaussian", "identity"),
    ("positive ~ z", FAMILIES.Gaussian(LINKS.Log()), "gaussian", "log"),
    ("positive ~ z", FAMILIES.Gaussian(LINKS.InversePower()), "gaussian", "inverse"),
    ("hit ~ z + x", FAMILIES.Binomial(), "binomial", "logit"),
    ("hit ~ z", FAMILIES.Binomial(LINKS.Probit()), "binomial", "probit"),
    ("hit ~ z", FAMILIES.Binomial(LINKS.CLogLog()), "binomial", "cloglog"),
    ("hit ~ z", FAMILIES.Binomial(LINKS.Cauchy()), "binomial", "cauchit"),
    ("successes + failures ~ z*b", FAMILIES.Binomial(), "binomial", "logit"),
    ("count ~ z + x", FAMILIES.Poisson(), "poisson", "log"),
    ("count ~ 1", FAMILIES.Poisson(LINKS.Identity()), "poisson", "identity"),
    ("count ~ a", FAMILIES.Poisson(LINKS.Sqrt()), "poisson", "sqrt"),
    ("positive ~ z", FAMILIES.Gamma(LINKS.Log()), "Gamma", "log"),
    ("positive ~ a", FAMILIES.Gamma(LINKS.InversePower()), "Gamma", "inverse"),
    ("positive ~ a", FAMILIES.Gamma(LINKS.Identity()), "Gamma", "identity"),
    ("positive ~ a", FAMILIES.InverseGaussian(LINKS.InverseSquared()), "inverse.gaussian", "1/mu^2"),
    ("positive ~ a", FAMILIES.InverseGaussian(LINKS.Log()), "inverse.gaussian", "log"),
    ("count ~ z", FAMILIES.NegativeBinomial(LINKS.Log(), alpha=0.4), "nbinom2", "log"),
    ("count ~ a", FAMILIES.NegativeBinomial(LINKS.Power(0.5), alpha=0.4), "nbinom2", "sqrt"),
]


@pytest.mark.filterwarnings("ignore:The .* link function does not respect the domain")
@pytest.mark.parametrize(("formula", "family", "name", "link"), PAIRS)
def test_families_and_links(formula: str, family: Any, name: str, link: str) -> None:
    results = smf.glm(formula, DATA, family=family).fit()
    fitted = read(results)
    same(fitted, results)
    assert (fitted.model.spec.family, fitted.model.spec.link) == (name, link)
    values = fitted.estimates.values if fitted.estimates else {}
    if name == "gaussian":
        assert values[ResidualVariance()] == results.scale
    if name in ("Gamma", "inverse.gaussian"):
        assert values[Dispersion()] == results.scale
    if name == "nbinom2":
        assert values[Dispersion()] == 1 / 0.4


def test_the_first_category_of_a_factor_is_the_event() -> None:
    """With patsy, statsmodels models the probability of the first category, of False for a logical variable."""
    for response, event in (("b", "u"), ("t", "FALSE")):
        results = smf.glm(f"{response} ~ z", DATA, family=FAMILIES.Binomial()).fit()
        fitted = read(results)
        same(fitted, results)
        assert fitted.model.spec.response.success == event
        assert fitted.model.observed is not None
        assert np.array_equal(fitted.model.observed.y, results.model.endog)
        assert "first-category" in codes(fitted)
    with pytest.raises(UnsupportedModelError, match=r"of I\(z > 0\)\[False\], the first of the two values"):
        read(smf.glm("I(z > 0) ~ x", DATA, family=FAMILIES.Binomial()).fit())


def test_offsets_and_exposures_are_named_by_the_columns_with_their_values() -> None:
    results = smf.glm("count ~ x", DATA, family=FAMILIES.Poisson(), offset=DATA.z, exposure=DATA.e).fit()
    fitted = read(results)
    same(fitted, results)
    assert fitted.model.options.offset == "z + log(e)"
    results = smf.poisson("count ~ x", DATA, exposure=DATA.e).fit(disp=0)
    same(read(results), results)


def test_an_offset_that_no_column_has_is_asked_for() -> None:
    results = smf.glm("count ~ z", DATA, family=FAMILIES.Poisson(), offset=2 * DATA.w).fit()
    with pytest.raises(DataError, match="no column of the data has its values; name it by offset="):
        read(results)
    for name in ("I(2 * w)", "area"):
        fitted = read(results, offset=name)
        same(fitted, results)
        assert fitted.model.options.offset == name
    with pytest.raises(DataError, match="the offset of the fitted model has other values"):
        read(results, offset="w")


def test_weights_of_generalized_linear_models() -> None:
    results = smf.glm("share ~ z", DATA, family=FAMILIES.Binomial(), var_weights=DATA.e).fit()
    fitted = read(results)
    same(fitted, results)
    assert (fitted.model.spec.weights, fitted.model.spec.response.kind) == ("e", "proportion")
    fitted = read(smf.glm("count ~ z", DATA, family=FAMILIES.Poisson(), freq_weights=DATA.e).fit())
    assert fitted.model.spec.weights is None
    assert "row-weights" in codes(fitted)


def test_a_dispersion_that_the_family_does_not_have_is_noted() -> None:
    fitted = read(smf.glm("count ~ z", DATA, family=FAMILIES.Poisson()).fit(scale="X2"))
    assert "quasi-likelihood" in codes(fitted)


def test_families_and_links_that_are_not_supported() -> None:
    with pytest.raises(UnsupportedModelError, match="the family Tweedie of statsmodels is not supported"):
        read(smf.glm("positive ~ z", DATA, family=FAMILIES.Tweedie(LINKS.Log(), var_power=1.5)))
    with pytest.raises(UnsupportedModelError, match="the link LogLog of the family Binomial is not supported"):
        read(smf.glm("hit ~ z", DATA, family=FAMILIES.Binomial(LINKS.LogLog())))


# --- binary responses and counts ------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["logit", "probit"])
def test_binary_responses(kind: str) -> None:
    results = getattr(smf, kind)("hit ~ x*a", DATA).fit(disp=0)
    fitted = read(results)
    same(fitted, results)
    assert (fitted.model.spec.family, fitted.model.spec.link) == ("binomial", kind)
    assert fitted.estimates is not None
    assert fitted.estimates.converged is True


def test_negative_binomial_models() -> None:
    results = smf.negativebinomial("count ~ z", DATA).fit(disp=0)
    fitted = read(results)
    same(fitted, results)
    assert fitted.model.spec.family == "nbinom2"
    assert fitted.estimates is not None
    alpha, error = results.params["alpha"], results.bse["alpha"]
    assert fitted.estimates.values[Dispersion()] == pytest.approx(1 / alpha)
    assert fitted.estimates.errors[Dispersion()] == pytest.approx(error / alpha**2)
    results = smf.negativebinomial("count ~ z", DATA, loglike_method="nb1").fit(disp=0)
    fitted = read(results)
    same(fitted, results)
    assert fitted.model.spec.family == "nbinom1"
    assert fitted.estimates is not None
    assert fitted.estimates.values[Dispersion()] == results.params["alpha"]


# --- several categories ---------------------------------------------------------------------------


@pytest.mark.parametrize(("distribution", "link"), [("logit", "logit"), ("probit", "probit")])
def test_ordered_categories(distribution: str, link: str) -> None:
    results = ordinal.OrderedModel.from_formula("grade ~ x + b", DATA, distr=distribution).fit(method="bfgs", disp=0)
    fitted = read(results)
    same(fitted, results)
    assert fitted.model.spec.link == link
    assert fitted.estimates is not None
    raw = np.asarray(results.params)[-2:]
    thresholds = results.model.transform_threshold_params(raw)[1:-1]
    ours = [fitted.estimates.values[Threshold(number)] for number in (1, 2)]
    assert np.allclose(ours, thresholds, rtol=1e-12)
    # the cumulative probabilities are those of the thresholds minus the linear predictor
    cumulative = np.cumsum(results.predict(), axis=1)[:, :2]
    assert np.allclose(results.model.distr.cdf(ours - predictor(fitted)[:, None]), cumulative, atol=1e-8)
    errors = [fitted.estimates.errors[Threshold(number)] for number in (1, 2)]
    assert errors[0] == pytest.approx(results.bse["low/mid"])
    # the second threshold is t + exp(d): its variance by the delta method, written out
    own = results.cov_params().iloc[-2:, -2:].to_numpy()
    step = np.exp(raw[1])
    assert errors[1] ** 2 == pytest.approx(own[0, 0] + 2 * step * own[0, 1] + step**2 * own[1, 1])


def test_ordered_categories_of_arrays() -> None:
    results = ordinal.OrderedModel(DATA.grade, DATA[["z"]], distr="probit").fit(method="bfgs", disp=0)
    fitted = read(results)
    same(fitted, results)
    assert fitted.model.spec.response.categories == ("low", "mid", "high")


def test_categories_without_an_order() -> None:
    results = sm.MNLogit(DATA.a, sm.add_constant(DATA[["z"]])).fit(disp=0)
    fitted = read(results)
    assert fitted.model.spec.response.categories == ("p", "q", "r")
    assert fitted.estimates is not None
    every = results.model.exog @ np.asarray(results.params)
    for number, label in enumerate(("q", "r")):
        assert np.allclose(predictor(fitted, label), every[:, number], rtol=0, atol=1e-8)
        slope = next(column.key for column in fitted.model.spec.fixed if column.key)
        assert fitted.estimates.errors[FixedEffect(label, slope)] == np.asarray(results.bse)[1, number]
    data = DATA.assign(k=DATA.a.map({"p": 0, "q": 1, "r": 2}))
    results = smf.mnlogit("k ~ x", data).fit(disp=0)
    assert np.allclose(predictor(read(results), "2"), (results.model.exog @ results.params.to_numpy())[:, 1])


@pytest.mark.parametrize(("power", "family"), [(1, "nbinom1"), (2, "nbinom2")])
def test_the_power_of_a_negative_binomial_model_is_that_of_its_variance(power: int, family: str) -> None:
    model = import_module("statsmodels.discrete.discrete_model").NegativeBinomialP
    results = model.from_formula("count ~ z", DATA, p=power).fit(disp=0)
    same = smf.negativebinomial("count ~ z", DATA, loglike_method=f"nb{power}").fit(disp=0)
    assert results.llf == pytest.approx(same.llf, rel=1e-5)
    found = lw.model(results)
    assert found.spec.family == family
    assert found.estimates is not None
    assert found.estimates.value(Dispersion()) == pytest.approx(
        results.params["alpha"] if power == 1 else 1 / results.params["alpha"]
    )


def test_a_penalised_fit_has_neither_errors_nor_a_likelihood() -> None:
    found = lw.model(smf.logit("hit ~ z", DATA).fit_regularized(alpha=5, disp=0)).estimates
    assert found is not None
    assert (found.method, found.loglik, found.errors) == ("penalised likelihood", None, {})


def test_a_quasi_likelihood_is_none() -> None:
    results = smf.glm("count ~ z", DATA, family=sm.families.Poisson()).fit(scale="X2")
    found = lw.model(results).estimates
    assert found is not None
    assert (found.method, found.loglik) == ("quasi-likelihood", None)
    assert "AIC" not in str(lw.table(results))


def test_constraints_are_noted() -> None:
    results = smf.poisson("count ~ z + x", DATA).fit_constrained("x = 0", disp=0)
    assert "constrained" in [note.code for note in lw.extract_eq(results).notes]
    assert "AIC" not in str(lw.table(results))


def test_counts_of_proportions_are_trials() -> None:
    data = DATA.dropna()
    results = smf.glm("share ~ z", data, family=sm.families.Binomial(), freq_weights=data["e"]).fit()
    assert lw.model(results).spec.weights == "e"


@pytest.mark.parametrize("formula", ["y ~ z", "count ~ z"])
def test_removed_data_are_an_error(formula: str) -> None:
    results = smf.ols(formula, DATA).fit()
    results.remove_data()
    with pytest.raises(lw.UnsupportedModelError, match=r"were removed from it \(remove_data\(\)\)"):
        lw.extract_eq(results)
