"""R's constant ``pi`` in the calls of a formula."""

from __future__ import annotations

from dataclasses import replace

from levelwise.formula.syntax import PI, Call, Formula, Name, Node, Operation


def with_pi(formula: Formula) -> Formula:
    """Return a formula in which ``pi`` inside of a call, such as ``sin(2 * pi * t)`` or ``I(pi * r^2)``, is a number.

    Examples
    --------
    >>> from levelwise.formula.parser import parse
    >>> with_pi(parse("y ~ I(pi * r^2)")).right == parse("y ~ I(pi * r^2)").right
    False
    """
    if "pi" not in formula.source:
        return formula
    return replace(formula, response=_changed(formula.response), right=_changed(formula.right))


def constant_pi(node: Node) -> Node:
    """Return an expression in which ``pi`` is a number."""
    return _changed(node, inside=True)


def _changed(node: Node, *, inside: bool = False) -> Node:
    match node:
        case Name("pi") if inside:
            return replace(PI, span=node.span)
        case Call():
            arguments = tuple(replace(one, value=_changed(one.value, inside=True)) for one in node.arguments)
            return replace(node, arguments=arguments)
        case Operation():
            return replace(node, operands=tuple(_changed(one, inside=inside) for one in node.operands))
    return node
