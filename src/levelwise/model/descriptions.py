"""Descriptions of parameters and of other quantities in words."""

from __future__ import annotations

from levelwise.formula.syntax import deparse
from levelwise.model.model_parameters import effects_of_block
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    Dispersion,
    FixedEffect,
    LagCoefficient,
    LevelOneResidual,
    Mean,
    Meaning,
    MeanShare,
    Outcome,
    RandomEffect,
    ResidualCorrelation,
    ResidualDeviation,
    ResidualSpread,
    ResidualVariance,
    Stacked,
    StandardDeviation,
    Threshold,
    TrendCoefficient,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import LOCATION, Block, Key, ModelSpec
from levelwise.model.stacked_words import stacked_words
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES

_SECOND_PARAMETER = {"nbinom2": "size parameter", "beta": "precision"}
"""The parameters with which the variance decreases; it increases with the dispersion of the other families."""


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
            return f"the {_SECOND_PARAMETER.get(str(spec.family), 'dispersion')} of the {spec.family} distribution"
        case Threshold(number, from_first):
            which = "the threshold of a category" if number is None else f"threshold {number}"
            return f"{which} of {spec.response.text}{' minus the first' * from_first}"
        case LagCoefficient(kind, lag, seasonal):
            return f"the {'seasonal ' * seasonal}{kind} coefficient at lag {lag}"
        case TrendCoefficient(power):
            return "the constant" if power == 0 else f"the coefficient of {power_of_time(power)}"


def power_of_time(power: int) -> str:
    """Return a power of time in words.

    Examples
    --------
    >>> [power_of_time(power) for power in (1, 2, 4)]
    ['time', 'squared time', 'time to the power of 4']
    """
    return {1: "time", 2: "squared time", 3: "cubed time"}.get(power, f"time to the power of {power}")


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
