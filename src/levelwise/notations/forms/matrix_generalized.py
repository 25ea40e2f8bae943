"""The response of a generalized linear model in the matrix form: its conditional distribution and its link."""

from __future__ import annotations

from levelwise.equation.tree import Brackets, Distribution, Given, Line, Node, Row, Scripted, Sum, Symbol, Word
from levelwise.notations.forms.matrix import Matrices
from levelwise.notations.forms.matrix_lines import conditioning, predictor_line
from levelwise.notations.parts import categories
from levelwise.notations.parts.links import linked
from levelwise.notations.parts.normal import NORMAL
from levelwise.notations.parts.outcomes import NAMES, check_weights, parameters_note, scale, successes, trials
from levelwise.text.note import Note

_P = Symbol("P")


def conditional_lines(matrices: Matrices) -> list[Line]:
    """Return the distribution of an observation given the random effects, the link, and the linear predictors."""
    if matrices.spec.response.is_categorical:
        return category_lines(matrices, conditioning(matrices))
    mean = matrices.mean()
    first = Line(given(matrices, conditioning(matrices)), "~", distribution(matrices, mean))
    link = Line(linked(matrices.spec.link, mean), "=", matrices.linear_predictor())
    return [first, link, predictor_line(matrices)]


def given(matrices: Matrices, condition: Node | None) -> Node:
    """Return the response of an observation, or its successes, given the random effects."""
    part = response(matrices)
    return part if condition is None else Given(part, condition)


def response(matrices: Matrices) -> Node:
    """Return the response of an observation, or its successes."""
    spec = matrices.spec
    if matrices.unit or spec.response.kind == "proportion":
        return successes(spec, matrices.elements)
    bare = successes(spec, matrices.columns)
    return Scripted(Brackets(bare) if isinstance(bare, Row) else bare, matrices.element)


def category_lines(matrices: Matrices, condition: Node | None) -> list[Line]:
    """Return the link of the probability of a category given a condition, if any, and the linear predictors."""
    spec = matrices.spec
    categories.check_weights(spec)
    ranges = (categories.all_but_last(),)
    if spec.response.kind == "nominal":
        chance = categories.probability(categories.event(spec, response(matrices)), _P, condition)
        last = categories.probability(categories.reference(response(matrices)), _P, condition)
        first = Line(categories.log_ratio(chance, last), "=", matrices.linear_predictor(categories.CATEGORY), ranges)
        return [first, predictor_line(matrices)]
    chance = categories.probability(categories.event(spec, response(matrices)), _P, condition)
    threshold = categories.threshold(spec, matrices.symbols.threshold)
    right = categories.beyond(threshold, Sum((("+", matrices.linear_predictor()),)))
    return [Line(linked(spec.link, chance), "=", right, ranges), predictor_line(matrices)]


def distribution(matrices: Matrices, mean: Node, normal: Symbol | Word = NORMAL) -> Distribution:
    """Return the distribution of an observation with this mean."""
    spec, symbols = matrices.spec, matrices.symbols
    check_weights(spec)
    if spec.family == "binomial":
        if spec.response.kind == "binary":
            return Distribution(Word("Bernoulli"), (mean,))
        return Distribution(Word("Binomial"), (trials(spec, matrices.elements), mean))
    if spec.family.spread == "none":
        return Distribution(Word(NAMES[str(spec.family)]), (mean,))
    name: Node = normal if spec.family == "gaussian" else Word(NAMES[str(spec.family)])
    return Distribution(name, (mean, scale(spec, symbols.dispersion, matrices.element)))


def parameters(matrices: Matrices) -> tuple[Note, ...]:
    """Return a note that says what the parameters of the distribution are."""
    return parameters_note(matrices.spec, matrices.symbols.mean, matrices.symbols.dispersion)
