"""Which predictors are times or lagged values, whose group means are no properties of the groups."""

from __future__ import annotations

import re

from levelwise.data.columns import Floats
from levelwise.data.partition import Partition
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.within_between import original_column
from levelwise.model.spec import DesignColumn

_TIME = re.compile(
    r"(?i)(?:calendar|study|survey|c|z)?[._]?"
    r"(?:year|yr|date|time|wave|period|quarter|month|week|day|semester|season|occasion|occ|session|visit|round|cohort)"
    r"s?[._]?(?:\d+|c|z|cent(?:er|re)d|std)?"
)
_LAG = re.compile(
    r"(?i)(?:^|[._\d])(?:lag(?:ged)?|prev(?:ious)?|l)\d*[._]|lag(?:ged)?\d*$|[._](?:prev(?:ious)?|l)\d*$|^lag"
)
_YEARS = (1900.0, 2100.0)

MIN_STEPS = 20
"""Minimum number of rows, beyond one in each group, that show that values increase, or repeat the response."""

MOST = 0.95
"""The share of these rows in which they do; a few rows may be out of order."""


def is_named_like_a_time(name: str) -> bool:
    """Return whether a column is called a year, a wave, a visit or the like."""
    return _TIME.fullmatch(name) is not None


def is_time_or_lag(case: Case, group: str, column: DesignColumn) -> bool:
    """Return whether a numeric predictor is a time, by its name or values, or a lagged value.

    Groups that are observed at other times than the others differ in the mean time, which is no property of theirs. A
    lagged response has a part between groups because the response has.
    """
    name = original_column(case.spec.variables[column.cells[0].variable]) or ""
    if is_named_like_a_time(name) or _LAG.search(name):
        return True
    partition, design = case.partition(group), case.design
    if partition is None or design is None:
        return False
    values = design.column(column)
    if bool(((values >= _YEARS[0]) & (values <= _YEARS[1]) & (values == np.floor(values))).all()):
        return True
    if case.is_sampled:
        return False
    return _increases(partition, values) or _repeats_response(case, partition, values)


def _increases(partition: Partition, values: Floats) -> bool:
    """Return whether values increase from row to row within the groups."""
    order = np.arange(len(values)) if partition.order is None else partition.order
    same = partition.codes[order[1:]] == partition.codes[order[:-1]]
    steps = np.diff(values[order])[same]
    return len(steps) >= MIN_STEPS and bool((steps > 0).mean() >= MOST)


def _repeats_response(case: Case, partition: Partition, values: Floats) -> bool:
    """Return whether values are responses of other rows of the same group, except in one row of each.

    Only responses that hardly repeat within groups can show that.
    """
    observed = case.observed
    if observed is None or observed.trials is not None or observed.y.shape != values.shape:
        return False
    steps, codes = np.unique(np.concatenate((values, observed.y)), return_inverse=True)
    lagged, own = (codes[: len(values)], codes[len(values) :])
    responses = partition.codes * len(steps) + own
    shared = np.isin(partition.codes * len(steps) + lagged, responses) & (lagged != own)
    expected = len(values) - partition.size
    distinct = len(np.unique(responses)) >= MOST * len(values)
    return expected >= MIN_STEPS and distinct and int(shared.sum()) >= MOST * expected
