"""Which variances and covariances the design of a case identifies."""

from __future__ import annotations

from levelwise.data.observed import Observed
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import MAX_CELLS, Design
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.identifiability.decide import Identifiability, identify
from levelwise.legitimacy.identifiability.size import is_too_large
from levelwise.model.spec import Block


@cached_on_case
def identifiability_of(case: Case, blocks: tuple[Block, ...]) -> Identifiability | None:
    """Return which variance parameters of the model with given blocks are identified.

    None without data, without random effects, and for a model that is too large. Parameters that a sample identifies
    are identified; where it does not, all rows are examined if they fit in memory.
    """
    spec = case.spec.with_blocks(blocks)
    design, observed, space = case.design, case.observed, case.fixed_space
    if (
        design is None
        or observed is None
        or space is None
        or not any(block.effects for block in blocks)
        or is_too_large(spec, observed.rows)
    ):
        return None
    residual = case.family.spread == "residual"
    found = identify(spec, design, observed.groups, space, weights=observed.weights, residual=residual)
    if found.verdict == "identified" or not case.is_sampled or not all_rows_fit(case):
        return found
    complete, design = _all_rows(case)
    space = ColumnSpace.spanned_by(case.spec.fixed, design)
    return identify(spec, design, complete.groups, space, weights=complete.weights, residual=residual)


def all_rows_fit(case: Case) -> bool:
    """Return whether all rows of a table of which a sample is in memory would fit there, and can be examined."""
    columns = len(case.spec.fixed) + sum(len(block.effects) for block in case.spec.blocks)
    return (case.spec.rows or 0) * columns <= MAX_CELLS and not is_too_large(case.spec, case.spec.rows or 0)


@cached_on_case
def _all_rows(case: Case) -> tuple[Observed, Design]:
    from levelwise.data.engine.sample import all_rows

    source = case.prepared.source
    assert source is not None  # a sample is taken from a lazily evaluated table
    assert not isinstance(source, Observed)
    observed = all_rows(source).observed
    return observed, Design(observed.values, observed.rows)
