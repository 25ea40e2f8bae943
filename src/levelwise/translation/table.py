"""The software for which models are written, one line each, and that of other packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.dataclass import dataclass
from levelwise.errors import UnsupportedModelError
from levelwise.registry import Registry, load
from levelwise.text.sentences import listed
from levelwise.translation.code import Code
from levelwise.translation.refusal import InexpressibleError, UnwrittenError
from levelwise.translation.software import ATTRIBUTES, Software

if TYPE_CHECKING:
    from levelwise.model.spec import ModelSpec


@dataclass(frozen=True)
class OwnSoftware:
    """Software for which Levelwise itself writes models; the module is loaded when it is used.

    Attributes
    ----------
    name, title, source : str
        As in `Software`.
    module : str
        The module of the function ``write``.
    """

    name: str
    title: str
    source: str
    module: str

    def write(self, spec: ModelSpec, /) -> Code:
        """Return a model in the language of this software."""
        written: Code = load(f"levelwise.translation.{self.module}:write")(spec)
        return written


_OWN = (
    OwnSoftware(
        "lme4",
        "R: lmer(), glmer() or glmer.nb(); lm(), glm() or glm.nb() without random effects",
        "Bates, Mächler, Bolker & Walker (2015); ?lme4::lmer; lme4 2.0, vignette covariance_structures",
        "lme4",
    ),
    OwnSoftware(
        "glmmTMB", "R: glmmTMB()", "Brooks et al. (2017); ?glmmTMB::glmmTMB; glmmTMB, vignette covstruct", "glmmtmb"
    ),
    OwnSoftware("nlme", "R: lme(), or gls() without random effects", "Pinheiro & Bates (2000); ?nlme::lme", "nlme"),
    OwnSoftware("brms", "R: brm()", "Bürkner (2017, 2018); ?brms::brmsformula; ?brms::brmsfamily", "brms"),
    OwnSoftware(
        "statsmodels",
        "Python: mixedlm(), Bayesian mixed GLMs, and models without random effects",
        "statsmodels' documentation of MixedLM, BinomialBayesMixedGLM, PoissonBayesMixedGLM and GLM",
        "statsmodels",
    ),
    OwnSoftware("bambi", "Python: bambi.Model()", "Capretto et al. (2022); bambi's documentation of Model", "bambi"),
    OwnSoftware(
        "MixedModels.jl",
        "Julia: fit(MixedModel, …); GLM.jl without random effects",
        "the documentation of MixedModels.jl, GLM.jl and StatsModels.jl",
        "mixedmodels",
    ),
    OwnSoftware(
        "Stata",
        "mixed, melogit and other commands of the me suite",
        "Stata Multilevel Mixed-Effects Reference Manual: me, mixed, meglm",
        "stata",
    ),
    OwnSoftware(
        "SAS",
        "PROC MIXED or PROC GLIMMIX",
        "SAS/STAT User's Guide: The MIXED Procedure, The GLIMMIX Procedure",
        "sas",
    ),
    OwnSoftware(
        "SPSS",
        "MIXED or GENLINMIXED",
        "IBM SPSS Statistics Command Syntax Reference: MIXED, GENLINMIXED",
        "spss",
    ),
    OwnSoftware(
        "HLM",
        "the equations as HLM lists them, with the steps that specify them in its windows",
        "Raudenbush, Bryk, Cheong, Congdon & du Toit (2011), HLM 7",
        "hlm",
    ),
    OwnSoftware(
        "MLwiN",
        "R: runMLwiN() of R2MLwiN, which runs MLwiN",
        "Zhang, Parker, Charlton, Leckie & Browne (2016); ?R2MLwiN::runMLwiN",
        "mlwin",
    ),
)

_ALIASES = {
    "lme4": ("lmer", "glmer", "r"),
    "glmmTMB": ("tmb",),
    "nlme": ("lme",),
    "brms": ("brm",),
    "statsmodels": ("mixedlm", "smf"),
    "bambi": ("bmb",),
    "MixedModels.jl": ("mixedmodels", "julia"),
    "Stata": ("mixed", "melogit"),
    "SAS": ("proc mixed", "glimmix", "proc glimmix"),
    "SPSS": ("genlinmixed",),
    "HLM": ("hlm7", "hlm 7", "hlm8", "hlm 8"),
    "MLwiN": ("r2mlwin", "runmlwin"),
}

SOFTWARE: Registry[Software] = Registry(
    "software",
    "levelwise.software",
    {one.name: one for one in _OWN},
    ATTRIBUTES,
    aliases={name: one for one in _OWN for name in (one.name.lower(), *_ALIASES[one.name])},
)
"""All software, by name."""


def code(spec: ModelSpec, software: str) -> Code:
    """Return a model in the language of other software.

    Raises
    ------
    UnknownNameError
        For software that there is not.
    UnsupportedModelError
        When a part of the model cannot be expressed; the message says which, and what software can.
    """
    chosen = SOFTWARE.named(software)
    try:
        return chosen.write(spec)
    except InexpressibleError as error:
        can = [one.name for one in _OWN if one.name != chosen.name and _writes(one, spec)]
        others = f"; {listed(can)} can" if can else ""
        advice = f". To use {chosen.name}, {error.advice}" if error.advice else ""
        if isinstance(error, UnwrittenError):
            written = f"; it does for {listed(can)}" if can else ""
            message = f"Levelwise does not write {error.part} for {chosen.name}{written}"
        else:
            message = f"{chosen.name} cannot express this model: {error.part}{others}{advice}"
        raise UnsupportedModelError(message) from None


def _writes(software: OwnSoftware, spec: ModelSpec) -> bool:
    try:
        software.write(spec)
    except InexpressibleError:
        return False
    return True
