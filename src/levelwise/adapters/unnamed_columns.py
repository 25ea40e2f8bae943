"""Offsets and weights that a fitted model keeps as numbers without their name, found among the columns of its data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.data.columns import Floats
from levelwise.errors import DataError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.text.sentences import listed


def name_of(
    what: str,
    keyword: str,
    values: Floats,
    columns: Mapping[str, Floats],
    functions: Mapping[str, Callable[[Floats], Floats]],
) -> str:
    """Return the only column, or function of a column, that has given values, as an expression.

    Parameters
    ----------
    what, keyword : str
        What the values are, and the keyword by which a caller names them.
    values : ndarray, shape (rows,)
        The values.
    columns : mapping of str to ndarray
        The numeric columns of the data, over the same rows.
    functions : mapping of str to callable
        Functions of a column, by the pattern of their call: ``"log({})"``, and ``"{}"`` for the column itself.

    Raises
    ------
    DataError
        If no column has these values, or several do; the message asks for the keyword.
    """
    found = []
    for name, column in columns.items():
        for pattern, function in functions.items():
            with np.errstate(all="ignore"):
                own = function(column)
            if np.allclose(own, values, rtol=1e-9, atol=1e-12):
                found.append(pattern.format(quoted(name)))
    if len(found) == 1:
        return found[0]
    which = f"{listed(found)} have its values" if found else "no column of the data has its values"
    message = f"the fitted model keeps {what} as numbers without a name, and {which}; name it by {keyword}="
    raise DataError(message)
