"""How a random slope of a predictor that is constant within groups is repaired."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.places import blocks_of_bar
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms, side_without
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor, Place
from levelwise.legitimacy.repairs.parentheses import in_parentheses
from levelwise.model.spec import Block, Key


def without_slope(case: Case, block: Block, term: str, constant: frozenset[Key]) -> Iterator[str]:
    """Remove the slope from its bar, and give its predictor a fixed effect if it has none."""
    editor = FormulaEditor(case.spec.source)
    in_fixed = term in case.fixed_terms or any(term == one.label for one in case.termset.fixed.terms)
    added = () if in_fixed else (term,)
    for dropped in _droppable(case, block, constant):
        side = side_without(case.spec, block, dropped)
        yield from in_parentheses(case, side)
        changes: list[dict[Place, str | None]] = [{(block.span, block.group): side}]
        if side is not None:
            changes.append(editor.same_side(block, side))
        for change in changes:
            if added:
                yield editor.edited(change, added)
            yield editor.edited(change)
        slope = _varying_slope(case, block)
        if side == "1" and len(editor.steps(block)) == 1 and slope is not None and not added:
            yield editor.edited({(block.span, block.group): slope})


def _droppable(case: Case, block: Block, constant: frozenset[Key]) -> list[set[str]]:
    """Return the sets of terms to remove from a bar: the constant ones, or also the products with them.

    The product of a constant and a varying predictor can stay only if the varying one is not random itself: together,
    their variances are not separately identifiable.
    """
    own = blocks_of_bar(case, block)
    columns = [column for b in own for column in b.effects]
    terms = {column.term for column in columns if column.key in constant}
    variables = {cell.variable for column in columns if column.term in terms for cell in column.cells}
    products = {c.term for c in columns if any(cell.variable in variables for cell in c.cells)}
    random = {column.key for column in case.random_columns(block.group) if column.term not in terms}
    rest = (
        frozenset(cell for cell in column.cells if cell.variable not in variables)
        for column in columns
        if column.term in products
    )
    confounded = any(key and key in random for key in rest)
    return [products] if confounded or products == terms else [terms, products]


def _varying_slope(case: Case, block: Block) -> str | None:
    """Return the bar side with a slope of the only fixed predictor that varies within the groups, if there is one."""
    found = {
        column.term
        for column in case.spec.fixed
        if len(column.cells) == 1 and not is_constant_within(case, block.group, column) and case.design is not None
    }
    present = set(bar_terms(case.spec, block))
    return bar_side(["", *found]) if len(found) == 1 and not found & present else None
