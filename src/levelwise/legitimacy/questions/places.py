"""The span in the formula to which a finding refers, and the blocks of a bar."""

from __future__ import annotations

from levelwise.formula.syntax import Span, deparse
from levelwise.legitimacy.case import Case
from levelwise.model.spec import Block


def fixed_part_span(case: Case) -> Span:
    """Return the span of the fixed part: from the tilde to the first bar."""
    right = case.spec.source.right.span
    end = min((block.span.start for block in case.spec.blocks), default=right.end)
    return Span(right.start, max(right.start + 1, len(case.source[:end].rstrip(" +("))))


def variable_span(case: Case, variable: str) -> Span:
    """Return the span of a variable or the response in the formula; of the fixed part if it was not typed there."""
    response = case.termset.response
    node = response if deparse(response) == variable else case.spec.variables.get(variable)
    if node is None or not 0 <= node.span.start < node.span.end <= len(case.source):
        return fixed_part_span(case)
    return node.span


def first_block(case: Case, group: str) -> Block:
    """Return the first block of a factor, in lme4's order, to which findings about the factor point."""
    return next(block for block in case.spec.blocks if block.group == group)


def blocks_of_bar(case: Case, block: Block) -> list[Block]:
    """Return the blocks of the same bar and factor, of which ``||`` makes several."""
    return [one for one in case.spec.blocks if (one.span, one.group) == (block.span, block.group)]


def double_bars(case: Case) -> list[tuple[tuple[Span, str], list[Block]]]:
    """Return the blocks that each double bar was expanded to, with the bar's span and factor."""
    found: dict[tuple[Span, str], list[Block]] = {}
    for block in case.spec.blocks:
        if block.split:
            found.setdefault((block.span, block.group), []).append(block)
    return list(found.items())
