"""A fitted model as a column of a table."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.equation.tree import System
from levelwise.model.estimates import Estimates
from levelwise.model.spec import ModelSpec


@dataclass(frozen=True, eq=False)
class FittedModel:
    """A model, its estimates, and its equations with symbols in place of numbers."""

    spec: ModelSpec
    estimates: Estimates
    system: System
