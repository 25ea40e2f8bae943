"""R26: a bar under an operator other than ``+``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule


def r26(case: Case) -> Iterator[RuleResult]:
    """A bar is not a term: it can only be added, not multiplied, nested or subtracted."""
    for operator, span in case.termset.misplaced:
        title = f"a bar under the operator {operator}"
        reason = (
            f"A bar is not a term, and {operator} is not defined for it; lme4 silently treats it as if it were added, "
            "which may not be what was meant."
        )
        finding = Finding("R26", title, "error", span, (), reason)
        yield RuleResult(finding, partial(_with_added_bars, case))


def _with_added_bars(case: Case) -> Iterator[str]:
    yield FormulaEditor(case.spec.source).with_added_bars()


R26 = Rule(
    "R26",
    "a bar under an operator other than +",
    "error",
    "the position of the bar in the syntax tree",
    "lme4, findbars",
    r26,
)
