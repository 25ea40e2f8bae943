"""R23, for categories in which only one outcome occurs."""

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
from levelwise.model.spec import CONSTANT, Cell, DesignColumn, column_of
from levelwise.text.sentences import MOST, digits, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class SingleOutcome:
    """A variable with the categories in which only one outcome occurs, and their rows."""

    variable: str
    labels: tuple[str, ...]
    rows: NDArray[np.bool_]


def single_outcome_categories(case: Case, y: Floats) -> Iterator[SingleOutcome]:
    """Find the categories of factors, or of variables with values 0 and 1, in which all outcomes are the same.

    Of counts, only zeros are such an outcome.
    """
    last = 1.0 if case.family.is_binomial else 0.0
    assert case.observed is not None  # there are data
    assert case.fixed_space is not None
    for variable in variables_of(case.spec.fixed):
        labels: list[str] = []
        rows = np.zeros(len(y), dtype=np.bool_)
        for label, here, weighted in _categories(case, variable):
            own = y[here]
            if not len(own) or not ((own == 0).all() or (own == last).all()):
                continue
            sign = 1.0 if own[0] > 0 else -1.0
            if case.fixed_space.contains(here.astype(np.float64)) and _holds_everywhere(case, weighted, sign):
                labels.append(label)
                rows |= here
        if labels:
            yield SingleOutcome(variable, tuple(labels), rows)


def _categories(
    case: Case, variable: str
) -> Iterator[tuple[str, NDArray[np.bool_], tuple[tuple[DesignColumn, float], ...]]]:
    """Return the categories of a variable: label, rows, and the indicator as a weighted sum of columns."""
    assert case.observed is not None  # there are data
    values = case.observed.values[variable]
    if isinstance(values, Categories):
        for number, label in enumerate(values.labels):
            cell = Cell(variable, label, "indicator", number)
            yield label, values.codes == number, ((column_of(cell), 1.0),)
    elif values.values.ndim == 1 and bool(((values.values == 0) | (values.values == 1)).all()):
        cell = Cell(variable)
        own = column_of(cell)
        yield "0", values.values == 0, ((CONSTANT, 1.0), (own, -1.0))
        yield "1", values.values == 1, ((own, 1.0),)


def _holds_everywhere(case: Case, weighted: tuple[tuple[DesignColumn, float], ...], sign: float) -> bool:
    """Return whether the single outcome of the rows in memory is that of all rows."""
    all_rows = all_rows_response(case)
    if all_rows is None:
        return True
    if not case.family.is_binomial:
        return all_rows.is_zero_where(weighted)
    least = all_rows.smallest_margin([(column, sign * weight) for column, weight in weighted])
    return least is not None and least >= 0.0


def single_outcome_finding(case: Case, found: SingleOutcome, y: Floats) -> Finding:
    """Return the finding about a variable with such categories, with a table of counts."""
    name, categories = case.spec.response.text, listed(found.labels[:MOST])
    more = f" and {len(found.labels) - MOST} more" if len(found.labels) > MOST else ""
    title = f"only one outcome of {name} occurs where {found.variable} is {categories}{more}"
    reason = (
        "The estimate for such a category is infinite, as the data are perfectly consistent with a probability of 0 or "
        "1. Merge categories where that makes sense, or use a method that keeps estimates finite, such as a weakly "
        "informative prior or Firth's penalty."
    )
    outcomes = outcome_names(case)
    trials = _trials(case)
    rows: list[tuple[str, ...]] = []
    for label, here, _ in sorted(_categories(case, found.variable), key=lambda one: one[0] not in found.labels):
        successes = float((trials[here] * y[here]).sum())
        rows.append((label, digits(float(trials[here].sum()) - successes), digits(successes)))
    caption = f"Rows by {found.variable} and {name}" + (", among those examined" if case.is_sampled else "")
    columns = [
        column.name
        for column in case.spec.fixed
        if len(column.cells) == 1 and column.cells[0].variable == found.variable
        if column.cells[0].kind != "indicator" or column.cells[0].label in found.labels
    ]
    evidence = Evidence(caption, (found.variable, *outcomes), tuple(rows[:MOST]))
    names = tuple(columns) or (found.variable,)
    return Finding("R23", title, "warning", fixed_part_span(case), names, reason, evidence)


def zeros_finding(case: Case, found: SingleOutcome) -> Finding:
    """Return the finding about the categories of a variable in which a count is always 0."""
    assert case.observed is not None  # there are data
    name, categories = case.spec.response.text, listed(found.labels[:MOST])
    title = f"{name} is 0 in every row where {found.variable} is {categories}"
    reason = (
        "On the logarithmic scale the estimate for such a category is minus infinity, and its standard error "
        "meaningless. Merge categories where that makes sense, or use a method that keeps estimates finite, such as a "
        "weakly informative prior."
    )
    rows = [
        (label, str(int(here.sum())), digits(float(case.observed.y[here].sum())))
        for label, here, _ in sorted(_categories(case, found.variable), key=lambda one: one[0] not in found.labels)
    ]
    caption = f"Rows and total {name} by {found.variable}" + (", among those examined" if case.is_sampled else "")
    evidence = Evidence(caption, (found.variable, "rows", f"total {name}"), tuple(rows[:MOST]))
    return Finding("R23", title, "warning", fixed_part_span(case), (found.variable,), reason, evidence)


def _trials(case: Case) -> Floats:
    """Return the number of trials of each row."""
    observed = case.observed
    assert observed is not None  # there are data
    if observed.trials is not None:
        return observed.trials
    y = observed.y
    if observed.weights is not None and bool(((y > 0) & (y < 1)).any()):
        return observed.weights
    return np.ones(len(y))


def outcome_names(case: Case) -> tuple[str, str]:
    """Return the names of failure and success."""
    known, node = case.prepared.schema.response, case.spec.response.node
    if is_success_failure(node):
        return "failures", "successes"
    if known is not None and known.is_factor and len(known.categories) == 2:
        return f"{known.name} = {known.categories[0]}", f"{known.name} = {known.categories[1]}"
    return f"{deparse(node)} = 0", f"{deparse(node)} = 1"
