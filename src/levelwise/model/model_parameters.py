"""The parameters that a model has: thresholds, fixed effects, variances and covariances, and the scale."""

from __future__ import annotations

from itertools import combinations

from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    Dispersion,
    FixedEffect,
    Parameter,
    RandomEffect,
    ResidualCorrelation,
    ResidualVariance,
    Threshold,
    Variance,
)
from levelwise.model.spec import Block, ModelSpec
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES, STRUCTURES


def parameters_of(spec: ModelSpec) -> tuple[Parameter, ...]:
    """Return the parameters of a model: thresholds, fixed effects, (co)variances block by block, then scale.

    Those of a multinomial model are parameters of each category but the reference.

    Examples
    --------
    >>> import levelwise as lw
    >>> from levelwise.model.descriptions import described
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


def effects_of_block(spec: ModelSpec, number: int) -> tuple[RandomEffect, ...]:
    """Return the random effects of a block, in the order of its columns."""
    return tuple(RandomEffect(number, column.key) for column in spec.blocks[number].effects)
