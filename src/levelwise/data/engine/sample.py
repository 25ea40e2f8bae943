"""Rows of a table that is variable, in memory for what only rows can show: all of a small one, else whole groups.

A sample can refute that a column lies in a space, never prove it; see `levelwise.legitimacy.whole`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import MISSING, Categories, FactorHint, Numbers, Values, is_missing
from levelwise.data.engine.lazy_facts import LazyFacts
from levelwise.data.engine.lazy_variable import Lookup
from levelwise.data.frames.frame import Frame
from levelwise.data.frames.observe import observe
from levelwise.data.observed import Observed
from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.syntax import Name

if TYPE_CHECKING:
    import narwhals as nw

SAMPLE_ROWS = 200_000
"""A table of more rows is sampled."""

FEW_ROWS = 10_000
"""So many rows show whether the fixed columns are independent, if they are."""

_ENOUGH = 30
"""Whole groups of a coarse factor are taken when the sample has room for so many of them."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows in memory.

    Attributes
    ----------
    observed : Observed
        Their values.
    frame : Frame
        The columns the model reads, to make other models of the same rows.
    selection : str
        How the rows were chosen; empty when they are all there are.
    """

    observed: Observed
    frame: Frame
    selection: str


def sample(facts: LazyFacts) -> Sample:
    """Bring all rows of a small table, or whole groups of a large one, into memory."""
    table, schema = facts.resolved.table, facts.schema
    used = schema.rows or 0
    chosen = ""
    if used + (schema.dropped or 0) <= SAMPLE_ROWS:
        query = table.frame.select(*facts.resolved.needed)
    else:
        label = _sampled_factor(facts, used)
        if label is None:
            query, chosen = _thinned(facts, used)
        else:
            # one group may be as large as the table
            query = _whole_groups(facts, label, -(-used // SAMPLE_ROWS)).head(2 * SAMPLE_ROWS)
            chosen = f"whole groups of {label}"
    return _in_memory(facts, query, chosen)


def peek(facts: LazyFacts) -> Sample:
    """Bring some rows into memory, those that come first."""
    return _in_memory(facts, facts.resolved.base.head(FEW_ROWS), f"the first {FEW_ROWS:,} rows")


def all_rows(facts: LazyFacts) -> Sample:
    """Bring all rows used into memory."""
    return _in_memory(facts, facts.resolved.base, "")


def _in_memory(facts: LazyFacts, query: nw.LazyFrame[Any], chosen: str) -> Sample:
    rows = facts.resolved.table.collect(query)
    own = {name: hint for name, hint in _own_factors(facts).items() if name in rows.columns}
    frame = Frame(rows, own)
    free = replace(facts.resolved.request, hints=replace(facts.resolved.request.hints, levels={}, nesting={}))
    observed = observe(free, frame)
    known = {observed.response: facts.schema.response, **facts.schema.columns}
    values = {text: _aligned(one, known.get(text)) for text, one in observed.values.items()}
    return Sample(replace(observed, schema=facts.schema, values=values), frame, chosen)


def _sampled_factor(facts: LazyFacts, used: int) -> str | None:
    """Return the factor with the largest groups of which the sample has room for enough; None where none has."""
    counts = facts.schema.counts
    fits = [label for label in counts if used / counts[label] * _ENOUGH <= SAMPLE_ROWS]
    return min(fits, key=counts.__getitem__, default=None)


def _whole_groups(facts: LazyFacts, label: str, step: int) -> nw.LazyFrame[Any]:
    """Choose about one group of `step`: by the hash of their ids, or at even distances in their order."""
    import narwhals as nw

    table, base = facts.resolved.table, facts.resolved.base
    parts = list(facts.resolved.groups[label].parts)
    if table.is_polars:
        shares = (table.share(base, parts, step, number) for number in range(step))  # a hash may choose no group
        return next((one for one in shares if len(table.collect(one.select(parts[0]).head(1)))), base)
    keys = base.select(*parts).unique()
    if table.numbers_rows:
        number = nw.generate_temporary_column_name(8, parts)
        numbered = keys.with_row_index(number, order_by=parts)
        spaced = numbered.filter(nw.col(number) % step == 0).select(*parts)
        return base.join(spaced, on=parts, how="semi")
    chosen = table.collect(keys).sort(*parts).gather_every(step)
    outer = parts[-1]  # whole groups of the outermost column are whole groups of all combinations
    return base.filter(nw.col(outer).is_in(chosen[outer].unique().to_list()))


def _thinned(facts: LazyFacts, used: int) -> tuple[nw.LazyFrame[Any], str]:
    """Choose rows at even distances, where the engine knows an order of rows, else those that come first."""
    import narwhals as nw

    base = facts.resolved.base
    if not facts.resolved.table.is_polars:
        return base.head(SAMPLE_ROWS), "the first ones"
    step = -(-used // SAMPLE_ROWS)
    number = nw.generate_temporary_column_name(8, facts.resolved.needed)
    numbered = nw.from_native(base.to_native().with_row_index(number))
    return numbered.filter(nw.col(number) % step == 0).drop(number), f"one in {step}"


def _own_factors(facts: LazyFacts) -> dict[str, FactorHint]:
    """Say outright which value has which label: a sample may lack one."""
    factors = dict(facts.resolved.table.factors)
    for variable in facts.resolved.variables.values():
        named = {*factors, *facts.resolved.table.ids}
        if isinstance(variable.node, Name) and variable.node.text in named and variable.lookup is not None:
            factors[variable.node.text] = _mapping(variable.lookup)
    return factors


def _mapping(lookup: Lookup) -> Mapping[object, str]:
    labels = lookup.categories.labels
    by_code = sorted(zip(lookup.categories.codes, lookup.values, strict=True), key=lambda pair: int(pair[0]))
    named = {value: labels[code] for code, value in by_code if code != MISSING and not is_missing(value)}
    return named | {label: label for label in labels if label not in named.values()}  # FALSE, where all is TRUE


def _aligned(values: Values, column: Column | None) -> Values:
    """Number a factor's categories, and the columns of a basis, as they are numbered over all rows."""
    if column is None:
        return values
    if isinstance(values, Numbers):
        return _widened(values, column) if column.kind == "basis" else values
    if values.labels == column.categories:
        return values
    place = {label: number for number, label in enumerate(column.categories)}
    position = np.array([place.get(label, MISSING) for label in values.labels] or [MISSING], dtype=np.intp)
    codes = np.where(values.codes == MISSING, MISSING, position[values.codes])
    return Categories(codes, column.categories, values.kind, column.categories)


def _widened(values: Numbers, column: Column) -> Numbers:
    """Add the columns that fewer rows do not make: ``dummy(f)`` has none of a category that does not occur."""
    if values.suffixes == column.categories:
        return values
    if values.values.ndim == 1 or not set(values.suffixes) <= set(column.categories):
        raise DataError(f"{column.name} has other columns in a few rows than in all rows of the table")
    own = dict(zip(values.suffixes, values.values.T, strict=True))
    none = np.zeros(len(values.values))
    columns = [own.get(suffix, none) for suffix in column.categories]
    return Numbers(np.stack(columns, axis=1), column.categories, values.kind)
