"""The bars of a formula: found, split and removed exactly as in lme4 1.1.

Source: Bates, Mächler, Bolker & Walker (2015), *J. Stat. Softw.* 67(1), section 2.
"""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.errors import FormulaSyntaxError
from levelwise.formula.covariance_calls import bar_in_call
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, Span, String, deparse, quoted
from levelwise.text.note import Note

_BARS = ("|", "||")
_INVALID_ABOVE = frozenset({"*", ":", "/", "^", "%in%"})  # operators that cannot combine a bar with a term


@dataclass(frozen=True)
class TypedBar:
    """A bar as typed.

    `operator` is the operator that combines it with the other terms, empty for ``+``; `call` is the call of a
    covariance structure around it, if any.
    """

    effects: Node
    group: Node
    double: bool
    span: Span
    operator: str
    call: Call | None = None


def is_bar(node: Node) -> bool:
    """Return whether a node is ``… | …``, ``… || …`` or one of them in the call of a covariance structure."""
    if type(node) is Operation:
        return node.operator in _BARS
    return type(node) is Call and bar_in_call(node) is not None


def find_bars(node: Node) -> list[TypedBar]:
    """Return the bars of a right-hand side, from left to right."""
    found: list[TypedBar] = []
    stack: list[tuple[Node, str]] = [(node, "")]
    while stack:
        item, operator = stack.pop()
        call = item if isinstance(item, Call) else None
        if call is not None:
            item = bar_in_call(call) or call
        if not isinstance(item, Operation):
            continue
        if item.operator in _BARS:
            effects, group = item.operands
            found.append(TypedBar(effects, group, item.operator == "||", item.span, operator, call))
        elif len(item.operands) == 1:
            stack.append((item.operands[0], "-" if item.operator == "-" else operator))
        else:
            left, right = item.operands
            under = item.operator if item.operator in _INVALID_ABOVE else operator
            stack.append((right, "-" if item.operator == "-" else under))
            stack.append((left, under))
    return found


def without_bars(node: Node) -> tuple[Node | None, Note | None]:
    """Return the fixed part (None: an intercept alone), and a note where lme4 reads it in an unexpected way."""
    rest = _strip(node)
    if rest is None or rest is node:
        return rest, None
    if isinstance(rest, Number) and isinstance(node, Operation) and node.operator == "-":
        text = (
            f"lme4 reads the fixed part of this formula as ~ {deparse(rest)}, because without the bars no term is left "
            "before the minus; write 0 + … to omit the intercept"
        )
        return rest, Note("lme4-reading", text)
    return rest, None


def _strip(node: Node) -> Node | None:
    """Return a node without bars, as lme4's ``nobars`` does; long sums are walked down their left operands."""
    spine: list[Operation] = []
    item: Node = node
    while isinstance(item, Operation) and len(item.operands) == 2 and not is_bar(item):
        spine.append(item)
        item = item.operands[0]
    kept: Node | None
    if is_bar(item):
        kept = None
    elif not isinstance(item, Operation):
        kept = item
    else:
        inner = _strip(item.operands[0])
        same = inner is item.operands[0]
        kept = item if same else None if inner is None else Operation(item.operator, (inner,), item.span)
    for parent in reversed(spine):
        left, right = parent.operands
        other = None if is_bar(right) else _strip(right)
        if kept is None or other is None:
            kept = other if kept is None else kept
        elif kept is left and other is right:
            kept = parent
        else:
            kept = Operation(parent.operator, (kept, other), parent.span)
    return kept


def grouping_parts(node: Node, source: str, effects: str = "…") -> list[Group]:
    """Return the grouping factors on the right of a bar, the innermost first, as lme4 splits ``/``.

    `effects` is the left side of the bar, for messages.
    """
    groups: list[Group] = []
    outside: Group | None = None
    steps = _nested(node)
    while len(steps) == 1 and isinstance(steps[0], Operation) and steps[0].operator == "(":
        steps = [steps[0].operands[0]]  # parentheses around the whole have no effect
    for step in steps:
        label, parts = _interaction(step, source, effects)
        if outside is None:
            # a single name is its own label; within an interaction names are quoted
            group = Group(parts[0] if len(parts) == 1 else label, parts)
        else:
            outer = f"({outside.label})" if len(outside.parts) > 1 else quoted(outside.label)
            group = Group(f"{label}:{outer}", (*parts, *outside.parts), outside.label)
        groups.append(group)
        outside = group
    return groups[::-1]


def _nested(node: Node) -> list[Node]:
    """Split ``a/b/c`` into a, b, c."""
    inner = node
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    if isinstance(inner, Operation) and inner.operator == "/":
        return [*_nested(inner.operands[0]), *_nested(inner.operands[1])]
    return [node]


def _interaction(node: Node, source: str, effects: str) -> tuple[str, tuple[str, ...]]:
    """Return the label and the columns of a grouping factor without ``/``."""
    if isinstance(node, Name):
        return deparse(node), (node.text,)
    if isinstance(node, Operation) and node.operator == "(":
        label, parts = _interaction(node.operands[0], source, effects)
        return (f"({label})" if len(parts) > 1 else label), parts
    if isinstance(node, Operation) and node.operator == ":":
        left, left_parts = _interaction(node.operands[0], source, effects)
        right, right_parts = _interaction(node.operands[1], source, effects)
        return f"{left}:{right}", (*left_parts, *right_parts)
    raise FormulaSyntaxError(_invalid_group_message(node, effects), source, *node.span)


def _invalid_group_message(node: Node, effects: str) -> str:
    text = deparse(node)
    if isinstance(node, Call):
        inner = deparse(node.arguments[0].value) if node.arguments else "g"
        return (
            f"{text} cannot be a grouping factor: as in lme4, a grouping factor must be a column of the data, which is "
            f"always treated as a factor; write ({effects} | {inner})"
        )
    if isinstance(node, String):
        column = f"({effects} | {quoted(node.value)})"
        return f"{text} is not a grouping factor; a column stands there without quotation marks, {column}"
    if isinstance(node, Number):
        return f"{text} cannot be a grouping factor: name the column that identifies the group of each row"
    operator = node.operator if isinstance(node, Operation) else ""
    if operator not in ("+", "*"):
        return f"{text} is not a grouping factor; a grouping factor is a column, a:b or a/b"
    factors = list(map(deparse, _joined(node, operator)))
    crossed = " + ".join(f"({effects} | {one})" for one in factors)
    nested = f"({effects} | {'/'.join(factors)}) for nested factors, " if operator == "*" else ""
    return f"{text} is not a grouping factor; write {nested}{crossed} for crossed factors"


def _joined(node: Node, operator: str) -> list[Node]:
    """Return the operands of a chain of one operator."""
    if isinstance(node, Operation) and node.operator == operator and len(node.operands) == 2:
        return [*_joined(node.operands[0], operator), *_joined(node.operands[1], operator)]
    return [node]
