"""The summands of the right side and the steps of a nesting, in the syntax tree."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.formula.syntax import Node, Number, Operation


def steps_of(node: Node) -> list[Node]:
    """Split the right side of a bar, ``a/b/c``, into a, b and c."""
    inner = node
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    if isinstance(inner, Operation) and inner.operator == "/":
        return [*steps_of(inner.operands[0]), *steps_of(inner.operands[1])]
    return [node]


def removes_intercept(sign: str, node: Node) -> bool:
    """Return whether a summand removes the intercept: ``+ 0`` or ``- 1``."""
    return isinstance(node, Number) and node.value == (0 if sign == "+" else 1)


def pruned(node: Node | None, drop: Callable[[str, Node], bool], sign: str = "+") -> Node | None:
    """Return a sum without the summands for which `drop`, called with sign and node, returns True."""
    spine: list[Operation] = []  # a long sum is a deep tree on the left, so no recursion there
    while isinstance(node, Operation) and node.operator in ("+", "-") and len(node.operands) == 2:
        spine.append(node)
        node = node.operands[0]
    kept = _summand(node, drop, sign)
    for parent in reversed(spine):
        right = pruned(parent.operands[1], drop, parent.operator)
        if right is None:
            continue
        if kept is None:
            kept = right if parent.operator == "+" else Operation("-", (right,), parent.span)
        else:
            kept = Operation(parent.operator, (kept, right), parent.span)
    return kept


def _summand(node: Node | None, drop: Callable[[str, Node], bool], sign: str) -> Node | None:
    if node is None or drop(sign, node):
        return None
    if not isinstance(node, Operation) or len(node.operands) != 1 or node.operator not in ("+", "-", "("):
        return node
    inner = pruned(node.operands[0], drop, "-" if node.operator == "-" else "+")
    return None if inner is None else Operation(node.operator, (inner,), node.span)
