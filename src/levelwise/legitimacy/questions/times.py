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
"""Minimum number of pairs of consecutive rows in which values must increase, or repeat an earlier value of another."""

MOST = 0.95
"""The share of these pairs in which they do; a few rows may be out of order."""


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
    before, after = _consecutive(partition)
    if case.is_sampled or len(before) < MIN_STEPS:
        return False
    return _is_most(values[after] > values[before]) or _repeats_response(case, values, before, after)


def _consecutive(partition: Partition) -> tuple[Floats, Floats]:
    """Return the pairs of consecutive rows of the same group, in the order of the data."""
    order = np.arange(len(partition.codes)) if partition.order is None else partition.order
    same = partition.codes[order[1:]] == partition.codes[order[:-1]]
    return order[:-1][same], order[1:][same]


def _repeats_response(case: Case, values: Floats, before: Floats, after: Floats) -> bool:
    observed = case.observed
    if observed is None or observed.trials is not None or observed.y.shape != values.shape:
        return False
    return _is_most(np.isclose(values[after], observed.y[before], rtol=1e-9, atol=0.0))


def _is_most(holds: Floats) -> bool:
    return bool(holds.mean() >= MOST)
