"""All facts about a lazily evaluated table that a model needs: one query for all rows, one for each grouping factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isinf
from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, describe
from levelwise.data.constancy import column_constancy, constant_by_sources, constant_names
from levelwise.data.engine.completeness import present
from levelwise.data.engine.group_variation import FEW_ROWS, GroupVariation, VariationTest, group_variation, varying_in
from levelwise.data.engine.lazy_table import ColumnKey, LazyTable, columns_of, data_errors
from levelwise.data.engine.lazy_variable import observed_column
from levelwise.data.engine.resolve import ResolvedRequest, resolve
from levelwise.data.engine.totals import Totals, comparable, is_id, is_number, totals
from levelwise.data.functions.catalogue import shape
from levelwise.data.functions.evaluate import evaluate
from levelwise.data.renaming import renaming_notes
from levelwise.data.request import Request
from levelwise.data.response import as_categories, check_response
from levelwise.data.schema import (
    NO_COMPLETE_ROW,
    NO_ROWS,
    Column,
    Schema,
    check_weights,
    dropped_note,
    infinite_message,
)
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.syntax import Call, Name, deparse, names_in, quoted

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True, eq=False)
class LazyFacts:
    """The facts about a lazily evaluated table, and what is needed to query it further.

    Attributes
    ----------
    resolved : ResolvedRequest
        The variables and the table.
    schema : Schema
        The facts.
    singletons : mapping of str to int
        For each grouping factor, the number of groups with a single row.
    """

    resolved: ResolvedRequest
    schema: Schema
    singletons: Mapping[str, int]


def lazy_facts(request: Request, table: LazyTable) -> LazyFacts:
    """Establish all facts that a model needs; each query runs in the engine of the table.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When no row is complete, a hint contradicts the data, or the engine fails.
    """
    with data_errors("run a query", building=True):
        return _lazy_facts(request, table)


def _lazy_facts(request: Request, table: LazyTable) -> LazyFacts:
    import narwhals as nw

    resolved = resolve(request, table)
    table = resolved.table
    complete = {one.node.text for one in resolved.variables.values() if isinstance(one.node, Name)}
    columns = {name: comparable(name, table, complete=name in complete) for name in resolved.names}
    # is.na(x) uses rows with x missing: x then also varies in groups in which only some of its values are missing
    gaps: dict[ColumnKey, nw.Expr] = {
        ("missing", name): (~present(name, table)).cast(nw.Int64) for name in resolved.names if name not in complete
    }
    numeric: dict[ColumnKey, nw.Expr] = {name: column for name, column in columns.items() if is_number(name, table)}
    overall = totals(table, resolved.base, {**numeric, **gaps, **_expressions(resolved)})
    ids = [name for name in resolved.names if is_id(name, table, overall)]
    if ids:
        return _lazy_facts(request, table.with_ids(ids))
    all_rows = table.rows()
    if (
        overall.rows == all_rows
    ):  # every row is complete, so no query needs the columns only to check for missing values
        resolved = replace(resolved, base=columns_of(table.frame, resolved.needed))
    if all_rows == 0:
        raise DataError(NO_ROWS)
    if overall.rows == 0:
        raise DataError(NO_COMPLETE_ROW)
    _check_finite(resolved, overall)
    if request.weights is not None:
        check_weights(request.weights, overall.extremes.get(("weights", request.weights), (0.0, 0.0))[0])
    variables = dict.fromkeys(n for node in (*resolved.nodes.values(), *request.offsets) for n in names_in(node))
    predictors = [name for name in variables if name in columns]
    tests: dict[ColumnKey, VariationTest] = {
        name: VariationTest(columns[name], overall.threshold(name) if name in numeric else None) for name in predictors
    }
    tests |= {key: VariationTest(gap, None) for key, gap in gaps.items() if overall.threshold(key) > 0}
    variation = _variation(resolved, tests, overall.rows)
    nested = _nesting(resolved, variation)
    constant = _constant(resolved, predictors, variation, nested)
    request.hints.check_data(constant, nested)
    dropped = all_rows - overall.rows
    schema = Schema(
        {text: observed_column(resolved.variables[text], table, resolved.base) for text in resolved.nodes},
        constant,
        nested,
        {label: one.groups for label, one in variation.items()},
        overall.rows,
        dropped,
        (*dropped_note(dropped, overall.rows), *renaming_notes(_factors(resolved))),
        _response(resolved),
    )
    return LazyFacts(resolved, schema, {label: one.singletons for label, one in variation.items()})


def _factors(resolved: ResolvedRequest) -> dict[str, Categories]:
    """Return the factors among the variables, which are computed row by row."""
    lookups = {text: one.lookup for text, one in resolved.variables.items() if isinstance(one.node, Name)}
    return {text: one.categories for text, one in lookups.items() if one is not None}


def _response(resolved: ResolvedRequest) -> Column:
    """Return the description of the response; of a factor, with the categories that occur."""
    node = resolved.request.termset.response
    text = deparse(node)
    if text not in resolved.variables and isinstance(node, Call):
        known = shape(node, resolved.request.termset.formula.source, lambda _: ())
        return Column(text, "basis") if known is None else known
    column = observed_column(resolved.variables[text], resolved.table, resolved.base)
    if column.kind != "numeric" or not resolved.request.categorical:
        return column
    names = [name for name in names_in(node) if name in resolved.table.names]
    rows = resolved.table.read(columns_of(resolved.base, names).unique(), resolved.variables[text].sources)
    values = evaluate(node, rows, resolved.request.termset.formula.source)
    check_response(text, column, resolved.request.family, categorical=True, values=values)
    return describe(text, as_categories(text, values))


def _expressions(resolved: ResolvedRequest) -> dict[ColumnKey, nw.Expr]:
    """Return the expressions and the weights, which must be finite too, under keys that no column can have."""
    import narwhals as nw

    found: dict[ColumnKey, nw.Expr] = {
        ("expression", text): one.expression
        for text, one in resolved.variables.items()
        if one.expression is not None and not isinstance(one.node, Name)
    }
    weights = resolved.request.weights
    if weights is not None and resolved.table.dtypes[weights].is_numeric():
        found["weights", weights] = nw.col(weights).cast(nw.Float64)
    return found


def _check_finite(resolved: ResolvedRequest, overall: Totals) -> None:
    """Raise DataError for infinite values, from which a model cannot be computed."""
    import narwhals as nw

    offsets = {deparse(node) for node in resolved.request.offsets} - set(resolved.nodes)
    weights = resolved.request.weights
    wanted: list[tuple[str, ColumnKey, nw.Expr | None, nw.Expr | None]] = []
    for text, one in resolved.variables.items():
        key: ColumnKey = one.node.text if isinstance(one.node, Name) else ("expression", text)
        wanted.append((f"the offset {text}" if text in offsets else text, key, one.expression, one.infinite))
    if weights is not None and ("weights", weights) in overall.extremes:
        wanted.append(("weights", ("weights", weights), nw.col(weights).cast(nw.Float64), None))
    for text, key, expression, infinite in wanted:
        where = infinite
        if expression is not None and any(map(isinf, overall.extremes.get(key, ()))):
            where = ~expression.is_finite()
        if where is not None:
            query = resolved.base.select(where.cast(nw.Int64).alias("infinite")).select(nw.col("infinite").sum())
            rows = int(resolved.table.one_row(query)["infinite"] or 0)
            if rows:
                raise DataError(infinite_message(text, rows))


def _variation(
    resolved: ResolvedRequest, tests: Mapping[ColumnKey, VariationTest], rows: int
) -> dict[str, GroupVariation]:
    """Return for each grouping factor how the predictors and the other factors vary within its groups."""
    import narwhals as nw

    if not resolved.groups:
        return {}
    table, base = resolved.table, resolved.base
    ids = {  # compared exactly
        part: VariationTest(nw.col(part) if table.timestamp(part) is not None else comparable(part, table), None)
        for part in resolved.grouping
    }
    few = table.collect(base.head(FEW_ROWS))
    found: dict[str, GroupVariation] = {}
    for label, group in resolved.groups.items():
        others: dict[ColumnKey, VariationTest] = {
            ("group", part): one for part, one in ids.items() if part not in group.parts
        }
        every: dict[ColumnKey, VariationTest] = {**tests, **others}
        known = varying_in(few, group.parts, every)
        rest = {name: one for name, one in every.items() if name not in known}
        queried = group_variation(table, base, group.parts, rest, rows)
        found[label] = replace(queried, varying=dict(queried.varying) | dict.fromkeys(known, 1))
    return found


def _nesting(resolved: ResolvedRequest, variation: Mapping[str, GroupVariation]) -> dict[str, frozenset[str]]:
    """Return for each grouping factor the factors whose columns are all constant within its groups."""
    return {
        inner: frozenset(
            outer
            for outer, group in resolved.groups.items()
            if outer != inner
            and all(
                part in resolved.groups[inner].parts or variation[inner].varying["group", part] == 0
                for part in group.parts
            )
        )
        for inner in resolved.groups
    }


def _constant(
    resolved: ResolvedRequest,
    predictors: Sequence[str],
    variation: Mapping[str, GroupVariation],
    nested: Mapping[str, frozenset[str]],
) -> dict[str, frozenset[str]]:
    """Return for each predictor the factors within whose groups it is constant."""
    constant = constant_names(variation) | {
        quoted(name): frozenset(
            label for label, one in variation.items() if not (one.varying[name] or one.varying.get(("missing", name)))
        )
        for name in predictors
    }
    of_column = column_constancy(constant, variation)
    return constant | {
        text: constant_by_sources(node, resolved.groups, nested, of_column)
        for text, node in resolved.nodes.items()
        if text not in constant
    }
