"""What a reader sees must say one thing: spellings, numbers and indices (laws 1 and 4)."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.meaning import Covariance, Fixed, Meaning, Plain, Random, Share
from levelwise.equation.reading import Term, column, letters, numbers, spelling, terms, walk, words
from levelwise.equation.tree import Index, Law, Line, Quantity, Scripted, Symbol, System, Word
from levelwise.errors import VerificationError
from levelwise.formula.syntax import names_in
from levelwise.model.spec import Cell, ModelSpec


def check(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    """Check every mark of a system whose sum is right; `groups` maps index letters to factors."""
    symbols = [node for line in system.lines for node in walk(line) if isinstance(node, Symbol)]
    one_to_one(symbols)
    variables = [node for line in system.lines for node in walk(line) if isinstance(node, Quantity)]
    check_names(variables, spec)
    check_indices(system, spec, groups)
    for line in system.lines:
        check_numbers(line, system)


def one_to_one(symbols: list[Symbol]) -> None:
    """Check that no two meanings share a spelling and no meaning has two (law 1)."""
    meaning_of: dict[str, Meaning] = {}
    spelling_of: dict[Meaning, set[str]] = {}
    for symbol in symbols:
        if symbol.of is None:
            continue
        spelled = spelling(symbol)
        if meaning_of.setdefault(spelled, symbol.of) != symbol.of:
            raise VerificationError(f"{spelled} stands for two things")
        spelling_of.setdefault(symbol.of, set()).add(spelled)
    for meaning, spelled_ways in spelling_of.items():
        allowed = 2 if isinstance(meaning, Covariance) and len(meaning.effects) == 2 else 1
        if len(spelled_ways) > allowed:
            ways = ", ".join(sorted(spelled_ways))
            raise VerificationError(f"one thing is spelled in several ways: {ways}")


def check_covariance(entry: Symbol, a: Symbol, b: Symbol) -> None:
    """Check that a (co)variance names its two effects, by their symbols or by their numbers."""
    inner = [part for part in entry.sub if isinstance(part, Symbol)]
    if entry.name in ("sigma", "rho"):
        wanted = [a] if spelling(a) == spelling(b) else [a, b]
        if list(map(spelling, inner)) != list(map(spelling, wanted)):
            raise VerificationError(f"{spelling(entry)} does not name the effects it is about")
        return
    first, second = numbers(a), numbers(b)
    short = (*first[:1], *second[:1])
    if numbers(entry) not in ((*first, *second), short) or (
        numbers(entry) == short and any((*first[1:], *second[1:]))
    ):
        raise VerificationError(f"{spelling(entry)} does not have the numbers of the effects it is about")


def check_names(variables: list[Quantity], spec: ModelSpec) -> None:
    """Check that each design cell is printed in one way, with its columns and its category (law 1)."""
    printed: dict[object, Cell] = {}
    ways: dict[Cell, object] = {}
    for quantity in variables:
        cell = quantity.of
        if cell is None or cell.kind == "offset":
            continue
        if printed.setdefault(quantity.body, cell) != cell:
            raise VerificationError(f"two variables are printed alike: {cell.variable}")
        if ways.setdefault(cell, quantity.body) != quantity.body:
            raise VerificationError(f"{cell.variable} is printed in two ways")
        found = words(quantity.body)
        if cell.variable in found:
            continue
        missing = [name for name in names_in(spec.variables[cell.variable]) if name not in found]
        if missing:
            raise VerificationError(f"{cell.variable} is printed without {missing[0]}")
        if cell.kind in ("indicator", "contrast") and cell.label.strip() and cell.label not in (*found, "TRUE"):
            raise VerificationError(f"{cell.variable} is printed without its category {cell.label}")


def check_indices(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    """Check that each variable carries exactly the indices that determine it (law 4)."""
    expected = _expected_letters(system, spec, groups)
    for line in system.lines:
        allowed = _determined_letters(line, system, groups, spec)
        for node in walk(line.right):
            if not isinstance(node, Quantity) or node.of is None:
                continue
            for name, carried in words(node.body).items():
                if name in expected and carried != expected[name] and system.form != "distributional":
                    raise VerificationError(f"{name} carries the indices {''.join(carried)}, not {''.join(expected[name])}")
                if system.form == "distributional" and carried:
                    raise VerificationError(f"{name} carries an index, which this notation does not write")
                if allowed is not None and not set(carried) <= allowed:
                    raise VerificationError(f"{name} stands in an equation whose index does not determine it")
    _check_response(system, groups)


def _expected_letters(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    letter_of = {group: letter for letter, group in groups.items()}
    names = {name for node in spec.variables.values() for name in names_in(node)}
    whole = ("i", *sorted(groups, key=list(groups).index))
    if system.form == "levels":
        heights = {label: -len(spec.level(label).within) for label in letter_of}
        whole = ("i", *sorted(groups, key=lambda letter: heights[groups[letter]]))
    else:
        ordered = [level.group.label for level in spec.levels if level.group.label in letter_of]
        whole = ("i", *(letter_of[label] for label in ordered))
    result: dict[str, tuple[str, ...]] = {}
    for name in names:
        home = spec.home((Cell(name),))
        if home is None or home not in letter_of:
            result[name] = whole
        elif system.form == "levels":
            result[name] = whole[whole.index(letter_of[home]) :]
        else:
            result[name] = (letter_of[home],)
    return result


def _determined_letters(
    line: Line, system: System, groups: Mapping[str, str], spec: ModelSpec
) -> set[str] | None:
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


def _check_response(system: System, groups: Mapping[str, str]) -> None:
    left = system.lines[0].left
    carried = {part.letter for part in walk(left) if isinstance(part, Index)}
    if isinstance(left, Scripted | Word) and system.form != "distributional" and carried != {"i", *groups}:
        raise VerificationError("the response does not carry the index of every level")


def check_numbers(line: Line, system: System) -> None:
    """Check that coefficients are numbered as their places say: 0 for the constant, then 1, 2, 3 …"""
    if isinstance(line.right, Law):
        means = column(line.right.arguments[0])
        rows: list[tuple[object, tuple[Term, ...]]] = [
            (row, terms(mean)) for row, mean in zip(column(line.left), means, strict=True)
        ]
    else:
        rows = [(line.left, terms(line.right))]
    for left, found in rows:
        counters: dict[str, int] = {}
        for term in found:
            if term.coefficient is not None and not isinstance(term.coefficient.of, Plain):
                _check_number(term, left if isinstance(left, Symbol) else None, counters, system)


def _check_number(term: Term, left: Symbol | None, counters: dict[str, int], system: System) -> None:
    symbol = term.coefficient
    assert symbol is not None  # the caller leaves offsets out
    own = numbers(symbol)
    if symbol.name == "mu" and isinstance(symbol.of, Fixed | Share):
        inner = symbol.sub[0] if symbol.sub else None
        if left is None or not isinstance(inner, Symbol) or spelling(inner) != spelling(left):
            raise VerificationError(f"{spelling(symbol)} is not the mean of the effect it stands for")
        return
    if symbol.name == "alpha":
        return
    if isinstance(symbol.of, Random):
        prefix = numbers(left) if left is not None else ()
        if own[: len(prefix)] != prefix:
            raise VerificationError(f"{spelling(symbol)} stands in the equation of another coefficient")
        if not term.quantities and any(own[len(prefix) :]):
            raise VerificationError(f"{spelling(symbol)} has a number but multiplies no predictor")
        return
    if left is not None and system.form == "distributional" and symbol.name == "gamma":
        _check_row_name(symbol, left)
    prefix = numbers(left) if left is not None and system.form != "distributional" else ()
    if symbol.name == "theta":
        prefix, own = (), ((0,) if own == prefix else (-1,))
    if own[: len(prefix)] != prefix:
        raise VerificationError(f"{spelling(symbol)} stands in the equation of another coefficient")
    last = own[-1] if own else -1
    if term.quantities:
        counters[symbol.name] = wanted = counters.get(symbol.name, 0) + 1
    else:
        wanted = 0
    if last != wanted or len(own) != len(prefix) + 1:
        raise VerificationError(f"{spelling(symbol)} should have the number {wanted}")


def _check_row_name(symbol: Symbol, left: Symbol) -> None:
    """Check that γ names the row it stands on: its effect without index, or with the index it has."""
    named = symbol.sup[0] if symbol.sup else None
    bare = Symbol(left.name, tuple(part for part in left.sub if not isinstance(part, Index)))
    if not isinstance(named, Symbol) or spelling(named) not in (spelling(left), spelling(bare)):
        raise VerificationError(f"{spelling(symbol)} stands on the row of {spelling(left)}")
