"""Factors by index: one effect for each category of a factor, in place of a coefficient for each dummy variable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Brackets,
    Index,
    Line,
    Node,
    Number,
    Quantity,
    Scaled,
    Scripted,
    Signed,
    Sum,
    Symbol,
    System,
    Times,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import OptionError
from levelwise.model.parameters import FixedEffect
from levelwise.model.spec import Cell, ModelSpec
from levelwise.text.note import Note
from levelwise.text.sentences import listed

_LETTERS = "ijklmnopqrstuvwxyzabcdefgh"


def by_index(system: System, spec: ModelSpec) -> System:
    """Return a system in which the columns of a factor are one term, whose index is the category.

    Raises
    ------
    OptionError
        When the model has no factor, a coefficient of one varies or has an equation of its own, or two sets of effects
        would look alike.
    """
    used = {part.letter for part in walk(system.lines) if isinstance(part, Index)}
    free = (letter for letter in _LETTERS if letter not in used)
    letters: dict[str, str] = {}
    for cell in _cells(system.lines):
        if _is_factor(cell) and cell.variable not in letters:
            letters[cell.variable] = next(free)
    if not letters:
        raise OptionError("index_factors has no effect: the equations have no factor")
    for part in walk(system.lines):
        factors = [cell for cell in _cells(part) if _is_factor(cell)] if isinstance(part, Scaled) else []
        if factors and not (isinstance(part, Scaled) and _is_fixed(part.coefficient)):
            raise OptionError(
                f"index_factors cannot be used here: a coefficient of {factors[0].variable} varies over groups or has "
                "an equation of its own, so that each category needs its own term"
            )

    _check_one_meaning(system)

    def changed(node: Node | Line) -> Node | Line:
        return Sum(_gathered(node.terms, letters)) if isinstance(node, Sum) else node

    written = transform(system, changed)
    if not spec.blocks:
        written = _renumbered(written)
    return replace(written, notes=(*written.notes, Note("factors-by-index", _explained(letters))))


def _check_one_meaning(system: System) -> None:
    """Check that no two sets of effects look alike, such as those on the intercepts and those on the slopes."""
    owner: dict[frozenset[object], frozenset[object]] = {}
    for part in walk(system.lines):
        cells = _cells(part) if isinstance(part, Scaled) else []
        factors = [cell.variable for cell in cells if _is_factor(cell)]
        if not factors or not isinstance(part, Scaled) or not isinstance(part.coefficient, Symbol):
            continue
        effect = part.coefficient.of
        if not isinstance(effect, FixedEffect):
            continue
        columns = _by_factor(effect.key)
        if owner.setdefault(_by_factor(cells), columns) != columns:
            raise OptionError(
                f"index_factors cannot be used here: {factors[0]} acts on the intercepts and on a slope, or on several "
                "slopes, of the groups, and the two effects of a category would look alike"
            )


def _by_factor(cells: Iterable[Cell]) -> frozenset[object]:
    """Return the parts of a product without the categories of its factors."""
    return frozenset(cell.variable if _is_factor(cell) else cell for cell in cells)


def _gathered(terms: tuple[Signed, ...], letters: dict[str, str]) -> tuple[Signed, ...]:
    seen: set[object] = set()
    kept: list[Signed] = []
    for sign, term in terms:
        cells = list(_cells(term)) if isinstance(term, Scaled) else []
        if not isinstance(term, Scaled) or not any(map(_is_factor, cells)):
            kept.append((sign, term))
            continue
        columns = _by_factor(cells)
        if columns not in seen:
            seen.add(columns)
            kept.append((sign, _indexed(term.factor, letters)))
    return tuple(kept)


def _indexed(factor: Node, letters: dict[str, str]) -> Node:
    """Return a product of variables with the index of a category in place of the category of each factor."""

    def changed(node: Node | Line) -> Node | Line:
        if not isinstance(node, Quantity) or node.of is None or not _is_factor(node.of):
            return node
        index = Word(letters[node.of.variable])
        match node.body:
            case Scripted(base, (Word(), *rest), ()):
                return Quantity(Scripted(base, (index, *rest)))  # of no single column
        return Quantity(Scripted(node.body, (index,)))

    written = transform(factor, changed)
    return Brackets(written) if isinstance(written, Times) else written


def _renumbered(system: System) -> System:
    """Return a system whose slopes are numbered from 1 on without gaps."""
    numbers: dict[tuple[str, str], str] = {}
    for part in walk(system.lines):
        if isinstance(part, Symbol) and isinstance(part.of, FixedEffect):
            for one in part.sub:
                if isinstance(one, Number):
                    numbers.setdefault((part.name, one.text), str(len(numbers) + 1))

    def changed(node: Node | Line) -> Node | Line:
        if not isinstance(node, Symbol) or not isinstance(node.of, FixedEffect):
            return node
        sub = tuple(Number(numbers[node.name, one.text]) if isinstance(one, Number) else one for one in node.sub)
        return replace(node, sub=sub)

    return transform(system, changed)


def _explained(letters: dict[str, str]) -> str:
    shown = listed([f"{name} with the index {letter}" for name, letter in letters.items()])
    return (
        f"{shown}: the effect of a category, which is 0 for the reference category; a product with such a name is the "
        "difference that the category makes in the slope of the other part"
    )


def _cells(tree: object) -> list[Cell]:
    return [part.of for part in walk(tree) if isinstance(part, Quantity) and part.of is not None]


def _is_factor(cell: Cell) -> bool:
    return cell.kind in ("indicator", "contrast")


def _is_fixed(coefficient: Node) -> bool:
    return isinstance(coefficient, Symbol) and isinstance(coefficient.of, FixedEffect)
