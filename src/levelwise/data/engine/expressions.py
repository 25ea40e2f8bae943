"""Expressions of a formula as expressions of the engine, where every row's value needs that row only.

Nothing is evaluated as code: the tree is walked node by node, and what has no counterpart is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from levelwise.formula.syntax import Call, Name, Node, Number, Operation, String

if TYPE_CHECKING:
    import narwhals as nw

    Expr = nw.Expr

_ARITHMETIC: Mapping[str, Callable[[Any, Any], Expr]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
_COMPARISONS: Mapping[str, Callable[[Any, Any], Expr]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_FUNCTIONS: Mapping[str, Callable[[Expr], Expr]] = {
    "exp": lambda x: x.exp(),
    "abs": lambda x: x.abs(),
    "I": lambda x: x,
    "identity": lambda x: x,
    "offset": lambda x: x,
}
_LOGARITHMS = {"log": 2.718281828459045, "log2": 2.0, "log10": 10.0}


def numeric(node: Node, kinds: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    """Return a numeric expression, missing where R would say NaN; None where the engine has no counterpart."""
    import narwhals as nw

    if isinstance(node, Number):
        return nw.lit(float(node.value))
    if isinstance(node, Name):
        kind = kinds.get(node.text)
        if kind is None or not (kind.is_numeric() or kind == nw.Boolean):
            return None
        return nw.col(node.text).cast(nw.Float64)
    if isinstance(node, Operation):
        return _operation(node, kinds)
    if not isinstance(node, Call) or len(node.arguments) != 1 or node.arguments[0].name is not None:
        return None
    inner = numeric(node.arguments[0].value, kinds)
    if inner is None:
        return None
    if node.function in _LOGARITHMS:
        return _logarithm(inner, _LOGARITHMS[node.function])
    if node.function == "log1p":
        return _logarithm(inner + 1.0, _LOGARITHMS["log"])
    if node.function == "sqrt":
        return nw.when(inner >= 0).then(inner).sqrt()
    function = _FUNCTIONS.get(node.function)
    return None if function is None else function(inner)


def _logarithm(inner: Expr, base: float) -> Expr:
    """Engines disagree on the logarithm of what is not positive, or raise; in R it is −Inf at zero, else missing."""
    import narwhals as nw

    positive = nw.when(inner > 0).then(inner).log(base)
    at_zero = nw.when(inner == 0).then(nw.lit(float("-inf")))
    return nw.when(inner > 0).then(positive).otherwise(at_zero)


def _operation(node: Operation, kinds: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    import narwhals as nw

    if node.operator in (*_COMPARISONS, "!"):
        truth_of = truth(node, kinds)
        return None if truth_of is None else truth_of.cast(nw.Int8).cast(nw.Float64)
    first = numeric(node.operands[0], kinds)
    if first is None:
        return None
    if len(node.operands) == 1:
        return first * -1.0 if node.operator == "-" else first
    second = node.operands[1]
    if node.operator == "^":
        return first**second.value if isinstance(second, Number) and second.value in (1, 2, 3, 4) else None
    other, arithmetic = numeric(second, kinds), _ARITHMETIC.get(node.operator)
    return None if other is None or arithmetic is None else arithmetic(first, other)


def truth(node: Node, kinds: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    """Return a comparison as an expression of the engine, missing where a side is missing."""
    import narwhals as nw

    if isinstance(node, Call) and node.function in ("I", "identity") and len(node.arguments) == 1:
        return truth(node.arguments[0].value, kinds)
    if not isinstance(node, Operation):
        return None
    if node.operator == "(":
        return truth(node.operands[0], kinds)
    if node.operator == "!":
        inner = truth(node.operands[0], kinds)
        return None if inner is None else ~inner
    if node.operator not in _COMPARISONS:
        return None
    left, right = node.operands
    if isinstance(right, String) and isinstance(left, Name) and kinds.get(left.text) == nw.String:
        return _COMPARISONS[node.operator](nw.col(left.text), nw.lit(right.value))
    one, other = numeric(left, kinds), numeric(right, kinds)
    return None if one is None or other is None else _COMPARISONS[node.operator](one, other)
