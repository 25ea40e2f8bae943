"""Rows of a lazily evaluated table in memory, for checks that need rows: all of a small table, else whole groups.

A sample can refute that a column lies in a space, but not prove it; see `levelwise.design.all_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import MISSING, Categories, FactorHint, Numbers, Values, is_missing
from levelwise.data.engine.lazy_facts import LazyFacts
from levelwise.data.engine.lazy_table import columns_of
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
"""Maximum number of rows of a table that is loaded into memory entirely; larger ones are sampled."""

FEW_ROWS = 10_000
"""Number of rows that usually suffice to show that the fixed columns are linearly independent."""

_MIN_GROUPS = 30
"""Minimum number of groups of a factor that a sample of whole groups must hold."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows of a lazily evaluated table in memory.

    Attributes
    ----------
    observed : Observed
        The values of the variables.
    frame : Frame
        The columns that the model needs, for other models of the same rows.
    selection : str
        How the rows were selected; empty if they are all rows.
    """

    observed: Observed
    frame: Frame
    selection: str


def sample(facts: LazyFacts) -> Sample:
    """Load all rows of a small table, or whole groups of a large one, into memory."""
    table, schema = facts.resolved.table, facts.schema
    used = schema.rows or 0
    selection = ""
    if used + (schema.dropped or 0) <= SAMPLE_ROWS:
        query = columns_of(table.frame, facts.resolved.needed)
    else:
        label = _sampled_factor(facts, used)
        if label is None:
            query, selection = _evenly_spaced(facts, used)
        else:
            # one group may be as large as the table
            query = _whole_groups(facts, label, -(-used // SAMPLE_ROWS)).head(2 * SAMPLE_ROWS)
            selection = f"whole groups of {label}"
    return _in_memory(facts, query, selection)


def first_rows(facts: LazyFacts) -> Sample:
    """Load the first rows used into memory."""
    return _in_memory(facts, facts.resolved.base.head(FEW_ROWS), f"the first {FEW_ROWS:,} rows")


def all_rows(facts: LazyFacts) -> Sample:
    """Load all rows used into memory."""
    return _in_memory(facts, facts.resolved.base, "")


def _in_memory(facts: LazyFacts, query: nw.LazyFrame[Any], selection: str) -> Sample:
    rows = facts.resolved.table.collect(query)
    factors = {name: hint for name, hint in _factors(facts).items() if name in rows.columns}
    whole = {name: one for each in facts.resolved.variables.values() for name, one in each.sources.items()}
    frame = Frame(rows, factors, whole)
    without_levels = replace(facts.resolved.request, hints=replace(facts.resolved.request.hints, levels={}, nesting={}))
    observed = observe(without_levels, frame)
    known = {observed.response: facts.schema.response, **facts.schema.columns}
    values = {text: _aligned(one, known.get(text)) for text, one in observed.values.items()}
    return Sample(replace(observed, schema=facts.schema, values=values), frame, selection)


def _sampled_factor(facts: LazyFacts, used: int) -> str | None:
    """Return the factor with the largest groups of which enough fit into the sample; None if there is none."""
    counts = facts.schema.counts
    fits = [label for label in counts if used / counts[label] * _MIN_GROUPS <= SAMPLE_ROWS]
    return min(fits, key=counts.__getitem__, default=None)


def _whole_groups(facts: LazyFacts, label: str, step: int) -> nw.LazyFrame[Any]:
    """Select about one in `step` groups: by the hash of their ids, or at regular intervals in their order."""
    import narwhals as nw

    table, base = facts.resolved.table, facts.resolved.base
    parts = list(facts.resolved.groups[label].parts)
    if table.is_polars:
        buckets = (table.hash_bucket(base, parts, step, number) for number in range(step))  # some may be empty
        return next((one for one in buckets if len(table.collect(columns_of(one, parts[:1]).head(1)))), base)
    keys = columns_of(base, parts).unique()
    if table.can_number_rows:
        number = nw.generate_temporary_column_name(8, parts)
        numbered = keys.with_row_index(number, order_by=parts)
        spaced = numbered.filter(nw.col(number) % step == 0).select(*parts)
        return base.join(spaced, on=parts, how="semi")
    selected = table.collect(keys).sort(*parts).gather_every(step)
    outer = parts[-1]  # whole groups of the outermost column consist of whole groups of the combinations
    return base.filter(nw.col(outer).is_in(selected[outer].unique().to_list()))


def _evenly_spaced(facts: LazyFacts, used: int) -> tuple[nw.LazyFrame[Any], str]:
    """Select rows at regular intervals if the engine has an order of rows, else the first ones."""
    import narwhals as nw

    base = facts.resolved.base
    if not facts.resolved.table.is_polars:
        return base.head(SAMPLE_ROWS), "the first rows"
    step = -(-used // SAMPLE_ROWS)
    number = nw.generate_temporary_column_name(8, facts.resolved.needed)
    numbered = nw.from_native(base.to_native().with_row_index(number))
    return numbered.filter(nw.col(number) % step == 0).drop(number), f"one in {step}"


def _factors(facts: LazyFacts) -> dict[str, FactorHint]:
    """Return the label of every value of the declared factors, as some values may be missing from a sample."""
    factors = dict(facts.resolved.table.factors)
    for variable in facts.resolved.variables.values():
        declared = {*factors, *facts.resolved.table.ids}
        if isinstance(variable.node, Name) and variable.node.text in declared and variable.lookup is not None:
            factors[variable.node.text] = _mapping(variable.lookup)
    return factors


def _mapping(lookup: Lookup) -> Mapping[object, str]:
    labels = lookup.categories.labels
    by_code = sorted(zip(lookup.categories.codes, lookup.values, strict=True), key=lambda pair: int(pair[0]))
    found = {value: labels[code] for code, value in by_code if code != MISSING and not is_missing(value)}
    return found | {label: label for label in labels if label not in found.values()}  # FALSE, if all values are TRUE


def _aligned(values: Values, column: Column | None) -> Values:
    """Give a factor the categories, and a basis the columns, that they have over all rows."""
    if column is None:
        return values
    if isinstance(values, Numbers):
        return _with_all_columns(values, column) if column.kind == "basis" else values
    if values.labels == column.categories:
        return values
    position = {label: number for number, label in enumerate(column.categories)}
    codes = values.recoded([position.get(label, MISSING) for label in values.labels])
    return Categories(codes, column.categories, values.kind, column.categories)


def _with_all_columns(values: Numbers, column: Column) -> Numbers:
    """Add the columns that a basis lacks in a sample: ``dummy(f)`` has none for a category that does not occur."""
    if values.suffixes == column.categories:
        return values
    if values.values.ndim == 1 or not set(values.suffixes) <= set(column.categories):
        raise DataError(f"{column.name} has different columns in a sample and in the whole table")
    by_suffix = dict(zip(values.suffixes, values.values.T, strict=True))
    zeros = np.zeros(len(values.values))
    columns = [by_suffix.get(suffix, zeros) for suffix in column.categories]
    return Numbers(np.stack(columns, axis=1), column.categories, values.kind)
