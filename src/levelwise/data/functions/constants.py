"""The plain numbers, texts and choices that the options of a function are written with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from levelwise.data.columns import Floats
from levelwise.errors import DataError, caret
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, String, deparse, number_text

LONGEST = 10_000
"""The largest number of values a written vector such as ``1:9`` may have."""

ARITHMETIC: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "%%": np.mod,
    "%/%": np.floor_divide,
}
NAMED: Mapping[str, float] = {"Inf": np.inf, "NA": np.nan, "NaN": np.nan, "pi": np.pi}
"""Numbers with a name."""

TRUTH: Mapping[str, float] = {"TRUE": 1.0, "FALSE": 0.0, "T": 1.0, "F": 0.0}
_OF_NUMBERS: Mapping[str, Callable[[Floats], Floats]] = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt}


class Constants:
    """Reads constants from a formula's tree; nothing here needs data.

    Parameters
    ----------
    source : str
        The formula, for messages.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    def vector(self, node: Node) -> Floats:
        """Return the numbers a node writes: ``3``, ``c(1, 2)``, ``1:3``, ``seq(0, 1, 0.1)``, ``median(x)``."""
        if isinstance(node, Number):
            return np.array([node.value])
        if isinstance(node, Name) and node.text in NAMED:
            return np.array([NAMED[node.text]])
        if isinstance(node, Operation):
            return self._computed(node)
        if isinstance(node, Call):
            if node.function == "c":
                parts = [self.vector(argument.value) for argument in node.arguments]
                return self._checked(np.concatenate(parts) if parts else np.empty(0), node)
            if node.function == "seq":
                return self._sequence(node)
            if node.function in _OF_NUMBERS and len(node.arguments) == 1:
                with np.errstate(all="ignore"):
                    return _OF_NUMBERS[node.function](self.vector(node.arguments[0].value))
            return self.summary(node)
        raise self.error("expected a plain number here", node)

    def summary(self, node: Call) -> Floats:
        """Return a number computed from a column; overridden where there is data."""
        raise self.error("expected a plain number here (without data nothing can be computed)", node)

    def number(self, node: Node) -> float:
        """Return the one number a node writes."""
        found = self.vector(node)
        if len(found) != 1:
            raise self.error(f"expected one number here, not {len(found)}", node)
        return float(found[0])

    def whole(self, node: Node, what: str, low: int, high: int) -> int:
        """Return a whole number between two others."""
        found = self.number(node)
        if not (low <= found <= high and found % 1 == 0):
            raise self.error(f"{what} must be a whole number from {low} to {high}, not {deparse(node)}", node)
        return int(found)

    def flag(self, node: Node) -> bool:
        """Return whether a node says TRUE or FALSE."""
        if isinstance(node, Name) and node.text in TRUTH:
            return bool(TRUTH[node.text])
        if isinstance(node, Number) and node.value in (0.0, 1.0):
            return bool(node.value)
        raise self.error(f"expected TRUE or FALSE here, not {deparse(node)}", node)

    def texts(self, node: Node) -> tuple[str, ...]:
        """Return the categories a node writes: ``c("pub", "cath")``, ``1:3``."""
        if isinstance(node, Call) and node.function == "c":
            return tuple(text for argument in node.arguments for text in self.texts(argument.value))
        if isinstance(node, Call) and node.function == "rev" and len(node.arguments) == 1:
            return self.texts(node.arguments[0].value)[::-1]
        if isinstance(node, Call) and node.function == "levels" and len(node.arguments) == 1:
            return self.levels(node.arguments[0].value)
        if isinstance(node, String):
            return (node.value,)
        if isinstance(node, Name) and node.text in TRUTH:
            return ("TRUE" if TRUTH[node.text] else "FALSE",)
        if isinstance(node, Number | Operation) or (isinstance(node, Call) and node.function == "seq"):
            return tuple(map(number_text, self.vector(node)))
        raise self.error('expected categories such as c("pub", "cath")', node)

    def levels(self, node: Node) -> tuple[str, ...]:
        """Return the categories of a column; overridden where there is data."""
        raise self.error('without data its categories are not known; write them, as in c("pub", "cath")', node)

    def place(self, node: Node) -> str:
        """Draw a node's place in the formula."""
        return caret(self.source, *node.span)

    def error(self, message: str, node: Node) -> DataError:
        """Return an error that points at a node."""
        return DataError(f"{message}\n{self.place(node)}")

    def _computed(self, node: Operation) -> Floats:
        if len(node.operands) == 1:
            inner = self.vector(node.operands[0])
            if node.operator in ("(", "+"):
                return inner
            if node.operator == "-":
                return -inner
            raise self.error("expected a plain number here", node)
        if node.operator == ":":
            first, last = (self.number(operand) for operand in node.operands)
            if not (np.isfinite([first, last]).all() and abs(last - first) < LONGEST):
                raise self.error(f"a range of more than {LONGEST:,} numbers", node)
            step = 1.0 if first <= last else -1.0
            return np.asarray(first + step * np.arange(int(abs(last - first)) + 1), dtype=np.float64)
        if node.operator not in ARITHMETIC:
            raise self.error("expected a plain number here", node)
        left, right = (self.vector(operand) for operand in node.operands)
        if len(left) != len(right) and 1 not in (len(left), len(right)):
            raise self.error(f"{len(left)} numbers cannot be combined with {len(right)}", node)
        with np.errstate(all="ignore"):
            return ARITHMETIC[node.operator](left, right)

    def _sequence(self, node: Call) -> Floats:
        names = iter(("from", "to", "by"))
        given = {argument.name or next(names, "more"): self.number(argument.value) for argument in node.arguments}
        given["length.out"] = given.pop("length", given.pop("len", given.get("length.out", np.nan)))
        unknown = set(given) - {"from", "to", "by", "length.out"}
        if unknown or "to" not in given:
            raise self.error("seq() takes from, to, and by or length.out, as in seq(0, 10, by = 2)", node)
        start, end, count = given.get("from", 1.0), given["to"], given["length.out"]
        if not np.isnan(count):
            if not 1 <= count <= LONGEST:
                raise self.error(f"seq() gives from 1 to {LONGEST:,} numbers, not {number_text(count)}", node)
            return np.linspace(start, end, int(np.ceil(count)))
        step = given.get("by", 1.0 if start <= end else -1.0)
        steps = (end - start) / step if step else np.inf
        if not 0 <= steps < LONGEST:
            raise self.error(f"seq() cannot get from {number_text(start)} to {number_text(end)} by such steps", node)
        return np.asarray(start + step * np.arange(int(steps + 1e-10) + 1), dtype=np.float64)

    def _checked(self, found: Floats, node: Node) -> Floats:
        if len(found) > LONGEST:
            raise self.error(f"a vector of more than {LONGEST:,} numbers", node)
        return found
