"""The matrix form, y = Xβ + Zb + ε: the contents of the vectors and matrices, and their distributions."""

from __future__ import annotations

from levelwise.equation.tree import Distribution, Matrix, Node, Number, Quantity, Row, Symbol, Times
from levelwise.errors import VerificationError
from levelwise.model.parameters import RandomEffect, ResidualVariance, Stacked
from levelwise.model.spec import Key, ModelSpec
from levelwise.proof.reading import Term, quantities, spelling


def expanded(product: tuple[Symbol, ...], spec: ModelSpec) -> tuple[dict[Key, None], dict[RandomEffect, Key]]:
    """Return the fixed columns and the random effects in the product of a matrix and a vector.

    Raises
    ------
    VerificationError
        When the two do not belong together.
    """
    for symbol in product:
        _check_blocks(symbol, spec)
    match tuple(symbol.of for symbol in product):
        case (Stacked("fixed columns"), Stacked("fixed effects")):
            return {column.key: None for column in spec.fixed}, {}
        case (Stacked("random columns", columns), Stacked("random effects", blocks)) if columns == blocks:
            held = {RandomEffect(n, one.key): one.key for n in blocks for one in spec.blocks[n].effects}
            if len({spec.blocks[n].group for n in blocks}) != 1:
                raise VerificationError(f"{spelling(product[1])} contains random effects of two grouping factors")
            return {}, held
    raise VerificationError(
        f"{' '.join(map(spelling, product))} is not the product of a design matrix and its coefficients"
    )


def _check_blocks(symbol: Symbol, spec: ModelSpec) -> None:
    if isinstance(symbol.of, Stacked) and any(number >= len(spec.blocks) for number in symbol.of.blocks):
        raise VerificationError(f"{spelling(symbol)} contains a random effect that the model does not have")


def distributed(symbol: Symbol, distribution: Distribution, spec: ModelSpec) -> Stacked:
    """Return the vector whose distribution a line states: normal, with mean zero and its own covariance matrix.

    Raises
    ------
    VerificationError
        When the mean is not zero, or the covariance matrix is that of another vector.
    """
    of = symbol.of
    assert isinstance(of, Stacked)  # the caller chose it so
    if len(distribution.arguments) != 2 or not _is_zero(distribution.arguments[0]):
        raise VerificationError(f"{spelling(symbol)} is not normal with mean zero")
    spread = distribution.arguments[1]
    if of.kind == "residuals":
        match spread:
            case Row((Symbol(of=ResidualVariance()), Symbol(of=Stacked("identity")))) if spec.weights is None:
                return of
        raise VerificationError("the covariance matrix of the residuals is not σ² times the identity matrix")
    if of.kind != "random effects" or not isinstance(spread, Symbol) or spread.of != Stacked("covariances", of.blocks):
        raise VerificationError(f"the covariance matrix of {spelling(symbol)} is that of another vector")
    return of


def check_columns(symbol: Symbol, right: Node, spec: ModelSpec) -> None:
    """Check the list of the columns of a design matrix, ``X = [1, ses, …]``.

    Raises
    ------
    VerificationError
        When they are not those of the model, in the model's order.
    """
    _check_blocks(symbol, spec)
    of = symbol.of
    if isinstance(of, Stacked) and of.kind == "fixed columns":
        wanted = [column.key for column in spec.fixed]
    elif isinstance(of, Stacked) and of.kind == "random columns":
        wanted = [column.key for number in of.blocks for column in spec.blocks[number].effects]
    else:
        raise VerificationError(f"{spelling(symbol)} is not a design matrix, so it has no columns")
    if not isinstance(right, Matrix) or len(right.rows) != 1:
        raise VerificationError(f"the columns of {spelling(symbol)} are not in one row")
    found = [_key(cell) for cell in right.rows[0]]
    if found != wanted:
        raise VerificationError(f"the columns of {spelling(symbol)} are not those of the model")


def _key(node: Node) -> Key:
    if node == Number("1"):
        return frozenset()
    cells = [quantity.of for quantity in quantities(node)] if isinstance(node, Quantity | Times) else [None]
    known = frozenset(cell for cell in cells if cell is not None)
    if len(known) != len(cells):
        raise VerificationError("a column of a design matrix is not a product of variables")
    return known


def _is_zero(node: Node) -> bool:
    return node == Number("0") or (isinstance(node, Symbol) and node.name == "0" and not node.sub and not node.sup)


def is_matrix_form(predictor: tuple[Term, ...]) -> bool:
    """Return whether an equation is written with matrices."""
    return any(term.product for term in predictor)
