"""What a reader sees must say one thing: spellings, numbers and indices (laws 1 and 4)."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.meaning import Covariance, Fixed, Meaning, Plain, Random, Share, Varying
from levelwise.equation.reading import Term, column, letters, numbers, spelling, terms, walk
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Index,
    Law,
    Line,
    Node,
    Number,
    Quantity,
    Row,
    Scripted,
    Symbol,
    System,
)
from levelwise.errors import VerificationError
from levelwise.formula import syntax
from levelwise.formula.syntax import deparse, names_in, quoted
from levelwise.modeling.spec import Cell, ModelSpec
from levelwise.notation.names import Namer

_ONE_ROUND = 8  # with more grouping factors the letters of the crossed form come again, with a number above


def check(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    """Check every mark of a system whose sum is right; `groups` maps index letters to factors."""
    symbols = [node for line in system.lines for node in walk(line) if isinstance(node, Symbol)]
    one_to_one(symbols)
    one_letter_a_role(system, spec)
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


def one_letter_a_role(system: System, spec: ModelSpec) -> None:
    """Check that coefficients of one kind, effects of one law and entries of one matrix share a letter."""
    letter_of: dict[object, str] = {}
    for number, line in enumerate(system.lines):
        for symbol in (node for node in walk(line) if isinstance(node, Symbol)):
            role, letter = _role(symbol, number, line, system.form, spec)
            if role is not None and letter_of.setdefault(role, letter) != letter:
                raise VerificationError(f"{spelling(symbol)} has another letter than its like")
            squared = symbol.sup == (Number("2"),)
            if _is_square(symbol, system) and not squared:
                raise VerificationError(f"{spelling(symbol)} is a variance and must be squared")
            if squared and not _is_square(symbol, system) and not _is_repeated(symbol, spec):
                raise VerificationError(f"{spelling(symbol)} is squared, which it is not in the model")


def _is_repeated(symbol: Symbol, spec: ModelSpec) -> bool:
    """Say whether a superscript 2 may be the second round of a table of letters."""
    return symbol.of is None or isinstance(symbol.of, Random) or len(spec.levels) > _ONE_ROUND


def _is_square(symbol: Symbol, system: System) -> bool:
    """Say whether a symbol is a variance that is written as a square: not a τ."""
    meaning = symbol.of
    if isinstance(meaning, Covariance):
        return system.form == "distributional" and len(meaning.effects) == 1
    return meaning == Plain("residual variance")


def _role(symbol: Symbol, number: int, line: Line, form: str, spec: ModelSpec) -> tuple[object, str]:
    """Return what must share a letter with a symbol, and that letter; None where any letter will do."""
    meaning = symbol.of
    if isinstance(meaning, Covariance):
        first = symbol.sub[0] if symbol.sub else None
        if form == "distributional":
            return ("spread", len(meaning.effects)), symbol.name
        return ("spread", number), symbol.name + (spelling(first) if isinstance(first, Symbol) else "")
    if isinstance(meaning, Random) and form != "distributional":
        return ("effect", meaning.block), symbol.name
    if isinstance(meaning, Varying) and form != "distributional":
        return ("coefficient", len(meaning.place)), symbol.name
    if not isinstance(meaning, Fixed | Share | Varying):
        return None, symbol.name
    if form == "levels":
        return "fixed", symbol.name
    if form == "crossed":
        return (
            "fixed",
            spec.home(tuple(c for c in meaning.key if spec.home((c,)))),
            len(numbers(symbol)),
        ), symbol.name
    if symbol.sup:
        return "row", symbol.name
    if any(isinstance(part, Symbol) for part in symbol.sub):
        return "mean", symbol.name
    return ("slope" if numbers(symbol) and line.closing is None else None), symbol.name


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
    if numbers(entry) not in ((*first, *second), short) or (numbers(entry) == short and any((*first[1:], *second[1:]))):
        raise VerificationError(f"{spelling(entry)} does not have the numbers of the effects it is about")


def check_names(variables: list[Quantity], spec: ModelSpec) -> None:
    """Check that each design cell is printed in one way, with its columns and its category (law 1)."""
    printed: dict[object, Cell] = {}
    ways: dict[Cell, object] = {}
    namer = Namer(spec)
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
        if without_indices(quantity.body) not in namer.forms(cell):
            raise VerificationError(f"what is printed for {cell.variable} is not {cell.variable + cell.label}")


def check_expression(body: Node, expression: syntax.Node, namer: Namer) -> None:
    """Check that what is printed is an expression over columns, in brackets or not."""
    printed = without_indices(body)
    wanted = namer.typeset(expression)
    if printed not in (wanted, Brackets(wanted)):
        raise VerificationError(f"what is printed for {deparse(expression)} is not it")


def without_indices(node: Node) -> Node:
    """Return a printed expression without the indices of its columns."""
    if isinstance(node, Scripted):
        sub = tuple(part for part in node.sub if not isinstance(part, Index))
        while sub and isinstance(sub[-1], Comma):
            sub = sub[:-1]
        base, sup = without_indices(node.base), tuple(map(without_indices, node.sup))
        return Scripted(base, sub, sup) if sub or sup else base
    if isinstance(node, Brackets):
        return Brackets(without_indices(node.inner))
    if isinstance(node, Row):
        return Row(tuple(map(without_indices, node.parts)))
    if isinstance(node, Apply):
        return Apply(without_indices(node.function), tuple(map(without_indices, node.arguments)))
    return node


def check_indices(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    """Check that each variable carries exactly the indices that determine it (law 4)."""
    expected = _expected_letters(system, spec, groups)
    # the notation called distributional writes no index on a variable
    indexed = system.form != "distributional"
    namer = Namer(spec, lambda name: tuple(map(Index, expected.get(name, ()))) if indexed else ())
    offsets = {deparse(offset): offset for offset in spec.offsets}
    for line in system.lines:
        allowed = _determined_letters(line, system, groups, spec)
        for node in walk(line.right):
            if not isinstance(node, Quantity) or node.of is None:
                continue
            name = node.of.variable
            wanted = _offset_forms(offsets[name], namer) if node.of.kind == "offset" else namer.forms(node.of)
            if node.body not in wanted:
                raise VerificationError(f"{name} does not carry the indices that determine it")
            carried = {part.letter for part in walk(node.body) if isinstance(part, Index)}
            if allowed is not None and not carried <= allowed:
                raise VerificationError(f"{name} stands in an equation whose index does not determine it")
    _check_response(system, spec, groups)


def _offset_forms(offset: syntax.Node, namer: Namer) -> tuple[Node, ...]:
    plain = namer.typeset(offset)
    return plain, Brackets(plain)


def _expected_letters(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
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
    return result


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


def _check_response(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    left = system.lines[0].left
    if isinstance(left, Symbol):
        raise VerificationError("the first line is not about the response")
    check_expression(left, spec.response, Namer(spec))
    carried = {part.letter for part in walk(left) if isinstance(part, Index)}
    wanted = {"i"} if system.form == "distributional" else {"i", *groups}
    if not spec.blocks and system.form == "distributional":
        wanted = set()
    if carried != wanted:
        raise VerificationError("the response does not carry the indices of an observation")


def check_numbers(line: Line, system: System) -> None:
    """Check that coefficients are numbered as their places say: 0 for the constant, then from 1 on."""
    if isinstance(line.right, Law):
        means = column(line.right.arguments[0])
        rows: list[tuple[object, tuple[Term, ...]]] = [
            (row, terms(mean)) for row, mean in zip(column(line.left), means, strict=True)
        ]
    else:
        rows = [(line.left, terms(line.right))]
    for left, found in rows:
        counters: dict[str, int] = {}
        names = {spelling(Symbol("", sup=term.coefficient.sup)) for term in found if term.coefficient is not None}
        if isinstance(line.right, Law) and line.closing is not None and len(names) > 1:
            raise VerificationError("the coefficients of one row name two rows")
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
