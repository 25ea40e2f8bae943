"""The grouping factors within whose groups an expression is constant, derived from its columns and group means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from levelwise.formula.centring import Centring, centring, sources
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import Node, names_in, quoted

Nesting = Mapping[str, frozenset[str]]
"""For each grouping factor, the factors in which it is nested."""

ColumnConstancy = Callable[[str], frozenset[str]]
"""A function that returns the factors within whose groups a column is constant."""


def constant_by_sources(
    node: Node, groups: Mapping[str, Group], within: Nesting, of_column: ColumnConstancy
) -> frozenset[str]:
    """Return the factors within whose groups all columns and group means of an expression are constant."""
    result = frozenset(groups)
    for source in sources(node):
        mean = centring(source)
        if mean is not None:
            result &= _group_mean_constancy(mean, groups, within, of_column)
        else:
            for name in names_in(source):
                result &= of_column(name)
    return result


def _group_mean_constancy(
    mean: Centring, groups: Mapping[str, Group], within: Nesting, of_column: ColumnConstancy
) -> frozenset[str]:
    """Return the factors within whose groups a group mean is constant: its own factor, and those nested in it.

    If the variable itself is constant within those groups, the mean equals the variable.
    """
    assert mean.group is not None  # a grand mean is not among the sources
    names = set(names_in(mean.group))
    for label, group in groups.items():
        if set(group.parts) == names:
            sources_constant = constant_by_sources(mean.inner, groups, within, of_column)
            return sources_constant if label in sources_constant else with_nested(label, within)
    return constant_by_sources(mean.group, groups, within, of_column)


def with_nested(label: str, within: Nesting) -> frozenset[str]:
    """Return a factor together with the factors nested in it."""
    return frozenset({label, *(inner for inner, outer in within.items() if label in outer)})


def constant_names(groups: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the factors within whose groups R's abbreviations T and F are constant, unless they are columns: all."""
    return dict.fromkeys(("T", "F"), frozenset(groups))


def column_constancy(constant: Mapping[str, frozenset[str]], groups: Iterable[str]) -> ColumnConstancy:
    """Return a lookup of constancy by column name; other names in a call, such as TRUE or contr.sum, are constant."""
    known, everywhere = dict(constant), frozenset(groups)
    return lambda name: known.get(quoted(name), everywhere)
