"""The user's names of levels in a system: headings of the equations of each level, and names of groups in ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from levelwise.equation.index_letters import OBSERVATION, check_levels, counted_by, group_of
from levelwise.equation.transform import transform
from levelwise.equation.tree import Index, Line, Node, Range, Symbol, System
from levelwise.equation.units import Units
from levelwise.equation.walk import walk
from levelwise.model.parameters import LevelOneResidual, RandomEffect, VaryingCoefficient
from levelwise.model.spec import ModelSpec

_MODEL = 0
"""The place of equations that belong to no single level, before that of level 1."""


def with_level_names(system: System, spec: ModelSpec, names: Mapping[str, str]) -> System:
    """Return a system in which the levels have a user's names.

    If the equations of the response's coefficients are those of higher levels, each level has a heading, such as
    ``Level 2 (schools)``, with its equations and distributions below. Equations that sum the effects of several levels
    stand above the levels, under ``Model``. Ranges name the groups: ``for schools j = 1, …``.

    Parameters
    ----------
    system : System
        The equations as a notation wrote them.
    spec : ModelSpec
        The model.
    names : mapping of str to str
        Plural names of the groups of factors, and of the units called ``observation``.

    Raises
    ------
    UnknownNameError
        For a level that the model does not have.
    """
    check_levels(names, spec)
    units = Units(spec, names, counted_by(system, spec))

    def named(node: Node | Line) -> Node | Line:
        group = group_of(node.of or node.label, spec) if isinstance(node, Range) and node.label else None
        if not isinstance(node, Range) or group is None or group not in names:
            return node
        return replace(node, label=names[group], of=node.of or node.label)

    system = transform(system, named)
    return _headed(system, units) if units.is_nested and _has_levels(system) else system


def _has_levels(system: System) -> bool:
    """Return whether coefficients have equations in which random effects stand."""
    return any(
        _coefficient(line) is not None
        and any(isinstance(part, Symbol) and isinstance(part.of, RandomEffect) for part in walk(line.right))
        for line in system.lines
    )


def _headed(system: System, units: Units) -> System:
    """Return a system sorted by level, with a heading above the first line of each.

    Where the equation of a coefficient has the effects of several levels, or the residual, it belongs to no level: the
    equations then have a heading of their own, and the levels keep the distributions of the effects.
    """
    depths: list[int] = []
    effects = [_effects(line.right, units) for line in system.lines if _coefficient(line)]
    above = any(1 in levels or len(levels) > 1 for levels in effects)
    for line in system.lines:
        continues = line.relation not in ("~", "=") and depths
        depths.append(depths[-1] if continues else _depth(line, units, above=above))
    order = sorted(range(len(depths)), key=depths.__getitem__)  # of one level, they stay in their order
    lines: list[Line] = []
    for place, number in enumerate(order):
        line = system.lines[number]
        if place == 0 or depths[number] != depths[order[place - 1]]:
            line = replace(line, heading=_heading(depths[number], units))
        lines.append(line)
    return replace(system, lines=tuple(lines))


def _heading(depth: int, units: Units) -> str:
    if depth == _MODEL:
        return "Model"
    homes = (None, *(level.group.label for level in units.spec.levels))
    level = units.level(next(home for home in homes if units.number(home) == depth))
    return f"{level[:1].upper()}{level[1:]}"


def _depth(line: Line, units: Units, *, above: bool) -> int:
    """Return the number of the level to which a line belongs; `above` says that equations stand above the levels."""
    coefficient = _coefficient(line)
    if coefficient is not None and not above:
        groups = [units.unit_of(index) for index in coefficient.sub if isinstance(index, Index)]
        return min((units.number(group) or 1 for group in groups if group != OBSERVATION), default=1)
    of_effects = min(_effects(line.left, units), default=None)
    return (_MODEL if above else 1) if of_effects is None else of_effects


def _coefficient(line: Line) -> Symbol | None:
    """Return the coefficient of which a line is the equation."""
    left = line.left
    return (
        left if line.relation == "=" and isinstance(left, Symbol) and isinstance(left.of, VaryingCoefficient) else None
    )


def _effects(side: Node, units: Units) -> set[int]:
    """Return the numbers of the levels whose random effects or residuals stand on a side of a line."""
    found: set[int] = set()
    for part in walk(side):
        match part:
            case Symbol(of=RandomEffect(block, _)):
                found.add(units.number(units.spec.blocks[block].group) or 1)
            case Symbol(of=LevelOneResidual()):
                found.add(1)
            case _:
                pass
    return found
