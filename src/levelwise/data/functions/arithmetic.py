"""Arithmetic and comparisons of an expression over columns, walked node by node."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.data.columns import MISSING, Categories, Floats, Numbers, Values, key_of
from levelwise.data.frames.factors import as_factor
from levelwise.data.frames.frame import Frame
from levelwise.data.functions.constants import NAMED, TRUTH, Constants
from levelwise.errors import UnknownNameError
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, String, deparse
from levelwise.lazy_numpy import np

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
STATEMENTS = frozenset({*_COMPARISONS, "!", "&", "&&", "|", "||", "%in%"})
"""Operators that give true or false."""


class Arithmetic(Constants):
    """The values of expressions over the columns of a frame; calls are left to the functions' table."""

    def __init__(self, frame: Frame, source: str) -> None:
        super().__init__(source)
        self.frame = frame

    def values(self, node: Node) -> Values:
        """Return a variable's values over all rows."""
        if isinstance(node, Name) and not self.is_constant(node):
            return self.frame.column(node.text, lambda: self.place(node))
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Operation):
            if node.operator == "(":
                return self.values(node.operands[0])
            if node.operator in STATEMENTS:
                return logical(self.truth(node))
        if isinstance(node, Name) and node.text in TRUTH:
            return logical(self.numbers(node))
        return Numbers(self.numbers(node))

    def call(self, node: Call) -> Values:
        """Return the values of a function; overridden where the functions are known."""
        raise self.error(f"{node.function}() cannot be computed", node)

    def is_constant(self, node: Name) -> bool:
        """Say whether a name is a number's: TRUE, Inf, NA, or T and pi where no column is called so."""
        return (node.text in NAMED or node.text in TRUTH) and node.text not in self.frame.names

    def numbers(self, node: Node) -> Floats:
        """Return a numeric expression's value in every row."""
        if isinstance(node, Number):
            return np.full(self.frame.rows, node.value)
        if isinstance(node, Name) and self.is_constant(node):
            return np.full(self.frame.rows, {**NAMED, **TRUTH}[node.text])
        if isinstance(node, String):
            raise self.error("a text is not a number", node)
        if isinstance(node, Operation):
            return self.operation(node)
        return self.numeric(self.values(node), node)

    def numeric(self, values: Values, node: Node) -> Floats:
        """Return values as numbers; truth counts as one."""
        if isinstance(values, Categories):
            if values.kind == "logical":
                return np.where(values.codes == MISSING, np.nan, values.codes)
            raise self.error(f"{deparse(node)} has categories and cannot be computed with", node)
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
        """Return an arithmetic operation's value in every row."""
        operator, operands = node.operator, node.operands
        if operator in STATEMENTS:
            return self.truth(node)
        if len(operands) == 1:
            inner = self.numbers(operands[0])
            return -inner if operator == "-" else inner
        if operator not in _OPERATORS:
            raise self.error(f"the operator {operator} cannot be computed", node)
        steps = [node]  # a long sum is a deep tree, so without recursion along its left side
        while isinstance(left := steps[-1].operands[0], Operation) and left.operator in _OPERATORS:
            if len(left.operands) == 1:
                break
            steps.append(left)
        with np.errstate(all="ignore"):
            result = self.numbers(steps[-1].operands[0])
            for step in reversed(steps):
                result = _function(_OPERATORS[step.operator])(result, self.numbers(step.operands[1]))
        return result

    def truth(self, node: Operation) -> Floats:
        """Return one where a statement is true, zero where it is false, NaN where a value is missing."""
        if node.operator == "!":
            return 1.0 - self.truths(node.operands[0])
        left, right = node.operands
        if node.operator in ("&&", "||"):
            raise self.error(f"{node.operator} joins single values; write {node.operator[0]} for columns", node)
        if node.operator in ("&", "|"):
            return _joined(node.operator, self.truths(left), self.truths(right))
        if node.operator == "%in%":
            return self.among(left, right)
        if isinstance(right, String) or isinstance(left, String):
            return self.compared_text(node)
        a, b = self.numbers(left), self.numbers(right)
        result = _function(_COMPARISONS[node.operator])(a, b).astype(np.float64)
        result[np.isnan(a) | np.isnan(b)] = np.nan
        return result

    def truths(self, node: Node) -> Floats:
        """Return numbers as truth: one where they are not zero."""
        numbers = self.numbers(node)
        return np.where(np.isnan(numbers), np.nan, numbers != 0)

    def among(self, left: Node, right: Node) -> Floats:
        """Return where a column has one of several values; a missing value is none of them, as in R."""
        wanted = {key_of(text) for text in self.texts(right)}
        column = self.factor(left)
        hit = np.array([key_of(label) in wanted for label in column.labels] or [False])
        return np.where(column.codes == MISSING, 0.0, hit[column.codes])

    def compared_text(self, node: Operation) -> Floats:
        """Return where a factor has a category, or has not; categories in order come before or after one another."""
        left, right = node.operands
        text, other = (right, left) if isinstance(right, String) else (left, right)
        column = self.values(other)
        if not isinstance(column, Categories):
            raise self.error("a text can only be compared with the categories of a column", node)
        if node.operator not in ("==", "!=") and column.kind != "ordered":
            message = f"the categories of {deparse(other)} have no order; compare them by == or !="
            raise self.error(message, node)
        wanted = text.value if isinstance(text, String) else ""
        if wanted not in column.labels:
            raise UnknownNameError(f"category of {deparse(other)}", wanted, column.labels, self.place(node))
        codes, place = column.codes.astype(np.float64), np.float64(column.labels.index(wanted))
        compare = _function(_COMPARISONS[node.operator])
        hit = compare(codes, np.array(place)) if text is right else compare(np.array(place), codes)
        return np.where(column.codes == MISSING, np.nan, hit)


def _function(name: str) -> Callable[[Floats, Floats], Floats]:
    """Return a function of numpy by its name: the tables above need no numpy."""
    found: Callable[[Floats, Floats], Floats] = getattr(np, name)
    return found


def logical(truth: Floats) -> Categories:
    """Return truths as a logical column, which R codes as a factor of FALSE and TRUE."""
    codes = np.where(np.isnan(truth), MISSING, truth != 0).astype(np.intp)
    return Categories(codes, ("FALSE", "TRUE"), "logical", (False, True))


def _joined(operator: str, left: Floats, right: Floats) -> Floats:
    """Join truths in R's three-valued logic: what is missing counts only where it could matter."""
    settled = 0.0 if operator == "&" else 1.0
    missing = np.isnan(left) | np.isnan(right)
    known = np.where(missing, np.nan, np.minimum(left, right) if operator == "&" else np.maximum(left, right))
    result: Floats = np.where((left == settled) | (right == settled), settled, known)
    return result
