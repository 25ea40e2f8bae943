"""The user's names of levels in a system: headings of the equations of each level, and names of groups in ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from levelwise.equation.index_letters import OBSERVATION, check_levels, counted_by, group_of
from levelwise.equation.transform import transform
from levelwise.equation.tree import Index, Line, Node, Range, Symbol, System
from levelwise.equation.units import Units
from levelwise.equation.walk import walk
from levelwise.model.parameters import RandomEffect, VaryingCoefficient
from levelwise.model.spec import ModelSpec


def with_level_names(system: System, spec: ModelSpec, names: Mapping[str, str]) -> System:
    """Return a system in which the levels have a user's names.

    If the equations of the response's coefficients are those of higher levels, each level has a heading, such as
    ``Level 2 (schools)``, with its equations and distributions below. Ranges name the groups: ``for schools j = 1, …``.

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
        line.relation == "="
        and isinstance(line.left, Symbol)
        and isinstance(line.left.of, VaryingCoefficient)
        and any(isinstance(part, Symbol) and isinstance(part.of, RandomEffect) for part in walk(line.right))
        for line in system.lines
    )


def _headed(system: System, units: Units) -> System:
    """Return a system sorted by level, with a heading above the first line of each."""
    homes: list[str | None] = []
    for line in system.lines:
        continues = line.relation not in ("~", "=") and homes
        homes.append(homes[-1] if continues else _home(line, units))
    depths = [units.number(home) or 1 for home in homes]
    order = sorted(range(len(depths)), key=depths.__getitem__)  # of one level, they stay in their order
    lines: list[Line] = []
    for place, number in enumerate(order):
        line = system.lines[number]
        if place == 0 or depths[number] != depths[order[place - 1]]:
            level = units.level(homes[number])
            line = replace(line, heading=f"{level[:1].upper()}{level[1:]}")
        lines.append(line)
    return replace(system, lines=tuple(lines))


def _home(line: Line, units: Units) -> str | None:
    """Return the grouping factor at whose level a line belongs; None for level 1."""
    for part in walk(line.left):
        match part:
            case Symbol(of=RandomEffect(block, _)) if line.relation == "~":
                return units.spec.blocks[block].group
            case Symbol(sub=sub, of=VaryingCoefficient()) if line.relation == "=" and part is line.left:
                groups = [units.unit_of(index) for index in sub if isinstance(index, Index)]
                finest = sorted(
                    (group for group in groups if group != OBSERVATION),
                    key=lambda group: units.number(group) or 0,
                )
                return finest[0] if finest else None
            case _:
                pass
    return None
