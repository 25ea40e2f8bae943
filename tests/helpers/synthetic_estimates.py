"""Estimates that nobody made: random numbers of several magnitudes and signs for the parameters of a model."""

from __future__ import annotations

from random import Random

from levelwise.model.estimates import Estimates
from levelwise.model.model_parameters import parameters_of
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    Dispersion,
    Parameter,
    ResidualCorrelation,
    ResidualVariance,
    Variance,
)
from levelwise.model.spec import ModelSpec


def synthetic_estimates(spec: ModelSpec, seed: int = 1) -> Estimates:
    """Return estimates from 10⁻⁶ to 10⁵, with a standard error of each."""
    random = Random(seed)
    values: dict[Parameter, float] = {}
    parameters = parameters_of(spec)
    for one in parameters:
        if isinstance(one, Variance | CommonVariance | ResidualVariance | Dispersion):
            values[one] = 10 ** random.uniform(-6, 3)
    for one in parameters:
        if isinstance(one, Covariance):
            first, second = one.effects
            values[one] = random.uniform(-0.9, 0.9) * (values[Variance(first)] * values[Variance(second)]) ** 0.5
        elif isinstance(one, CommonCorrelation | ResidualCorrelation):
            values[one] = random.uniform(-0.9, 0.9)
        elif one not in values:
            values[one] = random.choice([-1, 1]) * 10 ** random.uniform(-6, 5)
    return Estimates(values, {one: abs(value) / 7 for one, value in values.items()}, software="none", method="ML")
