"""Functions that choose, look up or compare values row by row."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.data.columns import MISSING, Categories, Codes, Floats, Numbers, Values
from levelwise.data.frames.factors import as_factor
from levelwise.data.functions.arithmetic import Arithmetic, logical_column
from levelwise.data.functions.function import BoundCall, Function, Labels, logical_shape
from levelwise.data.schema import Column
from levelwise.formula.syntax import Name, Node, String
from levelwise.lazy_numpy import np


def _ifelse(data: Arithmetic, call: BoundCall) -> Values:
    test = data.logicals(call["test"])
    sides = [_side(data, call[name]) for name in ("yes", "no")]
    if not any(isinstance(side, Categories) and side.kind != "logical" for side in sides):
        yes, no = (data.numeric(side, call.node) for side in sides)
        chosen = np.where(np.isnan(test), np.nan, np.where(test == 1.0, yes, no))
        return logical_column(chosen) if all(isinstance(side, Categories) for side in sides) else Numbers(chosen)
    factors = [as_factor(call.text, side) for side in sides]
    labels = tuple(sorted({*factors[0].labels, *factors[1].labels}))
    yes_codes, no_codes = (_codes_among(factor, labels) for factor in factors)
    codes = np.where(np.isnan(test), MISSING, np.where(test == 1.0, yes_codes, no_codes))
    return Categories(codes.astype(np.intp), labels, "factor", labels, text=True)


def _side(data: Arithmetic, node: Node) -> Values:
    if isinstance(node, String):
        return Categories(np.zeros(data.frame.rows, dtype=np.intp), (node.value,), "factor", (node.value,))
    return data.values(node)


def _codes_among(factor: Categories, labels: tuple[str, ...]) -> Codes:
    return factor.recoded([labels.index(label) for label in factor.labels])


def _ifelse_shape(call: BoundCall, labels: Labels) -> Column:
    sides = [call[name] for name in ("yes", "no")]
    if all(isinstance(side, Name) and side.text in ("TRUE", "FALSE") for side in sides):
        return logical_shape(call, labels)
    written = {side.value for side in sides if isinstance(side, String)}
    if written:
        known = {label for side in sides if not isinstance(side, String) for label in labels(side)}
        return Column(call.text, "factor", tuple(sorted(written | known)))
    return Column(call.text, "numeric")


def _replace(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return x with another value where a condition is true."""
    where = data.logicals(call["list"])
    return Numbers(np.where(where == 1.0, data.numbers(call["values"]), data.numbers(call["x"])))


def _parallel(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return the minimum (``pmin``) or the maximum (``pmax``) of several columns in each row."""
    least, lenient = call.function == "pmin", call.flag("na.rm")
    pairwise: Callable[[Floats, Floats], Floats]
    pairwise = (np.fmin if least else np.fmax) if lenient else (np.minimum if least else np.maximum)
    result = data.numbers(call.rest[0].value)
    for argument in call.rest[1:]:
        result = pairwise(result, data.numbers(argument.value))
    return Numbers(result)


def _xor(data: Arithmetic, call: BoundCall) -> Categories:
    x, y = data.logicals(call["x"]), data.logicals(call["y"])
    return logical_column(np.where(np.isnan(x) | np.isnan(y), np.nan, x != y))


def _find_interval(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return how many of the sorted numbers `vec` do not exceed x."""
    x, ends = data.numbers(call["x"]), np.array(call.vector("vec"))
    if not len(ends) or (np.diff(ends) < 0).any() or np.isnan(ends).any():
        raise call.error("vec of findInterval() must be numbers in increasing order")
    open_left, closed = call.flag("left.open"), call.flag("rightmost.closed")
    found = np.searchsorted(ends, x, side="left" if open_left else "right").astype(np.float64)
    if closed:
        edge, last = (ends[0], 1.0) if open_left else (ends[-1], len(ends) - 1.0)
        found[x == edge] = last
    if call.flag("all.inside"):
        found = np.clip(found, 1.0, max(1.0, len(ends) - 1.0))
    return Numbers(np.where(np.isnan(x), np.nan, found))


def _match(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return the position of each value in a list of values; missing if it is not in the list."""
    factor = data.factor(call["x"])
    positions = factor.positions(call.strings("table"))
    return Numbers(factor.numbers([np.nan if position == MISSING else position + 1 for position in positions]))


def _complete_cases(data: Arithmetic, call: BoundCall) -> Categories:
    found = np.ones(data.frame.rows, dtype=np.bool_)
    for argument in call.rest:
        values = data.values(argument.value)
        if isinstance(values, Categories):
            found &= values.codes != MISSING
        else:
            found &= ~np.isnan(values.values.reshape(data.frame.rows, -1)).any(axis=1)
    return logical_column(found.astype(np.float64))


ENTRIES = (
    Function("ifelse", ("test", "yes", "no"), _ifelse, _ifelse_shape, required=3),
    Function("replace", ("x", "list", "values"), _replace, required=3),
    Function("pmin", ("...", "na.rm"), _parallel),
    Function("pmax", ("...", "na.rm"), _parallel),
    Function("xor", ("x", "y"), _xor, logical_shape, required=2),
    Function("findInterval", ("x", "vec", "rightmost.closed", "all.inside", "left.open"), _find_interval, required=2),
    Function("match", ("x", "table"), _match, required=2),
    Function("complete.cases", ("...",), _complete_cases, logical_shape),
)
