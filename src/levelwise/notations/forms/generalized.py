"""The lines of the response in a generalized linear model: its distribution and the link of its mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Distribution,
    Given,
    Hat,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Range,
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
from levelwise.notations.parts.links import INVERTED, inverse, linked
from levelwise.notations.parts.normal import NORMAL
from levelwise.notations.parts.outcomes import NAMES, check_weights, event, parameters_note, scale, successes, trials
from levelwise.notations.parts.variables import Namer
from levelwise.text.note import Note
from levelwise.vocabulary.letters import GREEK

_NAMED = ("logit", "probit", "cloglog", "log")  # links that are written by name


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


def named_link(link: str, mean: Node) -> Node:
    """Return a link function of a mean, by its name where it has one that readers know."""
    return Apply(Word(link), (mean,)) if link in _NAMED else linked(link, mean)


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


def dispersion(spec: ModelSpec) -> str:
    """Return the letter of the dispersion: θ for the negative binomial distribution of R's ``MASS``, else φ."""
    return "theta" if spec.family == "nbinom2" else "phi"


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


def parameters_in_words(spec: ModelSpec, letters: FamilyLetters) -> tuple[Note, ...]:
    """Return a note that says what the parameters of the distribution are."""
    return parameters_note(
        spec, GREEK.get(letters.of(spec), letters.of(spec)), GREEK.get(letters.dispersion, letters.dispersion)
    )


def distribution_of(spec: ModelSpec, mean: Node, letters: FamilyLetters, indices: Sequence[Index]) -> Distribution:
    """Return the distribution of a response with a mean and, if its family has one, a variance or a dispersion."""
    name = NORMAL if spec.family == "gaussian" else Word(NAMES[str(spec.family)])
    if spec.family.spread == "none":
        return Distribution(name, (mean,))
    return Distribution(name, (mean, scale_of(spec, letters, indices)))


def scale_of(spec: ModelSpec, letters: FamilyLetters, indices: Sequence[Index]) -> Node:
    """Return the residual variance or the dispersion, divided by the weight of a row where there are weights."""
    return scale(spec, letters.dispersion, indices, letters.residual_variance, letters.residual)


def _indexed(node: Node, index: Index) -> Node:
    """Return an expression over columns with the index of an observation."""
    compound = isinstance(node, Row)
    sub: tuple[Script, ...] = (index,)
    return Scripted(Brackets(node) if compound else node, sub)
