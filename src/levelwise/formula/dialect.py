"""Calls of functions of numpy and math, translated into R's."""

from __future__ import annotations

from levelwise.formula.syntax import Argument, Call, Node, Number, Operation

_PYTHON_MODULES = ("np.", "numpy.", "math.")
_PYTHON_FUNCTIONS = {
    "where": "ifelse",
    "absolute": "abs",
    "fabs": "abs",
    "ceil": "ceiling",
    "rint": "round",
    "around": "round",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "logical_xor": "xor",
    "minimum": "pmin",
    "maximum": "pmax",
    "isnan": "is.na",
}
_NOT_IN_R = frozenset({"std", "var"})  # these divide by n, R's by n - 1


def as_in_r(call: Call) -> Node:
    """Return the call in R that corresponds to a call of numpy or math."""
    name = call.function
    while name.startswith(_PYTHON_MODULES) and name not in _PYTHON_MODULES:
        name = name.partition(".")[2]
    if name == call.function or name in _NOT_IN_R:
        return call
    values = [argument.value for argument in call.arguments if argument.name is None]
    if name == "square" and len(values) == 1:
        name, values = "power", [*values, Number(2.0, "2", call.span)]
    if name in ("power", "pow") and len(values) == 2:
        base, exponent = (
            Operation("(", (value,), value.span) if isinstance(value, Operation) and value.operator != "(" else value
            for value in values
        )
        return Call("I", (Argument(None, Operation("^", (base, exponent), call.span)),), call.span)
    return Call(_PYTHON_FUNCTIONS.get(name, name), call.arguments, call.span)
