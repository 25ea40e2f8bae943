"""R19: columns of the fixed part that say nothing, or what others say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r19_combinations import SHORT, combinations_of, empty_cells
from levelwise.legitimacy.rules.r19_constant_column import (
    constant,
    is_constant,
    is_numerically_constant,
    recentred,
    swallowed,
)
from levelwise.model.spec import Coefficient
from levelwise.text.sentences import MOST, counted, listed


def r19(case: Case) -> Iterator[RuleResult]:
    """A column that is constant, or a combination of others, has no effect of its own that data could show.

    lme4 leaves such a column out and says so in a message; the fitted values stay the same, but the coefficient that
    was asked for is not there, and those of the other columns mean something else than without it.
    """
    kept = {column.key for column in case.spec.fixed}
    lost: dict[str, list[Coefficient]] = {}
    for column in case.built.fixed_as_written:
        if column.key not in kept:
            lost.setdefault(column.term, []).append(column)
    for term, columns in lost.items():
        whole = all(column.term != term for column in case.spec.fixed)
        sources: tuple[str, ...] = ()
        if whole and len(columns) == 1 and is_constant(case, columns[0]):
            yield RuleResult(constant(case, columns[0]), partial(_without, case, term, sources))
            continue
        if whole and len(columns) == 1 and is_numerically_constant(case, columns[0]):
            yield RuleResult(swallowed(case, columns[0]), partial(recentred, case, columns[0]))
            continue
        said, sources = combinations_of(case, columns)
        yield RuleResult(_aliased(case, term, columns, said, whole=whole), partial(_without, case, term, sources))


def unknown_aliases(case: Case) -> Iterator[str]:
    """Without data only names are known."""
    if any(column.cells for column in case.spec.fixed):
        yield "whether a column of the fixed part is constant or a combination of others"


def _aliased(case: Case, term: str, columns: Sequence[Coefficient], said: list[str], *, whole: bool) -> Finding:
    names = tuple(column.name for column in columns)
    empty = empty_cells(case, columns[0])
    severity: Severity = "note" if empty else "warning"
    what = term if whole or len(names) > SHORT else listed(names)
    have = "has" if len(names) == 1 else "have"
    if empty:
        number = counted(len(names), "column")
        title = f"{number} of {term} cannot be estimated: some combinations of categories do not occur"
        reason = (
            f"Where a combination of categories has no row, its mean is unknown; lme4 leaves {listed(names[:MOST])} "
            "out, and the remaining coefficients compare the combinations that there are."
        )
    else:
        title = (
            f"{what} {'says' if whole or len(names) == 1 else 'say'} nothing that the other fixed columns do not say"
        )
        reason = (
            f"{listed(names[:MOST])} {have} no effect apart from the columns before; lme4 leaves "
            f"{'it' if len(names) == 1 else 'them'} out. The fitted values are the same, but the coefficients of the "
            f"columns that stay then hold the effect of {term}, too."
        )
    seen = " (in the rows looked at)" if case.is_sampled else ""
    if empty:
        said = empty[:MOST]
    what = "Combinations without a row" if empty else "Left out, as combinations of what stays"
    caption = f"{what}{seen}: {'; '.join(said[:MOST])}" if said else ""
    return Finding("R19", title, severity, fixed_part_span(case), names, reason, Evidence(caption) if caption else None)


def _without(case: Case, term: str, sources: tuple[str, ...]) -> Iterator[str]:
    """Leave out the term that lme4 leaves out, or one of those that make it up."""
    text = FormulaEditor(case.spec.source)
    yield text.without_terms([term], ())
    for other in sources:
        if other != term:
            yield text.without_terms([other], ())


R19 = Rule(
    "R19",
    "a constant or collinear column",
    "error",
    "the fixed column is left out by a pivoted QR decomposition as in lme4: an error when a numeric predictor has "
    "one value in all rows, a note when combinations of categories do not occur, else a warning",
    "lme4, check.rankX",
    r19,
    unknown_aliases,
)
