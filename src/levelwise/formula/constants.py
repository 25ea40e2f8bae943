"""R's constant ``pi`` in the calls of a formula."""

from __future__ import annotations

from dataclasses import replace

from levelwise.formula.syntax import PI, Call, Formula, Name, Node, Operation, names_in


def with_pi(formula: Formula) -> Formula:
    """Return a formula in which ``pi`` inside of a call, such as ``sin(2 * pi * t)`` or ``I(pi * r^2)``, is a number.

    Examples
    --------
    >>> from levelwise.formula.parser import parse
    >>> with_pi(parse("y ~ I(pi * r^2)")).right == parse("y ~ I(pi * r^2)").right
    False
    """
    if PI.text not in (*names_in(formula.response), *names_in(formula.right)):
        return formula
    return replace(formula, response=_changed(formula.response), right=_changed(formula.right))


def constant_pi(node: Node) -> Node:
    """Return an expression in which ``pi`` is a number."""
    return _changed(node, inside=True)


def _changed(node: Node, *, inside: bool = False) -> Node:
    # a sum of thousands of terms is a tree thousands of levels deep, on the left
    operations: list[Operation] = []
    while isinstance(node, Operation):
        operations.append(node)
        node = node.operands[0]
    if isinstance(node, Call):
        arguments = tuple(replace(one, value=_changed(one.value, inside=True)) for one in node.arguments)
        node = replace(node, arguments=arguments)
    elif inside and node == Name(PI.text):
        node = replace(PI, span=node.span)
    for operation in reversed(operations):
        others = (_changed(one, inside=inside) for one in operation.operands[1:])
        node = replace(operation, operands=(node, *others))
    return node
