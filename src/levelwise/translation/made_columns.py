"""Columns that are made before a model is fitted, such as group means, and the names they get."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.formula.centring import centring
from levelwise.formula.syntax import Argument, Call, Name, Node, Operation, deparse, names_in
from levelwise.model.spec import ModelSpec
from levelwise.translation.parts import names_of, used_variables

_LONGEST = 28
"""Maximum length of a made name, so that every language accepts it."""


@dataclass(frozen=True)
class MadeColumn:
    """A column that is made beforehand.

    Attributes
    ----------
    name : str
        Its name.
    kind : {"mean", "centred", "scaled"}
        A mean, the deviation from it, or the deviation divided by the standard deviation.
    inner : Node
        What is averaged; it may name columns made before.
    groups : tuple of str
        The columns of the grouping factor of the mean; none for the grand mean.
    """

    name: str
    kind: Literal["mean", "centred", "scaled"]
    inner: Node
    groups: tuple[str, ...] = ()


def fresh_name(text: str, taken: Collection[str]) -> str:
    """Return a name of ASCII letters, digits and underscores that resembles a text and is not taken, in any case.

    Examples
    --------
    >>> fresh_name("log(x + 1)", ["Log_x_1"])
    'log_x_1_2'
    """
    words = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_") or "v"
    base = (words if words[0].isalpha() else f"v_{words}")[:_LONGEST].rstrip("_")
    known = {name.lower() for name in taken}
    name, number = base, 1
    while name.lower() in known:
        number += 1
        name = f"{base}_{number}"
    return name


def replaced(node: Node, by: Mapping[Node, Node]) -> Node:
    """Return an expression in which some parts are replaced, the innermost first."""
    if isinstance(node, Call):
        arguments = tuple(Argument(one.name, replaced(one.value, by)) for one in node.arguments)
        changed: Node = Call(node.function, arguments, node.span, node.package)
    elif isinstance(node, Operation):
        changed = Operation(node.operator, tuple(replaced(one, by) for one in node.operands), node.span)
    else:
        changed = node
    return by.get(node, by.get(changed, changed))


def expressions_of(spec: ModelSpec) -> tuple[Node, ...]:
    """Return the expressions in a model: those of its variables, its offsets and its response."""
    return (*(spec.variables[name] for name in used_variables(spec)), *spec.offsets, spec.response.node)


def made_columns(spec: ModelSpec, *, scaled: bool = True) -> tuple[tuple[MadeColumn, ...], dict[Node, Node]]:
    """Return the group means and centred variables of a model as columns, and the names that stand for the calls.

    `scaled` says whether ``scale(x)`` and ``center(x)`` are columns, too.
    """
    found: list[MadeColumn] = []
    by: dict[Node, Node] = {}
    taken = [*names_of(spec)]
    for expression in expressions_of(spec):
        for call in _calls(expression):
            kind, of_what, groups = _made(call, scaled=scaled)
            if kind is None or call in by:
                continue
            inner = replaced(of_what, by)
            of = inner.text if isinstance(inner, Name) else deparse(inner)
            name = fresh_name(f"{of}_{call.function}", taken)
            taken.append(name)
            by[call] = Name(name)
            found.append(MadeColumn(name, kind, inner, groups))
    return tuple(found), by


def _made(call: Call, *, scaled: bool) -> tuple[Literal["mean", "centred", "scaled"] | None, Node, tuple[str, ...]]:
    known = centring(call)
    if known is not None:
        return known.kind, known.inner, () if known.group is None else names_in(known.group)
    if scaled and call.function in ("scale", "center") and len(call.arguments) == 1:
        return "scaled" if call.function == "scale" else "centred", call.arguments[0].value, ()
    return None, call, ()


def _calls(node: Node) -> list[Call]:
    """Return the calls in an expression, inner ones first."""
    inside: list[Call] = []
    if isinstance(node, Call):
        for argument in node.arguments:
            inside += _calls(argument.value)
        inside.append(node)
    elif isinstance(node, Operation):
        for operand in node.operands:
            inside += _calls(operand)
    return inside
