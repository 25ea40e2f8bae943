"""Which predictors have two effects, one within groups and one between them, and how their variance is divided."""

from __future__ import annotations

from levelwise.data.columns import Codes, Floats
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.column_space import ColumnSpace
from levelwise.design.linear_dependence import rescaled
from levelwise.formula.syntax import Call, Name, Node, names_in
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.columns import is_number
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.model.spec import DesignColumn

MIN_BETWEEN = 0.05
"""Minimum share of a predictor's variance between groups; below it, its two effects are hardly mixed."""

MIN_WITHIN = 0.05
"""Minimum share of a predictor's variance within groups; below it, its coefficient is hardly a mixture either."""

MAX_FEW = 10
"""With up to this number of groups, one more group-level predictor is too many (Raudenbush & Bryk 2002, p. 267)."""

MIN_RELIABILITY = 0.6
"""Minimum reliability of the group means; those of small groups measure the groups too badly to be advised."""

QUANTILE = 3.09
"""The normal quantile exceeded once in a thousand times: the group means of a randomised predictor differ, too."""

EXPLAINED = 0.9
"""A group-level predictor that explains this share of the variance of the group means represents them."""


@dataclass(frozen=True)
class VarianceShares:
    """The variance of a predictor between and within groups, and a test of the variance between them.

    Attributes
    ----------
    between, within : float
        The variance components of a one-way analysis of variance.
    z : float
        The F statistic as a quantile of the standard normal distribution (Wilson and Hilferty's approximation).
    """

    between: float
    within: float
    z: float

    @property
    def icc(self) -> float:
        """The share of the variance between groups."""
        total = self.between + self.within
        return self.between / total if total > 0 else 0.0


def variance_shares(values: Floats, codes: Codes, groups: int) -> VarianceShares:
    """Return the variance components of a variable by one-way analysis of variance, for groups of unequal sizes."""
    counts = np.bincount(codes, minlength=groups).astype(np.float64)
    groups = int((counts > 0).sum())
    values = rescaled(values)  # only ratios matter
    values = values - values.mean()
    sums = np.bincount(codes, weights=values, minlength=len(counts))
    between = float((sums[counts > 0] ** 2 / counts[counts > 0]).sum())
    within = max(float(values @ values) - between, 0.0)
    df_between, df_within = groups - 1, len(values) - groups
    if df_between < 1 or df_within < 1:
        return VarianceShares(0.0, within, 0.0)
    ms_between, ms_within = between / df_between, within / df_within
    size = (len(values) - float((counts**2).sum()) / len(values)) / df_between
    if ms_between <= ms_within or ms_within <= 0:
        return VarianceShares(0.0, ms_within, 0.0)
    root = (ms_between / ms_within) ** (1 / 3)
    a, b = 2 / (9 * df_between), 2 / (9 * df_within)
    z = ((1 - b) * root - (1 - a)) / float(np.sqrt(b * root**2 + a))
    return VarianceShares((ms_between - ms_within) / size, ms_within, z)


def is_original(case: Case, column: DesignColumn) -> bool:
    """Return whether a column is a numeric predictor as in the data, possibly scaled or grand-mean centred."""
    if not is_number(column):
        return False
    return original_column(case.spec.variables[column.cells[0].variable]) is not None


def original_column(node: Node) -> str | None:
    """Return the column of the data that a predictor is, possibly scaled or grand-mean centred; None for others."""
    if isinstance(node, Call) and node.function in ("scale", "cgm") and node.arguments:
        node = node.arguments[0].value
    return node.text if isinstance(node, Name) and names_in(node) else None


def factors_varied_within(case: Case, column: DesignColumn) -> list[str]:
    """Return the factors with a random intercept within whose groups a column varies."""
    labels = [level.group.label for level in case.spec.levels]
    name = original_column(case.spec.variables[column.cells[0].variable])
    return [
        label
        for label in labels
        if case.has_random_intercept(label)
        and name not in case.spec.level(label).group.parts
        and not is_constant_within(case, label, column)
    ]


def mixed_variance(case: Case, group: str, column: DesignColumn) -> VarianceShares | None:
    """Return the variance shares of a column with a variance between groups that no fixed column represents."""
    partition, design = case.partition(group), case.design
    if partition is None or design is None or case.size(group) <= MAX_FEW:
        return None
    values = design.column(column)
    units = _units(case, case.spec.home(column.cells))
    shares = variance_shares(values[units], partition.codes[units], partition.size)
    if not MIN_BETWEEN < shares.icc < 1 - MIN_WITHIN or shares.z <= QUANTILE:
        return None
    size = len(values[units]) / partition.size
    if size * shares.icc < MIN_RELIABILITY * (1 + (size - 1) * shares.icc):  # Spearman and Brown's formula
        return None
    if _is_explained(case, group, values):
        return None
    means = _group_means(values, partition)[partition.codes]
    in_model = case.fits_in_memory and case.fixed_space is not None and case.fixed_space.contains(means)
    return None if in_model else shares


def _units(case: Case, home: str | None) -> slice | Codes:
    """Return one row for each unit at the level of a column: for level 1, all rows."""
    partition = None if home is None else case.partition(home)
    if partition is None:
        return slice(None)
    return partition.firsts


def _is_explained(case: Case, group: str, values: Floats) -> bool:
    """Return whether the group-level predictors explain nearly all variance of the group means, as a published mean."""
    columns = [column for column in case.spec.fixed if not column.cells or is_constant_within(case, group, column)]
    partition, design = case.partition(group), case.design
    if not columns or partition is None or design is None:
        return False
    of_groups = np.stack([design.column(column)[partition.firsts] for column in columns], axis=1)
    return ColumnSpace(of_groups).outside(_group_means(values, partition)) ** 2 <= 1 - EXPLAINED


def _group_means(values: Floats, partition: Partition) -> Floats:
    sums = np.bincount(partition.codes, weights=values, minlength=partition.size)
    means: Floats = sums / np.maximum(partition.sizes, 1)
    return means
