"""What a system in the matrix form must say of its covariance matrices and of the contents of all matrices."""

from __future__ import annotations

from levelwise.equation.tree import Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import Stacked
from levelwise.notations.conventions import Conventions
from levelwise.proof.lines import Lines

_CONTENTS = (
    "outcomes",
    "fixed columns",
    "random columns",
    "raw columns",
    "offsets",
    "weights",
    "covariance factor",
    "deviations",
    "correlations",
)


def check(system: System, lines: Lines, conventions: Conventions) -> None:
    """Check that every covariance matrix is expressed as it must be, and that all contents are listed if any are.

    Raises
    ------
    VerificationError
        When a covariance matrix is not expressed so, or contents are missing.
    """
    found = {node.of for line in system.lines for node in walk(line) if isinstance(node, Symbol)}
    vectors = {of for of in found if isinstance(of, Stacked)}
    covariances = {of for of in vectors if of.kind == "covariances"}
    plain = conventions.covariances == "plain"
    if lines.expressed != (set() if plain else covariances):
        raise VerificationError("a covariance matrix is not expressed by other matrices")
    contents = {of for of in vectors if of.kind in _CONTENTS} | (covariances if plain else set())
    if lines.listed and lines.listed != contents:
        raise VerificationError("the contents of some vectors and matrices are listed, but not those of others")
