"""The variance parameters of a model, and the derivative of a block's covariance matrix by each of them.

An unstructured or diagonal covariance matrix G is linear in its entries. For the other structures the derivatives are
taken at a generic point: a model is locally identified where they have full rank (Rothenberg 1971, Econometrica 39,
theorem 1).
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
    """A variance parameter: an entry of a block's covariance matrix, a value that several entries share, or σ².

    Attributes
    ----------
    kind : str
        ``variance``, ``covariance``, ``correlation`` or ``residual``.
    block : int
        The number of the block in the model; -1 for the residual variance.
    rows : tuple of int
        The effects concerned: one for a variance, two for a covariance, none where all effects share the parameter; the
        lag of a Toeplitz correlation.
    """

    kind: Kind
    block: int = -1
    rows: tuple[int, ...] = ()

    def concerns(self, block: int, effects: frozenset[int]) -> bool:
        """Return whether the parameter concerns any of some effects of a block."""
        return self.block == block and not effects.isdisjoint(self.rows)


RESIDUAL = Parameter("residual")


@dataclass(frozen=True, eq=False)
class Direction:
    """The derivative of a block's covariance matrix by a parameter: its nonzero entries, with their weights."""

    parameter: Parameter
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    weights: Floats


def number_of(block: Block) -> int:
    """Return the number of variance parameters of a block."""
    size, structure = len(block.effects), STRUCTURES[block.covariance]
    variances = 1 if structure.equal else size
    others = {"free": size * (size - 1) // 2, "none": 0, "common": 1, "power": 1, "lag": size - 1}
    return variances + (others[structure.correlation] if size > 1 else 0)


def effects_of(spec: ModelSpec, block: int, keys: frozenset[Key]) -> frozenset[int]:
    """Return the numbers of the effects of a block with given keys."""
    return frozenset(number for number, one in enumerate(spec.blocks[block].effects) if one.key in keys)


def is_free(block: Block) -> bool:
    """Return whether the covariance matrix of a block is unstructured, or equivalent to an unstructured one."""
    structure = STRUCTURES[block.covariance]
    single_correlation = len(block.effects) == 2 and not structure.equal and structure.correlation != "none"
    return structure.correlation == "free" or single_correlation


def directions(number: int, block: Block) -> list[Direction]:
    """Return the parameters of a block, each with its derivative of the covariance matrix."""
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
    """Differentiate DRD at a generic point, where D has the standard deviations and R the correlations."""
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
