"""The notation of Gelman & Hill (2007): a distribution of the response, regressions of its coefficients on groups.

Chapters 11 to 14; a model whose factors are not nested has one mean and effects with a letter for each factor (p. 289).
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Distribution,
    Index,
    Line,
    Range,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.model.parameters import LevelOneResidual
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import effects_by_factor, group_regressions
from levelwise.notations.forms.effects_by_factor import EffectsByFactor
from levelwise.notations.forms.group_regressions import GroupRegressions, nested
from levelwise.notations.forms.inverse_link import inverted
from levelwise.notations.parts.family_letters import FamilyLetters
from levelwise.notations.parts.normal import NORMAL, residual_distribution
from levelwise.notations.parts.outcomes import parameters_note
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.response_distribution import scale_of
from levelwise.notations.symbols import Symbols
from levelwise.options import Options

_RESPONSE = "y"
"""What the subscript of the residual variance names."""


@dataclass(frozen=True)
class GelmanHillSymbols(Symbols):
    """The letters of Gelman & Hill (2007).

    Attributes
    ----------
    intercept, slope : str
        The coefficients in the distribution of the response.
    mean : str
        The mean of a coefficient, and the one mean of a model with effects of several factors.
    regression : str
        The coefficients of group-level regressions.
    coarser : tuple of str
        The coefficients of coarser factors.
    effects : tuple of str
        The random effects of factors that are not nested.
    deviation, correlation : str
        Standard deviations and correlations.
    residual : str
        The residual of an observation, which only correlated residuals need.
    probability, rate, dispersion, threshold : str
        In generalized linear models: the mean of a binomial response, that of any other, the dispersion, and the
        thresholds of ordered categories.
    """

    intercept: str = "alpha"
    slope: str = "beta"
    mean: str = "mu"
    regression: str = "gamma"
    coarser: tuple[str, ...] = ("delta", "zeta", "eta", "kappa", "nu", "xi", "tau", "psi")
    effects: tuple[str, ...] = ("gamma", "delta", "zeta", "eta", "kappa", "nu", "xi", "tau", "psi")
    deviation: str = "sigma"
    correlation: str = "rho"
    residual: str = "epsilon"
    probability: str = "p"
    rate: str = "theta"
    dispersion: str = "omega"
    threshold: str = "c"

    @property
    def reserved(self) -> Mapping[str, str]:
        """The letters that no grouping factor can have, with their meanings."""
        return {"n": "the number of observations", self.observation: "the index of an observation"}

    @property
    def family(self) -> FamilyLetters:
        """The letters of the distribution of the response in a generalized linear model."""
        return FamilyLetters(
            self.probability,
            self.rate,
            self.rate,
            dispersion=self.dispersion,
            threshold=self.threshold,
            residual_variance=self.deviation,
            residual=(Symbol(_RESPONSE),),
            function=Word("Pr"),
        )


SYMBOLS = GelmanHillSymbols()
"""The letters are those of the book, with γ and δ for two factors; those of coarser and of further factors are ours."""


def write(spec: ModelSpec, options: Options, symbols: GelmanHillSymbols) -> System:
    """Write a model in the notation of Gelman & Hill (2007)."""
    del options  # this notation takes none
    form = _form(spec, symbols)
    index = Index(symbols.observation)
    variance = scale_of(spec, symbols.family, (index,))
    namer, mean = form.units.response(), form.mean()
    over = Range((index.letter,), Symbol("n"))
    if not spec.is_linear:
        lines = inverted(spec, namer, mean, symbols.family, over)
    elif spec.residual.correlation is not None:  # a correlation is one of residuals, which need a symbol
        error = Symbol(symbols.residual, (index,), of=LevelOneResidual())
        terms = mean.terms if isinstance(mean, Sum) else ()
        law = residual_distribution(error, variance)
        first = Line(namer.response(), "=", Sum((*terms, ("+", error))), (over,))
        lines = [first, *structured(spec, law, form.units.rows(), symbols.correlation)]
    else:
        law = Line(namer.response(), "~", Distribution(NORMAL, (mean, variance)), (over,))
        lines = structured(spec, law, form.units.rows(), symbols.correlation, (index,))
    return System((*lines, *form.lines()), "gelman-hill", parameters_note(spec, "θ", "ω"))


def _form(spec: ModelSpec, symbols: GelmanHillSymbols) -> GroupRegressions | EffectsByFactor:
    """Return the form of a model: regressions of the groups of nested factors, else effects of each factor."""
    levels = nested(spec, 1 + len(symbols.coarser))
    if levels is not None:
        letters = group_regressions.Letters(
            symbols.intercept,
            symbols.slope,
            symbols.mean,
            symbols.regression,
            symbols.coarser,
            symbols.deviation,
            symbols.correlation,
        )
        indices = symbols.letters([level.group.label for level in levels])
        return GroupRegressions(spec, levels, letters, symbols.observation, indices)
    indices = symbols.letters([level.group.label for level in spec.levels])
    of_factors = effects_by_factor.Letters(
        symbols.mean, symbols.slope, symbols.effects, symbols.deviation, symbols.correlation
    )
    return EffectsByFactor(spec, of_factors, symbols.observation, indices)


def conventions(spec: ModelSpec, symbols: GelmanHillSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    regressions = nested(spec, 1 + len(symbols.coarser)) is not None
    data_level = (symbols.intercept, symbols.slope)
    coefficients = (*data_level, symbols.regression, *symbols.coarser)
    return Conventions(
        letters={
            "fixed": data_level if regressions else (symbols.mean, symbols.slope),
            "row": (symbols.regression, symbols.mean),
            "varying": data_level,
            "effect": coefficients if regressions else symbols.effects,
            "variance": (symbols.deviation,),
            "deviation": (symbols.deviation,),
            "correlation": (symbols.correlation,),
            "residual": (symbols.residual,),
            "residual variance": (symbols.deviation,),
            "residual correlation": (symbols.correlation,),
            "threshold": (symbols.threshold,),
            "dispersion": (symbols.dispersion,),
            "mean": (symbols.probability, symbols.rate),
        },
        squared=frozenset({"residual variance", "variance"}),
        numbering="rows",
        unnumbered=frozenset({symbols.intercept if regressions else symbols.mean}),
        shared=True,
        variables="unit",
        observation=symbols.observation,
        nested=False,
        named_by="effects",
        residual=_RESPONSE,
    )
