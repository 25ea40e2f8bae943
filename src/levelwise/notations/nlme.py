"""The notation of Pinheiro & Bates (2000), *Mixed-Effects Models in S and S-PLUS*, chapter 2, for nested factors.

One factor gives y_i = X_i β + Z_i b_i + ε_i (section 2.1.1), two give y_ij = X_ij β + Z_{i,j} b_i + Z_ij b_ij + ε_ij
(section 2.1.2). The symbols of one factor agree with notes on the book (docs/notations.md), those of two are from
general knowledge. The variance of a residual and the correlation of two are stated as in sections 5.2 and 5.3, where
their covariance matrix is σ²Λ_i; here it is R_i, as its variances by category are not relative to one of them.
"""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.errors import UnsupportedModelError
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms.levels import chain
from levelwise.notations.forms.matrix import Matrices
from levelwise.notations.forms.matrix_lines import (
    effects_line,
    residual_line,
    residual_structure,
    response_line,
    unlisted_note,
)
from levelwise.notations.forms.matrix_lists import covariance_lists, design_lists
from levelwise.notations.forms.matrix_reading import matrix_conventions
from levelwise.notations.forms.matrix_symbols import MatrixSymbols
from levelwise.options import Options

SYMBOLS = MatrixSymbols(covariance="Psi", groups="M")
"""The letters of the notation."""


def write(spec: ModelSpec, options: Options, symbols: MatrixSymbols) -> System:
    """Write a model in the notation of Pinheiro & Bates (2000).

    Raises
    ------
    UnsupportedModelError
        For crossed grouping factors and for a generalized linear model.
    """
    matrices = _matrices(spec, symbols)
    lines = [
        response_line(matrices),
        *(effects_line(matrices, term) for term in matrices.terms),
        residual_line(matrices),
    ]
    if spec.residual.kind == "structured":
        lines += residual_structure(matrices)
    lists = [*design_lists(matrices), *covariance_lists(matrices)] if options["columns"] else []
    return System((*lines, *lists), "nlme", () if lists else unlisted_note(matrices))


def conventions(spec: ModelSpec, symbols: MatrixSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    return matrix_conventions(_matrices(spec, symbols))


def _matrices(spec: ModelSpec, symbols: MatrixSymbols) -> Matrices:
    if not spec.is_linear:
        message = (
            "the notation nlme writes linear mixed models only; the notations laird-ware, lme4 and brms write "
            "generalized linear ones with matrices"
        )
        raise UnsupportedModelError(message)
    nested = chain(spec)
    if nested is None:
        message = (
            "the notation nlme writes nested grouping factors only, but those of this model are not all nested; the "
            "notations laird-ware, lme4 and brms write crossed ones with matrices"
        )
        raise UnsupportedModelError(message)
    return Matrices(spec, symbols, nested[::-1], sized=False, structured=True)
