"""Hints: what the caller states about the variables, instead of data or to be confirmed by the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from levelwise.data.columns import FactorHint, check_hinted, label_of
from levelwise.data.constancy import constant_by_sources, with_nested
from levelwise.data.schema import Column, Schema
from levelwise.dataclass import dataclass
from levelwise.errors import DataError, LevelwiseError, UnknownNameError
from levelwise.formula.bars import grouping_parts
from levelwise.formula.expanded import Group, TermSet
from levelwise.formula.expression import parse_tree
from levelwise.formula.syntax import LOGICAL_OPERATORS, Call, Name, Node, Operation, deparse, names_in, quoted
from levelwise.text.note import Note


@dataclass(frozen=True)
class Hints:
    """The caller's hints.

    Attributes
    ----------
    levels : mapping of str to str
        From a variable to the grouping factor within whose groups it is constant, such as ``{"sector": "sch.id"}``.
    nesting : mapping of str to str
        From the nested factor to the one it is nested in, such as ``{"class": "school"}``.
    factors : mapping of str to categories
        The categories of a factor in order, the reference category first.
    contrasts : mapping of str to contrasts
        The contrasts of a factor, such as ``{"sector": "sum"}``.
    labels, units : mapping of str to str
        Descriptions and units of variables, for the legend.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    nesting: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, FactorHint] = field(default_factory=dict)
    contrasts: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def as_in_formula(self, termset: TermSet, nodes: Mapping[str, Node]) -> Hints:
        """Return the hints with names as the formula has them: ``class`` or ``school/class`` for ``class:school``."""
        if not self.levels and not self.nesting:
            return self
        groups = {bar.group.label: bar.group for bar in termset.bars}
        known = {*nodes, *(name for node in nodes.values() for name in names_in(node))}
        levels = {_predictor(name, known): _label(group, groups) for name, group in self.levels.items()}
        nesting = {_label(child, groups): _label(parent, groups) for child, parent in self.nesting.items()}
        return replace(self, levels=levels, nesting=nesting)

    def check_names(self, termset: TermSet, nodes: Mapping[str, Node]) -> None:
        """Raise UnknownNameError for a hint about a name that does not occur in the formula."""
        groups = {bar.group.label for bar in termset.bars}
        for name in (*self.levels.values(), *self.nesting, *self.nesting.values()):
            if name not in groups:
                raise UnknownNameError("grouping factor", name, groups, of="in the formula")
        known = {*nodes, *(name for node in nodes.values() for name in names_in(node))}
        for name in self.levels:
            if name not in known:
                raise UnknownNameError("predictor", name, known, of="in the formula")

    def check_data(self, constant: Mapping[str, frozenset[str]], within: Mapping[str, frozenset[str]]) -> None:
        """Raise DataError if the data contradict a hint."""
        for child, parent in self.nesting.items():
            if child == parent:
                raise _circular(child)
            if parent not in within[child]:
                message = (
                    f"nesting= declares {child} to be nested in {parent}, but a group of {child} occurs in several "
                    f"groups of {parent}; if the ids of {child} restart within each {parent}, write "
                    f"(… | {parent}/{child})"
                )
                raise DataError(message)
        for name, group in self.levels.items():
            known = constant.get(name, constant.get(quoted(name)))
            if known is not None and group not in known:
                message = f"levels= assigns {name} to {group}, but {name} varies within groups of {group}"
                raise DataError(message)


def _label(name: str, groups: Mapping[str, Group]) -> str:
    """Return the label of the grouping factor that a name stands for; the name itself if there is none, or several."""
    if not isinstance(name, str):
        return str(name)  # what is no name is reported with the names that there are
    if name in groups:
        return name
    try:
        parts = grouping_parts(parse_tree(name), name)[0].parts
    except LevelwiseError:
        return name
    same = [label for label, group in groups.items() if set(group.parts) == set(parts)]
    innermost = [label for label, group in groups.items() if len(parts) == 1 and group.parts[0] == parts[0]]
    found = same or innermost
    return found[0] if len(found) == 1 else name


def _predictor(name: str, known: Collection[str]) -> str:
    """Return the predictor that a name stands for, such as ``log(x + 1)`` for ``log(x+1)``; else the name itself."""
    if not isinstance(name, str):
        return str(name)
    if name in known:
        return name
    try:
        tree = parse_tree(name)
    except LevelwiseError:
        return name
    text, inner = deparse(tree), names_in(tree)
    if text in known:
        return text
    return inner[0] if len(inner) == 1 and inner[0] in known else name


class _UnknownCategoriesError(DataError):
    """The categories of a factor are neither known nor given."""


