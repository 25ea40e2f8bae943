"""The parts of the distribution of the response of a generalized linear model.

The parameters besides the mean are those of R and glmmTMB: the negative binomial distribution NB2 has the variance
μ + μ²/θ, NB1 the variance μ(1 + φ) (Cameron & Trivedi 2013, *Regression Analysis of Count Data*, 2nd ed., section 3.3);
Gamma and the inverse Gaussian distribution have the variances φμ² and φμ³ (McCullagh & Nelder 1989, section 2.2.2), and
beta has μ(1 − μ)/(1 + φ) (Ferrari & Cribari-Neto 2004, J. Appl. Stat. 31).
"""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import (
    Brackets,
    Fraction,
    Index,
    Node,
    Number,
    Operator,
    Root,
    Row,
    Script,
    Scripted,
    Symbol,
    Times,
    Word,
)
from levelwise.errors import UnsupportedModelError
from levelwise.formula.statements import is_statement
from levelwise.formula.syntax import Call
from levelwise.model.parameters import Dispersion, ResidualDeviation, ResidualVariance
from levelwise.model.spec import ModelSpec
from levelwise.notations.parts.variables import Namer
from levelwise.text.note import Note

NAMES = {
    "poisson": "Poisson",
    "nbinom2": "NB2",
    "nbinom1": "NB1",
    "Gamma": "Gamma",
    "inverse.gaussian": "IG",
    "beta": "Beta",
}
"""The names of the distributions other than the normal and the binomial."""

_VARIANCES = {
    "nbinom2": "{mean} + {mean}²/{scale}",
    "nbinom1": "{mean}(1 + {scale})",
    "Gamma": "{scale} {mean}²",
    "inverse.gaussian": "{scale} {mean}³",
    "beta": "{mean}(1 − {mean})/(1 + {scale})",
}


def check_weights(spec: ModelSpec) -> None:
    """Raise UnsupportedModelError for weights that the distribution of the family has no place for."""
    if spec.weights is None or spec.family in ("gaussian", "Gamma", "inverse.gaussian", "binomial"):
        return
    message = (
        f"the equations of the {spec.family} family cannot contain weights, which multiply the log-likelihood of a "
        "row; leave weights= out to write the distribution of a single row"
    )
    raise UnsupportedModelError(message)


def scale(
    spec: ModelSpec, letter: str, indices: Sequence[Index], sigma: str = "sigma", residual: tuple[Script, ...] = ()
) -> Node:
    """Return the residual variance or the dispersion, divided by the weight of a row where there are weights.

    The residual variance has the letter `sigma` and the subscript `residual`.
    """
    if spec.family == "gaussian":
        symbol = Symbol(sigma, residual, (Number("2"),), ResidualVariance())
    else:
        symbol = Symbol(letter, of=Dispersion())
    return symbol if spec.weights is None else Fraction(symbol, _weight(spec.weights, indices), inline=True)


def residual_deviation(spec: ModelSpec, letter: str, indices: Sequence[Index]) -> Node:
    """Return the residual standard deviation, divided by the root of the weight of a row where there are weights."""
    symbol = Symbol(letter, of=ResidualDeviation())
    return symbol if spec.weights is None else Fraction(symbol, Root(_weight(spec.weights, indices)), inline=True)


def _weight(weights: str, indices: Sequence[Index]) -> Scripted:
    return Scripted(Word(weights), tuple(indices))


def event(spec: ModelSpec, namer: Namer) -> tuple[Node, ...]:
    """Return the event that counts as success: the response is one, or has its second category, or is true."""
    whole = namer.typeset(spec.response.node)
    if is_statement(spec.response.node):
        return (whole,)
    if spec.response.success is None:
        return (whole, Operator("="), Number("1"))
    return (whole, Operator("="), Word(spec.response.success))


def successes(spec: ModelSpec, namer: Namer) -> Node:
    """Return the number of successes: the first column of ``cbind(s, f)``, or the proportion times the trials."""
    node = spec.response.node
    if spec.response.kind == "counts" and isinstance(node, Call):
        return namer.typeset(node.arguments[0].value)
    if spec.response.kind == "proportion" and spec.response.trials is not None:
        whole = namer.typeset(node)
        return Times((namer.typeset(spec.response.trials), Brackets(whole) if isinstance(whole, Row) else whole))
    return namer.response()


def trials(spec: ModelSpec, namer: Namer) -> Node:
    """Return the number of trials of a row."""
    return Number("1") if spec.response.trials is None else namer.typeset(spec.response.trials)


def parameters_note(spec: ModelSpec, mean: str, letter: str) -> tuple[Note, ...]:
    """Return a note that says what the parameters of a distribution are, if it has more than a mean."""
    variance = _VARIANCES.get(str(spec.family))
    if variance is None:
        return ()
    text = (
        f"{NAMES[str(spec.family)]}({mean}, {letter}) is the distribution of the family {spec.family} with the mean "
        f"{mean} and the variance {variance.format(mean=mean, scale=letter)}"
    )
    return (Note("distribution-parameters", text),)
