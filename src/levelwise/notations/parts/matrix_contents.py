"""The contents of vectors and matrices: the columns of a design matrix, the entries of a covariance matrix."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Brackets,
    Comma,
    Matrix,
    Node,
    Number,
    Root,
    Row,
    Script,
    Symbol,
)
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    StandardDeviation,
    Variance,
)
from levelwise.model.spec import DesignColumn, ModelSpec
from levelwise.notations.parts.by_level import ordered_cells
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.effect_vectors import Effect, check_size, effects_of
from levelwise.notations.parts.letters import numbered
from levelwise.notations.parts.variables import Namer

ONES = Symbol("1", face="bold")
"""The column of the intercept."""


def columns(of: Sequence[DesignColumn], namer: Namer) -> Node:
    """Return the columns of a design matrix, [1, ses, sector]."""
    cells = [ordered_cells(namer.spec, column.cells) for column in of]
    return side_by_side([namer.product(own) if own else ONES for own in cells])


def side_by_side(parts: Sequence[Node]) -> Node:
    """Return vectors or matrices side by side, [a, b]."""
    listed: list[Node] = []
    for part in parts:
        listed += [Comma(), part] if listed else [part]
    return Brackets(Row(tuple(listed)), "square")


@dataclass(frozen=True)
class Entries:
    """The letters of the entries of a covariance matrix.

    Attributes
    ----------
    letter, correlation : str
        The letter of variances and covariances, and that of correlations that several pairs share.
    prefix : tuple of Script
        The number of the block, if it has one.
    squared : bool
        Whether a variance is the square of a standard deviation with the number of its row, σ₁², and not d₁₁.
    """

    letter: str
    correlation: str
    prefix: tuple[Script, ...] = ()
    squared: bool = False

    def matrix(self, spec: ModelSpec, block: int) -> Node:
        """Return the covariance matrix of a block; a number if the block has one effect.

        Raises
        ------
        UnsupportedModelError
            When the covariance matrices would be too large to be written.
        """
        check_size([len(one.effects) for one in spec.blocks])
        effects = effects_of(spec.blocks[block], block)
        rows = matrix(effects, _Spelling(self))
        return rows[0][0] if len(rows) == 1 else Matrix(rows)

    def script(self, *numbers: int) -> tuple[Script, ...]:
        """Return the subscript of an entry: the number of the block, then those of the entry."""
        if not numbers:
            return self.prefix
        own = numbered(numbers)
        return (*self.prefix, Comma(), *own) if self.prefix else own


class _Spelling:
    def __init__(self, entries: Entries) -> None:
        self.entries = entries

    def covariance(self, a: Effect, b: Effect, meaning: Variance | Covariance) -> Symbol:
        if a == b and self.entries.squared:
            return Symbol(self.entries.letter, self.entries.script(a.place + 1), (Number("2"),), meaning)
        return Symbol(self.entries.letter, self.entries.script(a.place + 1, b.place + 1), of=meaning)

    def common(self, meaning: CommonVariance) -> Symbol:
        sup = (Number("2"),) if self.entries.squared else ()
        return Symbol(self.entries.letter, self.entries.script(), sup, meaning)

    def deviations(self, a: Effect, b: Effect) -> tuple[Node, ...]:
        if self.entries.squared:
            return tuple(
                Symbol(self.entries.letter, self.entries.script(e.place + 1), of=StandardDeviation(e.meaning))
                for e in (a, b)
            )
        return (Root(Row(tuple(self.covariance(e, e, Variance(e.meaning)) for e in (a, b)))),)

    def correlation(self, meaning: CommonCorrelation) -> Symbol:
        lag = () if meaning.lag is None else (meaning.lag,)
        return Symbol(self.entries.correlation, self.entries.script(*lag), of=meaning)


def small(letter: str) -> str:
    """Return the small letter of a capital, also of a Greek one.

    Examples
    --------
    >>> small("D"), small("Psi")
    ('d', 'psi')
    """
    return letter[0].lower() + letter[1:]
