"""Models of R that rpy2 holds are those that R fitted: R itself is asked for its predictions and estimates."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.fitted_models import by_name, predictor, readme_example, run_example
from helpers.numeric_proof import prove_on_data
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.recognise import read_model
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.formula.syntax import deparse
from levelwise.model.parameters import (
    Covariance,
    Dispersion,
    FixedEffect,
    RandomEffect,
    ResidualVariance,
    Threshold,
    Variance,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # rpy2's own about its installation
    robjects = pytest.importorskip("rpy2.robjects", reason="rpy2 is not installed")

R = robjects.r
DATA = """
suppressPackageStartupMessages({library(lme4); library(MASS); library(ordinal)})
set.seed(20161)
d <- data.frame(g = factor(rep(1:24, each = 10)), sub = rep(1:10, 24), x = rnorm(240), w = runif(240, .5, 2))
d$f <- factor(sample(c("b", "a", "c"), 240, TRUE), levels = c("b", "a", "c", "unused"))
d$k <- sample(c("yes", "no"), 240, TRUE)
d$o <- ordered(sample(c("lo", "mid", "hi"), 240, TRUE), levels = c("lo", "mid", "hi"))
d$z <- d$x + 0
d$l <- runif(240) < .5
d$size <- rpois(240, 5) + 1
u <- rnorm(24); v <- rnorm(24, 0, .5)
d$y <- 1 + (1 + v[d$g]) * d$x + u[d$g] + rnorm(240)
d$p <- rpois(240, exp(.3 * d$x + log(d$size) / 2 + u[d$g] / 3))
d$s <- rbinom(240, d$size, plogis(d$x + u[d$g] / 2))
d$miss <- d$size - d$s
d$share <- d$s / d$size
d$pos <- rgamma(240, 2, 2 / exp(.2 * d$x))
d$y[5] <- NA
d$x[7] <- NA
"""


@cache
def fit(call: str) -> Any:
    if not R["exists"]("d")[0]:
        R(DATA)
    return R(f"suppressWarnings(suppressMessages({call}))")


def ask(text: str, model: Any) -> Any:
    """Return what an R function of a model returns, as an array."""
    return np.array(R(f"function(m) {text}")(model))


def read(call: str, **others: Any) -> Fitted:
    return read_model(fit(call), Given(**others))


LINEAR = [
    "lmer(y ~ x*f + (x | g), d)",
    "lmer(y ~ x + (x || g), d, REML = FALSE)",
    "lmer(y ~ k + (1 | k/g) + (0 + f | sub), d)",
    "lmer(log(y + 20) ~ poly(z, 2) + o + (1 | g), d, weights = w)",
    "lmer(y ~ x + l + offset(w) + (x | g) + (1 | sub), d)",
    "lmer(y ~ x + (1 | g) + (0 + x | g), subset(d, size > 3))",
]
GENERALIZED = [
    "glmer(cbind(s, miss) ~ x + (1 | g), d, family = binomial)",
    "glmer(share ~ x + k + (1 | g), d, family = binomial('probit'), weights = size)",
    "glmer(p ~ x + offset(log(size)) + (1 | g), d, family = poisson)",
    "glmer(p ~ x + (1 | g), d, family = poisson, nAGQ = 7)",
    "glmer(pos ~ x + (1 | g), d, family = Gamma('log'))",
    "glmer.nb(p ~ x + (1 | g), d)",
]


@pytest.mark.parametrize("call", [*LINEAR, *GENERALIZED])
def test_mixed_models(call: str) -> None:
    model, fitted = fit(call), read(call)
    estimates = fitted.estimates
    assert estimates is not None
    assert np.allclose(predictor(fitted), ask("predict(m, re.form = NA, type = 'link')", model), rtol=0, atol=1e-8)
    assert by_name(fitted, estimates.values) == pytest.approx(
        dict(zip(ask("names(fixef(m))", model), ask("fixef(m)", model), strict=True))
    )
    assert list(by_name(fitted, estimates.errors).values()) == pytest.approx(ask("sqrt(diag(vcov(m)))", model).tolist())
    rows = R("function(m) { v <- as.data.frame(VarCorr(m)); v$vcov }")(model)
    ours = [number for one, number in estimates.values.items() if isinstance(one, Variance | Covariance)]
    spread = [estimates.values[one] for one in (ResidualVariance(),) if one in estimates.values]
    theirs = np.array(rows).tolist()
    if "Gamma" in call:  # whose dispersion stands among R's variances
        spread = [estimates.values[Dispersion()]]
    assert sorted([*ours, *spread]) == pytest.approx(sorted(theirs))
    assert estimates.loglik == pytest.approx(float(ask("logLik(m)", model)[0]))
    assert estimates.n == int(ask("nobs(m)", model)[0])
    assert fitted.model.spec.link == ask("family(m)$link", model)[0]
    assert estimates.method == (
        "REML" if call in LINEAR and "REML = FALSE" not in call else "ML" if call in LINEAR else estimates.method
    )
    assert estimates.software.startswith("lme4 ")


SINGLE = [
    "lm(y ~ x*f, d, contrasts = list(f = 'contr.sum'))",
    "lm(y ~ x + I(x^2) + o, d, weights = w)",
    "lm(y ~ x + f + I(2 * x) + l, d)",
    "lm(y ~ f:k - 1, d, subset = x > 0)",
    "lm(y ~ splines::ns(z, 3), d)",
    "lm(y ~ f, d, contrasts = list(f = contr.treatment(4, base = 2)[1:3, c(1, 2)]))",
    "lm(y ~ ., d[c('y', 'x', 'k')])",
    "glm(p ~ x + offset(log(size)), poisson, d)",
    "glm(p ~ x, poisson, d, offset = log(size))",
    "glm(pos ~ x, Gamma('inverse'), d)",
    "glm(pos ~ x, inverse.gaussian('log'), d)",
    "glm(f ~ x, binomial('cloglog'), subset(d, f != 'c'))",
    "glm(l ~ x, binomial, d)",
    "glm(share ~ x, binomial, d, weights = size)",
    "glm(y ~ x, gaussian, d)",
    "glm.nb(p ~ x, d)",
]


@pytest.mark.parametrize("call", SINGLE)
def test_single_level_models(call: str) -> None:
    model, fitted = fit(call), read(call)
    estimates = fitted.estimates
    assert estimates is not None
    theirs = ask("predict(m, type = 'link')" if call.startswith("glm") else "predict(m)", model)
    assert np.allclose(predictor(fitted), theirs, rtol=0, atol=1e-8)
    errors = ask("{ e <- sqrt(diag(vcov(m))); e[!is.na(coef(m))] }", model)
    assert sorted(estimates.errors.values()) == pytest.approx(sorted(errors))
    assert estimates.loglik == pytest.approx(float(ask("logLik(m)", model)[0]))
    if fitted.model.spec.is_linear:
        assert estimates.values[ResidualVariance()] == pytest.approx(float(ask("sigma(m)^2", model)[0]))
    elif fitted.model.spec.family in ("Gamma", "inverse.gaussian"):
        assert estimates.values[Dispersion()] == pytest.approx(float(ask("summary(m)$dispersion", model)[0]))
    elif fitted.model.spec.family == "nbinom2":
        assert estimates.values[Dispersion()] == pytest.approx(float(ask("m$theta", model)[0]))


CUMULATIVE: dict[str, Callable[[Any], Any]] = {
    "logit": lambda eta: 1 / (1 + np.exp(-eta)),
    "cloglog": lambda eta: 1 - np.exp(-np.exp(eta)),
    "loglog": lambda eta: np.exp(-np.exp(-eta)),
    "cauchit": lambda eta: 0.5 + np.arctan(eta) / np.pi,
}


@pytest.mark.parametrize("link", CUMULATIVE)
@pytest.mark.parametrize("function", ["polr", "clm"])
def test_models_of_ordered_categories(function: str, link: str) -> None:
    if function == "polr":
        call = f"polr(o ~ x + f, d, Hess = TRUE, method = '{link.replace('logit', 'logistic')}')"
        chances = "m$fitted.values"
    else:
        call = f"clm(o ~ x + f, data = d, link = '{link}')"
        chances = "predict(m, newdata = model.frame(m)[c('x', 'f')], type = 'prob')$fit"
    model, fitted = fit(call), read(call)
    estimates = fitted.estimates
    assert estimates is not None
    assert fitted.model.spec.response.categories == ("lo", "mid", "hi")
    below = np.cumsum(ask(chances, model), axis=1)[:, :2]
    for number in (1, 2):
        ours = CUMULATIVE[link](estimates.values[Threshold(number)] - predictor(fitted))
        assert np.allclose(ours, below[:, number - 1], rtol=0, atol=1e-5)  # clm takes -1e5 for minus infinity
    assert len(estimates.errors) == len(estimates.values)
    assert sorted(estimates.errors.values()) == pytest.approx(sorted(ask("sqrt(diag(vcov(m)))", model)))


def test_a_model_without_a_hessian_matrix_has_no_errors() -> None:
    fitted = read("polr(o ~ x, d)")
    assert fitted.estimates is not None
    assert not fitted.estimates.errors
    assert "asked for the Hessian matrix" in str(fitted.estimates.notes[0])


@pytest.mark.parametrize(
    "call", [LINEAR[0], LINEAR[2], LINEAR[4], GENERALIZED[1], GENERALIZED[2], SINGLE[0], SINGLE[8]]
)
def test_printed_numbers_are_those_of_r(call: str) -> None:
    prove_on_data(lw.model(fit(call)))


def test_random_effects_are_in_the_order_of_the_blocks() -> None:
    call = "lmer(y ~ x + (1 | g) + (0 + x | g), subset(d, size > 3))"
    fitted = read(call)
    assert fitted.estimates is not None
    for block, name in enumerate(("g", "g.1")):
        effect = RandomEffect(block, fitted.model.spec.blocks[block].effects[0].key)
        theirs = float(ask(f"VarCorr(m)[['{name}']][1]", fit(call))[0])
        assert fitted.estimates.values[Variance(effect)] == pytest.approx(theirs)


def test_singular_and_unconverged_fits_are_noted() -> None:
    singular = read("lmer(w ~ x + (f | sub), d)")
    assert singular.estimates is not None
    assert singular.estimates.singular is True
    assert "singular" in [note.code for note in singular.estimates.notes]
    call = "lmer(y ~ x*f + (x | g), d, control = lmerControl('bobyqa', optCtrl = list(maxfun = 12)))"
    stopped = read(call)
    assert stopped.estimates is not None
    assert stopped.estimates.converged is False


def test_what_r_keeps_of_weights_and_offsets() -> None:
    assert read("lm(y ~ x, d, weights = w)").model.spec.weights == "w"
    assert read("lm(y ~ x, d, weights = 2 * w)").model.spec.weights == "2 * w"
    assert deparse(read("glm(p ~ x, poisson, d, offset = log(size))").model.spec.offsets[0]) == "log(size)"
    numbers = "do.call(lm, list(y ~ x, d, weights = d$w))"
    with pytest.raises(OptionError, match="does not keep the name of the weights"):
        read(numbers)
    assert lw.model(fit(numbers), weights="mass").spec.weights == "mass"
    with pytest.raises(OptionError, match="the fitted model has no weights"):
        lw.model(fit("lm(y ~ x, d)"), weights="w")


def test_what_is_not_read() -> None:
    for call, words in (
        ("aov(y ~ x, d)", "an R object of the class aov is not read"),
        ("d", "an R object of the class data.frame is not read"),
        ("lm(cbind(y, x) ~ k, d)", "of the class mlm is not read"),
        ("lm(y ~ x, d, model = FALSE)", "does not keep its rows; fit it with model=TRUE"),
        ("clm(o ~ x, nominal = ~ k, data = d)", "nominal effects"),
        ("clm(o ~ x, data = d, threshold = 'equidistant')", "structured thresholds"),
        ("local({ v <- d$w; lm(d$y ~ log(v)) })", "R does not keep d, y and v"),
        ("lm(y ~ log(w), data = data.frame(y = d$y, w = d$w))", "R does not keep w"),
    ):
        with pytest.raises(lw.LevelwiseError, match=words):
            read(call)


def test_data_that_were_changed_are_not_trusted() -> None:
    fit("lm(y ~ x, d)")
    R("e <- d; changed <- lm(y ~ log(w), e); e$w <- e$w + 1")
    with pytest.raises(UnsupportedModelError, match="the columns of this formula are not those that R estimated"):
        read_model(R["changed"], Given())


def test_the_converters_of_rpy2_do_not_matter() -> None:
    model = fit("lmer(y ~ x + (1 | g), d)")
    pandas2ri = pytest.importorskip("rpy2.robjects.pandas2ri", reason="rpy2 has no converter of pandas")
    with (robjects.default_converter + pandas2ri.converter).context():
        fitted = read_model(model, Given())
    assert fitted.model.spec.source.source == "y ~ x + (1 | g)"


class _OfPymer4:
    """What is read of a model of pymer4: the model of R that it holds."""

    __module__ = "pymer4.models.lmer"

    def __init__(self, r_model: Any) -> None:
        self.r_model = r_model


def test_a_model_of_pymer4_holds_one_of_r() -> None:
    fitted = read_model(_OfPymer4(fit("lmer(y ~ x + (1 | g), d)")), Given())
    assert fitted.estimates is not None
    assert fitted.estimates.values[FixedEffect("location", frozenset())] != 0
    with pytest.raises(UnsupportedModelError, match=r"has not been fitted; call its fit\(\) first"):
        read_model(_OfPymer4(None), Given())


def test_the_example_of_the_page_runs() -> None:
    run_example("R")


def test_the_examples_of_the_readme_run() -> None:
    assert readme_example("R, through rpy2", robjects=robjects).estimates is not None
    held = _OfPymer4(fit("lmer(y ~ x + (1 | g), d)"))
    assert readme_example("pymer4", pymer4_model=held).estimates is not None
