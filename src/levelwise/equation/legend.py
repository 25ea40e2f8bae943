"""The legend of a system: for each symbol what it means, as words and mathematics that a writer spells."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Node

Prose = tuple[str | Node, ...]
"""Running text with mathematics in it. The names of a user in the text are not escaped: a writer does that."""


@dataclass(frozen=True)
class Entry:
    """One symbol and what it means.

    Attributes
    ----------
    symbols : tuple of Node
        The symbol as it stands in the equations; several spellings if they are equal, such as τ₀₁ and τ₁₀.
    meaning : Prose
        A noun phrase: *the intercept in school j*.
    remark : Prose
        What is said after it: the reference category of a factor, the labels of values; empty for nothing.
    level : str
        The level of a variable or an effect, such as ``level 2 (schools)``; empty for a parameter.
    label, unit : str
        The label and the unit of a variable, if they are known.
    """

    symbols: tuple[Node, ...]
    meaning: Prose
    remark: Prose = ()
    level: str = ""
    label: str = ""
    unit: str = ""
