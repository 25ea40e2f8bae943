"""The printed equations of a time series, evaluated on data: what they say about the innovations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from levelwise.equation.tree import Brackets, Node, Number, Quantity, Row, Scaled, Scripted, Sum, Symbol, System
from levelwise.series.equations import BACKSHIFT, ERROR, INNOVATION

Filter = dict[int, float]
"""A polynomial in the backshift operator."""


def innovations(system: System, data: Mapping[str, Any], first: int) -> Any:
    """Return the innovations of a series that the printed numbers imply, with zeros before the series starts."""
    rows = len(next(iter(data.values())))
    time = np.arange(rows) + first
    *means, recursion, _ = system.lines
    known: dict[Node, Any] = {}
    for line in means:
        known[ERROR] = _values(line.left, data, time, {}) - _values(line.right, data, time, {ERROR: np.zeros(rows)})
    left, series = _split(recursion.left)
    filtered = _filtered(left, _values(series, data, time, known))
    terms = recursion.right.terms if isinstance(recursion.right, Sum) else (("+", recursion.right),)
    *shown, (_, last) = terms
    for sign, term in shown:
        filtered = filtered - (-1 if sign == "-" else 1) * _values(term, data, time, {})
    right, shock = _split(last)
    assert shock == INNOVATION
    found = np.zeros(rows)
    for t in range(rows):  # θ(B) ε = filtered, solved for ε
        found[t] = filtered[t] - sum(c * found[t - lag] for lag, c in right.items() if 0 < lag <= t)
    return found


def _split(node: Node) -> tuple[Filter, Node]:
    *factors, last = node.parts if isinstance(node, Row) else (node,)
    return reduce(_product, map(_filter, factors), {0: 1.0}), last


def _filter(node: Node) -> Filter:
    match node:
        case Scripted(base, (), (Number(power),)) if node.base != BACKSHIFT:
            return reduce(_product, [_filter(base)] * int(power))
        case Brackets(Sum(terms)):
            found: Filter = {}
            for sign, term in terms:
                coefficient, rest = (1.0, term)
                if isinstance(term, Scaled):
                    coefficient, rest = _number(term.coefficient), term.factor
                elif isinstance(term, Number):
                    coefficient, rest = float(term.text), None
                lag = 0 if rest is None else int(rest.sup[0].text) if isinstance(rest, Scripted) else 1
                found[lag] = found.get(lag, 0.0) + (-coefficient if sign == "-" else coefficient)
            return found
    raise AssertionError(node)


def _number(node: Node) -> float:
    match node:
        case Number(text):
            return float(text)
        case Row(parts):  # scientific notation
            mantissa, _, power = parts
            return _number(mantissa) * 10 ** float(
                power.sup[0].text if len(power.sup) == 1 else "-" + power.sup[1].text
            )
    raise AssertionError(node)


def _values(node: Node, data: Mapping[str, Any], time: Any, known: Mapping[Node, Any]) -> Any:
    if node in known:
        return known[node]
    match node:
        case Quantity(_, of) if of is not None:
            return np.asarray(data[of.variable])
        case Brackets(inner):
            return _values(inner, data, time, known)
        case Scaled(coefficient, factor):
            return _number(coefficient) * _values(factor, data, time, known)
        case Symbol("t"):
            return time.astype(float)
        case Scripted(Symbol("t"), (), (Number(power),)):
            return time.astype(float) ** int(power)
        case Sum(terms):
            return sum((-1 if sign == "-" else 1) * _values(term, data, time, known) for sign, term in terms)
    return _number(node) * np.ones(len(time))


def _product(a: Filter, b: Filter) -> Filter:
    found: Filter = {}
    for lag, one in a.items():
        for more, other in b.items():
            found[lag + more] = found.get(lag + more, 0.0) + one * other
    return found


def _filtered(coefficients: Filter, series: Any) -> Any:
    found = np.zeros(len(series))
    for lag, coefficient in coefficients.items():
        found[lag:] += coefficient * series[: len(series) - lag]
    return found
