"""The proof that a system of equations represents its model."""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import matrix_completeness, numbering, residual_structure, symbols, variables
from levelwise.proof.categories import of_one_event
from levelwise.proof.factored_covariances import multiplied_out
from levelwise.proof.indices import Indices
from levelwise.proof.lines import sorted_lines
from levelwise.proof.named_groups import with_letters
from levelwise.proof.recombine import compare, recombine


def verify(system: System, spec: ModelSpec, conventions: Conventions) -> None:
    """Prove that a system of equations represents its model.

    Parameters
    ----------
    system : System
        The equations.
    spec : ModelSpec
        The model.
    conventions : Conventions
        The conventions of the notation, by which its symbols are interpreted.

    Raises
    ------
    VerificationError
        When the system does not recombine to the linear predictor, a random effect does not have the distribution of
        its block, a symbol is ambiguous or has wrong numbers or indices, or a variable is printed incorrectly.
    """
    system = multiplied_out(with_letters(system, spec, conventions), spec, conventions)
    system, spec = of_one_event(system, spec, conventions)
    lines = sorted_lines(system, spec, conventions)
    compare(recombine(lines, spec, conventions), lines, spec)
    matrix_completeness.check(system, lines, conventions)
    symbols.check(system, spec, conventions)
    numbering.check(system, lines, spec, conventions)
    known = Indices(spec, conventions, lines.groups)
    variables.check(system, known)
    residual_structure.check(lines, spec, conventions, known)
