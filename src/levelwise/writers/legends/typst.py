"""Legends in Typst: a list with an item for each symbol, or a paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from levelwise.equation.legend import Entry, Prose
from levelwise.equation.tree import Node
from levelwise.writers.legends.clauses import WHERE, Form, clauses, sentence
from levelwise.writers.typst_names import shown

_SPECIAL = frozenset("\\`*_{}[]<>()#+.!|$~^&@:=-/'\"")
"""The characters that can have a meaning in Typst's running text."""


def typst(entries: Sequence[Entry], form: Form, spell: Callable[[Node], str]) -> str:
    """Return a legend as markup; `spell` returns mathematics without the dollar signs."""

    def written(prose: Prose) -> str:
        return "".join(escaped(part) if isinstance(part, str) else f"${spell(part)}$" for part in prose)

    if form == "sentence":
        return written(sentence(entries))
    return "\n".join((WHERE, "", *(f"- {written(clause)}" for clause in clauses(entries))))


def escaped(words: str) -> str:
    r"""Return running text in which no character has a meaning.

    Examples
    --------
    >>> print(escaped("a_b (in %) -- #x"))
    a\_b \(in %\) \-\- \#x
    """
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in shown(words))
