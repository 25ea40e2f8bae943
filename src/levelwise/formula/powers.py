"""The columns of ``poly(x, 3, raw = TRUE)``, which are x, x² and x³."""

from __future__ import annotations

from levelwise.formula.syntax import Call, Name, Node, Number, Operation


def raw_power(node: Node, label: str) -> Node | None:
    """Return the power of its argument that a column of a raw polynomial is; None for any other basis.

    Parameters
    ----------
    node : Node
        The call.
    label : str
        The label of the column: its degree.

    Examples
    --------
    >>> from levelwise.formula.parser import parse_tree
    >>> from levelwise.formula.syntax import deparse
    >>> deparse(raw_power(parse_tree("poly(t, 2, raw = TRUE)"), "2"))
    't^2'
    """
    if not isinstance(node, Call) or node.function != "poly" or not label.isdecimal() or not is_raw(node):
        return None
    positional = [one.value for one in node.arguments if one.name in (None, "x")]
    variables = [one for one in positional if not isinstance(one, Number)]
    if len(variables) != 1:
        return None
    return variables[0] if label == "1" else Operation("^", (variables[0], Number(float(label), label)))


def is_raw(node: Call) -> bool:
    """Return whether a basis has ``raw = TRUE``."""
    return any(one.name == "raw" and one.value in (Name("TRUE"), Name("T")) for one in node.arguments)
