"""The variances and covariances of a fitted model as rows."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from levelwise.model.estimates import Estimates
from levelwise.model.model_parameters import effects_of_block
from levelwise.model.parameters import Covariance, ResidualVariance, Variance
from levelwise.model.spec import ModelSpec


class VarianceRow(NamedTuple):
    """A variance or a covariance of random effects, or the residual variance, as a row of R's ``VarCorr()``.

    `group` is the name of the block in lme4, such as ``school`` and ``school.1``; `other` is None for a variance, and
    the residual variance has the group ``Residual`` and no effect.
    """

    group: str
    effect: str | None
    other: str | None
    value: float


def variance_rows(spec: ModelSpec, estimates: Estimates) -> tuple[VarianceRow, ...]:
    """Return the variances and covariances of a model, in the order of R's ``as.data.frame(VarCorr())``."""
    values, rows = estimates.values, []
    for number, block in enumerate(spec.blocks):
        effects = effects_of_block(spec, number)
        names = [column.name for column in block.effects]
        for name, effect in zip(names, effects, strict=True):
            rows.append(VarianceRow(block.name, name, None, values[Variance(effect)]))
        for one, other in combinations(range(len(effects)), 2):
            value = values.get(Covariance(frozenset((effects[one], effects[other]))))
            if value is not None:  # a diagonal matrix has no covariances
                rows.append(VarianceRow(block.name, names[one], names[other], value))
    residual = values.get(ResidualVariance())
    if residual is not None:
        rows.append(VarianceRow("Residual", None, None, residual))
    return tuple(rows)
