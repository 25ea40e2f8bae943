"""Which blocks have a covariance structure over ordered effects, and effects that have no order."""

from __future__ import annotations

from typing import Literal

from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.questions.columns import is_indicator, is_number, is_unlisted_factor
from levelwise.model.spec import Block
from levelwise.vocabulary.covariance_structures import STRUCTURES

Lack = Literal["intercept", "single", "numbers"]


@cached_on_case
def lack_of_order(case: Case, block: Block) -> Lack | None:
    """Return why the effects of a block have no order although its structure, such as ``ar1()``, supposes one.

    Returns
    -------
    {"intercept", "single", "numbers"} or None
        An intercept among the effects; a single effect; or slopes of numeric predictors. None if the effects belong to
        the categories of a factor, or may do so as far as is known without data, and for other structures.
    """
    if STRUCTURES[block.covariance].correlation not in ("power", "lag"):
        return None
    if any(not column.cells for column in block.effects):
        return "single" if len(block.effects) == 1 else "intercept"
    if case.design is None:
        terms = {column.term for column in block.effects}
        numbers = len(terms) > 1 and any(len(column.cells) > 1 for column in block.effects)
        return "numbers" if numbers else None
    if len(block.effects) == 1:
        return "single"
    return None if all(is_indicator(case, column) for column in block.effects) else "numbers"


def may_lack_order(case: Case, block: Block) -> bool:
    """Return whether only data can show that the effects of a block have an order."""
    structured = STRUCTURES[block.covariance].correlation in ("power", "lag")
    unknown = case.design is None and any(
        is_number(column) and not is_unlisted_factor(case, column.cells[0].variable) for column in block.effects
    )
    return structured and unknown and lack_of_order(case, block) is None
