"""Translation of expressions of a formula that are computed row by row into expressions of the engine.

Nothing is evaluated as code: the tree is walked node by node, and an expression without a counterpart gives None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from levelwise.formula.syntax import LOGICAL_OPERATORS, Call, Name, Node, Number, Operation

if TYPE_CHECKING:
    import narwhals as nw

    Expr = nw.Expr


def _by_sign(x: Expr, above: Callable[[Expr], Expr], below: Callable[[Expr], Expr]) -> Expr:
    """Return one function of x where x is positive, else another; NaN is missing, not a large number."""
    import narwhals as nw

    known = nw.when(~x.is_nan()).then(x)
    return nw.when(known > 0).then(above(known)).otherwise(below(known))


def _sign(x: Expr) -> Expr:
    import narwhals as nw

    def always(value: float) -> Callable[[Expr], Expr]:
        return lambda _: nw.lit(value)

    return _by_sign(x, always(1.0), lambda y: _by_sign(y * -1.0, always(-1.0), lambda z: z))


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
    "c": lambda x: x,
    "as.vector": lambda x: x,
    "as.numeric": lambda x: x,
    "as.double": lambda x: x,
    "floor": lambda x: x.floor(),
    "ceiling": lambda x: x.ceil(),
    "trunc": lambda x: _by_sign(x, lambda y: y.floor(), lambda y: y.ceil()),
    "sign": _sign,
}


_LOGARITHMS = {"log": 2.718281828459045, "log2": 2.0, "log10": 10.0}


def numeric(node: Node, dtypes: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    """Return a numeric expression, missing where R gives NaN; None if the engine has no counterpart."""
    import narwhals as nw

    if isinstance(node, Number):
        return nw.lit(float(node.value))
    if isinstance(node, Name):
        kind = dtypes.get(node.text)
        if kind is None or not (kind.is_numeric() or kind == nw.Boolean):
            return None
        return nw.col(node.text).cast(nw.Float64)
    if isinstance(node, Operation):
        return _operation(node, dtypes)
    if isinstance(node, Call) and node.function == "ifelse":
        return _ifelse(node, dtypes)
    if not isinstance(node, Call) or len(node.arguments) != 1 or node.arguments[0].name is not None:
        return None
    inner = numeric(node.arguments[0].value, dtypes)
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
    """Return a logarithm that is −Inf at zero and missing below, as in R; engines disagree on both, or raise."""
    import narwhals as nw

    positive = nw.when(inner > 0).then(inner).log(base)
    at_zero = nw.when(inner == 0).then(nw.lit(float("-inf")))
    return nw.when(inner > 0).then(positive).otherwise(at_zero)


def _ifelse(node: Call, dtypes: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    import narwhals as nw

    if len(node.arguments) != 3 or any(argument.name is not None for argument in node.arguments):
        return None
    test, yes, no = (argument.value for argument in node.arguments)
    condition, one, other = _as_logical(test, dtypes), numeric(yes, dtypes), numeric(no, dtypes)
    if condition is None or one is None or other is None:
        return None
    return nw.when(condition).then(one).otherwise(nw.when(~condition).then(other))


def _operation(node: Operation, dtypes: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    import narwhals as nw

    if node.operator in (*_COMPARISONS, "!", "&", "|"):
        condition = logical(node, dtypes)
        return None if condition is None else condition.cast(nw.Int8).cast(nw.Float64)
    first = numeric(node.operands[0], dtypes)
    if first is None:
        return None
    if len(node.operands) == 1:
        return first * -1.0 if node.operator == "-" else first
    second = node.operands[1]
    if node.operator == "^":
        return first**second.value if isinstance(second, Number) and second.value in (1, 2, 3, 4) else None
    other, arithmetic = numeric(second, dtypes), _ARITHMETIC.get(node.operator)
    return None if other is None or arithmetic is None else arithmetic(first, other)


def logical(node: Node, dtypes: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    """Return a logical expression, missing where R gives NA; None if the engine has no counterpart."""
    import narwhals as nw

    if isinstance(node, Name):
        return nw.col(node.text) if dtypes.get(node.text) == nw.Boolean else None
    if isinstance(node, Call) and len(node.arguments) == 1 and node.arguments[0].name is None:
        inner = node.arguments[0].value
        if node.function in ("I", "identity"):
            return logical(inner, dtypes)
        return _is_missing(inner, dtypes) if node.function == "is.na" else None
    if not isinstance(node, Operation):
        return None
    if node.operator == "(":
        return logical(node.operands[0], dtypes)
    if node.operator == "!":
        negated = _as_logical(node.operands[0], dtypes)
        return None if negated is None else ~negated
    if node.operator in ("&", "|"):
        one, other = (_as_logical(operand, dtypes) for operand in node.operands)
        if one is None or other is None:
            return None
        return one & other if node.operator == "&" else one | other
    if node.operator not in _COMPARISONS:
        return None  # not even a comparison with a string: whether it is a category depends on the values of the column
    left, right = (_without_nan(numeric(operand, dtypes)) for operand in node.operands)
    return None if left is None or right is None else _COMPARISONS[node.operator](left, right)


def is_decided(node: Node, dtypes: Mapping[str, nw.dtypes.DType]) -> Expr:
    """Return where a condition is true or false; in some engines a comparison with a missing value is not missing."""
    import narwhals as nw

    if isinstance(node, Call) and node.function == "is.na":
        return nw.lit(True)  # noqa: FBT003
    if isinstance(node, Call) and logical(node, dtypes) is not None:
        return is_decided(node.arguments[0].value, dtypes)
    if isinstance(node, Operation) and node.operator in ("(", "!"):
        return is_decided(node.operands[0], dtypes)
    if isinstance(node, Operation) and node.operator in ("&", "|"):
        decisive = nw.lit(False)  # noqa: FBT003
        every = nw.lit(True)  # noqa: FBT003
        for operand in node.operands:
            known, value = is_decided(operand, dtypes), _as_logical(operand, dtypes)
            assert value is not None  # the whole operation has a counterpart
            decisive = decisive | (known & (~value if node.operator == "&" else value))
            every = every & known
        return every | decisive
    sides = node.operands if isinstance(node, Operation) and node.operator in _COMPARISONS else (node,)
    numbers = [number for side in sides if (number := numeric(side, dtypes)) is not None]
    return nw.all_horizontal(*(~number.is_null() & ~number.is_nan() for number in numbers), ignore_nulls=False)


def _as_logical(node: Node, dtypes: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    """Return a logical expression, or where a number is not zero."""
    while wrapped := _wrapped(node):
        node = wrapped
    if isinstance(node, Operation) and node.operator in LOGICAL_OPERATORS:
        return logical(node, dtypes)  # its number would be the same expression: nested ones are translated only once
    condition = logical(node, dtypes)
    if condition is not None:
        return condition
    number = _without_nan(numeric(node, dtypes))
    return None if number is None else number != 0.0


def _wrapped(node: Node) -> Node | None:
    """Return the expression inside parentheses or ``I()``; None for any other expression."""
    if isinstance(node, Operation) and node.operator == "(":
        return node.operands[0]
    unary = isinstance(node, Call) and len(node.arguments) == 1 and node.arguments[0].name is None
    return node.arguments[0].value if isinstance(node, Call) and unary and node.function in ("I", "identity") else None


def _is_missing(node: Node, dtypes: Mapping[str, nw.dtypes.DType]) -> Expr | None:
    import narwhals as nw

    number = numeric(node, dtypes)
    if number is not None:
        return number.is_null() | number.is_nan()
    return nw.col(node.text).is_null() if isinstance(node, Name) and node.text in dtypes else None


def _without_nan(number: Expr | None) -> Expr | None:
    """Return a number with NaN, which some engines treat as the largest number, replaced by a missing value."""
    import narwhals as nw

    return None if number is None else nw.when(~number.is_nan()).then(number)
