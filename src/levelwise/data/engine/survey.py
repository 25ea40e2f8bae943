"""Every fact of a model about a table that is asked: one query for all rows, one for each grouping factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isinf
from typing import TYPE_CHECKING

from levelwise.data import schema as facts
from levelwise.data.constancy import constant_by_sources
from levelwise.data.engine.completeness import present
from levelwise.data.engine.inquiry import Inquiry, inquire
from levelwise.data.engine.ranges import FEW_ROWS, Ranges, Watched, ranges, refuted
from levelwise.data.engine.table import About, LazyTable, own_words
from levelwise.data.engine.totals import Totals, totals
from levelwise.data.engine.variables import used
from levelwise.data.reading import Request
from levelwise.data.schema import Schema
from levelwise.data.values import EXACT
from levelwise.errors import DataError
from levelwise.formula.syntax import Name, deparse, names_in, quoted

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What was found out about a table, and how to go on asking.

    Attributes
    ----------
    inquiry : Inquiry
        What was asked, and of which table.
    schema : Schema
        The facts.
    singles : mapping of str to int
        How many groups of each grouping factor have one row only.
    """

    inquiry: Inquiry
    schema: Schema
    singles: Mapping[str, int]


def survey(request: Request, table: LazyTable) -> Survey:
    """Establish every fact the model is built on; each query runs in the table's engine.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When no row is complete, a hint contradicts the data, or the engine fails.
    """
    with own_words("a query", building=True):
        return _survey(request, table)


def _survey(request: Request, table: LazyTable) -> Survey:
    import narwhals as nw

    inquiry = inquire(request, table)
    table = inquiry.table
    sure = {one.node.text for one in inquiry.asked.values() if isinstance(one.node, Name)}
    columns = {name: _comparable(name, table, sure=name in sure) for name in inquiry.names}
    # is.na(x) uses rows that miss x: x varies, too, where it is known in some rows of a group only
    gaps: dict[About, nw.Expr] = {
        ("missing", name): (~present(name, table)).cast(nw.Int64) for name in inquiry.names if name not in sure
    }
    numeric: dict[About, nw.Expr] = {name: column for name, column in columns.items() if _is_number(name, table)}
    # keyed apart from the columns, which may be called anything
    made: dict[About, nw.Expr | None] = {
        ("expression", text): one.expression for text, one in inquiry.asked.items() if not isinstance(one.node, Name)
    }
    made |= {
        ("weights", name): nw.col(name).cast(nw.Float64)
        for name in (request.weights,)
        if name and table.kinds[name].is_numeric()
    }
    asked: dict[About, nw.Expr] = {**numeric, **gaps, **{key: one for key, one in made.items() if one is not None}}
    everything = totals(table, inquiry.base, asked)
    ids = [name for name in inquiry.names if _is_id(table, name, everything)]
    if ids:
        return _survey(request, table.with_ids(ids))
    all_rows = table.rows()
    if everything.rows == all_rows:  # every row is complete, so a query need not read the columns it does not ask about
        inquiry = replace(inquiry, base=table.frame.select(*inquiry.needed))
    if all_rows == 0:
        raise DataError("the data has no rows")
    if everything.rows == 0:
        raise DataError(facts.NONE_COMPLETE)
    _check_finite(inquiry, everything)
    predictors = dict.fromkeys(n for node in (*inquiry.nodes.values(), *request.offsets) for n in names_in(node))
    watched: dict[About, Watched] = {
        name: Watched(columns[name], everything.limit(name) if name in numeric else None)
        for name in predictors
        if name in columns
    }
    gappy: dict[About, Watched] = {key: Watched(one, None) for key, one in gaps.items() if everything.limit(key) > 0}
    every: dict[About, Watched] = {**watched, **gappy}
    found = _found(inquiry, every, everything.rows)
    nested = _nesting(inquiry, found)
    constant = _constant(inquiry, [name for name in predictors if name in columns], found, nested)
    request.hints.agree_with(constant, nested)
    dropped = all_rows - everything.rows
    schema = Schema(
        {text: used(inquiry.asked[text], table, inquiry.base) for text in inquiry.nodes},
        constant,
        nested,
        {label: one.groups for label, one in found.items()},
        everything.rows,
        dropped,
        facts.dropped_note(dropped, everything.rows),
    )
    return Survey(inquiry, schema, {label: one.singles for label, one in found.items()})


