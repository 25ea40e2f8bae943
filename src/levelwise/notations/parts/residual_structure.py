r"""The lines of correlated residuals, and of residual variances by category, for every notation.

Pinheiro & Bates (2000), *Mixed-Effects Models in S and S-PLUS*, sections 5.1.3 and 5.3, state the structure of the
within-group errors by var(ε_ij), a function of a covariate, and by corr(ε_ij, ε_ij'), a function of the distance of the
two observations. So it stands beside the distribution of the residual in any notation: r_ij ~ N(0, σ²) is followed by
corr(r_ij, r_i'j) = ρ^|wave_ij − wave_i'j|, and a variance by category is σ²_ij, whose values are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Comma,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Row,
    Script,
    Scripted,
    Symbol,
    Text,
    Word,
)
from levelwise.formula.syntax import Name
from levelwise.formula.syntax import Node as Expression
from levelwise.model.parameters import ResidualCorrelation, ResidualDeviation, ResidualSpread, ResidualVariance
from levelwise.model.spec import CorrelatedResiduals, ModelSpec, ResidualVariances
from levelwise.notations.parts.variables import Namer
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES, STRUCTURES

CORRELATION = Word("corr")
"""The name of the correlation of two residuals."""

POSITION = Word("position")
"""The function that returns the position of a category in their order."""


def structured(
    spec: ModelSpec, law: Line, namer: Namer, correlation: str = "rho", indices: Sequence[Index] = ()
) -> list[Line]:
    """Return the distribution of the residual and the lines of its structure, if the model has one.

    Uncorrelated residuals may be those of the distribution of the response.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    law : Line
        The distribution of the residual of an observation with one variance or standard deviation, whose symbols are
        used: the residual with its indices, and the parameter with its letter, subscript and exponent.
    namer : Namer
        Returns the indices of columns and groups; if a column has none, it gets those of the residual.
    correlation : str
        The letter of a correlation.
    indices : sequence of Index
        The indices of an observation, if the distribution is that of the response.
    """
    known = spec.residual
    if known.kind != "structured":
        return [law]
    residual = law.left if isinstance(law.left, Symbol) else Symbol("", tuple(indices))
    lines = _Lines(spec, residual, namer)
    written = [law]
    if known.variances is not None:
        written = lines.variances(law, known.variances)
    if known.correlation is not None:
        written.append(lines.correlation(known.correlation, correlation))
    return written


class _Lines:
    def __init__(self, spec: ModelSpec, residual: Symbol, namer: Namer) -> None:
        self.spec = spec
        self.residual = residual
        self.given = namer
        self.own = tuple(part for part in residual.sub if isinstance(part, Index))
        of_groups = {index.letter for level in spec.levels for index in namer.unit(level.group.label)}
        self.observation = next((one for one in self.own if one.letter not in of_groups), self.own[-1])
        self.namer = Namer(spec, self.indices_of, namer.unit)

    def indices_of(self, name: str) -> tuple[Index, ...]:
        """Return the indices of a column; those of an observation where the notation prints none."""
        return self.given.indexer(name) or self.own

    # --- variances ------------------------------------------------------------------------------

    def variances(self, law: Line, known: ResidualVariances) -> list[Line]:
        """Return the distribution with a variance for each observation, and the values of that variance."""
        shown: list[Symbol] = []

        def varying(node: Node | Line) -> Node | Line:
            match node:
                case Symbol(of=ResidualVariance(None) | ResidualDeviation(None)):
                    shown.append(node)
                    return self.spread(node)
                case _:
                    return node

        whole = transform(law, varying)
        assert isinstance(whole, Line)  # a line stays a line
        (symbol,) = shown
        rows = tuple((self.of_category(symbol, one), self.condition(known, one)) for one in known.categories)
        return [whole, Line(self.spread(symbol), "=", Cases(rows))]

    def spread(self, symbol: Symbol) -> Symbol:
        """Return the variance of an observation, with its indices."""
        sub = (*symbol.sub, Comma(), *self.own) if symbol.sub else self.own
        return replace(symbol, sub=sub, of=ResidualSpread(isinstance(symbol.of, ResidualDeviation)))

    def of_category(self, symbol: Symbol, category: str) -> Symbol:
        """Return the variance of a category, whose name stands in the subscript."""
        sub = (*symbol.sub, Comma(), label(category)) if symbol.sub else (label(category),)
        meaning = ResidualDeviation if isinstance(symbol.of, ResidualDeviation) else ResidualVariance
        return replace(symbol, sub=sub, of=meaning(category))

    def condition(self, known: ResidualVariances, category: str) -> Node:
        return Row((Text("if "), self.namer.typeset(known.variable), Operator("="), label(category)))

    # --- correlations ---------------------------------------------------------------------------

    def correlation(self, known: CorrelatedResiduals, letter: str) -> Line:
        """Return the correlation of two residuals of a group."""
        shared = self.shared(known)
        other = replace(self.residual, sub=primed(self.residual.sub, shared))
        left = Apply(CORRELATION, (self.residual, other))
        rho = _Rho(letter, self.spec, self.residual)
        conditions = list(self.same_group(known)) if not shared else []
        right: Node
        match RESIDUAL_STRUCTURES[known.structure].correlation:
            case "free":
                right = Cases(tuple(self.pairs(known, rho, shared)))
            case "lag":
                right = Cases(tuple(self.lags(known, rho, shared)))
            case "power":
                right = Scripted(rho.symbol(ResidualCorrelation()), sup=(self.distance(known, shared),))
            case _:
                right = rho.symbol(ResidualCorrelation())
                first = self.observation
                conditions.append(Row((first, Operator("!="), *primed((first,), frozenset()))))
        if conditions:
            parts = [part for one in conditions for part in (Comma(), one)][1:]
            right = Row((right, Text(" for "), *parts))
        return Line(left, "=", right)

    def shared(self, known: CorrelatedResiduals) -> frozenset[str]:
        """Return the indices that two residuals of a group have in common; none if the residual has no such index."""
        label = known.group.label
        if not any(level.group.label == label for level in self.spec.levels):
            return frozenset()
        letters = {index.letter for index in self.own}
        found = frozenset(index.letter for index in self.given.unit(label))
        return found if found <= letters else frozenset()

    def same_group(self, known: CorrelatedResiduals) -> Iterator[Node]:
        """Yield the condition that two observations are of the same group, column by column."""
        for part in known.group.parts:
            first, second = self.twice(Name(part), frozenset())
            yield Row((first, Operator("="), second))

    def twice(self, node: Expression, shared: frozenset[str]) -> tuple[Node, Node]:
        """Return a column or an expression of one observation and of another one."""
        other = Namer(
            self.spec,
            lambda name: _indices(primed(self.indices_of(name), shared)),
            lambda group: _indices(primed(self.given.unit(group), shared)),
        )
        return self.namer.typeset(node), other.typeset(node)

    def occasions(self, known: CorrelatedResiduals, shared: frozenset[str]) -> tuple[Node, Node]:
        """Return the occasions of two observations."""
        if known.order is None:
            first = self.observation
            return first, primed((first,), frozenset())[0]
        return self.twice(known.order, shared)

    def distance(self, known: CorrelatedResiduals, shared: frozenset[str]) -> Node:
        """Return the distance of two observations, an absolute value."""
        first, second = self.occasions(known, shared)
        if known.by_position:
            first, second = (Apply(POSITION, (one,)) for one in (first, second))
        return Brackets(Row((first, Operator("-"), second)), "bar")

    def lags(self, known: CorrelatedResiduals, rho: _Rho, shared: frozenset[str]) -> Iterator[tuple[Node, Node]]:
        distance = self.distance(known, shared)
        for lag in known.lags:
            condition = Row((Text("if "), distance, Operator("="), Number(str(lag))))
            yield rho.symbol(ResidualCorrelation(lag), Number(str(lag))), condition

    def pairs(self, known: CorrelatedResiduals, rho: _Rho, shared: frozenset[str]) -> Iterator[tuple[Node, Node]]:
        both = self.occasions(known, shared)
        for pair in combinations(known.occasions, 2):
            first, second = map(label, pair)
            symbol = rho.symbol(ResidualCorrelation(None, pair), first, Comma(), second)
            condition = Row((Text("if "), _set(*both), Operator("="), _set(first, second)))
            yield symbol, condition


class _Rho:
    """Writes correlations, with the letter of the residual where random effects have correlations too."""

    def __init__(self, letter: str, spec: ModelSpec, residual: Symbol) -> None:
        self.letter = letter
        correlated = any(
            len(block.effects) > 1 and STRUCTURES[block.covariance].correlation != "none" for block in spec.blocks
        )
        self.prefix: tuple[Script, ...] = (Symbol(residual.name, sup=residual.sup),) if correlated else ()

    def symbol(self, meaning: ResidualCorrelation, *sub: Script) -> Symbol:
        between = (Comma(),) if self.prefix and sub else ()
        return Symbol(self.letter, (*self.prefix, *between, *sub), of=meaning)


def label(category: str) -> Number | Word:
    """Return a category as a part of a script or a condition."""
    return Number(category) if category.isascii() and category.isdecimal() else Word(category)


def primed(parts: tuple[Script, ...], shared: frozenset[str]) -> tuple[Script, ...]:
    """Return a subscript with a prime on each index but the shared ones: i'j for another observation of group j."""
    return tuple(_primed(part) if isinstance(part, Index) and part.letter not in shared else part for part in parts)


def _primed(index: Index) -> Index:
    return replace(index, at=f"{index.at}'") if index.at else replace(index, letter=f"{index.letter}'")


def _indices(parts: tuple[Script, ...]) -> tuple[Index, ...]:
    return tuple(part for part in parts if isinstance(part, Index))


def _set(first: Node, second: Node) -> Node:
    return Brackets(Row((first, Comma(), second)), "curly")
