"""A factor with many categories among the columns of a design, absorbed by the means of its categories.

The indicators of 800 categories span whatever is constant within the categories. To project them out, it suffices to
subtract the mean of each category (Frisch & Waugh 1933, Econometrica 1), so that they need not be computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from levelwise.data.columns import Categories, Floats
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.columns import MAX_CELLS, Design
from levelwise.design.linear_dependence import TOLERANCE, combination_weights, kept_columns, kept_in_turn, rescaled
from levelwise.lazy_numpy import np
from levelwise.model.spec import INTERCEPT, DesignColumn

MIN_COLUMNS = 40
"""Factors with fewer columns are not absorbed."""

_ROUNDING = 1e-11  # of a column's length; a smaller remainder after subtracting the means is rounding error
_NEGLIGIBLE = 1e-9  # of the largest value of a target; smaller contributions are zero


@dataclass(frozen=True, eq=False)
class AbsorbedFactor:
    """A factor whose indicators are among some columns, and the other columns.

    Attributes
    ----------
    partition : Partition
        The categories of the rows.
    own : tuple of int
        The numbers of the indicators among the columns.
    categories : tuple of int
        The category of each indicator.
    others : tuple of int
        The numbers of the other columns.
    """

    partition: Partition
    own: tuple[int, ...]
    categories: tuple[int, ...]
    others: tuple[int, ...]

    @cached_property
    def without_indicator(self) -> tuple[int, ...]:
        """The categories without an indicator, such as the reference category."""
        return tuple(sorted(set(range(self.partition.size)) - set(self.categories)))

    def means(self, columns: Floats) -> Floats:
        """Return the means of columns, shape (rows, columns), in each category."""
        order = self.partition.order
        ordered = columns if order is None else columns[order]
        sums: Floats = np.add.reduceat(ordered, self.partition.starts, axis=0)
        return sums / self.partition.sizes[:, None]

    def residual(self, columns: Floats) -> Floats:
        """Return columns less their means in each category; a column that is constant within them becomes zero."""
        residual: Floats = columns - self.means(columns)[self.partition.codes]
        negligible = np.linalg.norm(residual, axis=0) <= _ROUNDING * np.linalg.norm(columns, axis=0)
        return np.where(negligible, 0.0, residual)


def absorbed_factor(columns: Sequence[DesignColumn], design: Design) -> AbsorbedFactor | None:
    """Return the factor with the most indicators among columns, if it has many and the columns span all its categories.

    A category without an indicator is spanned if the other columns have combinations that are constant within the
    categories, as the intercept is, and distinguish it.
    """
    own = [n for n, one in enumerate(columns) if len(one.cells) == 1 and one.cells[0].kind == "indicator"]
    counts = Counter(columns[number].cells[0].variable for number in own)
    if not counts or max(counts.values()) < MIN_COLUMNS:
        return None
    variable = max(counts, key=counts.__getitem__)
    values = design.values[variable]
    if not isinstance(values, Categories):
        return None
    present, codes = np.unique(values.codes, return_inverse=True)
    place = {values.labels[code]: number for number, code in enumerate(present.tolist())}
    own = [n for n in own if columns[n].cells[0].variable == variable and columns[n].cells[0].label in place]
    others = tuple(sorted(set(range(len(columns))) - set(own)))
    categories = tuple(place[columns[number].cells[0].label] for number in own)
    names = tuple(values.labels[code] for code in present)
    found = AbsorbedFactor(Partition(codes.astype(np.intp), names), tuple(own), categories, others)
    if len(own) < MIN_COLUMNS:
        return None
    left = list(found.without_indicator)
    if not left or (len(left) == 1 and any(one.key == INTERCEPT for one in columns)):
        return found
    for most in (1, max(len(one.cells) for one in columns)):  # the columns of single variables are few, and enough
        matrix = design.matrix([columns[number] for number in others if len(columns[number].cells) <= most])
        if _rank(_constant_within(found, matrix)[0][left]) == len(left):
            return found
    return None


def dense_columns(columns: Sequence[DesignColumn], design: Design) -> int:
    """Return how many columns are computed where a factor is absorbed."""
    own = Counter(one.cells[0].variable for one in columns if len(one.cells) == 1 and one.cells[0].kind == "indicator")
    most = max(own.values(), default=0)
    if most < MIN_COLUMNS or (len(columns) - most) * design.rows > MAX_CELLS:
        return len(columns)
    return len(columns) if absorbed_factor(columns, design) is None else len(columns) - most


def _constant_within(factor: AbsorbedFactor, matrix: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the values in the categories of the combinations of columns that are constant within each.

    Returns
    -------
    tuple of ndarray
        These values, shape (categories, combinations); the weights of the columns in the combinations, for columns of
        length one; and an orthonormal basis of the columns less their means.
    """
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(lengths > 0, lengths, 1.0)
    residual = factor.residual(scaled)
    if not matrix.shape[1]:
        return np.empty((factor.partition.size, 0)), np.empty((0, 0)), residual
    orthonormal, triangle = np.linalg.qr(residual)
    left, singular, right = np.linalg.svd(triangle)
    independent = int((singular > TOLERANCE).sum())
    weights = right[independent:].T
    values = factor.means(scaled) @ weights
    sizes = np.abs(values).max(axis=0, initial=0.0)
    kept = sizes > 0
    return values[:, kept] / sizes[kept], weights[:, kept] / sizes[kept], orthonormal @ left[:, :independent]


