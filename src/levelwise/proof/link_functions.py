"""Link functions recognised by their values: a printed function of the mean is evaluated and compared with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import atan, exp, isclose, log, pi, sqrt, tan
from statistics import NormalDist
from typing import TypeGuard

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Fraction,
    Hat,
    Node,
    Number,
    Operator,
    Root,
    Row,
    Scripted,
    Sum,
    Symbol,
    Times,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import Mean

PROBABILITY = (Word("Prob"), Word("Pr"), Word("P"), Symbol("P"))
"""The names of a probability."""

EXPECTATION = (Word("E"), Symbol("E"))
"""The names of an expected value."""

_Function = Callable[[float], float]

LINKS: Mapping[str, _Function] = {
    "identity": lambda x: x,
    "log": log,
    "logit": lambda x: log(x / (1 - x)),
    "probit": NormalDist().inv_cdf,
    "cloglog": lambda x: log(-log(1 - x)),
    "cauchit": lambda x: tan(pi * (x - 0.5)),
    "loglog": lambda x: -log(-log(x)),
    "sqrt": sqrt,
    "inverse": lambda x: 1 / x,
    "1/mu^2": lambda x: 1 / x**2,
}
"""The links by their names in R."""

INVERSES: Mapping[str, _Function] = {
    "log": exp,
    "logit": lambda x: 1 / (1 + exp(-x)),
    "probit": NormalDist().cdf,
    "cloglog": lambda x: 1 - exp(-exp(x)),
    "cauchit": lambda x: atan(x) / pi + 0.5,
    "loglog": lambda x: exp(-exp(-x)),
    "sqrt": lambda x: x**2,
    "inverse": lambda x: 1 / x,
    "1/mu^2": lambda x: 1 / sqrt(x),
}
"""The inverses of the links except the identity."""

_NAMED: Mapping[str, _Function] = {**LINKS, "ln": log, "exp": exp, "tan": tan}
_POINTS = (0.17, 0.5, 0.83)


def link_of(node: Node) -> tuple[str, Node]:
    """Return the name of the link of which a part is the value, and the mean in it: a symbol or a probability.

    Raises
    ------
    VerificationError
        When it is no link function of a single mean.

    Examples
    --------
    >>> mean = Symbol("mu", of=Mean())
    >>> link_of(Apply(Word("ln"), (mean,)))[0]
    'log'
    """
    means = {part for part in walk(node) if is_mean(part)}
    if len(means) != 1:
        raise VerificationError("the left side of an equation is neither a coefficient nor the mean of the response")
    (mean,) = means
    try:
        values = [_value(node, at) for at in _POINTS]
    except (ArithmeticError, ValueError) as error:
        raise VerificationError("the function of the mean is not a link") from error
    for name, function in LINKS.items():
        if all(isclose(value, function(at), rel_tol=1e-9) for value, at in zip(values, _POINTS, strict=True)):
            return name, mean
    raise VerificationError("the function of the mean is not a link")


def is_mean(part: object) -> TypeGuard[Node]:
    """Return whether a part is a mean: its symbol, or that of the response in words, as in P(y = 1) and E(y)."""
    if isinstance(part, Symbol):
        return isinstance(part.of, Mean)
    return isinstance(part, Apply) and part.function in (*PROBABILITY, *EXPECTATION)


def inverse_link(node: Node) -> tuple[str, Node]:
    """Return the link whose inverse a part is, and the linear predictor in it; identity for any other part.

    Examples
    --------
    >>> inverse_link(Apply(Symbol("Phi"), (Symbol("eta"),), "square"))[0]
    'probit'
    """
    match node:
        case Apply(Symbol("Phi", (), (), None), (inner,)):
            return "probit", inner
        case Apply(Word("exp"), (inner,)):
            return "log", inner
        case Apply(Scripted(Word("logit"), (), (Number("-1"),)), (inner,)):
            return "logit", inner
    predictors = {part for part in walk(node) if isinstance(part, Symbol) and part.of == Mean(on_link_scale=True)}
    if len(predictors) == 1:
        try:
            values = [_value(node, at) for at in _POINTS]
        except (ArithmeticError, ValueError, VerificationError):
            return "identity", node
        for name, function in INVERSES.items():
            if all(isclose(value, function(at), rel_tol=1e-9) for value, at in zip(values, _POINTS, strict=True)):
                return name, predictors.pop()
    return "identity", node


def _value(node: Node, at: float) -> float:
    """Return the value of a function of the mean."""
    match node:
        case Symbol(of=Mean()):
            return at
        case Apply() if is_mean(node):
            return at
        case Symbol("pi", (), (), None):
            return pi
        case Number(text):
            return float(text)
        case Hat(inner) | Brackets(inner):
            return _value(inner, at)
        case Root(inner):
            return sqrt(_value(inner, at))
        case Fraction(top, bottom):
            return _value(top, at) / _value(bottom, at)
        case Scripted(base, (), (Number(power),)):
            return float(_value(base, at) ** float(power))
        case Apply(Symbol("Phi", (), (Number("-1"),)), (argument,)):
            return NormalDist().inv_cdf(_value(argument, at))
        case Apply(Symbol("Phi", (), ()), (argument,)):
            return NormalDist().cdf(_value(argument, at))
        case Apply(Scripted(Word(name), (), (Number("-1"),)), (argument,)) if name in INVERSES:
            return INVERSES[name](_value(argument, at))
        case Apply(Word(name), (argument,)) if name in _NAMED:
            return _NAMED[name](_value(argument, at))
        case Times(factors):
            product = 1.0
            for factor in factors:
                product *= _value(factor, at)
            return product
        case Sum(terms):
            return sum(_value(term, at) * (-1 if sign == "-" else 1) for sign, term in terms)
        case Row(parts):
            return _row(parts, at)
    raise VerificationError(f"a link function contains a {type(node).__name__}")


def _row(parts: tuple[Node, ...], at: float) -> float:
    """Return the value of factors side by side, of a difference, or of a negative number."""
    match parts:
        case (left, Operator("-"), right):
            return _value(left, at) - _value(right, at)
        case (Operator("-"), right):
            return -_value(right, at)
        case (left, Brackets() as right):
            return _value(left, at) * _value(right, at)
        case (only,):
            return _value(only, at)
    raise VerificationError("the function of the mean is not a link")
