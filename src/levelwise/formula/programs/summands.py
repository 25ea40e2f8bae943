"""The summands of a formula's right-hand side, and bars among them, changed one by one."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.formula.syntax import Argument, Call, Node, Number, Operation, deparse

Change = Callable[[Node], Node | None]
"""Returns what stands in the place of a summand; None removes it."""

_BARS = ("|", "||")


def with_summands(node: Node, change: Change) -> Node:
    """Return a right-hand side with each summand changed; it is the same object if none is."""
    found = summands(node)
    changed = [(operator, part, _changed(part, change)) for operator, part in found]
    if all(new is part for _, part, new in changed):
        return node
    kept: list[tuple[str, Node]] = []
    for operator, part, new in changed:
        if new is not None:
            kept += summands(new) if operator == "+" and new is not part else [(operator, new)]
    result = kept[0][1] if kept else Number(1.0, "1", node.span)
    for operator, new in kept[1:]:
        result = Operation(operator, (result, new), node.span)
    return result


def summands(node: Node) -> list[tuple[str, Node]]:
    """Return the summands of a side, each with its sign; long sums are walked down their left operands."""
    found: list[tuple[str, Node]] = []
    item = node
    while isinstance(item, Operation) and item.operator in ("+", "-") and len(item.operands) == 2:
        found.append((item.operator, item.operands[1]))
        item = item.operands[0]
    return [("+", item), *reversed(found)]


def _changed(node: Node, change: Change) -> Node | None:
    inner = without_parentheses(node)
    if isinstance(inner, Operation) and inner.operator in ("+", "-") and inner is not node:
        new = with_summands(inner, change)
        return node if new is inner else Operation("(", (new,), node.span)
    return change(node)


def without_parentheses(node: Node) -> Node:
    """Return what stands between parentheses, however many."""
    while isinstance(node, Operation) and node.operator == "(":
        node = node.operands[0]
    return node


def bar_of(node: Node) -> Operation | None:
    """Return the bar that a summand consists of, in parentheses or not; None for any other."""
    inner = without_parentheses(node)
    return inner if isinstance(inner, Operation) and inner.operator in _BARS and len(inner.operands) == 2 else None


def bar(effects: Node, group: Node, like: Node, operator: str = "|") -> Operation:
    """Return a bar in parentheses, in the place of another."""
    return Operation("(", (Operation(operator, (effects, group), like.span),), like.span)


def in_structure(structure: str, effects: Node, group: Node, like: Node) -> Node:
    """Return a bar with a covariance structure, such as ``diag(x | g)``; a lone intercept needs none."""
    if is_intercept(effects):
        return bar(effects, group, like)
    return Call(structure, (Argument(None, Operation("|", (effects, group), like.span)),), like.span)


def is_intercept(effects: Node) -> bool:
    """Return whether the left side of a bar is an intercept alone."""
    inner = without_parentheses(effects)
    return isinstance(inner, Number) and inner.value == 1


def sum_of(nodes: list[Node]) -> Node:
    """Return the sum of nodes."""
    total = nodes[0]
    for node in nodes[1:]:
        total = Operation("+", (total, node), total.span)
    return total


def text_of(node: Node) -> str:
    """Return a node as text that parses to the same node."""
    return deparse(node, exact=True)
