"""The derivative of a block's covariance matrix by each of its parameters.

An unstructured or diagonal covariance matrix G is linear in its entries. For the other structures the derivatives are
taken at a generic point: a model is locally identified where they have full rank (Rothenberg 1971, Econometrica 39,
theorem 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.model.model_parameters import covariance_parameters, effects_of_block
from levelwise.model.parameters import CommonCorrelation, CommonVariance, Covariance, Parameter, Variance
from levelwise.model.spec import Block, ModelSpec
from levelwise.vocabulary.covariance_structures import STRUCTURES, Structure

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Direction:
    """The derivative of a block's covariance matrix by a parameter: its nonzero entries, with their weights."""

    parameter: Parameter
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    weights: Floats


def is_free(block: Block) -> bool:
    """Return whether the covariance matrix of a block is unstructured, or equivalent to an unstructured one."""
    structure = STRUCTURES[block.covariance]
    single_correlation = len(block.effects) == 2 and not structure.equal and structure.correlation != "none"
    return structure.correlation == "free" or single_correlation


def directions(spec: ModelSpec, number: int) -> list[Direction]:
    """Return the parameters of a block, each with its derivative of the covariance matrix.

    The two variances and the correlation of a block of two effects are replaced by its variances and its covariance.
    """
    block = spec.blocks[number]
    free = is_free(block)
    if free or len(block.effects) < 2 or block.covariance == "diag":
        return _entries(spec, number, covariances=free)
    return _derivatives(covariance_parameters(spec, number), len(block.effects), STRUCTURES[block.covariance])


def _entries(spec: ModelSpec, number: int, *, covariances: bool) -> list[Direction]:
    effects = effects_of_block(spec, number)
    found = []
    for first, effect in enumerate(effects):
        found.append(_direction(Variance(effect), [(first, first, 1.0)]))
        if covariances:
            for second in range(first + 1, len(effects)):
                parameter = Covariance(frozenset((effect, effects[second])))
                found.append(_direction(parameter, [(first, second, 1.0), (second, first, 1.0)]))
    return found


def _derivatives(parameters: Sequence[Parameter], size: int, structure: Structure) -> list[Direction]:
    """Differentiate DRD at a generic point, where D has the standard deviations and R the correlations."""
    deviations = np.ones(size) if structure.equal else 1 + np.sqrt(np.arange(2, size + 2)) / (size + 2)
    lags = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    match structure.correlation:
        case "common":
            correlation = np.where(lags == 0, 1.0, 0.37)
        case "power":
            correlation = 0.37**lags
        case "lag":
            correlation = np.where(lags == 0, 1.0, 0.4 / (1 + np.sqrt(lags + 1.0)))
        case "free" | "none":
            correlation = np.eye(size)
        case _:
            assert_never(structure.correlation)
    outer = np.outer(deviations, deviations)
    found, effect = [], 0
    for parameter in parameters:
        match parameter:
            case CommonVariance():
                slope = correlation
            case CommonCorrelation(_, None):
                power = structure.correlation == "power"
                slope = outer * (lags * 0.37 ** np.maximum(lags - 1, 0) if power else lags > 0)
            case CommonCorrelation(_, lag):
                slope = outer * (lags == lag)
            case _:  # the variances, in the order of the effects
                slope = np.zeros((size, size))
                slope[effect] += correlation[effect] * deviations
                slope[:, effect] += correlation[effect] * deviations
                effect += 1
        rows, columns = np.nonzero(slope)
        found.append(Direction(parameter, rows, columns, slope[rows, columns].astype(float)))
    return found


def _direction(parameter: Parameter, entries: Sequence[tuple[int, int, float]]) -> Direction:
    rows, columns, weights = zip(*entries, strict=True)
    return Direction(parameter, np.array(rows), np.array(columns), np.array(weights))
