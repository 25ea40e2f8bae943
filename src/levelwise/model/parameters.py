"""The vocabulary of a model: the parameters and quantities that symbols, estimates, legends and findings refer to.

A `Key` is a design column: the set of its cells; the empty set is the intercept. Blocks are numbered as in
``ModelSpec.blocks``.
"""

from __future__ import annotations

from itertools import combinations
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import deparse
from levelwise.model.spec import LOCATION, Block, Key, ModelSpec
from levelwise.model.stacked_words import stacked_words
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES, STRUCTURES

# --- parameters: what is estimated ----------------------------------------------------------------


@dataclass(frozen=True)
class FixedEffect:
    """The fixed coefficient of a design column in a linear predictor."""

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


# --- which a model has --------------------------------------------------------------------------


def parameters_of(spec: ModelSpec) -> tuple[Parameter, ...]:
    """Return the parameters of a model: thresholds, fixed effects, (co)variances block by block, then scale.

    Those of a multinomial model are parameters of each category but the reference.

    Examples
    --------
    >>> import levelwise as lw
    >>> spec = lw.model("math ~ ses + (ses | school)").spec
    >>> [described(parameter, spec) for parameter in parameters_of(spec)][-2:]
    ['the variance of the slopes of ses over school', 'the residual variance']
    """
    fixed = [FixedEffect(one.name, column.key) for one in spec.predictors for column in one.fixed]
    blocks = [parameter for number in range(len(spec.blocks)) for parameter in covariance_parameters(spec, number)]
    scale = {"residual": residual_parameters(spec), "dispersion": (Dispersion(),)}
    return (*thresholds_of(spec), *fixed, *blocks, *scale.get(spec.family.spread, ()))


def thresholds_of(spec: ModelSpec) -> tuple[Threshold, ...]:
    """Return the thresholds of an ordinal response, one fewer than it has categories; if these are unknown, any one."""
    if spec.response.kind != "ordinal":
        return ()
    if not spec.response.categories:
        return (Threshold(None),)
    return tuple(Threshold(number) for number in range(1, len(spec.response.categories)))


def residual_parameters(spec: ModelSpec) -> tuple[Parameter, ...]:
    """Return the variances and the correlations of the level-1 residuals."""
    variances, correlation = spec.residual.variances, spec.residual.correlation
    found: list[Parameter] = [ResidualVariance()]
    if variances is not None:
        found = [ResidualVariance(category) for category in variances.categories]
    if correlation is not None:
        match RESIDUAL_STRUCTURES[correlation.structure].correlation:
            case "free":
                found.extend(ResidualCorrelation(None, pair) for pair in combinations(correlation.occasions, 2))
            case "lag":
                found.extend(map(ResidualCorrelation, correlation.lags))
            case _:
                found.append(ResidualCorrelation())
    return tuple(found)


def covariance_parameters(spec: ModelSpec, number: int) -> tuple[Parameter, ...]:
    """Return the variances, covariances and shared correlations of a block, in the order of its matrix's rows."""
    block = spec.blocks[number]
    structure = STRUCTURES[block.covariance if len(block.effects) > 1 else "us"]
    effects = effects_of_block(spec, number)
    found: list[Parameter] = []
    if structure.equal:
        found.append(CommonVariance(number))
    for place, effect in enumerate(effects):
        if not structure.equal:
            found.append(Variance(effect))
        if structure.correlation == "free":
            found.extend(Covariance(frozenset((effect, other))) for other in effects[place + 1 :])
    if structure.correlation in ("common", "power"):
        found.append(CommonCorrelation(number))
    elif structure.correlation == "lag":
        found.extend(CommonCorrelation(number, lag) for lag in range(1, len(effects)))
    return tuple(found)


