"""The contents of vectors and matrices where they are listed: columns, entries, the response, offsets and weights."""

from __future__ import annotations

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Node,
    Number,
    Operator,
    Quantity,
    Row,
    Symbol,
    Times,
    Transpose,
    Word,
)
from levelwise.errors import VerificationError
from levelwise.formula.syntax import deparse
from levelwise.model.parameters import (
    Stacked,
)
from levelwise.model.spec import INTERCEPT, Key, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import matrix_covariances
from levelwise.proof.matrix_form import check_blocks
from levelwise.proof.reading import quantities, spelling, terms, weights


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
        case "raw columns" if len(of.blocks) == 1 and not of.unit:
            _check_columns(symbol, right, [column.key for column in spec.blocks[of.blocks[0]].effects])
        case "random columns":
            keys = [column.key for number in of.blocks for column in spec.blocks[number].effects]
            _check_random_columns(symbol, right, keys, spec)
        case "covariance factor":
            matrix_covariances.check_factor(symbol, right, spec, conventions)
        case "covariances" | "deviations" | "correlations" if len(of.blocks) != 1 or not of.unit:
            raise VerificationError(f"{spelling(symbol)} is not that of a block")
        case "covariances":
            matrix_covariances.check_entries(symbol, right, of.blocks[0], spec, conventions)
        case "correlations":
            matrix_covariances.check_correlations(symbol, right, of.blocks[0], spec, conventions)
        case "deviations":
            matrix_covariances.check_deviations(symbol, right, of.blocks[0], spec)
        case "offsets":
            found = [quantity.of.variable for term in terms(right) for quantity in term.quantities if quantity.of]
            if found != [deparse(offset) for offset in spec.offsets]:
                raise VerificationError(f"{spelling(symbol)} does not contain the offsets of the model")
        case "outcomes" | "weights":
            pass  # checked with the indices of the columns
        case _:
            raise VerificationError(f"{spelling(symbol)} has no contents that could be listed")
    return of


def check_expression(symbol: Symbol, right: Node, spec: ModelSpec, conventions: Conventions) -> Stacked | None:
    """Check the line that expresses a covariance matrix by other matrices, and return it; None for any other line.

    Raises
    ------
    VerificationError
        When they are not those of its blocks.
    """
    of = symbol.of
    if not isinstance(of, Stacked) or of.kind != "covariances" or conventions.covariances == "plain":
        return None
    check_blocks(symbol, spec)
    if conventions.covariances == "factor":
        matrix_covariances.check_square(symbol, right, spec)
    elif len(of.blocks) != 1 or not of.unit:
        raise VerificationError(f"{spelling(symbol)} is not that of a block")
    else:
        matrix_covariances.check_product(symbol, right, of.blocks[0], spec)
    return of


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
    if len(of.blocks) > 1:
        parts = [part.of for part in _parts(right) if isinstance(part, Symbol)]
        if parts != [Stacked("random columns", (number,)) for number in of.blocks]:
            raise VerificationError(f"{spelling(symbol)} does not consist of the design matrices of the blocks")
        return
    (group,) = {spec.blocks[number].group for number in of.blocks}
    indicators = Stacked("memberships", unit=group)
    match right:
        case Symbol(of=found) if found == indicators and wanted == [INTERCEPT]:
            return
        case Transpose(Row((Transpose(Symbol(of=found)), Operator("khatri-rao"), Transpose(Symbol(of=raw))))) if (
            found == indicators and raw == Stacked("raw columns", of.blocks)
        ):
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


def weights_in(node: Node) -> tuple[str, tuple[str, ...]]:
    """Return the column in diag(w), the matrix of the weights, and its indices."""
    match node:
        case Apply(Word("diag"), (column,)):
            return weights(column)
        case _:
            raise VerificationError("the matrix of the weights is not diagonal")
