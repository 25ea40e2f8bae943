"""The entries of a legend as clauses: *where β is …; and σ² is …*, whatever the format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from levelwise.equation.legend import Entry, Prose
from levelwise.equation.tree import Operator, Row

Form = Literal["list", "sentence"]
"""Whether a legend has a line for each symbol, or is one sentence."""

WHERE = "where"
"""The word before the lines of a list."""


def symbols(entry: Entry) -> Prose:
    """Return the symbol of an entry; several spellings are equal."""
    first, *others = entry.symbols
    return (Row((first, *(part for one in others for part in (Operator("="), one)))) if others else first,)


def explanation(entry: Entry) -> Prose:
    """Return what a symbol means, with a remark in brackets."""
    if not entry.remark:
        return entry.meaning
    return (*entry.meaning, " (", *entry.remark, ")")


def clauses(entries: Sequence[Entry]) -> list[Prose]:
    """Return a clause for each symbol, which ends in a semicolon, the last in a full stop.

    Examples
    --------
    >>> from levelwise.equation.tree import Symbol
    >>> clauses([Entry((Symbol("u"),), ("the residual",))])
    [(Symbol(name='u', sub=(), sup=(), of=None, face='normal'), ' is ', 'the residual', '.')]
    """
    last = len(entries) - 1
    return [
        (*symbols(entry), " is ", *explanation(entry), "." if place == last else ";")
        for place, entry in enumerate(entries)
    ]


def sentence(entries: Sequence[Entry]) -> Prose:
    """Return a legend as one sentence."""
    parts: list[Prose] = [(WHERE,)]
    every = clauses(entries)
    parts.extend((" and " if n and n == len(every) - 1 else " ", *clause) for n, clause in enumerate(every))
    return tuple(part for one in parts for part in one)
