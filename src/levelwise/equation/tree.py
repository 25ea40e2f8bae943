"""The math tree: what a notation builds, what the proof reads and what every writer spells.

Nothing here knows a format. A name is kept as the user typed it and escaped by the writer; a
symbol carries in `of` what it stands for, so that nothing is ever read back out of a spelling.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.model.parameters import Meaning
from levelwise.model.spec import Cell
from levelwise.text.note import Note


@dataclass(frozen=True)
class Number:
    """A number as it is to be printed."""

    text: str


@dataclass(frozen=True)
class Index:
    """An index letter, ``j``, or with `at` the group of an observation, ``j[i]``."""

    letter: str
    at: str = ""


@dataclass(frozen=True)
class Comma:
    """The comma between two indices or numbers of one script."""


@dataclass(frozen=True)
class Symbol:
    """A mathematical letter by its name (``beta``, ``u``), with scripts, standing for `of`.

    `sub` and `sup` are printed from left to right without spaces: numbers, indices, commas, symbols.
    """

    name: str
    sub: tuple[Number | Index | Comma | Symbol, ...] = ()
    sup: tuple[Number | Index | Comma | Symbol, ...] = ()
    of: Meaning | None = None


@dataclass(frozen=True)
class Word:
    """A name of the user's (a column, a category, a function), printed upright and escaped."""

    text: str


@dataclass(frozen=True)
class Text:
    """Running text inside an equation; its spaces count."""

    text: str


@dataclass(frozen=True)
class Dots:
    """Three dots on the line."""


@dataclass(frozen=True)
class Scripted:
    """A base with a subscript, a superscript or both: ``sector`` with ``cath``, ``x`` with ``2``."""

    base: Node
    sub: tuple[Node, ...] = ()
    sup: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Operator:
    """An arithmetic or comparison sign inside a transformed variable: ``+ - * / < <= == %in%`` …"""

    text: str


@dataclass(frozen=True)
class Row:
    """Parts side by side; operators among them are spaced as operators."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Brackets:
    """A part in round brackets."""

    inner: Node


@dataclass(frozen=True)
class Root:
    """The square root of a part."""

    inner: Node


@dataclass(frozen=True)
class Overline:
    """A part under a line: its mean; the indices it still has are a script of the whole."""

    inner: Node


@dataclass(frozen=True)
class Dot:
    """The dot in the place of an index over which a mean is taken."""


@dataclass(frozen=True)
class Apply:
    """A function of arguments, such as log(x + 1) or scale(x)."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Quantity:
    """One variable of the model as printed in `body`; `of` is the design cell it shows."""

    body: Node
    of: Cell | None = None


@dataclass(frozen=True)
class Times:
    """Factors joined by a multiplication sign."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Scaled:
    """A coefficient in front of what it multiplies, in brackets or simply side by side."""

    coefficient: Symbol | Number | Brackets
    factor: Node
    brackets: bool = False


@dataclass(frozen=True)
class Sum:
    """Signed terms; the sign of the first is printed only when it is minus."""

    terms: tuple[tuple[Literal["+", "-"], Node], ...]


@dataclass(frozen=True)
class Matrix:
    """A matrix in round brackets; a vector has one column."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Law:
    """A distribution and its parameters: N(mean, variance)."""

    name: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Quotient:
    """One part over another on the line, as in the variance of a weighted observation."""

    top: Node
    bottom: Node


Node = (
    Number
    | Index
    | Comma
    | Symbol
    | Word
    | Text
    | Dots
    | Scripted
    | Operator
    | Row
    | Brackets
    | Root
    | Overline
    | Dot
    | Apply
    | Quantity
    | Times
    | Scaled
    | Sum
    | Matrix
    | Law
    | Quotient
)


@dataclass(frozen=True)
class Closing:
    """The end of a law: ``, for sch.id j = 1, … ,J``; `group` is the factor's or block's label."""

    group: str
    letters: tuple[str, ...]

    @property
    def counts(self) -> tuple[str, ...]:
        """The capital letters, which stand for the numbers of groups."""
        return tuple(letter.upper() for letter in self.letters)


@dataclass(frozen=True)
class Line:
    """One equation: a left side, ``~`` (is distributed as) or ``=``, a right side."""

    left: Node
    relation: Literal["~", "="]
    right: Node
    closing: Closing | None = None


@dataclass(frozen=True)
class System:
    """The equations of one model in one notation, the first about the response.

    `form` says how the lines hang together; `notes` what the notation does against its own laws.
    """

    lines: tuple[Line, ...]
    notation: str
    form: Literal["distributional", "levels", "crossed"]
    notes: tuple[Note, ...] = field(default=())
