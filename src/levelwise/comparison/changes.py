"""What changes from one model to the next: which parameters are new or gone, and where the new ones are printed."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import Coloured, Line, Node, Quantity, Scaled, Symbol, System
from levelwise.equation.walk import walk
from levelwise.model.descriptions import described
from levelwise.model.identity import identity
from levelwise.model.model_parameters import parameters_of
from levelwise.model.spec import ModelSpec
from levelwise.text.sentences import listed

NEW = "#BD4B00"
"""Vermilion, darkened until its contrast on white is 5 to 1."""


def highlighted(system: System, spec: ModelSpec, before: System, old: ModelSpec) -> System:
    """Return a system in which what the system of another model does not have is coloured.

    Parameters
    ----------
    system, spec
        The equations and the model.
    before, old
        Those of the model with which it is compared, in the same notation.
    """
    known = _content(before, old)

    def changed(node: Node | Line) -> Node | Line:
        match node:
            case Symbol(of=meaning):
                plain = transform(node, _without_colour)  # a symbol has one colour, that of its letter
                assert isinstance(plain, Symbol)
                return plain if meaning is None or identity(meaning, spec) in known else Coloured(plain, NEW)
            case Quantity(_, cell) if cell is not None and cell not in known:
                return Coloured(transform(node, _without_colour), NEW)
            case Scaled(Coloured(), _, _):
                return Coloured(transform(node, _without_colour), NEW)
        return node

    return replace(transform(system, changed), of=system.of or system)


def changes(spec: ModelSpec, old: ModelSpec) -> str:
    """Return what a model adds and drops relative to another one, in words; empty if their parameters are the same.

    Examples
    --------
    >>> import levelwise as lw
    >>> old, new = (lw.model(f"y ~ {fixed} + (1 | g)").spec for fixed in ("1", "x"))
    >>> changes(new, old)
    'adds the fixed coefficient of x'
    """
    now = {identity(parameter, spec): described(parameter, spec) for parameter in parameters_of(spec)}
    then = {identity(parameter, old): described(parameter, old) for parameter in parameters_of(old)}
    added = [words for name, words in now.items() if name not in then]
    dropped = [words for name, words in then.items() if name not in now]
    parts = [f"{verb} {listed(some)}" for verb, some in (("adds", added), ("drops", dropped)) if some]
    return " and ".join(parts)


def _content(system: System, spec: ModelSpec) -> set[object]:
    nodes = [node for line in system.lines for node in walk(line)]
    meanings = {identity(node.of, spec) for node in nodes if isinstance(node, Symbol) and node.of is not None}
    return meanings | {node.of for node in nodes if isinstance(node, Quantity)}


def _without_colour(node: Node | Line) -> Node | Line:
    return node.inner if isinstance(node, Coloured) else node
