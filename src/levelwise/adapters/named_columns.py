"""Models that are known by their columns, without a formula: the formula is made from the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from levelwise.adapters.base import Given
from levelwise.adapters.design_info import CodedColumn, design_columns, with_columns
from levelwise.data.columns import FactorHint, label_of
from levelwise.data.open_table import open_table
from levelwise.design.assemble import PreparedModel, assemble, with_rows
from levelwise.design.model_options import ModelOptions
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.formula.parser import parse_tree
from levelwise.formula.syntax import Call, Name
from levelwise.model.spec import DesignColumn
from levelwise.text.note import Note
from levelwise.text.sentences import kind_of


def formula_of(response: str, columns: Sequence[CodedColumn]) -> str:
    """Return the formula of columns; one without factors is the intercept.

    Examples
    --------
    >>> from levelwise.adapters.design_info import CodedFactor
    >>> formula_of("y", [CodedColumn("b", ()), CodedColumn("x", (CodedFactor("x"),))])
    'y ~ x'
    """
    terms = list(dict.fromkeys(":".join(one.expression for one in column.factors) for column in columns))
    intercept = "" in terms
    written = " + ".join(term for term in terms if term) or ("1" if intercept else "")
    return f"{response} ~ {written if intercept else f'0 + {written}'}"


def prepared_of(
    formula: str, columns: Sequence[CodedColumn], given: Given, options: ModelOptions
) -> tuple[PreparedModel, tuple[DesignColumn, ...]]:
    """Return the model of a formula with the columns of a fitted model, which has no data of its own.

    Parameters
    ----------
    formula : str
        The formula.
    columns : sequence of CodedColumn
        The columns of the fitted model.
    given : Given
        What the caller states, perhaps the data.
    options : ModelOptions
        The other options of the model.

    Raises
    ------
    UnsupportedModelError
        When the data do not have a category that the fitted model has.
    """
    levels: dict[str, FactorHint] = {}
    for column in columns:
        for factor in column.factors:
            name = _factor_column(factor.expression) if factor.levels else None
            if name is not None:
                levels[name] = [label_of(level) for level in factor.levels]
    given = replace(given, hints=replace(given.hints, factors={**levels, **given.hints.factors}))
    table = None if given.data is None else open_table(given.data, given.hints.factors)
    prepared = with_rows(assemble(formula, table, given.hints, options))
    found = design_columns(columns, prepared)
    known = tuple(column for column in found if column is not None)
    if len(known) < len(found):
        lost = next(one.name for one, own in zip(columns, found, strict=True) if own is None)
        raise UnsupportedModelError(f"the column {lost} of the fitted model is zero in every row of the data")
    return with_columns(prepared, known), known


def _factor_column(expression: str) -> str | None:
    """Return the column of a factor, ``f`` or ``C(f)``; None for other expressions."""
    node = parse_tree(expression)
    if isinstance(node, Call) and node.function in ("C", "factor") and node.arguments:
        node = node.arguments[0].value
    return node.text if isinstance(node, Name) else None


def response_of(given: Given, package: str, own: str | None = None) -> tuple[str, tuple[Note, ...]]:
    """Return the response in the language of formulas, and a note if nobody names it.

    Raises
    ------
    OptionError
        When the caller names it by something else than a string.
    """
    name = given.others.get("response")
    if name is not None and not isinstance(name, str):
        raise OptionError(f"response= takes a name as a string, not {kind_of(name)}")
    if name is not None or own is not None:
        return name or own or "y", ()
    text = f"{package} does not keep the name of the response, which is written as y; response= names it"
    return "y", (Note("unnamed-response", text),)
