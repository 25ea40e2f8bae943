"""The model matrices as numpy arrays, for whoever goes on to compute with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats, label_of
from levelwise.dataclass import dataclass
from levelwise.design.columns import Design
from levelwise.lazy_numpy import np
from levelwise.model.spec import ModelSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from levelwise.data.observed import Observed


@dataclass(frozen=True, eq=False)
class RandomMatrix:
    """A block of random effects before it is crossed with its groups.

    Attributes
    ----------
    group : str
        lme4's label of the grouping factor.
    columns : tuple of str
        R's names of the columns.
    Z : ndarray, shape (rows, columns)
        The columns; lme4's ``Z`` repeats them for every group, zero outside it.
    codes : ndarray of int, shape (rows,)
        The group of each row, counted from 0.
    levels : tuple of str
        The groups' labels, by their numbers.
    """

    group: str
    columns: tuple[str, ...]
    Z: Floats
    codes: NDArray[np.intp]
    levels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Matrices:
    """The matrices of a model over the rows used, equal to R's ``model.matrix`` and lme4's ``mkReTrms``.

    Attributes
    ----------
    X : ndarray, shape (rows, columns)
        The fixed part.
    columns : tuple of str
        R's names of its columns.
    blocks : tuple of RandomMatrix
        The random part, in lme4's order.
    y : ndarray, shape (rows,)
        The response; of two categories the second is one, of ``cbind(successes, failures)`` the share of successes.
    offset : ndarray, shape (rows,)
        The sum of the offsets; zero without any.
    weights : ndarray, shape (rows,), or None
        The prior weights; for ``cbind(successes, failures)`` multiplied by the number of trials.
    rows : ndarray of int, shape (rows,)
        The numbers of the rows used among all rows of the data, counted from 0.
    """

    X: Floats
    columns: tuple[str, ...]
    blocks: tuple[RandomMatrix, ...]
    y: Floats
    offset: Floats
    weights: Floats | None
    rows: NDArray[np.intp]


def matrices(spec: ModelSpec, observed: Observed, design: Design) -> Matrices:
    """Return a model's matrices over its rows."""
    levels = {label: tuple(map(label_of, one.names)) for label, one in observed.groups.items()}
    blocks = tuple(
        RandomMatrix(
            block.group,
            tuple(column.name for column in block.effects),
            design.matrix(block.effects),
            observed.groups[block.group].codes,
            levels[block.group],
        )
        for block in spec.blocks
    )
    return Matrices(
        design.matrix(spec.fixed),
        tuple(column.name for column in spec.fixed),
        blocks,
        observed.y,
        np.sum((np.zeros(observed.rows), *observed.offsets), axis=0),
        _weights(observed),
        observed.kept,
    )


def _weights(observed: Observed) -> Floats | None:
    """Return the prior weights, which R multiplies by the trials of ``cbind(successes, failures)``."""
    given, trials = observed.weights, observed.trials
    if given is None or trials is None:
        return trials if given is None else given
    return given * trials
