"""The numbers of coefficients and random effects, which must agree with their places in the equations."""

from __future__ import annotations

from levelwise.equation.tree import Distribution, Index, Line, Node, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    FixedEffect,
    LevelOneResidual,
    Mean,
    MeanShare,
    RandomEffect,
    VaryingCoefficient,
)
from levelwise.model.spec import Cell, Key, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.parts.by_level import stands_alone
from levelwise.proof.lines import Lines
from levelwise.proof.link_functions import is_mean
from levelwise.proof.matrix_form import is_about_vectors
from levelwise.proof.reading import Term, is_of_group, is_structure, numbers, spelling, sums


def check(system: System, lines: Lines, spec: ModelSpec, conventions: Conventions) -> None:
    """Check the numbers of every symbol of a system whose linear predictor is correct.

    Raises
    ------
    VerificationError
        When a symbol does not have the number that its place requires.
    """
    _check_same_count(lines)
    if conventions.numbering == "columns":
        _check_columns(system)
        return
    combined = conventions.numbering == "levels" and not _defines_coefficients(lines)
    counted = _Coordinates(spec, conventions) if combined else None
    # the distribution of a generalized linear model has only the mean, which the next line defines
    first = system.lines[0]
    only_mean = not spec.is_linear and (isinstance(first.right, Distribution) or is_mean(first.right))
    for line in system.lines[1:] if only_mean else system.lines:
        if is_about_vectors(line.left) or is_structure(line):
            continue
        for left, terms in sums(line):
            if counted is not None and isinstance(line.right, Distribution):
                continue
            if counted is not None:
                counted.check(terms)
            elif conventions.numbering == "levels":
                _check_levels(left, terms, conventions)
            else:
                _check_rows(line, left, terms, conventions)
    if counted is not None:
        counted.check_gaps()


def _check_columns(system: System) -> None:
    """Check that all symbols of a design column have its number: 0 for the constant, the others from 1 on."""
    number_of: dict[Key, int] = {}
    for symbol in (node for line in system.lines for node in walk(line) if isinstance(node, Symbol)):
        if not isinstance(symbol.of, FixedEffect | VaryingCoefficient | RandomEffect):
            continue
        wanted = number_of.setdefault(symbol.of.key, 1 + sum(map(bool, number_of)) if symbol.of.key else 0)
        if numbers(symbol) != (wanted,):
            raise VerificationError(f"{spelling(symbol)} should have the number {wanted}")


def _defines_coefficients(lines: Lines) -> bool:
    """Return whether coefficients have equations of their own."""
    return any(isinstance(one.symbol.of, VaryingCoefficient) for one in lines.equations.values())


def _check_same_count(lines: Lines) -> None:
    """Check that the random effects of a block have equally many numbers."""
    counts: dict[int, int] = {}
    for one in lines.effects.values():
        assert isinstance(one.symbol.of, RandomEffect)  # checked where the line was read
        count = len(numbers(one.symbol))
        if one.symbol.of.key and counts.setdefault(one.symbol.of.block, count) != count:
            raise VerificationError(f"{spelling(one.symbol)} does not have as many numbers as the others of its block")


def _check_levels(left: Node, terms: tuple[Term, ...], conventions: Conventions) -> None:
    """Check an equation in which a coefficient has the numbers of the equation and a further one."""
    prefix = numbers(left) if isinstance(left, Symbol) and isinstance(left.of, VaryingCoefficient) else ()
    counters: dict[str, int] = {}
    for term in terms:
        symbol = term.coefficient
        if symbol is None or not isinstance(symbol.of, FixedEffect | MeanShare | VaryingCoefficient | RandomEffect):
            continue
        own = numbers(symbol)
        if symbol.name in conventions.unnumbered:
            if own != prefix:
                raise VerificationError(f"{spelling(symbol)} does not have the number of its equation")
            continue
        if own[: len(prefix)] != prefix:
            raise VerificationError(f"{spelling(symbol)} occurs in the equation of another coefficient")
        if isinstance(symbol.of, RandomEffect):
            if not term.quantities and any(own[len(prefix) :]):
                raise VerificationError(f"{spelling(symbol)} has a number but does not multiply a predictor")
            continue
        _check_count(symbol, term, own[len(prefix) :], counters)


