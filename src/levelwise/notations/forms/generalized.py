"""The lines of the response in a generalized linear model: its distribution, then the link of its mean."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Distribution,
    Hat,
    Index,
    Line,
    Node,
    Operator,
    Row,
    Script,
    Scripted,
    Sum,
    Symbol,
    Word,
)
from levelwise.model.parameters import Mean
from levelwise.model.spec import ModelSpec
from levelwise.notations.parts import categories
from levelwise.notations.parts.family_letters import FamilyLetters
from levelwise.notations.parts.links import linked, named_link
from levelwise.notations.parts.outcomes import check_weights, event, successes, trials
from levelwise.notations.parts.response_distribution import distribution_of
from levelwise.notations.parts.variables import Namer


def two_lines(spec: ModelSpec, namer: Namer, index: Index, predictor: Node) -> list[Line]:
    """Return the distribution of the response, then the link of its mean, as the R package equatiomatic 0.4.9 does.

    That package writes the binomial family with the logit link and the Poisson family with the log link.
    """
    if spec.response.is_categorical:
        response = _indexed(namer.response(), index) if spec.blocks else namer.response()
        return _category_lines(spec, response, (index,), predictor, FamilyLetters(threshold="theta"))
    check_weights(spec)
    whole = Namer(spec, lambda _: (index,))
    counted = spec.response.kind == "proportion"
    response = successes(spec, whole) if counted else _indexed(successes(spec, namer), index)
    if spec.family == "binomial":
        chance = Symbol("P", of=Mean())
        shown = Scripted(Word("prob"), event(spec, namer)) if spec.response.kind == "binary" else Word("prob")
        arguments = (
            Row((Symbol("n"), Operator("="), trials(spec, whole))),
            Row((shown, Operator("="), Hat(chance, wide=True))),
        )
        first = Line(response, "~", Distribution(Word("Binomial"), arguments))
        return [first, Line(linked(spec.link, Hat(chance)), "=", predictor)]
    mean = Symbol("lambda" if spec.family == "poisson" else "mu", (index,), of=Mean())
    first = Line(response, "~", distribution_of(spec, mean, FamilyLetters(dispersion=dispersion(spec)), (index,)))
    return [first, Line(linked(spec.link, mean), "=", predictor)]


def with_link(
    spec: ModelSpec, namer: Namer, indices: Sequence[Index], predictor: Node, letters: FamilyLetters
) -> list[Line]:
    """Return the distribution of the response, then the link of its mean, by name where it has one.

    The parameters are those of `three_parts`.
    """
    if spec.response.is_categorical:
        return _category_lines(spec, namer.response(), indices, predictor, letters)
    check_weights(spec)
    mean = Symbol(letters.of(spec), tuple(indices), of=Mean())
    if spec.family != "binomial":
        first = Line(namer.response(), "~", distribution_of(spec, mean, letters, indices))
    elif spec.response.kind != "binary" or (letters.single_trial and spec.response.success is None):
        first = Line(successes(spec, namer), "~", Distribution(Word("Binomial"), (trials(spec, namer), mean)))
    elif spec.response.success is None:
        first = Line(namer.response(), "~", Distribution(Word("Bernoulli"), (mean,)))
    else:  # the line says which category counts as success
        first = Line(Apply(letters.function, (Row(event(spec, namer)),)), "=", mean)
    return [first, Line(named_link(spec.link, mean), "=", predictor)]


def _category_lines(
    spec: ModelSpec, response: Node, indices: Sequence[Index], predictor: Node, letters: FamilyLetters
) -> list[Line]:
    """Return the link of the probability of a category, in the manner of that package's ``polr`` and ``clm``."""
    categories.check_weights(spec)
    chance = categories.probability(categories.event(spec, response), letters.function)
    ranges = (categories.all_but_last(),)
    if spec.response.kind == "nominal":
        last = categories.probability(categories.reference(response), letters.function)
        return [Line(categories.log_ratio(chance, last), "=", predictor, ranges)]
    threshold = categories.threshold(spec, letters.threshold)
    left = named_link(spec.link, chance) if letters.named else linked(spec.link, chance)
    eta = Symbol(letters.predictor, tuple(indices), of=Mean(on_link_scale=True))
    return [Line(left, "=", categories.beyond(threshold, Sum((("+", eta),))), ranges), Line(eta, "=", predictor)]


def dispersion(spec: ModelSpec) -> str:
    """Return the letter of the dispersion: θ for the negative binomial distribution of R's ``MASS``, else φ."""
    return "theta" if spec.family == "nbinom2" else "phi"


def _indexed(node: Node, index: Index) -> Node:
    """Return an expression over columns with the index of an observation."""
    compound = isinstance(node, Row)
    sub: tuple[Script, ...] = (index,)
    return Scripted(Brackets(node) if compound else node, sub)
