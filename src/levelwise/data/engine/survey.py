"""Every fact of a model about a table that is asked, by as few queries as there are grouping factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING, Any

from levelwise.data import schema as facts
from levelwise.data.engine.ranges import Ranges, ranges
from levelwise.data.engine.table import LazyTable
from levelwise.data.engine.variables import Asked, ask, columns_in, present, used
from levelwise.data.reading import Request, constancy, named, variables
from levelwise.data.schema import Schema
from levelwise.data.values import EXACT, FactorHint
from levelwise.errors import DataError
from levelwise.formula.bars import Group
from levelwise.formula.syntax import Name, Node, deparse, names_in, quoted
from levelwise.formula.terms import TermSet

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What was found out about a table, and how to go on asking.

    Attributes
    ----------
    request : Request
        What was asked.
    schema : Schema
        The facts.
    table : LazyTable
        The table.
    base : narwhals LazyFrame
        Its complete rows.
    asked : mapping of str to Asked
        The variables by their texts.
    groups : mapping of str to Group
        The grouping factors by their labels.
    within : mapping of str to Ranges
        How the columns vary within the groups of each.
    needed : tuple of str
        The columns the model reads.
    """

    request: Request
    schema: Schema
    table: LazyTable
    base: nw.LazyFrame[Any]
    asked: Mapping[str, Asked]
    groups: Mapping[str, Group]
    within: Mapping[str, Ranges]
    needed: tuple[str, ...]


def survey(request: Request, table: LazyTable) -> Survey:
    """Establish every fact the model is built on; each query runs in the table's engine.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When no row is complete, a hint contradicts the data, or the engine fails.
    """
    termset, weights, offsets = request.termset, request.weights, request.offsets
    source = termset.formula.source
    nodes = variables(termset)
    extras = [*(variable.node for variable in named(termset)), *offsets]
    every = {deparse(node): node for node in (*nodes.values(), termset.response, *extras)}
    grouping = {part: Name(part, bar.span) for bar in termset.bars for part in bar.group.parts}
    names = dict.fromkeys(n for node in every.values() for n in columns_in(node, table, source))
    for node in (*grouping.values(), *([Name(weights)] if weights else [])):
        columns_in(node, table, source)
    needed = tuple(dict.fromkeys((*names, *grouping, *([weights] if weights else []))))
    table = table.only(needed)
    asked = {text: ask(node, table, source) for text, node in every.items()}
    _check(termset, asked, offsets)
    if weights is not None:
        facts.check_numeric(f"the weights {weights}", ask(Name(weights), table, source).column)
    groups = {bar.group.label: bar.group for bar in termset.bars}
    for part in grouping:
        if _merges(table.factors.get(part)):
            message = f"factors= gives several values of {part!r} one label; combine them in the table first"
            raise DataError(message)
    import narwhals as nw

    conditions = [one.complete for one in asked.values()] + [present(part, table) for part in grouping]
    if weights is not None:
        conditions.append(present(weights, table))
    base = table.frame.filter(nw.all_horizontal(*conditions, ignore_nulls=False)).select(*needed)
    within = _within(table, base, asked, groups, names)
    some = next(iter(within.values()))
    if some.rows == 0:
        if table.rows() == 0:
            raise DataError("the data has no rows")
        raise DataError("no row is complete: every row has a missing value in a variable of the formula")
    _check_finite(table, base, asked, some)
    _check_whole(table, names, grouping, some)
    found = {label: within[label] for label in groups}
    constant = _constant(nodes, offsets, table, found)
    nested = _nesting(found, groups)
    request.hints.agree_with(constant, nested)
    dropped = table.rows() - some.rows
    schema = Schema(
        {text: used(asked[text], table, base) for text in nodes},
        constant,
        nested,
        {label: one.groups for label, one in found.items()},
        some.rows,
        dropped,
        facts.dropped_note(dropped, some.rows),
    )
    return Survey(request, schema, table, base, asked, groups, within, needed)


