"""The estimates of the random part of a model, given by the names of grouping factors and columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.parameters import Covariance, Parameter, RandomEffect, Variance


@dataclass(frozen=True)
class RandomPart:
    """The covariance matrix of random effects of one grouping factor in another package.

    Attributes
    ----------
    group : str
        The columns of the grouping factor, joined by colons in any order.
    names : tuple of str
        R's names of the columns with random effects.
    covariance : array, shape (columns, columns)
        Their covariance matrix; that of blocks that do not covary may be in one matrix.
    """

    group: str
    names: tuple[str, ...]
    covariance: Any


def random_estimates(model: PreparedModel, parts: Sequence[RandomPart], package: str) -> dict[Parameter, float]:
    """Return the variances and covariances of a model.

    Raises
    ------
    UnsupportedModelError
        When the random effects are not those of the model.
    """
    free = [(number, effect) for number, block in enumerate(model.spec.blocks) for effect in block.effects]
    found: dict[Parameter, float] = {}
    for part in parts:
        matrix = np.atleast_2d(np.asarray(part.covariance, dtype=np.float64))
        effects: list[RandomEffect] = []
        for name in part.names:
            fits = [
                one
                for one in free
                if _same(model.spec.blocks[one[0]].group, part.group, model) and _pieces(one[1].name) == _pieces(name)
            ]
            if not fits:
                raise UnsupportedModelError(
                    f"the random effect of {name} for {part.group} of {package} is not in the formula"
                )
            free.remove(fits[0])
            effects.append(RandomEffect(fits[0][0], fits[0][1].key))
        for place, effect in enumerate(effects):
            found[Variance(effect)] = float(matrix[place, place])
        for (i, one), (j, other) in combinations(enumerate(effects), 2):
            if one.block == other.block and model.spec.blocks[one.block].covariance != "diag":
                found[Covariance(frozenset((one, other)))] = float(matrix[i, j])
    if free:
        number, column = free[0]
        message = (
            f"{package} has no estimate for the random effect of {column.name} for {model.spec.blocks[number].group}"
        )
        raise UnsupportedModelError(message)
    return found


def _same(label: str, group: str, model: PreparedModel) -> bool:
    return set(model.spec.level(label).group.parts) == set(group.split(":"))


def _pieces(name: str) -> frozenset[str]:
    return frozenset(name.split(":"))


def group_sizes(model: PreparedModel) -> dict[str, int]:
    """Return the number of groups of each grouping factor, by its label."""
    return {level.group.label: level.size for level in model.spec.levels if level.size is not None}
