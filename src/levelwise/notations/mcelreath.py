"""The notation of McElreath (2020), *Statistical Rethinking*: Normal(μ_i, σ), α_school[i], MVNormal with S and R.

Chapters 13 and 14 of the second edition. σ is a standard deviation. All predictors are terms of the linear model, those
of groups with the name of the group as index. The lines of priors, of a model that has them, are added afterwards.
"""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Distribution,
    Index,
    Line,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.model.parameters import LevelOneResidual, Mean
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import factored_covariances
from levelwise.notations.forms.effects_by_factor import EffectsByFactor, Letters, has_sole_slope
from levelwise.notations.forms.factored_covariances import MULTIVARIATE, NORMAL
from levelwise.notations.forms.generalized import with_link
from levelwise.notations.parts.family_letters import FamilyLetters, FamilySymbols
from levelwise.notations.parts.links import named_link
from levelwise.notations.parts.normal import residual_distribution
from levelwise.notations.parts.outcomes import check_weights, residual_deviation
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.response_distribution import parameters_in_words
from levelwise.options import Options


@dataclass(frozen=True)
class McElreathSymbols(FamilySymbols):
    """The letters of McElreath (2020).

    Attributes
    ----------
    intercept, slope : str
        The coefficients of the linear model.
    effects : tuple of str
        The effects of further grouping factors, which have the mean zero.
    deviation, correlation : str
        Standard deviations and correlations.
    residual : str
        The residual of an observation, which only correlated residuals need.
    predictor, threshold : str
        The linear predictor of ordered categories, and their thresholds.
    """

    intercept: str = "alpha"
    slope: str = "beta"
    effects: tuple[str, ...] = ("gamma", "delta", "zeta", "eta", "xi", "nu", "tau", "psi", "omega")
    deviation: str = "sigma"
    correlation: str = "rho"
    residual: str = "epsilon"
    predictor: str = "phi"
    threshold: str = "kappa"

    @property
    def family(self) -> FamilyLetters:
        """The letters of the distribution of the response in a generalized linear model."""
        return self.family_letters(self.deviation, function=Word("Pr"))


SYMBOLS = McElreathSymbols()
"""The letters are those of the book, with γ for a second factor; those of further factors are ours."""


def write(spec: ModelSpec, options: Options, symbols: McElreathSymbols) -> System:
    """Write a model in the notation of McElreath (2020)."""
    del options  # this notation takes none
    letters = Letters(symbols.intercept, symbols.slope, symbols.effects, symbols.deviation, symbols.correlation)
    indices = symbols.letters([level.group.label for level in spec.levels])
    form = EffectsByFactor(spec, letters, symbols.observation, indices, centred=True)
    if spec.family == "gaussian":
        lines = _gaussian(spec, form, symbols)
    else:
        lines = with_link(spec, form.units.response(), (Index(symbols.observation),), form.mean(), symbols.family)
    notes = () if spec.family == "gaussian" else parameters_in_words(spec, symbols.family)
    return System((*lines, *factored_covariances.lines(form)), "mcelreath", notes)


def _gaussian(spec: ModelSpec, form: EffectsByFactor, symbols: McElreathSymbols) -> list[Line]:
    """Return the distribution of a gaussian response and its linear model."""
    check_weights(spec)
    index = Index(symbols.observation)
    response = form.units.response().response()
    mean = Symbol(symbols.mean, (index,), of=Mean())
    deviation = residual_deviation(spec, symbols.deviation, (index,))
    model = Line(named_link(spec.link, mean), "=", form.mean())
    if spec.residual.correlation is None:
        law = Line(response, "~", Distribution(NORMAL, (mean, deviation)))
        first, *others = structured(spec, law, form.units.rows(), symbols.correlation, (index,))
        return [first, model, *others]
    error = Symbol(symbols.residual, (index,), of=LevelOneResidual())  # a correlation is one of residuals
    law = residual_distribution(error, deviation, NORMAL)
    whole = Line(response, "=", Sum((("+", mean), ("+", error))))
    return [whole, model, *structured(spec, law, form.units.rows(), symbols.correlation)]


def conventions(spec: ModelSpec, symbols: McElreathSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    coefficients = (symbols.intercept, symbols.slope)
    return Conventions(
        letters={
            "fixed": coefficients,
            "row": coefficients,
            "effect": (*coefficients, *symbols.effects),
            "variance": (symbols.deviation,),
            "deviation": (symbols.deviation,),
            "correlation": (symbols.correlation,),
            "residual": (symbols.residual,),
            "residual deviation": (symbols.deviation,),
            "residual correlation": (symbols.correlation,),
            **symbols.family.roles,
            "stacked": ("S", "R"),
        },
        squared=frozenset({"variance"}),
        numbering="rows",
        unnumbered=frozenset({symbols.intercept}),
        shared=True,
        sole=has_sole_slope(spec),
        variables="unit",
        named_groups=True,
        observation=symbols.observation,
        nested=False,
        named_by="effects",
        scale="deviation",
        normal=(NORMAL.text, MULTIVARIATE.text),
    )
