"""What a symbol can stand for: the parameters and random quantities of a model.

A `Key` is a design column: the set of its cells; the empty set is the intercept. Blocks are
numbered as in ``ModelSpec.blocks``.
"""

from __future__ import annotations

from dataclasses import dataclass

from levelwise.model.spec import Key


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed coefficient."""

    key: Key


@dataclass(frozen=True, slots=True)
class Share:
    """One of several means that add up to a fixed coefficient, each in the law of a block."""

    key: Key
    block: int


@dataclass(frozen=True, slots=True)
class Random:
    """A random effect: a design column's coefficient in a block, with its mean or without."""

    block: int
    key: Key


@dataclass(frozen=True, slots=True)
class Varying:
    """A coefficient that the other lines of the system spell out; `place` tells those of one column apart."""

    key: Key
    place: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Covariance:
    """The covariance of two random effects, the variance of one when the two are the same."""

    effects: frozenset[Random]


@dataclass(frozen=True, slots=True)
class Deviation:
    """The standard deviation of a random effect: the root of its variance."""

    effect: Random


@dataclass(frozen=True, slots=True)
class CommonVariance:
    """The variance that all random effects of a homogeneous block have."""

    block: int


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation that several pairs of random effects of a block share; `lag` where only those at a distance do."""

    block: int
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A quantity of which a model has one: ``residual``, ``residual variance``, ``mean``."""

    name: str


Spread = Covariance | Deviation | CommonVariance | Correlation
"""What stands in a covariance matrix."""

Meaning = Fixed | Share | Random | Varying | Spread | Plain
