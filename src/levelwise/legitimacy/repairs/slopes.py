"""How a random slope of a predictor that never varies is repaired."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.places import blocks_of_bar
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms, side_without
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor, Place
from levelwise.model.spec import Block, Key


def without_slope(case: Case, block: Block, term: str, wrong: frozenset[Key]) -> Iterator[str]:
    """Take the slope out of its bar, and give its predictor a fixed effect where it has none."""
    text = FormulaEditor(case.spec.source)
    added = () if term in case.fixed_terms else (term,)
    for dropped in _droppable(case, block, wrong):
        side = side_without(case.spec, block, dropped)
        changes: list[dict[Place, str | None]] = [{(block.span, block.group): side}]
        if side is not None:
            changes.append(text.everywhere(block, side))
        for change in changes:
            if added:
                yield text.edited(change, added)
            yield text.edited(change)
        slope = _slope_that_varies(case, block)
        if side == "1" and len(text.steps(block)) == 1 and slope is not None and not added:
            yield text.edited({(block.span, block.group): slope})


def _droppable(case: Case, block: Block, wrong: frozenset[Key]) -> list[set[str]]:
    """Return which terms to take out of a bar: the flat ones, or those too that multiply them.

    A product of a flat and a varying predictor stays only where the varying one is not random itself: beside it the
    slopes' variances in the kinds of groups are more than the data can tell apart.
    """
    own = blocks_of_bar(case, block)
    columns = [column for b in own for column in b.effects]
    flat = {column.term for column in columns if column.key in wrong}
    variables = {cell.variable for column in columns if column.term in flat for cell in column.cells}
    touched = {c.term for c in columns if any(cell.variable in variables for cell in c.cells)}
    random = {column.key for column in case.random_columns(block.group) if column.term not in flat}
    rest = (frozenset(cell for cell in c.cells if cell.variable not in variables) for c in columns if c.term in touched)
    confounded = any(key and key in random for key in rest)
    return [touched] if confounded or touched == flat else [flat, touched]


def _slope_that_varies(case: Case, block: Block) -> str | None:
    """Return the one fixed predictor that varies within the groups and could be random instead."""
    found = {
        column.term
        for column in case.spec.fixed
        if len(column.cells) == 1 and not is_constant_within(case, block.group, column) and case.design is not None
    }
    alone = bar_terms(case.spec, block)
    return bar_side(["", *found]) if len(found) == 1 and not found & set(alone) else None
