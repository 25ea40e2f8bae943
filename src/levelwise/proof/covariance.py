"""The proof of a covariance matrix: each entry agrees with the structure of its block."""

from __future__ import annotations

from levelwise.equation.tree import Index, Node, Number, Root, Row, Scripted, Symbol
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    RandomEffect,
    StandardDeviation,
    Variance,
)
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof.reading import letters, numbers, spelling
from levelwise.vocabulary.covariance_structures import STRUCTURES


def check(
    entry: Node,
    row: Symbol,
    column: Symbol,
    spec: ModelSpec,
    conventions: Conventions,
    *,
    first: Symbol,
    univariate: bool = False,
    short: bool = True,
) -> None:
    """Check an entry of a covariance matrix, given the effects of its row and its column, and the first of its block.

    `short` is whether the first numbers of the effects of this matrix identify them, so that it needs no others.

    Raises
    ------
    VerificationError
        When it is not the covariance of the two effects under the structure of their block.
    """
    a, b = row.of, column.of
    assert isinstance(a, RandomEffect)  # both were checked where they were read
    assert isinstance(b, RandomEffect)
    block = spec.blocks[a.block]
    structure = STRUCTURES[block.covariance if len(block.effects) > 1 else "us"]
    entries = _Entries(row, column, first, conventions, short=short)
    if a.block != b.block or (a != b and structure.correlation == "none"):
        if entry != Number("0"):
            raise VerificationError("two independent effects have a nonzero covariance")
    elif a == b and structure.equal:
        entries.common(entry, a.block, deviation=univariate and conventions.scale == "deviation")
    elif a == b:
        if univariate and conventions.scale == "deviation":
            entries.deviation(entry, row)
        else:
            entries.variance(entry, row)
    elif structure.correlation == "free":
        entries.covariance(entry)
    else:
        place = {effect.key: number for number, effect in enumerate(block.effects)}
        distance = abs(place[a.key] - place[b.key])
        wanted, power = _shared(a.block, distance, structure.correlation)
        entries.product(entry, wanted, power, equal=structure.equal)


def check_correlation(entry: Node, row: Symbol, column: Symbol, spec: ModelSpec, conventions: Conventions) -> None:
    """Check an entry of the correlation matrix of a block, given the effects of its row and its column.

    Raises
    ------
    VerificationError
        When it is not the correlation of the two effects under the structure of their block.
    """
    a, b = _effect(row), _effect(column)
    block = spec.blocks[a.block]
    structure = STRUCTURES[block.covariance if len(block.effects) > 1 else "us"]
    entries = _Entries(row, column, row, conventions, short=True)
    if a == b or structure.correlation == "none":
        if entry != Number("1" if a == b else "0"):
            raise VerificationError("an entry of a correlation matrix is not one or zero, as it must be")
    elif structure.correlation == "free":
        entries.correlation(entry)
    else:
        place = {effect.key: number for number, effect in enumerate(block.effects)}
        distance = abs(place[a.key] - place[b.key])
        entries.shared(entry, *_shared(a.block, distance, structure.correlation))


def _shared(block: int, distance: int, correlation: str) -> tuple[CommonCorrelation, int]:
    """Return the correlation that effects at a distance share with others, and its exponent."""
    wanted = CommonCorrelation(block, distance if correlation == "lag" else None)
    return wanted, distance if correlation == "power" else 1


