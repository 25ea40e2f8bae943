"""The distribution of the response with its mean as the inverse link of the linear predictor: Gelman & Hill (2007)."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import (
    Apply,
    Distribution,
    Index,
    Line,
    Node,
    Number,
    Range,
    Row,
    Symbol,
    Word,
)
from levelwise.model.parameters import Mean
from levelwise.model.spec import ModelSpec
from levelwise.notations.parts import categories
from levelwise.notations.parts.family_letters import FamilyLetters
from levelwise.notations.parts.links import INVERTED, inverse, linked
from levelwise.notations.parts.outcomes import check_weights, event, successes, trials
from levelwise.notations.parts.response_distribution import distribution_of
from levelwise.notations.parts.variables import Namer


def inverted(spec: ModelSpec, namer: Namer, predictor: Node, letters: FamilyLetters, over: Range) -> list[Line]:
    """Return the distribution of the response with its mean as the inverse link of the linear predictor.

    Gelman & Hill (2007) write Pr(y_i = 1) = logit⁻¹(X_i β) (chapters 5 and 14), y_i ~ Binomial(n_i, p_i) and
    y_i ~ Poisson(θ_i), θ_i = exp(X_i β), with the overdispersion ω (chapter 6). Of other families and links this is
    the continuation; a link whose inverse has no name is written on the left.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    namer : Namer
        It typesets the response with the index of an observation.
    predictor : Node
        The linear predictor.
    letters : FamilyLetters
        The letters of the distribution.
    over : Range
        That of the index of an observation.
    """
    ranges, index = (over,), Index(over.letters[0])
    if spec.response.is_categorical:
        return [_inverted_categories(spec, namer, predictor, letters, ranges)]
    check_weights(spec)
    mean = Symbol(letters.of(spec), (index,), of=Mean())
    named = spec.link in INVERTED and predictor != Number("0")
    link = Line(mean, "=", inverse(spec.link, predictor)) if named else Line(linked(spec.link, mean), "=", predictor)
    if spec.response.kind == "binary":
        chance = Apply(letters.function, (Row(event(spec, namer)),))
        if named:
            return [replace(link, left=chance, ranges=ranges)]
        return [Line(chance, "=", mean, ranges), link]
    if spec.family == "binomial":
        whole = Distribution(Word("Binomial"), (trials(spec, namer), mean))
    else:
        whole = distribution_of(spec, mean, letters, (index,))
    return [Line(successes(spec, namer), "~", whole, ranges), link]


def _inverted_categories(
    spec: ModelSpec, namer: Namer, predictor: Node, letters: FamilyLetters, ranges: tuple[Range, ...]
) -> Line:
    """Return the probability of a category or, with an order, of a category or a lower one."""
    categories.check_weights(spec)
    chance = categories.probability(categories.event(spec, namer.response()), letters.function)
    over = (*ranges, categories.all_but_last())
    if spec.response.kind == "nominal":
        last = categories.probability(categories.reference(namer.response()), letters.function)
        return Line(categories.log_ratio(chance, last), "=", predictor, over)
    right = categories.beyond(categories.threshold(spec, letters.threshold), predictor)
    if spec.link in INVERTED:
        return Line(chance, "=", inverse(spec.link, right), over)
    return Line(linked(spec.link, chance), "=", right, over)
