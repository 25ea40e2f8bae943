"""The values of the parts of an equation that consist of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod, sqrt

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Line, Matrix, Node, Number, Operator, Root, Row, Scripted, Symbol
from levelwise.equation.walk import walk
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Meaning, MeanShare, Parameter, Threshold, block_of
from levelwise.model.spec import LOCATION, Key


@dataclass(frozen=True)
class Values:
    """The values of the parameters of a system.

    Attributes
    ----------
    estimates : Estimates
        The estimates.
    opposite : bool
        Whether the system adds its terms to the thresholds, so that its coefficients have the opposite sign.
    shares : mapping of Key to tuple of int
        The blocks in whose distributions the mean of a coefficient is written in parts, in order.
    """

    estimates: Estimates
    opposite: bool
    shares: Mapping[Key, tuple[int, ...]]

    def of(self, meaning: Meaning | None) -> float | None:
        """Return the value of a parameter; None for anything else, and for a parameter without estimate.

        Of the parts of a mean only the sum is known; the first of them has it as its value, and the others are zero.
        """
        match meaning:
            case MeanShare(key, block):
                whole = self.of(FixedEffect(LOCATION, key))
                return whole if whole is None or self.shares[key][0] == block else 0.0
            case Threshold(int(number), True):
                whole, first = self.of(Threshold(number)), self.of(Threshold(1))
                return None if whole is None or first is None else whole - first
            case FixedEffect():
                value = self.estimates.value(meaning)
                return -value if value is not None and self.opposite else value
        return self.estimates.value(meaning) if isinstance(meaning, Parameter) else None

    def error(self, meaning: Meaning | None) -> float | None:
        """Return the standard error of a parameter, if it has one."""
        if isinstance(meaning, MeanShare):
            own = self.shares[meaning.key][0] == meaning.block
            return self.error(FixedEffect(LOCATION, meaning.key)) if own else None
        return self.estimates.errors.get(meaning) if isinstance(meaning, Parameter) else None

    def constant(self, node: Node) -> float | None:
        """Return the value of a product or a power of parameters; None for anything else."""
        match node:
            case Number(text):
                return _read(text)
            case Symbol():
                return self.of(node.of)
            case Scripted(base, (), (Number(power),)):
                value, exponent = self.constant(base), _read(power)
                return None if value is None or exponent is None else value**exponent
            case Root(inner):
                value = self.constant(inner)
                return None if value is None else sqrt(max(value, 0.0))
            case Row(parts) if parts:
                values = [None if isinstance(part, Operator) else self.constant(part) for part in parts]
                known = [value for value in values if value is not None]
                if len(known) < len(values):
                    return None
                return 0.0 if 0.0 in known else prod(known)  # zero also where a correlation is not a number
        return None

    def matrix(self, node: Matrix) -> list[list[float]] | None:
        """Return the values of the cells of a matrix; None if one of them is unknown."""
        rows = [[self.constant(cell) for cell in row] for row in node.rows]
        known = [[value for value in row if value is not None] for row in rows]
        return known if [*map(len, known)] == [*map(len, rows)] else None


def values_of(lines: Iterable[Line], estimates: Estimates) -> Values:
    """Return the values of the parameters of lines."""
    shares: dict[Key, tuple[int, ...]] = {}
    opposite = False
    for node in walk(tuple(lines)):
        if not isinstance(node, Symbol):
            continue
        if isinstance(node.of, MeanShare) and node.of.block not in shares.get(node.of.key, ()):
            shares[node.of.key] = (*shares.get(node.of.key, ()), node.of.block)
        opposite = opposite or (isinstance(node.of, Threshold) and node.of.from_first)
    return Values(estimates, opposite, shares)


def is_parametric(node: Node) -> bool:
    """Return whether a part is a symbol of a parameter, or a product, a power or a root of such symbols."""
    match node:
        case Symbol():
            return isinstance(node.of, Parameter | MeanShare)
        case Scripted(inner, (), _) | Root(inner):
            return is_parametric(inner)
        case Row(parts):
            return any(map(is_parametric, parts))
    return False


def is_covariance_matrix(node: Matrix) -> bool:
    """Return whether a matrix is that of covariances, not a correlation matrix or a vector."""
    size = len(node.rows)
    if size < 2 or node.width != size or all(node.rows[n][n] == Number("1") for n in range(size)):
        return False
    meanings = [part.of for part in walk(node) if isinstance(part, Symbol)]
    return any(isinstance(one, Parameter) and block_of(one) is not None for one in meanings)


def _read(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