def _within(
    table: LazyTable,
    base: nw.LazyFrame[Any],
    asked: Mapping[str, Asked],
    groups: Mapping[str, Group],
    names: Mapping[str, None],
) -> dict[str, Ranges]:
    """Ask for every grouping factor how the columns and the other factors vary in its groups."""
    parts = dict.fromkeys(part for group in groups.values() for part in group.parts)
    columns = {name: _comparable(name, table) for name in names}
    ids = {part: {f"@{part}": _comparable(part, table)} for part in parts}  # ids are compared exactly
    unordered = frozenset((*(n for n in names if not _is_number(n, table)), *(f"@{part}" for part in parts)))
    made = {f"={text}": one.expression for text, one in asked.items() if not isinstance(one.node, Name)}
    extra: dict[str, nw.Expr] = {text: expression for text, expression in made.items() if expression is not None}
    if not groups:
        return {"": ranges(table, base, (), columns | extra, unordered=unordered)}
    found: dict[str, Ranges] = {}
    for label, group in groups.items():
        others = {key: one for part, own in ids.items() if part not in group.parts for key, one in own.items()}
        found[label] = ranges(table, base, group.parts, columns | others | extra, unordered=unordered)
        extra = {}  # only asked for infinite values, which one query shows
    return found


def _comparable(name: str, table: LazyTable) -> nw.Expr:
    """Return a column as something of which engines know the smallest and the largest."""
    import narwhals as nw

    kind = table.kinds[name]
    if kind == nw.Boolean or kind in (nw.Int8, nw.Int16, nw.UInt8, nw.UInt16, nw.UInt32):
        return nw.col(name).cast(nw.Int64)
    if kind == nw.Decimal:
        return nw.col(name).cast(nw.Float64)
    return nw.col(name).cast(nw.String) if kind in (nw.Categorical, nw.Enum) else nw.col(name)


def _is_number(name: str, table: LazyTable) -> bool:
    import narwhals as nw

    return table.kinds[name].is_numeric() or table.kinds[name] == nw.Boolean


def _nesting(within: Mapping[str, Ranges], groups: Mapping[str, Group]) -> dict[str, frozenset[str]]:
    """Return for each grouping factor those whose every column is constant in its groups."""
    return {
        inner: frozenset(
            outer
            for outer, group in groups.items()
            if outer != inner
            and all(part in groups[inner].parts or within[inner].varying[f"@{part}"] == 0 for part in group.parts)
        )
        for inner in groups
    }


def _constant(
    nodes: Mapping[str, Node],
    offsets: tuple[Node, ...],
    table: LazyTable,
    within: Mapping[str, Ranges],
) -> dict[str, frozenset[str]]:
    names = {quoted(n): n for node in (*nodes.values(), *offsets) for n in names_in(node) if n in table.names}
    of_names = {
        text: frozenset(label for label, one in within.items() if one.varying.get(name, 0) == 0)
        for text, name in names.items()
    }
    return of_names | {
        text: constancy(node, of_names, frozenset(within)) for text, node in nodes.items() if text not in of_names
    }


def _check(termset: TermSet, asked: Mapping[str, Asked], offsets: tuple[Node, ...]) -> None:
    response = deparse(termset.response)
    facts.check_response(response, asked[response].column)
    for text in map(deparse, offsets):
        facts.check_numeric(f"the offset {text}", asked[text].column)


def _check_finite(table: LazyTable, base: nw.LazyFrame[Any], asked: Mapping[str, Asked], some: Ranges) -> None:
    """Refuse infinite values, as no model can be computed on them."""
    import narwhals as nw

    for text, one in asked.items():
        key = one.node.text if isinstance(one.node, Name) else f"={text}"
        if one.expression is not None and any(map(isinf, some.extremes.get(key, ()))):
            flag = (~one.expression.is_finite()).cast(nw.Int64).alias("infinite")
            count = int(table.answer(base.select(flag).select(nw.col("infinite").sum()))["infinite"])
            raise DataError(facts.infinite_message(text, count))


def _check_whole(table: LazyTable, names: Mapping[str, None], grouping: Mapping[str, Any], some: Ranges) -> None:
    for name in names:
        if name in grouping or not table.kinds[name].is_integer():
            continue
        if max(map(abs, some.extremes.get(name, (0.0,)))) >= EXACT:
            message = (
                f"{name} holds whole numbers beyond 2^53, which are ids and no measures; make the column text first"
            )
            raise DataError(message)


def _merges(hint: FactorHint | None) -> bool:
    return isinstance(hint, Mapping) and len({str(label) for label in hint.values()}) < len(hint)
