"""Several columns as one variable: ``cbind()``, row sums and means, and columns of a result, ``poly(x, 3)[, 2]``."""

from __future__ import annotations

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import BoundCall, Function, Labels, numbered_suffixes
from levelwise.data.schema import Column
from levelwise.formula.syntax import PART, Argument, Call, Name, deparse
from levelwise.lazy_numpy import np

_MULTICOLUMN = ("poly", "polym", "ns", "bs", "scale", "cbind")
_MAX_COLUMN = 1_000


def _cbind(data: Arithmetic, call: BoundCall) -> Numbers:
    columns: list[Floats] = []
    names: list[str] = []
    for argument in call.rest:
        values = data.values(argument.value)
        if isinstance(values, Numbers) and values.values.ndim > 1:
            columns.extend(values.values.T)
            names.extend(values.suffixes)
        else:
            columns.append(data.numeric(values, argument.value))
            names.append(_column_name(argument))
    if len(columns) == 1:
        return Numbers(columns[0])
    return Numbers(np.stack(columns, axis=1), _suffixes(names))


def _cbind_shape(call: BoundCall, _: Labels) -> Column:
    if len(call.rest) == 1 and not isinstance(call.rest[0].value, Call):
        return Column(call.text, "numeric")
    for argument in call.rest:
        if isinstance(argument.value, Call) and argument.value.function in ("cbind", "poly", "ns", "bs", "dummy"):
            raise call.error(f"without data, the number of columns of {deparse(argument.value)} in cbind() is unknown")
    names = _suffixes([_column_name(argument) for argument in call.rest])
    return Column(call.text, "basis", names) if len(names) > 1 else Column(call.text, "numeric")


def _column_name(argument: Argument) -> str:
    """Return the name that R's ``cbind`` gives a column; empty if the argument is a nameless expression."""
    if argument.name is not None:
        return argument.name
    return argument.value.text if isinstance(argument.value, Name) else ""


def _suffixes(names: list[str]) -> tuple[str, ...]:
    return tuple(names) if any(names) else numbered_suffixes(len(names))


def _row_summary(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return the sum or the mean of several columns in each row."""
    values = data.values(call["x"])
    if not isinstance(values, Numbers) or values.values.ndim == 1:
        name = call.function
        raise call.error(f"{name}() takes several columns, as in {name}(cbind(x, z)), not {deparse(call['x'])}")
    matrix: Floats = values.values
    known = ~np.isnan(matrix)
    total = np.where(known, matrix, 0.0).sum(axis=1) if call.flag("na.rm") else matrix.sum(axis=1)
    count = known.sum(axis=1) if call.flag("na.rm") else matrix.shape[1]
    return Numbers(total / count if call.function == "rowMeans" else total)


def _selected(call: BoundCall) -> tuple[int, ...]:
    """Return the indices of the selected columns, counted from 0."""
    inner = call["x"]
    if not isinstance(inner, Call) or inner.function not in _MULTICOLUMN:
        raise call.error(f"columns can be selected only from {', '.join(_MULTICOLUMN)}, not from {deparse(inner)}")
    wanted = call.vector("j")
    if not wanted or not all(1 <= number <= _MAX_COLUMN and number % 1 == 0 for number in wanted):
        raise call.error("columns are selected by their numbers, counted from 1, as in poly(x, 3)[, 1:2]")
    return tuple(int(number) - 1 for number in wanted)


def _select(data: Arithmetic, call: BoundCall) -> Numbers:
    wanted, values = _selected(call), data.values(call["x"])
    matrix = data.numeric(values, call["x"]) if not isinstance(values, Numbers) else values.values
    matrix = matrix.reshape(data.frame.rows, -1)
    if max(wanted) >= matrix.shape[1]:
        raise call.error(f"{deparse(call['x'])} has {matrix.shape[1]} columns; there is no column {max(wanted) + 1}")
    if len(wanted) == 1:
        return Numbers(matrix[:, wanted[0]])
    names = values.suffixes if isinstance(values, Numbers) else ()
    suffixes = tuple(names[number] if names else str(position + 1) for position, number in enumerate(wanted))
    return Numbers(matrix[:, np.array(wanted)], suffixes)


def _select_shape(call: BoundCall, _: Labels) -> Column:
    wanted = _selected(call)
    if len(wanted) == 1:
        return Column(call.text, "numeric")
    return Column(call.text, "basis", tuple(str(number + 1) for number in wanted))


ENTRIES = (
    Function("cbind", ("...",), _cbind, _cbind_shape),
    Function("rowSums", ("x", "na.rm"), _row_summary),
    Function("rowMeans", ("x", "na.rm"), _row_summary),
)
SELECTION = Function(PART, ("x", "j"), _select, _select_shape, required=2)
"""The selection of columns, which is not called by name but written ``f(x)[, j]``."""
