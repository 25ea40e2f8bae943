"""The model matrices as numpy arrays, for further computation."""

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
    """The design columns of a block of random effects, before they are crossed with the groups.

    Attributes
    ----------
    group : str
        The label of the grouping factor in lme4.
    columns : tuple of str
        The names of the columns in R.
    Z : ndarray, shape (rows, columns)
        The columns; lme4's ``Z`` has a copy of them for each group, which is zero in the rows of the other groups.
    codes : ndarray of int, shape (rows,)
        The group of each row, counted from 0.
    levels : tuple of str
        The labels of the groups.
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
        The names of its columns in R.
    blocks : tuple of RandomMatrix
        The random part, in lme4's order.
    y : ndarray, shape (rows,)
        The response; the second of two categories is 1, and ``cbind(successes, failures)`` gives the proportion of
        successes.
    offset : ndarray, shape (rows,)
        The sum of the offsets; zero if there are none.
    weights : ndarray, shape (rows,), or None
        The prior weights; for ``cbind(successes, failures)``, multiplied by the number of trials.
    rows : ndarray of int, shape (rows,)
        The positions of the rows used among all rows of the data, counted from 0.
    """

    X: Floats
    columns: tuple[str, ...]
    blocks: tuple[RandomMatrix, ...]
    y: Floats
    offset: Floats
    weights: Floats | None
    rows: NDArray[np.intp]


def matrices(spec: ModelSpec, observed: Observed, design: Design) -> Matrices:
    """Return the matrices of a model over its rows."""
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
    """Return the prior weights, which R multiplies by the number of trials for ``cbind(successes, failures)``."""
    given, trials = observed.weights, observed.trials
    if given is None or trials is None:
        return trials if given is None else given
    return given * trials
