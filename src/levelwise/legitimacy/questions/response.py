"""Questions about the response and the weights: ranges, values outside a support, single trials, unequal weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats, distinct
from levelwise.data.observed import Observed
from levelwise.data.response import outside_support
from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Node, deparse
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.text.sentences import digits
from levelwise.vocabulary.families import Support

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from levelwise.design.all_rows_response import AllRowsResponse

_SHOWN = 3  # rows given as evidence


def all_rows_response(case: Case) -> AllRowsResponse | None:
    """Return the response over all rows of a table of which only a sample is in memory; None for other data."""
    source = case.prepared.source
    if source is None or isinstance(source, Observed) or not case.is_sampled:
        return None
    from levelwise.design.all_rows_response import AllRowsResponse

    return AllRowsResponse(source)


def single_trials(case: Case) -> bool:
    """Return whether all rows are known to be single outcomes, 0 or 1 or one of several categories."""
    if case.family.is_categorical:
        return True
    observed = case.observed
    if observed is None or case.family.name != "binomial" or observed.trials is not None or case.is_sampled:
        return False
    return bool(np.isin(observed.y, (0.0, 1.0)).all())


def extremes(case: Case, node: Node, values: Floats) -> tuple[float, float] | None:
    """Return the smallest and largest value of the response, a part of it or an offset, over all rows, if known."""
    all_rows = all_rows_response(case)
    if all_rows is not None:
        return all_rows.extremes(deparse(node))
    return (float(values.min()), float(values.max())) if len(values) else None


@dataclass(frozen=True)
class OutsideSupport:
    """Rows in which the response has an impossible value.

    Attributes
    ----------
    count : int
        Their number.
    over_all_rows : bool
        Whether all rows were counted, or only those in memory.
    rows : ndarray of int
        Those in memory.
    """

    count: int
    over_all_rows: bool
    rows: NDArray[np.intp]


def values_outside(case: Case, node: Node, values: Floats, support: Support) -> OutsideSupport:
    """Return the rows in which the response, or a part of it, lies outside a support."""
    found = np.flatnonzero(outside_support(support, values))
    all_rows = all_rows_response(case)
    count = len(found) if all_rows is None else all_rows.outside(deparse(node), support)
    return OutsideSupport(len(found) if count is None else count, count is not None, found)


def outside_evidence(case: Case, name: str, values: Floats, wrong: OutsideSupport) -> Evidence:
    """Return the first rows, counted from 1, in which the response lies outside a support."""
    observed = case.observed
    assert observed is not None  # there are data
    rows = (case.spec.rows or 0) if wrong.over_all_rows else observed.rows
    of_rows = f"{rows:,} rows" if wrong.over_all_rows else f"the {rows:,} rows examined"
    caption = f"{wrong.count:,} of {of_rows} have such a value of {name}"
    first = wrong.rows[:_SHOWN]
    if case.is_sampled or not isinstance(case.prepared.source, Observed):  # rows of a table have no numbers
        different = distinct(values[wrong.rows])[:_SHOWN]
        return Evidence(caption, (name,), tuple((digits(float(value)),) for value in different))
    return Evidence(
        caption,
        ("row", name),
        tuple((str(int(observed.kept[row]) + 1), digits(float(values[row]))) for row in first),
    )


def weights_differ(case: Case) -> bool:
    """Return whether there are prior weights that differ between rows."""
    if case.observed is None or case.observed.weights is None or case.spec.weights is None:
        return False
    values = case.observed.weights
    if bool((values != values[:1]).any()):
        return True
    all_rows = all_rows_response(case)
    found = None if all_rows is None else all_rows.extremes(case.spec.weights)
    return found is not None and found[0] != found[1]
