"""Parsing of an equation: its symbols with their numbers and indices, and the terms of a sum."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Distribution,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Quantity,
    Row,
    Scaled,
    Script,
    Scripted,
    Sum,
    Symbol,
    Text,
    Times,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.errors import VerificationError
from levelwise.model.parameters import LevelOneResidual, RandomEffect, ResidualSpread, Stacked, VaryingCoefficient
from levelwise.proof.link_functions import inverse_link


def spelling(symbol: Symbol) -> str:
    """Return the printed form of a symbol, on one line.

    Examples
    --------
    >>> spelling(Symbol("beta", (Number("1"), Index("j", "i"))))
    'beta_1j[i]'
    """
    sub = "".join(map(_script, symbol.sub))
    sup = "".join(map(_script, symbol.sup))
    return symbol.name + (f"_{sub}" if sub else "") + (f"^{sup}" if sup else "")


def _script(part: Script) -> str:
    if isinstance(part, Number):
        return part.text
    if isinstance(part, Index):
        return index(part)
    if isinstance(part, Comma):
        return part.sign
    return f"({part.text if isinstance(part, Word) else spelling(part)})"


def index(part: Index) -> str:
    """Return the printed form of an index: ``j`` or ``j[i]``."""
    return f"{part.letter}[{part.at}]" if part.at else part.letter


def numbers(symbol: Symbol) -> tuple[int, ...]:
    """Return the numbers of a subscript."""
    texts = [part.text for part in symbol.sub if isinstance(part, Number)]
    if not all(text.isdecimal() for text in texts):
        raise VerificationError(f"{spelling(symbol)} has a number that is not a whole number")
    return tuple(map(int, texts))


def letters(symbol: Symbol) -> tuple[str, ...]:
    """Return the index letters of a subscript."""
    return tuple(part.letter for part in symbol.sub if isinstance(part, Index))


@dataclass(frozen=True)
class Term:
    """One term of a sum: a coefficient and what it multiplies.

    An offset has no coefficient; the product of a matrix and a vector has a `product` instead.
    """

    coefficient: Symbol | None
    quantities: tuple[Quantity, ...] = ()
    product: tuple[Symbol, ...] = ()


def terms(node: Node) -> tuple[Term, ...]:
    """Read the terms of a mean, or of the right side of an equation.

    Raises
    ------
    VerificationError
        When it is not a sum of coefficients times variables.
    """
    match node:
        case Number("0"):
            return ()
        case Number(text):
            raise VerificationError(f"the number {text} is in the place of a coefficient")
        case Symbol():
            return (Term(node),)
        case Quantity():
            return (Term(None, (node,)),)
        case Brackets(inner):
            return terms(inner)
        case UnderBrace(inner, label):
            return _labelled(terms(inner), label)
        case Scaled(Symbol() as coefficient, factor):
            return (Term(coefficient, quantities(factor)),)
        case Scaled(Brackets(inner), factor):
            outside = quantities(factor)
            return tuple(Term(one.coefficient, (*one.quantities, *outside)) for one in terms(inner))
        case Row(parts):
            bare = tuple(part.inner if isinstance(part, UnderSet) else part for part in parts)
            symbols = tuple(part for part in bare if isinstance(part, Symbol) and isinstance(part.of, Stacked))
            if len(symbols) == len(parts) == 2:
                return (Term(None, (), symbols),)
        case Sum(signed):
            if any(sign != "+" for sign, _ in signed):
                raise VerificationError("a term of the system has a minus sign, unlike the model")
            return tuple(term for _, inner in signed for term in terms(inner))
    raise VerificationError(f"a {type(node).__name__} is in the place of a term")


def _labelled(found: tuple[Term, ...], label: Node) -> tuple[Term, ...]:
    """Return the terms above a brace, all of which must agree with its label, ``fixed`` or ``random``."""
    random = [
        one.coefficient is not None and isinstance(one.coefficient.of, RandomEffect | LevelOneResidual) for one in found
    ]
    varying = any(one.coefficient is not None and isinstance(one.coefficient.of, VaryingCoefficient) for one in found)
    text = label.text if isinstance(label, Word | Text) else ""
    if (text != "random" or not all(random)) and (text != "fixed" or any(random) or varying):
        raise VerificationError("the label of a brace does not agree with the terms above it")
    return found


def quantities(node: Node) -> tuple[Quantity, ...]:
    """Read the variables of a product."""
    match node:
        case Quantity():
            return (node,)
        case Brackets(inner):
            return quantities(inner)
        case Times(factors):
            return tuple(one for factor in factors for one in quantities(factor))
    raise VerificationError(f"a {type(node).__name__} is in the place of a variable")


def column(node: Node) -> tuple[Node, ...]:
    """Return the entries of a vector; anything else is a vector of one."""
    if not isinstance(node, Matrix):
        return (node,)
    if any(len(row) != 1 for row in node.rows):
        raise VerificationError("a vector has more than one column")
    return tuple(row[0] for row in node.rows)


def name_of(distribution: Distribution) -> str:
    """Return the printed name of a distribution; empty if it is neither a word nor a symbol."""
    match distribution.name:
        case Word(text):
            return text
        case Symbol(name, (), (), _, "normal" | "script"):
            return name
        case _:
            return ""


def is_of_group(line: Line) -> bool:
    """Return whether a line is the distribution of random effects, or the equation of a coefficient."""
    left = column(line.left)[:1]
    return bool(left) and isinstance(left[0], Symbol) and isinstance(left[0].of, RandomEffect | VaryingCoefficient)


def sums(line: Line) -> list[tuple[Node, tuple[Term, ...]]]:
    """Return the sums of a line, each with its left side: one, or a row for each random effect."""
    if not isinstance(line.right, Distribution):
        return [(line.left, terms(inverse_link(line.right)[1]))]
    rows, means = column(line.left), column(line.right.arguments[0])
    return [(row, terms(mean)) for row, mean in zip(rows, means, strict=True)]


def is_structure(line: Line) -> bool:
    """Return whether a line states the variances of the residuals by category, or their correlations."""
    match line.left:
        case Symbol(of=ResidualSpread()) | Apply(Word("corr" | "var")):
            return True
        case _:
            return False


def weights(node: Node) -> tuple[str, tuple[str, ...]]:
    """Return the name of a column of weights, and its indices."""
    match node:
        case Word(text):
            return text, ()
        case Scripted(Word(text), sub, ()):
            return text, tuple(part.letter for part in sub if isinstance(part, Index))
    raise VerificationError("the residual variance is not divided by a column of weights")
