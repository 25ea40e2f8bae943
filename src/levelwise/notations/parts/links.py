"""The link functions of generalized linear models, applied to the mean of an observation."""

from __future__ import annotations

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Fraction,
    Node,
    Number,
    Operator,
    Root,
    Row,
    Scripted,
    Sum,
    Symbol,
    Word,
)

_NAMED = ("logit", "probit", "cloglog", "log")  # links that are written by name
_ONE, _TWO = Number("1"), Number("2")
_INVERSE = (Number("-1"),)


def linked(link: str, mean: Node) -> Node:
    """Return a link function of a mean, as textbooks write it (McCullagh & Nelder 1989, sections 2.2.3 and 4.3.1).

    Parameters
    ----------
    link : str
        The name of the link in R.
    mean : Node
        The symbol of the mean.

    Examples
    --------
    >>> linked("sqrt", Number("4"))
    Root(inner=Number(text='4'))
    """
    complement = Sum((("+", _ONE), ("-", mean)))
    match link:
        case "identity":
            return mean
        case "log":
            return Apply(Word("log"), (mean,))
        case "logit":
            return Apply(Word("log"), (Fraction(mean, complement),), "square")
        case "probit":
            return Apply(Symbol("Phi", sup=(Number("-1"),)), (mean,))
        case "cloglog":
            return Apply(Word("log"), (Sum((("-", Apply(Word("log"), (complement,))),)),), "square")
        case "loglog":
            return Sum((("-", Apply(Word("log"), (Sum((("-", Apply(Word("log"), (mean,))),)),), "square")),))
        case "cauchit":
            half = Fraction(_ONE, _TWO, inline=True)
            return Apply(Word("tan"), (Row((Symbol("pi"), Brackets(Row((mean, Operator("-"), half))))),), "square")
        case "sqrt":
            return Root(mean)
        case "inverse":
            return Fraction(_ONE, mean)
        case "1/mu^2":
            return Fraction(_ONE, Scripted(mean, sup=(_TWO,)))
    raise ValueError(f"there is no link {link}")


def named_link(link: str, mean: Node) -> Node:
    """Return a link function of a mean, by its name where it has one that readers know."""
    return Apply(Word(link), (mean,)) if link in _NAMED else linked(link, mean)


INVERTED = ("log", "logit", "probit")
"""The links whose inverse has a name of its own."""


def inverse(link: str, predictor: Node) -> Node:
    """Return the mean as the inverse link of a linear predictor, as in logit⁻¹(α + βx); see `INVERTED`.

    Other links have a formula if it is short, else their name with the exponent −1.

    Examples
    --------
    >>> inverse("log", Number("4")).function
    Word(text='exp', italic=False)
    """
    match link:
        case "identity":
            return predictor
        case "log":
            return Apply(Word("exp"), (predictor,))
        case "probit":
            return Apply(Symbol("Phi"), (predictor,))
        case "sqrt":
            return Scripted(predictor, sup=(_TWO,))
        case "inverse":
            return Fraction(_ONE, predictor)
        case "1/mu^2":
            return Fraction(_ONE, Root(predictor))
    return Apply(Scripted(Word(link), sup=_INVERSE), (predictor,))
