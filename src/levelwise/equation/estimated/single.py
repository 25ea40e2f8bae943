"""The equation of fitted values of a model without groups: a hat over the response, and no residual."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import Apply, Hat, Line, Node, Sum, Symbol, System, Word
from levelwise.model.parameters import LevelOneResidual
from levelwise.model.spec import ModelSpec

_PROBABILITIES = (Symbol("P"), Symbol("E"), Word("Pr"), Word("Prob"))


def fitted_values(system: System, spec: ModelSpec) -> System:
    """Return the system of the fitted values of a model without groups, unless it states a distribution."""
    if spec.blocks or any(line.relation == "~" for line in system.lines):
        return system
    return replace(system, lines=tuple(map(_fitted, system.lines)))


def _fitted(line: Line) -> Line:
    if isinstance(line.right, Sum) and any(_is_residual(term) for _, term in line.right.terms):
        kept = tuple(one for one in line.right.terms if not _is_residual(one[1]))
        return replace(line, left=Hat(line.left, wide=True), right=Sum(kept))
    return replace(line, left=transform(line.left, _with_hat))


def _is_residual(node: Node) -> bool:
    return isinstance(node, Symbol) and isinstance(node.of, LevelOneResidual)


def _with_hat(node: Node | Line) -> Node | Line:
    if isinstance(node, Apply) and node.function in _PROBABILITIES:
        return Hat(node, wide=True)
    return node
