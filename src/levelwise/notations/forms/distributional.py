"""The notation of the R package equatiomatic, the default: the distribution of the response, then those of the groups.

Gelman & Hill (2007), *Data Analysis Using Regression and Multilevel/Hierarchical Models*, chapters
11 to 13, write models in this form; the symbols and their places are those of equatiomatic 0.4.9 (Anderson,
Heiss & Sumners), except where that package is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.tree import (
    Brackets,
    Distribution,
    Index,
    Line,
    Node,
    Number,
    Row,
    Scaled,
    Script,
    Scripted,
    Signed,
    Sum,
    Symbol,
    System,
)
from levelwise.errors import OptionError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    FixedEffect,
    LevelOneResidual,
    Mean,
    Meaning,
    MeanShare,
    StandardDeviation,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import INTERCEPT, LOCATION, Cell, DesignColumn, Key, ModelSpec
from levelwise.notations.forms import single_level
from levelwise.notations.forms.generalized import dispersion, two_lines
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.effect_vectors import Effect, vectors
from levelwise.notations.parts.letters import commas, over_groups
from levelwise.notations.parts.normal import NORMAL, distribution, residual_distribution
from levelwise.notations.parts.outcomes import parameters_note, scale
from levelwise.notations.parts.placement import Entry, Placement, RowKey, place
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.variables import Namer
from levelwise.notations.symbols import Symbols
from levelwise.options import Options
from levelwise.text.note import Note
from levelwise.vocabulary.covariance_structures import STRUCTURES

_MU = Symbol("mu", of=Mean())
_LONGEST_MEAN = 3  # coefficients on the first line; with more the mean gets a line of its own


def write(spec: ModelSpec, options: Options, symbols: Symbols) -> System:
    """Write a model in the default notation."""
    _check_options(spec, options)
    if not spec.blocks:
        return single_level.write(spec, options, Index(symbols.observation), _parameters_note(spec))
    return _Writer(spec, options, symbols).system()


def _check_options(spec: ModelSpec, options: Options) -> None:
    """Raise OptionError for an option that does not apply to a model."""
    if spec.blocks and options["show_distribution"] is False:
        raise OptionError(
            "show_distribution=False applies to models without groups; those with groups always state the distribution "
            "of the response"
        )
    if options["logit_notation"] and (spec.blocks or spec.response.kind != "binary" or spec.link != "logit"):
        raise OptionError("logit_notation applies to the logit of a binary response in a model without groups")


def _with_errors(spec: ModelSpec, response: Node, terms: list[Signed], namer: Namer, index: Index) -> list[Line]:
    """Return the response as a sum of its mean and an error, and the distribution of the errors."""
    error = Symbol("epsilon", (index,), of=LevelOneResidual())
    law = residual_distribution(error, scale(spec, "sigma", (index,)))
    return [Line(response, "=", Sum((*terms, ("+", error)))), *structured(spec, law, namer)]


def _parameters_note(spec: ModelSpec) -> tuple[Note, ...]:
    return parameters_note(spec, "μ", "θ" if dispersion(spec) == "theta" else "φ")


def _sorted(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Sort a product's parts by variable name, case folded, then by code point."""
    return tuple(sorted(cells, key=lambda c: (c.variable.casefold(), c.variable, c.position)))


