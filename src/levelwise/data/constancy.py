"""Where an expression can be constant, by the columns and group means it is written with (law 4 of the notations)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.formula.centring import Centring, centring, sources
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import Node, names_in

Within = Mapping[str, frozenset[str]]
"""For each grouping factor those it is nested in."""

OfColumn = Callable[[str], frozenset[str]]
"""Gives the factors within whose groups a column is constant."""


def constant_by_sources(node: Node, groups: Mapping[str, Group], within: Within, of_column: OfColumn) -> frozenset[str]:
    """Return the factors within whose groups every column and every group mean of an expression is constant."""
    result = frozenset(groups)
    for source in sources(node):
        mean = centring(source)
        if mean is not None:
            result &= _of_mean(mean, groups, within, of_column)
        else:
            for name in names_in(source):
                result &= of_column(name)
    return result


def _of_mean(mean: Centring, groups: Mapping[str, Group], within: Within, of_column: OfColumn) -> frozenset[str]:
    """Return where a group mean is constant: in its groups, and in what is nested there.

    Where the variable itself is constant in the groups, the mean is the variable.
    """
    assert mean.group is not None  # the grand mean is no source
    names = set(names_in(mean.group))
    for label, group in groups.items():
        if set(group.parts) == names:
            own = constant_by_sources(mean.inner, groups, within, of_column)
            return own if label in own else finer(label, within)
    return constant_by_sources(mean.group, groups, within, of_column)


def finer(label: str, within: Within) -> frozenset[str]:
    """Return a factor and the factors nested in it."""
    return frozenset({label, *(inner for inner, outer in within.items() if label in outer)})
