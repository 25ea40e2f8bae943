"""R23 where counting is enough: categories in which only one outcome occurs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Floats
from levelwise.data.response import is_success_failure
from levelwise.dataclass import dataclass
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.columns import variables_of
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.questions.response import all_rows_response
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.model.spec import CONSTANT, Cell, Coefficient, column_of
from levelwise.text.sentences import MOST, digits, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray


_CONSTANT = CONSTANT


@dataclass(frozen=True, eq=False)
class Flat:
    """A variable, the categories in which there is one outcome only, and the rows these have."""

    variable: str
    labels: tuple[str, ...]
    rows: NDArray[np.bool_]


def flat_categories(case: Case, y: Floats) -> Iterator[Flat]:
    """Find the categories of factors, and of numbers that are 0 or 1, in which all outcomes are the same."""
    assert case.observed is not None  # only asked with data
    assert case.fixed_space is not None
    for variable in variables_of(case.spec.fixed):
        labels: list[str] = []
        rows = np.zeros(len(y), dtype=np.bool_)
        for label, here, weighted in _categories(case, variable):
            one = y[here]
            if not len(one) or not ((one == 0).all() or (one == 1).all()):
                continue
            sign = 1.0 if one[0] == 1 else -1.0
            if case.fixed_space.contains(here.astype(np.float64)) and _holds_everywhere(case, weighted, sign):
                labels.append(label)
                rows |= here
        if labels:
            yield Flat(variable, tuple(labels), rows)


def _categories(
    case: Case, variable: str
) -> Iterator[tuple[str, NDArray[np.bool_], tuple[tuple[Coefficient, float], ...]]]:
    """Return a variable's categories: label, rows, and the indicator as a weighted sum of columns."""
    assert case.observed is not None  # only asked with data
    values = case.observed.values[variable]
    if isinstance(values, Categories):
        for number, label in enumerate(values.labels):
            cell = Cell(variable, label, "indicator", number)
            yield label, values.codes == number, ((column_of(cell), 1.0),)
    elif values.values.ndim == 1 and bool(((values.values == 0) | (values.values == 1)).all()):
        cell = Cell(variable)
        own = column_of(cell)
        yield "0", values.values == 0, ((_CONSTANT, 1.0), (own, -1.0))
        yield "1", values.values == 1, ((own, 1.0),)


def _holds_everywhere(case: Case, weighted: tuple[tuple[Coefficient, float], ...], sign: float) -> bool:
    """Say whether what is so in the rows in memory is so in all rows."""
    whole = all_rows_response(case)
    if whole is None:
        return True
    least = whole.smallest_margin([(column, sign * weight) for column, weight in weighted])
    return least is not None and least >= 0.0


def of_categories(case: Case, flat: Flat, y: Floats) -> Finding:
    """Return the finding about a variable with such categories, and the table of counts that shows it."""
    assert case.observed is not None  # only asked with data
    name, categories = case.spec.response.text, listed(flat.labels[:MOST])
    more = f" and {len(flat.labels) - MOST} more" if len(flat.labels) > MOST else ""
    title = f"only one outcome of {name} occurs where {flat.variable} is {categories}{more}"
    reason = (
        "The estimate for such a category grows without end, and its standard error with it, as nothing in the data "
        "speaks against a probability of 0 or 1. What helps: to join categories that may be joined, or a method that "
        "keeps estimates finite, such as a weak prior or Firth's penalty."
    )
    names = outcomes(case)
    trials = _trials(case)
    rows: list[tuple[str, ...]] = []
    for label, here, _ in sorted(_categories(case, flat.variable), key=lambda one: one[0] not in flat.labels):
        successes = float((trials[here] * y[here]).sum())
        rows.append((label, digits(float(trials[here].sum()) - successes), digits(successes)))
    caption = f"Rows by {flat.variable} and {name}" + (", of those looked at" if case.is_sampled else "")
    columns = [
        column.name
        for column in case.spec.fixed
        if len(column.cells) == 1 and column.cells[0].variable == flat.variable
        if column.cells[0].kind != "indicator" or column.cells[0].label in flat.labels
    ]
    evidence = Evidence(caption, (flat.variable, *names), tuple(rows[:MOST]))
    return Finding("R23", title, "warning", fixed_part_span(case), tuple(columns) or (flat.variable,), reason, evidence)


def _trials(case: Case) -> Floats:
    """Return for how many trials each row stands."""
    observed = case.observed
    assert observed is not None  # only asked with data
    if observed.trials is not None:
        return observed.trials
    y = observed.y
    if observed.weights is not None and bool(((y > 0) & (y < 1)).any()):
        return observed.weights
    return np.ones(len(y))


def outcomes(case: Case) -> tuple[str, str]:
    """Return the names of failure and success."""
    known, node = case.built.schema.response, case.spec.response.node
    if is_success_failure(node):
        return "failures", "successes"
    if known is not None and known.is_factor and len(known.categories) == 2:
        return f"{known.name} = {known.categories[0]}", f"{known.name} = {known.categories[1]}"
    return f"{deparse(node)} = 0", f"{deparse(node)} = 1"
