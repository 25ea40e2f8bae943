"""Bases of regression splines, as R's package ``splines`` computes them.

The B-splines follow de Boor's recursion; the bases are those of ``bs()`` and ``ns()`` (Hastie in
Chambers & Hastie 1992, *Statistical Models in S*, chapter 7; the manual of R's package ``splines``). scipy has
B-splines but neither of these bases, and the core of Levelwise runs with numpy alone.
"""

from __future__ import annotations

from math import factorial

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

CUBIC = 4
"""The order of a cubic spline, its degree plus one."""


def b_splines(x: Floats, knots: Floats, order: int, derivative: int = 0) -> Floats:
    """Return all B-splines of an order, or a derivative of them, as R's ``splineDesign`` does.

    Parameters
    ----------
    x : ndarray, shape (rows,)
        The points, between the knots ``order - 1`` and ``-order``, both included.
    knots : ndarray
        All knots in increasing order, with the boundary knots repeated.
    order : int
        The degree plus one.
    derivative : int
        The order of the derivative; 0 for the splines themselves.

    Returns
    -------
    ndarray, shape (rows, len(knots) - order)

    Examples
    --------
    >>> b_splines(np.array([0.5]), np.array([0.0, 0, 1, 1]), 2).tolist()
    [[0.5, 0.5]]
    """
    last = int(np.searchsorted(knots, knots[-1])) - 1  # the right end belongs to the last interval of positive length
    interval = np.minimum(np.searchsorted(knots, x, side="right") - 1, last)
    basis = np.zeros((len(x), len(knots) - 1))
    basis[np.arange(len(x)), interval] = 1.0
    for degree in range(1, order):
        lower, upper = knots[: -degree - 1], knots[degree + 1 :]
        rising = _reciprocal(knots[degree:-1] - lower)
        falling = _reciprocal(upper - knots[1:-degree])
        left, right = basis[:, :-1], basis[:, 1:]
        if degree < order - derivative:
            basis = (x[:, None] - lower) * rising * left + (upper - x[:, None]) * falling * right
        else:
            basis = degree * (rising * left - falling * right)
    return basis


def _reciprocal(lengths: Floats) -> Floats:
    """Return the reciprocal of each length, and 0 for a length of 0, which is the convention of the recursion."""
    result: Floats = np.where(lengths > 0, 1.0 / np.where(lengths > 0, lengths, 1.0), 0.0)
    return result


def inner_knots(x: Floats, count: int, boundary: Floats) -> Floats:
    """Return knots at evenly spaced quantiles (type 7) of the values within the boundary."""
    if count < 1:
        return np.empty(0)
    inside = x[(x >= boundary[0]) & (x <= boundary[1])]
    return np.asarray(np.quantile(inside, np.linspace(0, 1, count + 2)[1:-1]))


def basis_splines(x: Floats, knots: Floats, boundary: Floats, degree: int = 3, *, intercept: bool = False) -> Floats:
    """Return the columns of R's ``bs``; beyond the boundary the outermost polynomials are extrapolated."""
    order = degree + 1
    every = np.sort(np.concatenate([np.repeat(boundary, order), knots]))
    inside = (x >= boundary[0]) & (x <= boundary[1])
    basis = np.empty((len(x), len(every) - order))
    basis[inside] = b_splines(x[inside], every, order)
    # R expands a Taylor series about a point a quarter of an interval inside, where it is well conditioned
    for beyond, end, inner in (
        (x < boundary[0], boundary[0], every[order]),
        (x > boundary[1], boundary[1], every[-order - 1]),
    ):
        if beyond.any():
            pivot = 0.75 * end + 0.25 * inner
            basis[beyond] = sum(
                (x[beyond, None] - pivot) ** n * b_splines(np.array([pivot]), every, order, n) / factorial(n)
                for n in range(order)
            )
    return basis if intercept else basis[:, 1:]


def natural_splines(x: Floats, knots: Floats, boundary: Floats, *, intercept: bool = False) -> Floats:
    """Return the columns of R's ``ns``: cubic splines that are linear beyond the boundary."""
    every = np.sort(np.concatenate([np.repeat(boundary, CUBIC), knots]))
    inside = (x >= boundary[0]) & (x <= boundary[1])
    basis = np.empty((len(x), len(every) - CUBIC))
    basis[inside] = b_splines(x[inside], every, CUBIC)
    for beyond, end in ((x < boundary[0], boundary[0]), (x > boundary[1], boundary[1])):
        if beyond.any():
            value, slope = (b_splines(np.array([end]), every, CUBIC, n) for n in (0, 1))
            basis[beyond] = value + (x[beyond, None] - end) * slope
    curvature = b_splines(boundary, every, CUBIC, 2)
    if not intercept:
        basis, curvature = basis[:, 1:], curvature[:, 1:]
    # the combinations whose second derivative is zero at the boundary are the complement of its two rows
    rotation, _ = np.linalg.qr(curvature.T, mode="complete")
    result: Floats = (basis @ rotation)[:, 2:]
    return result
