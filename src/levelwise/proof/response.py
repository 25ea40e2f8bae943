"""The response: its distribution or its equation, the link, the variance of its residual."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.tree import (
    Apply,
    Distribution,
    Fraction,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Row,
    Scripted,
    Sum,
    Symbol,
    Word,
)
from levelwise.errors import VerificationError
from levelwise.formula.syntax import Name
from levelwise.model.parameters import Mean, ResidualDeviation, ResidualVariance
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof.reading import Term, name_of, spelling, terms

DISTRIBUTIONS: Mapping[str, tuple[str, ...]] = {
    "binomial": ("Bernoulli", "Binomial"),
    "poisson": ("Poisson",),
}
"""The names of the distributions other than the normal that the proof recognises, by family."""


def predictor(line: Line, spec: ModelSpec, conventions: Conventions) -> tuple[Term, ...]:
    """Return the terms of the response's equation, or of the mean of its distribution.

    Raises
    ------
    VerificationError
        When the distribution is not that of the model's family, or its variance not that of the model.
    """
    if line.relation == "=":
        if not spec.is_linear:
            raise VerificationError(f"the response of the {spec.family} family is written with a residual")
        return terms(line.right)
    distribution = line.right
    if not isinstance(distribution, Distribution):
        raise VerificationError("the response has no distribution")
    name = name_of(distribution)
    if spec.family == "gaussian":
        if name not in conventions.normal or len(distribution.arguments) != 2:
            raise VerificationError(
                "the distribution of a gaussian response is not a normal distribution with a mean and a variance"
            )
        check_residual_scale(distribution.arguments[1], spec, conventions)
        if not spec.is_linear and not _is_mean(distribution.arguments[0]):
            raise VerificationError(f"the mean is written without the {spec.link} link")
        return terms(distribution.arguments[0])
    if name not in DISTRIBUTIONS.get(str(spec.family), ()):
        raise VerificationError(f"{name or 'a sign'} is not the distribution of the {spec.family} family")
    *trials, mean = distribution.arguments
    _check_trials(trials, name, spec)
    if not _is_mean(mean):
        raise VerificationError(f"the mean of the distribution {name} is not defined by an equation with the link")
    return terms(mean)


def _check_trials(trials: list[Node], name: str, spec: ModelSpec) -> None:
    wanted = spec.response.trials if name == "Binomial" else None
    if name == "Bernoulli" and spec.response.kind != "binary":
        raise VerificationError("a Bernoulli distribution has one trial, but the response has several")
    if name == "Binomial":
        if len(trials) != 1 or not isinstance(wanted, Name):
            raise VerificationError("the trials of the binomial distribution are not those of the response")
        word = trials[0].base if isinstance(trials[0], Scripted) else trials[0]
        if word != Word(wanted.text):
            raise VerificationError("the trials of the binomial distribution are not those of the response")
    elif trials:
        raise VerificationError(f"the distribution {name} has too many parameters")


def _is_mean(node: Node) -> bool:
    return isinstance(node, Symbol) and isinstance(node.of, Mean)


def linked_mean(left: Node, spec: ModelSpec) -> Symbol:
    """Return the mean on the left side of a line; the function of it must be the link of the model."""
    link, symbol = _link(left)
    on_link_scale = isinstance(symbol.of, Mean) and symbol.of.on_link_scale
    if link != ("identity" if on_link_scale else spec.link):
        raise VerificationError(f"the link is {link}, but that of the model is {spec.link}")
    return symbol


def _link(left: Node) -> tuple[str, Symbol]:
    match left:
        case Symbol(of=Mean()):
            return "identity", left
        case Apply(Word(name) | Symbol(name), (Symbol(of=Mean()) as mean,)):
            return name, mean
        case Apply(Word("log"), (Fraction(Symbol(of=Mean()) as mean, bottom, _),)) if _is_complement(bottom, mean):
            return "logit", mean
    raise VerificationError("the left side of an equation is neither a coefficient nor the mean of the response")


def _is_complement(node: Node, mean: Symbol) -> bool:
    """Return whether a part of an equation is one minus the mean."""
    one = Number("1")
    return node in (Row((one, Operator("-"), mean)), Sum((("+", one), ("-", mean))))


def check_residual_scale(
    node: Node, spec: ModelSpec, conventions: Conventions, lines_letters: tuple[str, ...] = ()
) -> None:
    """Check the variance or standard deviation of the residual, with the prior weights if the model has any.

    Raises
    ------
    VerificationError
        When it is not the model's.
    """
    weights = None
    if isinstance(node, Fraction):
        weights, carried = _weights(node.bottom)
        if carried != (lines_letters or (conventions.observation,)):
            raise VerificationError("the weights do not have the indices of an observation")
        node = node.top
    wanted = ResidualVariance() if conventions.scale == "variance" else ResidualDeviation()
    if not isinstance(node, Symbol) or node.of != wanted:
        raise VerificationError("the residual variance is missing")
    if node.sub != ((Symbol(conventions.residual),) if conventions.residual else ()):
        raise VerificationError(f"{spelling(node)} does not have the subscript of the residual variance")
    if weights != spec.weights:
        raise VerificationError("the weights are not those of the model")


def _weights(node: Node) -> tuple[str, tuple[str, ...]]:
    match node:
        case Word(text):
            return text, ()
        case Scripted(Word(text), sub, ()):
            return text, tuple(part.letter for part in sub if isinstance(part, Index))
    raise VerificationError("the residual variance is not divided by a column of weights")
