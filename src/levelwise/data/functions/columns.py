"""Functions that give one column of numbers or truths: conversion, choices row by row."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.data.columns import MISSING, Categories, Floats, Numbers, Values
from levelwise.data.frames.factors import as_factor
from levelwise.data.functions.arithmetic import STATEMENTS, Arithmetic, logical
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.errors import DataError
from levelwise.formula.syntax import Name, Node, Operation, String, deparse
from levelwise.lazy_numpy import np


def _itself(data: Arithmetic, given: Given) -> Values:
    return data.values(given["x"])


def _shape_of_inner(given: Given, labels: Labels) -> Column:
    """Return the shape of an expression in ``I()``: a statement is logical, a factor stays one."""
    inner: Node = given["x"]
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    if isinstance(inner, Operation) and inner.operator in STATEMENTS:
        return truth_shape(given, labels)
    try:
        return Column(given.text, "factor", labels(inner))
    except DataError:  # no categories are known, so it counts as a number, as a name by itself does
        return Column(given.text, "numeric")


def truth_shape(given: Given, _: Labels) -> Column:
    """Return the shape of a logical column."""
    return Column(given.text, "logical", ("FALSE", "TRUE"))


# --- conversion ---------------------------------------------------------------------------------


def _as_numbers(data: Arithmetic, given: Given) -> Numbers:
    """Return a column as numbers; a factor gives the numbers of its categories, texts what they write, as in R."""
    values = data.values(given["x"])
    if not isinstance(values, Categories) or values.kind == "logical":
        numbers = data.numeric(values, given["x"])
    elif values.text and given.node.function != "unclass":
        numbers = _written(given, values)
    else:
        return Numbers(np.where(values.codes == MISSING, np.nan, values.codes + 1.0))
    return Numbers(np.trunc(numbers) if given.node.function == "as.integer" else numbers)


def _written(given: Given, texts: Categories) -> Floats:
    """Return the numbers that texts write; those that write none are missing, but not all of them."""
    by_code = np.array([_number(label) for label in texts.labels] or [np.nan])
    if texts.labels and np.isnan(by_code).all():
        name = deparse(given["x"])
        message = (
            f"the texts of {name} write no numbers; for the numbers of its categories write as.numeric(factor({name}))"
        )
        raise given.error(message)
    found: Floats = np.where(texts.codes == MISSING, np.nan, by_code[texts.codes])
    return found


def _number(text: str) -> float:
    """Return the number a text writes; NaN where it writes none, as in R."""
    try:
        return float(int(text, 16)) if text.strip()[:2].lower() == "0x" else float(text.replace("_", "?"))
    except (ValueError, OverflowError):
        return np.nan


def _as_logical(data: Arithmetic, given: Given) -> Categories:
    values = data.values(given["x"])
    if isinstance(values, Numbers):
        return logical(data.numeric(values, given["x"]))
    truth = {
        **dict.fromkeys(("TRUE", "true", "T", "True"), 1.0),
        **dict.fromkeys(("FALSE", "false", "F", "False"), 0.0),
    }
    by_code = np.array([truth.get(label, np.nan) for label in values.labels] or [np.nan])
    return logical(np.where(values.codes == MISSING, np.nan, by_code[values.codes]))


# --- row by row ---------------------------------------------------------------------------------


def _ifelse(data: Arithmetic, given: Given) -> Values:
    test = data.truths(given["test"])
    sides = [_side(data, given[name]) for name in ("yes", "no")]
    if not any(isinstance(side, Categories) and side.kind != "logical" for side in sides):
        yes, no = (data.numeric(side, given.node) for side in sides)
        chosen = np.where(np.isnan(test), np.nan, np.where(test == 1.0, yes, no))
        return logical(chosen) if all(isinstance(side, Categories) for side in sides) else Numbers(chosen)
    factors = [as_factor(given.text, side) for side in sides]
    labels = tuple(sorted({*factors[0].labels, *factors[1].labels}))
    yes_codes, no_codes = (_among(factor, labels) for factor in factors)
    codes = np.where(np.isnan(test), MISSING, np.where(test == 1.0, yes_codes, no_codes))
    return Categories(codes.astype(np.intp), labels, "factor", labels, text=True)


def _side(data: Arithmetic, node: Node) -> Values:
    if isinstance(node, String):
        return Categories(np.zeros(data.frame.rows, dtype=np.intp), (node.value,), "factor", (node.value,))
    return data.values(node)


def _among(factor: Categories, labels: tuple[str, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    place = np.array([labels.index(label) for label in factor.labels] or [MISSING], dtype=np.intp)
    return np.where(factor.codes == MISSING, MISSING, place[factor.codes]).astype(np.intp)


def _ifelse_shape(given: Given, labels: Labels) -> Column:
    sides = [given[name] for name in ("yes", "no")]
    if all(isinstance(side, Name) and side.text in ("TRUE", "FALSE") for side in sides):
        return truth_shape(given, labels)
    written = {side.value for side in sides if isinstance(side, String)}
    if written:
        known = {label for side in sides if not isinstance(side, String) for label in labels(side)}
        return Column(given.text, "factor", tuple(sorted(written | known)))
    return Column(given.text, "numeric")


def _parallel(smaller: Callable[[Floats, Floats], Floats]) -> Callable[[Arithmetic, Given], Numbers]:
    """Return ``pmin`` or ``pmax``: NaN where any value is missing, or with na.rm where all are."""

    def compute(data: Arithmetic, given: Given) -> Numbers:
        result = data.numbers(given.rest[0].value)
        for argument in given.rest[1:]:
            result = smaller(result, data.numbers(argument.value))
        return Numbers(result)

    return compute


def _pmin(data: Arithmetic, given: Given) -> Numbers:
    return _parallel(np.fmin if given.flag("na.rm") else np.minimum)(data, given)


def _pmax(data: Arithmetic, given: Given) -> Numbers:
    return _parallel(np.fmax if given.flag("na.rm") else np.maximum)(data, given)


def _rank(data: Arithmetic, given: Given) -> Numbers:
    """Return ranks from 1 on, ties their mean; a missing value has none."""
    x = data.numbers(given["x"])
    result = np.full(len(x), np.nan)
    seen = ~np.isnan(x)
    _, place, counts = np.unique(x[seen], return_inverse=True, return_counts=True)
    result[seen] = (np.cumsum(counts) - (counts - 1) / 2.0)[place]
    return Numbers(result)


def _is_na(data: Arithmetic, given: Given) -> Categories:
    values = data.values(given["x"])
    if isinstance(values, Categories):
        return logical((values.codes == MISSING).astype(np.float64))
    if values.values.ndim > 1:
        raise given.error(f"{deparse(given['x'])} has several columns")
    return logical(np.isnan(values.values).astype(np.float64))


ENTRIES = (
    *(
        Function(name, ("x",), _itself, _shape_of_inner)
        for name in ("I", "identity", "offset", "c", "as.vector", "drop")
    ),
    *(Function(name, ("x",), _as_numbers) for name in ("as.numeric", "as.double", "as.integer", "unclass")),
    Function("as.logical", ("x",), _as_logical, truth_shape),
    Function("ifelse", ("test", "yes", "no"), _ifelse, _ifelse_shape, needed=3),
    Function("pmin", ("...", "na.rm"), _pmin),
    Function("pmax", ("...", "na.rm"), _pmax),
    Function("rank", ("x",), _rank),
    Function("is.na", ("x",), _is_na, truth_shape),
)
