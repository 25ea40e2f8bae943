"""The left sides of bars, made of terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from levelwise.formula.parser import parse
from levelwise.formula.syntax import Name, quoted
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.model.spec import Block, ModelSpec


def bar_terms(spec: ModelSpec, block: Block) -> list[str]:
    """Return the terms of a block's bar (``""`` is the intercept), over all blocks of a double bar."""
    own = [b for b in spec.blocks if (b.span, b.group) == (block.span, block.group)]
    return list(dict.fromkeys(column.term for b in own for column in b.effects))


def bar_side(terms: Iterable[str]) -> str | None:
    """Return the left side of a bar with given terms; None if there are none."""
    kept = list(terms)
    labels = [term for term in kept if term]
    if "" in kept:
        return " + ".join(labels) or "1"
    return " + ".join(["0", *labels]) if labels else None


def side_without(spec: ModelSpec, block: Block, dropped: Iterable[str]) -> str | None:
    """Return the left side of a block's bar without some terms.

    If no term is left, a random intercept keeps the factor in the model; None if the factor has another bar.
    """
    excluded = set(dropped)
    side = bar_side(term for term in bar_terms(spec, block) if term not in excluded)
    if side is not None:
        return side
    return None if any(b.group == block.group and b.span != block.span for b in spec.blocks) else "1"


def with_swapped_sides(case: Case, block: Block, left: str) -> Iterator[str]:
    """Swap the two sides of a block's bar, or use the factor on its left for a random intercept.

    Labels that are numbers are not kept as a predictor either.
    """
    node = case.spec.variables[left]
    if isinstance(node, Name):
        editor, right = FormulaEditor(case.spec.source), case.spec.level(block.group).group.parts[0]
        products = any(len(term.factors) > 1 for term in case.termset.fixed.terms)
        is_number = left in case.fixed_terms and not case.prepared.schema.columns[left].is_factor and not products
        for side in (quoted(right), "1"):
            swapped = editor.with_bar(block, side, left)
            if is_number:
                yield FormulaEditor(parse(swapped)).without_terms((left,), ())
            yield swapped


def without_factor(case: Case, block: Block) -> Iterator[str]:
    """Remove a factor from its bars: one step of a nesting, or the bars themselves."""
    editor = FormulaEditor(case.spec.source)
    steps, place = editor.steps(block), editor.depth(block)
    if len(steps) > 1:
        yield editor.with_steps(block, steps[:place] + steps[place + 1 :])
        return
    spans = {b.span for b in case.spec.blocks if b.group == block.group}
    yield editor.edited({(span, block.group): None for span in spans})
