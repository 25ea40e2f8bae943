"""The equation tree, which a notation builds, the proof checks and a writer translates.

Nothing here depends on a format. A name is kept as the user typed it and escaped by the writer; the
attribute `of` of a symbol states its meaning, so that no meaning is ever inferred from a printed name.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.model.parameters import Meaning
from levelwise.model.spec import Cell
from levelwise.text.note import Note

Face = Literal["normal", "bold", "script"]
"""The style of a letter: italic, bold (vectors and matrices), or a calligraphic capital."""

Delimiters = Literal["round", "square", "angle", "curly", "bar", "opening", "closing"]
"""The kinds of brackets; curly ones are around a set, bars around an absolute value.

``opening`` and ``closing`` are the two square brackets around a sum that is broken into lines.
"""

Relation = Literal["~", "=", "+", "-", ""]
"""Between the two sides of a line: ``~`` (is distributed as) or ``=``.

A sign, or an empty string if the preceding line ends in its sign, continues that line; the left side is then empty.
"""


@dataclass(frozen=True)
class Number:
    """A number as it is to be printed."""

    text: str


@dataclass(frozen=True)
class Index:
    """An index letter, ``j``, or with `at` the group of an observation, ``j[i]``.

    `named` is whether the index is a name given by the user, as in ``school[i]``; `apart` puts it in round brackets, as
    that of a category, ``(k)``. A letter may have a prime, ``i'``, for another unit of the same kind.
    """

    letter: str
    at: str = ""
    named: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Comma:
    """The comma between two parts of a list or a script, or the semicolon between parts that have commas in them."""

    sign: Literal[",", ";"] = ","


@dataclass(frozen=True)
class Symbol:
    """A mathematical letter by its name (``beta``, ``u``), with scripts; `of` is its meaning.

    `sub` and `sup` are printed from left to right without spaces. The name is a letter, the name of a Greek letter or
    of a sign (``sum``, ``prime``, ``ast``) or, for a bold zero, a digit.
    """

    name: str
    sub: tuple[Script, ...] = ()
    sup: tuple[Script, ...] = ()
    of: Meaning | None = None
    face: Face = "normal"


@dataclass(frozen=True)
class Word:
    """A name given by the user (a column, a category, a function), printed upright or in italics, and escaped."""

    text: str
    italic: bool = False


@dataclass(frozen=True)
class Text:
    """Running text inside an equation; its spaces are kept."""

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
class Transpose:
    """The transpose of a vector or a matrix."""

    inner: Node


@dataclass(frozen=True)
class Operator:
    """A sign between the parts of a row: arithmetic or a comparison (``+ - * / < <= == %in%`` …).

    Products of matrices have the signs ``kronecker`` and ``khatri-rao``.
    """

    text: str


@dataclass(frozen=True)
class Row:
    """Parts side by side; operators and commas among them are spaced as such."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Brackets:
    """A part in brackets."""

    inner: Node
    kind: Delimiters = "round"


@dataclass(frozen=True)
class Root:
    """The square root of a part."""

    inner: Node


@dataclass(frozen=True)
class Overline:
    """A part with a line above it, its mean; the remaining indices are a script of the whole."""

    inner: Node


@dataclass(frozen=True)
class Hat:
    """An estimate or a fitted value: a hat over a part, or over the letter alone if the part has scripts.

    `wide` is whether the hat over a letter is as wide as that over a word, which only LaTeX distinguishes.
    """

    inner: Node
    wide: bool = False


@dataclass(frozen=True)
class Dot:
    """The dot in place of an index over which a mean is taken."""


@dataclass(frozen=True)
class Apply:
    """A function of arguments, such as log(x + 1) or scale(x)."""

    function: Node
    arguments: tuple[Node, ...]
    kind: Delimiters = "round"


@dataclass(frozen=True)
class Given:
    """A part conditional on another: ``Y = 1 | β``."""

    part: Node
    condition: Node


