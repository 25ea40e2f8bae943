"""R's brms.

Sources: Bürkner (2017), *J. Stat. Softw.* 80(1); Bürkner (2018), *R Journal* 10(1); ``?brms::brmsformula`` (trials,
``||``), ``?brms::brmsfamily`` (families and links).
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.formula.syntax import Call, quoted
from levelwise.model.spec import ModelSpec
from levelwise.translation import residuals
from levelwise.translation.code import Code
from levelwise.translation.languages.r import RModel, r_group, r_model
from levelwise.translation.parts import (
    Bar,
    bars_of,
    counts,
    fixed_side,
    joined,
    rank_notes,
    refuse_more_than_the_mean,
    refuse_repeated_effects,
)
from levelwise.translation.r_calls import call
from levelwise.translation.refusal import InexpressibleError

_BOUNDED = frozenset({"logit", "probit", "cloglog", "cauchit", "identity", "log"})
_FAMILIES: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "gaussian": ("gaussian", "identity", frozenset({"identity", "log", "inverse"})),
    "binomial": ("binomial", "logit", _BOUNDED),
    "poisson": ("poisson", "log", frozenset({"log", "identity", "sqrt"})),
    "Gamma": ("Gamma", "inverse", frozenset({"inverse", "identity", "log"})),
    "inverse.gaussian": ("inverse.gaussian", "1/mu^2", frozenset({"1/mu^2", "inverse", "identity", "log"})),
    "nbinom2": ("negbinomial", "log", frozenset({"log", "identity", "sqrt"})),
    "beta": ("Beta", "logit", _BOUNDED),
    "cumulative": ("cumulative", "logit", frozenset({"logit", "probit", "cloglog", "cauchit"})),
    "multinomial": ("categorical", "logit", frozenset({"logit"})),
}
"""The families with their names, default links and links in brms."""


def write(spec: ModelSpec) -> Code:
    """Return a model for brms."""
    refuse_more_than_the_mean(spec, structured=True)
    words = r_model(spec)
    bars = joined(bars_of(spec))
    refuse_repeated_effects(bars, "brms")
    right = " + ".join([words.fixed(fixed_side(spec)), *(_bar(bar, words) for bar in bars)])
    terms, sigma, notes = residuals.of_brms(spec, words) if spec.residual.kind == "structured" else ([], [], [])
    formula = f"{_response(words)} ~ {' + '.join([right, *terms])}"
    if spec.weights is not None and spec.response.kind != "proportion":
        if not spec.is_linear:
            raise InexpressibleError(
                f"brms' weights multiply the log-likelihood, which in the {spec.family} family is not the "
                "same as prior weights"
            )
        sigma = [f"{sigma[0] if sigma else 'sigma ~ 1'} + offset(-log({quoted(spec.weights)}) / 2)"]
    if sigma:
        formula = f"bf({formula}, {sigma[0]})"
    notes = [*notes, "this is the model without priors; brm() adds its default priors, see default_prior()"]
    notes += rank_notes(spec, "their coefficients are determined by the priors alone")
    text = call("brm", [formula, "data = d", *_family(spec)])
    return Code("\n".join(("library(brms)", *words.preamble, text)), "brms", tuple(notes))


def _family(spec: ModelSpec) -> tuple[str, ...]:
    known = _FAMILIES.get(spec.family.name)
    if known is None:
        raise InexpressibleError(f"brms has no {spec.family} family")
    name, default, links = known
    if spec.link not in links:
        raise InexpressibleError(f"brms has no {spec.link} link of the {spec.family} family")
    if name == "binomial" and spec.response.kind == "binary":
        name = "bernoulli"
    if spec.link == default and name in ("gaussian", "poisson"):
        return () if name == "gaussian" else (f"family = {name}",)
    return (f'family = {name}(link = "{spec.link}")',)


def _response(words: RModel) -> str:
    response = words.spec.response
    if response.trials is None:
        return words.response
    if response.kind == "counts":
        assert isinstance(response.node, Call)  # cbind(successes, failures)
        successes, trials = counts(response.node)
        return f"{words.expression(successes)} | trials({words.expression(trials)})"
    number = words.expression(response.trials)
    raise InexpressibleError(
        "brms needs the number of successes, not a proportion",
        f"compute d$successes <- round(d${words.response} * d${number}) and give cbind(successes, {number} "
        "- successes) as the response",
    )


def _bar(bar: Bar, words: RModel) -> str:
    if bar.covariance not in ("us", "diag"):
        raise InexpressibleError(f"brms has no covariance structure {bar.covariance} of random effects")
    return f"({words.effects(bar.side)} {'|' if bar.covariance == 'us' else '||'} {r_group(bar.group)})"
