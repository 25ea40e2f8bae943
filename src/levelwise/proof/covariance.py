"""The proof of a covariance matrix: each entry is what the structure of its block asks for."""

from __future__ import annotations

from levelwise.equation.tree import Node, Number, Root, Row, Scripted, Symbol
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    RandomEffect,
    StandardDeviation,
    Variance,
)
from levelwise.model.spec import ModelSpec
from levelwise.proof.reading import letters, numbers, spelling
from levelwise.vocabulary.covariance_structures import STRUCTURES


def check(entry: Node, row: Symbol, column: Symbol, spec: ModelSpec, form: str) -> None:
    """Check what stands in a covariance matrix for the effects of its row and its column.

    Raises
    ------
    VerificationError
        When it is not their covariance under the structure of their block.
    """
    a, b = row.of, column.of
    assert isinstance(a, RandomEffect)  # both were checked where they were read
    assert isinstance(b, RandomEffect)
    block = spec.blocks[a.block]
    structure = STRUCTURES[block.covariance if len(block.effects) > 1 else "us"]
    if a.block != b.block or (a != b and structure.correlation == "none"):
        if entry != Number("0"):
            raise VerificationError("two effects that do not covary have a covariance")
        return
    if a == b and structure.equal:
        _check_common(entry, a.block, row, form)
        return
    if a == b or structure.correlation == "free":
        _check_covariance(entry, row, column, form)
        return
    place = {effect.key: number for number, effect in enumerate(block.effects)}
    distance = abs(place[a.key] - place[b.key])
    lag = distance if structure.correlation == "lag" else None
    power = distance if structure.correlation == "power" else 1
    if not isinstance(entry, Row) or len(entry.parts) < 2:
        raise VerificationError("a covariance is not a correlation times a variance or two standard deviations")
    correlation, *deviations = entry.parts
    if structure.equal:
        common, correlation, *deviations = entry.parts
        _check_common(common, a.block, row, form)
    _check_correlation(correlation, CommonCorrelation(a.block, lag), power, row, form)
    _check_deviations(tuple(deviations), () if structure.equal else (row, column), form)


def _check_covariance(entry: Node, row: Symbol, column: Symbol, form: str) -> None:
    """Check a (co)variance of one pair: it names the two effects, by their symbols or by their numbers."""
    a, b = row.of, column.of
    assert isinstance(a, RandomEffect)
    assert isinstance(b, RandomEffect)
    if not isinstance(entry, Symbol) or entry.of != (Variance(a) if a == b else Covariance(frozenset((a, b)))):
        raise VerificationError("an entry of a covariance matrix is not that of its row and column")
    _check_letter(entry, row, form)
    inner = [part for part in entry.sub if isinstance(part, Symbol)]
    if entry.name in ("sigma", "rho"):
        wanted = [row] if spelling(row) == spelling(column) else [row, column]
        if list(map(spelling, inner)) != list(map(spelling, wanted)):
            raise VerificationError(f"{spelling(entry)} does not name the effects it is about")
        return
    first, second = numbers(row), numbers(column)
    short = (*first[:1], *second[:1])
    if numbers(entry) not in ((*first, *second), short) or (numbers(entry) == short and any((*first[1:], *second[1:]))):
        raise VerificationError(f"{spelling(entry)} does not have the numbers of the effects it is about")


def _check_common(entry: Node, block: int, row: Symbol, form: str) -> None:
    if not isinstance(entry, Symbol) or entry.of != CommonVariance(block):
        raise VerificationError("a variance is not the one that the effects of its block share")
    _check_shared(entry, (), row, form)


def _check_correlation(entry: Node, wanted: CommonCorrelation, power: int, row: Symbol, form: str) -> None:
    base = entry.base if isinstance(entry, Scripted) else entry
    if not isinstance(base, Symbol) or base.of != wanted:
        raise VerificationError("a correlation is not the one of its block, or of another distance")
    if entry != (base if power == 1 else Scripted(base, sup=(Number(str(power)),))):
        raise VerificationError(f"{spelling(base)} does not have the exponent {power}")
    _check_shared(base, () if wanted.lag is None else (wanted.lag,), row, form)


def _check_shared(entry: Symbol, lag: tuple[int, ...], row: Symbol, form: str) -> None:
    """Check that a parameter of a whole block has no number but its lag, and the index of its law, if any."""
    _check_letter(entry, row, form)
    wanted = letters(row)[:1] if form == "distributional" else ()
    if numbers(entry) != lag or letters(entry) != wanted:
        raise VerificationError(f"{spelling(entry)} does not have the marks of its block")


def _check_letter(entry: Symbol, row: Symbol, form: str) -> None:
    """Check that in the crossed form a parameter carries the letter of its effects."""
    first = entry.sub[0] if entry.sub else None
    if form == "crossed" and (not isinstance(first, Symbol) or first.name != row.name):
        raise VerificationError(f"{spelling(entry)} does not carry the letter {row.name}")


def _check_deviations(parts: tuple[Node, ...], effects: tuple[Symbol, ...], form: str) -> None:
    """Check a product of standard deviations: one an effect, or the root of the variances."""
    if effects and len(parts) == 1 and isinstance(parts[0], Root) and isinstance(parts[0].inner, Row):
        parts = parts[0].inner.parts
        if len(parts) == len(effects):
            for part, effect in zip(parts, effects, strict=True):
                _check_covariance(part, effect, effect, form)
            return
    if len(parts) != len(effects):
        raise VerificationError("a covariance does not have the standard deviations of its two effects")
    for part, effect in zip(parts, effects, strict=True):
        if (
            not isinstance(part, Symbol)
            or not isinstance(effect.of, RandomEffect)
            or part.of != StandardDeviation(effect.of)
        ):
            raise VerificationError("a standard deviation is not that of its row or column")
        if part.sub != (effect,) or part.sup:
            raise VerificationError(f"{spelling(part)} does not name the effect it is about")
