"""The values of a variable over the rows of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Values
from levelwise.errors import caret
from levelwise.formula.syntax import Name, Node

if TYPE_CHECKING:
    from levelwise.data.frames.frame import Frame


def evaluate(node: Node, frame: Frame, source: str) -> Values:
    """Return the values of a variable over all rows of a frame.

    Parameters
    ----------
    node : Node
        A variable of a formula: a name, a call, a comparison.
    frame : Frame
        The data.
    source : str
        The formula, for messages.

    Raises
    ------
    UnknownNameError
        For a column or a function that does not exist; the closest name is suggested.
    DataError
        When a function is not defined for the column it is given.
    """
    if isinstance(node, Name):  # a plain name is a column, even T or pi; constants occur inside expressions only
        return frame.column(node.text, lambda: caret(source, *node.span))
    from levelwise.data.functions.catalogue import compute  # the functions are imported only if a formula uses them

    return compute(node, frame, source)
