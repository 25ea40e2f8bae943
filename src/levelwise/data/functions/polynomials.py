"""Polynomials of one or several columns: R's ``poly`` and ``polym``."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import (
    BoundCall,
    Function,
    Labels,
    finite_values,
    numbered_columns,
    numbered_shape,
)
from levelwise.data.schema import Column
from levelwise.formula.syntax import Node, deparse
from levelwise.lazy_numpy import np

_MAX_COLUMNS = 100
"""Maximum degree, and maximum number of products of several columns."""


def orthogonal_polynomials(x: Floats, degree: int) -> Floats:
    """Return R's orthogonal polynomials of degree 1 and up, each of unit length, shape (rows, degree)."""
    powers = np.vander(x - x.mean(), degree + 1, increasing=True)
    q, r = np.linalg.qr(powers)
    raw = q * np.diag(r)
    result: Floats = (raw / np.sqrt(np.sum(raw**2, axis=0)))[:, 1:]
    return result


def _poly(data: Arithmetic, call: BoundCall) -> Numbers:
    degree, raw = _degree(call), call.flag("raw")
    call.flag("simple")
    each = [_of_one(data, node, degree, call, raw=raw) for node in _variables(call)]
    if len(each) == 1:
        return each[0]
    bases = [one.values.reshape(data.frame.rows, -1) for one in each]
    powers = _powers(call, degree)
    products = [
        np.prod([basis[:, n - 1] for basis, n in zip(bases, exponents, strict=True) if n], axis=0)
        for exponents in powers
    ]
    return Numbers(np.stack(products, axis=1), _suffixes(powers))


def _of_one(data: Arithmetic, node: Node, degree: int, call: BoundCall, *, raw: bool) -> Numbers:
    """Return the polynomials of one column, missing where the column is missing."""
    x, known = finite_values(data, node)
    distinct = len(np.unique(known))
    if not raw and degree >= distinct:
        message = (
            f"poly() of degree {degree} requires more than {degree} distinct values; {deparse(node)} has {distinct}"
        )
        raise call.error(message)
    found = np.vander(known, degree + 1, increasing=True)[:, 1:] if raw else orthogonal_polynomials(known, degree)
    if not np.isfinite(found).all():
        raise call.error(f"the powers of {deparse(node)} up to degree {degree} are too large or too small to compute")
    return numbered_columns(x, found)


def _variables(call: BoundCall) -> list[Node]:
    return [call["x"], *(argument.value for argument in call.rest)]


def _degree(call: BoundCall) -> int:
    degree = call.integer("degree", 1, 1, _MAX_COLUMNS)
    several = len(_variables(call))
    if comb(degree + several, several) > _MAX_COLUMNS + 1:
        raise call.error(f"{call.text} has more than {_MAX_COLUMNS} columns")
    return degree


def _powers(call: BoundCall, degree: int) -> list[tuple[int, ...]]:
    """Return the exponents of the columns in each product up to a total degree; the first varies fastest."""
    return [exponents for exponents in _exponents(degree, len(_variables(call))) if any(exponents)]


def _exponents(degree: int, count: int) -> Iterator[tuple[int, ...]]:
    if count == 0:
        yield ()
        return
    for last in range(degree + 1):
        for others in _exponents(degree - last, count - 1):
            yield (*others, last)


def _suffixes(powers: list[tuple[int, ...]]) -> tuple[str, ...]:
    """Return R's names of the products: ``1.0``, ``0.1``, ``1.1``."""
    return tuple(".".join(map(str, exponents)) for exponents in powers)


def _shape(call: BoundCall, _: Labels) -> Column:
    degree = _degree(call)
    if not call.rest:
        return numbered_shape(call, degree)
    return Column(call.text, "basis", _suffixes(_powers(call, degree)))


ENTRIES = (
    Function("poly", ("x", "degree", "...", "raw", "simple"), _poly, _shape, uses_all_rows=True),
    Function("polym", ("x", "...", "degree", "raw"), _poly, _shape, uses_all_rows=True),
)
