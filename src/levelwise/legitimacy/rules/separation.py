"""R23: predictors that separate the two outcomes of a binary response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from levelwise.data.response import is_tally
from levelwise.data.values import Categories, Floats
from levelwise.formula.syntax import deparse
from levelwise.legitimacy.case import Case, Draft, listed
from levelwise.legitimacy.outcome import is_sampled, of_all_rows, plain
from levelwise.legitimacy.report import Evidence, Finding
from levelwise.legitimacy.rules.terms import fixed_part
from levelwise.legitimacy.separation import MAX_CELLS, Direction, direction, overlap_is_proven, signed
from levelwise.modeling.spec import INTERCEPT, Cell, Coefficient

_LINKS = ("logit", "probit", "cloglog", "cauchit")
_SHOWN = 12
_CONSTANT = Coefficient((), "(Intercept)", "", INTERCEPT)


@dataclass(frozen=True, slots=True, eq=False)
class _Flat:
    """A variable, the categories in which there is one outcome only, and the rows these have."""

    variable: str
    labels: tuple[str, ...]
    rows: NDArray[np.bool_]


def r23(case: Case) -> Iterator[Draft]:
    """Where predictors tell two outcomes apart without a mistake, the larger an estimate the better it fits.

    It grows until the program gives up, and its standard error with it: neither means anything.
    """
    if not _is_examined(case):
        return
    assert case.design is not None  # asked above
    assert case.observed is not None
    y, matrix = case.observed.y, case.design.matrix(case.spec.fixed)
    if not len(y) or y.min() < 0 or y.max() > 1 or not ((y > 0).any() and (y < 1).any()):
        return
    rest = np.ones(len(y), dtype=np.bool_)
    for flat in _flat(case, y):
        rest &= ~flat.rows
        yield Draft(_of_categories(case, flat, y))
    if not ((y[rest] > 0).any() and (y[rest] < 1).any()):
        return  # what is left has one outcome, which the categories above have explained
    rows = signed(matrix[rest], y[rest])
    constant = next((n for n, column in enumerate(case.spec.fixed) if column.key == INTERCEPT), None)
    if not overlap_is_proven(rows, constant):
        yield from (Draft(finding) for finding in _by_programme(case, rows, constant, rest))


def open_questions(case: Case) -> Iterator[str]:
    """Ask whether the outcomes overlap, which only values can tell."""
    if case.family.is_binomial and case.spec.link in _LINKS and any(column.cells for column in case.spec.fixed):
        yield f"whether predictors separate the two outcomes of {deparse(case.spec.response)}"


def _is_examined(case: Case) -> bool:
    return (
        case.family.is_binomial
        and case.spec.link in _LINKS
        and case.design is not None
        and case.observed is not None
        and any(column.cells for column in case.spec.fixed)
    )


# --- categories with one outcome ------------------------------------------------------------------


def _flat(case: Case, y: Floats) -> Iterator[_Flat]:
    """Find the categories of factors, and of numbers that are 0 or 1, in which all outcomes are the same."""
    assert case.observed is not None  # only asked with data
    assert case.fixed_space is not None
    for variable in dict.fromkeys(cell.variable for column in case.spec.fixed for cell in column.cells):
        labels: list[str] = []
        rows = np.zeros(len(y), dtype=np.bool_)
        for label, here, weighted in _categories(case, variable):
            one = y[here]
            if not len(one) or not ((one == 0).all() or (one == 1).all()):
                continue
            sign = 1.0 if one[0] == 1 else -1.0
            if case.fixed_space.holds(here.astype(np.float64)) and _holds_everywhere(case, weighted, sign):
                labels.append(label)
                rows |= here
        if labels:
            yield _Flat(variable, tuple(labels), rows)


def _categories(
    case: Case, variable: str
) -> Iterator[tuple[str, NDArray[np.bool_], tuple[tuple[Coefficient, float], ...]]]:
    """Return a variable's categories: label, rows, and the indicator as a weighted sum of columns."""
    assert case.observed is not None  # only asked with data
    values = case.observed.values[variable]
    if isinstance(values, Categories):
        for number, label in enumerate(values.labels):
            cell = Cell(variable, label, "indicator", number)
            yield label, values.codes == number, ((Coefficient((cell,), label, variable, frozenset((cell,))), 1.0),)
    elif values.values.ndim == 1 and bool(((values.values == 0) | (values.values == 1)).all()):
        cell = Cell(variable)
        own = Coefficient((cell,), variable, variable, frozenset((cell,)))
        yield "0", values.values == 0, ((_CONSTANT, 1.0), (own, -1.0))
        yield "1", values.values == 1, ((own, 1.0),)


def _holds_everywhere(case: Case, weighted: tuple[tuple[Coefficient, float], ...], sign: float) -> bool:
    """Say whether what is so in the rows in memory is so in all rows."""
    whole = of_all_rows(case)
    if whole is None:
        return True
    least = whole.least([(column, sign * weight) for column, weight in weighted])
    return least is not None and least >= 0.0