def _rank(rows: Floats) -> int:
    return int(np.linalg.matrix_rank(rows, TOLERANCE)) if rows.size else 0


def kept_design_columns(columns: Sequence[DesignColumn], design: Design) -> list[int]:
    """Return the numbers of the columns that are kept, from left to right, as by `kept_columns`."""
    factor = absorbed_factor(columns, design)
    if factor is None or factor.own[-1] - factor.own[0] + 1 != len(factor.own):
        return kept_columns(design.matrix(columns))
    before = [number for number in factor.others if number < factor.own[0]]
    after = [number for number in factor.others if number > factor.own[-1]]
    first = design.matrix([columns[number] for number in before])
    kept_before = kept_columns(first)
    constant, _, basis = _constant_within(factor, first[:, kept_before])
    left = list(factor.without_indicator)
    if _rank(constant[left]) < len(left):
        return kept_columns(design.matrix(columns))
    dropped = _dependent(constant, left, factor.categories[::-1])
    kept = [before[number] for number in kept_before]
    kept += [number for number, category in zip(factor.own, factor.categories, strict=True) if category not in dropped]
    if after:
        last = rescaled(design.matrix([columns[number] for number in after]))
        limits = TOLERANCE * np.linalg.norm(last, axis=0)
        kept += [after[number] for number in kept_in_turn(factor.residual(last), limits, basis)]
    return kept


def _dependent(constant: Floats, left: list[int], categories: Sequence[int]) -> set[int]:
    """Return the categories whose indicators depend on columns that stand before them.

    The combinations of those columns that are constant within categories, and zero in all later ones, become fewer with
    each later category; where the last of them disappears, it gave the indicator.
    """
    rank, found = _rank(constant[left]), set()
    rows = list(left)
    for category in categories:
        if rank == constant.shape[1]:
            break
        if _rank(constant[[*rows, category]]) > rank:
            rank += 1
            rows.append(category)
            found.add(category)
    return found


def design_weights(targets: Floats, columns: Sequence[DesignColumn], design: Design) -> Floats:
    """Return the least-squares weights of independent columns that approximate targets, as `combination_weights`."""
    factor = absorbed_factor(columns, design)
    if factor is None:
        return combination_weights(targets, design.matrix(columns))
    matrix = design.matrix([columns[number] for number in factor.others])
    lengths = np.linalg.norm(matrix, axis=0)
    lengths[lengths == 0.0] = 1.0
    scaled = matrix / lengths
    constant, combinations, _ = _constant_within(factor, matrix)
    weights = np.linalg.lstsq(factor.residual(scaled), factor.residual(targets), rcond=TOLERANCE)[0]
    rest = factor.means(targets) - factor.means(scaled) @ weights
    left = list(factor.without_indicator)
    if left:
        shares = np.linalg.lstsq(constant[left], rest[left], rcond=None)[0]
        weights = weights + combinations @ shares
        rest = rest - constant @ shares
    result = np.zeros((len(columns), targets.shape[1]))
    result[list(factor.others)] = weights / lengths[:, None]
    result[list(factor.own)] = rest[list(factor.categories)]
    effect = np.ones((len(columns), 1))
    effect[list(factor.others)] = np.abs(matrix).max(axis=0, initial=0.0)[:, None]
    result[np.abs(result) * effect < _NEGLIGIBLE * np.abs(targets).max(axis=0, initial=0.0)] = 0.0
    return result
