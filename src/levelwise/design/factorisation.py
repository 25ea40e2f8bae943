"""Which design columns are kept, and the weights of combinations of them, for factors with many categories too.

The columns [A O], with the products A of a factor's indicators first, are [Q P] times a triangular matrix with the rows
[T W] and [0 R]. T is a small triangular matrix for each category, and P and R are the QR decomposition of what A leaves
of the other columns. No matrix has a column for each category and a row for each row of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from levelwise.data.columns import Floats
from levelwise.design.category_columns import CategoryColumns, by_category, split
from levelwise.design.columns import MAX_CELLS, Design
from levelwise.design.linear_dependence import (
    TOLERANCE,
    combination_weights,
    kept_columns,
    kept_of_doubtful,
    without_negligible,
)
from levelwise.lazy_numpy import np
from levelwise.model.spec import DesignColumn


def kept_of(columns: Sequence[DesignColumn], design: Design) -> list[int] | None:
    """Return the numbers of the columns that `kept_columns` keeps; None if there are too many entries to tell."""
    found = _factorised(columns, design)
    if found is None:
        return kept_columns(design.matrix(columns)) if design.fits(len(columns)) else None
    if found.is_clearly_independent:
        return list(range(len(columns)))
    rotated = found.rotated()
    return None if rotated is None else kept_of_doubtful(rotated)


def weights_of(targets: Floats, columns: Sequence[DesignColumn], design: Design) -> Floats:
    """Return the least-squares weights by which columns approximate targets, as `combination_weights` does."""
    found = _factorised(columns, design)
    if found is None or not found.is_clearly_independent:
        return combination_weights(targets, design.matrix(columns))
    return found.weights(targets)


def _factorised(columns: Sequence[DesignColumn], design: Design) -> _Factorised | None:
    parts = split(columns)
    if parts is None or not design.fits(len(parts.others) + len(parts.multipliers)):
        return None
    found = by_category(columns, parts, design)
    if found is None:
        return None
    others = design.matrix([columns[number] for number in parts.others])
    return _Factorised(*found, others, parts.others)


class _Factorised:
    def __init__(
        self,
        categories: CategoryColumns,
        places: Sequence[tuple[int, int, int]],
        others: Floats,
        numbers: Sequence[int],
    ) -> None:
        self._categories = categories
        self._columns, self._codes, self._multipliers = np.array(places).T
        self._others = others
        self._numbers = np.array(numbers, dtype=np.intp)
        self._orthonormal, self._triangle = np.linalg.qr(categories.residual(others))

    @cached_property
    def _shared(self) -> Floats:
        """The matrix W: the products of the other columns with the basis within categories."""
        return self._categories.coefficients(self._others)

    @cached_property
    def is_clearly_independent(self) -> bool:
        """Whether, in whatever order, each column has a part independent of the others well above the tolerance.

        The smallest singular value of columns of unit length is at most the independent part of any of them, and it
        is at least one divided by the size of the inverse of the triangular matrix.
        """
        lengths = np.linalg.norm(self._others, axis=0)
        if len(self._triangle) < len(self._numbers) or not (lengths > 0).all():
            return False
        triangles = self._categories.triangles.copy()
        sizes = np.linalg.norm(triangles, axis=1)
        if not (sizes[self._codes, self._multipliers] > 0).all():
            return False
        triangles /= np.where(sizes > 0, sizes, 1.0)[:, None, :]
        absent = sizes == 0
        triangles[:, np.arange(absent.shape[1]), np.arange(absent.shape[1])] += absent
        smallest = [float(np.linalg.svd(triangles, compute_uv=False).min())]
        if len(lengths):
            smallest.append(float(np.linalg.svd(self._triangle / lengths, compute_uv=False)[-1]))
        if min(smallest) <= 0.0:
            return False
        within, between = 1 / smallest[0], 1 / smallest[-1] if len(lengths) else 0.0
        size = within * (1 + len(lengths) ** 0.5 * between) + between
        return bool(1 / size >= 2 * TOLERANCE)

    def rotated(self) -> Floats | None:
        """Return columns with the same products with each other but fewer rows; None if there are too many entries."""
        count = self._shared.shape[1]
        total = len(self._columns) + len(self._numbers)
        used = np.diagonal(self._categories.triangles, axis1=1, axis2=2) > 0
        place = np.cumsum(used).reshape(used.shape) - 1
        top = int(used.sum())
        if (top + len(self._triangle)) * total > MAX_CELLS:
            return None
        result = np.zeros((top + len(self._triangle), total), order="F")
        for multiplier in range(count):
            rows = np.flatnonzero(used[:, multiplier])
            result[np.ix_(place[rows, multiplier], self._numbers)] = self._shared[rows, multiplier]
            here = used[self._codes, multiplier]
            own = self._categories.triangles[self._codes, multiplier, self._multipliers]
            result[place[self._codes[here], multiplier], self._columns[here]] = own[here]
        result[top:, self._numbers] = self._triangle
        return result

    def weights(self, targets: Floats) -> Floats:
        """Return the least-squares weights by which the columns approximate targets; negligible weights are zero."""
        of_others = np.linalg.solve(self._triangle, self._orthonormal.T @ self._categories.residual(targets))
        rest = self._categories.coefficients(targets) - self._shared @ of_others
        triangles = self._categories.triangles.copy()
        absent = np.diagonal(triangles, axis1=1, axis2=2) == 0
        triangles[:, np.arange(absent.shape[1]), np.arange(absent.shape[1])] += absent
        by_category = np.linalg.solve(triangles, rest)
        found = np.empty((len(self._columns) + len(self._numbers), targets.shape[1]))
        found[self._columns] = by_category[self._codes, self._multipliers]
        found[self._numbers] = of_others
        sizes = np.empty(len(found))
        sizes[self._columns] = self._categories.largest[self._codes, self._multipliers]
        sizes[self._numbers] = np.abs(self._others).max(axis=0, initial=0.0)
        result: Floats = without_negligible(found * sizes[:, None], targets) / sizes[:, None]
        return result
