"""Functions that fit a multilevel model given by a formula, and what their arguments add to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from levelwise.dataclass import dataclass
from levelwise.formula.programs import mcmcglmm, nlme_random, nlme_residual, statsmodels_random
from levelwise.formula.programs.call import PastedCall, RawArgument
from levelwise.formula.programs.dialects import AFEX, AOV_4, BAMBI, BRMS, GLMMTMB, JULIA, LME4, Dialect

Bars = Callable[[PastedCall, dict[str, RawArgument]], list[str]]
"""Returns the bars that the arguments beside the formula stand for, in lme4's language."""

Residuals = Callable[[PastedCall, Mapping[str, RawArgument], Sequence[str]], str | None]
"""Returns the structure of the residuals, given the bars that the arguments stand for."""

_LMER = ("formula", "data")
_GLMER = ("formula", "data", "family")
_GLM = ("formula", "family", "data")


@dataclass(frozen=True)
class Fitter:
    """A function that fits a multilevel model.

    Attributes
    ----------
    parameters : tuple of str
        Its parameters in order, as far as they concern the model.
    formula : str
        The parameter that takes the formula of the fixed part, or of the whole.
    dialect : Dialect
        What the bars in its formula mean.
    family : str or None
        The family that the function implies.
    random : callable or None
        Reads the random part that is given beside the formula.
    reads : tuple of str
        The arguments that `random` reads.
    residual : callable or None
        Reads the structure of the residuals that is given beside the formula.
    of_residual : tuple of str
        The arguments that `residual` reads.
    link : str
        The argument that names the link, if `family` does not; empty if there is none.
    refuses : mapping
        Further arguments that specify more than the formula does, with what they specify and the values with which they
        do not.
    """

    parameters: tuple[str, ...] = _LMER
    formula: str = "formula"
    dialect: Dialect = LME4
    family: str | None = None
    random: Bars | None = None
    reads: tuple[str, ...] = ()
    residual: Residuals | None = None
    of_residual: tuple[str, ...] = ()
    link: str = ""
    refuses: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def _nlme(call: PastedCall, given: dict[str, RawArgument]) -> list[str]:
    return nlme_random.random_bars(call, given["random"]) if "random" in given else []


def _bars_beside(_: PastedCall, given: dict[str, RawArgument]) -> list[str]:
    """Return the bars of gamm4's ``random = ~ (1 | g)``."""
    return [given["random"].text.strip().removeprefix("~").strip()] if "random" in given else []


_OF_RESIDUAL = ("correlation", "weights")
_LME = Fitter(
    ("fixed", "data", "random", *_OF_RESIDUAL),
    "fixed",
    random=_nlme,
    reads=("random",),
    residual=nlme_residual.residual_of,
    of_residual=_OF_RESIDUAL,
)
_GLS = Fitter(("model", "data", *_OF_RESIDUAL), "model", residual=nlme_residual.residual_of, of_residual=_OF_RESIDUAL)
_STATSMODELS = Fitter(
    ("formula", "data", "re_formula", "vc_formula"),
    random=statsmodels_random.random_bars,
    reads=("groups", "re_formula", "vc_formula"),
)
_LM = Fitter(_LMER)


def _bayes(family: str) -> Fitter:
    """Return the reading of statsmodels' Bayesian mixed models."""
    bars = statsmodels_random.crossed_components
    return Fitter(("formula", "vc_formulas", "data"), family=family, random=bars, reads=("vc_formulas",))


def _judge(_: PastedCall, given: dict[str, RawArgument]) -> list[str]:
    """Return the bar of clmm2's ``random = judge``, a random intercept."""
    return [f"(1 | {given['random'].text.strip()})"] if "random" in given else []


_CLM_REFUSES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "scale": ("a model of the scale", ("~1",)),
    "nominal": ("effects that differ between the thresholds", ("~1",)),
    "threshold": ("thresholds with a structure", ('"flexible"', "'flexible'")),
}
_CLM = Fitter(("formula", "scale", "nominal", "data"), family="cumulative", link="link", refuses=_CLM_REFUSES)
_POLR = Fitter(_LMER, family="cumulative", link="method")
_ORDERED_MODEL = Fitter(("formula", "data", "distr"), family="cumulative(probit)", link="distr")

