"""Polynomials of one column or of several, as R's ``poly`` and ``polym``."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.splines import orthogonal_polynomials
from levelwise.data.functions.table import Function, Given, Labels, basis, finite
from levelwise.data.schema import Column
from levelwise.formula.syntax import Node, deparse
from levelwise.lazy_numpy import np

_MOST = 100
"""The largest degree, and with several columns the largest number of products."""


def _poly(data: Arithmetic, given: Given) -> Numbers:
    degree, raw = _degree(given), given.flag("raw")
    given.flag("simple")
    each = [_of_one(data, node, degree, given, raw=raw) for node in _variables(given)]
    if len(each) == 1:
        (columns,) = each
        return Numbers(columns[:, 0]) if degree == 1 else Numbers(columns, tuple(map(str, range(1, degree + 1))))
    powers = _powers(given, degree)
    made = [np.prod([columns[:, n - 1] for columns, n in zip(each, one, strict=True) if n], axis=0) for one in powers]
    return Numbers(np.stack(made, axis=1), _suffixes(powers))


def _of_one(data: Arithmetic, node: Node, degree: int, given: Given, *, raw: bool) -> Floats:
    """Return the polynomials of one column, missing where it is missing."""
    x, seen = finite(data, node)
    distinct = len(np.unique(seen))
    if not raw and degree >= distinct:
        raise given.error(f"poly() of degree {degree} needs more than {degree} different values; there are {distinct}")
    found = np.vander(seen, degree + 1, increasing=True)[:, 1:] if raw else orthogonal_polynomials(seen, degree)
    if not np.isfinite(found).all():
        raise given.error(f"the {degree} powers of {deparse(node)} are too large or too small to be computed with")
    columns = np.full((len(x), degree), np.nan)
    columns[~np.isnan(x)] = found
    return columns


def _variables(given: Given) -> list[Node]:
    return [given["x"], *(argument.value for argument in given.rest)]


def _degree(given: Given) -> int:
    degree = given.whole("degree", 1, 1, _MOST)
    several = len(_variables(given))
    if comb(degree + several, several) > _MOST + 1:
        raise given.error(f"{given.text} has more than {_MOST} columns")
    return degree


def _powers(given: Given, degree: int) -> list[tuple[int, ...]]:
    """Return the powers of each column in each product, up to a degree in all; the first varies fastest."""
    return [one for one in _up_to(degree, len(_variables(given))) if any(one)]


def _up_to(degree: int, count: int) -> Iterator[tuple[int, ...]]:
    if count == 0:
        yield ()
        return
    for last in range(degree + 1):
        for others in _up_to(degree - last, count - 1):
            yield (*others, last)


def _suffixes(powers: list[tuple[int, ...]]) -> tuple[str, ...]:
    """Return R's names of products, ``1.0``, ``0.1``, ``1.1``."""
    return tuple(".".join(map(str, one)) for one in powers)


def _shape(given: Given, _: Labels) -> Column:
    degree = _degree(given)
    return basis(given, degree) if not given.rest else Column(given.text, "basis", _suffixes(_powers(given, degree)))


ENTRIES = (
    Function("poly", ("x", "degree", "...", "raw", "simple"), _poly, _shape),
    Function("polym", ("x", "...", "degree", "raw"), _poly, _shape),
)
