"""Covariance matrices whose entries above the diagonal, which repeat those below it, are left out."""

from __future__ import annotations

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
        if not isinstance(node, Distribution) or not node.arguments or not isinstance(node.arguments[-1], Matrix):
            return node
        rows = node.arguments[-1].rows
        if len(rows) < 2 or any(len(row) != len(rows) for row in rows):
            return node
        kept = tuple((*row[: n + 1], *(filler for _ in row[n + 1 :])) for n, row in enumerate(rows))
        return Distribution(node.name, (*node.arguments[:-1], Matrix(kept)))

    return transform(system, changed)
