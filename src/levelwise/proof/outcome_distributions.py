"""The response of a generalized linear model: its distribution, trials and dispersion, which must be the model's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Distribution,
    Given,
    Hat,
    Node,
    Number,
    Operator,
    Row,
    Scripted,
    Symbol,
    Times,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.formula import syntax
from levelwise.formula.statements import is_statement
from levelwise.formula.syntax import Call, names_in
from levelwise.model.parameters import Mean
from levelwise.model.spec import ModelSpec
from levelwise.proof.canonical import canonical
from levelwise.proof.expression import Reading, read
from levelwise.proof.link_functions import PROBABILITY, is_mean
from levelwise.proof.reading import name_of

NAMES: Mapping[str, tuple[str, ...]] = {
    "binomial": ("Bernoulli", "Binomial", "B"),
    "poisson": ("Poisson", "P"),
    "nbinom2": ("NB2",),
    "nbinom1": ("NB1",),
    "Gamma": ("Gamma",),
    "inverse.gaussian": ("IG",),
    "beta": ("Beta",),
}
"""The names by which the distribution of a family is recognised."""


def parameters(distribution: Distribution, spec: ModelSpec) -> tuple[Node, Node | None]:
    """Return the mean of the distribution of the response, and its residual variance or dispersion if it has one.

    The mean is a symbol, or the inverse of the link of a linear predictor.

    Raises
    ------
    VerificationError
        When the distribution is not that of the family, or the trials are not those of the response.
    """
    name, arguments = name_of(distribution), distribution.arguments
    if spec.family != "gaussian" and name not in NAMES[str(spec.family)]:
        raise VerificationError(f"{name or 'a sign'} is not the distribution of the {spec.family} family")
    if spec.family == "binomial":
        *trials, chance = arguments
        _check_trials(trials, name, spec)
        return _value(chance, spec), None
    if len(arguments) != (1 if spec.family.spread == "none" else 2):
        raise VerificationError(f"the distribution {name} does not have the parameters of the {spec.family} family")
    return arguments[0], (arguments[1] if len(arguments) == 2 else None)


def mean_of(node: Node) -> Symbol:
    """Return the mean that is a parameter of a distribution, with or without a hat."""
    bare = node
    while isinstance(bare, Hat | Brackets) or (isinstance(bare, Row) and len(bare.parts) == 1):
        bare = bare.parts[0] if isinstance(bare, Row) else bare.inner
    if isinstance(bare, Symbol) and isinstance(bare.of, Mean) and not bare.of.on_link_scale:
        return bare
    raise VerificationError("the mean of the distribution is not defined by an equation with the link")


def is_probability(node: object) -> bool:
    """Return whether a left side is the probability of an event."""
    return isinstance(node, Apply) and node.function in PROBABILITY


def stated_mean(left: Node) -> Apply | None:
    """Return the mean of the response, P(y = 1) or E(y), of which a left side is a function; None for any other."""
    return next((one for one in walk(left) if is_mean(one) and isinstance(one, Apply)), None)


def response_side(left: Node, spec: ModelSpec) -> tuple[Node, syntax.Node]:
    """Return the response on the left side of the first line as printed, and the expression that it must be.

    Raises
    ------
    VerificationError
        When the left side is the probability of an event other than a success, or not a number of successes.
    """
    node = spec.response.node
    if (mean := stated_mean(left)) is not None and spec.response.kind in ("binary", "numeric"):
        (inside,) = mean.arguments
        whole = inside.part if isinstance(inside, Given) else inside
        return (_event(whole, spec) if _is_event(whole, spec) else whole), node
    if isinstance(left, Given):
        left = left.part
    if spec.response.kind == "counts" and isinstance(node, Call):
        return left, node.arguments[0].value
    if spec.response.kind == "proportion" and spec.response.trials is not None:
        if not isinstance(left, Times) or len(left.factors) != 2:
            raise VerificationError("the response is not the number of successes")
        return left.factors[1], node  # the trials are checked with those of the distribution
    return left, node


def coefficients_given(left: Node) -> Node | None:
    """Return that on which the probability on a left side is conditional; None if it is not, or no probability."""
    match left:
        case Apply(name, (Given(_, condition),)) if name in PROBABILITY:
            return condition
        case _:
            return None


def _is_event(node: Node, spec: ModelSpec) -> bool:
    """Return whether a part states a value of a binary response; P(y) leaves the value to be understood."""
    return spec.response.kind == "binary" and isinstance(node, Row) and not is_statement(spec.response.node)


def _event(node: Node, spec: ModelSpec) -> Node:
    """Return the response in the event that counts as success."""
    match node:
        case Row((Row((response, Operator("="), value)),)) | Row((response, Operator("="), value)):
            label = value.text if isinstance(value, Word | Number) else ""
            if label != (spec.response.success or "1"):
                raise VerificationError(f"{label} is not the value of the response that counts as success")
            return response
        case _ if is_statement(spec.response.node):
            return node
    raise VerificationError("the event of a probability is not a value of the response")


def _value(node: Node, spec: ModelSpec) -> Node:
    """Return the value of a named parameter, n = 1 or prob = P; the event in its subscript must be a success."""
    match node:
        case Row((Word("prob"), Operator("="), value)) if spec.response.kind != "binary":
            return value
        case Row((Scripted(Word("prob"), sub, ()), Operator("="), value)):
            response = _event(Row(sub), spec)
            reading = read(response, columns_of(spec))
            if reading.expression != canonical(spec.response.node) or any(one.letters for one in reading.indices):
                raise VerificationError("the subscript of a probability is not the response")
            return value
        case _:
            return node


def _check_trials(trials: list[Node], name: str, spec: ModelSpec) -> None:
    if name == "Bernoulli":
        if spec.response.kind != "binary":
            raise VerificationError("a Bernoulli distribution has one trial, but the response has several")
        if trials:
            raise VerificationError("the distribution Bernoulli has too many parameters")
        return
    if len(trials) != 1:
        raise VerificationError("the binomial distribution does not have a number of trials")
    (count,) = trials
    if isinstance(count, Row) and count.parts[:2] == (Symbol("n"), Operator("=")) and len(count.parts) == 3:
        count = count.parts[2]
    wanted = spec.response.trials
    right = count == Number("1") if wanted is None else _is_expression(count, wanted, spec)
    if not right:
        raise VerificationError("the trials of the binomial distribution are not those of the response")


def _is_expression(node: Node, wanted: syntax.Node, spec: ModelSpec) -> bool:
    return read(node, columns_of(spec)).expression == canonical(wanted)


def trials_in(line: Node) -> Iterable[Node]:
    """Return where trials are printed in the first line: in the distribution, and before a proportion."""
    match line:
        case Distribution(_, (Row((Symbol("n"), Operator("="), count)), _)) | Distribution(_, (count, _)):
            yield count
        case Given(Times((count, _)), _) | Times((count, _)):
            yield count
        case _:
            return


def reading_of_trials(node: Node, spec: ModelSpec) -> Reading | None:
    """Return the trials as parsed; None if they are one."""
    if spec.response.trials is None:
        return None
    reading = read(node, columns_of(spec))
    if reading.expression != canonical(spec.response.trials):
        raise VerificationError("the number before the proportion is not the number of trials")
    return reading


def columns_of(spec: ModelSpec) -> frozenset[str]:
    """Return the columns of a model."""
    nodes = [*spec.variables.values(), *spec.offsets, spec.response.node, *spec.residual.variables]
    if spec.response.trials is not None:
        nodes.append(spec.response.trials)
    return frozenset(name for node in nodes for name in names_in(node))
