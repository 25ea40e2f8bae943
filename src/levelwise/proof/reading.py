"""Reading an equation's marks: spellings, numbers, indices and the terms of a sum."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Brackets,
    Comma,
    Index,
    Matrix,
    Node,
    Number,
    Operator,
    Quantity,
    Row,
    Scaled,
    Script,
    Scripted,
    Sum,
    Symbol,
    Times,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError


def spelling(symbol: Symbol) -> str:
    """Return what a reader sees of a symbol, as one line of text.

    Examples
    --------
    >>> spelling(Symbol("beta", (Number("1"), Index("j", "i"))))
    'beta_1j[i]'
    """
    sub = "".join(map(_mark, symbol.sub))
    sup = "".join(map(_mark, symbol.sup))
    return symbol.name + (f"_{sub}" if sub else "") + (f"^{sup}" if sup else "")


def _mark(part: Script) -> str:
    if isinstance(part, Number):
        return part.text
    if isinstance(part, Index):
        return f"{part.letter}[{part.at}]" if part.at else part.letter
    if isinstance(part, Comma):
        return ","
    return f"({part.text if isinstance(part, Word) else spelling(part)})"


def numbers(symbol: Symbol) -> tuple[int, ...]:
    """Return the numbers of a subscript."""
    return tuple(int(part.text) for part in symbol.sub if isinstance(part, Number))


def letters(symbol: Symbol) -> tuple[str, ...]:
    """Return the index letters of a subscript."""
    return tuple(part.letter for part in symbol.sub if isinstance(part, Index))


@dataclass(frozen=True)
class Term:
    """One term of a sum: a coefficient and the quantities it multiplies, or an offset."""

    coefficient: Symbol | None
    quantities: tuple[Quantity, ...] = ()


def terms(node: Node) -> tuple[Term, ...]:
    """Read the terms of a mean or of the right side of an equation.

    Raises
    ------
    VerificationError
        When something else than coefficients times quantities stands there.
    """
    if isinstance(node, Number):
        if node.text != "0":
            raise VerificationError(f"the number {node.text} stands where a coefficient belongs")
        return ()
    if isinstance(node, Symbol):
        return (Term(node),)
    if isinstance(node, Quantity):
        return (Term(None, (node,)),)
    if isinstance(node, Scaled):
        factors = quantities(node.factor)
        if isinstance(node.coefficient, Symbol):
            return (Term(node.coefficient, factors),)
        if isinstance(node.coefficient, Brackets):
            return tuple(
                Term(inner.coefficient, (*inner.quantities, *factors)) for inner in terms(node.coefficient.inner)
            )
    if isinstance(node, Sum):
        for sign, _ in node.terms:
            if sign != "+":
                raise VerificationError("a term of the system has a minus sign that the model has not")
        return tuple(term for _, inner in node.terms for term in terms(inner))
    raise VerificationError(f"a {type(node).__name__} stands where a term belongs")


def quantities(node: Node) -> tuple[Quantity, ...]:
    """Read the quantities of a product."""
    if isinstance(node, Quantity):
        return (node,)
    if isinstance(node, Brackets):
        return quantities(node.inner)
    if isinstance(node, Times):
        return tuple(q for factor in node.factors for q in quantities(factor))
    raise VerificationError(f"a {type(node).__name__} stands where a variable belongs")


def column(node: Node) -> tuple[Node, ...]:
    """Return the entries of a vector; anything else is a vector of one."""
    if not isinstance(node, Matrix):
        return (node,)
    if any(len(row) != 1 for row in node.rows):
        raise VerificationError("a vector has more than one column")
    return tuple(row[0] for row in node.rows)


def words(node: Node) -> dict[str, tuple[str, ...]]:
    """Return the words of a printed variable, each with the index letters it carries."""
    found: dict[str, tuple[str, ...]] = {}
    argument_names: set[int] = set()
    for part in walk(node):
        if isinstance(part, Row) and part.parts[1:2] == (Operator("="),):
            argument_names.add(id(part.parts[0]))
        elif id(part) in argument_names:
            continue
        elif isinstance(part, Scripted) and isinstance(part.base, Word):
            found[part.base.text] = tuple(s.letter for s in part.sub if isinstance(s, Index))
        elif isinstance(part, Word):
            found.setdefault(part.text, ())
    return found