def without_data(termset: TermSet, nodes: Mapping[str, Node], hints: Hints, offsets: tuple[Node, ...] = ()) -> Schema:
    """Return the facts that follow from the formula and the hints alone."""
    groups = {bar.group.label: bar.group for bar in termset.bars}
    within = _nesting(groups, hints)
    every = (*nodes.values(), *offsets)
    inner = {quoted(name): Name(name) for node in every for name in names_in(node) if quoted(name) not in nodes}
    constant = {text: _constant(text, node, hints, groups, within) for text, node in (*nodes.items(), *inner.items())}
    source = termset.formula.source
    columns: dict[str, Column] = {}
    unlisted: set[str] = set()
    notes: list[Note] = []
    for text, node in nodes.items():
        try:
            columns[text] = _column(text, node, hints, source)
        except _UnknownCategoriesError as unknown:
            columns[text] = Column(text, "numeric")
            unlisted.add(text)
            notes.append(Note("unknown-categories", str(unknown)))
    free = [text for text in nodes if not constant[text]]
    if groups and free:
        names = ", ".join(free)
        message = f"without data, these predictors are assigned to level 1 unless levels= says otherwise: {names}"
        notes.append(Note("assumed-level-1", message))
    crossed = [
        f"{a} and {b}"
        for i, a in enumerate(groups)
        for b in list(groups)[i + 1 :]
        if a not in within[b] and b not in within[a]
    ]
    if crossed:
        pairs = "; ".join(crossed)
        message = f"without data, these grouping factors are treated as crossed unless nesting= says otherwise: {pairs}"
        notes.append(Note("assumed-crossed", message))
    response = _response(termset.response, hints, source)
    return Schema(columns, constant, within, {}, None, None, tuple(notes), response, unlisted=frozenset(unlisted))


def _response(node: Node, hints: Hints, source: str) -> Column | None:
    """Return what the expression and the hints tell about a response that is a factor; None for any other."""
    try:
        found = _column(deparse(node), node, hints, source)
    except _UnknownCategoriesError:
        return None
    return found if found.is_factor else None


def _nesting(groups: Mapping[str, Group], hints: Hints) -> dict[str, frozenset[str]]:
    """Return the transitive closure of the nesting implied by ``a/b``, by ``a:b`` beside ``a``, and by ``nesting=``."""
    direct: dict[str, set[str]] = {label: set() for label in groups}
    for label, group in groups.items():
        direct[label] |= {other for other, o in groups.items() if other != label and set(o.parts) < set(group.parts)}
    for child, parent in hints.nesting.items():
        if child == parent or child in _ancestors(direct, parent):
            raise _circular(child)
        direct[child].add(parent)
    return {label: frozenset(_ancestors(direct, label) - {label}) for label in groups}


def _circular(child: str) -> DataError:
    return DataError(f"nesting= is circular: it nests {child!r} in itself")


def _ancestors(direct: Mapping[str, set[str]], start: str) -> set[str]:
    """Return a factor and all factors in which it is nested, directly or indirectly."""
    found: set[str] = set()
    todo = [start]
    while todo:
        label = todo.pop()
        if label not in found:
            found.add(label)
            todo.extend(direct[label])
    return found


def _constant(
    text: str,
    node: Node,
    hints: Hints,
    groups: Mapping[str, Group],
    within: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    if text in hints.levels:
        return with_nested(hints.levels[text], within)

    def of_column(name: str) -> frozenset[str]:
        if name in hints.levels:
            return with_nested(hints.levels[name], within)
        # a grouping variable used as a predictor is constant within its own groups
        return frozenset(label for label, group in groups.items() if name in group.parts)

    return constant_by_sources(node, groups, within, of_column) if names_in(node) else frozenset()


def _column(text: str, node: Node, hints: Hints, source: str) -> Column:
    """Return what the expression and the hints tell about a variable."""
    if isinstance(node, Name) and node.text in hints.factors:
        return Column(text, "factor", _categories(node.text, hints.factors[node.text]))
    if isinstance(node, Call):
        from levelwise.data.functions.catalogue import shape

        found = shape(node, source, lambda inner: _labels(inner, text, hints, source))
        if found is not None:
            return found
    if isinstance(node, Operation) and node.operator in LOGICAL_OPERATORS:
        return Column(text, "logical", ("FALSE", "TRUE"))
    return Column(text, "numeric")


def with_values(columns: Mapping[str, Column], nodes: Mapping[str, Node], hints: Hints) -> dict[str, Column]:
    """Return the variables of a formula, each factor with the values that a mapping in ``factors=`` renames."""
    found = dict(columns)
    for text, node in nodes.items():
        hint = hints.factors.get(node.text) if isinstance(node, Name) else None
        if isinstance(hint, Mapping) and text in found:
            pairs = tuple((label_of(value), label_of(label)) for value, label in hint.items())
            kept = dict.fromkeys(found[text].categories)
            found[text] = replace(found[text], values=tuple(pair for pair in pairs if pair[1] in kept))
    return found


def _labels(node: Node, variable: str, hints: Hints, source: str) -> tuple[str, ...]:
    """Return the categories of a variable that is part of another one."""
    if isinstance(node, Name | Call):
        found = _column(deparse(node), node, hints, source)
        if found.is_factor:
            return found.categories
    names = names_in(node)
    quoted_name = f'"{names[0]}"' if names else '"x"'
    message = (
        f"without data, the categories of {variable} are unknown, and it is written as one term; list them, as in "
        f'factors={{{quoted_name}: ["a", "b"]}}'
    )
    raise _UnknownCategoriesError(message)


def _categories(name: str, hint: FactorHint) -> tuple[str, ...]:
    if not isinstance(hint, Mapping | Sequence) or isinstance(hint, str) or len(hint) == 0:
        message = f"without data, factors= must list the categories of {name!r}, the reference category first"
        raise DataError(message)
    check_hinted(name, len(hint))
    labels = tuple(label_of(v) for v in (hint.values() if isinstance(hint, Mapping) else hint))
    return tuple(dict.fromkeys(labels))
