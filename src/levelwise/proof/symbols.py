"""What a reader sees must say one thing: spellings, numbers and indices (laws 1 and 4)."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.tree import Index, Law, Line, Number, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    FixedEffect,
    LevelOneResidual,
    Mean,
    Meaning,
    MeanShare,
    RandomEffect,
    ResidualVariance,
    StandardDeviation,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import ModelSpec
from levelwise.proof import indices as variables
from levelwise.proof.reading import Term, column, numbers, spelling, terms

_ONE_ROUND = 8  # with more grouping factors the letters of the crossed form come again, with a number above


def check(system: System, spec: ModelSpec, groups: Mapping[str, str]) -> None:
    """Check every mark of a system whose sum is right; `groups` maps index letters to factors."""
    symbols = [node for line in system.lines for node in walk(line) if isinstance(node, Symbol)]
    one_to_one(symbols)
    one_letter_a_role(system, spec)
    variables.check(system, spec, groups)
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
        allowed = 2 if isinstance(meaning, Covariance) else 1
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
    return symbol.of is None or isinstance(symbol.of, RandomEffect) or len(spec.levels) > _ONE_ROUND


def _is_square(symbol: Symbol, system: System) -> bool:
    """Say whether a symbol is a variance that is written as a square: not a τ."""
    meaning = symbol.of
    if isinstance(meaning, Variance | Covariance | CommonVariance):
        return system.form == "distributional" and not _is_of_pairs(meaning)
    return meaning == ResidualVariance()


def _is_of_pairs(meaning: object) -> bool:
    """Say whether a parameter is about two effects at a time."""
    return isinstance(meaning, CommonCorrelation | Covariance)


def _role(symbol: Symbol, number: int, line: Line, form: str, spec: ModelSpec) -> tuple[object, str]:
    """Return what must share a letter with a symbol, and that letter; None where any letter will do."""
    meaning = symbol.of
    if isinstance(meaning, Variance | Covariance | StandardDeviation | CommonVariance | CommonCorrelation):
        first = symbol.sub[0] if symbol.sub else None
        if form == "distributional":
            return ("spread", _is_of_pairs(meaning)), symbol.name
        kind = "correlation" if isinstance(meaning, CommonCorrelation) else "spread"
        return (kind, number), symbol.name + (spelling(first) if isinstance(first, Symbol) else "")
    if isinstance(meaning, RandomEffect) and form != "distributional":
        return ("effect", meaning.block), symbol.name
    if isinstance(meaning, VaryingCoefficient) and form != "distributional":
        return ("coefficient", len(meaning.place)), symbol.name
    if not isinstance(meaning, FixedEffect | MeanShare | VaryingCoefficient):
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
    return ("slope" if numbers(symbol) and not line.ranges else None), symbol.name


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
        if isinstance(line.right, Law) and line.ranges and len(names) > 1:
            raise VerificationError("the coefficients of one row name two rows")
        for term in found:
            if term.coefficient is not None and not isinstance(
                term.coefficient.of, LevelOneResidual | ResidualVariance | Mean
            ):
                _check_number(term, left if isinstance(left, Symbol) else None, counters, system)


def _check_number(term: Term, left: Symbol | None, counters: dict[str, int], system: System) -> None:
    symbol = term.coefficient
    assert symbol is not None  # the caller leaves offsets out
    own = numbers(symbol)
    if symbol.name == "mu" and isinstance(symbol.of, FixedEffect | MeanShare):
        inner = symbol.sub[0] if symbol.sub else None
        if left is None or not isinstance(inner, Symbol) or spelling(inner) != spelling(left):
            raise VerificationError(f"{spelling(symbol)} is not the mean of the effect it stands for")
        return
    if symbol.name == "alpha":
        return
    if isinstance(symbol.of, RandomEffect):
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
