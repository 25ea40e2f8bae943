"""Lines for each category of a multinomial response, whose coefficients are different numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from levelwise.equation.index_letters import categories
from levelwise.equation.transform import transform
from levelwise.equation.tree import Index, Line, Node, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import UnsupportedModelError
from levelwise.model.parameters import FixedEffect, MeanShare
from levelwise.model.spec import ModelSpec


def by_category(system: System, spec: ModelSpec) -> tuple[Line, ...]:
    """Return lines in which each line with coefficients of a multinomial model is repeated for each category.

    The index of the category is its number. The coefficients are those of the category, whose linear predictor bears
    its name. The reference category has the last number.

    Raises
    ------
    UnsupportedModelError
        If a coefficient has its mean in parts, of which only the sum is estimated.
    """
    letters = categories(system)
    if spec.response.kind != "nominal" or not letters:
        return system.lines
    symbols = [node for node in walk(system.lines) if isinstance(node, Symbol)]
    shares = {one.of for one in symbols if isinstance(one.of, MeanShare)}
    if len({share.key for share in shares}) < len(shares):
        raise UnsupportedModelError(
            "estimates of a multinomial model whose coefficients have means in several distributions cannot be written "
            "in this notation; gelman-hill and raudenbush-bryk write a single coefficient"
        )
    return tuple(one for line in system.lines for one in _repeated(line, letters, spec))


def _repeated(line: Line, letters: tuple[str, ...], spec: ModelSpec) -> Iterator[Line]:
    meanings = [node.of for node in walk(line) if isinstance(node, Symbol)]
    if not any(isinstance(one, FixedEffect | MeanShare) for one in meanings):
        yield line
        return
    for number, label in enumerate(spec.response.categories[1:], 1):

        def of_one(node: Node | Line, number: int = number, label: str = label) -> Node | Line:
            if isinstance(node, Index) and node.letter in letters:
                return replace(node, letter=str(number))
            if isinstance(node, Symbol) and isinstance(node.of, FixedEffect | MeanShare):
                return replace(node, of=FixedEffect(label, node.of.key))
            return node

        kept = tuple(one for one in line.ranges if one.letters != letters)
        yield transform(replace(line, ranges=kept), of_one)
