"""``Error()`` of R's ``aov()``, whose strata are random intercepts.

Source: Chambers & Hastie (1992), *Statistical Models in S*, section 5.3; Bates et al. (2015), table 2.
"""

from __future__ import annotations

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.programs.summands import bar, sum_of, text_of, with_summands, without_parentheses
from levelwise.formula.syntax import Call, Name, Node, Number, Operation
from levelwise.text.note import Note


def strata_as_bars(right: Node, source: str) -> tuple[Node, tuple[Note, ...]]:
    """Return a right-hand side with a random intercept for each stratum of ``Error()``, and a note."""
    notes: list[Note] = []

    def change(node: Node) -> Node:
        if not isinstance(node, Call) or node.function != "Error":
            return node
        if len(node.arguments) != 1:
            raise FormulaSyntaxError("Error() takes one expression, as in Error(subject/condition)", source, *node.span)
        inner = _without_factor(node.arguments[0].value)
        if _is_group(inner):
            bars: list[Node] = [bar(Number(1.0, "1"), _bare(inner), node)]
        else:
            bars = [bar(Number(1.0, "1"), stratum, node) for stratum in _strata(inner, source)]
        result = sum_of(bars)
        notes.append(
            Note("other-program", f"{text_of(node)}, as aov() writes error strata, is read as {text_of(result)}")
        )
        return result

    return with_summands(right, change), tuple(notes)


def _without_factor(node: Node) -> Node:
    """Return an expression with columns for ``factor(column)``, as every grouping column is a factor."""
    if isinstance(node, Call) and node.function in ("factor", "as.factor") and len(node.arguments) == 1:
        return node.arguments[0].value
    if isinstance(node, Operation):
        return Operation(node.operator, tuple(map(_without_factor, node.operands)), node.span)
    return node


def _bare(group: Node) -> Node:
    """Return a grouping factor without needless parentheses around its columns."""
    inner = without_parentheses(group)
    if isinstance(inner, Name):
        return inner
    if isinstance(group, Operation) and group.operator != "(":
        return Operation(group.operator, tuple(map(_bare, group.operands)), group.span)
    return group


def _is_group(node: Node) -> bool:
    """Return whether a node is a grouping factor in lme4: a column, a:b or a/b."""
    inner = without_parentheses(node)
    if isinstance(inner, Operation) and inner.operator in ("/", ":"):
        return all(isinstance(one, Name) or _is_group(one) for one in inner.operands)
    return isinstance(inner, Name)


def _strata(node: Node, source: str) -> list[Node]:
    """Return the strata of a sum, a crossing or a nesting of factors, each as an interaction of columns."""
    inner = without_parentheses(node)
    if isinstance(inner, Name):
        return [inner]
    if isinstance(inner, Operation) and inner.operator in ("+", "*", "/", ":", "%in%") and len(inner.operands) == 2:
        left, right = (_strata(one, source) for one in inner.operands)
        if inner.operator == "+":
            return _distinct([*left, *right])
        whole = [_crossed(left)] if inner.operator == "/" else left
        crossed = [_crossed([a, b]) for b in right for a in whole]
        if inner.operator == "/":
            return _distinct([*left, *crossed])
        return _distinct([*left, *right, *crossed] if inner.operator == "*" else crossed)
    message = f"Error({text_of(node)}) is made of columns joined by +, *, : and /"
    raise FormulaSyntaxError(message, source, *node.span)


def _crossed(nodes: list[Node]) -> Node:
    columns = list({text_of(column): column for node in nodes for column in _columns(node)}.values())
    result = columns[0]
    for column in columns[1:]:
        result = Operation(":", (result, column), nodes[0].span)
    return result


def _columns(node: Node) -> list[Node]:
    if isinstance(node, Operation):
        return [column for one in node.operands for column in _columns(one)]
    return [node]


def _distinct(nodes: list[Node]) -> list[Node]:
    kept: dict[frozenset[str], Node] = {}
    for node in nodes:
        kept.setdefault(frozenset(text_of(node).split(":")), node)
    return list(kept.values())
