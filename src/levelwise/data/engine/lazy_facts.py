"""Every fact of a model about a table that is asked: one query for all rows, one for each grouping factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from levelwise.data.constancy import column_constancy, constant_by_sources, constant_names
from levelwise.data.engine.columns import comparable, is_id, is_number
from levelwise.data.engine.completeness import present
from levelwise.data.engine.finite import check_finite
from levelwise.data.engine.group_ranges import FEW_ROWS, Ranges, Watched, ranges, refuted
from levelwise.data.engine.lazy_table import ColumnKey, LazyTable, engine_errors
from levelwise.data.engine.lazy_variable import used
from levelwise.data.engine.resolve import ResolvedRequest, resolve
from levelwise.data.engine.totals import totals
from levelwise.data.functions.catalogue import shape
from levelwise.data.request import Request
from levelwise.data.schema import NO_COMPLETE_ROW, Column, Schema, dropped_note
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.syntax import Call, Name, deparse, names_in, quoted

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True, eq=False)
class LazyFacts:
    """What was found out about a table, and how to go on asking.

    Attributes
    ----------
    resolved : ResolvedRequest
        What was asked, and of which table.
    schema : Schema
        The facts.
    singletons : mapping of str to int
        How many groups of each grouping factor have one row only.
    """

    resolved: ResolvedRequest
    schema: Schema
    singletons: Mapping[str, int]


def lazy_facts(request: Request, table: LazyTable) -> LazyFacts:
    """Establish every fact the model is built on; each query runs in the table's engine.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When no row is complete, a hint contradicts the data, or the engine fails.
    """
    with engine_errors("a query", building=True):
        return _lazy_facts(request, table)


def _lazy_facts(request: Request, table: LazyTable) -> LazyFacts:
    import narwhals as nw

    resolved = resolve(request, table)
    table = resolved.table
    sure = {one.node.text for one in resolved.variables.values() if isinstance(one.node, Name)}
    columns = {name: comparable(name, table, sure=name in sure) for name in resolved.names}
    # is.na(x) uses rows that miss x: x varies, too, where it is known in some rows of a group only
    gaps: dict[ColumnKey, nw.Expr] = {
        ("missing", name): (~present(name, table)).cast(nw.Int64) for name in resolved.names if name not in sure
    }
    numeric: dict[ColumnKey, nw.Expr] = {name: column for name, column in columns.items() if is_number(name, table)}
    everything = totals(table, resolved.base, {**numeric, **gaps, **_beside(resolved)})
    ids = [name for name in resolved.names if is_id(table, name, everything)]
    if ids:
        return _lazy_facts(request, table.with_ids(ids))
    all_rows = table.rows()
    if everything.rows == all_rows:  # every row is complete, so a query need not read the columns it does not ask about
        resolved = replace(resolved, base=table.frame.select(*resolved.needed))
    if all_rows == 0:
        raise DataError("the data has no rows")
    if everything.rows == 0:
        raise DataError(NO_COMPLETE_ROW)
    check_finite(resolved, everything)
    predictors = dict.fromkeys(n for node in (*resolved.nodes.values(), *request.offsets) for n in names_in(node))
    watched: dict[ColumnKey, Watched] = {
        name: Watched(columns[name], everything.limit(name) if name in numeric else None)
        for name in predictors
        if name in columns
    }
    gappy: dict[ColumnKey, Watched] = {
        key: Watched(one, None) for key, one in gaps.items() if everything.limit(key) > 0
    }
    every: dict[ColumnKey, Watched] = {**watched, **gappy}
    found = _found(resolved, every, everything.rows)
    nested = _nesting(resolved, found)
    constant = _constant(resolved, [name for name in predictors if name in columns], found, nested)
    request.hints.agree_with(constant, nested)
    dropped = all_rows - everything.rows
    schema = Schema(
        {text: used(resolved.variables[text], table, resolved.base) for text in resolved.nodes},
        constant,
        nested,
        {label: one.groups for label, one in found.items()},
        everything.rows,
        dropped,
        dropped_note(dropped, everything.rows),
        _response(resolved),
    )
    return LazyFacts(resolved, schema, {label: one.singletons for label, one in found.items()})


def _response(resolved: ResolvedRequest) -> Column:
    """Return what the response is, of a factor the categories that occur."""
    node = resolved.request.termset.response
    text = deparse(node)
    if text not in resolved.variables and isinstance(node, Call):
        known = shape(node, resolved.request.termset.formula.source, lambda _: ())
        return Column(text, "basis") if known is None else known
    return used(resolved.variables[text], resolved.table, resolved.base)


def _beside(resolved: ResolvedRequest) -> dict[ColumnKey, nw.Expr]:
    """Return what else has to be finite, keyed apart from the columns, which may be called anything."""
    import narwhals as nw

    beside: dict[ColumnKey, nw.Expr] = {
        ("expression", text): one.expression
        for text, one in resolved.variables.items()
        if one.expression is not None and not isinstance(one.node, Name)
    }
    weights = resolved.request.weights
    if weights is not None and resolved.table.dtypes[weights].is_numeric():
        beside["weights", weights] = nw.col(weights).cast(nw.Float64)
    return beside


def _found(resolved: ResolvedRequest, watched: Mapping[ColumnKey, Watched], rows: int) -> dict[str, Ranges]:
    """Ask for every grouping factor how the predictors and the other factors vary in its groups."""
    import narwhals as nw

    if not resolved.groups:
        return {}
    table, base = resolved.table, resolved.base
    ids = {
        part: Watched(nw.col(part) if table.moment(part) is not None else comparable(part, table), None)
        for part in resolved.grouping
    }  # compared exactly
    few = table.collect(base.head(FEW_ROWS))
    found: dict[str, Ranges] = {}
    for label, group in resolved.groups.items():
        others: dict[ColumnKey, Watched] = {
            ("group", part): one for part, one in ids.items() if part not in group.parts
        }
        every: dict[ColumnKey, Watched] = {**watched, **others}
        varies = refuted(few, group.parts, every)
        rest = {name: one for name, one in every.items() if name not in varies}
        settled = ranges(table, base, group.parts, rest, rows)
        found[label] = Ranges(settled.groups, settled.singletons, dict(settled.varying) | dict.fromkeys(varies, 1))
    return found


def _nesting(resolved: ResolvedRequest, found: Mapping[str, Ranges]) -> dict[str, frozenset[str]]:
    """Return for each grouping factor those whose every column is constant in its groups."""
    return {
        inner: frozenset(
            outer
            for outer, group in resolved.groups.items()
            if outer != inner
            and all(
                part in resolved.groups[inner].parts or found[inner].varying["group", part] == 0 for part in group.parts
            )
        )
        for inner in resolved.groups
    }


def _constant(
    resolved: ResolvedRequest, watched: Sequence[str], found: Mapping[str, Ranges], nested: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    constant = constant_names(found) | {
        quoted(name): frozenset(
            label for label, one in found.items() if not (one.varying[name] or one.varying.get(("missing", name)))
        )
        for name in watched
    }
    of_column = column_constancy(constant, found)
    return constant | {
        text: constant_by_sources(node, resolved.groups, nested, of_column)
        for text, node in resolved.nodes.items()
        if text not in constant
    }