def _check_rows(line: Line, left: Node, terms: tuple[Term, ...], conventions: Conventions) -> None:
    """Check an equation or a mean whose coefficients are numbered, and name the coefficient that they predict."""
    if is_of_group(line) and isinstance(left, Symbol):
        _check_regression(left, terms)
        return
    counters: dict[str, int] = {}
    known: dict[frozenset[object], int] = {}
    for term in terms:
        symbol = term.coefficient
        if symbol is None or isinstance(symbol.of, LevelOneResidual | Mean):
            continue
        own = numbers(symbol)
        if not term.quantities and (symbol.name in conventions.unnumbered or isinstance(symbol.of, RandomEffect)):
            if own:
                raise VerificationError(f"{spelling(symbol)} is a constant but has a number")
            continue
        if conventions.shared and term.quantities:
            product = frozenset(one.of for one in term.quantities)
            wanted = known.setdefault(product, len(known) + 1)
            if own != (() if conventions.sole else (wanted,)) or (conventions.sole and wanted > 1):
                raise VerificationError(f"{spelling(symbol)} should have the number {wanted}")
            continue
        _check_count(symbol, term, own, counters)


def _check_regression(left: Symbol, terms: tuple[Term, ...]) -> None:
    """Check the mean of a coefficient: a coefficient of a coarser group has its number, the others name it."""
    counters: dict[str, int] = {}
    own = [one.coefficient for one in terms if one.coefficient is not None and not _is_coarser(one)]
    if len({spelling(Symbol("", sup=symbol.sup)) for symbol in own}) > 1:
        raise VerificationError("the coefficients of one mean name two random effects")
    for term in terms:
        symbol = term.coefficient
        if symbol is None:
            continue
        if _is_coarser(term):
            if numbers(symbol) != numbers(left) or symbol.sup != left.sup:
                raise VerificationError(f"{spelling(symbol)} does not have the number of {spelling(left)}")
        elif any(isinstance(part, Symbol) for part in symbol.sub):
            _check_mean(symbol, left)
        elif isinstance(symbol.of, FixedEffect) and not term.quantities and spelling(symbol) == _names(left)[1]:
            continue  # the mean of α_j is α
        else:
            _check_row_name(symbol, left)
            _check_count(symbol, term, numbers(symbol), counters)


def _is_coarser(term: Term) -> bool:
    """Return whether a term is a random coefficient by itself, which is that of a coarser group."""
    return term.coefficient is not None and isinstance(term.coefficient.of, RandomEffect) and not term.quantities


def _check_count(symbol: Symbol, term: Term, own: tuple[int, ...], counters: dict[str, int]) -> None:
    """Check the last number of a coefficient: 0 for the constant, then from 1 on for each letter."""
    wanted = 0
    if term.quantities:
        counters[symbol.name] = wanted = counters.get(symbol.name, 0) + 1
    if own != (wanted,):
        raise VerificationError(f"{spelling(symbol)} should have the number {wanted}")


def _check_mean(symbol: Symbol, left: Symbol) -> None:
    """Check a mean that has its effect as a subscript: μ with α_j."""
    named = [spelling(part) for part in symbol.sub if isinstance(part, Symbol)]
    if len(named) != len(symbol.sub) or len(named) != 1 or named[0] not in _names(left):
        raise VerificationError(f"{spelling(symbol)} is not the mean of the effect in its subscript")


def _check_row_name(symbol: Symbol, left: Symbol) -> None:
    """Check that a coefficient names the effect that it predicts, with or without its index."""
    named = symbol.sup[0] if symbol.sup else None
    if not isinstance(named, Symbol) or spelling(named) not in _names(left):
        raise VerificationError(f"{spelling(symbol)} occurs in the mean of {spelling(left)} but does not name it")


