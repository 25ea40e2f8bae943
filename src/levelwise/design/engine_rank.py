"""Which fixed columns of a table that is asked say something new: a few rows often show it, else all rows are asked."""

from __future__ import annotations

from levelwise.data.engine.lazy_facts import LazyFacts
from levelwise.data.engine.sample import Sample, peek
from levelwise.design.all_rows import AllRowsDesign
from levelwise.design.columns import Design
from levelwise.design.rank import kept_columns
from levelwise.errors import DataError
from levelwise.model.spec import ModelSpec


def independent(spec: ModelSpec, source: LazyFacts) -> bool:
    """Say whether a few rows already show that no fixed column is a combination of others."""
    try:
        few = peek(source).observed
    except DataError:  # too few different values for a basis, say
        return False
    return len(kept_columns(Design(few.values, few.rows).matrix(spec.fixed))) == len(spec.fixed)


def kept(spec: ModelSpec, source: LazyFacts, sample: Sample, design: Design) -> list[int]:
    """Return the numbers of the fixed columns that stay."""
    if sample.selection:
        return AllRowsDesign(source).kept(spec.fixed, design)
    return kept_columns(design.matrix(spec.fixed))
