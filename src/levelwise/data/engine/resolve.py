"""A model's variables and grouping factors in a lazily evaluated table, and the complete rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from levelwise.data.columns import FactorHint
from levelwise.data.engine.completeness import present
from levelwise.data.engine.lazy_table import LazyTable, columns_of
from levelwise.data.engine.lazy_variable import LazyVariable, columns_in, lazy_variable
from levelwise.data.request import Request, named_variables, observed_variables
from levelwise.data.response import check_response, response_parts
from levelwise.data.text_numbers import check_numeric
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import Name, Node, deparse

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True, eq=False)
class ResolvedRequest:
    """What a model needs from a table, resolved against a lazily evaluated one.

    Attributes
    ----------
    request : Request
        The formula with its hints, weights and offsets.
    table : LazyTable
        The table.
    nodes : mapping of str to Node
        The variables of the terms, by their source text.
    variables : mapping of str to LazyVariable
        These, the response (or its numbers of successes and failures), the offsets and the variables of removed terms.
    groups : mapping of str to Group
        The grouping factors by their labels.
    names : tuple of str
        The columns that occur in the variables.
    needed : tuple of str
        These, the grouping columns and the weights.
    base : narwhals LazyFrame
        The complete rows of the needed columns.
    """

    request: Request
    table: LazyTable
    nodes: Mapping[str, Node]
    variables: Mapping[str, LazyVariable]
    groups: Mapping[str, Group]
    names: tuple[str, ...]
    needed: tuple[str, ...]
    base: nw.LazyFrame[Any]

    @property
    def grouping(self) -> tuple[str, ...]:
        """The grouping columns."""
        return tuple(dict.fromkeys(part for group in self.groups.values() for part in group.parts))


def resolve(request: Request, table: LazyTable) -> ResolvedRequest:
    """Resolve every variable of a model.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When a column is of the wrong kind.
    """
    import narwhals as nw

    termset, weights = request.termset, request.weights
    source = termset.formula.source
    nodes = observed_variables(request)
    extras = [*(variable.node for variable in named_variables(termset)), *request.offsets]
    of_response = response_parts(termset.response, binomial=request.binomial)
    every = {deparse(node): node for node in (*nodes.values(), *of_response, *extras)}
    grouping = request.grouping
    weight_nodes = [Name(weights)] if weights is not None else []
    names = tuple(dict.fromkeys(name for node in every.values() for name in columns_in(node, table, source)))
    others = [name for node in (*grouping.values(), *weight_nodes) for name in columns_in(node, table, source)]
    needed = tuple(dict.fromkeys((*names, *others)))
    table = table.select(needed).with_rounded(grouping)
    lazy = {text: lazy_variable(node, table, source) for text, node in every.items()}
    for text in map(deparse, of_response):
        check_response(
            text,
            lazy[text].column,
            request.family,
            binomial=request.binomial and len(of_response) == 1,
            categorical=request.categorical,
        )
    for text in map(deparse, request.offsets):
        check_numeric(f"the offset {text}", lazy[text].column)
    for node in weight_nodes:
        check_numeric(f"the weights {node.text}", lazy_variable(node, table, source).column)
    for part in grouping:
        if _merges_values(table.factors.get(part)):
            message = f"factors= gives several values of {part!r} the same label; combine them in the table first"
            raise DataError(message)
    complete = [*(one.complete for one in lazy.values()), *(present(name, table) for name in others)]
    # SQL allows no window function in a filter, so completeness becomes a column first
    flag = nw.generate_temporary_column_name(8, list(table.names))
    flagged = table.frame.with_columns(nw.all_horizontal(*complete, ignore_nulls=False).alias(flag))
    base = columns_of(flagged.filter(nw.col(flag)), needed)
    return ResolvedRequest(request, table, nodes, lazy, request.groups, names, needed, base)


def _merges_values(hint: FactorHint | None) -> bool:
    return isinstance(hint, Mapping) and len({str(label) for label in hint.values()}) < len(hint)
