"""The left sides of bars, made of terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from levelwise.formula.syntax import Name, quoted
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.model.spec import Block, ModelSpec


def bar_terms(spec: ModelSpec, block: Block) -> list[str]:
    """Return the terms of a block's bar (``""`` is the intercept); blocks that ``||`` made count together."""
    own = [b for b in spec.blocks if (b.span, b.group) == (block.span, block.group)]
    return list(dict.fromkeys(column.term for b in own for column in b.effects))


def bar_side(terms: Iterable[str]) -> str | None:
    """Return the left side of a bar with these terms; None when there is none."""
    kept = list(terms)
    labels = [term for term in kept if term]
    if "" in kept:
        return " + ".join(labels) or "1"
    return " + ".join(["0", *labels]) if labels else None


def side_without(spec: ModelSpec, block: Block, dropped: Iterable[str]) -> str | None:
    """Return the left side of a block's bar without some terms.

    Where nothing is left, a random intercept stays, so that the groups stay in the model; None when the factor has
    another bar.
    """
    gone = set(dropped)
    side = bar_side(term for term in bar_terms(spec, block) if term not in gone)
    if side is not None:
        return side
    return None if any(b.group == block.group and b.span != block.span for b in spec.blocks) else "1"


def swapped(case: Case, block: Block, left: str) -> Iterator[str]:
    """Make formulas in which the two sides of a block's bar are swapped, or its left side groups on its own."""
    node = case.spec.variables[left]
    if isinstance(node, Name):
        text, right = FormulaEditor(case.spec.source), case.spec.level(block.group).group.parts[0]
        yield text.with_bar(block, quoted(right), left)
        yield text.with_bar(block, "1", left)
