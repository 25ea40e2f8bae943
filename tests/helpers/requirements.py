"""What the six requirements on notations demand of a system, counted independently of the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from levelwise.equation.tree import Apply, Quantity, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import Name
from levelwise.model.model_parameters import residual_parameters
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    Dispersion,
    FixedEffect,
    Mean,
    MeanShare,
    RandomEffect,
    ResidualDeviation,
    ResidualVariance,
    Stacked,
    StandardDeviation,
    Threshold,
    Variance,
)
from levelwise.model.spec import LOCATION, Block, ModelSpec, Response
from levelwise.notations.table import NOTATIONS
from levelwise.options import applied
from levelwise.vocabulary.families import Family

WEIGHTED = ("gaussian", "Gamma", "inverse.gaussian")


SCOPED = frozenset(["barr", "nlme", "singer-willett"])
"""The notations with a documented scope, outside of which they refuse a model."""


def written(name: str, spec: ModelSpec, options: Mapping[str, object] | None = None) -> System | None:
    """Return a model in a notation; None if it is outside the documented scope of the notation.

    Where a notation can list the columns of its matrices and the entries of others, it does.
    """
    notation = NOTATIONS.own[name]
    if options is None and any(option.name == "columns" for option in notation.options):
        options = {"columns": True}
    try:
        return notation.write(spec, applied(options or {}, notation.options))
    except UnsupportedModelError as error:
        scoped = name in SCOPED or spec.residual.kind == "structured"
        if not scoped or not any(other in str(error) for other in NOTATIONS.own if other != name):
            raise
        return None


def meanings(system: System) -> set[object]:
    """Return the meanings of the symbols of a system, standard deviations and correlations as (co)variances."""
    symbols = (node for line in system.lines for node in walk(line) if isinstance(node, Symbol))
    return {_as_variance(node.of) for node in symbols if node.of}


def held(found: set[object], spec: ModelSpec) -> set[object]:
    """Return the coefficients and random effects that the vectors among some meanings hold."""
    vectors = [one for one in found if isinstance(one, Stacked)]
    fixed = {
        FixedEffect(LOCATION, column.key) for one in vectors if one.kind == "fixed effects" for column in spec.fixed
    }
    random = {
        RandomEffect(number, effect.key)
        for one in vectors
        if one.kind == "random effects"
        for number in one.blocks
        for effect in spec.blocks[number].effects
    }
    return fixed | random


def _as_variance(meaning: object) -> object:
    match meaning:
        case CommonDeviation(block):
            return CommonVariance(block)
        case StandardDeviation(effect):
            return Variance(effect)
        case Correlation(effects):
            return Covariance(effects)
        case ResidualDeviation(category):
            return ResidualVariance(category)
    return meaning


def parameters(number: int, block: Block, effects: list[RandomEffect]) -> set[object]:
    """The parameters of a block's covariance matrix, as the vignettes of lme4 and glmmTMB count them."""
    variances: set[object] = {Variance(effect) for effect in effects}
    name = block.covariance if len(effects) > 1 else "us"
    if name == "us":
        return variances | {Covariance(frozenset(pair)) for pair in combinations(effects, 2)}
    if name in ("homdiag", "homcs", "homtoep", "ar1"):
        variances = {CommonVariance(number)}
    if name.endswith("diag"):
        return variances
    lags = range(1, len(effects)) if name.endswith("toep") else [None]
    return variances | {CommonCorrelation(number, lag) for lag in lags}


def assert_nothing_is_lost(system: System, spec: ModelSpec) -> None:
    """Requirement 2: every coefficient, random effect, variance, covariance and variable is in the system."""
    found = meanings(system)
    found |= held(found, spec)
    for column in spec.fixed:  # requirement 2, counted independently of the proof
        assert FixedEffect(LOCATION, column.key) in found or any(
            isinstance(m, MeanShare) and m.key == column.key for m in found
        )
    for number, block in enumerate(spec.blocks):
        effects = [RandomEffect(number, effect.key) for effect in block.effects]
        assert set(effects) <= found
        assert parameters(number, block, effects) <= found
    if spec.family == "gaussian":
        assert set(residual_parameters(spec)) <= found
    cells = {node.of for line in system.lines for node in walk(line) if isinstance(node, Quantity)}
    assert {cell for column in spec.fixed for cell in column.cells} <= cells


def assert_family_is_written(system: System, spec: ModelSpec) -> None:
    """Requirement 2 of a generalized linear model: its mean, and its dispersion or residual variance if it has one."""
    found = meanings(system)
    probability = isinstance(system.lines[0].left, Apply)  # Pr(y = 1) is the mean of a binary response
    assert any(isinstance(one, Mean) for one in found) or spec.is_linear or spec.response.is_categorical or probability
    assert any(isinstance(one, Threshold) for one in found) is (spec.response.kind == "ordinal")
    assert (Dispersion() in found) is (spec.family.spread == "dispersion")
    assert any(isinstance(one, ResidualVariance) for one in found) is (spec.family == "gaussian")


def generalized(spec: ModelSpec, family: Family, link: str) -> ModelSpec:
    """A random model with another family and link; weights stay where the distribution has a place for them."""
    binomial = family == "binomial"
    weights = spec.weights if binomial or family in WEIGHTED else None
    response = Response(spec.response.node, "binary" if binomial else "numeric")
    if binomial and weights is not None:
        response = Response(spec.response.node, "proportion", trials=Name(weights))
    predictor = replace(spec.predictors[0], link=link)
    if family.outcomes in ("ordinal", "nominal"):
        response = Response(spec.response.node, family.outcomes, ("low", "middle", "high"))
    if family.outcomes == "ordinal":
        predictor = replace(predictor, fixed=tuple(column for column in spec.fixed if column.cells))
    return replace(spec, family=family, predictors=(predictor,), response=response, weights=weights)
