"""The design columns of another package, matched with those of a model by their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from levelwise.data.columns import Floats
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.spec import DesignColumn
from levelwise.text.sentences import counted, some

if TYPE_CHECKING:
    from levelwise.design.columns import Design

_NAMED = 6
_TOLERANCE = 1e-9


def same_values(one: Any, other: Any) -> bool:
    """Return whether two columns of numbers are equal, apart from rounding."""
    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if first.shape != second.shape:
        return False
    scale = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(np.abs(first - second).max(initial=0.0) <= _TOLERANCE * scale)


def matched(
    columns: Sequence[DesignColumn], design: Design, theirs: Any, names: Sequence[str], package: str
) -> list[DesignColumn]:
    """Return the design column of a model for each column of another package's matrix.

    Parameters
    ----------
    columns : sequence of DesignColumn
        Those of the model.
    design : Design
        Their values.
    theirs : array, shape (rows, columns)
        The matrix of the other package.
    names : sequence of str
        The names of its columns, for messages.
    package : str
        The name of the package, for messages.

    Raises
    ------
    UnsupportedModelError
        When the two matrices do not have the same columns.
    """
    matrix: Floats = np.asarray(theirs, dtype=np.float64)
    if matrix.shape[0] != design.rows:
        message = (
            f"{package} used {counted(matrix.shape[0], 'row')}, but the data of the model have "
            f"{counted(design.rows, 'row')} without missing values"
        )
        raise UnsupportedModelError(message)
    free = {column.key: (column, design.column(column)) for column in columns}
    found: list[DesignColumn] = []
    unmatched: list[str] = []
    for number, name in enumerate(names):
        fits = [column for column, values in free.values() if same_values(values, matrix[:, number])]
        if fits:
            found.append(fits[0])
            del free[fits[0].key]
        else:
            unmatched.append(name)
    if unmatched or free:
        left = [column.name for column, _ in free.values()]
        parts = [
            *([f"{some(unmatched, _NAMED)} of {package} {_are(unmatched)} not among them"] if unmatched else []),
            *([f"{some(left, _NAMED)} {_are(left)} not in {package}'s matrix"] if left else []),
        ]
        message = f"the columns of this formula are not those that {package} estimated: {'; '.join(parts)}"
        raise UnsupportedModelError(message)
    return found


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
