"""The lines of the matrix form: the response, the linear predictors, and the distributions of effects and residuals."""

from __future__ import annotations

from levelwise.equation.tree import (
    Apply,
    Comma,
    Distribution,
    Line,
    Node,
    Number,
    Operator,
    Row,
    Scripted,
    Signed,
    Sum,
    Symbol,
    Word,
)
from levelwise.model.parameters import LevelOneResidual, ResidualVariance
from levelwise.notations.forms.matrix import Matrices, Term
from levelwise.notations.parts.normal import NORMAL, residual_distribution
from levelwise.notations.parts.outcomes import scale
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.variables import Namer
from levelwise.text.note import Note

ZERO = Symbol("0", face="bold")
_INVERSE = (Number("-1"),)


def response_line(matrices: Matrices) -> Line:
    """Return the equation of the responses of a unit, or of all."""
    right = Sum((*predictor_terms(matrices), ("+", matrices.vector("residuals", matrices.symbols.residual))))
    return Line(matrices.outcomes(), "=", right, matrices.ranges())


def residual_line(matrices: Matrices) -> Line:
    """Return the distribution of the residuals of a unit, or of all."""
    residuals = matrices.vector("residuals", matrices.symbols.residual)
    return Line(residuals, "~", Distribution(NORMAL, (ZERO, residual_covariance(matrices))))


def predictor_terms(matrices: Matrices) -> list[Signed]:
    """Return the terms of the linear predictor: Xβ, then a product for each term, then the offsets."""
    terms: list[Node] = []
    if matrices.spec.fixed:
        terms.append(Row((matrices.fixed_columns(), matrices.fixed_effects())))
    terms += [Row((matrices.random_columns(term), matrices.random_effects(term))) for term in matrices.terms]
    if matrices.spec.offsets:
        terms.append(matrices.vector("offsets", matrices.symbols.offset))
    return [("+", term) for term in terms]


def residual_covariance(matrices: Matrices) -> Node:
    """Return the covariance matrix of the residuals: σ² times the identity matrix or the inverse of the weights.

    That of residuals with a structure has a letter of its own.
    """
    if matrices.spec.residual.kind == "structured":
        return matrices.matrix("residual covariances", matrices.symbols.residual_covariance)
    variance = Symbol(matrices.symbols.variance, sup=(Number("2"),), of=ResidualVariance())
    if matrices.spec.weights is None:
        return Row((variance, matrices.identity()))
    return Row((variance, Scripted(matrices.matrix("weights", matrices.symbols.weights), sup=_INVERSE)))


def residual_structure(matrices: Matrices) -> list[Line]:
    """Return the variance of a residual and the correlation of two, the entries of their covariance matrix."""
    own = Namer(matrices.spec, matrices.indices_of_column, matrices.indices_of)
    residual = Symbol(matrices.symbols.residual, matrices.element, of=LevelOneResidual())
    law = residual_distribution(residual, scale(matrices.spec, "", matrices.element, matrices.symbols.variance))
    stated, *others = structured(matrices.spec, law, own, matrices.symbols.correlation)
    assert isinstance(stated.right, Distribution)  # a distribution stays one
    return [Line(Apply(Word("var"), (residual,)), "=", stated.right.arguments[1]), *others]


def effects_line(matrices: Matrices, term: Term) -> Line:
    """Return the distribution of the random effects of a unit, or of all groups."""
    blocks = [matrices.covariances(block) for block in term.blocks]
    spread: Node = blocks[0] if len(blocks) == 1 else Apply(Word("diag"), tuple(blocks))
    if not matrices.unit:
        spread = Row((matrices.identity(term.blocks[0]), Operator("kronecker"), spread))
    return Line(matrices.random_effects(term), "~", Distribution(NORMAL, (ZERO, spread)))


def predictor_line(matrices: Matrices) -> Line:
    """Return the line that says what the linear predictors are."""
    terms = predictor_terms(matrices)
    right: Node = Sum(tuple(terms)) if terms else ZERO
    return Line(matrices.vector("predictors", matrices.symbols.predictor), "=", right, matrices.ranges())


def conditioning(matrices: Matrices) -> Node | None:
    """Return the random effects on which the distribution of an observation is conditional; None without any."""
    vectors = [matrices.random_effects(term) for term in matrices.terms]
    if not vectors:
        return None
    parts: list[Node] = []
    for vector in vectors:
        parts += [Comma(), vector] if parts else [vector]
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def unlisted_note(matrices: Matrices) -> tuple[Note, ...]:
    """Return a note that says what is not written without ``columns=True``."""
    listed = "the columns of the design matrices"
    if matrices.spec.blocks:
        listed += " and the entries of the covariance matrices"
    return (Note("columns-not-listed", f"{listed} are not listed; columns=True lists them"),)
