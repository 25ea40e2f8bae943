"""The lines of the response in a generalized linear model: its distribution and the link of its mean."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Distribution,
    Given,
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
from levelwise.notations.parts.links import linked
from levelwise.notations.parts.outcomes import NAMES, check_weights, event, parameters_note, scale, successes, trials
from levelwise.notations.parts.variables import Namer
from levelwise.text.note import Note

THRESHOLD = "delta"
"""The letter of a threshold of an ordinal response in the three parts."""

NORMAL = Symbol("N")
_P = Symbol("P")
_COUNTS = ("poisson", "nbinom1", "nbinom2")


def two_lines(spec: ModelSpec, namer: Namer, index: Index, predictor: Node) -> list[Line]:
    """Return the distribution of the response, then the link of its mean, as the R package equatiomatic 0.4.9 does.

    That package writes the binomial family with the logit link and the Poisson family with the log link.
    """
    if spec.response.is_categorical:
        return _category_lines(spec, namer, index, predictor)
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
    first = Line(response, "~", _distribution(spec, mean, dispersion(spec), (index,)))
    return [first, Line(linked(spec.link, mean), "=", predictor)]


def _category_lines(spec: ModelSpec, namer: Namer, index: Index, predictor: Node) -> list[Line]:
    """Return the link of the probability of a category, in the manner of that package's ``polr`` and ``clm``."""
    categories.check_weights(spec)
    response = _indexed(namer.response(), index) if spec.blocks else namer.response()
    chance = categories.probability(categories.event(spec, response), _P)
    ranges = (categories.all_but_last(),)
    if spec.response.kind == "nominal":
        last = categories.probability(categories.reference(response), _P)
        return [Line(categories.log_ratio(chance, last), "=", predictor, ranges)]
    # the intercepts of groups are α, too
    threshold = categories.threshold(spec, "theta")
    left = linked(spec.link, chance)
    eta = Symbol("eta", (index,), of=Mean(on_link_scale=True))
    return [Line(left, "=", categories.beyond(threshold, Sum((("+", eta),))), ranges), Line(eta, "=", predictor)]


def dispersion(spec: ModelSpec) -> str:
    """Return the letter of the dispersion: θ for the negative binomial distribution of R's ``MASS``, else φ."""
    return "theta" if spec.family == "nbinom2" else "phi"


def three_parts(
    spec: ModelSpec, namer: Namer, indices: Sequence[Index], given: Node | None, predictor: Node
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
    """
    if spec.response.is_categorical:
        return _three_parts_by_category(spec, namer, indices, given, predictor)
    check_weights(spec)
    letter = "phi" if spec.family == "binomial" else "lambda" if spec.family in _COUNTS else "mu"
    mean = Symbol(letter, tuple(indices), of=Mean())
    eta = Symbol("eta", tuple(indices), of=Mean(on_link_scale=True))
    if spec.response.kind == "binary":
        part = Row(event(spec, namer))
        chance = Apply(Word("Prob"), (part if given is None else Given(part, given),))
        first = Line(chance, "=", mean)
    elif spec.family == "binomial":
        counted = Distribution(Word("Binomial"), (trials(spec, namer), mean))
        first = Line(Given(successes(spec, namer), mean), "~", counted)
    else:
        first = Line(Given(namer.response(), mean), "~", _distribution(spec, mean, "omega", indices))
    return [first, Line(linked(spec.link, mean), "=", eta), Line(eta, "=", predictor)]


def _three_parts_by_category(
    spec: ModelSpec, namer: Namer, indices: Sequence[Index], given: Node | None, predictor: Node
) -> list[Line]:
    """Return the sampling model, the link and the structural model of the probability of a category.

    With ordered categories φ* is the probability of a category or a lower one.
    """
    categories.check_weights(spec)
    ordinal = spec.response.kind == "ordinal"
    added = ordinal and categories.has_intercept(spec)
    star: tuple[Script, ...] = (Symbol("ast"),) if ordinal else ()
    mean = Symbol("phi", (categories.CATEGORY, *indices), star, Mean())
    own = () if ordinal and not added else (categories.CATEGORY,)
    eta = Symbol("eta", (*own, *indices), of=Mean(on_link_scale=True))
    chance = categories.probability(categories.event(spec, namer.response()), Word("Prob"), given)
    first = Line(chance, "=", mean, (categories.all_but_last(),))
    if not ordinal:
        last = Symbol("phi", (categories.LAST, *indices), of=Mean())
        return [first, Line(categories.log_ratio(mean, last), "=", eta), Line(eta, "=", predictor)]
    if added:
        whole = categories.with_threshold(spec, predictor, THRESHOLD)
        return [first, Line(linked(spec.link, mean), "=", eta), Line(eta, "=", whole)]
    beyond = categories.beyond(categories.threshold(spec, THRESHOLD), Sum((("+", eta),)))
    return [first, Line(linked(spec.link, mean), "=", beyond), Line(eta, "=", predictor)]


def three_parts_note(spec: ModelSpec) -> tuple[Note, ...]:
    """Return a note that says what the parameters of the distribution are."""
    return parameters_note(spec, "λ" if spec.family in _COUNTS else "μ", "ω")


def _distribution(spec: ModelSpec, mean: Node, letter: str, indices: Sequence[Index]) -> Distribution:
    name = NORMAL if spec.family == "gaussian" else Word(NAMES[str(spec.family)])
    spread = () if spec.family.spread == "none" else (scale(spec, letter, indices),)
    return Distribution(name, (mean, *spread))


def _indexed(node: Node, index: Index) -> Node:
    """Return an expression over columns with the index of an observation."""
    compound = isinstance(node, Row)
    sub: tuple[Script, ...] = (index,)
    return Scripted(Brackets(node) if compound else node, sub)
