"""Where a predictor has two effects, one within groups and one between them."""

from __future__ import annotations

from levelwise.data.columns import Codes, Floats
from levelwise.design.column_space import ColumnSpace
from levelwise.formula.syntax import Call, Name, Node, names_in
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.columns import is_number
from levelwise.legitimacy.questions.variance_shares import Shares, means_of, variances
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.model.spec import Coefficient

LEAST_SHARE = 0.05
"""The part of a predictor's variance between groups below which its two effects are hardly mixed."""

LEAST_WITHIN = 0.01
"""The part of its variance within groups below which a predictor belongs to them, but for a few slips (R18)."""

CHANCE = 3.09
"""The normal quantile of one in a thousand: group means of a randomised predictor differ, too."""

ACCOUNTED = 0.9
"""A group-level predictor that says so much of the group means' variance stands for them (a published mean)."""


def is_measured(case: Case, column: Coefficient) -> bool:
    """Say whether a column is a numeric predictor as measured, perhaps scaled or centred at its grand mean."""
    if not is_number(column):
        return False
    return column_measured(case.spec.variables[column.cells[0].variable]) is not None


def column_measured(node: Node) -> str | None:
    """Return the column that a predictor is."""
    if isinstance(node, Call) and node.function in ("scale", "cgm") and node.arguments:
        node = node.arguments[0].value
    return node.text if isinstance(node, Name) and names_in(node) else None


def factors_of(case: Case, column: Coefficient) -> list[str]:
    """Return the factors with a random intercept within whose groups a column varies."""
    labels = [level.group.label for level in case.spec.levels]
    name = column_measured(case.spec.variables[column.cells[0].variable])
    return [
        label
        for label in labels
        if case.has_random_intercept(label)
        and name not in case.spec.level(label).group.parts
        and not is_constant_within(case, label, column)
    ]


def shares_of(case: Case, group: str, column: Coefficient) -> Shares | None:
    """Return a column's variances where it differs between groups and nothing in the fixed part takes that up."""
    partition, design = case.partition(group), case.design
    if partition is None or design is None or partition.size < 2:
        return None
    values = design.column(column)
    home = case.spec.home(column.cells)
    units = _units(case, home)
    shares = variances(values[units], partition.codes[units], partition.size)
    if not LEAST_SHARE < shares.icc < 1 - LEAST_WITHIN or shares.chance <= CHANCE:
        return None
    if _accounted(case, group, values):
        return None
    means = means_of(values, partition)[partition.codes]
    known = case.fits_in_memory and case.fixed_space is not None and case.fixed_space.contains(means)
    return None if known else shares


def _units(case: Case, home: str | None) -> slice | Codes:
    """Return the rows that count: one for each group of the factor a column is constant in."""
    partition = None if home is None else case.partition(home)
    if partition is None:
        return slice(None)
    return partition.firsts


def _accounted(case: Case, group: str, values: Floats) -> bool:
    """Say whether group-level predictors say nearly all of the group means, as a published mean of the groups does."""
    flat = [column for column in case.spec.fixed if not column.cells or is_constant_within(case, group, column)]
    partition, design = case.partition(group), case.design
    if not flat or partition is None or design is None:
        return False
    firsts = partition.firsts
    of_groups = np.stack([design.column(column)[firsts] for column in flat], axis=1)  # one row a group says all of them
    return ColumnSpace(of_groups).outside(means_of(values, partition)) ** 2 <= 1 - ACCOUNTED
