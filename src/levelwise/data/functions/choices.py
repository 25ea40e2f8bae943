"""Functions that look a value up, or choose among values, row by row."""

from __future__ import annotations

from levelwise.data.columns import MISSING, Categories, Floats, Numbers, key_of
from levelwise.data.functions.arithmetic import Arithmetic, logical
from levelwise.data.functions.columns import truth_shape
from levelwise.data.functions.table import Function, Given
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np


def _xor(data: Arithmetic, given: Given) -> Categories:
    x, y = data.truths(given["x"]), data.truths(given["y"])
    return logical(np.where(np.isnan(x) | np.isnan(y), np.nan, x != y))


def _find_interval(data: Arithmetic, given: Given) -> Numbers:
    """Return how many of the sorted numbers `vec` are not above x."""
    x, ends = data.numbers(given["x"]), np.array(given.vector("vec"))
    if not len(ends) or (np.diff(ends) < 0).any() or np.isnan(ends).any():
        raise given.error("vec of findInterval() must be numbers that do not descend")
    open_left, closed = given.flag("left.open"), given.flag("rightmost.closed")
    found = np.searchsorted(ends, x, side="left" if open_left else "right").astype(np.float64)
    if closed:
        edge, last = (ends[0], 1.0) if open_left else (ends[-1], len(ends) - 1.0)
        found[x == edge] = last
    if given.flag("all.inside"):
        found = np.clip(found, 1.0, max(1.0, len(ends) - 1.0))
    return Numbers(np.where(np.isnan(x), np.nan, found))


def _match(data: Arithmetic, given: Given) -> Numbers:
    """Return the place of a value among several; a value that is none of them is missing."""
    places: dict[object, int] = {}
    for number, text in enumerate(given.texts("table")):
        places.setdefault(key_of(text), number + 1)
    factor = data.factor(given["x"])
    by_code = np.array([places.get(key_of(label), np.nan) for label in factor.labels] or [np.nan])
    return Numbers(np.where(factor.codes == MISSING, np.nan, by_code[factor.codes]))


def _replace(data: Arithmetic, given: Given) -> Numbers:
    """Return x, but another value where a statement is true."""
    where = data.truths(given["list"])
    return Numbers(np.where(where == 1.0, data.numbers(given["values"]), data.numbers(given["x"])))


def _complete(data: Arithmetic, given: Given) -> Categories:
    """Return where no value is missing."""
    found = np.ones(data.frame.rows, dtype=np.bool_)
    for argument in given.rest:
        values = data.values(argument.value)
        if isinstance(values, Categories):
            found &= values.codes != MISSING
        else:
            found &= ~np.isnan(values.values.reshape(data.frame.rows, -1)).any(axis=1)
    return logical(found.astype(np.float64))


def _of_rows(data: Arithmetic, given: Given) -> Numbers:
    """Return the sum, or the mean, of several columns in each row."""
    values = data.values(given["x"])
    if not isinstance(values, Numbers) or values.values.ndim == 1:
        name = given.node.function
        raise given.error(f"{name}() takes several columns, as in {name}(cbind(x, z)), not {deparse(given['x'])}")
    matrix: Floats = values.values
    seen = ~np.isnan(matrix)
    total = np.where(seen, matrix, 0.0).sum(axis=1) if given.flag("na.rm") else matrix.sum(axis=1)
    count = seen.sum(axis=1) if given.flag("na.rm") else matrix.shape[1]
    return Numbers(total / count if given.node.function == "rowMeans" else total)


ENTRIES = (
    Function("xor", ("x", "y"), _xor, truth_shape, needed=2),
    Function("findInterval", ("x", "vec", "rightmost.closed", "all.inside", "left.open"), _find_interval, needed=2),
    Function("match", ("x", "table"), _match, needed=2),
    Function("replace", ("x", "list", "values"), _replace, needed=3),
    Function("complete.cases", ("...",), _complete, truth_shape),
    Function("rowSums", ("x", "na.rm"), _of_rows),
    Function("rowMeans", ("x", "na.rm"), _of_rows),
)
