"""Logical variables that are comparisons, such as ``x > 3``."""

from __future__ import annotations

from levelwise.formula.syntax import Call, Node, Operation

_COMPARISONS = frozenset({"<", ">", "<=", ">=", "==", "!=", "!", "&", "|", "%in%"})


def is_statement(node: Node) -> bool:
    """Return whether a logical variable is a comparison, which itself states when it is true."""
    while True:
        if isinstance(node, Call) and node.function == "I" and len(node.arguments) == 1:
            node = node.arguments[0].value
        elif isinstance(node, Operation) and node.operator == "(":
            node = node.operands[0]
        else:
            return isinstance(node, Operation) and node.operator in _COMPARISONS
