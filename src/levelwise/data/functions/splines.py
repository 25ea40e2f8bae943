"""Regression splines and polynomials, as R's ``splines`` and ``stats`` packages compute them.

The B-splines follow de Boor's recursion; the bases are those of ``bs()`` and ``ns()`` (Hastie in
Chambers & Hastie 1992, *Statistical Models in S*, chapter 7; R's manual of the package ``splines``).
"""

from __future__ import annotations

from math import factorial

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

CUBIC = 4
"""The order of a cubic spline: its degree and one."""


def b_splines(x: Floats, knots: Floats, order: int, derivative: int = 0) -> Floats:
    """Return R's ``splineDesign``: all B-splines of an order, or a derivative of them.

    Parameters
    ----------
    x : ndarray, shape (rows,)
        Where; inside the knots ``order - 1`` and ``-order``, the last included.
    knots : ndarray
        All knots in order, those at the boundary repeated.
    order : int
        The degree and one.
    derivative : int
        Which derivative; 0 is the function itself.

    Returns
    -------
    ndarray, shape (rows, len(knots) - order)

    Examples
    --------
    >>> b_splines(np.array([0.5]), np.array([0.0, 0, 1, 1]), 2).tolist()
    [[0.5, 0.5]]
    """
    last = int(np.searchsorted(knots, knots[-1])) - 1  # the right end belongs to the last interval that has a length
    interval = np.minimum(np.searchsorted(knots, x, side="right") - 1, last)
    basis = np.zeros((len(x), len(knots) - 1))
    basis[np.arange(len(x)), interval] = 1.0
    for degree in range(1, order):
        lower, upper = knots[: -degree - 1], knots[degree + 1 :]
        rising = _inverse(knots[degree:-1] - lower)
        falling = _inverse(upper - knots[1:-degree])
        left, right = basis[:, :-1], basis[:, 1:]
        if degree < order - derivative:
            basis = (x[:, None] - lower) * rising * left + (upper - x[:, None]) * falling * right
        else:
            basis = degree * (rising * left - falling * right)
    return basis


def _inverse(lengths: Floats) -> Floats:
    """Return one over each length; over none, nothing, as the recursion agrees."""
    result: Floats = np.where(lengths > 0, 1.0 / np.where(lengths > 0, lengths, 1.0), 0.0)
    return result


def inner_knots(x: Floats, count: int, boundary: Floats) -> Floats:
    """Return knots at evenly spaced quantiles (type 7) of the values inside the boundary."""
    if count < 1:
        return np.empty(0)
    inside = x[(x >= boundary[0]) & (x <= boundary[1])]
    return np.asarray(np.quantile(inside, np.linspace(0, 1, count + 2)[1:-1]))


def basis_splines(x: Floats, knots: Floats, boundary: Floats, degree: int = 3, *, intercept: bool = False) -> Floats:
    """Return the columns of R's ``bs``; beyond the boundary the polynomials at it go on."""
    order = degree + 1
    every = np.sort(np.concatenate([np.repeat(boundary, order), knots]))
    inside = (x >= boundary[0]) & (x <= boundary[1])
    basis = np.empty((len(x), len(every) - order))
    basis[inside] = b_splines(x[inside], every, order)
    # R takes the Taylor series at a point a quarter of an interval inside, where it is well-conditioned
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
    """Return the columns of R's ``ns``: cubic splines that are straight lines beyond the boundary."""
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
    # what has no second derivative at the boundary is the complement of its two rows
    rotation, _ = np.linalg.qr(curvature.T, mode="complete")
    result: Floats = (basis @ rotation)[:, 2:]
    return result


def orthogonal_polynomials(x: Floats, degree: int) -> Floats:
    """Return R's orthogonal polynomials of degrees from 1 on, each of length one, shape (rows, degree)."""
    powers = np.vander(x - x.mean(), degree + 1, increasing=True)
    q, r = np.linalg.qr(powers)
    raw = q * np.diag(r)
    result: Floats = (raw / np.sqrt(np.sum(raw**2, axis=0)))[:, 1:]
    return result
