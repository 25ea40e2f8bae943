"""What the rules about the response ask of a case: its range, its rows outside a support, whether weights differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
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

_SHOWN = 3  # rows that show what is wrong


def all_rows_response(case: Case) -> AllRowsResponse | None:
    """Return whom to ask about all rows; None where the rows in memory are all."""
    source = case.built.source
    if source is None or isinstance(source, Observed) or not case.is_sampled:
        return None
    from levelwise.design.all_rows_response import AllRowsResponse

    return AllRowsResponse(source)


def single_trials(case: Case) -> bool:
    """Say whether a binomial response holds single outcomes, 0 or 1, of the rows in memory."""
    observed = case.observed
    if observed is None or case.family.name != "binomial" or observed.trials is not None or case.is_sampled:
        return False
    return bool(np.isin(observed.y, (0.0, 1.0)).all())


def extremes(case: Case, node: Node, values: Floats) -> tuple[float, float] | None:
    """Return the smallest and the largest value of a response or a part of it, over all rows; None if unknown."""
    whole = all_rows_response(case)
    if whole is not None:
        return whole.extremes(deparse(node))
    return (float(values.min()), float(values.max())) if len(values) else None


@dataclass(frozen=True)
class Outside:
    """Rows in which a response is no value it can take: how many of how many, and which of those in memory."""

    count: int
    known: bool
    rows: NDArray[np.intp]


def outside(case: Case, node: Node, values: Floats, support: Support) -> Outside:
    """Count the rows in which a response, or a part of it, is outside a support."""
    found = np.flatnonzero(outside_support(support, values))
    whole = all_rows_response(case)
    count = len(found) if whole is None else whole.outside(deparse(node), support)
    return Outside(len(found) if count is None else count, count is not None, found)


def shown(case: Case, name: str, values: Floats, wrong: Outside) -> Evidence:
    """Show the first rows in which a response is outside a support; rows are counted from 1."""
    observed = case.observed
    assert observed is not None  # only asked with data
    rows = (case.spec.rows or 0) if wrong.known else observed.rows
    whole = f"{rows:,} rows" if wrong.known else f"the {rows:,} rows looked at"
    caption = f"{wrong.count:,} of {whole} have such a value of {name}"
    first = wrong.rows[:_SHOWN]
    if case.is_sampled or not isinstance(case.built.source, Observed):  # whose rows have no numbers
        different = np.unique(values[wrong.rows])[:_SHOWN]
        return Evidence(caption, (name,), tuple((digits(float(value)),) for value in different))
    return Evidence(
        caption,
        ("row", name),
        tuple((str(int(observed.kept[row]) + 1), digits(float(values[row]))) for row in first),
    )


def weights_differ(case: Case) -> bool:
    """Say whether there are prior weights that are not the same in every row."""
    if case.observed is None or case.observed.weights is None or case.spec.weights is None:
        return False
    values = case.observed.weights
    if bool((values != values[:1]).any()):
        return True
    whole = all_rows_response(case)
    found = None if whole is None else whole.extremes(case.spec.weights)
    return found is not None and found[0] != found[1]