class _Writer:
    """The state of the writing of one model: vectors with their letters, places, numbers."""

    def __init__(self, spec: ModelSpec, options: Options, symbols: Symbols) -> None:
        self.spec = spec
        self.options = options
        self.index = Index(symbols.observation)
        self.namer = Namer(spec)
        self.vectors = vectors(spec)
        self.letters = symbols.letters([vector.name for vector in self.vectors])
        self.placement: Placement = place(spec, self.vectors)
        self.fixed_keys = {column.key for column in spec.fixed}
        self.where: dict[Key, list[int]] = {}
        for number, vector in enumerate(self.vectors):
            for effect in vector.effects:
                self.where.setdefault(effect.column.key, []).append(number)
        self.numbers: dict[Key, int] = {}
        for column in self.placement.level_one:
            if column.cells:
                self.numbers[column.key] = len(self.numbers) + 1
        # the row and the number of each predictor in the mean of an effect
        self.entries: dict[Key, tuple[RowKey, int]] = {
            entry.column.key: (row, n)
            for row, entries in self.placement.rows.items()
            for n, entry in enumerate(entries, 1)
        }
        kinds = [key for _, key in self.placement.rows]
        self.lettered = {key for key in kinds if kinds.count(key) > 1}
        self.crowded = self._crowded()

    def system(self) -> System:
        terms = self.mean_terms()
        mean: Node = Sum(tuple(terms)) if terms else Number("0")
        separate = self.options["mean_separate"]
        if separate is None:
            separate = len(self.placement.level_one) > _LONGEST_MEAN
        if not self.spec.is_linear:
            lines = two_lines(self.spec, self.namer, self.index, mean)
            lines.extend(self.distribution(number) for number in range(len(self.vectors)))
            return System(tuple(lines), "equatiomatic", self.notes())
        whole = self.namer.typeset(self.spec.response.node)
        response = Scripted(Brackets(whole) if isinstance(whole, Row) else whole, (self.index,))
        first = Distribution(NORMAL, (_MU if separate else mean, scale(self.spec, "sigma", (self.index,))))
        if self.spec.residual.correlation is not None:  # a correlation is one of residuals, which need a symbol
            total: list[Signed] = [("+", _MU)] if separate else terms
            lines = _with_errors(self.spec, response, total, self.namer, self.index)
        else:
            lines = structured(self.spec, Line(response, "~", first), self.namer, indices=(self.index,))
        if separate:
            lines.insert(1, Line(_MU, "=", mean))
        lines.extend(self.distribution(number) for number in range(len(self.vectors)))
        return System(tuple(lines), "equatiomatic", self.notes())

    def mean_terms(self) -> list[Signed]:
        terms: list[Signed] = self.namer.offsets()
        for column in self.placement.level_one:
            coefficient = self.coefficient(column)
            if column.cells:
                product = self.namer.product(_sorted(column.cells))
                terms.append(("+", Scaled(coefficient, product, brackets=True)))
            else:
                terms.append(("+", coefficient))
        return terms

    def coefficient(self, column: DesignColumn) -> Symbol:
        """Return a level-1 coefficient, indexed by every factor at which it is random."""
        places = self.where.get(column.key, [])
        meaning: Meaning = VaryingCoefficient(column.key) if places else FixedEffect(LOCATION, column.key)
        return Symbol(*self.row_name(column.key, self.at(places)), of=meaning)

    def at(self, places: list[int]) -> tuple[Script, ...]:
        return commas([Index(self.letters[n], self.index.letter) for n in places])

    def row_name(self, key: Key, indices: tuple[Script, ...] = ()) -> tuple[str, tuple[Script, ...]]:
        """Return α, or β with its number, and indices."""
        if key == INTERCEPT:
            return "alpha", indices
        return "beta", (Number(str(self.numbers[key])), *indices)

    def effect_symbol(self, number: int, effect: Effect) -> Symbol:
        """Return the symbol of an effect in its distribution: α_j, β_1j, or γ_3l for a predictor of a finer factor."""
        letter = Index(self.letters[number])
        key = effect.column.key
        entry = self.entries.get(key)
        if entry is None:
            return Symbol(*self.row_name(key, (letter,)), of=effect.meaning)
        row, place_on_row = entry
        sup = self.row_script(row) if (place_on_row, number) in self.crowded else ()
        return Symbol("gamma", (Number(str(place_on_row)), letter), sup, effect.meaning)

    def _crowded(self) -> set[tuple[int, int]]:
        """Return the (number, vector) pairs for which γ would be ambiguous, as it occurs in two rows."""
        seen: dict[tuple[int, int], set[RowKey]] = {}
        for number, vector in enumerate(self.vectors):
            for effect in vector.effects:
                entry = self.entries.get(effect.column.key)
                if entry is not None:
                    seen.setdefault((entry[1], number), set()).add(entry[0])
        return {pair for pair, rows in seen.items() if len(rows) > 1}

    def row_script(self, row: RowKey) -> tuple[Script, ...]:
        """Return the superscript that names a row: α, or α_j if two factors have such a row; γ₁ for a slope of it."""
        number, key = row
        letter = (Index(self.letters[number]),) if key in self.lettered else ()
        if (entry := self.entries.get(key)) is not None:
            sup = self.row_script(entry[0]) if (entry[1], number) in self.crowded else ()
            return (Symbol("gamma", (Number(str(entry[1])), *letter), sup),)
        return (Symbol(*self.row_name(key, letter)),)

    def distribution(self, number: int) -> Line:
        vector, letter = self.vectors[number], self.letters[number]
        symbols = [self.effect_symbol(number, effect) for effect in vector.effects]
        means = [self.row(number, effect, s) for effect, s in zip(vector.effects, symbols, strict=True)]
        spread = matrix(vector.effects, _Sigmas(dict(zip(vector.effects, symbols, strict=True)), letter))
        return distribution(symbols, means, spread, over_groups(vector.name, (letter,)))

    def row(self, number: int, effect: Effect, symbol: Symbol) -> Node:
        """Return the mean of an effect: a constant and the predictors in its row."""
        key = effect.column.key
        shared = len(self.where[key]) > 1
        own: Meaning = MeanShare(key, effect.block) if shared else FixedEffect(LOCATION, key)
        entries: list[Entry] = self.placement.rows.get((number, key), [])
        if not entries:
            return Symbol("mu", (symbol,), of=own) if key in self.fixed_keys else Number("0")
        sup = self.row_script((number, key))
        terms: list[Signed] = []
        if key in self.fixed_keys:
            terms.append(("+", Symbol("gamma", (Number("0"),), sup, own)))
        for place_on_row, entry in enumerate(entries, 1):
            places = self.where.get(entry.column.key, [])
            meaning: Meaning = (
                VaryingCoefficient(entry.column.key) if places else FixedEffect(LOCATION, entry.column.key)
            )
            gamma = Symbol("gamma", (Number(str(place_on_row)), *self.at(places)), sup, meaning)
            terms.append(("+", Scaled(gamma, self.namer.product(_sorted(entry.shown)), brackets=True)))
        return Sum(tuple(terms))

    def notes(self) -> tuple[Note, ...]:
        notes: list[Note] = list(_parameters_note(self.spec))
        for column in self.placement.borrowed:
            text = (
                f"{column.name} is written in full in the mean of the intercept, although part of it varies within the "
                "groups, as in equatiomatic; gelman-hill and raudenbush-bryk write it in the equation of the slope"
            )
            notes.append(Note("interaction-in-full", text))
        if any(len(places) > 1 and key in self.fixed_keys for key, places in self.where.items()):
            text = (
                "a coefficient that is random in several distributions has a mean in each, and only the sum of these "
                "means is a parameter of the model, as in equatiomatic; gelman-hill and raudenbush-bryk write a single "
                "coefficient"
            )
            notes.append(Note("mean-in-parts", text))
        kinds = {STRUCTURES[e.structure].correlation for v in self.vectors for e in v.effects if len(v.effects) > 1}
        if "free" in kinds and kinds & {"common", "power", "lag"}:
            text = (
                "a ρ with two effects in its subscript is their covariance, as in equatiomatic; a ρ without effects in "
                "its subscript is a correlation common to the effects of its distribution"
            )
            notes.append(Note("rho-is-covariance", text))
        return tuple(notes)


class _Sigmas:
    """Writes a covariance matrix with σ² and ρ, whose subscripts are effects or the index of their distribution."""

    def __init__(self, symbols: Mapping[Effect, Symbol], letter: str) -> None:
        self.symbols = symbols
        self.letter = Index(letter)

    def covariance(self, a: Effect, b: Effect, meaning: Variance | Covariance) -> Symbol:
        if a == b:
            return Symbol("sigma", (self.symbols[a],), (Number("2"),), meaning)
        return Symbol("rho", (self.symbols[a], self.symbols[b]), of=meaning)

    def common(self, meaning: CommonVariance) -> Symbol:
        return Symbol("sigma", (self.letter,), (Number("2"),), meaning)

    def deviations(self, a: Effect, b: Effect) -> tuple[Node, ...]:
        return tuple(Symbol("sigma", (self.symbols[e],), of=StandardDeviation(e.meaning)) for e in (a, b))

    def correlation(self, meaning: CommonCorrelation) -> Symbol:
        lag = () if meaning.lag is None else (Number(str(meaning.lag)),)
        return Symbol("rho", (*lag, self.letter), of=meaning)
