"""What other programs write into a formula and lme4 writes otherwise, whatever the function that takes the formula."""

from __future__ import annotations

from collections.abc import Collection

from levelwise.formula.programs.brms_terms import grouped_as_lme4, response_as_lme4
from levelwise.formula.programs.dialects import julia_terms
from levelwise.formula.programs.error_strata import strata_as_bars
from levelwise.formula.programs.mgcv_terms import random_smooths
from levelwise.formula.syntax import Node
from levelwise.text.note import Note


def as_in_lme4(
    response: Node, right: Node, source: str, columns: Collection[str] = ()
) -> tuple[Node, Node, tuple[Note, ...]]:
    """Return a response and a right-hand side as lme4 writes them, with notes on what was read otherwise."""
    response, notes = response_as_lme4(response, source)
    for rewriting in (strata_as_bars, random_smooths, julia_terms):
        right, more = rewriting(right, source)
        notes += more
    right, more = grouped_as_lme4(right, source, columns)
    notes += more
    return response, right, notes
