"""The random part beside the formula in nlme: ``random = ~ x | g`` and ``random = list(g = pdDiag(~ x))``.

Source: Pinheiro & Bates (2000), *Mixed-Effects Models in S and S-PLUS*, sections 4.2 and A; ``?nlme::pdClasses``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.errors import UnsupportedModelError
from levelwise.formula.programs.blocks import Block, bars_of
from levelwise.formula.programs.call import PastedCall, RawArgument
from levelwise.formula.programs.summands import text_of, without_parentheses
from levelwise.formula.syntax import Argument, Call, Name, Node, Operation

_STRUCTURES: Mapping[str, str] = {
    "pdSymm": "",
    "pdLogChol": "",
    "pdNatural": "",
    "reStruct": "",
    "pdDiag": "diag",
    "pdIdent": "homdiag",
    "pdCompSymm": "homcs",
}
"""nlme's classes of covariance matrices, and the structures of lme4 and glmmTMB that are the same."""


def random_bars(call: PastedCall, given: RawArgument) -> list[str]:
    """Return the bars that ``random =`` stands for.

    Raises
    ------
    UnsupportedModelError
        When the grouping factor is not part of it, or it has no counterpart in lme4.
    """
    return bars_of(_blocks(given.tree(), call, ()))


def _blocks(node: Node, call: PastedCall, groups: tuple[str, ...]) -> list[Block]:
    inner = without_parentheses(node)
    if isinstance(inner, Call) and inner.function in ("list", "c"):
        return _listed(inner.arguments, call, groups)
    if isinstance(inner, Call) and inner.function == "pdBlocked" and inner.arguments:
        return [one for part in _items(inner.arguments[0].value) for one in _blocks(part.value, call, groups)]
    structure = ""
    if isinstance(inner, Call) and inner.function in _STRUCTURES and inner.arguments:
        structure = _STRUCTURES[inner.function]
        named = [argument.value for argument in inner.arguments if argument.name == "form"]
        inner = without_parentheses((named or [inner.arguments[0].value])[0])
    if not isinstance(inner, Operation) or inner.operator != "~" or len(inner.operands) != 1:
        raise _unreadable(node, call)
    side = without_parentheses(inner.operands[0])
    if isinstance(side, Operation) and side.operator in ("|", "||"):
        effects, group = side.operands
        structure = structure or ("diag" if side.operator == "||" else "")
        return [(structure, text_of(effects), names) for names in _nested(group, call)]
    if not groups:
        message = (
            f"{call.function}(…) with random = {text_of(node)} names no grouping factor; write it as a bar after the "
            f"fixed part, such as ({text_of(side)} | g)"
        )
        raise UnsupportedModelError(message)
    return [(structure, text_of(side), groups)]


def _items(node: Node) -> tuple[Argument, ...]:
    return node.arguments if isinstance(node, Call) and node.function in ("list", "c") else (Argument(None, node),)


def _listed(arguments: Sequence[Argument], call: PastedCall, groups: tuple[str, ...]) -> list[Block]:
    """Return the blocks of a list, in which each grouping factor is nested in those before it."""
    found: list[Block] = []
    outer = groups
    for argument in arguments:
        if argument.name is not None:
            outer = (*outer, argument.name)
        found += _blocks(argument.value, call, outer)
    return found


def _nested(group: Node, call: PastedCall) -> list[tuple[str, ...]]:
    """Return the grouping columns of ``a/b``, once for each level."""
    inner = without_parentheses(group)
    if isinstance(inner, Name):
        return [(inner.text,)]
    if isinstance(inner, Operation) and inner.operator == "/":
        left, right = (_nested(one, call) for one in inner.operands)
        return [*left, *((*left[-1], *names) for names in right)]
    if isinstance(inner, Operation) and inner.operator == "%in%":
        left, right = (_nested(one, call) for one in inner.operands)
        return [(*right[-1], *left[-1])]
    raise _unreadable(group, call)


def _unreadable(node: Node, call: PastedCall) -> UnsupportedModelError:
    message = (
        f"{call.function}(…) with random = {text_of(node)} is not read; write the random part as bars after the fixed "
        "part: random = ~ x | g is (x | g), list(g = pdDiag(~ x)) is diag(x | g)"
    )
    return UnsupportedModelError(message)
