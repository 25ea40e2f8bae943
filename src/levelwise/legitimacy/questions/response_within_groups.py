"""Whether the response varies within the groups of the random factors, or is a property of the groups."""

from __future__ import annotations

from levelwise.data.columns import Categories, Floats, label_of
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.linear_dependence import rescaled
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.questions.columns import spans_constant
from levelwise.legitimacy.questions.response import all_rows_response
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.text.sentences import digits

NEARLY_CONSTANT = 1e-4
"""If a smaller share of the variance of the response lies within groups, it may be rounding error."""


@dataclass(frozen=True)
class WithinGroups:
    """A factor within whose groups the response does not vary, or hardly.

    Attributes
    ----------
    group : str
        The factor.
    share : float
        The share of the variance of the response within groups; 0 if it is constant in each.
    over_all_rows : bool
        Whether that holds for all rows, or only for those examined.
    has_intercept : bool
        Whether the factor has a random intercept, which then accounts for the response by itself.
    """

    group: str
    share: float
    over_all_rows: bool
    has_intercept: bool


@cached_on_case
def response_within_groups(case: Case) -> WithinGroups | None:
    """Return the factor with the fewest groups within which the response hardly varies; None if there is none."""
    y = response_less_offset(case)
    if y is None or not len(y) or y.min() == y.max():
        return None
    for level in sorted(case.spec.levels, key=lambda level: level.size or 0):
        group = level.group.label
        partition = case.partition(group)
        if partition is None or partition.size == 1 or not (partition.sizes > 1).any():
            continue
        share = 0.0 if not partition.varying(y).any() else _share_within(y, partition)
        if share >= NEARLY_CONSTANT:
            continue
        columns = case.random_columns(group)
        has_intercept = case.has_random_intercept(group) or spans_constant(case, columns)
        over_all_rows = True
        if share == 0.0 and (all_rows := all_rows_response(case)) is not None:
            varying = all_rows.varying_groups(deparse(case.spec.response.node), group)
            if varying:
                continue
            over_all_rows = varying is not None
        return WithinGroups(group, share, over_all_rows, has_intercept)
    return None


def response_less_offset(case: Case) -> Floats | None:
    """Return the response, from which the offsets of a linear model are subtracted; None without data."""
    observed = case.observed
    if observed is None or (observed.offsets and not case.spec.is_linear):
        return None
    if any(offset.ndim != 1 for offset in observed.offsets):
        return None  # such as offset(poly(x, 2)), of which no model subtracts a single column
    y = observed.y
    for offset in observed.offsets:
        y = y - offset
    return y


def _share_within(y: Floats, partition: Partition) -> float:
    """Return the variance within groups, from the groups with several rows, as a share of the variance over all."""
    y = rescaled(y[:, None])[:, 0]
    y = y - y.mean()
    means = np.bincount(partition.codes, y, minlength=partition.size) / partition.sizes
    within = float(((y - means[partition.codes]) ** 2).sum()) / (len(y) - partition.size)
    overall = float((y**2).sum()) / (len(y) - 1)
    return within / overall if overall > 0.0 else 1.0


def rows_of_groups(case: Case, group: str, caption: str) -> Evidence:
    """Return two rows of each of three groups with their values of the response."""
    partition, observed = case.partition(group), case.observed
    assert partition is not None  # there are data
    assert observed is not None
    values = observed.values[observed.response]
    labels = values.labels if observed.numbered and isinstance(values, Categories) else None
    rows = [
        (label_of(partition.names[number]), labels[int(observed.y[row])] if labels else digits(float(observed.y[row])))
        for number in np.flatnonzero(partition.sizes > 1)[:3]
        for row in partition.rows(int(number))[:2]
    ]
    return Evidence(caption, (group, case.spec.response.text), tuple(rows))
