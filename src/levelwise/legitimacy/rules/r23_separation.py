"""R23: predictors that separate the two outcomes of a binary response."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import first_block, fixed_part_span
from levelwise.legitimacy.questions.response import all_rows_response
from levelwise.legitimacy.questions.response_within_groups import response_within_groups, rows_of_groups
from levelwise.legitimacy.questions.separation import (
    MAX_CELLS,
    Separation,
    overlap_is_proven,
    separating_combination,
    signed,
)
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r23_single_outcome import (
    outcome_names,
    single_outcome_categories,
    single_outcome_finding,
    zeros_finding,
)
from levelwise.model.spec import INTERCEPT, DesignColumn
from levelwise.text.sentences import MOST, MOST_PARTS, counted, digits, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_WORK = 10_000_000_000
"""Maximum number of rows times squared columns of a design matrix in which separation is looked for: some seconds."""

_POSITIVE = 1e-8

_LINKS = ("logit", "probit", "cloglog", "cauchit")


def r23(case: Case) -> Iterator[RuleResult]:
    """If predictors separate the two outcomes, the likelihood increases with their coefficients and has no maximum.

    The maximum likelihood estimates are infinite: what a program reports for them, and for their standard errors, only
    shows where the optimiser stopped.
    """
    yield from _single_outcomes_of_groups(case)
    if case.observed is not None and _has_log_counts(case):
        for zeros in single_outcome_categories(case, case.observed.y):
            yield RuleResult(zeros_finding(case, zeros))
    if not _is_examined(case):
        return
    assert case.design is not None  # as it is examined
    assert case.observed is not None
    y = case.observed.y
    if not len(y) or y.min() < 0 or y.max() > 1 or not ((y > 0).any() and (y < 1).any()):
        return
    rest = np.ones(len(y), dtype=np.bool_)
    for found in single_outcome_categories(case, y):
        rest &= ~found.rows
        yield RuleResult(single_outcome_finding(case, found, y))
    if not ((y[rest] > 0).any() and (y[rest] < 1).any()):
        return  # the other rows have a single outcome, which follows from the categories above
    if rest.all() and _overlap_linearly(case, y):
        return
    if len(y) * len(case.spec.fixed) ** 2 > MAX_WORK:
        yield RuleResult(_not_examined(case, "the design matrix is too large"))
        return
    rows = signed(case.design.matrix(case.spec.fixed)[rest], y[rest])
    constant = next((n for n, column in enumerate(case.spec.fixed) if column.key == INTERCEPT), None)
    if not overlap_is_proven(rows, constant):
        yield from (RuleResult(finding) for finding in _by_linear_programme(case, rows, constant, rest))


def _overlap_linearly(case: Case, y: Floats) -> bool:
    """Return whether the fitted values of a linear regression of the outcome lie between 0 and 1, which rules it out.

    The residuals, with their signs, are then positive weights under which the signed rows add up to zero.
    """
    if case.fixed_space is None or not np.isin(y, (0.0, 1.0)).all():
        return False
    sign = np.where(y > 0, 1.0, -1.0)
    return bool((case.fixed_space.residual(sign[:, None])[:, 0] * sign).min() > _POSITIVE)


def open_questions(case: Case) -> Iterator[str]:
    """Return whether the outcomes are separated, if there are predictors."""
    if not any(column.cells for column in case.spec.fixed):
        return
    if case.family.is_binomial and case.spec.link in _LINKS:
        yield f"whether predictors separate the two outcomes of {case.spec.response.text}"
    if _has_log_counts(case):
        yield f"whether {case.spec.response.text} is 0 in all rows of a category"


def _has_log_counts(case: Case) -> bool:
    return case.family.support.whole and case.spec.link == "log"


def _is_examined(case: Case) -> bool:
    return (
        case.family.is_binomial
        and case.spec.link in _LINKS
        and case.design is not None
        and case.observed is not None
        and any(column.cells for column in case.spec.fixed)
    )


# --- groups ---------------------------------------------------------------------------------------


def _single_outcomes_of_groups(case: Case) -> Iterator[RuleResult]:
    """Find a factor in each of whose groups only one outcome occurs."""
    found = response_within_groups(case) if case.family.is_binomial else None
    if found is None or found.share > 0.0 or case.observed is None or not np.isin(case.observed.y, (0.0, 1.0)).all():
        return
    name, group = case.spec.response.text, found.group
    size = counted(case.size(group), "group")
    title = f"only one outcome of {name} occurs within each group of {group}"
    reason = (
        f"In each group of {group} all rows have the same outcome of {name}, so that the likelihood increases with the "
        f"variance between groups and has no maximum. If {name} is a property of {group}, a model of it needs a data "
        "set with one row for each group."
    )
    if not found.over_all_rows:
        reason += " This holds for the rows examined."
    evidence = rows_of_groups(case, group, f"Rows of some of the {size} of {group}")
    yield RuleResult(Finding("R23", title, "warning", first_block(case, group).span, (name, group), reason, evidence))


# --- combinations ---------------------------------------------------------------------------------


def _by_linear_programme(case: Case, rows: Floats, constant: int | None, rest: NDArray[np.bool_]) -> Iterator[Finding]:
    """Decide by a linear programme whether the outcomes are separated in the remaining rows."""
    name = case.spec.response.text
    rows = np.unique(rows, axis=0)
    why = ""
    found: Separation | None = None
    if rows.size > MAX_CELLS:
        why = f"the {len(rows):,} distinct rows are too many for the linear programme that decides it"
    else:
        try:
            found = separating_combination(rows, constant)
        except ImportError:
            why = "the linear programme that decides it needs scipy: pip install scipy"
    if why:
        yield _not_examined(case, why)
    if found is None or not (covered := _covered(case, found, rest)):
        return
    parts = [(column, float(w)) for column, w in zip(case.spec.fixed, found.weights, strict=True) if w and column.cells]
    names = tuple(column.name for column, _ in parts)
    how = "completely" if found.complete else "except for ties"
    title = f"{listed(names[:MOST])} {'separates' if len(names) == 1 else 'separate'} the outcomes of {name} {how}"
    reason = (
        f"A cut-off with only one outcome on each side exists{'' if found.complete else ', except for ties'}, so a "
        "steeper model always fits better: the estimates, and their standard errors, grow without bound."
    )
    evidence = _scores(case, parts, rest, covered)
    yield Finding("R23", title, "warning", fixed_part_span(case), names, reason, evidence)


def _not_examined(case: Case, why: str) -> Finding:
    name = case.spec.response.text
    title = f"separation of the outcomes of {name} by a combination of predictors was not examined"
    title += " (scipy is not installed)" if "scipy" in why else ""
    return Finding("R23", title, "note", fixed_part_span(case), (), f"Separation is possible, but {why}.")


def _covered(case: Case, found: Separation, rest: NDArray[np.bool_]) -> str:
    """Return the rows that are known to be separated; an empty string if other rows may contradict it."""
    all_rows = all_rows_response(case)
    if all_rows is None:
        return "all rows" if rest.all() else "the other rows"
    if not rest.all():
        return ""
    weighted = [(column, float(w)) for column, w in zip(case.spec.fixed, found.weights, strict=True) if w]
    least = all_rows.smallest_margin(weighted)
    if least is None:
        return "the rows examined"
    return "all rows" if least >= -1e-9 * sum(abs(weight) for _, weight in weighted) else ""


def _scores(case: Case, parts: list[tuple[DesignColumn, float]], rest: NDArray[np.bool_], covered: str) -> Evidence:
    """Return the range of the separating combination for each outcome."""
    assert case.design is not None  # there are data
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
        text = " + ".join(f"{digits(weight / largest)} × {column.name}" for column, weight in parts[:MOST_PARTS])
    rows = [
        (label, digits(float(score[here].min())), digits(float(score[here].max())))
        for label, here in zip(outcome_names(case), (rest & (y < 1), rest & (y > 0)), strict=True)
    ]
    return Evidence(f"{text} over {covered}", ("outcome", "smallest", "largest"), tuple(rows))


R23 = Rule(
    "R23",
    "predictors or groups that separate the outcomes",
    "warning",
    "a linear programme finds a combination of the fixed columns that is nonnegative where the response is 1, "
    "nonpositive where it is 0, and nonzero somewhere (links logit, probit, cloglog and cauchit); a count with a log "
    "link is 0 in every row of a category; within each group of a random factor, one of which has two rows, all "
    "outcomes are the same",
    "Albert & Anderson (1984), Biometrika 71; Konis (2007), DPhil thesis, University of Oxford",
    r23,
    open_questions,
)
