"""How an interaction that lacks lower-order terms is repaired."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula.bars import without_bars
from levelwise.formula.expanded import Term
from levelwise.formula.syntax import deparse
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.marginality import missing_margins
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.repairs.summands import pruned


def with_margins(case: Case, term: Term) -> Iterator[str]:
    """Add the terms that an interaction lacks; if they were subtracted, as in x*w - w, keep them instead."""
    editor = FormulaEditor(case.spec.source)
    lower = [label for label in missing_margins(case, term.label) if label != term.label]
    if "-" in editor.source:
        fixed = without_bars(editor.formula.right)[0]
        yield editor.rebuilt(pruned(fixed, lambda sign, node: sign == "-" and deparse(node) in lower))
    yield editor.edited(added=lower) if editor.bars else editor.rebuilt(case.spec.source.right, lower)
