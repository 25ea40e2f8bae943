"""Long lists, such as a vector in angle brackets or the arguments of diag, with dots in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.transform import transform
from levelwise.equation.tree import Apply, Brackets, Comma, Dots, Line, Node, Row
from levelwise.equation.walk import distinct

MOST = 5
"""Maximum number of members of a list that is printed in full on a page for which it is too long."""


def longest_list(line: Line) -> int:
    """Return the number of members of the longest list of a line."""
    return max((len(_members(node)) for node in distinct(line)), default=0)


def with_dots(line: Line) -> Line:
    """Return a line in which every long list has its first two members, dots, and the last member.

    Examples
    --------
    >>> from levelwise.equation.tree import Number, Word
    >>> diag = Apply(Word("diag"), tuple(Number(str(place)) for place in range(9)))
    >>> len(with_dots(Line(Word("S"), "=", diag)).right.arguments)
    4
    """
    return transform(line, _shortened)


def _shortened(node: Node | Line) -> Node | Line:
    members = _members(node)
    if len(members) <= MOST:
        return node
    kept = (*members[:2], Dots(), members[-1])
    match node:
        case Brackets(_, kind):
            return Brackets(Row(tuple(part for one in kept for part in (one, Comma()))[:-1]), kind)
        case Apply(function, _, kind):
            return Apply(function, kept, kind)
    return node


def _members(node: object) -> Sequence[Node]:
    match node:
        case Brackets(Row(parts), "angle") if Comma() in parts:
            return parts[::2]
        case Apply(_, arguments):
            return arguments
    return ()
