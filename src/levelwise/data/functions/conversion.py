"""Conversions: the identity, numbers, logical values, missingness."""

from __future__ import annotations

from levelwise.data.columns import MISSING, Categories, Floats, Numbers, Values
from levelwise.data.functions.arithmetic import Arithmetic, logical_column
from levelwise.data.functions.function import BoundCall, Function, Labels, logical_shape
from levelwise.data.schema import Column
from levelwise.errors import DataError
from levelwise.formula.syntax import LOGICAL_OPERATORS, Node, Operation, deparse
from levelwise.lazy_numpy import np

_LOGICALS = {
    **dict.fromkeys(("TRUE", "true", "T", "True"), 1.0),
    **dict.fromkeys(("FALSE", "false", "F", "False"), 0.0),
}


def _identity(data: Arithmetic, call: BoundCall) -> Values:
    return data.values(call["x"])


def _identity_shape(call: BoundCall, labels: Labels) -> Column:
    """Return the description of an expression inside ``I()``: a condition is logical, a factor stays a factor."""
    inner: Node = call["x"]
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    if isinstance(inner, Operation) and inner.operator in LOGICAL_OPERATORS:
        return logical_shape(call, labels)
    try:
        return Column(call.text, "factor", labels(inner))
    except DataError:  # its categories are unknown, so it is taken to be numeric, as a plain name is
        return Column(call.text, "numeric")


def _as_numeric(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return a column as numbers; as in R, strings are parsed and a factor gives the codes of its categories."""
    values = data.values(call["x"])
    if not isinstance(values, Categories) or values.kind == "logical":
        numbers = data.numeric(values, call["x"])
    elif values.text and call.function != "unclass":
        numbers = _parsed(call, values)
    else:
        return Numbers(np.where(values.codes == MISSING, np.nan, values.codes + 1.0))
    return Numbers(np.trunc(numbers) if call.function == "as.integer" else numbers)


def _parsed(call: BoundCall, strings: Categories) -> Floats:
    """Return strings as numbers; those that are not numbers are missing, but not all of them may be."""
    numbers = [_number(label) for label in strings.labels]
    if strings.labels and np.isnan(numbers).all():
        name = deparse(call["x"])
        message = (
            f"{name} contains only non-numeric text; for the codes of its categories write as.numeric(factor({name}))"
        )
        raise call.error(message)
    return strings.numbers(numbers)


def _number(text: str) -> float:
    """Return a string as a number; NaN if it is none, as in R."""
    try:
        return float(int(text, 16)) if text.strip()[:2].lower() == "0x" else float(text.replace("_", "?"))
    except (ValueError, OverflowError):
        return np.nan


def _as_logical(data: Arithmetic, call: BoundCall) -> Categories:
    values = data.values(call["x"])
    if isinstance(values, Numbers):
        return logical_column(data.numeric(values, call["x"]))
    return logical_column(values.numbers([_LOGICALS.get(label, np.nan) for label in values.labels]))


def _is_na(data: Arithmetic, call: BoundCall) -> Categories:
    values = data.values(call["x"])
    if isinstance(values, Categories):
        return logical_column((values.codes == MISSING).astype(np.float64))
    if values.values.ndim > 1:
        raise call.error(f"{deparse(call['x'])} has several columns")
    return logical_column(np.isnan(values.values).astype(np.float64))


ENTRIES = (
    *(
        Function(name, ("x",), _identity, _identity_shape)
        for name in ("I", "identity", "offset", "c", "as.vector", "drop")
    ),
    *(Function(name, ("x",), _as_numeric) for name in ("as.numeric", "as.double", "as.integer", "unclass")),
    Function("as.logical", ("x",), _as_logical, logical_shape),
    Function("is.na", ("x",), _is_na, logical_shape),
)