def _found(inquiry: Inquiry, watched: Mapping[About, Watched], rows: int) -> dict[str, Ranges]:
    """Ask for every grouping factor how the predictors and the other factors vary in its groups."""
    import narwhals as nw

    if not inquiry.groups:
        return {}
    table, base = inquiry.table, inquiry.base
    ids = {
        part: Watched(nw.col(part) if table.moment(part) is not None else _comparable(part, table), None)
        for part in inquiry.grouping
    }  # compared exactly
    few = table.collect(base.head(FEW_ROWS))
    found: dict[str, Ranges] = {}
    for label, group in inquiry.groups.items():
        others: dict[About, Watched] = {("group", part): one for part, one in ids.items() if part not in group.parts}
        every: dict[About, Watched] = {**watched, **others}
        varies = refuted(few, group.parts, every)
        rest = {name: one for name, one in every.items() if name not in varies}
        settled = ranges(table, base, group.parts, rest, rows)
        found[label] = Ranges(settled.groups, settled.singles, dict(settled.varying) | dict.fromkeys(varies, 1))
    return found


def _comparable(name: str, table: LazyTable, *, sure: bool = True) -> nw.Expr:
    """Return a column as something of which engines know the smallest, the largest and the distance between."""
    import narwhals as nw

    kind = table.kinds[name]
    moment = table.moment(name)
    if moment is not None:
        return moment
    if kind == nw.Boolean or kind in (nw.Int8, nw.Int16, nw.Int32, nw.UInt8, nw.UInt16, nw.UInt32):
        return nw.col(name).cast(nw.Int64)
    if kind == nw.Decimal:
        return nw.col(name).cast(nw.Float64)
    if kind.is_float() and not sure:  # engines disagree on what NaN is smaller than
        return nw.when(~nw.col(name).is_nan()).then(nw.col(name))
    return nw.col(name).cast(nw.String) if kind in (nw.Categorical, nw.Enum) else nw.col(name)


def _is_number(name: str, table: LazyTable) -> bool:
    import narwhals as nw

    return table.kinds[name].is_numeric() or table.kinds[name] == nw.Boolean or table.moment(name) is not None


def _nesting(inquiry: Inquiry, found: Mapping[str, Ranges]) -> dict[str, frozenset[str]]:
    """Return for each grouping factor those whose every column is constant in its groups."""
    return {
        inner: frozenset(
            outer
            for outer, group in inquiry.groups.items()
            if outer != inner
            and all(
                part in inquiry.groups[inner].parts or found[inner].varying["group", part] == 0 for part in group.parts
            )
        )
        for inner in inquiry.groups
    }


def _constant(
    inquiry: Inquiry, watched: Sequence[str], found: Mapping[str, Ranges], nested: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    constant = facts.truths(found) | {
        quoted(name): frozenset(
            label for label, one in found.items() if not (one.varying[name] or one.varying.get(("missing", name)))
        )
        for name in watched
    }
    of_column = facts.of_columns(constant, found)
    return constant | {
        text: constant_by_sources(node, inquiry.groups, nested, of_column)
        for text, node in inquiry.nodes.items()
        if text not in constant
    }


def _check_finite(inquiry: Inquiry, everything: Totals) -> None:
    """Refuse infinite values, as no model can be computed on them."""
    import narwhals as nw

    beside = {deparse(node) for node in inquiry.request.offsets} - set(inquiry.nodes)
    weights = inquiry.request.weights
    wanted: list[tuple[str, About, nw.Expr | None, nw.Expr | None]] = []
    for text, one in inquiry.asked.items():
        key: About = one.node.text if isinstance(one.node, Name) else ("expression", text)
        wanted.append((f"the offset {text}" if text in beside else text, key, one.expression, one.infinite))
    if weights is not None and ("weights", weights) in everything.extremes:
        wanted.append(("weights", ("weights", weights), nw.col(weights).cast(nw.Float64), None))
    for text, key, expression, infinite in wanted:
        where = infinite
        if expression is not None and any(map(isinf, everything.extremes.get(key, ()))):
            where = ~expression.is_finite()
        if where is not None:
            query = inquiry.base.select(where.cast(nw.Int64).alias("infinite")).select(nw.col("infinite").sum())
            rows = int(inquiry.table.answer(query)["infinite"] or 0)
            if rows:
                raise DataError(facts.infinite_message(text, rows))


def _is_id(table: LazyTable, name: str, everything: Totals) -> bool:
    """Say whether a column holds whole numbers beyond what a float tells apart: categories, as in memory."""
    return table.kinds[name].is_integer() and max(map(abs, everything.extremes.get(name, (0.0,)))) >= EXACT
