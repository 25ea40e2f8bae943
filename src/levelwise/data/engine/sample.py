"""Rows of a table that is asked, in memory for what only rows can show: all of a small one, else whole groups.

A sample can refute that a column lies in a space, never prove it; see `levelwise.legitimacy.whole`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.engine.survey import Survey
from levelwise.data.engine.variables import Lookup
from levelwise.data.observe import Observed, observe
from levelwise.data.schema import Column
from levelwise.data.table import Frame
from levelwise.data.values import MISSING, Categories, FactorHint, Values
from levelwise.formula.syntax import Name

if TYPE_CHECKING:
    import narwhals as nw

SAMPLE_ROWS = 200_000
"""A table of more rows is sampled."""

FEW_ROWS = 10_000
"""So many rows show whether the fixed columns are independent, if they are."""

_ENOUGH = 30
"""Whole groups of a coarse factor are taken when the sample has room for so many of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Rows in memory.

    Attributes
    ----------
    observed : Observed
        Their values.
    frame : Frame
        The columns the model reads, to make other models of the same rows.
    chosen : str
        How the rows were chosen; empty when they are all there are.
    """

    observed: Observed
    frame: Frame
    chosen: str


def sample(survey: Survey) -> Sample:
    """Bring all rows of a small table, or whole groups of a large one, into memory."""
    table, schema = survey.inquiry.table, survey.schema
    used = schema.rows or 0
    chosen = ""
    if used + (schema.dropped or 0) <= SAMPLE_ROWS:
        query = table.frame.select(*survey.inquiry.needed)
    elif not survey.inquiry.groups:
        query = survey.inquiry.base.head(SAMPLE_ROWS)
        chosen = f"the first {SAMPLE_ROWS:,} of {used:,} rows"
    else:
        label = _sampled_factor(survey, used)
        query, number = _whole_groups(survey, label, used)
        chosen = f"{number:,} whole groups of {label} out of {schema.counts[label]:,}"
    return _in_memory(survey, query, chosen)


def peek(survey: Survey) -> Sample:
    """Bring some rows into memory, those that come first."""
    return _in_memory(survey, survey.inquiry.base.head(FEW_ROWS), f"the first {FEW_ROWS:,} rows")


def _in_memory(survey: Survey, query: nw.LazyFrame[Any], chosen: str) -> Sample:
    rows = survey.inquiry.table.collect(query)
    own = {name: hint for name, hint in _own_factors(survey).items() if name in rows.columns}
    frame = Frame(rows, own)
    free = replace(survey.inquiry.request, hints=replace(survey.inquiry.request.hints, levels={}, nesting={}))
    observed = observe(free, frame)
    values = {text: _aligned(one, survey.schema.columns.get(text)) for text, one in observed.values.items()}
    return Sample(replace(observed, schema=survey.schema, values=values), frame, chosen)


def _sampled_factor(survey: Survey, used: int) -> str:
    """Return the factor with the largest groups of which the sample holds enough, else the finest."""
    counts = survey.schema.counts
    coarse_first = sorted(counts, key=counts.__getitem__)
    fits = [label for label in coarse_first if used / counts[label] * _ENOUGH <= SAMPLE_ROWS]
    return fits[0] if fits else coarse_first[-1]


def _whole_groups(survey: Survey, label: str, used: int) -> tuple[nw.LazyFrame[Any], int]:
    """Choose groups at even distances in the order of their ids."""
    import narwhals as nw

    parts = list(survey.inquiry.groups[label].parts)
    step = max(1, -(-used // SAMPLE_ROWS))
    keys = survey.inquiry.base.select(*parts).unique()
    if survey.inquiry.table.numbers_rows:
        numbered = keys.with_row_index("levelwise row", order_by=parts)
        spaced = numbered.filter(nw.col("levelwise row") % step == 0).select(*parts)
        return survey.inquiry.base.join(spaced, on=parts, how="semi"), -(-survey.schema.counts[label] // step)
    chosen = survey.inquiry.table.collect(keys).sort(*parts).gather_every(step)
    outer = parts[-1]  # whole groups of the outermost column are whole groups of all combinations
    return survey.inquiry.base.filter(nw.col(outer).is_in(chosen[outer].unique().to_list())), len(chosen)


def _own_factors(survey: Survey) -> dict[str, FactorHint]:
    """Say outright which value has which label: a sample may lack one."""
    factors = dict(survey.inquiry.table.factors)
    for asked in survey.inquiry.asked.values():
        if isinstance(asked.node, Name) and asked.node.text in factors and asked.lookup is not None:
            factors[asked.node.text] = _mapping(asked.lookup)
    return factors


def _mapping(lookup: Lookup) -> Mapping[object, str]:
    labels = lookup.categories.labels
    by_code = sorted(zip(lookup.categories.codes, lookup.values, strict=True), key=lambda pair: int(pair[0]))
    return {value: labels[code] for code, value in by_code if code != MISSING and value is not None}


def _aligned(values: Values, column: Column | None) -> Values:
    """Number a factor's categories as they are numbered over all rows."""
    if column is None or not isinstance(values, Categories) or values.labels == column.categories:
        return values
    place = {label: number for number, label in enumerate(column.categories)}
    position = np.array([place.get(label, MISSING) for label in values.labels] or [MISSING], dtype=np.intp)
    codes = np.where(values.codes == MISSING, MISSING, position[values.codes])
    return Categories(codes, column.categories, values.kind, column.categories)
