"""The letters of the distribution of the response in a generalized linear model."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Script, Symbol, Word
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Role
from levelwise.notations.symbols import Symbols

COUNTS = ("poisson", "nbinom1", "nbinom2")
"""The families whose mean is a rate."""


@dataclass(frozen=True)
class FamilyLetters:
    """The letters of a probability, a rate, another mean, the linear predictor, the dispersion, a residual variance.

    `threshold` is that of the thresholds of an ordinal response, `residual` the subscript of the residual variance.
    `function` is the probability of an event. `named` is whether links are written by name, `single_trial` whether a
    binary response is binomial with one trial.
    """

    probability: str = "phi"
    rate: str = "lambda"
    mean: str = "mu"
    predictor: str = "eta"
    dispersion: str = "omega"
    threshold: str = "delta"
    residual_variance: str = "sigma"
    residual: tuple[Script, ...] = ()
    function: Symbol | Word = Symbol("P")
    named: bool = False
    single_trial: bool = False

    def of(self, spec: ModelSpec) -> str:
        """Return the letter of the mean of a response."""
        return self.probability if spec.family == "binomial" else self.rate if spec.family in COUNTS else self.mean

    @property
    def roles(self) -> Mapping[Role, tuple[str, ...]]:
        """The letters of the mean, the dispersion and the thresholds, by which the proof interprets them."""
        return {
            "dispersion": (self.dispersion,),
            "mean": (self.probability, self.rate, self.mean, self.predictor),
            "threshold": (self.threshold,),
        }


@dataclass(frozen=True)
class FamilySymbols(Symbols):
    """The letters of a notation that writes generalized linear models with a symbol for the mean.

    Attributes
    ----------
    probability, rate, mean, predictor : str
        The mean of a binomial response, of counts, of any other, and the linear predictor.
    dispersion, threshold : str
        The dispersion of a family, and the thresholds of ordered categories.
    """

    probability: str = "p"
    rate: str = "lambda"
    mean: str = "mu"
    predictor: str = "eta"
    dispersion: str = "phi"
    threshold: str = "theta"

    def family_letters(
        self,
        residual_variance: str,
        residual: tuple[Script, ...] = (),
        function: Symbol | Word = Symbol("P"),  # noqa: B008 - it is frozen
        *,
        single_trial: bool = False,
    ) -> FamilyLetters:
        """Return the letters of a distribution, with those of the residual variance; links are written by name."""
        return FamilyLetters(
            self.probability,
            self.rate,
            self.mean,
            self.predictor,
            self.dispersion,
            self.threshold,
            residual_variance,
            residual,
            function,
            named=True,
            single_trial=single_trial,
        )
