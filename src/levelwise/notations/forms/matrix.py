"""The matrix form: the response as a sum of products of design matrices and vectors of coefficients.

There are two variants. In one, the vectors hold all observations, y = Xβ + Σ Z_k b_k + ε, with a term for each block.
In the other they hold those of one *unit*, a group of the finest factor, y_i = X_i β + Z_i b_i + ε_i, with a term for
each grouping factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Comma,
    Face,
    Index,
    Number,
    Range,
    Script,
    Symbol,
)
from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.model.parameters import Mean, Stacked, StackedKind
from levelwise.model.spec import Cell, Level, ModelSpec
from levelwise.notations.forms.matrix_symbols import MatrixSymbols
from levelwise.notations.parts.variables import Namer
from levelwise.notations.symbols import Symbols


@dataclass(frozen=True)
class Term:
    """Random effects that stand in one vector: blocks of one grouping factor."""

    group: str
    blocks: tuple[int, ...]


class Matrices:
    """The vectors and matrices of one model.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    symbols : MatrixSymbols
        The letters.
    units : sequence of Level
        The nested grouping factors of which a group is a unit, the coarsest first; none if the vectors hold all
        observations.
    vectors : Face
        The face of vectors; that of matrices is bold.
    sized : bool
        Whether the identity matrix of the residuals has its size in the subscript.
    structured : bool
        Whether the notation has a covariance matrix of residuals that are correlated or have several variances.
    numbered : bool
        Whether blocks have numbers even if there is only one.
    together : bool
        Whether the random effects of all blocks stand in one vector, which has no number.
    """

    def __init__(
        self,
        spec: ModelSpec,
        symbols: MatrixSymbols,
        units: Sequence[Level] = (),
        *,
        vectors: Face = "bold",
        sized: bool = True,
        structured: bool = False,
        numbered: bool = False,
        together: bool = False,
    ) -> None:
        if spec.residual.kind == "structured" and not structured:
            message = (
                "the notations lme4 and brms have independent residuals with one variance, divided by any weights; the "
                "notations laird-ware, nlme and raudenbush-bryk can write this model"
            )
            raise UnsupportedModelError(message)
        self.spec = spec
        self.symbols = symbols
        self.vectors: Face = vectors
        self.sized = sized
        self.together = together
        labels = [level.group.label for level in units]
        self.unit = labels[-1] if labels else ""
        *letters, self.observation = unit_letters(symbols, labels) if labels else (symbols.observation,)
        self.letters = dict(zip(labels, letters, strict=True))
        self.indices = tuple(Index(letter) for letter in letters)
        if units:
            blocks = {label: tuple(n for n, b in enumerate(spec.blocks) if b.group == label) for label in labels}
            self.terms = tuple(Term(label, own) for label, own in blocks.items() if own)
        else:
            self.terms = self.single
        if together and spec.blocks:
            self.terms = (Term("", tuple(range(len(spec.blocks)))),)
        order = [block for term in self.terms for block in term.blocks]
        self.numbered = numbered or len(order) > 1
        self.numbers = {block: Number(str(place)) for place, block in enumerate(order, 1)}
        self.columns = Namer(spec, lambda _: self.indices, self.indices_of)
        element = (*self.indices, Index(self.observation))
        self.element = element
        self.elements = Namer(spec, lambda _: element, self.indices_of)

    @property
    def single(self) -> tuple[Term, ...]:
        """A term for each block."""
        return tuple(Term(block.group, (n,)) for n, block in enumerate(self.spec.blocks))

    def indices_of(self, group: str) -> tuple[Index, ...]:
        """Return the indices of a group of a factor: its own and those of the factors in which it is nested."""
        if group not in self.letters:
            return ()
        return self.indices[: list(self.letters).index(group) + 1]

    # --- vectors and matrices -----------------------------------------------------------------

    def vector(self, kind: StackedKind, letter: str) -> Symbol:
        """Return a vector of a number for each observation."""
        return Symbol(letter, self.indices, of=Stacked(kind, unit=self.unit), face=self.vectors)

    def matrix(self, kind: StackedKind, letter: str) -> Symbol:
        """Return a matrix of a row for each observation, other than that of random effects."""
        return Symbol(letter, self.indices, of=Stacked(kind, unit=self.unit), face="bold")

    def outcomes(self) -> Symbol:
        """Return the vector of the responses."""
        return self.vector("outcomes", self.symbols.response)

    def fixed_columns(self) -> Symbol:
        """Return the design matrix of the fixed effects."""
        return self.matrix("fixed columns", self.symbols.fixed_design)

    def fixed_effects(self) -> Symbol:
        """Return the vector of the fixed effects."""
        return Symbol(self.symbols.fixed, of=Stacked("fixed effects"), face=self.vectors)

    def random_columns(self, term: Term) -> Symbol:
        """Return the design matrix of random effects: Z_k, or of a unit Z_ij, or Z_{i,j} for a coarser factor."""
        of = Stacked("random columns", term.blocks, self.unit)
        if not self.unit:
            return Symbol(self.symbols.random_design, self._number(term), of=of, face="bold")
        own = self.indices_of(term.group)
        rest = self.indices[len(own) :]
        sub: tuple[Script, ...] = (*own, Comma(), *rest) if rest else own
        return Symbol(self.symbols.random_design, sub, of=of, face="bold")

    def raw_columns(self, block: int) -> Symbol:
        """Return the columns of the effects of a block, which the indicators of its groups multiply."""
        of = Stacked("raw columns", (block,))
        return Symbol(self.symbols.fixed_design, (self.numbers[block],), of=of, face="bold")

    def random_effects(self, term: Term) -> Symbol:
        """Return a vector of random effects: those of a unit, or of all groups."""
        unit = term.group if self.unit else ""
        sub = self.indices_of(term.group) if self.unit else self._number(term)
        return Symbol(self.symbols.effects, sub, of=Stacked("random effects", term.blocks, unit), face=self.vectors)

    def covariances(self, block: int) -> Symbol:
        """Return the covariance matrix of the effects of a block over one group."""
        sub = self.number(block)
        of = Stacked("covariances", (block,), self.spec.blocks[block].group)
        return Symbol(self.symbols.covariance, sub, of=of, face="bold")

    def identity(self, block: int | None = None) -> Symbol:
        """Return the identity matrix of the size of the number of observations, or of the groups of a block."""
        if block is None:
            of = Stacked("identity", unit=self.unit)
            size = (Symbol(self.symbols.size, self.indices),) if self.sized else ()
        else:
            of = Stacked("identity", (block,))
            size = (Symbol(self.symbols.groups, self.number(block)),)
        return Symbol(self.symbols.identity, size, of=of, face="bold")

    def number(self, block: int) -> tuple[Script, ...]:
        """Return the number of a block, if it has one."""
        return (self.numbers[block],) if self.numbered else ()

    def _number(self, term: Term) -> tuple[Script, ...]:
        return () if self.together and not term.group else self.number(term.blocks[0])

    # --- an observation -----------------------------------------------------------------------

    def indices_of_column(self, name: str) -> tuple[Index, ...]:
        """Return the indices of a column: those of the groups in which it is constant, or of an observation."""
        home = self.spec.home((Cell(quoted(name)),))
        return self.indices_of(home) if home in self.letters and home is not None else self.element

    def ranges(self) -> tuple[Range, ...]:
        """Return the ranges of the indices of a unit: i = 1, …, m and j = 1, …, m_i."""
        return tuple(
            Range((letter,), Symbol(self.symbols.groups, self.indices[:place]), label, as_text=len(self.letters) == 1)
            for place, (label, letter) in enumerate(self.letters.items())
        )

    def mean(self) -> Symbol:
        """Return the mean of an observation."""
        return Symbol(self.symbols.mean, self.element, of=Mean())

    def linear_predictor(self, *category: Index) -> Symbol:
        """Return the linear predictor of an observation, or of a category of its response."""
        return Symbol(self.symbols.predictor, (*category, *self.element), of=Mean(on_link_scale=True))


def unit_letters(symbols: Symbols, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the indices of the factors of a unit, the coarsest first, then that of an observation: i, j, k, ….

    Letters that the user chose are kept.
    """
    table = symbols
    free = (letter for letter in "ijklmnopqrstuvwxyz" if letter not in symbols.index.values())
    given = {label: symbols.index[label] if label in symbols.index else next(free) for label in labels}
    observation = symbols.index["observation"] if "observation" in symbols.index else next(free)
    table = replace(symbols, index={**given, "observation": observation})
    return (*table.letters(list(labels)), observation)
