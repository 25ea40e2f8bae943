"""The variance parameters of a model, and what each adds to the covariance matrix of its block.

The covariance matrix G of a block is linear in the entries of an unstructured or a diagonal one; of the others,
each parameter is taken by its derivative at a generic point (Rothenberg 1971, Econometrica 39, theorem 1: a model is
locally identified where the rank of the derivatives is full).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.model.spec import Block, Key, ModelSpec
from levelwise.vocabulary.covariance_structures import STRUCTURES, Structure

if TYPE_CHECKING:
    from numpy.typing import NDArray


Kind = Literal["variance", "covariance", "correlation", "residual"]


@dataclass(frozen=True)
class Parameter:
    """One parameter: an entry of a block's covariance matrix, one that several entries share, or σ².

    Attributes
    ----------
    kind : str
        ``variance``, ``covariance``, ``correlation`` or ``residual``.
    block : int
        The number of the block among the model's; -1 of the residual variance.
    rows : tuple of int
        The effects concerned: one of a variance, two of a covariance, none where all share the parameter; of a
        Toeplitz correlation its lag.
    """

    kind: Kind
    block: int = -1
    rows: tuple[int, ...] = ()

    def concerns(self, block: int, effects: frozenset[int]) -> bool:
        """Say whether it belongs to some effects of a block."""
        return self.block == block and not effects.isdisjoint(self.rows)


RESIDUAL = Parameter("residual")


@dataclass(frozen=True, eq=False)
class Direction:
    """What a parameter adds to its block's covariance matrix: some entries, each with a weight."""

    parameter: Parameter
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    weights: Floats


def number_of(block: Block) -> int:
    """Return how many variance parameters a block has."""
    size, structure = len(block.effects), STRUCTURES[block.covariance]
    variances = 1 if structure.equal else size
    others = {"free": size * (size - 1) // 2, "none": 0, "common": 1, "power": 1, "lag": size - 1}
    return variances + (others[structure.correlation] if size > 1 else 0)


def effects_of(spec: ModelSpec, block: int, keys: frozenset[Key]) -> frozenset[int]:
    """Return the numbers of a block's effects that have some keys."""
    return frozenset(number for number, one in enumerate(spec.blocks[block].effects) if one.key in keys)


def is_free(block: Block) -> bool:
    """Say whether every entry of a block's covariance matrix is a parameter, as in any of two effects."""
    structure = STRUCTURES[block.covariance]
    alike = len(block.effects) == 2 and not structure.equal and structure.correlation != "none"
    return structure.correlation == "free" or alike


def directions(number: int, block: Block) -> list[Direction]:
    """Return a block's parameters and what each adds to the covariance matrix of its effects."""
    size, structure = len(block.effects), STRUCTURES[block.covariance]
    if is_free(block) or block.covariance == "diag":
        return _entries(number, size, covariances=is_free(block))
    return _derivatives(number, size, structure)


def _entries(number: int, size: int, *, covariances: bool) -> list[Direction]:
    found = []
    for first in range(size):
        for second in range(first, size if covariances else first + 1):
            if first == second:
                found.append(_direction(Parameter("variance", number, (first,)), [(first, first, 1.0)]))
            else:
                parameter = Parameter("covariance", number, (first, second))
                found.append(_direction(parameter, [(first, second, 1.0), (second, first, 1.0)]))
    return found


def _derivatives(number: int, size: int, structure: Structure) -> list[Direction]:
    """Differentiate DRD at a point without special values: D the standard deviations, R the correlations."""
    deviations = np.ones(size) if structure.equal else 1 + np.sqrt(np.arange(2, size + 2)) / (size + 2)
    lags = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    slopes: list[tuple[Parameter, Floats]] = []
    correlation = np.eye(size)
    if size > 1 and structure.correlation == "common":
        correlation = np.where(lags == 0, 1.0, 0.37)
        slopes = [(Parameter("correlation", number), (lags > 0).astype(float))]
    elif size > 1 and structure.correlation == "power":
        correlation = 0.37**lags
        slopes = [(Parameter("correlation", number), lags * 0.37 ** np.maximum(lags - 1, 0))]
    elif size > 1 and structure.correlation == "lag":
        correlation = np.where(lags == 0, 1.0, 0.4 / (1 + np.sqrt(lags + 1.0)))
        slopes = [(Parameter("correlation", number, (lag,)), (lags == lag).astype(float)) for lag in range(1, size)]
    outer = np.outer(deviations, deviations)
    if structure.equal:
        found = [_dense(Parameter("variance", number), correlation)]
    else:
        found = []
        for effect in range(size):
            slope = np.zeros((size, size))
            slope[effect] += correlation[effect] * deviations
            slope[:, effect] += correlation[effect] * deviations
            found.append(_dense(Parameter("variance", number, (effect,)), slope))
    return [*found, *(_dense(parameter, slope * outer) for parameter, slope in slopes)]


def _dense(parameter: Parameter, matrix: Floats) -> Direction:
    rows, columns = np.nonzero(matrix)
    return Direction(parameter, rows, columns, matrix[rows, columns])


def _direction(parameter: Parameter, entries: Sequence[tuple[int, int, float]]) -> Direction:
    rows, columns, weights = zip(*entries, strict=True)
    return Direction(parameter, np.array(rows), np.array(columns), np.array(weights))
