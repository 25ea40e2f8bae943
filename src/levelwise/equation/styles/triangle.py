"""Covariance matrices whose entries above the diagonal, which repeat those below it, are left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from levelwise.equation.transform import transform
from levelwise.equation.tree import Distribution, Dots, Line, Matrix, Node, Row, System


def lower(system: System, above: Literal["blank", "dots"]) -> System:
    """Return a system whose covariance matrices have blanks or dots above the diagonal.

    Examples
    --------
    >>> from levelwise.equation.tree import Number
    >>> one, two, zero = Number("1"), Number("2"), Number("0")
    >>> vector = Matrix(((zero,), (zero,)))
    >>> line = Line(vector, "~", Distribution(zero, (vector, Matrix(((one, two), (two, one))))))
    >>> lower(System((line,), "any"), "dots").lines[0].right.arguments[1].rows[0]
    (Number(text='1'), Dots())
    """
    filler: Node = Dots() if above == "dots" else Row(())

    def changed(node: Node | Line) -> Node | Line:
        match node:
            case Distribution(name, (*others, Matrix(rows))) if _is_square(rows):
                return Distribution(name, (*others, left_out(rows)))
            case Line(right=Matrix(rows)) if _is_square(rows):  # the distribution has the name of the matrix
                return replace(node, right=left_out(rows))
        return node

    def left_out(rows: tuple[tuple[Node, ...], ...]) -> Matrix:
        return Matrix(tuple((*row[: n + 1], *(filler for _ in row[n + 1 :])) for n, row in enumerate(rows)))

    return transform(system, changed)


def _is_square(rows: tuple[tuple[Node, ...], ...]) -> bool:
    return len(rows) > 1 and all(len(row) == len(rows) for row in rows)
