"""Which fixed columns of a table that is asked say something new: a few rows often show it, else all rows are asked."""

from __future__ import annotations

from levelwise.data.engine.sample import Sample, peek
from levelwise.data.engine.survey import Survey
from levelwise.errors import DataError
from levelwise.modeling.design import Design
from levelwise.modeling.rank import kept_columns
from levelwise.modeling.spec import ModelSpec
from levelwise.modeling.whole import WholeTable


def independent(spec: ModelSpec, source: Survey) -> bool:
    """Say whether a few rows already show that no fixed column is a combination of others."""
    try:
        few = peek(source).observed
    except DataError:  # too few different values for a basis, say
        return False
    return len(kept_columns(Design(few.values, few.rows).matrix(spec.fixed))) == len(spec.fixed)


def kept(spec: ModelSpec, source: Survey, sample: Sample, design: Design) -> list[int]:
    """Return the numbers of the fixed columns that stay."""
    if sample.chosen:
        return WholeTable(source).kept(spec.fixed, design)
    return kept_columns(design.matrix(spec.fixed))
