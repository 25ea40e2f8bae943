"""Normal distributions of random effects and of residuals."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import Distribution, Line, Matrix, Node, Number, Range, Script, Symbol

NORMAL = Symbol("N")

SQUARED: tuple[Script, ...] = (Number("2"),)
"""The superscript of a variance that is written as the square of a standard deviation."""


def column_vector(entries: Sequence[Node]) -> Matrix:
    """Return a column vector."""
    return Matrix(tuple((entry,) for entry in entries))


def distribution(
    effects: Sequence[Symbol], means: Sequence[Node], covariances: tuple[tuple[Node, ...], ...], groups: Range
) -> Line:
    """Return the distribution of random effects over groups: of a single one, or of their vector."""
    if len(effects) == 1:
        return Line(effects[0], "~", Distribution(NORMAL, (means[0], covariances[0][0])), (groups,))
    arguments = (column_vector(means), Matrix(covariances))
    return Line(column_vector(effects), "~", Distribution(NORMAL, arguments), (groups,))


def residual_distribution(residual: Symbol, spread: Node, normal: Node = NORMAL) -> Line:
    """Return the distribution of a residual, whose mean is zero, with a variance or a standard deviation."""
    return Line(residual, "~", Distribution(normal, (Number("0"), spread)))
