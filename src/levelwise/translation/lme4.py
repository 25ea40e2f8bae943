"""R's lme4: ``lmer()``, ``glmer()`` and ``glmer.nb()``.

Sources: Bates, Mächler, Bolker & Walker (2015), *J. Stat. Softw.* 67(1), section 2.2; ``?lme4::lmer``,
``?lme4::glmer``, ``?lme4::glmer.nb``; lme4 2.0, vignette *covariance_structures* (us, diag, cs and ar1, with the
argument ``hom``).
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.model.spec import ModelSpec
from levelwise.translation.code import Code
from levelwise.translation.languages.r import RModel, r_group, r_model
from levelwise.translation.parts import (
    Bar,
    bars_of,
    fixed_side,
    is_numeric,
    joined,
    rank_notes,
    refuse_more_than_the_mean,
)
from levelwise.translation.r_calls import call, family_argument, weights_argument
from levelwise.translation.refusal import InexpressibleError

_STRUCTURES: Mapping[str, tuple[str, str]] = {
    "diag": ("diag", ""),
    "homdiag": ("diag", ", hom = TRUE"),
    "cs": ("cs", ""),
    "homcs": ("cs", ", hom = TRUE"),
    "ar1": ("ar1", ""),
    "hetar1": ("ar1", ", hom = FALSE"),
}
"""The structures of lme4 2.0, with the arguments after the bar."""


_GLM = frozenset({"gaussian", "binomial", "poisson", "Gamma", "inverse.gaussian"})
"""The families of R's ``glm()``."""


def write(spec: ModelSpec) -> Code:
    """Return a model for lme4, or for R's own functions if it has no random effects."""
    refuse_more_than_the_mean(spec)
    words = r_model(spec, lme4=True)
    bars = joined(bars_of(spec))
    notes: list[str] = []
    family: tuple[str, ...] = ()
    if not bars:
        return _without_random_effects(words)
    formula = " + ".join([f"{words.response} ~ {words.fixed(fixed_side(spec))}", *(_bar(bar, words) for bar in bars)])
    if any(_structure(bar) for bar in bars):
        notes.append("the covariance structures in this formula require lme4 2.0 or later")
    if spec.is_linear:
        function = "lmer"
        notes.append("by default lmer() uses REML; REML = FALSE gives maximum likelihood")
    else:
        function, family = _generalized(spec)
    libraries = ("library(lme4)",)
    notes += rank_notes(spec, "lme4 drops them itself")
    text = call(function, [formula, "data = d", *family, *weights_argument(spec)])
    return Code("\n".join((*libraries, *words.preamble, text)), "lme4", tuple(notes))


def _generalized(spec: ModelSpec) -> tuple[str, tuple[str, ...]]:
    name = spec.family.name
    if name == "nbinom2":
        if spec.link != "log":
            raise InexpressibleError(f"glmer.nb() has no {spec.link} link")
        return "glmer.nb", ()
    if name not in _GLM:
        raise InexpressibleError(f"lme4 has no {name} family")
    return "glmer", (family_argument(spec),)


def _without_random_effects(words: RModel) -> Code:
    spec = words.spec
    formula = f"{words.response} ~ {words.fixed(fixed_side(spec))}"
    notes = ["without random effects this is a model for R's own functions, not for lme4"]
    family: tuple[str, ...] = ()
    if spec.is_linear:
        function = "lm"
    elif spec.family == "nbinom2":
        function, family = "MASS::glm.nb", () if spec.link == "log" else (f"link = {spec.link}",)
    elif spec.family.name not in _GLM:
        raise InexpressibleError(f"R's glm() has no {spec.family} family")
    else:
        function, family = "glm", (family_argument(spec),)
    text = call(function, [formula, "data = d", *family, *weights_argument(spec)])
    notes += rank_notes(spec, "R reports their coefficients as NA")
    return Code("\n".join((*words.preamble, text)), "lme4", tuple(notes))


def _structure(bar: Bar) -> str:
    """Return the structure that only lme4 2.0 has; empty for those of a bar."""
    if bar.covariance == "us" or (bar.covariance == "diag" and all(map(is_numeric, bar.block.effects))):
        return ""
    if bar.covariance not in _STRUCTURES:
        raise InexpressibleError(f"lme4 has no covariance structure {bar.covariance}")
    return bar.covariance


def _bar(bar: Bar, words: RModel) -> str:
    structure = _structure(bar)
    double = bar.covariance == "diag" and not structure
    inner = f"{words.effects(bar.side)} {'||' if double else '|'} {r_group(bar.group)}"
    if not structure:
        return f"({inner})"
    name, options = _STRUCTURES[structure]
    return f"{name}({inner}{options})"
