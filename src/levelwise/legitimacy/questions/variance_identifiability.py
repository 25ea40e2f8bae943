"""Which variances and covariances the design of a case identifies."""

from __future__ import annotations

from levelwise.data.observed import Observed
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import MAX_CELLS, Design
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.identifiability.decide import Identifiability, identify
from levelwise.legitimacy.identifiability.residual_images import MAX_PAIRS, residual_data
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
        or not (any(block.effects for block in blocks) or spec.residual.kind == "structured")
        or is_too_large(spec, observed.rows)
        or has_too_many_pairs(case)
    ):
        return None
    residual = case.family.spread == "residual"
    structure = residual_data(spec, observed)
    found = identify(
        spec, design, observed.groups, space, weights=observed.weights, residual=residual, structure=structure
    )
    if found.verdict == "identified" or not case.is_sampled or not all_rows_fit(case):
        return found
    complete, design = _all_rows(case)
    space = ColumnSpace.spanned_by(case.spec.fixed, design)
    structure = residual_data(spec, complete)
    return identify(
        spec, design, complete.groups, space, weights=complete.weights, residual=residual, structure=structure
    )


@cached_on_case
def has_too_many_pairs(case: Case) -> bool:
    """Return whether too many pairs of rows have correlated residuals to be examined."""
    correlation = case.spec.residual.correlation
    if correlation is None or case.observed is None:
        return False
    sizes = case.observed.groups[correlation.group.label].sizes.astype(float)
    return bool((sizes**2).sum() > MAX_PAIRS)


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
