"""Standard deviations and correlations are derived from variances and covariances."""

from __future__ import annotations

from math import isnan

from levelwise.model.estimates import Estimates
from levelwise.model.parameters import (
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    RandomEffect,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Threshold,
    Variance,
)
from levelwise.model.spec import Cell

A, B = RandomEffect(0, frozenset()), RandomEffect(0, frozenset([Cell("x")]))
PAIR = frozenset([A, B])


def test_standard_deviations_and_correlations_are_derived() -> None:
    estimates = Estimates({Variance(A): 4.0, Variance(B): 9.0, Covariance(PAIR): -3.0, ResidualVariance(): 25.0})
    assert estimates.value(Variance(A)) == 4
    assert estimates.value(StandardDeviation(B)) == 3
    assert estimates.value(Correlation(PAIR)) == -0.5
    assert estimates.value(ResidualDeviation()) == 5
    assert Estimates({CommonVariance(1): 16.0}).value(CommonDeviation(1)) == 4


def test_what_was_not_estimated_has_no_value() -> None:
    estimates = Estimates({Variance(A): 0.0, Variance(B): 1.0, Covariance(PAIR): 0.0})
    assert estimates.value(Threshold(1)) is None
    assert estimates.value(ResidualDeviation()) is None
    assert Estimates({}).value(Correlation(PAIR)) is None
    undefined = estimates.value(Correlation(PAIR))
    assert undefined is not None
    assert isnan(undefined)
