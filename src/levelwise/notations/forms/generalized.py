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
    Symbol,
    Word,
)
from levelwise.model.parameters import Mean
from levelwise.model.spec import ModelSpec
from levelwise.notations.parts.links import linked
from levelwise.notations.parts.outcomes import NAMES, check_weights, event, parameters_note, scale, successes, trials
from levelwise.notations.parts.variables import Namer
from levelwise.text.note import Note

_NORMAL = Symbol("N")
_COUNTS = ("poisson", "nbinom1", "nbinom2")


def two_lines(spec: ModelSpec, namer: Namer, index: Index, predictor: Node) -> list[Line]:
    """Return the distribution of the response, then the link of its mean, as the R package equatiomatic 0.4.9 does.

    That package writes the binomial family with the logit link and the Poisson family with the log link.
    """
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


def three_parts_note(spec: ModelSpec) -> tuple[Note, ...]:
    """Return a note that says what the parameters of the distribution are."""
    return parameters_note(spec, "λ" if spec.family in _COUNTS else "μ", "ω")


def _distribution(spec: ModelSpec, mean: Node, letter: str, indices: Sequence[Index]) -> Distribution:
    name = _NORMAL if spec.family == "gaussian" else Word(NAMES[str(spec.family)])
    spread = () if spec.family.spread == "none" else (scale(spec, letter, indices),)
    return Distribution(name, (mean, *spread))


def _indexed(node: Node, index: Index) -> Node:
    """Return an expression over columns with the index of an observation."""
    compound = isinstance(node, Row)
    sub: tuple[Script, ...] = (index,)
    return Scripted(Brackets(node) if compound else node, sub)
