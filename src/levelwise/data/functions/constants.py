"""Constants in a formula: the numbers, strings and logical values that the arguments of a function are written with."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from math import ceil, inf, isnan, nan, pi

from levelwise.data.functions.scalars import ARITHMETIC, OF_ONE
from levelwise.errors import DataError, caret
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, String, deparse, number_text

MAX_VECTOR = 10_000
"""Maximum number of values of a vector in a formula, such as ``1:9``."""

NAMED_NUMBERS: Mapping[str, float] = {"Inf": inf, "NA": nan, "NaN": nan, "pi": pi}
LOGICALS: Mapping[str, float] = {"TRUE": 1.0, "FALSE": 0.0, "T": 1.0, "F": 0.0}
Vector = tuple[float, ...]


class ConstantReader:
    """Reads constants from the tree of a formula; no data are needed.

    Parameters
    ----------
    source : str
        The formula, for messages.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    def vector(self, node: Node) -> Vector:
        """Return the numbers that a node denotes: ``3``, ``c(1, 2)``, ``1:3``, ``seq(0, 1, 0.1)``, ``median(x)``."""
        if isinstance(node, Number):
            return (node.value,)
        if isinstance(node, Name) and node.text in NAMED_NUMBERS:
            return (NAMED_NUMBERS[node.text],)
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            if node.function == "c":
                parts = [self.vector(argument.value) for argument in node.arguments]
                return self._checked(tuple(chain.from_iterable(parts)), node)
            if node.function == "seq":
                return self._sequence(node)
            if node.function in OF_ONE and len(node.arguments) == 1:
                return tuple(map(OF_ONE[node.function], self.vector(node.arguments[0].value)))
            return self.summary(node)
        raise self.error("expected a plain number here", node)

    def summary(self, node: Call) -> Vector:
        """Return a number computed from a column; overridden where there are data."""
        raise self.error("expected a plain number here; without data no number can be computed from a column", node)

    def number(self, node: Node) -> float:
        """Return the single number that a node denotes."""
        found = self.vector(node)
        if len(found) != 1:
            raise self.error(f"expected a single number here, not {len(found)}", node)
        return found[0]

    def integer(self, node: Node, what: str, low: int, high: int) -> int:
        """Return a whole number between two bounds."""
        found = self.number(node)
        if not (low <= found <= high and found % 1 == 0):
            raise self.error(f"{what} must be a whole number from {low} to {high}, not {deparse(node)}", node)
        return int(found)

    def flag(self, node: Node) -> bool:
        """Return the logical value that a node denotes."""
        if isinstance(node, Name) and node.text in LOGICALS:
            return bool(LOGICALS[node.text])
        if isinstance(node, Number) and node.value in (0.0, 1.0):
            return bool(node.value)
        raise self.error(f"expected TRUE or FALSE here, not {deparse(node)}", node)

    def strings(self, node: Node) -> tuple[str, ...]:
        """Return the strings or categories that a node denotes: ``c("pub", "cath")``, ``1:3``."""
        if isinstance(node, Call) and node.function == "c":
            return tuple(text for argument in node.arguments for text in self.strings(argument.value))
        if isinstance(node, Call) and node.function == "rev" and len(node.arguments) == 1:
            return self.strings(node.arguments[0].value)[::-1]
        if isinstance(node, Call) and node.function == "levels" and len(node.arguments) == 1:
            return self.levels(node.arguments[0].value)
        if isinstance(node, String):
            return (node.value,)
        if isinstance(node, Name) and node.text in LOGICALS:
            return ("TRUE" if LOGICALS[node.text] else "FALSE",)
        if isinstance(node, Number | Operation) or (isinstance(node, Call) and node.function == "seq"):
            return tuple(map(number_text, self.vector(node)))
        raise self.error('expected categories such as c("pub", "cath")', node)

    def levels(self, node: Node) -> tuple[str, ...]:
        """Return the categories of a column; overridden where there are data."""
        message = f'without data, the categories of {deparse(node)} are unknown; list them, as in c("pub", "cath")'
        raise self.error(message, node)

    def location(self, node: Node) -> str:
        """Return the formula with a caret under a node."""
        return caret(self.source, *node.span)

    def error(self, message: str, node: Node) -> DataError:
        """Return an error that points at a node."""
        return DataError(f"{message}\n{self.location(node)}")

    def _operation(self, node: Operation) -> Vector:
        if len(node.operands) == 1:
            inner = self.vector(node.operands[0])
            if node.operator in ("(", "+"):
                return inner
            if node.operator == "-":
                return tuple(-number for number in inner)
            raise self.error("expected a plain number here", node)
        if node.operator == ":":
            first, last = (self.number(operand) for operand in node.operands)
            if not abs(last - first) < MAX_VECTOR:
                raise self.error(f"a range may have at most {MAX_VECTOR:,} numbers", node)
            step = 1.0 if first <= last else -1.0
            return tuple(first + step * position for position in range(int(abs(last - first)) + 1))
        if node.operator not in ARITHMETIC:
            raise self.error("expected a plain number here", node)
        left, right = (self.vector(operand) for operand in node.operands)
        if len(left) != len(right) and 1 not in (len(left), len(right)):
            raise self.error(f"vectors of {len(left)} and {len(right)} numbers cannot be combined", node)
        if len(left) != len(right):
            left, right = (one * (len(other) if len(one) == 1 else 1) for one, other in ((left, right), (right, left)))
        return tuple(map(ARITHMETIC[node.operator], left, right))

    def _sequence(self, node: Call) -> Vector:
        names = iter(("from", "to", "by"))
        given = {argument.name or next(names, "more"): self.number(argument.value) for argument in node.arguments}
        given["length.out"] = given.pop("length", given.pop("len", given.get("length.out", nan)))
        unknown = set(given) - {"from", "to", "by", "length.out"}
        if unknown or "to" not in given:
            raise self.error("seq() takes from, to, and by or length.out, as in seq(0, 10, by = 2)", node)
        start, end, count = given.get("from", 1.0), given["to"], given["length.out"]
        if not isnan(count):
            if not 1 <= count <= MAX_VECTOR:
                message = f"length.out of seq() must be from 1 to {MAX_VECTOR:,}, not {number_text(count)}"
                raise self.error(message, node)
            return _evenly_spaced(start, end, ceil(count))
        step = given.get("by", 1.0 if start <= end else -1.0)
        steps = (end - start) / step if step else inf
        if not 0 <= steps < MAX_VECTOR:
            message = (
                f"seq() cannot go from {number_text(start)} to {number_text(end)} by {number_text(step)} in at most "
                f"{MAX_VECTOR:,} steps"
            )
            raise self.error(message, node)
        return tuple(start + step * position for position in range(int(steps + 1e-10) + 1))

    def _checked(self, found: Vector, node: Node) -> Vector:
        if len(found) > MAX_VECTOR:
            raise self.error(f"a vector may have at most {MAX_VECTOR:,} numbers", node)
        return found


def _evenly_spaced(start: float, end: float, count: int) -> Vector:
    """Return evenly spaced numbers, including both ends."""
    if count == 1:
        return (start,)
    step = (end - start) / (count - 1)
    return (*(position * step + start for position in range(count - 1)), end)
