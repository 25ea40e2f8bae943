"""The column-space test: whether a column lies in the space spanned by other columns.

The columns are compared as numbers, not by name, so the coding of a factor (cell means, polynomials, other contrasts)
does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.data.columns import Codes, Floats
from levelwise.design.category_columns import CategoryColumns, by_category, split
from levelwise.design.columns import Design
from levelwise.design.linear_dependence import rescaled
from levelwise.lazy_numpy import np
from levelwise.model.spec import DesignColumn, Key

IN_SPAN = 1e-6
"""A column lies in a space if the fraction of its length outside the space is at most this."""

_NULL = 1e-10  # singular values below this fraction of the largest are taken to be zero
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
    categories : CategoryColumns, optional
        Further spanning columns.
    """

    def __init__(self, columns: Floats, categories: CategoryColumns | None = None) -> None:
        columns = rescaled(columns)
        self._categories = categories
        self.has_constant = bool(((columns == columns[:1]) & (columns != 0)).all(axis=0).any())
        if not self.has_constant:
            self._basis = self._orthonormal(columns)
            ones = np.ones(len(columns))
            self.has_constant = self.rank > 0 and self._outside(ones) <= IN_SPAN
        if self.has_constant:
            self._basis = self._orthonormal(_centred(columns))

    @classmethod
    def spanned_by(cls, columns: Sequence[DesignColumn], design: Design) -> ColumnSpace:
        """Return the space spanned by columns of a design."""
        parts = split(columns)
        found = by_category(columns, parts, design)
        if parts is None or found is None:
            return cls(design.matrix(columns))
        return cls(design.matrix([columns[number] for number in parts.others]), found[0])

    @property
    def rank(self) -> int:
        """The dimension of the space."""
        rank = int(self._basis.shape[1])
        if self._categories is not None:
            return rank + self._categories.rank
        return rank + int(self.has_constant)

    def residual(self, columns: Floats) -> Floats:
        """Return the component of columns, shape (rows, columns), that is orthogonal to the space."""
        residual = np.array(columns, order="F")  # each column is contiguous
        if self.has_constant:
            residual -= residual.mean(axis=0)
        if self._categories is not None:
            residual = self._categories.residual(residual)
        for _ in range(2):  # repeated because of rounding errors
            weights = self._basis.T @ residual
            for start in range(0, len(residual), _AT_ONCE):
                residual[start : start + _AT_ONCE] -= (weights.T @ self._basis[start : start + _AT_ONCE].T).T
        return residual

    def contains(self, column: Floats) -> bool:
        """Return whether a column, shape (rows,), is a combination of the spanning columns."""
        return self.outside(column) <= IN_SPAN

    def outside(self, column: Floats) -> float:
        """Return the fraction of a column's length outside the space, about its mean if the space has a constant."""
        column = rescaled(column)
        if self.has_constant:
            column = _centred(column)
        return self._outside(column)

    def _outside(self, column: Floats) -> float:
        length = float(np.linalg.norm(column))
        if length == 0.0:
            return 0.0
        scaled = self._projected(column / length)
        outside = float(np.linalg.norm(scaled))
        if outside > _IN_DOUBT:
            return outside
        return float(np.linalg.norm(self._projected(scaled)))

    def _projected(self, column: Floats) -> Floats:
        if self._categories is not None:
            column = self._categories.residual(column[:, None])[:, 0]
        projected: Floats = column - self._basis @ (self._basis.T @ column)
        return projected

    def _orthonormal(self, columns: Floats) -> Floats:
        """Return an orthonormal basis of columns, or of their components orthogonal to those by category."""
        if self._categories is None:
            return _basis(columns, np.linalg.norm(columns, axis=0))
        if self.has_constant:  # the basis by category is not centred, so the constant is a column like the others
            columns = np.column_stack((np.ones(len(columns)), columns))
        return _basis(self._categories.residual(columns), np.linalg.norm(columns, axis=0))


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
            known = rows, ColumnSpace.spanned_by(columns, design)
        self._known[key] = known  # the most recently used one stands last
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return known[1]


def _centred(columns: Floats) -> Floats:
    """Subtract the mean of each column; a constant column becomes exactly zero."""
    centred: Floats = columns - columns.mean(axis=0)
    constant = np.linalg.norm(centred, axis=0) <= _ROUNDING * np.linalg.norm(columns, axis=0)
    return np.where(constant, 0.0, centred)


def _basis(columns: Floats, lengths: Floats) -> Floats:
    """Return an orthonormal basis, shape (rows, rank), of columns to be divided by lengths."""
    kept = lengths > 0
    if not kept.any():
        return columns[:, :0]
    scaled = columns[:, kept] / lengths[kept]
    if len(scaled) < scaled.shape[1]:
        left, singular, _ = np.linalg.svd(scaled, full_matrices=False)
        return np.asarray(left[:, singular > _NULL * max(singular[0], 1.0)])
    # the singular values of a tall matrix are those of its triangular factor, which is small
    orthonormal, triangle = np.linalg.qr(scaled)
    left, singular, _ = np.linalg.svd(triangle)
    counts = singular > _NULL * max(singular[0], 1.0)
    basis: Floats = orthonormal if counts.all() else orthonormal @ left[:, counts]
    return basis
