"""The notation of Laird & Ware (1982), *Biometrics* 38, 963–974: y_i = X_i β + Z_i b_i + ε_i for each unit i.

The letters are those of most later books: Laird & Ware themselves have α for β and e for ε, and Fitzmaurice, Laird &
Ware (2011) G for D. With several grouping factors no group is a unit, and the vectors hold all observations. A
generalized linear mixed model relates its linear predictor to the mean given the random effects, as in chapter 14 of
Fitzmaurice, Laird & Ware. X_i β + Z_i b_i and D agree with a textbook that cites the paper (docs/notations.md); the
rest is from general knowledge.
"""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms.matrix import Matrices
from levelwise.notations.forms.matrix_generalized import conditional_lines, parameters
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

SYMBOLS = MatrixSymbols()
"""The letters of the notation."""


def write(spec: ModelSpec, options: Options, symbols: MatrixSymbols) -> System:
    """Write a model in the notation of Laird & Ware (1982)."""
    matrices = _matrices(spec, symbols)
    lines = [response_line(matrices)] if spec.is_linear else conditional_lines(matrices)
    lines += [effects_line(matrices, term) for term in matrices.terms]
    if spec.is_linear:
        lines.append(residual_line(matrices))
        if spec.residual.kind == "structured":
            lines += residual_structure(matrices)
    lists = [*design_lists(matrices), *covariance_lists(matrices)] if options["columns"] else []
    notes = parameters(matrices) + (() if lists else unlisted_note(matrices))
    return System((*lines, *lists), "laird-ware", notes)


def conventions(spec: ModelSpec, symbols: MatrixSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    return matrix_conventions(_matrices(spec, symbols))


def _matrices(spec: ModelSpec, symbols: MatrixSymbols) -> Matrices:
    return Matrices(spec, symbols, spec.levels if len(spec.levels) == 1 else (), structured=True)
