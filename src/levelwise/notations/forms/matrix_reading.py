"""The conventions of the matrix form, by which the proof interprets its symbols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from levelwise.notations.conventions import Conventions, Role
from levelwise.notations.forms.matrix import Matrices
from levelwise.notations.parts.matrix_contents import small


def matrix_conventions(matrices: Matrices) -> Conventions:
    """Return the conventions of a system that a notation writes with these matrices."""
    symbols = matrices.symbols
    entry = (small(symbols.covariance),)
    return Conventions(
        letters={
            "stacked": (
                symbols.response,
                symbols.fixed_design,
                symbols.fixed,
                symbols.random_design,
                symbols.effects,
                symbols.membership,
                symbols.covariance,
                symbols.residual,
                symbols.residual_covariance,
                symbols.predictor,
                symbols.offset,
                symbols.weights,
                symbols.identity,
            ),
            "variance": entry,
            "covariance": entry,
            "correlation": (symbols.correlation,),
            "residual": (symbols.residual,),
            "residual variance": (symbols.variance,),
            "dispersion": (symbols.dispersion,),
            "threshold": (symbols.threshold,),
            "mean": (symbols.mean, symbols.predictor),
        },
        variables="all" if matrices.unit else "none",
        outermost_first=True,
        observation=matrices.observation,
        stacked=bool(matrices.unit),
        size=symbols.size if matrices.sized else "",
        groups=symbols.groups,
    )


def with_letters(
    conventions: Conventions, vectors: tuple[str, ...], roles: Mapping[Role, tuple[str, ...]]
) -> Conventions:
    """Return conventions with further letters of vectors and matrices, and other letters of roles."""
    stacked = (*conventions.letters["stacked"], *vectors)
    return replace(conventions, letters={**conventions.letters, "stacked": stacked, **roles})
