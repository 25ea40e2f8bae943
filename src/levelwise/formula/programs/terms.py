"""Functions of other programs' formulas that are no transformation of a column, with what to write instead.

They are refused with data and without, wherever they stand as a term, in a bar, or as the response.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError, UnsupportedModelError, caret
from levelwise.formula.syntax import Call, deparse


@dataclass(frozen=True)
class ForeignTerm:
    """A function of another program: where it comes from, what it stands for, and what to write instead."""

    program: str
    what: str
    instead: str = ""


_SMOOTH = ForeignTerm(
    "mgcv and brms",
    "a smooth function (a penalised spline), which is no column with one coefficient",
    "a curve of fixed form is poly(x, 2) or splines::ns(x, 3)",
)
_GAMLSS_SMOOTH = ForeignTerm("gamlss", _SMOOTH.what, _SMOOTH.instead)
_RCS = ForeignTerm(
    "rms", "a restricted cubic spline, whose columns depend on its knots", "a natural cubic spline is splines::ns(x, 3)"
)
_AR = "a correlation of the residuals over time"
_AR_TERM = "write ar1(0 + factor(t) | g), with t the time and g the group, as in glmmTMB and lme4 2.0"
_STRATA = ForeignTerm("survival", "a part of a survival model", "the random intercept of a group is (1 | g)")
_SURVIVAL = "a survival time, which may be censored"
_HAZARD = "with a row for each period at risk, the discrete-time hazard has the binomial family and the cloglog link"
_ORDERED_NOTE = "an ordered predictor with monotonic effects"
_SPATIAL = "a spatial correlation given by a matrix"

FOREIGN_TERMS: Mapping[str, ForeignTerm] = {
    **dict.fromkeys(("s", "te", "ti", "t2"), _SMOOTH),
    **dict.fromkeys(("pb", "pbm", "pvc", "lo"), _GAMLSS_SMOOTH),
    "hsgp": ForeignTerm("bambi", "a Gaussian process, which is no column with one coefficient", _SMOOTH.instead),
    "gp": ForeignTerm("brms", "a Gaussian process, which is no column with one coefficient", _SMOOTH.instead),
    "pspline": ForeignTerm("survival", _SMOOTH.what, _SMOOTH.instead),
    "fp": ForeignTerm(
        "gamlss and mfp", "a fractional polynomial, whose powers are estimated", "write I(x^0.5) or log(x)"
    ),
    "rcs": _RCS,
    "lsp": ForeignTerm("rms", "a linear spline, whose columns depend on its knots", "write I(pmax(x - 3, 0))"),
    "mo": ForeignTerm("brms", _ORDERED_NOTE, "factor(x) gives each category an effect of its own"),
    "monotonic": ForeignTerm("brms", _ORDERED_NOTE, "factor(x) gives each category an effect of its own"),
    "me": ForeignTerm("brms", "a predictor with measurement error", "write the predictor as measured"),
    "mi": ForeignTerm("brms", "a predictor whose missing values are modelled", "write the predictor itself"),
    "mm": ForeignTerm("brms", "multiple membership", "(1 | a) + (1 | b) are two crossed factors instead"),
    "mmc": ForeignTerm("brms", "a predictor of a multiple-membership term", "write the predictor of one group"),
    "gr": ForeignTerm("brms", "a grouping factor, which stands on the right of a bar", "write (1 | g)"),
    **dict.fromkeys(
        ("cse", "cs"),
        ForeignTerm(
            "brms",
            "effects of an ordinal model that differ between the categories",
            'without it, family="cumulative" has one effect for all of them',
        ),
    ),
    **dict.fromkeys(
        ("ar", "AR1", "AR", "autocor", "ar_process", "corAR1", "cor_ar"),
        ForeignTerm("brms and other programs", _AR, _AR_TERM),
    ),
    **dict.fromkeys(
        ("ma", "arma", "cosy", "unstr", "corARMA", "corCAR1", "corCompSymm"),
        ForeignTerm(
            "brms and nlme",
            "a correlation of the residuals",
            f"{_AR_TERM}; cs(0 + factor(t) | g) has equal correlations",
        ),
    ),
    "ar1": ForeignTerm("glmmTMB and lme4 2.0", "a covariance structure around a bar", _AR_TERM),
    **dict.fromkeys(("car", "sar", "MRF"), ForeignTerm("brms", _SPATIAL)),
    "Error": ForeignTerm("R's aov()", "error strata", "Error(a/b) is (1 | a/b), and stands alone in a sum"),
    "strata": _STRATA,
    "cluster": _STRATA,
    "frailty": _STRATA,
    "ridge": ForeignTerm("survival", "a penalised term"),
    "random": ForeignTerm("gamlss and gam", "a random intercept", "write (1 | g)"),
    "re": ForeignTerm("gamlss", "random effects given by an lme formula", "re(random = ~ x | g) is (x | g)"),
    "Surv": ForeignTerm("survival", _SURVIVAL, _HAZARD),
    "Hist": ForeignTerm("prodlim", _SURVIVAL, _HAZARD),
    "Event": ForeignTerm("survival packages", _SURVIVAL, _HAZARD),
    "mvbind": ForeignTerm("brms", "several responses", "write a model for each response"),
    **dict.fromkeys(
        ("us", "idh", "idv", "diag", "homdiag", "homcs", "hetar1", "toep", "homtoep", "un"),
        ForeignTerm(
            "MCMCglmm and glmmTMB",
            "a covariance structure of random effects",
            "us(1 + x):g of MCMCglmm is (1 + x | g), and glmmTMB's diag(x | g) has a bar",
        ),
    ),
    "weights": ForeignTerm("other programs", "prior weights, which are no predictor", "pass them as weights="),
    "set_rescor": ForeignTerm("brms", "the residual correlation of several responses"),
    **dict.fromkeys(
        ("normal", "student_t", "bernoulli_logit", "poisson_log", "multi_normal", "multi_normal_cholesky", "lkj_corr"),
        ForeignTerm("Stan", "a distribution in a program", "the model's formula is y ~ x + (x | g)"),
    ),
    **dict.fromkeys(
        ("N", "Normal", "MVN", "MVNormal", "Bernoulli", "Binomial", "Poisson", "NegBinomial"),
        ForeignTerm("equations", "a distribution", "a formula has predictors after ~, as in y ~ x + (x | g)"),
    ),
    **dict.fromkeys(
        ("dbern", "dpois", "dmnorm", "dlnorm"),
        ForeignTerm("BUGS, JAGS and nimble", "a distribution in a program", "the model's formula is y ~ x + (x | g)"),
    ),
}
"""Functions by name."""


_INLA = ForeignTerm("INLA", "a latent Gaussian term", 'f(g, model = "iid") is (1 | g)')


def refuse_foreign_term(call: Call, source: str) -> LevelwiseError | None:
    """Return the error for a function of another program; None for any other function."""
    known = FOREIGN_TERMS.get(call.function)
    if call.function == "f" and any(argument.name == "model" for argument in call.arguments):
        known = _INLA
    if known is None:
        return None
    text = f"{deparse(call)}: {call.function}() of {known.program} is {known.what}; lme4's formulas have no such term"
    if known.instead:
        text += f"; {known.instead}"
    return UnsupportedModelError(f"{text}\n{caret(source, *call.span)}")
