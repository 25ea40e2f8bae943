"""The bars of a formula, found, split and taken out exactly as lme4 1.1 does.

Bates, Mächler, Bolker & Walker (2015), *J. Stat. Softw.* 67(1), section 2, describe the bars.
"""

from __future__ import annotations

from dataclasses import dataclass

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.expanded import Group
from levelwise.formula.structures import structured
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, Span, deparse, quoted

_BARS = ("|", "||")
_NO_HOME = frozenset({"*", ":", "/", "^", "%in%"})  # operators under which a bar means nothing


@dataclass(frozen=True, slots=True)
class TypedBar:
    """A bar as typed; `operator` is the one it stands under if that is not ``+``.

    `call` is the covariance structure's call around it, if there is one.
    """

    effects: Node
    group: Node
    double: bool
    span: Span
    operator: str
    call: Call | None = None


def is_bar(node: Node) -> bool:
    """Say whether a node is ``… | …``, ``… || …`` or one of them in the call of a covariance structure."""
    if type(node) is Operation:
        return node.operator in _BARS
    return type(node) is Call and structured(node) is not None


def find_bars(node: Node) -> list[TypedBar]:
    """Find the bars of a right-hand side, left to right."""
    found: list[TypedBar] = []
    stack: list[tuple[Node, str]] = [(node, "")]
    while stack:
        item, operator = stack.pop()
        call = item if isinstance(item, Call) else None
        if call is not None:
            item = structured(call) or call
        if not isinstance(item, Operation):
            continue
        if item.operator in _BARS:
            effects, group = item.operands
            found.append(TypedBar(effects, group, item.operator == "||", item.span, operator, call))
        elif len(item.operands) == 1:
            stack.append((item.operands[0], "-" if item.operator == "-" else operator))
        else:
            left, right = item.operands
            under = item.operator if item.operator in _NO_HOME else operator
            stack.append((right, "-" if item.operator == "-" else under))
            stack.append((left, under))
    return found


def without_bars(node: Node) -> tuple[Node | None, str | None]:
    """Return the fixed side (None: an intercept alone) and a note on lme4's quirk, if it shows."""
    rest = _strip(node)
    if rest is None or rest is node:
        return rest, None
    if isinstance(rest, Number) and isinstance(node, Operation) and node.operator == "-":
        note = (
            f"lme4 reads the fixed part of this formula as ~ {deparse(rest)}: taking the bars away leaves "
            "no term before the minus; write 0 + … to leave the intercept out"
        )
        return rest, note
    return rest, None


def _strip(node: Node) -> Node | None:
    """Take the bars out as lme4's ``nobars`` does, walking down the left of a long sum."""
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


def grouping_parts(node: Node, source: str) -> list[Group]:
    """Return the grouping factors of a bar's right side, the innermost first, as lme4 splits ``/``."""
    groups: list[Group] = []
    outside: Group | None = None
    steps = _nested(node)
    while len(steps) == 1 and isinstance(steps[0], Operation) and steps[0].operator == "(":
        steps = [steps[0].operands[0]]  # brackets around the whole say nothing
    for step in steps:
        label, parts = _interaction(step, source)
        if outside is None:
            # a name alone is a label as it is; within a product of names it is quoted
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


def _interaction(node: Node, source: str) -> tuple[str, tuple[str, ...]]:
    """Return label and columns of a grouping factor without ``/``."""
    if isinstance(node, Name):
        return deparse(node), (node.text,)
    if isinstance(node, Operation) and node.operator == "(":
        label, parts = _interaction(node.operands[0], source)
        return (f"({label})" if len(parts) > 1 else label), parts
    if isinstance(node, Operation) and node.operator == ":":
        left, left_parts = _interaction(node.operands[0], source)
        right, right_parts = _interaction(node.operands[1], source)
        return f"{left}:{right}", (*left_parts, *right_parts)
    raise FormulaSyntaxError(_why_no_group(node), source, *node.span)


def _why_no_group(node: Node) -> str:
    text = deparse(node)
    if isinstance(node, Call):
        inner = deparse(node.arguments[0].value) if node.arguments else "g"
        return (
            f"{text} cannot be a grouping factor: it must be a column of the data, and lme4 does not evaluate "
            f"calls there; every grouping column counts as a factor anyway, so write (… | {inner})"
        )
    if isinstance(node, Number):
        return f"{text} cannot be a grouping factor: name the column that says which group a row belongs to"
    operator = node.operator if isinstance(node, Operation) else ""
    hint = {
        "*": "; for groups within groups write a/b, for two crossed factors (… | a) + (… | b)",
        "+": "; for two crossed factors write (… | a) + (… | b)",
    }.get(operator, "; a grouping factor is a column, a:b or a/b")
    return f"{text} is not a grouping factor{hint}"