FITTERS: Mapping[str, Fitter] = {
    "clm": _CLM,
    "clmm": Fitter(_LMER, family="cumulative", link="link", refuses=_CLM_REFUSES),
    "clmm2": Fitter(
        ("location", "scale", "nominal", "random", "data"),
        "location",
        family="cumulative",
        link="link",
        refuses=_CLM_REFUSES,
        random=_judge,
        reads=("random",),
    ),
    **dict.fromkeys(("polr", "stan_polr"), _POLR),
    **dict.fromkeys(("OrderedModel.from_formula", "OrderedModel"), _ORDERED_MODEL),
    "multinom": Fitter(_LMER, family="multinomial"),
    "mblogit": Fitter(("formula", "data", "random"), family="multinomial", random=_nlme, reads=("random",)),
    **dict.fromkeys(("lmer", "blmer", "rlmer", "stan_lmer", "Lmer", "lmm", "lm", "Lm", "lm_robust"), _LM),
    "ols": _LM,
    "OLS.from_formula": _LM,
    "mixed": Fitter(_LMER),
    "lmer_alt": Fitter(_LMER, dialect=AFEX),
    "glmer": Fitter(_GLMER),
    "bglmer": Fitter(_GLMER),
    "Glmer": Fitter(_GLMER),
    "glmer.nb": Fitter(_LMER, family="nbinom2"),
    "glm.nb": Fitter(_LMER, family="nbinom2"),
    "stan_glmer": Fitter(_GLMER),
    "stan_glm": Fitter(_GLM),
    "stan_lm": _LM,
    "stan_glmer.nb": Fitter(_LMER, family="nbinom2"),
    "stan_glm.nb": Fitter(_LMER, family="nbinom2"),
    "stan_betareg": Fitter(_LMER, family="beta"),
    "glm": Fitter(_GLM),
    "GLM.from_formula": Fitter(_GLM),
    "logit": Fitter(_LMER, family="binomial"),
    "Logit.from_formula": Fitter(_LMER, family="binomial"),
    "poisson": Fitter(_LMER, family="poisson"),
    "Poisson.from_formula": Fitter(_LMER, family="poisson"),
    "aov": _LM,
    "aov_car": _LM,
    "aov_4": Fitter(_LMER, dialect=AOV_4),
    "glmmTMB": Fitter(_GLMER, dialect=GLMMTMB),
    "glmmadmb": Fitter(_GLMER),
    "fitme": Fitter(_GLMER),
    "HLfit": Fitter(_GLMER),
    "brm": Fitter(_GLMER, dialect=BRMS),
    "brms": Fitter(_GLMER, dialect=BRMS),
    **dict.fromkeys(("bf", "brmsformula"), Fitter(_LMER, dialect=BRMS)),
    "Model": Fitter(_GLMER, dialect=BAMBI),
    "lme": _LME,
    "glmmPQL": Fitter(("fixed", "random", "family", "data"), "fixed", random=_nlme, reads=("random",)),
    "mixed_model": Fitter(("fixed", "random", "data", "family"), "fixed", random=_nlme, reads=("random",)),
    "hglm": Fitter(("fixed", "random", "data", "family"), "fixed", random=_nlme, reads=("random",)),
    "gamm4": Fitter(("formula", "random", "family", "data"), random=_bars_beside, reads=("random",)),
    "stan_gamm4": Fitter(("formula", "random", "family", "data"), random=_bars_beside, reads=("random",)),
    "gls": _GLS,
    "gamm": Fitter(
        ("formula", "random", "correlation", "family", "data"),
        random=_nlme,
        reads=("random",),
        residual=nlme_residual.residual_of,
        of_residual=("correlation",),
    ),
    "gam": Fitter(_GLM),
    "bam": Fitter(_GLM),
    "MCMCglmm": Fitter(
        ("fixed", "random", "rcov", "family", "data"),
        "fixed",
        random=mcmcglmm.random_bars,
        reads=("random",),
        residual=mcmcglmm.residual_of,
        of_residual=("rcov",),
    ),
    "mixedlm": _STATSMODELS,
    "MixedLM.from_formula": _STATSMODELS,
    "BinomialBayesMixedGLM.from_formula": _bayes("binomial"),
    "PoissonBayesMixedGLM.from_formula": _bayes("poisson"),
    "fitlme": Fitter(("data", "formula")),
    "fitglme": Fitter(("data", "formula")),
    **dict.fromkeys(("fit", "fit!"), Fitter(("type", "formula", "data", "family"), dialect=JULIA)),
    **dict.fromkeys(("LinearMixedModel", "GeneralizedLinearMixedModel", "MixedModel"), Fitter(_GLMER, dialect=JULIA)),
    **dict.fromkeys(("formula", "as.formula"), Fitter(("formula",))),
    "@formula": Fitter(("formula",), dialect=JULIA),
}
"""Functions by name, without the prefix of a module."""