@dataclass(frozen=True)
class Quantity:
    """One variable of the model as printed in `body`; `of` is its design cell."""

    body: Node
    of: Cell | None = None


@dataclass(frozen=True)
class Times:
    """Factors joined by a multiplication sign."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Scaled:
    """A coefficient in front of the factor that it multiplies, which may be in brackets."""

    coefficient: Node
    factor: Node
    brackets: bool = False


@dataclass(frozen=True)
class Fraction:
    """One part over another; `inline` puts them on the line with a slash, as in the variance of a weighted row."""

    top: Node
    bottom: Node
    inline: bool = False


@dataclass(frozen=True)
class Sum:
    """Signed terms; the sign of the first is printed only when it is minus."""

    terms: tuple[Signed, ...]


@dataclass(frozen=True)
class Matrix:
    """A matrix in round brackets; a vector has one column. An empty cell is an empty `Row`."""

    rows: tuple[tuple[Node, ...], ...]

    @property
    def width(self) -> int:
        """Return the number of columns; 0 without rows."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Cases:
    """Several values behind one brace, each with its condition."""

    rows: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True)
class Distribution:
    """A distribution and its parameters: N(mean, variance)."""

    name: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class UnderBrace:
    """A part with a brace under it, and a label below the brace."""

    inner: Node
    label: Node


@dataclass(frozen=True)
class UnderSet:
    """A part with small print below it: a standard error, the dimensions of a matrix."""

    inner: Node
    below: Node


@dataclass(frozen=True)
class Coloured:
    """A part in a colour: ``#0072B2``, or a name that CSS and LaTeX have in common, such as ``teal``."""

    inner: Node
    colour: str


@dataclass(frozen=True)
class Range:
    """The values of an index: ``for sch.id j = 1, …, J``.

    `label` is the name of the grouping factor or of its block, if it is to be named; several letters are the indices
    of a cell. The bound is followed by `count`, the number it is known to be, if any. Without a bound the range is
    that of the cells there are, ``for each cell jk of a:b``. `as_text` sets the whole as running text, as the R package
    equatiomatic does. `of` is the name of the grouping factor or of its block where the label is a user's name of the
    groups, such as ``schools``.
    """

    letters: tuple[str, ...]
    bound: Symbol | Number | Sum | None
    label: str = ""
    count: str = ""
    as_text: bool = False
    of: str = ""


Script = Number | Index | Comma | Symbol | Word
"""The parts of the scripts of a symbol."""

Node = (
    Number
    | Index
    | Comma
    | Symbol
    | Word
    | Text
    | Dots
    | Scripted
    | Transpose
    | Operator
    | Row
    | Brackets
    | Root
    | Overline
    | Hat
    | Dot
    | Apply
    | Given
    | Quantity
    | Times
    | Scaled
    | Fraction
    | Sum
    | Matrix
    | Cases
    | Distribution
    | UnderBrace
    | UnderSet
    | Coloured
    | Range
)

Signed = tuple[Literal["+", "-"], Node]
"""A term of a sum with its sign."""


@dataclass(frozen=True)
class Line:
    """One equation: a left side, a relation, a right side, and the ranges of the indices for which it holds.

    `under` is printed below the relation sign, such as ``ind.`` for independently distributed. A line that continues on
    the next may end in the `sign` between the two. A `heading`, such as the name of a level, is printed above the line.
    """

    left: Node
    relation: Relation
    right: Node
    ranges: tuple[Range, ...] = ()
    under: Node | None = None
    sign: Literal["+", "-", ""] = ""
    heading: str = ""


@dataclass(frozen=True)
class System:
    """The equations of one model in one notation, that of the response first.

    `notes` state where the system does not satisfy the requirements on notations. `of` is the system before
    its lines were broken to fit a page: as the notation wrote it, unless a matrix or a vector was shortened. `unstyled`
    is the system that the proof interprets, before names or letters were replaced for display.
    """

    lines: tuple[Line, ...]
    notation: str
    notes: tuple[Note, ...] = field(default=())
    of: System | None = None
    unstyled: System | None = None
