"""The blocks of a model that have the columns of the bars of another package."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from levelwise.adapters.assembled import design_of
from levelwise.adapters.given_columns import matched
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.parameters import Covariance, Parameter, RandomEffect, Variance
from levelwise.model.spec import Block


@dataclass(frozen=True)
class Bar:
    """A bar: its text, the label of its grouping factor, and the columns that it must have, with their names."""

    text: str
    group: str
    matrix: Any
    names: tuple[str, ...]


def blocks_of(model: PreparedModel, bars: Sequence[Bar], package: str) -> list[int]:
    """Return the number of the block of each bar.

    Raises
    ------
    UnsupportedModelError
        When no block has the columns of a bar.
    """
    found: list[int] = []
    for bar in bars:
        wanted = set(bar.group.replace("`", "").split(":"))
        fits = [
            number
            for number, block in enumerate(model.spec.blocks)
            if number not in found
            and set(model.spec.level(block.group).group.parts) == wanted
            and _has_columns(model, block, bar, package)
        ]
        if not fits:
            message = f"the columns of the random part {bar.text} are not those that {package} estimated"
            raise UnsupportedModelError(message)
        found.append(fits[0])
    return found


def _has_columns(model: PreparedModel, block: Block, bar: Bar, package: str) -> bool:
    if len(block.effects) != len(bar.names):
        return False
    try:
        matched(block.effects, design_of(model), bar.matrix, bar.names, package)
    except UnsupportedModelError:
        return False
    return True


def covariances_of(
    model: PreparedModel, number: int, bar: Bar, covariance: Any, package: str
) -> dict[Parameter, float]:
    """Return the variances and covariances of a block, given the covariance matrix of the columns of its bar."""
    block = model.spec.blocks[number]
    order = matched(block.effects, design_of(model), bar.matrix, bar.names, package)
    effects = [RandomEffect(number, column.key) for column in order]
    matrix = np.atleast_2d(np.asarray(covariance, dtype=np.float64))
    found: dict[Parameter, float] = {Variance(one): float(matrix[i, i]) for i, one in enumerate(effects)}
    if block.covariance == "diag":
        return found
    for (i, one), (j, other) in combinations(enumerate(effects), 2):
        found[Covariance(frozenset((one, other)))] = float(matrix[i, j])
    return found
