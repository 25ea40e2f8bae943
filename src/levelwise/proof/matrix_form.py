"""The matrix form, y = Xβ + Zb + ε: the products in an equation, and the distributions of vectors."""

from __future__ import annotations

from levelwise.equation.tree import (
    Apply,
    Comma,
    Distribution,
    Given,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Row,
    Scripted,
    Symbol,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import RandomEffect, ResidualVariance, Stacked
from levelwise.model.spec import Key, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof.reading import Term, spelling


def is_about_vectors(node: Node) -> bool:
    """Return whether a left side is a vector or a matrix, or a product of matrices."""
    return any(isinstance(part, Symbol) and isinstance(part.of, Stacked) for part in walk(node))


def is_matrix_form(predictor: tuple[Term, ...]) -> bool:
    """Return whether an equation is written with matrices."""
    return any(term.product for term in predictor)


def expanded(product: tuple[Symbol, ...], spec: ModelSpec) -> tuple[dict[Key, None], dict[RandomEffect, Key]]:
    """Return the fixed columns and the random effects in the product of a matrix and a vector.

    Raises
    ------
    VerificationError
        When the two do not belong together.
    """
    for symbol in product:
        check_blocks(symbol, spec)
    match tuple(symbol.of for symbol in product):
        case (Stacked("fixed columns"), Stacked("fixed effects")):
            return {column.key: None for column in spec.fixed}, {}
        case (Stacked("random columns", columns), Stacked("random effects", blocks)) if columns == blocks:
            return {}, {RandomEffect(n, one.key): one.key for n in blocks for one in spec.blocks[n].effects}
    raise VerificationError(
        f"{' '.join(map(spelling, product))} is not the product of a design matrix and its coefficients"
    )


def check_blocks(symbol: Symbol, spec: ModelSpec) -> None:
    """Check that the model has the random effects that a vector or a matrix is about, each once."""
    if not isinstance(symbol.of, Stacked):
        return
    blocks = symbol.of.blocks
    if any(number >= len(spec.blocks) for number in blocks) or len(set(blocks)) < len(blocks):
        raise VerificationError(f"{spelling(symbol)} contains a random effect that the model does not have")
    factors = {spec.blocks[number].group for number in blocks}
    if symbol.of.kind == "random effects" and symbol.of.unit and factors != {symbol.of.unit}:
        raise VerificationError(f"{spelling(symbol)} contains random effects of two grouping factors")


def distributed(symbol: Symbol, distribution: Distribution, spec: ModelSpec, conventions: Conventions) -> Stacked:
    """Return the vector whose distribution a line states: normal, with mean zero and its own covariance matrix.

    Raises
    ------
    VerificationError
        When the mean is not zero, or the covariance matrix is that of another vector.
    """
    of = symbol.of
    assert isinstance(of, Stacked)  # the caller chose it so
    check_blocks(symbol, spec)
    if len(distribution.arguments) != 2 or not is_zero(distribution.arguments[0]):
        raise VerificationError(f"{spelling(symbol)} is not normal with mean zero")
    spread = distribution.arguments[1]
    if of.kind == "random vector":
        if not isinstance(spread, Symbol) or spread.of != Stacked("covariances", of.blocks):
            raise VerificationError(f"the covariance matrix of {spelling(symbol)} is that of another vector")
    elif of.kind == "residuals":
        check_residual_covariance(spread, of.unit, spec, conventions)
    elif of.kind != "random effects" or not _is_covariance(spread, of, spec, conventions):
        raise VerificationError(f"the covariance matrix of {spelling(symbol)} is that of another vector")
    return of


def _is_covariance(node: Node, of: Stacked, spec: ModelSpec, conventions: Conventions) -> bool:
    """Return whether a covariance matrix is that of a vector of random effects.

    For one group it is that of its block, or is composed of those of its blocks; for all groups of a factor it is the
    Kronecker product of an identity matrix and that of a group.
    """
    factors = {spec.blocks[number].group for number in of.blocks}
    if len(factors) != 1:
        return False
    (group,) = factors
    parts = [Stacked("covariances", (number,), group) for number in of.blocks]
    if not of.unit:
        match node:
            case Row((Symbol() as identity, Operator("kronecker"), rest)):
                check_identity(identity, Stacked("identity", of.blocks), conventions)
                node = rest
            case _:
                return False
    return [symbol.of for symbol in block_diagonal(node)] == parts


def block_diagonal(node: Node) -> tuple[Symbol, ...]:
    """Return the blocks of diag(A, B); of a single matrix, the matrix."""
    match node:
        case Symbol():
            return (node,)
        case Apply(Word("diag"), arguments) if len(arguments) > 1:
            found = tuple(one for one in arguments if isinstance(one, Symbol))
            if len(found) == len(arguments):
                return found
    raise VerificationError("a covariance matrix is neither a symbol nor composed of blocks")


def check_residual_covariance(node: Node, unit: str, spec: ModelSpec, conventions: Conventions) -> None:
    """Check σ² times the identity matrix, or times the inverse of the matrix of the weights.

    Raises
    ------
    VerificationError
        When it is not the covariance matrix of the residuals.
    """
    if spec.residual.kind == "structured":
        if not isinstance(node, Symbol) or node.of != Stacked("residual covariances", unit=unit):
            raise VerificationError("the covariance matrix of the residuals is not that of their structure")
        return
    match node:
        case Row((Symbol(of=ResidualVariance()), Symbol() as identity)) if spec.weights is None:
            check_identity(identity, Stacked("identity", unit=unit), conventions)
            return
        case Row((Symbol(of=ResidualVariance()), Scripted(Symbol(of=of), (), (Number("-1"),)))) if spec.weights:
            if of == Stacked("weights", unit=unit):
                return
    wanted = "the inverse of the weights" if spec.weights else "the identity matrix"
    raise VerificationError(f"the covariance matrix of the residuals is not σ² times {wanted}")


def check_identity(symbol: Symbol, wanted: Stacked, conventions: Conventions) -> None:
    """Check an identity matrix: its size is the number of observations of a unit, or that of the groups of a block."""
    letter = conventions.groups if wanted.blocks else conventions.size
    if not letter and symbol.of == wanted and not symbol.sub:
        return
    size = symbol.sub[0] if len(symbol.sub) == 1 else None
    if symbol.of != wanted or not isinstance(size, Symbol) or size.name != letter or size.sup or size.of is not None:
        raise VerificationError(f"{spelling(symbol)} is not the identity matrix that belongs here")


def size_indices(symbol: Symbol) -> tuple[str, ...]:
    """Return the indices of the size of an identity matrix."""
    size = symbol.sub[0] if symbol.sub else None
    return tuple(part.letter for part in size.sub if isinstance(part, Index)) if isinstance(size, Symbol) else ()


def is_zero(node: Node) -> bool:
    """Return whether a part is zero, or a vector of zeros."""
    return node == Number("0") or (isinstance(node, Symbol) and node.name == "0" and not node.sub and not node.sup)


def is_condition(line: Line, spec: ModelSpec) -> bool:
    """Return whether the response of a line is conditional on vectors of random effects, which must be all of them.

    Raises
    ------
    VerificationError
        When it is conditional on other vectors.
    """
    left = next((node for node in walk(line.left) if isinstance(node, Given)), None)
    if left is None or not is_about_vectors(left.condition):
        return False
    parts = left.condition.parts if isinstance(left.condition, Row) else (left.condition,)
    vectors = [part.of for part in parts[::2] if isinstance(part, Symbol) and isinstance(part.of, Stacked)]
    held = [number for vector in vectors for number in vector.blocks]
    every = list(range(len(spec.blocks)))
    signs = set(parts[1::2])
    if [vector.kind for vector in vectors] == ["random vector", "random effects"]:
        right = signs == {Operator("=")} and [sorted(vector.blocks) for vector in vectors] == [every, every]
    else:
        kinds = {vector.kind for vector in vectors}
        right = signs <= {Comma()} and kinds == {"random effects"} and sorted(held) == every
    if not right or len(vectors) != len(parts[::2]):
        raise VerificationError("the response is conditional on something other than its random effects")
    return True


def units(line: Line, spec: ModelSpec, conventions: Conventions) -> dict[str, str]:
    """Return the grouping factor of each index of the vector on the left of a line, by the ranges of the line.

    Raises
    ------
    VerificationError
        When a range is not that of the groups of a factor.
    """
    if not (isinstance(line.left, Symbol) and isinstance(line.left.of, Stacked)):
        return {}
    found: dict[str, str] = {}
    for one in line.ranges:
        label = one.of or one.label  # the latter may be a user's name of the groups
        factor = next((level for level in spec.levels if level.group.label == label), None)
        if factor is None or len(one.letters) != 1 or one.letters[0] in found:
            raise VerificationError("the range of the index of a unit is not that of the groups of a factor")
        (letter,) = one.letters
        outer = tuple(Index(other) for other in found)
        bound = Symbol(conventions.groups, outer) if conventions.groups else Symbol(letter.upper())
        known = Number(str(factor.size))
        if one.bound != bound and (outer or one.bound != known):
            raise VerificationError(f"the index {letter} does not run over the groups of {label}")
        if one.count and one.count.replace(",", "") != known.text:
            raise VerificationError(f"{label} does not have {one.count} groups")
        if not set(found.values()) <= factor.within:
            raise VerificationError(f"the groups of {label} are not nested in those of the index before")
        found[letter] = label
    return found