def covariance_parameter_count(block: Block) -> int:
    """Return how many covariance parameters a block has, without listing them: a block can have many thousands."""
    size = len(block.effects)
    structure = STRUCTURES[block.covariance if size > 1 else "us"]
    correlations = {"free": size * (size - 1) // 2, "none": 0, "common": 1, "power": 1, "lag": size - 1}
    return (1 if structure.equal else size) + (correlations[structure.correlation] if size > 1 else 0)


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


def effects_of_block(spec: ModelSpec, number: int) -> tuple[RandomEffect, ...]:
    """Return the random effects of a block, in the order of its columns."""
    return tuple(RandomEffect(number, column.key) for column in spec.blocks[number].effects)


# --- in words -----------------------------------------------------------------------------------


def described(meaning: Meaning, spec: ModelSpec) -> str:
    """Return a description of a parameter or quantity.

    Examples
    --------
    >>> import levelwise as lw
    >>> spec = lw.model("math ~ ses + (ses | school)").spec
    >>> described(Covariance(frozenset(effects_of_block(spec, 0))), spec)
    'the covariance of the intercepts and the slopes of ses over school'
    """
    match meaning:
        case FixedEffect(predictor, key):
            which = "" if predictor == LOCATION else f" in the predictor of {predictor}"
            return f"the fixed coefficient of {_column(spec, key)}{which}" if key else f"the fixed intercept{which}"
        case MeanShare(key, block):
            own = f"the distribution of {spec.blocks[block].name}"
            return f"the part of the fixed coefficient of {_column(spec, key)} in {own}"
        case VaryingCoefficient(key, _):
            return f"the coefficient of {_column(spec, key)}" if key else "the intercept"
        case RandomEffect(block, key):
            return f"the random {_effect(spec.blocks[block], key)} over {spec.blocks[block].group}"
        case Variance(effect):
            return f"the variance of the {_of_effect(spec, effect)}"
        case StandardDeviation(effect):
            return f"the standard deviation of the {_of_effect(spec, effect)}"
        case Covariance(effects):
            return f"the covariance of {_pair(spec, effects)}"
        case Correlation(effects):
            return f"the correlation of {_pair(spec, effects)}"
        case CommonVariance(block):
            return f"the common variance of all effects over {spec.blocks[block].group}"
        case CommonDeviation(block):
            return f"the common standard deviation of all effects over {spec.blocks[block].group}"
        case CommonCorrelation(block, lag):
            at = "" if lag is None else f" at lag {lag}"
            return f"the correlation{at} of the effects over {spec.blocks[block].group}"
        case ResidualVariance(category):
            return f"the residual variance{_in_category(spec, category)}"
        case ResidualDeviation(category):
            return f"the residual standard deviation{_in_category(spec, category)}"
        case ResidualCorrelation():
            return _residual_correlation(spec, meaning)
        case ResidualSpread(deviation):
            return f"the residual {'standard deviation' if deviation else 'variance'} of an observation"
        case LevelOneResidual():
            return "the residual of an observation"
        case Mean(on_link_scale):
            return "the linear predictor of an observation" if on_link_scale else "the mean of an observation"
        case Outcome():
            return f"the response {spec.response.text}"
        case Stacked():
            return stacked_words(meaning.kind, meaning.blocks, meaning.unit, spec)
        case Dispersion():
            return f"the dispersion of the {spec.family} distribution"
        case Threshold(number, from_first):
            which = "the threshold of a category" if number is None else f"threshold {number}"
            return f"{which} of {spec.response.text}{' minus the first' * from_first}"


def _in_category(spec: ModelSpec, category: str | None) -> str:
    variances = spec.residual.variances
    return "" if category is None or variances is None else f" where {deparse(variances.variable)} is {category}"


def _residual_correlation(spec: ModelSpec, meaning: ResidualCorrelation) -> str:
    known = spec.residual.correlation
    if known is None:
        return "the correlation of the residuals"
    what, order = f"residuals of the same {known.group.label}", "" if known.order is None else deparse(known.order)
    if meaning.occasions:
        return f"the correlation of {what} at {order} {' and '.join(meaning.occasions)}"
    if meaning.lag is not None:
        return f"the correlation of {what} at a distance of {meaning.lag} in {order}"
    if RESIDUAL_STRUCTURES[known.structure].correlation == "common":
        return f"the correlation of two {what}"
    return f"the correlation of {what} one unit of {order} apart" if order else f"the correlation of successive {what}"


def _pair(spec: ModelSpec, effects: frozenset[RandomEffect]) -> str:
    first, second = sorted(effects, key=effects_of_block(spec, next(iter(effects)).block).index)
    block = spec.blocks[first.block]
    return f"the {_effect(block, first.key)} and the {_effect(block, second.key)} over {block.group}"


def _of_effect(spec: ModelSpec, effect: RandomEffect) -> str:
    block = spec.blocks[effect.block]
    return f"{_effect(block, effect.key)} over {block.group}"


def _effect(block: Block, key: Key) -> str:
    if not key:
        return "intercepts"
    column = next(column for column in block.effects if column.key == key)
    return f"{'slopes' if any(cell.kind == 'numeric' for cell in key) else 'effects'} of {column.name}"


def _column(spec: ModelSpec, key: Key) -> str:
    columns = (*spec.fixed, *(column for block in spec.blocks for column in block.effects))
    return next((column.name for column in columns if column.key == key), "the intercept")
