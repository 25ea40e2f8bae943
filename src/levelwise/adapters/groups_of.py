"""The column of groups of a model that holds the groups of its rows, but perhaps not the name of their column."""

from __future__ import annotations

from typing import Any

from levelwise.errors import DataError, OptionError
from levelwise.lazy_numpy import np
from levelwise.text.sentences import kind_of, listed


def groups_name(groups: Any, data: Any, own: str | None, given: object, package: str) -> str:
    """Return the name of the column of groups.

    Parameters
    ----------
    groups : array, shape (rows,)
        The group of each row.
    data : data frame or None
        The data of the model; None if it was built from arrays.
    own : str or None
        The name that the model has for them, if it is one.
    given : object
        What the caller says by ``groups=``: a name, a named column, or None.
    package : str
        The name of the package, for messages.

    Raises
    ------
    OptionError
        When the name is unknown, or the caller's is none.
    DataError
        When the column that the caller names holds other groups.
    """
    columns = [] if data is None else list(map(str, data.columns))
    if given is not None:
        name = given if isinstance(given, str) else getattr(given, "name", None)
        if not isinstance(name, str):
            raise OptionError(f"groups= takes the name of the column of groups, not {kind_of(given)}")
        if name in columns and not _equal(data[name], groups):
            raise DataError(f"the column {name!r} does not hold the groups of this model of {package}")
        return name
    if own is not None and (own not in columns or _equal(data[own], groups)):
        return own
    same = [name for name in columns if _equal(data[name], groups)]
    if len(same) == 1:
        return same[0]
    several = f"; {listed(same, 'and')} have the same values" if same else ""
    message = (
        f"{package} does not keep the name of the column of groups of this model{several}; pass it as groups=, such as "
        "groups='school'"
    )
    raise OptionError(message)


def _equal(column: Any, groups: Any) -> bool:
    one, other = np.asarray(column), np.asarray(groups)
    return one.shape == other.shape and bool(np.all(one == other))
