"""Expressions of a formula without the parts that are not printed, and the means in them."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula import syntax
from levelwise.formula.centring import centring
from levelwise.formula.syntax import (
    PART,
    Call,
    Name,
    Operation,
    String,
)

Canonical = tuple[object, ...]
"""An expression as nested tuples, equal for equivalent expressions."""

MEAN = "mean of groups"  # no function of the language has a name with blanks


def canonical(node: syntax.Node) -> Canonical:
    """Return an expression without the parts that are not printed: ``I()``, parentheses, packages, contrasts.

    Examples
    --------
    >>> from levelwise.formula.parser import parse_tree
    >>> canonical(parse_tree("I((x)^2)")) == canonical(parse_tree("x^2"))
    True
    """
    match node:
        case Name(text):
            return ("name", text)
        case syntax.Number(value):
            return ("number", value)
        case String(value):
            return ("string", value)
        case Operation("(", (inner,)):
            return canonical(inner)
        case Operation(operator, operands):
            return (operator, *map(canonical, operands))
        case Call("I" | "C", (first, *_)):
            return canonical(first.value)
        case Call(function, (first, *_)) if function == PART and _is_scale(first.value):
            return canonical(first.value)  # scale(x) has one column only
        case Call(function, (inner,)) if function == MEAN:
            return (MEAN, canonical(inner.value))
    known = centring(node)
    if known is not None:
        mean = (MEAN, canonical(known.inner))
        return mean if known.kind == "mean" else ("-", canonical(known.inner), mean)
    return (node.function, *((one.name, canonical(one.value)) for one in node.arguments))


def means_in(node: syntax.Node) -> Iterator[tuple[syntax.Node, syntax.Node | None]]:
    """Return the means in an expression, in the order in which they are printed: the variable and the groups.

    The group is None for a grand mean.
    """
    known = centring(node)
    if known is not None:
        if known.kind == "centred":
            yield from means_in(known.inner)
        yield from means_in(known.inner)
        yield known.inner, known.group
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from means_in(argument.value)
    elif isinstance(node, Operation):
        for operand in node.operands:
            yield from means_in(operand)


def _is_scale(node: syntax.Node) -> bool:
    return isinstance(node, Call) and node.function == "scale" and isinstance(node.arguments[0].value, Name)