class _Entries:
    """The ways in which a notation may write the entries for the effects of a row and a column."""

    def __init__(self, row: Symbol, column: Symbol, first: Symbol, conventions: Conventions, *, short: bool) -> None:
        self.short = short
        self.row = row
        self.column = column
        self.first = first
        self.conventions = conventions

    def variance(self, entry: Node, effect: Symbol) -> None:
        if not isinstance(entry, Symbol) or entry.of != Variance(_effect(effect)):
            raise VerificationError("a variance is not that of the effect in its row and column")
        self._check_name(entry, (effect,))

    def deviation(self, entry: Node, effect: Symbol) -> None:
        if not isinstance(entry, Symbol) or entry.of != StandardDeviation(_effect(effect)):
            raise VerificationError("a standard deviation is not that of the effect in its row or column")
        self._check_name(entry, (effect,))

    def covariance(self, entry: Node) -> None:
        """Check the covariance of the two effects: a symbol, or their correlation times their standard deviations."""
        pair = frozenset((_effect(self.row), _effect(self.column)))
        if isinstance(entry, Row) and entry.parts:
            correlation, *deviations = entry.parts
            if not isinstance(correlation, Symbol) or correlation.of != Correlation(pair):
                raise VerificationError("a correlation is not that of the effects in its row and column")
            self._check_correlation_name(correlation)
            flipped = [part.of for part in deviations[:1] if isinstance(part, Symbol)] == [
                StandardDeviation(_effect(self.column))
            ]
            self._deviations(
                tuple(deviations[::-1] if flipped else deviations)
            )  # ρσ_aσ_b on both sides of the diagonal
            return
        if not isinstance(entry, Symbol) or entry.of != Covariance(pair):
            raise VerificationError(
                "an entry of a covariance matrix is not the covariance of the effects in its row and column"
            )
        self._check_name(entry, (self.row, self.column))

    def common(self, entry: Node, block: int, *, deviation: bool = False) -> None:
        if not isinstance(entry, Symbol) or entry.of != (
            CommonDeviation(block) if deviation else CommonVariance(block)
        ):
            raise VerificationError("a variance is not the common variance of its block")
        self._check_shared(entry, ())

    def product(self, entry: Node, wanted: CommonCorrelation, power: int, *, equal: bool) -> None:
        """Check a correlation times a shared variance, or times the standard deviations of the two effects."""
        if not isinstance(entry, Row) or len(entry.parts) < 2:
            raise VerificationError(
                "a covariance is not the product of a correlation and a variance or two standard deviations"
            )
        correlation, *rest = entry.parts
        if equal:
            common, correlation, *rest = entry.parts
            self.common(common, wanted.block)
        self.shared(correlation, wanted, power)
        if not equal:
            self._deviations(tuple(rest))
        elif rest:
            raise VerificationError("a covariance has too many factors")

    def shared(self, entry: Node, wanted: CommonCorrelation, power: int) -> None:
        """Check a correlation that several pairs share, with its exponent."""
        base = entry.base if isinstance(entry, Scripted) else entry
        if not isinstance(base, Symbol) or base.of != wanted:
            raise VerificationError("a correlation is that of another block or of another distance")
        if entry != (base if power == 1 else Scripted(base, sup=(Number(str(power)),))):
            raise VerificationError(f"{spelling(base)} does not have the exponent {power}")
        self._check_shared(base, () if wanted.lag is None else (wanted.lag,))

    def correlation(self, entry: Node) -> None:
        """Check the correlation of two effects, which has the numbers of both."""
        pair = frozenset((_effect(self.row), _effect(self.column)))
        if not isinstance(entry, Symbol) or entry.of != Correlation(pair):
            raise VerificationError("a correlation is not that of the effects in its row and column")
        self._check_name(entry, (self.row, self.column))

    def _deviations(self, parts: tuple[Node, ...]) -> None:
        """Check a product of standard deviations: one for each effect, or the root of the product of the variances."""
        effects = (self.row, self.column)
        match parts:
            case (Root(Row((first, second))),):
                self.variance(first, self.row)
                self.variance(second, self.column)
                return
        if len(parts) != 2:
            raise VerificationError("a covariance does not contain the standard deviations of its two effects")
        for part, effect in zip(parts, effects, strict=True):
            self.deviation(part, effect)

    # --- how they are named -------------------------------------------------------------------

    def _check_name(self, entry: Symbol, effects: tuple[Symbol, ...]) -> None:
        """Check that the subscript names the effects, by their symbols or by their numbers."""
        if self.conventions.named_by == "effects":
            named = [spelling(part) for part in entry.sub if isinstance(part, Symbol)]
            if named != [spelling(self._named(effect)) for effect in effects] or len(named) != len(entry.sub):
                raise VerificationError(f"{spelling(entry)} does not name its effects in the subscript")
            return
        self._check_letter(entry)
        shown = effects * 2 if len(effects) == 1 and self.conventions.doubled else effects
        own = [numbers(effect) for effect in shown]
        if numbers(entry) == tuple(number for one in own for number in one):
            return
        if not self.short or numbers(entry) != tuple(number for one in own for number in one[:1]):
            raise VerificationError(f"{spelling(entry)} does not have the numbers of its effects")

    def _check_correlation_name(self, entry: Symbol) -> None:
        """Check the correlation of two effects: it names them, or nothing if it is the only one of the block."""
        if not entry.sub:
            return
        if self.conventions.named_by == "numbers":
            first = entry.sub[0]
            if isinstance(first, Symbol) and first != Symbol(self.row.name):
                raise VerificationError(f"{spelling(entry)} does not have the letter {self.row.name} in its subscript")
            if not isinstance(first, Symbol) or len(entry.sub) > 1:
                self._check_name(entry, (self.row, self.column))
            return
        named = [spelling(part) for part in entry.sub if isinstance(part, Symbol)]
        wanted = [spelling(self._named(effect)) for effect in (self.row, self.column)]
        if len(named) != len(entry.sub) or named not in (wanted, wanted[::-1]):
            raise VerificationError(f"{spelling(entry)} does not name its effects in the subscript")

    def _check_shared(self, entry: Symbol, lag: tuple[int, ...]) -> None:
        """Check that a parameter of a whole block has no number but its lag, and the index of the group, if any.

        Where variances are named by effects without index, its subscript is the first effect of the block; that of a
        correlation may be left out.
        """
        self._check_letter(entry)
        named = [spelling(part) for part in entry.sub if isinstance(part, Symbol)]
        if self.conventions.named_by == "effects" and (named or isinstance(entry.of, CommonVariance | CommonDeviation)):
            wanted_names = [] if self.conventions.indexed else [spelling(self._named(self.first))]
            if named != wanted_names:
                raise VerificationError(f"{spelling(entry)} does not name the first effect of its block")
        by_index = self.conventions.named_by == "effects" and self.conventions.indexed
        wanted = letters(self.row)[:1] if by_index else ()
        if numbers(entry) != lag or letters(entry) != wanted:
            raise VerificationError(f"{spelling(entry)} does not have the subscript of its block")

    def _check_letter(self, entry: Symbol) -> None:
        """Check that the letter of random effects in a subscript is that of these effects."""
        first = entry.sub[0] if entry.sub else None
        lettered = self.conventions.named_by == "numbers" and self.conventions.lettered
        if lettered and (not isinstance(first, Symbol) or first.name != self.row.name):
            raise VerificationError(f"{spelling(entry)} does not have the letter {self.row.name} in its subscript")
        if self.conventions.named_by == "numbers" and isinstance(first, Symbol):
            coefficients = (*self.conventions.letters.get("varying", ()), *self.conventions.letters.get("fixed", ()))
            if first.name not in (self.row.name, *coefficients):
                raise VerificationError(f"{spelling(entry)} has a letter in its subscript that no coefficient has")

    def _named(self, effect: Symbol) -> Symbol:
        """Return the symbol of an effect as it is printed in a subscript: with or without its index."""
        if self.conventions.indexed:
            return effect
        return Symbol(effect.name, tuple(part for part in effect.sub if not isinstance(part, Index)), effect.sup)


def _effect(symbol: Symbol) -> RandomEffect:
    assert isinstance(symbol.of, RandomEffect)  # checked where it was read
    return symbol.of
