"""The vocabulary of a model: the parameters and quantities that symbols, estimates, legends and findings refer to.

A `Key` is a design column: the set of its cells; the empty set is the intercept. Blocks are numbered as in
``ModelSpec.blocks``.
"""

from __future__ import annotations

from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.model.spec import Key

# --- parameters: what is estimated ----------------------------------------------------------------


@dataclass(frozen=True)
class FixedEffect:
    """The fixed coefficient of a design column in a linear predictor.

    An estimate of a multinomial model has the name of a category as its `predictor`; a symbol of all of them, that of
    the mean.
    """

    predictor: str
    key: Key


@dataclass(frozen=True)
class Variance:
    """The variance of a random effect."""

    effect: RandomEffect


@dataclass(frozen=True)
class Covariance:
    """The covariance of two random effects of one block."""

    effects: frozenset[RandomEffect]


@dataclass(frozen=True)
class StandardDeviation:
    """The standard deviation of a random effect: the square root of its variance."""

    effect: RandomEffect


@dataclass(frozen=True)
class CommonDeviation:
    """The common standard deviation of all random effects of a homogeneous block."""

    block: int


@dataclass(frozen=True)
class Correlation:
    """The correlation of two random effects of one block."""

    effects: frozenset[RandomEffect]


@dataclass(frozen=True)
class CommonVariance:
    """The common variance of all random effects of a homogeneous block."""

    block: int


@dataclass(frozen=True)
class CommonCorrelation:
    """The common correlation of all pairs of random effects of a block or, with `lag`, of those at that distance."""

    block: int
    lag: int | None = None


@dataclass(frozen=True)
class ResidualVariance:
    """The variance of the level-1 residuals, or of those in a category, before prior weights."""

    category: str | None = None


@dataclass(frozen=True)
class ResidualDeviation:
    """The standard deviation of the level-1 residuals, or of those in a category: the square root of their variance."""

    category: str | None = None


@dataclass(frozen=True)
class ResidualCorrelation:
    """The correlation of the residuals of a group: a common one or that at distance one, at a lag, or of two occasions.

    `occasions` are two, in order; `lag` is a distance.
    """

    lag: int | None = None
    occasions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispersion:
    """The free dispersion of a family, such as the θ of the negative binomial."""


@dataclass(frozen=True)
class Threshold:
    """A threshold of an ordinal response.

    Attributes
    ----------
    number : int or None
        Its number, from 1; None for the threshold of any category.
    from_first : bool
        Whether it is the distance from the first threshold, which is the intercept then.
    """

    number: int | None
    from_first: bool = False


@dataclass(frozen=True)
class LagCoefficient:
    """A coefficient of an autoregressive or moving-average polynomial of a time series.

    Attributes
    ----------
    kind : {"autoregressive", "moving-average"}
        Which polynomial.
    lag : int
        The lag, from 1: in observations, or in seasons if it is `seasonal`.
    seasonal : bool
        Whether the polynomial is the seasonal one.
    """

    kind: Literal["autoregressive", "moving-average"]
    lag: int
    seasonal: bool = False


@dataclass(frozen=True)
class TrendCoefficient:
    """The coefficient of a power of time in a time series; that of power zero is a constant."""

    power: int


Parameter = (
    FixedEffect
    | Variance
    | Covariance
    | StandardDeviation
    | CommonDeviation
    | Correlation
    | CommonVariance
    | CommonCorrelation
    | ResidualVariance
    | ResidualDeviation
    | ResidualCorrelation
    | Dispersion
    | Threshold
    | LagCoefficient
    | TrendCoefficient
)
"""The parameters, in one parametrisation or another."""

# --- quantities: what symbols stand for besides parameters --------------------------------------


@dataclass(frozen=True)
class RandomEffect:
    """A random effect: the coefficient of a design column in a block, with or without its mean."""

    block: int
    key: Key


@dataclass(frozen=True)
class MeanShare:
    """One of several means that add up to a fixed coefficient, each in the distribution of one block."""

    key: Key
    block: int


@dataclass(frozen=True)
class VaryingCoefficient:
    """A coefficient that other lines of the system define; `place` distinguishes those of one design column."""

    key: Key
    place: tuple[int, ...] = ()


@dataclass(frozen=True)
class LevelOneResidual:
    """The residual of an observation."""


@dataclass(frozen=True)
class ResidualSpread:
    """The residual variance of an observation, or its standard deviation, where it depends on a category."""

    deviation: bool = False


@dataclass(frozen=True)
class Mean:
    """The conditional mean of an observation, or its linear predictor `on_link_scale`."""

    on_link_scale: bool = False


@dataclass(frozen=True)
class Outcome:
    """The response of an observation, if it is written as a letter."""


StackedKind = Literal[
    "outcomes",
    "fixed effects",
    "fixed columns",
    "random effects",
    "random vector",
    "random columns",
    "raw columns",
    "memberships",
    "covariances",
    "covariance factor",
    "covariance parameters",
    "deviations",
    "correlations",
    "residuals",
    "residual covariances",
    "predictors",
    "offsets",
    "weights",
    "identity",
]


@dataclass(frozen=True)
class Stacked:
    """A vector or a matrix of all quantities of a kind, such as **X**, **β**, **Z**, **b** or **D**.

    `blocks` are the blocks of random effects concerned. `unit` is the grouping factor if it is that of one of its
    groups, empty if it is that of all observations or of all groups. The random vector is the random variable of which
    the random effects are the value; a covariance factor is a root of a covariance matrix, perhaps relative to the
    residual variance; the memberships of a grouping factor are the indicators of its groups, and the raw columns of a
    block are what these multiply.
    """

    kind: StackedKind
    blocks: tuple[int, ...] = ()
    unit: str = ""


Quantity = RandomEffect | MeanShare | VaryingCoefficient | LevelOneResidual | ResidualSpread | Mean | Outcome | Stacked

Meaning = Parameter | Quantity
"""The possible meanings of a symbol."""


def random_effects(parameter: Parameter) -> frozenset[RandomEffect]:
    """Return the random effects of which a parameter is the variance, the covariance or the like, if any are named."""
    match parameter:
        case Variance(effect) | StandardDeviation(effect):
            return frozenset((effect,))
        case Covariance(effects) | Correlation(effects):
            return effects
        case _:
            return frozenset()


def block_of(parameter: Parameter) -> int | None:
    """Return the number of the block to which a parameter belongs; None for any other."""
    if isinstance(parameter, CommonVariance | CommonDeviation | CommonCorrelation):
        return parameter.block
    return next((effect.block for effect in random_effects(parameter)), None)
