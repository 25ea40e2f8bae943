"""The sampling model, the link and the structural model of Raudenbush & Bryk (2002, chapter 10)."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import (
    Apply,
    Distribution,
    Given,
    Index,
    Line,
    Node,
    Row,
    Script,
    Sum,
    Symbol,
    Word,
)
from levelwise.model.parameters import Mean
from levelwise.model.spec import ModelSpec
from levelwise.notations.parts import categories
from levelwise.notations.parts.family_letters import FamilyLetters
from levelwise.notations.parts.links import linked
from levelwise.notations.parts.outcomes import check_weights, event, successes, trials
from levelwise.notations.parts.response_distribution import distribution_of
from levelwise.notations.parts.variables import Namer


def three_parts(
    spec: ModelSpec,
    namer: Namer,
    indices: Sequence[Index],
    given: Node | None,
    predictor: Node,
    *,
    letters: FamilyLetters,
) -> list[Line]:
    """Return the sampling model, the link and the structural model of Raudenbush & Bryk (2002, chapter 10).

    Parameters
    ----------
    spec : ModelSpec
        The model.
    namer : Namer
        It typesets the response with the indices of an observation.
    indices : sequence of Index
        The indices of an observation.
    given : Node or None
        The coefficients on which the probability of success is conditional, in models with groups.
    predictor : Node
        The structural model.
    letters : FamilyLetters
        The letters of the notation.
    """
    if spec.response.is_categorical:
        return _three_parts_by_category(spec, namer, indices, given, predictor, letters=letters)
    check_weights(spec)
    mean = Symbol(letters.of(spec), tuple(indices), of=Mean())
    eta = Symbol(letters.predictor, tuple(indices), of=Mean(on_link_scale=True))
    if spec.response.kind == "binary":
        part = Row(event(spec, namer))
        chance = Apply(Word("Prob"), (part if given is None else Given(part, given),))
        first = Line(chance, "=", mean)
    elif spec.family == "binomial":
        counted = Distribution(Word("Binomial"), (trials(spec, namer), mean))
        first = Line(Given(successes(spec, namer), mean), "~", counted)
    else:
        first = Line(Given(namer.response(), mean), "~", distribution_of(spec, mean, letters, indices))
    return [first, Line(linked(spec.link, mean), "=", eta), Line(eta, "=", predictor)]


def _three_parts_by_category(
    spec: ModelSpec,
    namer: Namer,
    indices: Sequence[Index],
    given: Node | None,
    predictor: Node,
    *,
    letters: FamilyLetters,
) -> list[Line]:
    """Return the sampling model, the link and the structural model of the probability of a category.

    With ordered categories φ* is the probability of a category or a lower one.
    """
    categories.check_weights(spec)
    ordinal = spec.response.kind == "ordinal"
    added = ordinal and categories.has_intercept(spec)
    star: tuple[Script, ...] = (Symbol("ast"),) if ordinal else ()
    mean = Symbol(letters.probability, (categories.CATEGORY, *indices), star, Mean())
    own = () if ordinal and not added else (categories.CATEGORY,)
    eta = Symbol(letters.predictor, (*own, *indices), of=Mean(on_link_scale=True))
    chance = categories.probability(categories.event(spec, namer.response()), Word("Prob"), given)
    first = Line(chance, "=", mean, (categories.all_but_last(),))
    if not ordinal:
        last = Symbol(letters.probability, (categories.LAST, *indices), of=Mean())
        return [first, Line(categories.log_ratio(mean, last), "=", eta), Line(eta, "=", predictor)]
    if added:
        whole = categories.with_threshold(spec, predictor, letters.threshold)
        return [first, Line(linked(spec.link, mean), "=", eta), Line(eta, "=", whole)]
    beyond = categories.beyond(categories.threshold(spec, letters.threshold), Sum((("+", eta),)))
    return [first, Line(linked(spec.link, mean), "=", beyond), Line(eta, "=", predictor)]
