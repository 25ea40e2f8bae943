"""The notation of Bürkner (2017), J. Stat. Softw. 80(1), on the R package brms.

Its section 2 has y_i ~ D(f(η_i), θ), with the inverse f of the link, and η = Xβ + Zu; section 2.1 has u_kj ~ N(0, V_k)
for the group j of the k-th term, and V_k = D(σ_k) Ω_k D(σ_k). The covariance matrix of all groups is V_k ⊗ A_k there,
with a known matrix A_k; in the models here the groups are independent. Priors of a model that has them are added later.
"""

from __future__ import annotations

from dataclasses import replace

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Apply,
    Comma,
    Distribution,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Range,
    Row,
    Scripted,
    Symbol,
    System,
    Word,
)
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    Correlation,
    Stacked,
    StackedKind,
    StandardDeviation,
)
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms.matrix import Matrices
from levelwise.notations.forms.matrix_generalized import category_lines, distribution, given, parameters
from levelwise.notations.forms.matrix_lines import predictor_line, unlisted_note
from levelwise.notations.forms.matrix_lists import design_lists
from levelwise.notations.forms.matrix_reading import matrix_conventions, with_letters
from levelwise.notations.forms.matrix_symbols import MatrixSymbols
from levelwise.notations.parts.effect_vectors import Effect, check_size, effects_of
from levelwise.notations.parts.letters import numbered
from levelwise.notations.parts.links import inverse
from levelwise.notations.parts.outcomes import residual_deviation
from levelwise.options import Options
from levelwise.vocabulary.covariance_structures import STRUCTURES


@dataclass(frozen=True)
class DeviationSymbols(MatrixSymbols):
    """The letters of the notation.

    Attributes
    ----------
    deviations, correlations : str
        The vector of the standard deviations and the correlation matrix of the effects of a term.
    diagonal : str
        The function that makes a diagonal matrix of a vector.
    """

    effects: str = "u"
    covariance: str = "V"
    threshold: str = "tau"
    deviations: str = "sigma"
    correlations: str = "Omega"
    diagonal: str = "D"


SYMBOLS = DeviationSymbols()
"""The letters of the notation."""

_NORMAL = Word("Normal")
_NUMBERED = frozenset({"random effects", "random columns", "raw columns", "covariances", "deviations", "correlations"})


def write(spec: ModelSpec, options: Options, symbols: DeviationSymbols) -> System:
    """Write a model in the notation of Bürkner (2017)."""
    return _Writer(spec, symbols).system(listed=options["columns"])


