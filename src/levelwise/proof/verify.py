"""The proof that a written system is its model: read, put together, compared, symbol by symbol."""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import indices, numbering, symbols
from levelwise.proof.lines import sorted_lines
from levelwise.proof.recombine import compare, recombine


def verify(system: System, spec: ModelSpec, conventions: Conventions) -> None:
    """Prove that a system is its model.

    Parameters
    ----------
    system : System
        The equations.
    spec : ModelSpec
        The model.
    conventions : Conventions
        How the symbols of the notation are to be read; the notation itself is not known here.

    Raises
    ------
    VerificationError
        When the system with all definitions put in is not the linear predictor, when a random effect does not have the
        distribution of its block, when two things share a spelling or one has two, or when the numbers and indices of
        a symbol, or what is printed for a variable, are not its own.
    """
    lines = sorted_lines(system, spec, conventions)
    compare(recombine(lines, spec, conventions), lines, spec)
    symbols.check(system, spec, conventions)
    numbering.check(system, lines, spec, conventions)
    indices.check(system, spec, conventions, lines.groups)
