"""Codes of groups, whole numbers from 0: their order and their distinct values, by counting instead of comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from levelwise.data.columns import Codes, Floats

_DIGIT = 16
"""The number of bits by which numpy sorts in time proportional to their number."""

_SPARSE = 4
"""Numbers are counted in a table if it has at most so many places for each of them."""


def sorting(codes: Codes) -> Codes:
    """Return the indices that sort codes; equal codes keep their order.

    Examples
    --------
    >>> import numpy as np
    >>> sorting(np.array([2, 0, 2, 1])).tolist()
    [1, 3, 0, 2]
    """
    largest = int(codes.max()) if len(codes) else 0
    if largest >> 2 * _DIGIT:
        return np.argsort(codes, kind="stable")
    order = np.argsort(codes.astype(np.uint16), kind="stable")
    if largest >> _DIGIT:
        order = order[np.argsort((codes[order] >> _DIGIT).astype(np.uint16), kind="stable")]
    return order


def compacted(codes: Codes) -> tuple[Codes, Codes]:
    """Return the distinct codes in order, and the place of each code among them.

    Examples
    --------
    >>> import numpy as np
    >>> [one.tolist() for one in compacted(np.array([7, 0, 7, 3]))]
    [[0, 3, 7], [2, 0, 2, 1]]
    """
    largest = int(codes.max()) if len(codes) else 0
    if largest < _SPARSE * len(codes):
        used = np.bincount(codes, minlength=largest + 1) > 0
        return np.flatnonzero(used), (np.cumsum(used) - 1)[codes]
    order = sorting(codes)
    ordered = codes[order]
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    places = np.empty_like(order)
    places[order] = np.cumsum(first) - 1
    return ordered[first], places


def numbered(values: Floats) -> tuple[NDArray[Any], Codes]:
    """Return the distinct values in order, NaN last, and the place of each value among them.

    Examples
    --------
    >>> import numpy as np
    >>> [one.tolist() for one in numbered(np.array([11.0, 9.0, 11.0]))]
    [[9.0, 11.0], [1, 0, 1]]
    """
    if len(values) and _is_narrow(values):
        least = values.min()
        codes = (values - least).astype(np.intp)
        if bool((codes + least == values).all()):
            present, places = compacted(codes)
            return present + least, places
    present, places = np.unique(values, return_inverse=True)
    return present, places


def _is_narrow(values: Floats) -> bool:
    """Return whether values lie so close together that whole ones can be counted in a table; false with NaN."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(values.max() - values.min() < _SPARSE * len(values))
