"""The structure of the residuals: variances by category, and correlations by groups and distances."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

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
from levelwise.errors import VerificationError
from levelwise.formula.syntax import Name
from levelwise.formula.syntax import Node as Expression
from levelwise.model.parameters import (
    LevelOneResidual,
    Meaning,
    ResidualCorrelation,
    ResidualDeviation,
    ResidualSpread,
    ResidualVariance,
)
from levelwise.model.spec import CorrelatedResiduals, ModelSpec, ResidualVariances
from levelwise.notations.conventions import Conventions
from levelwise.proof.canonical import canonical
from levelwise.proof.expression import read
from levelwise.proof.indices import Indices
from levelwise.proof.lines import Lines
from levelwise.proof.outcome_distributions import columns_of
from levelwise.proof.reading import letters, spelling
from levelwise.proof.response import check_scale
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES, STRUCTURES


def check(lines: Lines, spec: ModelSpec, conventions: Conventions, indices: Indices) -> None:
    """Check the lines of the structure of the residuals.

    Raises
    ------
    VerificationError
        When the model has another structure, or the groups, the occasions or the categories are not those of the model.
    """
    variances = [line for line in lines.structure if isinstance(line.left, Symbol)]
    correlations = [line for line in lines.structure if _function(line) == "corr"]
    stated = [line for line in lines.structure if _function(line) == "var"]
    wanted = spec.residual
    if len(variances) != int(wanted.variances is not None):
        raise VerificationError("the residual variances by category are not those of the model")
    if len(correlations) != int(wanted.correlation is not None):
        raise VerificationError("the correlations of the residuals are not those of the model")
    in_matrix = wanted.kind == "structured" and any(one.kind == "residuals" for one in lines.stacked)
    if len(stated) != int(in_matrix):
        raise VerificationError("the variance of a residual is not stated exactly once")
    residuals = {_of_entry(line, spec, conventions, indices) for line in stated} or lines.residuals
    reader = _Reader(spec, conventions, indices)
    if wanted.variances is not None:
        reader.variances(variances[0], wanted.variances)
    if wanted.correlation is not None:
        reader.correlation(correlations[0], wanted.correlation, residuals)


def _function(line: Line) -> str:
    """Return the name of the function on the left side of a line."""
    return line.left.function.text if isinstance(line.left, Apply) and isinstance(line.left.function, Word) else ""


def _of_entry(line: Line, spec: ModelSpec, conventions: Conventions, indices: Indices) -> str:
    """Return the residual whose variance a line states, an entry of their vector."""
    match line.left:
        case Apply(_, (Symbol(of=LevelOneResidual()) as residual,)) if letters(residual) == indices.whole:
            check_scale(line.right, spec, conventions, lines_letters=letters(residual))
            return spelling(residual)
        case _:
            raise VerificationError("a variance is not that of the residual of an observation")


class _Reader:
    def __init__(self, spec: ModelSpec, conventions: Conventions, indices: Indices) -> None:
        self.spec = spec
        self.conventions = conventions
        self.indices = indices
        self.columns = columns_of(spec)

    # --- variances ------------------------------------------------------------------------------

    def variances(self, line: Line, known: ResidualVariances) -> None:
        left, right = line.left, line.right
        assert isinstance(left, Symbol)  # checked where the line was read
        assert isinstance(left.of, ResidualSpread)
        meaning = ResidualDeviation if left.of.deviation else ResidualVariance
        prefix = self.prefix(left)
        if not isinstance(right, Cases) or len(right.rows) != len(known.categories):
            raise VerificationError("there is not exactly one residual variance for each category")
        for (symbol, condition), category in zip(right.rows, known.categories, strict=True):
            wanted = Symbol(left.name, (*prefix, _label(category)), left.sup, meaning(category))
            if symbol != wanted:
                raise VerificationError(f"the residual variance of {category} does not have its symbol")
            match condition:
                case Row((Text("if "), variable, Operator("="), value)) if value == _label(category):
                    self.variable(variable, known.variable)
                case _:
                    raise VerificationError(f"the condition of a residual variance is not the category {category}")

    def prefix(self, left: Symbol) -> tuple[Script, ...]:
        """Return what stands before the indices of an observation in the subscript of a variance."""
        own = tuple(part for part in left.sub if isinstance(part, Index))
        before = left.sub[: len(left.sub) - len(own)]
        script = self.conventions.residual_script
        wanted = (*script, Comma()) if script else ()
        if letters(left) not in (self.indices.whole, (self.conventions.observation,)) or before != wanted:
            raise VerificationError(f"{spelling(left)} is not the residual variance of an observation")
        return before

    # --- correlations ---------------------------------------------------------------------------

    def correlation(self, line: Line, known: CorrelatedResiduals, residuals: set[str]) -> None:
        match line.left:
            case Apply(_, (Symbol(of=LevelOneResidual()) as first, Symbol(of=LevelOneResidual()) as second)):
                pass
            case _:
                raise VerificationError("a correlation is not that of two residuals")
        shared = self.shared(known, letters(first))
        wanted = tuple(_primed(letter, shared) for letter in letters(first))
        if spelling(first) not in residuals or letters(second) != wanted:
            raise VerificationError("a correlation is not that of two residuals of the groups of the model")
        if (first.name, first.sup) != (second.name, second.sup):
            raise VerificationError("a correlation is that of two kinds of residuals")
        core, conditions = _conditions(line.right)
        correlation = _Correlation(self, known, first, shared)
        correlation.groups(conditions)
        correlation.value(core)

    def shared(self, known: CorrelatedResiduals, own: Sequence[str]) -> frozenset[str]:
        """Return the indices of the residual that are the same within a group."""
        label = known.group.label
        if not any(level.group.label == label for level in self.spec.levels):
            return frozenset()
        found = frozenset(self.indices.of_group(label))
        return found if found <= set(own) else frozenset()

    def variable(self, node: Node, wanted: Expression, shared: frozenset[str] | None = None) -> None:
        """Check a column or an expression, with the indices that determine it, primed for the second observation."""
        reading = read(node, self.columns)
        if reading.expression != canonical(wanted) or reading.label is not None:
            raise VerificationError("the structure of the residuals depends on a variable other than that of the model")
        for one in reading.indices:
            observation = self.conventions.observation
            every = (letter for name in one.names for letter in self.indices.of_value(name, observation))
            own = tuple(dict.fromkeys(every)) or (observation,)
            found = own if shared is None else tuple(_primed(letter, shared) for letter in own)
            if one.letters != found:
                raise VerificationError(f"the indices of {' and '.join(one.names)} are not those that determine it")


class _Correlation:
    """The correlation of two residuals, whose indices have those of their group, `shared`, in common."""

    def __init__(self, reader: _Reader, known: CorrelatedResiduals, residual: Symbol, shared: frozenset[str]) -> None:
        self.reader = reader
        self.known = known
        self.residual = residual
        self.shared = shared
        self.blocks = reader.spec.blocks

    def groups(self, conditions: list[Node]) -> None:
        """Check the conditions under which two residuals are correlated: the same group, and two observations."""
        parts = () if self.shared else self.known.group.parts
        common = RESIDUAL_STRUCTURES[self.known.structure].correlation == "common"
        if len(conditions) != len(parts) + common:
            raise VerificationError("a correlation does not state for which observations it holds")
        for part, condition in zip(parts, conditions, strict=False):
            match condition:
                case Row((first, Operator("="), second)):
                    self.reader.variable(first, Name(part))
                    self.reader.variable(second, Name(part), frozenset())
                case _:
                    raise VerificationError(f"a correlation does not state that {part} is the same")
        observation = self.reader.conventions.observation
        if common and conditions[-1] != Row((Index(observation), Operator("!="), Index(f"{observation}'"))):
            raise VerificationError("a correlation does not state that the two observations differ")

    def value(self, core: Node) -> None:
        match RESIDUAL_STRUCTURES[self.known.structure].correlation:
            case "common":
                self.rho(core, ResidualCorrelation(), ())
            case "power":
                match core:
                    case Scripted(base, (), (distance,)):
                        self.rho(base, ResidualCorrelation(), ())
                        self.distance(distance)
                    case _:
                        raise VerificationError("a correlation does not have the distance as its exponent")
            case "lag":
                rows = self.rows(core, len(self.known.lags))
                for (symbol, condition), lag in zip(rows, self.known.lags, strict=True):
                    self.rho(symbol, ResidualCorrelation(lag), (Number(str(lag)),))
                    match condition:
                        case Row((Text("if "), distance, Operator("="), Number(text))) if text == str(lag):
                            self.distance(distance)
                        case _:
                            raise VerificationError(f"the condition of a correlation is not the distance {lag}")
            case _:
                pairs = tuple(combinations(self.known.occasions, 2))
                for (symbol, condition), pair in zip(self.rows(core, len(pairs)), pairs, strict=True):
                    self.pair(symbol, condition, pair)

    def pair(self, symbol: Node, condition: Node, pair: tuple[str, str]) -> None:
        one, other = map(_label, pair)
        self.rho(symbol, ResidualCorrelation(None, pair), (one, Comma(), other))
        values = Brackets(Row((one, Comma(), other)), "curly")
        match condition:
            case Row((Text("if "), Brackets(Row((first, Comma(), second)), "curly"), Operator("="), found)) if (
                found == values
            ):
                self.occasion(first)
                self.occasion(second, other=True)
            case _:
                raise VerificationError(f"the condition of a correlation is not {pair[0]} and {pair[1]}")

    @staticmethod
    def rows(core: Node, count: int) -> tuple[tuple[Node, Node], ...]:
        if not isinstance(core, Cases) or len(core.rows) != count:
            raise VerificationError("there is not exactly one correlation for each pair of occasions, or each distance")
        return core.rows

    def rho(self, node: Node, meaning: Meaning, sub: tuple[Script, ...]) -> None:
        if any(len(one.effects) > 1 and STRUCTURES[one.covariance].correlation != "none" for one in self.blocks):
            # random effects have correlations, too
            named = Symbol(self.residual.name, sup=self.residual.sup)
            sub = (named, Comma(), *sub) if sub else (named,)
        if not isinstance(node, Symbol) or node.of != meaning or node.sub != sub or node.sup:
            raise VerificationError("a correlation of residuals does not have its symbol")

    def distance(self, node: Node) -> None:
        match node:
            case Brackets(Row((first, Operator("-"), second)), "bar"):
                pass
            case _:
                raise VerificationError("a correlation does not depend on the distance of two observations")
        if self.known.by_position:
            match first, second:
                case Apply(Word("position"), (first,)), Apply(Word("position"), (second,)):
                    pass
                case _:
                    raise VerificationError("a distance is not that of the positions of two occasions")
        self.occasion(first)
        self.occasion(second, other=True)

    def occasion(self, node: Node, *, other: bool = False) -> None:
        """Check the occasion of the first observation, or that of the other one."""
        if self.known.order is not None:
            self.reader.variable(node, self.known.order, self.shared if other else None)
            return
        observation = self.reader.conventions.observation
        if node != Index(f"{observation}'" if other else observation):
            raise VerificationError("an occasion is not the number of the observation")


def _conditions(right: Node) -> tuple[Node, list[Node]]:
    """Return the value of a correlation, and the conditions after it."""
    match right:
        case Row((core, Text(" for "), *rest)):
            if any(isinstance(part, Comma) is not bool(place % 2) for place, part in enumerate(rest)):
                raise VerificationError("the conditions of a correlation are not a list")
            return core, list(rest[::2])
        case _:
            return right, []


def _primed(letter: str, shared: frozenset[str]) -> str:
    """Return the index of another observation: i', or j[i'] for its group."""
    if letter.endswith("]"):
        return f"{letter[:-1]}']"
    return letter if letter in shared else f"{letter}'"


def _label(category: str) -> Number | Word:
    return Number(category) if category.isascii() and category.isdecimal() else Word(category)
