"""Responses of several categories: the probabilities of the categories, and what carries the index of a category.

With ordered categories the cumulative model of McCullagh (1980, J. R. Stat. Soc. B 42) is written,
logit P(Y ≤ k) = α_k − η, whose minus sign is that of ``polr``, ``clm`` and ``clmm`` in R and of brms: a larger η makes
higher categories more probable. In a notation in which the first threshold is the intercept (Raudenbush & Bryk 2002,
section 10.4; HLM 7), the terms are added to the thresholds, and the coefficients have the opposite sign. Without an
order, each category but the reference has an equation of its own for log P(Y = k)/P(Y = K), with coefficients and
random effects of its own (Agresti 2013, *Categorical Data Analysis*, section 8.1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Fraction,
    Given,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Quantity,
    Range,
    Row,
    Script,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import UnsupportedModelError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    FixedEffect,
    Meaning,
    MeanShare,
    RandomEffect,
    Stacked,
    StandardDeviation,
    Threshold,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import INTERCEPT, ModelSpec
from levelwise.text.note import Note
from levelwise.text.sentences import some

CATEGORY = Index("category")
"""The index of a category, until `finished` gives it a letter that no other index has."""

LAST = Symbol("categories")
"""The number of categories, until `finished` gives it the capital letter of their index."""

_LETTERS = "kcmhgdeab"
_SHOWN = 12

OF_CATEGORY = (
    FixedEffect,
    MeanShare,
    VaryingCoefficient,
    RandomEffect,
    Variance,
    Covariance,
    StandardDeviation,
    Correlation,
    CommonVariance,
    CommonDeviation,
    CommonCorrelation,
)
"""What each category but the reference has for itself in a multinomial model."""

_VECTORS_OF_CATEGORY = frozenset(
    [
        "fixed effects",
        "random effects",
        "random vector",
        "covariances",
        "covariance factor",
        "covariance parameters",
        "deviations",
        "correlations",
        "predictors",
    ]
)


def of_category(meaning: Meaning | None) -> bool:
    """Return whether each category but the reference has a quantity for itself in a multinomial model."""
    if isinstance(meaning, Stacked):
        return meaning.kind in _VECTORS_OF_CATEGORY
    return isinstance(meaning, OF_CATEGORY)


def has_intercept(spec: ModelSpec) -> bool:
    """Return whether the first threshold of an ordinal response is written as the intercept."""
    return any(column.key == INTERCEPT for column in spec.fixed)


def check_weights(spec: ModelSpec) -> None:
    """Raise UnsupportedModelError for weights, which the probability of a category has no place for."""
    if spec.weights is not None:
        message = (
            f"the equations of the {spec.family} family cannot contain weights, which multiply the log-likelihood of a "
            "row; leave weights= out to write the distribution of a single row"
        )
        raise UnsupportedModelError(message)


def event(spec: ModelSpec, response: Node) -> Row:
    """Return the event that the response is in a category or, with an order, at most in it."""
    sign = "<=" if spec.response.kind == "ordinal" else "="
    return Row((response, Operator(sign), CATEGORY))


def reference(response: Node) -> Row:
    """Return the event that the response is in the reference category, which has the last number."""
    return Row((response, Operator("="), LAST))


def threshold(spec: ModelSpec, letter: str) -> Symbol:
    """Return the threshold of a category; its distance from the first if that one is the intercept."""
    return Symbol(letter, (CATEGORY,), of=Threshold(None, from_first=has_intercept(spec)))


def all_but_last() -> Range:
    """Return the numbers of the categories that have an equation: all but the last, with an order or without."""
    return Range((CATEGORY.letter,), Sum((("+", LAST), ("-", Number("1")))))


def beyond(threshold_of: Node, predictor: Node) -> Sum:
    """Return a threshold minus the terms of a linear predictor."""
    terms = predictor.terms if isinstance(predictor, Sum) else ()
    if any(sign == "-" for sign, _ in terms):
        return Sum((("+", threshold_of), ("-", Brackets(predictor))))
    return Sum((("+", threshold_of), *(("-", term) for _, term in terms)))


def with_threshold(spec: ModelSpec, predictor: Node, letter: str) -> Sum:
    """Return a linear predictor to which the threshold of a category is added, as HLM 7 writes it.

    The coefficients have the opposite sign there, but offsets have no coefficient, and are subtracted.
    """
    terms = predictor.terms if isinstance(predictor, Sum) else ()
    signed: list[tuple[Literal["+", "-"], Node]] = [("-" if is_offset(term) else "+", term) for _, term in terms]
    return Sum((*signed, ("+", threshold(spec, letter))))


def is_offset(term: Node) -> bool:
    """Return whether a term of a linear predictor has no coefficient."""
    return isinstance(term, Quantity) and term.of is not None and term.of.kind == "offset"


def log_ratio(one: Node, other: Node) -> Node:
    """Return the logarithm of the ratio of two probabilities, the link of a multinomial model."""
    return Apply(Word("log"), (Fraction(one, other),), "square")


def probability(of: Row, name: Symbol | Word, given: Node | None = None) -> Apply:
    """Return the probability of an event."""
    return Apply(name, (of if given is None else Given(of, given),))


def finished(system: System, spec: ModelSpec, preferred: str) -> System:
    """Return a system in which everything that belongs to a category carries its index.

    Parameters
    ----------
    system : System
        The equations, in which the index of a category has no letter yet.
    spec : ModelSpec
        The model.
    preferred : str
        The letter of that index, unless another index has it.
    """
    used = {part.letter for part in walk(system.lines) if isinstance(part, Index) and part != CATEGORY}
    used |= {part.at for part in walk(system.lines) if isinstance(part, Index)}
    letter = next(one for one in (preferred, *_LETTERS) if one not in used)
    nominal = spec.response.kind == "nominal"

    def changed(part: Node | Line) -> Node | Line:
        if part == CATEGORY:
            return Index(letter)
        if part == LAST:
            return Symbol(letter.upper())
        if isinstance(part, Range) and part.letters == (CATEGORY.letter,):
            return replace(part, letters=(letter,))
        if isinstance(part, Symbol):
            if part.of == FixedEffect("location", INTERCEPT) and not nominal:
                return replace(part, of=Threshold(1))
            if nominal and of_category(part.of):
                return _of_category(part, letter)
        if isinstance(part, Given):  # the probability of one category depends on the random effects of all
            return replace(part, condition=transform(part.condition, of_all))
        return part

    def of_all(part: Node | Line) -> Node | Line:
        own = Index(letter, apart=True)
        return replace(part, sub=tuple(one for one in part.sub if one != own)) if isinstance(part, Symbol) else part

    lines = transform(replace(system, notes=()), changed).lines
    indexed = CATEGORY in set(walk(system.lines))
    found = (note for note in notes(spec, letter) if indexed or note.code != "categories")
    return replace(system, lines=lines, notes=(*system.notes, *found))


def _of_category(symbol: Symbol, letter: str) -> Symbol:
    """Return a symbol with the index of a category, unless it names an effect that has it."""
    index = Index(letter, apart=True)
    if any(_has_index(part, index) for part in (*symbol.sub, *symbol.sup)):
        return symbol
    return replace(symbol, sub=(*symbol.sub, index))


def _has_index(part: Script, index: Index) -> bool:
    return index in tuple(walk(part))


def notes(spec: ModelSpec, letter: str) -> tuple[Note, ...]:
    """Return notes on the numbers of the categories and on the sign of the coefficients."""
    kind, known = spec.response.kind, spec.response.categories
    name = spec.response.text
    found: list[Note] = []
    ordered = known if kind == "ordinal" else (*known[1:], *known[:1])
    if known:
        which = some([f"{number} = {label!r}" for number, label in enumerate(ordered, 1)], _SHOWN)
        last = f"; {letter.upper()} = {len(known)} is the reference category" if kind == "nominal" else ""
        found.append(Note("categories", f"{letter} is the index of the categories of {name}: {which}{last}"))
    elif kind == "nominal":
        text = (
            f"{name} has {letter.upper()} categories, of which the last is the reference category; list them in "
            "factors=, the reference category first"
        )
        found.append(Note("categories", text))
    else:
        text = f"{name} has {letter.upper()} ordered categories; list them in factors=, the lowest first"
        found.append(Note("categories", text))
    if kind == "ordinal" and has_intercept(spec):
        text = (
            "the linear predictor is added to the thresholds: the intercept is the first threshold, and the symbol "
            "added to it is the difference between a threshold and the first. The coefficients have the opposite sign "
            "of those of polr(), clm() and clmm() in R: a positive coefficient makes lower categories more "
            f"probable{', and offsets are subtracted' * bool(spec.offsets)}"
        )
        found.append(Note("ordinal-sign", text))
    elif kind == "ordinal":
        text = (
            "the linear predictor is subtracted from the thresholds, as by polr(), clm() and clmm() in R: a positive "
            "coefficient makes higher categories more probable"
        )
        found.append(Note("ordinal-sign", text))
    elif spec.blocks:
        text = "the random effects of different categories are independent, as in brms; HLM and mclogit let them covary"
        found.append(Note("independent-categories", text))
    return tuple(found)
