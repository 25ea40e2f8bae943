"""Letters, indices, numbers and operators in Unicode characters."""

from __future__ import annotations

from levelwise.equation.tree import Index, Number
from levelwise.text.characters import plain
from levelwise.writers.spellings import COMMANDS, TEXT_OPERATORS


def letter(name: str) -> str:
    """Return a mathematical letter by its name; a name that is no letter's stays.

    Examples
    --------
    >>> letter("beta"), letter("Sigma"), letter("u")
    ('β', 'Σ', 'u')
    """
    return COMMANDS.get(name) or plain(name)


def index(node: Index) -> str:
    """Return an index, ``j``, ``j[i]`` or ``(k)``; the prime of a letter is a character of its own."""
    whole = f"{node.letter}[{node.at}]" if node.at else node.letter
    whole = plain(f"({whole})" if node.apart else whole)
    return whole if node.named else whole.replace("'", "′")


def number(node: Number) -> str:
    """Return a number with a true minus sign."""
    return plain(node.text).replace("-", "−")


def operator(sign: str) -> str:
    """Return an operator in Unicode."""
    return TEXT_OPERATORS.get(sign) or plain(sign)
