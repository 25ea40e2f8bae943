"""The values of a variable over the rows of a frame; the functions are brought in when a formula calls one."""

from __future__ import annotations

from levelwise.data.columns import Values
from levelwise.data.frames.frame import Frame
from levelwise.errors import caret
from levelwise.formula.syntax import Name, Node


def evaluate(node: Node, frame: Frame, source: str) -> Values:
    """Return a variable's values over all rows; see `levelwise.data.functions.evaluate`."""
    if isinstance(node, Name):
        return frame.column(node.text, lambda: caret(source, *node.span))
    from levelwise.data.functions.catalogue import evaluate as computed

    return computed(node, frame, source)
