"""The response: its distribution or its equation, the link, the variance of its residual."""

from __future__ import annotations

from levelwise.equation.tree import Apply, Distribution, Fraction, Given, Line, Node, Root, Symbol
from levelwise.errors import VerificationError
from levelwise.model.parameters import Dispersion, Mean, Meaning, ResidualDeviation, ResidualSpread, ResidualVariance
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import matrix_form
from levelwise.proof.link_functions import inverse_link, is_mean, link_of
from levelwise.proof.outcome_distributions import is_probability, mean_of, parameters, stated_mean
from levelwise.proof.reading import Term, letters, name_of, spelling, terms
from levelwise.proof.reading import weights as column_of_weights


def predictor(line: Line, spec: ModelSpec, conventions: Conventions) -> tuple[Term, ...]:
    """Return the terms of the response's equation, or of the mean of its distribution.

    Raises
    ------
    VerificationError
        When the distribution is not that of the model's family, or its variance not that of the model.
    """
    given_effects = matrix_form.is_condition(line, spec)
    if line.relation == "=":
        if (stated := stated_mean(line.left)) is not None:
            return _of_mean(line, stated, spec, conventions)
        if spec.is_linear:
            return terms(line.right)
        raise VerificationError(f"the response of the {spec.family} family is written with a residual")
    distribution = line.right
    if not isinstance(distribution, Distribution):
        raise VerificationError("the response has no distribution")
    if spec.family == "gaussian" and (
        name_of(distribution) != conventions.normal[0] or len(distribution.arguments) != 2
    ):
        raise VerificationError(
            "the distribution of a gaussian response is not a normal distribution with a mean and a variance"
        )
    if spec.is_linear:
        if matrix_form.is_about_vectors(line.left):
            matrix_form.check_residual_covariance(distribution.arguments[1], "", spec, conventions)
        else:
            check_scale(distribution.arguments[1], spec, conventions)
        return terms(distribution.arguments[0])
    shown, spread = parameters(distribution, spec)
    mean = _predictor_in(shown, spec) or mean_of(shown)
    if isinstance(line.left, Given) and not given_effects and mean_of(line.left.condition) != mean:
        raise VerificationError("the response is conditional on something other than its mean")
    if spread is not None:
        check_scale(spread, spec, conventions, letters(mean))
    elif spec.weights is not None and spec.response.trials is None:
        raise VerificationError("the weights are missing")
    return (Term(mean),)


def _predictor_in(node: Node, spec: ModelSpec) -> Symbol | None:
    """Return the linear predictor of which a mean is the inverse of the link; None if the mean is a symbol."""
    link, predicted = inverse_link(node)
    if not isinstance(predicted, Symbol) or predicted.of != Mean(on_link_scale=True):
        return None
    if link != spec.link:
        raise VerificationError(f"the link is {link}, but that of the model is {spec.link}")
    return predicted


def _of_mean(line: Line, mean: Apply, spec: ModelSpec, conventions: Conventions) -> tuple[Term, ...]:
    """Return the terms of an equation of the mean of the response, P(y = 1) or E(y)."""
    kind = "binary" if is_probability(mean) else "numeric"
    if kind != spec.response.kind:
        raise VerificationError(f"the left side is not the mean of a {spec.response.kind} response")
    if kind == "numeric" and (not conventions.mean_alone or spec.blocks or spec.weights is not None):
        raise VerificationError("the distribution of the response is missing")
    if is_probability(line.left) and is_mean(line.right):
        return (Term(mean_of(line.right)),)
    return terms(_linked(line, spec.link))


def linked_mean(line: Line, spec: ModelSpec) -> tuple[Symbol, Node]:
    """Return the mean on the left side of a line, and the linear predictor on its right.

    The function of the mean on the left, or the inverse of that of the predictor, must be the link of the model.
    """
    symbol = link_of(line.left)[1]
    if not isinstance(symbol, Symbol):
        raise VerificationError("the probability of the response has two equations")
    on_link_scale = isinstance(symbol.of, Mean) and symbol.of.on_link_scale
    return symbol, _linked(line, "identity" if on_link_scale else spec.link)


def _linked(line: Line, wanted: str) -> Node:
    """Return the linear predictor in an equation of the mean whose link must be that of the model."""
    link = link_of(line.left)[0]
    inverse, predicted = inverse_link(line.right)
    if inverse != "identity":
        link = inverse if link == "identity" else f"{link} beside {inverse}"
    if link != wanted:
        raise VerificationError(f"the link is {link}, but that of the model is {wanted}")
    return predicted


def _squared(node: Node, spec: ModelSpec, conventions: Conventions) -> Node:
    """Return the weights that divide a variance, given what divides it or, in its place, a standard deviation."""
    if conventions.scale == "variance" or spec.family != "gaussian":
        return node
    if not isinstance(node, Root):
        raise VerificationError("a standard deviation is not divided by the root of the weights")
    return node.inner


def check_scale(node: Node, spec: ModelSpec, conventions: Conventions, lines_letters: tuple[str, ...] = ()) -> None:
    """Check the variance or standard deviation of the residual or the dispersion, with the prior weights if any.

    Raises
    ------
    VerificationError
        When it is not the model's.
    """
    weights = None
    if isinstance(node, Fraction):
        weights, carried = column_of_weights(_squared(node.bottom, spec, conventions))
        if carried != (lines_letters or (conventions.observation,)):
            raise VerificationError("the weights do not have the indices of an observation")
        node = node.top
    deviation = conventions.scale == "deviation"
    wanted: Meaning = ResidualDeviation() if deviation else ResidualVariance()
    if spec.residual.variances is not None:
        wanted = ResidualSpread(deviation)
    if spec.family != "gaussian":
        wanted = Dispersion()
    if not isinstance(node, Symbol) or node.of != wanted:
        raise VerificationError(f"{'the dispersion' if wanted == Dispersion() else 'the residual variance'} is missing")
    script = conventions.residual_script if spec.family == "gaussian" else ()
    by_category = isinstance(wanted, ResidualSpread)  # whose indices are checked with its values
    if not by_category and node.sub != script:
        raise VerificationError(f"{spelling(node)} does not have the subscript of the residual variance")
    if weights != spec.weights:
        raise VerificationError("the weights are not those of the model")
