"""R23: predictors that separate the two outcomes of a binary response."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.questions.response import all_rows_response
from levelwise.legitimacy.questions.separation import MAX_CELLS, Direction, direction, overlap_is_proven, signed
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r23_single_outcome import flat_categories, of_categories, outcomes
from levelwise.model.spec import INTERCEPT, Coefficient
from levelwise.text.sentences import MOST, MOST_PARTS, digits, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINKS = ("logit", "probit", "cloglog", "cauchit")


def r23(case: Case) -> Iterator[RuleResult]:
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
    for flat in flat_categories(case, y):
        rest &= ~flat.rows
        yield RuleResult(of_categories(case, flat, y))
    if not ((y[rest] > 0).any() and (y[rest] < 1).any()):
        return  # what is left has one outcome, which the categories above have explained
    rows = signed(matrix[rest], y[rest])
    constant = next((n for n, column in enumerate(case.spec.fixed) if column.key == INTERCEPT), None)
    if not overlap_is_proven(rows, constant):
        yield from (RuleResult(finding) for finding in _by_programme(case, rows, constant, rest))


def unknown_separation(case: Case) -> Iterator[str]:
    """Ask whether the outcomes overlap, which only values can tell."""
    if case.family.is_binomial and case.spec.link in _LINKS and any(column.cells for column in case.spec.fixed):
        yield f"whether predictors separate the two outcomes of {case.spec.response.text}"


def _is_examined(case: Case) -> bool:
    return (
        case.family.is_binomial
        and case.spec.link in _LINKS
        and case.design is not None
        and case.observed is not None
        and any(column.cells for column in case.spec.fixed)
    )


# --- combinations ---------------------------------------------------------------------------------


def _by_programme(case: Case, rows: Floats, constant: int | None, rest: NDArray[np.bool_]) -> Iterator[Finding]:
    """Decide by a linear programme what Newton's steps left open, in the rows that are left."""
    name = case.spec.response.text
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
        title += " (scipy is not installed)" if "scipy" in why else ""
        yield Finding("R23", title, "note", fixed_part_span(case), (), f"It may, and {why}.")
    if found is None or not (covered := _covered(case, found, rest)):
        return
    parts = [(column, float(w)) for column, w in zip(case.spec.fixed, found.weights, strict=True) if w and column.cells]
    names = tuple(column.name for column, _ in parts)
    how = "completely" if found.complete else "but for ties"
    title = f"{listed(names[:MOST])} {'separates' if len(names) == 1 else 'separate'} the outcomes of {name} {how}"
    reason = (
        f"On one side of a limit there is only one outcome{'' if found.complete else ', ties apart'}, so the "
        "steeper the model the better it fits: the estimates grow without end, and their standard errors with them."
    )
    evidence = _of_scores(case, parts, rest, covered)
    yield Finding("R23", title, "warning", fixed_part_span(case), names, reason, evidence)


def _covered(case: Case, found: Direction, rest: NDArray[np.bool_]) -> str:
    """Return of which rows a direction is known to hold; nothing where other rows may speak against it."""
    whole = all_rows_response(case)
    if whole is None:
        return "all rows" if rest.all() else "the other rows"
    if not rest.all():
        return ""
    weighted = [(column, float(w)) for column, w in zip(case.spec.fixed, found.weights, strict=True) if w]
    least = whole.smallest_margin(weighted)
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
        text = " + ".join(f"{digits(weight / largest)} × {column.name}" for column, weight in parts[:MOST_PARTS])
    rows = [
        (label, digits(float(score[here].min())), digits(float(score[here].max())))
        for label, here in zip(outcomes(case), (rest & (y < 1), rest & (y > 0)), strict=True)
    ]
    return Evidence(f"{text} over {covered}", ("outcome", "smallest", "largest"), tuple(rows))


R23 = Rule(
    "R23",
    "predictors that separate the two outcomes",
    "warning",
    "a linear programme finds a combination of the fixed columns that is nowhere negative where the response is 1, "
    "nowhere positive where it is 0, and not zero everywhere; links logit, probit, cloglog and cauchit",
    "Albert & Anderson (1984), Biometrika 71; Konis (2007), DPhil thesis, University of Oxford",
    r23,
    unknown_separation,
)