def _names(symbol: Symbol) -> tuple[str, ...]:
    """Return the ways to write a coefficient in a script: with its index or without, with its superscript or without.

    Without its superscript it could be another coefficient of the same letter; then two symbols look alike.
    """
    bare = tuple(part for part in symbol.sub if not isinstance(part, Index))
    return (spelling(symbol), *(spelling(Symbol(symbol.name, bare, above)) for above in (symbol.sup, ())))


class _Coordinates:
    """The numbers of a single equation: one for each level, which identifies the part of the product at that level.

    In γ₁₀, the first number is that of a level-1 predictor; the second means that there is no group-level predictor. If
    the factors are not all nested, there are two: one of the level-1 part of the product, and one of the group-level
    part, which each letter counts for itself.
    """

    def __init__(self, spec: ModelSpec, conventions: Conventions) -> None:
        self.spec = spec
        self.unnumbered = conventions.unnumbered
        self.nested = conventions.nested
        self.alone = stands_alone(spec)
        inner_first = sorted(spec.levels, key=lambda level: -len(level.within))
        self.homes = (None, *(level.group.label for level in inner_first))
        self.part_of: dict[tuple[object, ...], Key] = {}
        self.number_of: dict[tuple[object, ...], dict[Key, int]] = {}

    def check(self, terms: tuple[Term, ...]) -> None:
        for term in terms:
            symbol = term.coefficient
            if symbol is None or not isinstance(symbol.of, FixedEffect | RandomEffect):
                continue
            self._check_one(symbol, symbol.of)

    def _check_one(self, symbol: Symbol, meaning: FixedEffect | RandomEffect) -> None:
        own = numbers(symbol)
        if symbol.name in self.unnumbered and isinstance(meaning, FixedEffect):
            own = (*own, 0)  # θ₁ has no number for the constant of its equation
        count = 2 if isinstance(meaning, FixedEffect) else len(own)
        parts = self._parts(meaning) if self.nested else self._two_parts(meaning.key, count)
        if len(own) != len(parts):
            raise VerificationError(f"{spelling(symbol)} should have {len(parts)} numbers")
        for place, (number, part) in enumerate(zip(own, parts, strict=True)):
            counted = ("level", place, parts[:place])
            before = counted if self.nested or not place else (*counted, self.spec.home(part))
            if self.part_of.setdefault((*before, number), part) != part:
                raise VerificationError(f"{spelling(symbol)} has the number of another predictor")
            known = self.number_of.setdefault(before, {})
            if known.setdefault(part, number) != number or (number == 0) != (not part):
                raise VerificationError(f"{spelling(symbol)} does not have the number of its predictor")

    def _parts(self, meaning: FixedEffect | RandomEffect) -> tuple[Key, ...]:
        """Return the part of a product at each level, up to that of the coefficient."""
        if isinstance(meaning, FixedEffect):
            homes = self.homes
        else:
            homes = self.homes[: self.homes.index(self.spec.blocks[meaning.block].group)]
        if meaning.key in self.alone:
            return (meaning.key, *(frozenset[Cell]() for _ in homes[1:]))
        return tuple(frozenset(cell for cell in meaning.key if self._home(cell) == home) for home in homes)

    def _two_parts(self, key: Key, count: int) -> tuple[Key, ...]:
        """Return the level-1 part and the group-level part of a product."""
        grouped = frozenset(cell for cell in key if self._home(cell) is not None)
        if key in self.alone or self.spec.home(grouped) is None:
            parts: tuple[Key, ...] = (key, frozenset())
        else:
            parts = (key - grouped, grouped)
        return parts if count > 1 or parts[1] else parts[:count]

    def _home(self, cell: Cell) -> str | None:
        return self.spec.home((cell,))

    def check_gaps(self) -> None:
        """Check that the numbers of a level run from 1 on without a gap."""
        for known in self.number_of.values():
            found = sorted(number for number in known.values() if number)
            if found != list(range(1, len(found) + 1)):
                raise VerificationError(f"the numbers {found} of the coefficients have a gap")
