"""The covariance matrices of the matrix form: their entries, or the factor or the deviations that express them."""

from __future__ import annotations

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Comma,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Row,
    Script,
    Symbol,
    Transpose,
    Word,
)
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    RandomEffect,
    ResidualVariance,
    Stacked,
    StandardDeviation,
    Variance,
)
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import covariance
from levelwise.proof.matrix_form import check_blocks, check_identity
from levelwise.proof.reading import column, spelling
from levelwise.vocabulary.covariance_structures import STRUCTURES

_ENTRIES = (
    Variance,
    Covariance,
    StandardDeviation,
    Correlation,
    CommonVariance,
    CommonDeviation,
    CommonCorrelation,
)


def check_entries(symbol: Symbol, right: Node, number: int, spec: ModelSpec, conventions: Conventions) -> None:
    """Check the entries of the covariance matrix of a block; rows and columns are numbered from 1.

    Raises
    ------
    VerificationError
        When an entry is not that of the structure of the block, or the matrix has another size.
    """
    places = _places(number, spec)
    rows = _square(symbol, right, len(places))
    for own, row in zip(places, rows, strict=True):
        for other, entry in zip(places, row, strict=True):
            covariance.check(without(symbol.sub, entry), own, other, spec, conventions, first=places[0])


def check_correlations(symbol: Symbol, right: Node, number: int, spec: ModelSpec, conventions: Conventions) -> None:
    """Check the entries of the correlation matrix of a block."""
    places = _places(number, spec)
    rows = _square(symbol, right, len(places))
    for own, row in zip(places, rows, strict=True):
        for other, entry in zip(places, row, strict=True):
            covariance.check_correlation(without(symbol.sub, entry), own, other, spec, conventions)


def check_deviations(symbol: Symbol, right: Node, number: int, spec: ModelSpec) -> None:
    """Check the vector of the standard deviations of a block; one that all share has the number of the first."""
    places = _places(number, spec)
    entries = column(right)
    block = spec.blocks[number]
    equal = len(places) > 1 and STRUCTURES[block.covariance].equal
    if len(entries) != len(places):
        raise VerificationError(f"{spelling(symbol)} does not have an entry for each random effect")
    for place, entry in zip(places, entries, strict=True):
        own = without(symbol.sub, entry)
        assert isinstance(place.of, RandomEffect)  # made so
        meaning = CommonDeviation(number) if equal else StandardDeviation(place.of)
        if not isinstance(own, Symbol) or own.of != meaning or own.sub != (places[0] if equal else place).sub:
            raise VerificationError("a standard deviation is not that of the effect in its row")


def check_product(symbol: Symbol, right: Node, number: int, spec: ModelSpec) -> None:
    """Check that a covariance matrix is its standard deviations times its correlations times its deviations."""
    group = spec.blocks[number].group
    match right:
        case Row((Apply(Symbol() as first, (Symbol(of=left),)), Symbol(of=middle), Apply(second, (Symbol(of=end),)))):
            wanted = [Stacked(kind, (number,), group) for kind in ("deviations", "correlations", "deviations")]
            if [left, middle, end] == wanted and first == second and first.of is None and first.face == "bold":
                return
    raise VerificationError(f"{spelling(symbol)} is not the product of its deviations and correlations")


def check_square(symbol: Symbol, right: Node, spec: ModelSpec) -> None:
    """Check that the covariance matrix of all random effects is the square of its factor."""
    assert isinstance(symbol.of, Stacked)  # checked by the caller
    factor = squared(right, spec)
    if factor is None or factor.of != Stacked("covariance factor", symbol.of.blocks):
        raise VerificationError(f"{spelling(symbol)} is not the square of its factor")


def squared(node: Node, spec: ModelSpec) -> Symbol | None:
    """Return the factor of which a product is the square, times the residual variance if the model has one."""
    parts = node.parts if isinstance(node, Row) else ()
    if spec.family == "gaussian":
        if not parts or not isinstance(parts[0], Symbol) or parts[0].of != ResidualVariance():
            return None
        parts = parts[1:]
    match parts:
        case (Symbol(of=Stacked("covariance factor")) as factor, Transpose(other)) if other == factor:
            return factor
        case _:
            return None


def check_factor(symbol: Symbol, right: Node, spec: ModelSpec, conventions: Conventions) -> None:
    """Check that a factor consists of a copy of that of a group for each group, block by block."""
    assert isinstance(symbol.of, Stacked)  # checked by the caller
    parts = right.arguments if isinstance(right, Apply) and right.function == Word("diag") else (right,)
    if symbol.of.unit or len(parts) != len(symbol.of.blocks):
        raise VerificationError(f"{spelling(symbol)} does not have a part for each block")
    for number, part in zip(symbol.of.blocks, parts, strict=True):
        own = Stacked("covariance factor", (number,), spec.blocks[number].group)
        match part:
            case Row((Symbol() as identity, Operator("kronecker"), Symbol(of=of))) if of == own:
                check_identity(identity, Stacked("identity", (number,)), conventions)
            case _:
                raise VerificationError(f"{spelling(symbol)} does not have the factor of each group")


def check_squares(line: Line, spec: ModelSpec, conventions: Conventions) -> Stacked:
    """Check the entries of the square of the factor of a group, and return the factor.

    Raises
    ------
    VerificationError
        When the left side is no such square, or the right side is not the covariance matrix of the block.
    """
    factor = squared(line.left, spec)
    if factor is None:
        raise VerificationError("a product on a left side is not a covariance matrix")
    check_blocks(factor, spec)
    of = factor.of
    assert isinstance(of, Stacked)  # as `squared` returns it
    if len(of.blocks) != 1 or not of.unit:
        raise VerificationError(f"the square of {spelling(factor)} is not the covariance matrix of a group")
    check_entries(factor, line.right, of.blocks[0], spec, conventions)
    return of


def without(prefix: tuple[Script, ...], entry: Node) -> Node:
    """Return an entry whose symbols lack the number of the block, with which their subscripts must begin."""

    def changed(node: Node | Line) -> Node | Line:
        if not isinstance(node, Symbol) or not isinstance(node.of, _ENTRIES):
            return node
        rest = node.sub[len(prefix) :]
        if node.sub[: len(prefix)] != prefix or (prefix and rest and rest[0] != Comma()):
            raise VerificationError(f"{spelling(node)} does not have the number of its matrix")
        return Symbol(node.name, rest[1:] if prefix else rest, node.sup, node.of, node.face)

    found = transform(entry, changed)
    assert not isinstance(found, Line)  # a node becomes a node
    return found


def _places(number: int, spec: ModelSpec) -> tuple[Symbol, ...]:
    """Return a symbol for each effect of a block, with the number of its row."""
    return tuple(
        Symbol("", (Number(str(place)),), of=RandomEffect(number, one.key))
        for place, one in enumerate(spec.blocks[number].effects, 1)
    )


def _square(symbol: Symbol, right: Node, size: int) -> tuple[tuple[Node, ...], ...]:
    rows = right.rows if isinstance(right, Matrix) else ((right,),)
    if len(rows) != size or any(len(row) != size for row in rows):
        raise VerificationError(f"{spelling(symbol)} does not have a row and a column for each random effect")
    return rows
