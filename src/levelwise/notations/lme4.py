"""The notation of Bates, Mächler, Bolker & Walker (2015), J. Stat. Softw. 67(1), on the R package lme4.

Their equations (2) to (4) are the distribution of the response given the random effects, that of the random effects,
and their covariance matrix, σ² times the square of a relative covariance factor; section 2.3 says what Z and the factor
contain. Generalized linear mixed models are those of the vignette *Fitting generalized linear mixed-effects models
using lme4*, the entries of covariance matrices those of its vignette *Covariance structures*.
"""

from __future__ import annotations

from dataclasses import field, replace

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Distribution,
    Given,
    Line,
    Node,
    Number,
    Operator,
    Row,
    Signed,
    Sum,
    Symbol,
    System,
    Times,
    Transpose,
    UnderSet,
    Word,
)
from levelwise.model.parameters import ResidualVariance, Stacked
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms.matrix import Matrices
from levelwise.notations.forms.matrix_generalized import category_lines, distribution, given, parameters
from levelwise.notations.forms.matrix_lines import (
    ZERO,
    predictor_line,
    predictor_terms,
    residual_covariance,
    unlisted_note,
)
from levelwise.notations.forms.matrix_lists import design_lists
from levelwise.notations.forms.matrix_reading import matrix_conventions, with_letters
from levelwise.notations.forms.matrix_symbols import MatrixSymbols
from levelwise.notations.parts.links import inverse
from levelwise.notations.parts.matrix_contents import Entries
from levelwise.options import Options


@dataclass(frozen=True)
class FactorSymbols(MatrixSymbols):
    """The letters of the notation.

    Attributes
    ----------
    vector : str
        The random variable whose value is the vector of the random effects.
    factor, template : str
        The relative covariance factor, and that of one group.
    parameters : str
        The vector of the covariance parameters.
    """

    response: str = "Y"
    vector: str = "B"
    covariance: str = "Sigma"
    factor: str = "Lambda"
    template: str = "T"
    parameters: str = "theta"
    groups: str = field(default="l")


SYMBOLS = FactorSymbols()
"""The letters of the notation."""

_NORMAL = Symbol("N", face="script")


def write(spec: ModelSpec, options: Options, symbols: FactorSymbols) -> System:
    """Write a model in the notation of Bates et al. (2015)."""
    return _Writer(spec, symbols).system(listed=options["columns"])


