"""What the rules about groups and rows cannot tell without data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from levelwise.legitimacy.case import Case
from levelwise.legitimacy.identifiability.parameters import number_of
from levelwise.legitimacy.words import listed


def _factors(case: Case) -> list[str]:
    return [level.group.label for level in case.spec.levels]


def of_sizes(case: Case) -> Iterator[str]:
    """Say of which factors the number of groups matters."""
    for label in _factors(case):
        yield f"how many groups {label} has"


def of_labels(case: Case) -> Iterator[str]:
    """Say of which factors the labels may start again in the groups of another."""
    for one, other in combinations(case.spec.levels, 2):
        related = one.group.label in other.within or other.group.label in one.within
        if not related and {len(one.group.parts), len(other.group.parts)} & {1}:
            names = listed((one.group.label, other.group.label))
            yield f"whether {names} are crossed, or the labels of one start again in every group of the other"


def of_sides(case: Case) -> Iterator[str]:
    """Say of which bars the sides may have been changed."""
    for block in case.spec.blocks:
        names = {cell.variable for column in block.effects for cell in column.cells}
        if len(names) == 1 and any(case.built.schema.columns[name].is_factor for name in names):
            yield f"whether {block.group} holds labels, not measurements, beside the factor {names.pop()}"


def of_measures(case: Case) -> Iterator[str]:
    """Say which columns group and might be measurements."""
    names = dict.fromkeys(part for level in case.spec.levels for part in level.group.parts)
    if names:
        yield f"whether the values of {listed(names)} are labels of groups, not measurements"


def of_strays(case: Case) -> Iterator[str]:
    """Say where a variable might vary in a few groups only."""
    names = dict.fromkeys(cell.variable for column in case.spec.fixed for cell in column.cells)
    if names and case.spec.levels:
        yield f"whether {listed(names, 'or')} varies in a few groups of {listed(_factors(case), 'or')} only"


def of_losses(case: Case) -> Iterator[str]:
    """Say that rows may miss values."""
    if case.termset.fixed.terms or case.spec.blocks:
        yield "how many rows miss a value"


def of_singles(case: Case) -> Iterator[str]:
    """Say of which factors the sizes of the groups matter."""
    if case.spec.levels:
        yield f"how many groups of {listed(_factors(case))} have one row only"


def of_parameters(case: Case) -> Iterator[str]:
    """Say how many groups the parameters of a bar ask for."""
    numbers: dict[tuple[object, str], int] = {}
    for block in case.spec.blocks:
        place = (block.span, block.group)
        numbers[place] = numbers.get(place, 0) + number_of(block)
    for (_, group), number in numbers.items():
        if number > 1:
            yield f"whether {group} has at least as many groups as its bar has variances and covariances, {number}"
