"""Models without groups in the notation of the R package equatiomatic: one equation, as its ``lm`` and ``glm`` have.

A linear model names its error. A generalized linear model is the link of the mean of the response, which for a binary
response is a probability; on request its distribution is stated, too.
"""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import (
    Apply,
    Distribution,
    Hat,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Quantity,
    Row,
    Scaled,
    Scripted,
    Signed,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.formula.syntax import deparse
from levelwise.model.parameters import FixedEffect, LevelOneResidual, Mean, Threshold
from levelwise.model.spec import INTERCEPT, LOCATION, Cell, ModelSpec
from levelwise.notations.forms.generalized import two_lines
from levelwise.notations.parts import categories
from levelwise.notations.parts.links import linked
from levelwise.notations.parts.normal import residual_distribution
from levelwise.notations.parts.outcomes import event, scale
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.variables import Namer
from levelwise.options import Options
from levelwise.text.note import Note

_CHANCE = Hat(Symbol("P", of=Mean()))


def write(spec: ModelSpec, options: Options, index: Index, parameters: tuple[Note, ...]) -> System:
    """Write a model without groups.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    options : Options
        ``show_distribution`` is whether the distribution is stated; ``logit_notation`` writes the logit by its name.
    index : Index
        The index of an observation.
    parameters : tuple of Note
        What the parameters of the distribution are, if it is stated.
    """
    namer = Namer(spec)
    if spec.response.kind == "ordinal":
        return System(_ordinal(spec, namer), "equatiomatic")
    shown = bool(options.get("show_distribution"))
    mean = _mean(spec)
    if mean and not shown and spec.weights is None and spec.response.kind in ("numeric", "binary"):
        return System((_of_mean(spec, namer, options),), "equatiomatic", _notes(spec, options))
    if spec.is_linear and not mean:
        return System(_linear(spec, namer, index, shown=shown), "equatiomatic")
    if spec.response.kind == "binary":
        return System(_bernoulli(spec, namer), "equatiomatic")
    lines = two_lines(spec, namer, index, _predictor(spec, namer))
    return System(tuple(lines), "equatiomatic", parameters)


def _mean(spec: ModelSpec) -> bool:
    """Return whether the equation is that of the mean: that of a ``glm``, whatever its family."""
    return not spec.is_linear or (spec.source.family is not None and spec.residual.kind != "structured")


def _of_mean(spec: ModelSpec, namer: Namer, options: Options) -> Line:
    response = namer.response()
    named = spec.response.kind == "binary" and spec.link == "logit" and options.get("logit_notation")
    if named and not isinstance(response, Row):
        chance = Apply(Symbol("P"), (response,))
        return Line(Apply(Word("logit"), (chance,), "square"), "=", _predictor(spec, namer))
    if spec.response.kind == "binary":
        mean = Apply(Symbol("P"), (Row(_event(spec, namer)),))
    else:
        mean = Apply(Symbol("E"), (response,))
    return _linked(spec, mean, _predictor(spec, namer))


def _linked(spec: ModelSpec, mean: Node, predictor: Node) -> Line:
    """Return the link of a mean; the probit is written as the distribution function of the predictor."""
    if spec.link == "probit":
        return Line(mean, "=", Apply(Symbol("Phi"), (predictor,), "square"))
    return Line(linked(spec.link, mean), "=", predictor)


def _bernoulli(spec: ModelSpec, namer: Namer) -> tuple[Line, ...]:
    chance = Row((Scripted(Word("prob"), _event(spec, namer)), Operator("="), _CHANCE))
    first = Line(namer.response(), "~", Distribution(Word("Bernoulli", italic=True), (chance,)))
    return (first, _linked(spec, _CHANCE, _predictor(spec, namer)))


def _ordinal(spec: ModelSpec, namer: Namer) -> tuple[Line, ...]:
    """Return an equation for each category but the last; one for any, if the categories are not known."""
    categories.check_weights(spec)
    labels = spec.response.categories[:-1]
    if not labels:
        return (_at_most(spec, namer, categories.CATEGORY, categories.threshold(spec, "alpha")),)
    thresholds = [Symbol("alpha", (Number(str(n)),), of=Threshold(n)) for n in range(1, len(labels) + 1)]
    return tuple(_at_most(spec, namer, Word(label), own) for label, own in zip(labels, thresholds, strict=True))


def _at_most(spec: ModelSpec, namer: Namer, category: Word | Index, threshold: Symbol) -> Line:
    """Return the equation of the probability of a category or a lower one."""
    chance = Apply(Symbol("P"), (Row((namer.response(), Operator("<="), category)),))
    line = _linked(spec, chance, categories.beyond(threshold, _predictor(spec, namer)))
    return replace(line, ranges=(categories.all_but_last(),)) if category == categories.CATEGORY else line


def _event(spec: ModelSpec, namer: Namer) -> tuple[Node, ...]:
    """Return the event that counts as success, its value upright whatever it is."""
    return tuple(Word(part.text) if isinstance(part, Number) else part for part in event(spec, namer))


def _linear(spec: ModelSpec, namer: Namer, index: Index, *, shown: bool) -> tuple[Line, ...]:
    differing = spec.weights is not None or spec.residual.kind == "structured"
    error = Symbol("epsilon", (index,) if differing else (), of=LevelOneResidual())
    lines = [Line(namer.response(), "=", Sum((*_terms(spec, namer), ("+", error))))]
    if differing or shown:
        residuals = residual_distribution(error, scale(spec, "sigma", (index,)))
        lines.extend(structured(spec, residuals, namer))
    return tuple(lines)


def _predictor(spec: ModelSpec, namer: Namer) -> Node:
    terms = _terms(spec, namer)
    return Sum(terms) if terms else Number("0")


def _terms(spec: ModelSpec, namer: Namer) -> tuple[Signed, ...]:
    """Return the terms of the linear predictor; an offset stands last, by its call, as in that package."""
    terms: list[Signed] = []
    number = 0
    for column in spec.fixed:
        if column.cells:
            number += 1
            beta = Symbol("beta", (Number(str(number)),), of=FixedEffect(LOCATION, column.key))
            terms.append(("+", Scaled(beta, namer.product(column.cells), brackets=True)))
        else:
            terms.append(("+", Symbol("alpha", of=FixedEffect(LOCATION, INTERCEPT))))
    for offset in spec.offsets:
        text = deparse(offset)
        terms.append(("+", Quantity(Word(f"offset({text})"), Cell(text, kind="offset"))))
    return tuple(terms)


def _notes(spec: ModelSpec, options: Options) -> tuple[Note, ...]:
    """Return notes on what the equation of the mean leaves open."""
    text = (
        f"the equation is that of the mean, as in equatiomatic, and does not state the {spec.family} distribution of "
        f"{deparse(spec.response.node)}; show_distribution=True states it"
    )
    notes = [Note("mean-alone", text)]
    if spec.response.success is not None and spec.link == "logit" and options.get("logit_notation"):
        name = deparse(spec.response.node)
        notes.append(Note("event", f"P({name}) is the probability that {name} is {spec.response.success}"))
    return tuple(notes)