def conventions(spec: ModelSpec, symbols: FactorSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    known = matrix_conventions(_Writer(spec, symbols).matrices)
    variance = (symbols.variance,)
    known = with_letters(
        known,
        (symbols.vector, symbols.factor, symbols.template, symbols.parameters),
        {"variance": variance, "covariance": variance, "deviation": variance},
    )
    return replace(
        known,
        squared=frozenset({"residual variance", "variance"}),
        doubled=False,
        numbered=frozenset({"identity", "raw columns"}),
        covariances="factor",
    )


class _Writer:
    def __init__(self, spec: ModelSpec, symbols: FactorSymbols) -> None:
        self.spec = spec
        self.symbols = symbols
        self.matrices = Matrices(spec, symbols, numbered=True, together=True)
        self.blocks = tuple(range(len(spec.blocks)))
        self.theta = Symbol(symbols.parameters, of=Stacked("covariance parameters"), face="bold")
        self.vector = Symbol(symbols.vector, of=Stacked("random vector", self.blocks), face="script")

    def system(self, *, listed: bool) -> System:
        lines = self.linear() if self.spec.is_linear else self.generalized()
        if self.blocks:
            lines.append(Line(self.vector, "~", Distribution(_NORMAL, (ZERO, self.covariances()))))
            lines.append(Line(self.covariances(), "=", self.squared(self.factor())))
        notes = parameters(self.matrices)
        if not listed:
            return System(tuple(lines), "lme4", (*notes, *unlisted_note(self.matrices)))
        lines += design_lists(self.matrices)
        if self.blocks:
            lines += self.factor_lists()
        return System(tuple(_script(line) for line in lines), "lme4", notes)

    # --- the response ---------------------------------------------------------------------------

    def linear(self) -> list[Line]:
        mean = self.sized(predictor_terms(self.matrices))
        law = Distribution(_NORMAL, (mean, residual_covariance(self.matrices)))
        outcomes = replace(self.matrices.outcomes(), face="script")
        condition = self.condition()
        return [Line(outcomes if condition is None else Brackets(Given(outcomes, condition)), "~", law)]

    def generalized(self) -> list[Line]:
        predictors = predictor_line(self.matrices)
        predictors = replace(predictors, right=self.sized(predictor_terms(self.matrices)))
        condition = self.condition()
        if self.spec.response.is_categorical:
            return [*category_lines(self.matrices, condition)[:1], predictors]
        mean = self.matrices.mean()
        left = given(self.matrices, condition)
        first = Line(left if condition is None else Brackets(left), "~", distribution(self.matrices, mean, _NORMAL))
        link = Line(mean, "=", inverse(self.spec.link, self.matrices.linear_predictor()))
        return [first, link, predictors]

    def condition(self) -> Node | None:
        """Return the random vector and its value, ℬ = b; None without random effects."""
        if not self.blocks:
            return None
        return Row((self.vector, Operator("="), self.matrices.random_effects(self.matrices.terms[0])))

    def sized(self, terms: list[Signed]) -> Node:
        """Return the linear predictors, with the sizes of the design matrices below them if they are known."""
        if not terms:
            return ZERO
        return Sum(tuple((sign, self._sized(term)) for sign, term in terms))

    def _sized(self, term: Node) -> Node:
        match term:
            case Row((Symbol(of=Stacked(kind)) as design, vector)):
                columns = self.columns_of(kind)
                if self.spec.rows is not None and columns is not None:
                    size = Times((Number(str(self.spec.rows)), Number(str(columns))))
                    return Row((UnderSet(design, size), vector))
        return term

    def columns_of(self, kind: str) -> int | None:
        """Return the number of columns of a design matrix; None if the number of groups is not known."""
        if kind == "fixed columns":
            return len(self.spec.fixed)
        sizes = [(self.spec.level(block.group).size, len(block.effects)) for block in self.spec.blocks]
        counts = [size * effects for size, effects in sizes if size is not None]
        return sum(counts) if len(counts) == len(sizes) else None

    # --- covariances ----------------------------------------------------------------------------

    def covariances(self) -> Symbol:
        of = Stacked("covariances", self.blocks)
        return Symbol(self.symbols.covariance, (self.theta,), of=of, face="bold")

    def factor(self) -> Symbol:
        of = Stacked("covariance factor", self.blocks)
        return Symbol(self.symbols.factor, (self.theta,), of=of, face="bold")

    def template(self, block: int) -> Symbol:
        of = Stacked("covariance factor", (block,), self.spec.blocks[block].group)
        return Symbol(self.symbols.template, self.matrices.number(block), of=of, face="bold")

    def squared(self, factor: Symbol) -> Row:
        """Return the square of a covariance factor, times the residual variance if there is one."""
        product = (factor, Transpose(factor))
        if self.spec.family != "gaussian":
            return Row(product)
        return Row((Symbol(self.symbols.variance, sup=(Number("2"),), of=ResidualVariance()), *product))

    def factor_lists(self) -> list[Line]:
        """Return the lines of the covariance factor, of its blocks, and of the covariance matrices of groups."""
        own = [
            Row((self.matrices.identity(block), Operator("kronecker"), self.template(block))) for block in self.blocks
        ]
        lines = [Line(self.factor(), "=", own[0] if len(own) == 1 else Apply(Word("diag"), tuple(own)))]
        for block in self.blocks:
            entries = Entries(
                self.symbols.variance, self.symbols.correlation, self.matrices.number(block), squared=True
            )
            lines.append(Line(self.squared(self.template(block)), "=", entries.matrix(self.spec, block)))
        return lines


def _script(line: Line) -> Line:
    """Return a line that lists the responses with their calligraphic letter."""
    match line.left:
        case Symbol(of=Stacked("outcomes")):
            return replace(line, left=replace(line.left, face="script"))
    return line
