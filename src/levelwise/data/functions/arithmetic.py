"""Arithmetic and comparisons over columns, evaluated by walking the tree of an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from levelwise.data.columns import MISSING, Categories, Floats, Numbers, Values
from levelwise.data.frames.factors import as_factor
from levelwise.data.functions.constants import LOGICALS, NAMED_NUMBERS, ConstantReader
from levelwise.data.text_numbers import not_numeric
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import LOGICAL_OPERATORS, Call, Name, Node, Number, Operation, String, deparse
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from levelwise.data.frames.frame import Frame

_OPERATORS: Mapping[str, str] = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "^": "power",
    "%%": "mod",
    "%/%": "floor_divide",
}
_COMPARISONS: Mapping[str, str] = {
    "<": "less",
    ">": "greater",
    "<=": "less_equal",
    ">=": "greater_equal",
    "==": "equal",
    "!=": "not_equal",
}


class Arithmetic(ConstantReader):
    """Evaluates expressions over the columns of a frame; calls of functions are left to a subclass."""

    def __init__(self, frame: Frame, source: str) -> None:
        super().__init__(source)
        self.frame = frame

    def values(self, node: Node) -> Values:
        """Return the values of a variable over all rows."""
        if isinstance(node, Name) and not self.is_constant(node):
            return self.frame.column(node.text, lambda: self.location(node))
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Operation):
            if node.operator == "(":
                return self.values(node.operands[0])
            if node.operator in LOGICAL_OPERATORS:
                return logical_column(self.logical_operation(node))
        if isinstance(node, Name) and node.text in LOGICALS:
            return logical_column(self.numbers(node))
        return Numbers(self.numbers(node))

    def call(self, node: Call) -> Values:
        """Return the values of a function call; overridden where the functions are known."""
        raise self.error(f"{node.function}() cannot be evaluated", node)

    def is_constant(self, node: Name) -> bool:
        """Return whether a name denotes a constant: TRUE, Inf, NA, or T and pi unless a column has that name."""
        return (node.text in NAMED_NUMBERS or node.text in LOGICALS) and node.text not in self.frame.names

    def numbers(self, node: Node) -> Floats:
        """Return the value of a numeric expression in each row."""
        if isinstance(node, Number):
            return np.full(self.frame.rows, node.value)
        if isinstance(node, Name) and self.is_constant(node):
            return np.full(self.frame.rows, {**NAMED_NUMBERS, **LOGICALS}[node.text])
        if isinstance(node, String):
            raise self.error("a string is not a number", node)
        if isinstance(node, Operation):
            return self.operation(node)
        return self.numeric(self.values(node), node)

    def numeric(self, values: Values, node: Node) -> Floats:
        """Return values as numbers; TRUE is 1 and FALSE 0."""
        if isinstance(values, Categories):
            if values.kind == "logical":
                return np.where(values.codes == MISSING, np.nan, values.codes)
            why = not_numeric(values.labels, values) if values.kind == "factor" else ""
            raise self.error(f"{deparse(node)} is categorical and cannot be used in arithmetic{why}", node)
        if values.values.ndim > 1:
            raise self.error(f"{deparse(node)} has several columns", node)
        return values.values

    def factor(self, node: Node, kind: str = "factor") -> Categories:
        """Return a variable as a factor."""
        values = self.values(node)
        if isinstance(values, Numbers) and values.values.ndim > 1:
            raise self.error(f"{deparse(node)} has several columns and cannot be a factor", node)
        return as_factor(deparse(node), values, kind=kind)

    def levels(self, node: Node) -> tuple[str, ...]:
        """Return the categories of a column, in order."""
        return self.factor(node).labels

    def operation(self, node: Operation) -> Floats:
        """Return the value of an operation in each row, as a number."""
        operator, operands = node.operator, node.operands
        if operator in LOGICAL_OPERATORS:
            return self.logical_operation(node)
        if len(operands) == 1:
            inner = self.numbers(operands[0])
            return -inner if operator == "-" else inner
        if operator not in _OPERATORS:
            raise self.error(f"the operator {operator} cannot be evaluated", node)
        steps = [node]  # a long sum is a deep tree, so its left side is not descended by recursion
        while isinstance(left := steps[-1].operands[0], Operation) and left.operator in _OPERATORS:
            if len(left.operands) == 1:
                break
            steps.append(left)
        with np.errstate(all="ignore"):
            result = self.numbers(steps[-1].operands[0])
            for step in reversed(steps):
                result = _function(_OPERATORS[step.operator])(result, self.numbers(step.operands[1]))
        return result

    def logical_operation(self, node: Operation) -> Floats:
        """Return 1 where a condition is true, 0 where it is false and NaN where it is missing."""
        if node.operator == "!":
            return 1.0 - self.logicals(node.operands[0])
        left, right = node.operands
        if node.operator in ("&&", "||"):
            raise self.error(f"{node.operator} combines single values; write {node.operator[0]} for columns", node)
        if node.operator in ("&", "|"):
            return _combined(node.operator, self.logicals(left), self.logicals(right))
        if node.operator == "%in%":
            return self.is_in(left, right)
        if isinstance(right, String) or isinstance(left, String):
            return self.category_comparison(node)
        a, b = self.numbers(left), self.numbers(right)
        result = _function(_COMPARISONS[node.operator])(a, b).astype(np.float64)
        result[np.isnan(a) | np.isnan(b)] = np.nan
        return result

    def logicals(self, node: Node) -> Floats:
        """Return an expression as logical values: 1 where it is not zero."""
        numbers = self.numbers(node)
        return np.where(np.isnan(numbers), np.nan, numbers != 0)

    def is_in(self, left: Node, right: Node) -> Floats:
        """Return where a column equals one of several values; a missing value equals none of them, as in R."""
        column = self.factor(left)
        hits = column.numbers([float(position != MISSING) for position in column.positions(self.strings(right))])
        return np.nan_to_num(hits)

    def category_comparison(self, node: Operation) -> Floats:
        """Return where a factor equals a category or, if it is ordered, comes before or after it."""
        left, right = node.operands
        text, other = (right, left) if isinstance(right, String) else (left, right)
        column = self.values(other)
        if not isinstance(column, Categories):
            raise self.error("a string can only be compared with the categories of a factor", node)
        if node.operator not in ("==", "!=") and column.kind != "ordered":
            message = f"the categories of {deparse(other)} are not ordered; compare them with == or !="
            raise self.error(message, node)
        wanted = text.value if isinstance(text, String) else ""
        if wanted not in column.labels:
            raise UnknownNameError("category", wanted, column.labels, self.location(node), of=f"of {deparse(other)}")
        codes, position = column.codes.astype(np.float64), np.float64(column.labels.index(wanted))
        compare = _function(_COMPARISONS[node.operator])
        hit = compare(codes, np.array(position)) if text is right else compare(np.array(position), codes)
        return np.where(column.codes == MISSING, np.nan, hit)


def _function(name: str) -> Callable[[Floats, Floats], Floats]:
    """Return a numpy function by its name; the tables above thus do not need numpy."""
    found: Callable[[Floats, Floats], Floats] = getattr(np, name)
    return found


def logical_column(values: Floats) -> Categories:
    """Return numbers as a logical column, which R codes as a factor with the categories FALSE and TRUE."""
    codes = np.where(np.isnan(values), MISSING, values != 0).astype(np.intp)
    return Categories(codes, ("FALSE", "TRUE"), "logical", (False, True))


def _combined(operator: str, left: Floats, right: Floats) -> Floats:
    """Combine logical values by R's three-valued logic: a missing value matters only if it could decide the result."""
    decisive = 0.0 if operator == "&" else 1.0
    missing = np.isnan(left) | np.isnan(right)
    known = np.where(missing, np.nan, np.minimum(left, right) if operator == "&" else np.maximum(left, right))
    result: Floats = np.where((left == decisive) | (right == decisive), decisive, known)
    return result
