"""What is printed for the variables: each in one way, with exactly the indices that determine it (law 4)."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.tree import Brackets, Index, Line, Node, Quantity, Scripted, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.formula import syntax
from levelwise.formula.syntax import deparse, names_in, quoted
from levelwise.model.spec import Cell, Level, ModelSpec
from levelwise.notations.parts.variables import Namer
from levelwise.proof.reading import column, letters


def check(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    """Check every variable of a system; `groups` maps index letters to factors.

    Raises
    ------
    VerificationError
        When a variable is printed as another, in two ways, or with other indices than its own.
    """
    namer = expected_namer(system, spec, groups)
    variables = [node for line in system.lines for node in walk(line) if isinstance(node, Quantity)]
    check_names(variables, spec, namer)
    check_indices(system, spec, groups)
    check_response(system, spec, groups, namer)


def check_names(variables: list[Quantity], spec: ModelSpec, namer: Namer) -> None:
    """Check that each design cell is printed in one way, with its columns, its category and its indices (law 1)."""
    printed: dict[object, Cell] = {}
    ways: dict[Cell, object] = {}
    offsets = {deparse(offset): offset for offset in spec.offsets}
    for quantity in variables:
        cell = quantity.of
        if cell is None:
            continue
        if cell.kind == "offset":
            check_expression(quantity.body, offsets[cell.variable], namer)
            continue
        if printed.setdefault(quantity.body, cell) != cell:
            raise VerificationError(f"two variables are printed alike: {cell.variable}")
        if ways.setdefault(cell, quantity.body) != quantity.body:
            raise VerificationError(f"{cell.variable} is printed in two ways")
        if quantity.body not in namer.forms(cell):
            raise VerificationError(f"what is printed for {cell.variable} is not {cell.variable + cell.label}")


def check_expression(body: Node, expression: syntax.Node, namer: Namer) -> None:
    """Check that what is printed is an expression over columns, in brackets or not."""
    wanted = namer.typeset(expression)
    if body not in (wanted, Brackets(wanted)):
        raise VerificationError(f"what is printed for {deparse(expression)} is not it")


def check_indices(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    """Check that no variable stands in an equation whose index does not determine it (law 4)."""
    for line in system.lines:
        allowed = _determined_letters(line, system, groups, spec)
        for node in walk(line.right):
            if not isinstance(node, Quantity) or node.of is None or allowed is None:
                continue
            if not {part.letter for part in walk(node.body) if isinstance(part, Index)} <= allowed:
                raise VerificationError(f"{node.of.variable} stands in an equation whose index does not determine it")


def expected_namer(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> Namer:
    """Return a namer that gives each column the indices the laws say it has: exactly those that determine it."""
    if system.form == "distributional":
        return Namer(spec)
    expected, whole = _expected_letters(system, spec, groups)

    def of_group(label: str) -> tuple[Index, ...]:
        factors = {label, *(spec.level(label).within if system.form == "levels" else ())}
        letters = {letter for factor in factors for letter in _letters_of(spec.level(factor), spec, groups)}
        return tuple(Index(letter) for letter in whole if letter in letters)

    return Namer(spec, lambda name: tuple(map(Index, expected.get(name, whole))), of_group)


def _letters_of(level: Level, spec: ModelSpec, groups: Mapping[str, str]) -> tuple[str, ...]:
    """Return the letter of a factor, or those of the factors of which it is a cell."""
    own = tuple(letter for letter, group in groups.items() if group == level.group.label)
    if own:
        return own
    finest = level.within - {outer for inner in level.within for outer in spec.level(inner).within}
    return tuple(letter for letter, group in groups.items() if group in finest)


def _expected_letters(
    system: System, spec: ModelSpec, groups: Mapping[str, str]
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the indices of each column, and those of an observation."""
    letter_of = {group: letter for letter, group in groups.items()}
    names = {name for node in (*spec.variables.values(), *spec.offsets) for name in names_in(node)}
    if system.form == "levels":
        heights = {label: -len(spec.level(label).within) for label in letter_of}
        whole = ("i", *sorted(groups, key=lambda letter: heights[groups[letter]]))
    else:
        ordered = [level.group.label for level in spec.levels if level.group.label in letter_of]
        whole = ("i", *(letter_of[label] for label in ordered))
    result: dict[str, tuple[str, ...]] = {}
    for name in names:
        home = spec.home((Cell(quoted(name)),))
        if home is None or home not in letter_of:
            result[name] = whole
        elif system.form == "levels":
            result[name] = whole[whole.index(letter_of[home]) :]
        else:
            result[name] = (letter_of[home],)
    return result, whole


def _determined_letters(line: Line, system: System, groups: Mapping[str, str], spec: ModelSpec) -> set[str] | None:
    """Return the letters a line's left side fixes; None where all are (the response's line)."""
    if line is system.lines[0] or system.form == "distributional":
        return None
    left = column(line.left)[0]
    if not isinstance(left, Symbol):
        return None
    fixed = set(letters(left))
    for letter in tuple(fixed):
        if letter in groups:
            coarser = spec.level(groups[letter]).within
            fixed |= {other for other, group in groups.items() if group in coarser}
    return fixed


def check_response(system: System, spec: ModelSpec, groups: Mapping[str, str], namer: Namer) -> None:
    """Check that the first line is about the response, with the indices of an observation."""
    left = system.lines[0].left
    if isinstance(left, Symbol):
        raise VerificationError("the first line is not about the response")
    if system.form == "distributional":
        if spec.blocks:
            if not isinstance(left, Scripted) or left.sub != (Index("i"),) or left.sup:
                raise VerificationError("the response does not carry the index of an observation")
            left = left.base
        check_expression(left, spec.response.node, namer)
        return
    _, whole = _expected_letters(system, spec, groups)
    check_expression(left, spec.response.node, Namer(spec, lambda _: tuple(map(Index, whole)), namer.unit))
