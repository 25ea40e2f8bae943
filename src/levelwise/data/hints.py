"""What a caller says about the variables when there is no data, or to confirm it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from levelwise.data.factors import MAX_HINTED
from levelwise.data.schema import Column, Schema
from levelwise.data.values import FactorHint, label_of
from levelwise.errors import DataError, UnknownNameError
from levelwise.formula.bars import Group
from levelwise.formula.syntax import Call, Name, Node, Number, Operation, deparse, names_in, quoted
from levelwise.formula.terms import TermSet

_FACTOR_CALLS = {"factor": "factor", "as.factor": "factor", "C": "factor", "ordered": "ordered"}


@dataclass(frozen=True, slots=True)
class Hints:
    """The caller's hints.

    Attributes
    ----------
    levels : mapping of str to str
        Variable to the grouping factor it belongs to, such as ``{"sector": "sch.id"}``.
    nesting : mapping of str to str
        Child to parent, such as ``{"class": "school"}``.
    factors : mapping of str to categories
        The categories of a factor in order, the first being the reference.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    nesting: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, FactorHint] = field(default_factory=dict)

    def check_names(self, termset: TermSet, nodes: Mapping[str, Node]) -> None:
        """Raise UnknownNameError for a hint about something the formula does not have."""
        groups = {bar.group.label for bar in termset.bars}
        for name in (*self.levels.values(), *self.nesting, *self.nesting.values()):
            if name not in groups:
                raise UnknownNameError("grouping factor in the formula called", name, groups)
        known = {*nodes, *(name for node in nodes.values() for name in names_in(node))}
        for name in self.levels:
            if name not in known:
                raise UnknownNameError("predictor in the formula called", name, known)

    def agree_with(self, constant: Mapping[str, frozenset[str]], within: Mapping[str, frozenset[str]]) -> None:
        """Raise DataError where the data contradict a hint."""
        for child, parent in self.nesting.items():
            if parent not in within[child]:
                message = (
                    f"nesting= says that {child} is nested in {parent}, but a group of {child} occurs in several "
                    f"groups of {parent}; if the ids of {child} start again in each {parent}, write "
                    f"(… | {parent}/{child})"
                )
                raise DataError(message)
        for name, group in self.levels.items():
            known = constant.get(name, constant.get(quoted(name)))
            if known is not None and group not in known:
                message = f"levels= says that {name} belongs to {group}, but it varies within groups of {group}"
                raise DataError(message)


def without_data(termset: TermSet, nodes: Mapping[str, Node], hints: Hints, offsets: tuple[Node, ...] = ()) -> Schema:
    """Return the facts that hints and the formula alone give."""
    groups = {bar.group.label: bar.group for bar in termset.bars}
    within = _nesting(groups, hints)
    every = (*nodes.values(), *offsets)
    inner = {quoted(name): Name(name) for node in every for name in names_in(node) if quoted(name) not in nodes}
    constant = {text: _constant(text, node, hints, groups, within) for text, node in (*nodes.items(), *inner.items())}
    columns = {text: _column(text, node, hints) for text, node in nodes.items()}
    notes: tuple[str, ...] = ()
    free = [text for text in nodes if not constant[text]]
    if groups and free:
        names = ", ".join(free)
        notes = (f"no data: these predictors count as level 1 unless levels= says otherwise: {names}",)
    unknown = [
        f"{a} and {b}"
        for i, a in enumerate(groups)
        for b in list(groups)[i + 1 :]
        if a not in within[b] and b not in within[a]
    ]
    if unknown:
        notes += (
            f"no data: these grouping factors count as crossed unless nesting= says otherwise: {'; '.join(unknown)}",
        )
    return Schema(columns, constant, within, {}, None, None, notes)


def _nesting(groups: Mapping[str, Group], hints: Hints) -> dict[str, frozenset[str]]:
    """Close what ``a/b``, ``a:b`` beside ``a``, and ``nesting=`` say under transitivity."""
    direct: dict[str, set[str]] = {label: set() for label in groups}
    for label, group in groups.items():
        direct[label] |= {other for other, o in groups.items() if other != label and set(o.parts) < set(group.parts)}
    for child, parent in hints.nesting.items():
        if child == parent or child in _reach(direct, parent):
            raise DataError(f"nesting= goes round in a circle at {child!r}")
        direct[child].add(parent)
    return {label: frozenset(_reach(direct, label) - {label}) for label in groups}


def _reach(direct: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        label = todo.pop()
        if label not in seen:
            seen.add(label)
            todo.extend(direct[label])
    return seen


def _constant(
    text: str,
    node: Node,
    hints: Hints,
    groups: Mapping[str, Group],
    within: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    if text in hints.levels:
        return _finer(hints.levels[text], within)
    names = names_in(node)
    result = frozenset(groups)
    for name in names:
        if name in hints.levels:
            result &= _finer(hints.levels[name], within)
        else:
            # a grouping column used as a predictor is constant within its own groups
            result &= frozenset(label for label, group in groups.items() if name in group.parts)
    return result if names else frozenset()


def _finer(label: str, within: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset({label, *(inner for inner, outer in within.items() if label in outer)})


def _column(text: str, node: Node, hints: Hints) -> Column:
    inner, kind = node, "factor"
    if isinstance(node, Call) and node.function in _FACTOR_CALLS and node.arguments:
        kind = _FACTOR_CALLS[node.function]
        inner = node.arguments[0].value
        if not (isinstance(inner, Name) and inner.text in hints.factors):
            message = f'without data the categories of {text} must be given: factors={{{_quoted(inner)}: ["a", "b"]}}'
            raise DataError(message)
    if isinstance(inner, Name) and inner.text in hints.factors:
        return Column(text, kind, _categories(inner.text, hints.factors[inner.text]))
    if isinstance(node, Call) and node.function in ("ns", "bs"):
        raise DataError(f"{text} stands for several columns, which this version cannot write")
    if isinstance(node, Call) and node.function == "poly" and _degree(node) > 1:
        return Column(text, "basis", tuple(str(n + 1) for n in range(_degree(node))))
    if isinstance(node, Operation) and node.operator in ("<", ">", "<=", ">=", "==", "!=", "!", "&", "&&"):
        return Column(text, "logical", ("FALSE", "TRUE"))
    return Column(text, "numeric")


def _quoted(node: Node) -> str:
    names = names_in(node)
    return f'"{names[0]}"' if names else '"x"'


def _degree(node: Call) -> int:
    named = [a.value for a in node.arguments if a.name == "degree"]
    positional = [a.value for a in node.arguments if a.name is None][1:2]
    for value in (*named, *positional):
        if isinstance(value, Number) and 1 <= value.value <= 100 and value.value % 1 == 0:
            return int(value.value)
        raise DataError(f"the degree of poly() must be a whole number from 1 to 100, not {deparse(value)}")
    return 1


def _categories(name: str, hint: FactorHint) -> tuple[str, ...]:
    if not isinstance(hint, Mapping | Sequence) or isinstance(hint, str) or len(hint) == 0:
        message = f"without data the categories of {name!r} must be listed, the reference first"
        raise DataError(message)
    if len(hint) > MAX_HINTED:
        raise DataError(f"{len(hint):,} categories are given for {name!r}; the limit is {MAX_HINTED:,}")
    labels = tuple(label_of(v) for v in (hint.values() if isinstance(hint, Mapping) else hint))
    return tuple(dict.fromkeys(labels))
