"""R's glmmTMB.

Sources: Brooks et al. (2017), *R Journal* 9(2); ``?glmmTMB::glmmTMB`` (weights multiply the log-likelihood),
``?glmmTMB::nbinom2`` (families and links); vignette *covstruct*, and the package's NEWS for the versions in which
structures appeared.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.model.spec import ModelSpec
from levelwise.translation import residuals
from levelwise.translation.code import Code
from levelwise.translation.languages.r import RModel, r_group, r_model
from levelwise.translation.parts import Bar, bars_of, fixed_side, joined, rank_notes, refuse_more_than_the_mean
from levelwise.translation.r_calls import call, weights_argument
from levelwise.translation.refusal import InexpressibleError

_FAMILIES: Mapping[str, tuple[str, str]] = {
    "gaussian": ("gaussian", "identity"),
    "binomial": ("binomial", "logit"),
    "poisson": ("poisson", "log"),
    "Gamma": ("Gamma", "inverse"),
    "nbinom1": ("nbinom1", "log"),
    "nbinom2": ("nbinom2", "log"),
    "beta": ("beta_family", "logit"),
}
"""The families with their names and default links in glmmTMB."""

_LINKS = frozenset({"identity", "log", "logit", "probit", "cloglog", "inverse", "sqrt"})
_RECENT = frozenset({"homdiag", "hetar1", "homcs", "homtoep"})
"""Structures that older versions lack."""

_WEIGHTED = frozenset({"binomial", "poisson", "nbinom1", "nbinom2"})
"""Families whose prior weights multiply the log-likelihood, as glmmTMB's do."""


def write(spec: ModelSpec) -> Code:
    """Return a model for glmmTMB."""
    refuse_more_than_the_mean(spec, structured=True)
    words = r_model(spec)
    bars = joined(bars_of(spec))
    family = _family(spec)
    if spec.weights is not None and spec.family.name not in _WEIGHTED:
        raise InexpressibleError(
            f"glmmTMB's weights multiply the log-likelihood, which in the {spec.family} family is not the "
            "same as prior weights, which divide the variance"
        )
    formula = " + ".join([f"{words.response} ~ {words.fixed(fixed_side(spec))}", *(_bar(bar, words) for bar in bars)])
    if spec.residual.kind == "structured":
        terms, dispersion = residuals.of_glmmtmb(spec, words)
        formula = " + ".join([formula, *terms])
        family = (*family, *dispersion)
    notes: list[str] = []
    if spec.residual.correlation is not None:
        notes.append("random effects of the occasions take the place of the residuals, which dispformula = ~ 0 removes")
    if spec.is_linear:
        notes.append("by default glmmTMB() uses maximum likelihood; REML = TRUE gives REML, as lmer() does")
    if any(bar.covariance in _RECENT for bar in bars):
        notes.append("the covariance structure requires a recent version of glmmTMB (homtoep 1.1.13)")
    notes += rank_notes(spec, 'control = glmmTMBControl(rank_check = "adjust") makes glmmTMB drop them')
    text = call("glmmTMB", [formula, "data = d", *family, *weights_argument(spec)])
    return Code("\n".join(("library(glmmTMB)", *words.preamble, text)), "glmmTMB", tuple(notes))


def _family(spec: ModelSpec) -> tuple[str, ...]:
    known = _FAMILIES.get(spec.family.name)
    if known is None:
        raise InexpressibleError(f"glmmTMB has no {spec.family} family")
    if spec.link not in _LINKS:
        raise InexpressibleError(f"glmmTMB has no {spec.link} link")
    name, default = known
    if spec.link == default:
        return () if name == "gaussian" else (f"family = {name}",)
    return (f'family = {name}(link = "{spec.link}")',)


def _bar(bar: Bar, words: RModel) -> str:
    name = "" if bar.covariance == "us" else bar.covariance
    return f"{name}({words.effects(bar.side)} | {r_group(bar.group)})"
