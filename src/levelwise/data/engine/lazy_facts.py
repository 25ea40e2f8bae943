"""Every fact of a model about a table that is asked: one query for all rows, one for each grouping factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from levelwise.data import schema as facts
from levelwise.data.constancy import constant_by_sources
from levelwise.data.engine.columns import comparable, is_id, is_number
from levelwise.data.engine.completeness import present
from levelwise.data.engine.finite import check_finite
from levelwise.data.engine.group_ranges import FEW_ROWS, Ranges, Watched, ranges, refuted
from levelwise.data.engine.lazy_table import About, LazyTable, own_words
from levelwise.data.engine.lazy_variable import used
from levelwise.data.engine.resolve import Inquiry, inquire
from levelwise.data.engine.totals import totals
from levelwise.data.functions.catalogue import shape
from levelwise.data.request import Request
from levelwise.data.schema import Column, Schema
from levelwise.errors import DataError
from levelwise.formula.syntax import Call, Name, deparse, names_in, quoted

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
    columns = {name: comparable(name, table, sure=name in sure) for name in inquiry.names}
    # is.na(x) uses rows that miss x: x varies, too, where it is known in some rows of a group only
    gaps: dict[About, nw.Expr] = {
        ("missing", name): (~present(name, table)).cast(nw.Int64) for name in inquiry.names if name not in sure
    }
    numeric: dict[About, nw.Expr] = {name: column for name, column in columns.items() if is_number(name, table)}
    everything = totals(table, inquiry.base, {**numeric, **gaps, **_beside(inquiry)})
    ids = [name for name in inquiry.names if is_id(table, name, everything)]
    if ids:
        return _survey(request, table.with_ids(ids))
    all_rows = table.rows()
    if everything.rows == all_rows:  # every row is complete, so a query need not read the columns it does not ask about
        inquiry = replace(inquiry, base=table.frame.select(*inquiry.needed))
    if all_rows == 0:
        raise DataError("the data has no rows")
    if everything.rows == 0:
        raise DataError(facts.NONE_COMPLETE)
    check_finite(inquiry, everything)
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
        _response(inquiry),
    )
    return Survey(inquiry, schema, {label: one.singles for label, one in found.items()})


def _response(inquiry: Inquiry) -> Column:
    """Return what the response is, of a factor the categories that occur."""
    node = inquiry.request.termset.response
    text = deparse(node)
    if text not in inquiry.asked and isinstance(node, Call):
        known = shape(node, inquiry.request.termset.formula.source, lambda _: ())
        return Column(text, "basis") if known is None else known
    return used(inquiry.asked[text], inquiry.table, inquiry.base)


def _beside(inquiry: Inquiry) -> dict[About, nw.Expr]:
    """Return what else has to be finite, keyed apart from the columns, which may be called anything."""
    import narwhals as nw

    beside: dict[About, nw.Expr] = {
        ("expression", text): one.expression
        for text, one in inquiry.asked.items()
        if one.expression is not None and not isinstance(one.node, Name)
    }
    weights = inquiry.request.weights
    if weights is not None and inquiry.table.kinds[weights].is_numeric():
        beside["weights", weights] = nw.col(weights).cast(nw.Float64)
    return beside


def _found(inquiry: Inquiry, watched: Mapping[About, Watched], rows: int) -> dict[str, Ranges]:
    """Ask for every grouping factor how the predictors and the other factors vary in its groups."""
    import narwhals as nw

    if not inquiry.groups:
        return {}
    table, base = inquiry.table, inquiry.base
    ids = {
        part: Watched(nw.col(part) if table.moment(part) is not None else comparable(part, table), None)
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
