"""Families that other programs have and that models here do not, with what they are."""

from __future__ import annotations

from collections.abc import Mapping

_ORDINAL = "an ordinal model other than the cumulative model"
_ZEROS = "a zero-inflated, hurdle or truncated model"
_SURVIVAL = "a model of survival times"
_QUASI = "a quasi-likelihood, which is not a distribution"

OTHER_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "sratio",
            "cratio",
            "acat",
            "adjacent",
            "threshold",
        ),
        _ORDINAL,
    ),
    **dict.fromkeys(("dirichlet", "logistic_normal"), "a model of a response of several shares that add up to one"),
    **dict.fromkeys(
        (
            *("zero_inflated_poisson", "zero_inflated_negbinomial", "zero_inflated_binomial", "zero_inflated_beta"),
            *("hurdle_poisson", "hurdle_negbinomial", "hurdle_gamma", "hurdle_lognormal", "zip", "zinb", "zipoisson"),
            *("truncated_poisson", "truncated_nbinom1", "truncated_nbinom2", "zero_one_inflated_beta", "ziplss"),
        ),
        _ZEROS,
    ),
    **dict.fromkeys(("weibull", "exponential", "cox", "frechet"), _SURVIVAL),
    **dict.fromkeys(("quasi", "quasibinomial", "quasipoisson"), _QUASI),
    **dict.fromkeys(
        ("student", "student_t", "t", "t_family", "scat", "studentt"), "a model with Student's t distribution"
    ),
    **dict.fromkeys(("skew_normal", "skewnormal", "exgaussian", "asym_laplace"), "a model of a skewed response"),
    **dict.fromkeys(("tweedie",), "a Tweedie model"),
    **dict.fromkeys(("lognormal",), "a model of log(y): write log(y) as the response of a gaussian model"),
    **dict.fromkeys(("betabinomial", "beta_binomial", "betabinomial2"), "a beta-binomial model"),
    **dict.fromkeys(
        ("compois", "genpois", "com_poisson"),
        "a model of counts whose dispersion is unlike that of nbinom1 and nbinom2",
    ),
    **dict.fromkeys(("geometric",), "a negative binomial model with size one"),
    **dict.fromkeys(("von_mises", "vonmises"), "a model of angles"),
    **dict.fromkeys(("wiener",), "a diffusion model of response times"),
}
"""Families by name, in lower case."""

LINKS_AS_FAMILIES: Mapping[str, tuple[str, str]] = {
    "logistic": ("binomial", "logit"),
    "logit": ("binomial", "logit"),
    "probit": ("binomial", "probit"),
    "cloglog": ("binomial", "cloglog"),
    "cauchit": ("binomial", "cauchit"),
    "loglinear": ("poisson", "log"),
    "log-linear": ("poisson", "log"),
    "cumulative_logit": ("cumulative", "logit"),
    "cumulative_probit": ("cumulative", "probit"),
    **dict.fromkeys(("ologit", "meologit", "ordered logit"), ("cumulative", "logit")),
    **dict.fromkeys(("oprobit", "meoprobit", "ordered probit"), ("cumulative", "probit")),
}
"""Names of regressions that stand for a family with a link."""
