"""Where in the formula a finding points to."""

from __future__ import annotations

from levelwise.formula.syntax import Span, deparse
from levelwise.legitimacy.case import Case
from levelwise.model.spec import Block


def fixed_part_span(case: Case) -> Span:
    """Return where the fixed part stands: from the tilde to the first bar."""
    right = case.spec.source.right.span
    end = min((block.span.start for block in case.spec.blocks), default=right.end)
    return Span(right.start, max(right.start + 1, len(case.source[:end].rstrip(" +("))))


def variable_span(case: Case, variable: str) -> Span:
    """Return where a variable of the terms, or the response, was typed; the fixed part where it was not."""
    response = case.termset.response
    node = response if deparse(response) == variable else case.spec.variables.get(variable)
    if node is None or not 0 <= node.span.start < node.span.end <= len(case.source):
        return fixed_part_span(case)
    return node.span


def first_block(case: Case, group: str) -> Block:
    """Return the first block of a factor, in lme4's order: what is said of the factor points there."""
    return next(block for block in case.spec.blocks if block.group == group)


def blocks_of_bar(case: Case, block: Block) -> list[Block]:
    """Return the blocks of one bar and factor: ``||`` makes several of one bar."""
    return [one for one in case.spec.blocks if (one.span, one.group) == (block.span, block.group)]
