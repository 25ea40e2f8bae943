"""Engine B asked of a case: which variances and covariances its design can tell apart."""

from __future__ import annotations

from levelwise.data.observed import Observed
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import MAX_CELLS, Design
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.identifiability import identify, is_too_large
from levelwise.legitimacy.identifiability.decide import Identifiability
from levelwise.model.spec import Block


@cached_on_case
def identifiability_of(case: Case, blocks: tuple[Block, ...]) -> Identifiability | None:
    """Say which variance parameters can be told apart, of the model with some blocks of random effects.

    None without data, without random effects, and for what is too large to be examined. A sample proves that
    parameters can be told apart; where it does not, all rows are looked at, if memory has room for them.
    """
    spec = case.spec.with_blocks(blocks)
    design, observed, space = case.design, case.observed, case.fixed_space
    if design is None or observed is None or space is None or not blocks or is_too_large(spec, observed.rows):
        return None
    residual = case.family.spread == "residual"
    found = identify(spec, design, observed.groups, space, weights=observed.weights, residual=residual)
    if found.verdict == "identified" or not case.is_sampled or not all_rows_fit(case):
        return found
    every, rows = _every_row(case)
    space = ColumnSpace(rows.matrix(case.spec.fixed))
    return identify(spec, rows, every.groups, space, weights=every.weights, residual=residual)


def all_rows_fit(case: Case) -> bool:
    """Say whether memory has room for all rows of a table of which a sample is in memory."""
    columns = len(case.spec.fixed) + sum(len(block.effects) for block in case.spec.blocks)
    return (case.spec.rows or 0) * columns <= MAX_CELLS and not is_too_large(case.spec, case.spec.rows or 0)


@cached_on_case
def _every_row(case: Case) -> tuple[Observed, Design]:
    from levelwise.data.engine.sample import all_rows

    source = case.built.source
    assert source is not None  # only asked of a table
    assert not isinstance(source, Observed)
    observed = all_rows(source).observed
    return observed, Design(observed.values, observed.rows)