def _of_categories(case: Case, flat: _Flat, y: Floats) -> Finding:
    assert case.observed is not None  # only asked with data
    name, categories = deparse(case.spec.response), listed(flat.labels[:_SHOWN])
    more = f" and {len(flat.labels) - _SHOWN} more" if len(flat.labels) > _SHOWN else ""
    title = f"only one outcome of {name} occurs where {flat.variable} is {categories}{more}"
    reason = (
        "The estimate for such a category grows without end, and its standard error with it, as nothing in the data "
        "speaks against a probability of 0 or 1. What helps: to join categories that may be joined, or a method that "
        "keeps estimates finite, such as a weak prior or Firth's penalty."
    )
    outcomes = _outcomes(case)
    trials = _trials(case)
    rows: list[tuple[str, ...]] = []
    for label, here, _ in sorted(_categories(case, flat.variable), key=lambda one: one[0] not in flat.labels):
        successes = float((trials[here] * y[here]).sum())
        rows.append((label, plain(float(trials[here].sum()) - successes), plain(successes)))
    caption = f"Rows by {flat.variable} and {name}" + (", of those looked at" if is_sampled(case) else "")
    columns = [
        column.name
        for column in case.spec.fixed
        if len(column.cells) == 1 and column.cells[0].variable == flat.variable
        if column.cells[0].kind != "indicator" or column.cells[0].label in flat.labels
    ]
    evidence = Evidence(caption, (flat.variable, *outcomes), tuple(rows[:_SHOWN]))
    return Finding("R23", title, "warning", fixed_part(case), tuple(columns) or (flat.variable,), reason, evidence)


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


def _outcomes(case: Case) -> tuple[str, str]:
    """Return the names of failure and success."""
    known, node = case.built.schema.response, case.spec.response
    if is_tally(node):
        return "failures", "successes"
    if known is not None and known.is_factor and len(known.categories) == 2:
        return f"{known.name} = {known.categories[0]}", f"{known.name} = {known.categories[1]}"
    return f"{deparse(node)} = 0", f"{deparse(node)} = 1"


# --- combinations ---------------------------------------------------------------------------------


def _by_programme(case: Case, rows: Floats, constant: int | None, rest: NDArray[np.bool_]) -> Iterator[Finding]:
    """Decide by a linear programme what Newton's steps left open, in the rows that are left."""
    name = deparse(case.spec.response)
    rows = np.unique(rows, axis=0)
    why = ""
    found: Direction | None = None
    if rows.size > MAX_CELLS:
        why = f"the {len(rows):,} different rows are too many for the linear programme that decides it"
    else:
        try:
            found = direction(rows, constant)
        except ImportError:
            why = 'the linear programme that decides it needs scipy: pip install "levelwise[check]"'
    if why:
        title = f"whether a combination of predictors separates the outcomes of {name} was not examined"
        yield Finding("R23", title, "note", fixed_part(case), (), f"It may, and {why}.")
    if found is None or not (covered := _covered(case, found, rest)):
        return
    parts = [(column, float(w)) for column, w in zip(case.spec.fixed, found.weights, strict=True) if w and column.cells]
    names = tuple(column.name for column, _ in parts)
    how = "completely" if found.complete else "but for ties"
    title = f"{listed(names[:_SHOWN])} {'separates' if len(names) == 1 else 'separate'} the outcomes of {name} {how}"
    reason = (
        f"On one side of a limit there is only one outcome{'' if found.complete else ', ties apart'}, so the "
        "steeper the model the better it fits: the estimates grow without end, and their standard errors with them."
    )
    evidence = _of_scores(case, parts, rest, covered)
    yield Finding("R23", title, "warning", fixed_part(case), names, reason, evidence)


def _covered(case: Case, found: Direction, rest: NDArray[np.bool_]) -> str:
    """Return of which rows a direction is known to hold; nothing where other rows may speak against it."""
    whole = of_all_rows(case)
    if whole is None:
        return "all rows" if rest.all() else "the other rows"
    if not rest.all():
        return ""
    weighted = [(column, float(w)) for column, w in zip(case.spec.fixed, found.weights, strict=True) if w]
    least = whole.least(weighted)
    if least is None:
        return "the rows looked at"
    return "all rows" if least >= -1e-9 * sum(abs(weight) for _, weight in weighted) else ""


def _of_scores(case: Case, parts: list[tuple[Coefficient, float]], rest: NDArray[np.bool_], covered: str) -> Evidence:
    """Show how far the separating sum reaches for each outcome."""
    assert case.design is not None  # only asked with data
    assert case.observed is not None
    y = case.observed.y
    largest = max(abs(weight) for _, weight in parts)
    score = np.zeros(len(y))
    for column, weight in parts:
        score += case.design.column(column) * (weight / largest)
    if len(parts) == 1:
        text = parts[0][0].name
        score = case.design.column(parts[0][0])
    else:
        text = " + ".join(f"{plain(weight / largest)} × {column.name}" for column, weight in parts[:6])
    rows = [
        (label, plain(float(score[here].min())), plain(float(score[here].max())))
        for label, here in zip(_outcomes(case), (rest & (y < 1), rest & (y > 0)), strict=True)
    ]
    return Evidence(f"{text} over {covered}", ("outcome", "smallest", "largest"), tuple(rows))