def conventions(spec: ModelSpec, symbols: DeviationSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    known = matrix_conventions(_Writer(spec, symbols).matrices)
    known = with_letters(
        known,
        (symbols.deviations, symbols.correlations),
        {"deviation": (symbols.deviations,), "residual deviation": (symbols.variance,)},
    )
    return replace(
        known,
        nested=False,
        groups="",
        scale="deviation",
        normal=("Normal", "N"),
        numbered=_NUMBERED,
        covariances="deviations",
    )


class _Writer:
    def __init__(self, spec: ModelSpec, symbols: DeviationSymbols) -> None:
        self.spec = spec
        self.symbols = symbols
        self.matrices = Matrices(spec, symbols, vectors="normal", numbered=True)
        labels = [level.group.label for level in spec.levels]
        self.letters = dict(zip(labels, symbols.letters(labels), strict=True))

    def system(self, *, listed: bool) -> System:
        lines = [*self.response(), predictor_line(self.matrices)]
        for block in range(len(self.spec.blocks)):
            lines += [self.group_distribution(block), self.covariance_line(block)]
        notes = parameters(self.matrices)
        if not listed:
            return System(tuple(lines), "brms", (*notes, *unlisted_note(self.matrices)))
        lists = design_lists(self.matrices, responses=False)
        check_size([len(block.effects) for block in self.spec.blocks])
        for block in range(len(self.spec.blocks)):
            lists += [self.deviations_line(block), self.correlations_line(block)]
        return System((*lines, *lists), "brms", notes)

    def response(self) -> list[Line]:
        """Return the distribution of the response, or the link of the probability of a category."""
        if self.spec.response.is_categorical:
            return category_lines(self.matrices, None)[:1]
        mean = inverse(self.spec.link, self.matrices.linear_predictor())
        law = distribution(self.matrices, mean, _NORMAL)
        if self.spec.family == "gaussian":
            law = Distribution(
                _NORMAL, (mean, residual_deviation(self.spec, self.symbols.variance, self.matrices.element))
            )
        return [Line(given(self.matrices, None), "~", law)]

    # --- covariances ----------------------------------------------------------------------------

    def group_distribution(self, block: int) -> Line:
        """Return the distribution of the effects of one group."""
        group = self.spec.blocks[block].group
        letter = self.letters[group]
        sub = (*self.matrices.number(block), Index(letter))
        effects = Symbol(self.symbols.effects, sub, of=Stacked("random effects", (block,), group))
        groups = (Range((letter,), Symbol(letter.upper()), group, as_text=True),)
        spread = self.matrices.covariances(block)
        return Line(effects, "~", Distribution(Symbol("N"), (Number("0"), spread)), groups)

    def covariance_line(self, block: int) -> Line:
        """Return the covariance matrix as standard deviations and correlations."""
        diagonal = Apply(Symbol(self.symbols.diagonal, face="bold"), (self.deviations(block),))
        right = Row((diagonal, self.correlations(block), diagonal))
        return Line(self.matrices.covariances(block), "=", right)

    def deviations(self, block: int) -> Symbol:
        return self._of(block, "deviations", self.symbols.deviations)

    def correlations(self, block: int) -> Symbol:
        return replace(self._of(block, "correlations", self.symbols.correlations), face="bold")

    def _of(self, block: int, kind: StackedKind, letter: str) -> Symbol:
        of = Stacked(kind, (block,), self.spec.blocks[block].group)
        return Symbol(letter, self.matrices.number(block), of=of)

    def deviations_line(self, block: int) -> Line:
        effects = effects_of(self.spec.blocks[block], block)
        rows = tuple((self.deviation(effect),) for effect in effects)
        return Line(self.deviations(block), "=", rows[0][0] if len(rows) == 1 else Matrix(rows))

    def deviation(self, effect: Effect) -> Symbol:
        """Return a standard deviation; one that all effects share has the number of the first."""
        equal = STRUCTURES[effect.structure].equal
        sub = (*self.matrices.number(effect.block), Comma(), Number(str(1 if equal else effect.place + 1)))
        of = CommonDeviation(effect.block) if equal else StandardDeviation(effect.meaning)
        return Symbol(self.symbols.deviations, sub, of=of)

    def correlations_line(self, block: int) -> Line:
        effects = effects_of(self.spec.blocks[block], block)
        rows = tuple(tuple(self.correlation(a, b) for b in effects) for a in effects)
        return Line(self.correlations(block), "=", rows[0][0] if len(rows) == 1 else Matrix(rows))

    def correlation(self, a: Effect, b: Effect) -> Node:
        """Return the correlation of two effects of a block."""
        kind = STRUCTURES[a.structure].correlation
        if a == b:
            return Number("1")
        if kind == "none":
            return Number("0")
        number, letter = self.matrices.number(a.block), self.symbols.correlation
        if kind == "free":
            sub = (*number, Comma(), *numbered((a.place + 1, b.place + 1)))
            return Symbol(letter, sub, of=Correlation(frozenset((a.meaning, b.meaning))))
        distance = abs(a.place - b.place)
        if kind == "lag":
            return Symbol(letter, (*number, Comma(), Number(str(distance))), of=CommonCorrelation(a.block, distance))
        shared = Symbol(letter, number, of=CommonCorrelation(a.block))
        return Scripted(shared, sup=(Number(str(distance)),)) if kind == "power" and distance > 1 else shared
