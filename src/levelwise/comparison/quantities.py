"""What a system has a symbol for: its parameters and quantities, each as it is printed.

Notations differ in their parameters: one prints a variance, another its standard deviation; one a covariance, another a
correlation with two standard deviations; one a random effect with mean zero, another a coefficient with its mean. Here
each is expressed as the first of the two, so that systems can be compared. Coefficients that are added to the
thresholds of an ordinal response have the opposite sign of those that are subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from levelwise.equation.tree import (
    Brackets,
    Distribution,
    Matrix,
    Node,
    Number,
    Row,
    Scripted,
    Sum,
    Symbol,
    System,
)
from levelwise.model.parameters import (
    Correlation,
    Covariance,
    FixedEffect,
    Mean,
    Meaning,
    MeanShare,
    RandomEffect,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Threshold,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import LOCATION, Key

TWO = (Number("2"),)


def quantities(system: System) -> Mapping[Meaning, Node]:
    """Return the parameters and quantities of a system with their printed forms, in reading order.

    Examples
    --------
    >>> import levelwise as lw
    >>> from levelwise.model.parameters import ResidualVariance
    >>> system = lw.extract_eq("y ~ x + (1 | g)").system
    >>> quantities(system)[ResidualVariance()].name
    'sigma'
    """
    symbols = _symbols(system)
    means = dict(_means(system))
    places = {meaning: place for place, meaning in enumerate(symbols)}
    found: dict[Meaning, Node] = {}
    shares: dict[Key, list[Symbol]] = {}
    for meaning, symbol in symbols.items():
        match meaning:
            case MeanShare(key, _):
                shares.setdefault(key, []).append(symbol)
                found[FixedEffect(LOCATION, key)] = _sum(shares[key])
            case StandardDeviation(effect):
                found.setdefault(Variance(effect), _squared(symbol))
            case ResidualDeviation():
                found.setdefault(ResidualVariance(), _squared(symbol))
            case VaryingCoefficient(key, place):
                # of the coefficients of one column, those in the equation of the response are comparable
                first = VaryingCoefficient(key)
                found.setdefault(first if len(place) <= 1 else meaning, symbol)
            case RandomEffect():
                mean = means.get(symbol, Number("0"))
                found[meaning] = symbol if mean == Number("0") else _minus(symbol, mean)
            case Correlation(effects):
                deviations = (StandardDeviation(effect) for effect in effects)
                own = [
                    symbols[one]
                    for one in sorted((one for one in deviations if one in symbols), key=places.__getitem__)
                ]
                both = Row((symbol, *own))
                found.setdefault(Covariance(effects) if len(own) == len(effects) else meaning, both)
            case _:
                found[meaning] = symbol
    return _subtracted(found) if Threshold(None, from_first=True) in found else found


def _subtracted(found: Mapping[Meaning, Node]) -> Mapping[Meaning, Node]:
    """Return the quantities of an ordinal model whose terms are added to the thresholds as if they were subtracted."""
    own: dict[Meaning, Node] = {}
    for meaning, symbol in found.items():
        match meaning:
            case VaryingCoefficient(key) if not key:
                continue  # it contains a threshold, as the linear predictor does
            case Mean(on_link_scale=True):
                continue
            case FixedEffect() | RandomEffect() | VaryingCoefficient():
                own[meaning] = Sum((("-", symbol),))
            case Threshold(None):
                own[Threshold(None)] = Sum((("+", found[Threshold(1)]), ("+", symbol)))
            case _:
                own[meaning] = symbol
    return own


def _symbols(system: System) -> dict[Meaning, Symbol]:
    """Return the first symbol of each meaning in reading order, those in scripts of other symbols left out."""
    found: dict[Meaning, Symbol] = {}
    for line in system.lines:
        for symbol in _printed(line):
            if symbol.of is not None:
                found.setdefault(symbol.of, symbol)
    return found


def _printed(node: object) -> Iterator[Symbol]:
    if isinstance(node, Symbol):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _printed(part)
    elif isinstance(node, Scripted):
        yield from _printed(node.base)
    elif is_dataclass(node):
        for one in fields(node):
            if one.name != "of":
                yield from _printed(getattr(node, one.name))


def _means(system: System) -> Iterator[tuple[Symbol, Node]]:
    """Return the random effects with the means that their distributions give them."""
    for line in system.lines:
        if line.relation == "~" and isinstance(line.right, Distribution) and len(line.right.arguments) > 1:
            for symbol, mean in zip(_column(line.left), _column(line.right.arguments[0]), strict=False):
                if isinstance(symbol, Symbol):
                    yield symbol, mean


def _column(node: Node) -> tuple[Node, ...]:
    return tuple(row[0] for row in node.rows) if isinstance(node, Matrix) else (node,)


def _sum(symbols: list[Symbol]) -> Node:
    return symbols[0] if len(symbols) == 1 else Sum(tuple(("+", symbol) for symbol in symbols))


def _squared(symbol: Symbol) -> Node:
    return Scripted(symbol, sup=TWO) if symbol.sup else Symbol(symbol.name, symbol.sub, TWO, symbol.of, symbol.face)


def _minus(symbol: Symbol, mean: Node) -> Node:
    several = isinstance(mean, Sum) and len(mean.terms) > 1
    return Sum((("+", symbol), ("-", Brackets(mean) if several else mean)))
