"""The column-space test: whether a column lies in the space spanned by other columns.

The columns are compared as numbers, not by name, so the coding of a factor (cell means, polynomials, other contrasts)
does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.data.columns import Codes, Floats
from levelwise.design.absorbed_factor import AbsorbedFactor, absorbed_factor
from levelwise.design.columns import Design
from levelwise.design.linear_dependence import rescaled
from levelwise.lazy_numpy import np
from levelwise.model.spec import DesignColumn, Key

IN_SPAN = 1e-6
"""A column lies in a space if the fraction of its length outside the space is at most this."""

_NULL = 1e-10  # singular values below this fraction of the largest are taken to be zero
_SHORTEST = 1e-9  # of a column's length; a shorter part within the categories of a factor is rounding error
_IN_DOUBT = 1e-2  # a column with a smaller fraction outside is projected again because of rounding errors
_REMEMBERED = 4  # spaces of fixed parts: repairs have few distinct ones, and one may be large
_AT_ONCE = 20_000  # rows, so that the intermediate results fit into the processor's cache
_ROUNDING = 1e-12  # a column is constant if centring leaves at most this fraction of its length


class ColumnSpace:
    """The space spanned by columns.

    Columns are centred if the space contains the constant, and scaled to unit length, as for example the raw powers of
    a year differ by orders of magnitude.

    Parameters
    ----------
    columns : ndarray, shape (rows, columns)
        The spanning columns.
    factor : AbsorbedFactor, optional
        A factor whose indicators the space contains, too.
    """

    def __init__(self, columns: Floats, factor: AbsorbedFactor | None = None) -> None:
        columns = rescaled(columns)
        self._factor = factor
        if factor is not None:
            self.has_constant = True
            lengths = np.linalg.norm(columns, axis=0)
            self._basis = _basis(factor.residual(columns / np.where(lengths > 0, lengths, 1.0)), scaled=True)
            return
        self.has_constant = bool(((columns == columns[:1]) & (columns != 0)).all(axis=0).any())
        if not self.has_constant:
            self._basis = _basis(columns)
            self.has_constant = columns.shape[1] > 0 and _outside(np.ones(len(columns)), self._basis) <= IN_SPAN
        if self.has_constant:
            self._basis = _basis(_centred(columns))

    @property
    def rank(self) -> int:
        """The dimension of the space."""
        more = int(self.has_constant) if self._factor is None else self._factor.partition.size
        return int(self._basis.shape[1]) + more

    def residual(self, columns: Floats) -> Floats:
        """Return the component of columns, shape (rows, columns), that is orthogonal to the space."""
        if self._factor is not None:
            residual = self._factor.residual(columns)
        else:
            residual = columns - (columns.mean(axis=0) if self.has_constant else 0.0)
        for _ in range(2):  # repeated because of rounding errors
            weights = self._basis.T @ residual
            for start in range(0, len(residual), _AT_ONCE):
                residual[start : start + _AT_ONCE] -= self._basis[start : start + _AT_ONCE] @ weights
        return residual

    def contains(self, column: Floats) -> bool:
        """Return whether a column, shape (rows,), is a combination of the spanning columns."""
        return self.outside(column) <= IN_SPAN

    def outside(self, column: Floats) -> float:
        """Return the fraction of a column's length outside the space, about its mean if the space has a constant."""
        column = rescaled(column)
        if self.has_constant:
            column = _centred(column)
        if self._factor is not None:
            length = float(np.linalg.norm(column))
            return float(np.linalg.norm(self.residual(column[:, None]))) / length if length > 0.0 else 0.0
        return _outside(column, self._basis)


def spanned(columns: Sequence[DesignColumn], design: Design) -> ColumnSpace:
    """Return the space spanned by columns of a design; a factor with many categories is absorbed."""
    factor = absorbed_factor(columns, design)
    if factor is None:
        return ColumnSpace(design.matrix(columns))
    return ColumnSpace(design.matrix([columns[number] for number in factor.others]), factor)


class ColumnSpaces:
    """A cache of the spaces of the last few fixed parts over the same data, as repairs seldom change the fixed part."""

    def __init__(self) -> None:
        self._known: dict[tuple[Key, ...], tuple[Codes, ColumnSpace]] = {}

    def of(self, columns: Sequence[DesignColumn], design: Design, rows: Codes) -> ColumnSpace:
        """Return the space spanned by columns of a design.

        Parameters
        ----------
        columns : sequence of DesignColumn
            The columns.
        design : Design
            Computes them.
        rows : ndarray of int
            The rows of the data that the design has; another model may have other complete rows.
        """
        key = tuple(column.key for column in columns)
        known = self._known.pop(key, None)
        if known is None or not (known[0] is rows or np.array_equal(known[0], rows)):
            known = rows, spanned(columns, design)
        self._known[key] = known  # the most recently used one stands last
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return known[1]


def _centred(columns: Floats) -> Floats:
    """Subtract the mean of each column; a constant column becomes exactly zero."""
    centred: Floats = columns - columns.mean(axis=0)
    constant = np.linalg.norm(centred, axis=0) <= _ROUNDING * np.linalg.norm(columns, axis=0)
    return np.where(constant, 0.0, centred)


def _basis(columns: Floats, *, scaled: bool = False) -> Floats:
    """Return an orthonormal basis, shape (rows, rank), of columns; if `scaled`, they have the lengths that matter."""
    lengths = np.linalg.norm(columns, axis=0)
    if scaled:
        columns = columns[:, lengths > _SHORTEST]
        lengths = lengths[lengths > _SHORTEST]
    kept = lengths > 0
    if not kept.any():
        return columns[:, :0]
    unit = columns[:, kept] / lengths[kept]
    if len(unit) < unit.shape[1]:
        left, singular, _ = np.linalg.svd(unit, full_matrices=False)
        return np.asarray(left[:, singular > _NULL * singular[0]])
    # the singular values of a tall matrix are those of its triangular factor, which is small
    orthonormal, triangle = np.linalg.qr(unit)
    left, singular, _ = np.linalg.svd(triangle)
    counts = singular > _NULL * singular[0]
    basis: Floats = orthonormal if counts.all() else orthonormal @ left[:, counts]
    return basis


def _outside(column: Floats, basis: Floats) -> float:
    """Return the fraction of a column's length outside the space of an orthonormal basis."""
    length = float(np.linalg.norm(column))
    if length == 0.0:
        return 0.0
    scaled = column / length
    scaled = scaled - basis @ (basis.T @ scaled)
    outside = float(np.linalg.norm(scaled))
    if outside > _IN_DOUBT:
        return outside
    return float(np.linalg.norm(scaled - basis @ (basis.T @ scaled)))
