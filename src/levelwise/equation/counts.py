"""The numbers of groups and observations in the data in place of letters: j = 1, …, 160."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod

from levelwise.equation.index_letters import OBSERVATION, counted_by, group_of
from levelwise.equation.transform import transform
from levelwise.equation.tree import Line, Node, Number, Range, Sum, Symbol, System
from levelwise.errors import OptionError
from levelwise.model.spec import ModelSpec


def with_counts(system: System, spec: ModelSpec) -> System:
    """Return a system whose ranges end in the numbers of groups and observations in the data.

    Raises
    ------
    OptionError
        For a model without data.
    """
    if spec.rows is None:
        raise OptionError("numbers=True writes the numbers of groups and observations in the data; give data=")
    counted = counted_by(system, spec)

    def with_count(node: Node | Line) -> Node | Line:
        if isinstance(node, Range) and isinstance(node.bound, Sum) and spec.response.categories:
            return replace(node, bound=Number(str(len(spec.response.categories) - 1)))
        if not isinstance(node, Range) or not isinstance(node.bound, Symbol) or node.bound.sub or node.bound.sup:
            return node
        number = _number(node, counted, spec)
        return node if number is None else replace(node, bound=Number(str(number)), count="")

    return transform(system, with_count)


def _number(node: Range, counted: Mapping[str, str], spec: ModelSpec) -> int | None:
    group = group_of(node.of or node.label, spec) if node.label else None
    if group is not None:
        return spec.level(group).size
    each = [counted.get(letter) for letter in node.letters]
    if each == [OBSERVATION]:
        return spec.rows
    sizes = [None if one is None or one == OBSERVATION else spec.level(one).size for one in each]
    return prod(size for size in sizes if size is not None) if None not in sizes else None
