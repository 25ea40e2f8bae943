"""The contents of vectors and matrices where they are listed: columns, entries, the response, offsets and weights."""

from __future__ import annotations

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Quantity,
    Row,
    Script,
    Symbol,
    System,
    Times,
    Transpose,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.formula.syntax import deparse
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    RandomEffect,
    Stacked,
    StandardDeviation,
    Variance,
)
from levelwise.model.spec import INTERCEPT, Key, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import covariance
from levelwise.proof.matrix_form import check_blocks
from levelwise.proof.reading import quantities, spelling, terms, weights

_ENTRIES = (Variance, Covariance, StandardDeviation, CommonVariance, CommonCorrelation)
_CONTENTS = ("outcomes", "fixed columns", "random columns", "offsets", "weights", "covariances")


def check(symbol: Symbol, right: Node, spec: ModelSpec, conventions: Conventions) -> Stacked:
    """Check the line that says what a vector or a matrix contains, and return it.

    Raises
    ------
    VerificationError
        When the contents are not those of the model, in the model's order.
    """
    check_blocks(symbol, spec)
    of = symbol.of
    assert isinstance(of, Stacked)  # the caller chose it so
    match of.kind:
        case "fixed columns":
            _check_columns(symbol, right, [column.key for column in spec.fixed])
        case "random columns":
            keys = [column.key for number in of.blocks for column in spec.blocks[number].effects]
            _check_random_columns(symbol, right, keys, spec)
        case "covariances" if len(of.blocks) == 1 and of.unit:
            _check_entries(symbol, right, of.blocks[0], spec, conventions)
        case "offsets":
            found = [quantity.of.variable for term in terms(right) for quantity in term.quantities if quantity.of]
            if found != [deparse(offset) for offset in spec.offsets]:
                raise VerificationError(f"{spelling(symbol)} does not contain the offsets of the model")
        case "outcomes" | "weights":
            pass  # checked with the indices of the columns
        case _:
            raise VerificationError(f"{spelling(symbol)} has no contents that could be listed")
    return of


def check_all_listed(system: System, listed: set[Stacked]) -> None:
    """Check that the contents of every vector and matrix are listed, if any are."""
    found = {node.of for line in system.lines for node in walk(line) if isinstance(node, Symbol)}
    contents = {of for of in found if isinstance(of, Stacked) and of.kind in _CONTENTS}
    if listed and listed != contents:
        raise VerificationError("the contents of some vectors and matrices are listed, but not those of others")


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case Brackets(Row(parts), "square") if parts and len(parts) % 2:
            if all(part == Comma() for part in parts[1::2]):
                return parts[::2]
    raise VerificationError("the columns of a design matrix are not a list")


def _check_columns(symbol: Symbol, right: Node, wanted: list[Key]) -> None:
    if [_key(cell) for cell in _parts(right)] != wanted:
        raise VerificationError(f"the columns of {spelling(symbol)} are not those of the model")


def _check_random_columns(symbol: Symbol, right: Node, wanted: list[Key], spec: ModelSpec) -> None:
    """Check the columns of a unit, or those of all groups: the indicators of the groups times the columns of one."""
    of = symbol.of
    assert isinstance(of, Stacked)  # checked by the caller
    if of.unit:
        _check_columns(symbol, right, wanted)
        return
    (group,) = {spec.blocks[number].group for number in of.blocks}
    indicators = Stacked("memberships", unit=group)
    match right:
        case Symbol(of=found) if found == indicators and wanted == [INTERCEPT]:
            return
        case Transpose(Row((Transpose(Symbol(of=found)), Operator("khatri-rao"), Transpose(own)))) if (
            found == indicators
        ):
            _check_columns(symbol, own, wanted)
            return
    raise VerificationError(f"{spelling(symbol)} does not have the columns of all groups of {group}")


def _key(node: Node) -> Key:
    if node == Number("1") or (isinstance(node, Symbol) and node == Symbol("1", face="bold")):
        return INTERCEPT
    cells = [quantity.of for quantity in quantities(node)] if isinstance(node, Quantity | Times | Brackets) else [None]
    known = frozenset(cell for cell in cells if cell is not None)
    if len(known) != len(cells):
        raise VerificationError("a column of a design matrix is not a product of variables")
    return known


def _check_entries(symbol: Symbol, right: Node, number: int, spec: ModelSpec, conventions: Conventions) -> None:
    """Check the entries of the covariance matrix of a block; rows and columns are numbered from 1."""
    rows = right.rows if isinstance(right, Matrix) else ((right,),)
    effects = spec.blocks[number].effects
    if len(rows) != len(effects) or any(len(row) != len(effects) for row in rows):
        raise VerificationError(f"{spelling(symbol)} does not have a row and a column for each random effect")
    places = [
        Symbol("", (Number(str(place)),), of=RandomEffect(number, column.key))
        for place, column in enumerate(effects, 1)
    ]
    prefix = symbol.sub
    for own, row in zip(places, rows, strict=True):
        for other, entry in zip(places, row, strict=True):
            covariance.check(without(prefix, entry), own, other, spec, conventions, first=places[0])


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


def weights_in(node: Node) -> tuple[str, tuple[str, ...]]:
    """Return the column in diag(w), the matrix of the weights, and its indices."""
    match node:
        case Apply(Word("diag"), (column,)):
            return weights(column)
        case _:
            raise VerificationError("the matrix of the weights is not diagonal")
