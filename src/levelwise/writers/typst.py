"""Typst: one block equation, ``$ … $``, whose rows align at their relations.

A name is a string of Typst's, which shows whatever is in it. Strings keep the space that stands beside them in the
source, so none is written there but where an operator or a spacing decides the distance anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, assert_never

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
    Delimiters,
    Distribution,
    Dot,
    Dots,
    Fraction,
    Given,
    Hat,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Range,
    Relation,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.options import Options
from levelwise.vocabulary.sizes import SIZES
from levelwise.writers import layout, typst_document
from levelwise.writers.colours import colour_value
from levelwise.writers.document import Piece
from levelwise.writers.fitting.metrics import width
from levelwise.writers.ranges import range_row, range_text
from levelwise.writers.spellings import BRACKETS, LATEX_FUNCTIONS, TYPST_OPERATORS
from levelwise.writers.typst_names import letters, shown, string, symbol

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry
    from levelwise.writers.legends.clauses import Form

_RELATIONS: dict[Relation, str] = {"~": "tilde.op", "=": "=", "+": "quad + med", "-": "quad - med", "": "quad"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_EMPTY = '""'
"""What stands where something must: an empty cell, or the operand that makes a sign binary."""


def write(system: System, options: Options) -> str:
    """Return the equations as one block equation.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        ``font_size`` is the size of the equations; a document has a ``paper``.
    """
    sized = _sized(options)
    return f"#[\n{sized}{_block(system)}\n]" if sized else _block(system)


def _block(system: System) -> str:
    rows = [row for line in system.lines for row in (*_heading(line, system), _OUTSIDE.line(line))]
    lines = " \\\n".join(f"  {row}" for row in rows)
    return f"$\n{lines}\n$"


def _heading(line: Line, system: System) -> Iterator[str]:
    """Yield the heading of a line as a row that begins where the widest left side does."""
    if line.heading:
        widest = max((one.left for one in system.lines), key=width)
        # a box of no width, in which a wider one stands, so that the heading is on one line and widens no column
        words = f"box(width: {ceil(width(Text(line.heading)) * 1.5)}em, {string(line.heading)})"
        yield f"#box(width: 0pt, align(left, {words}))#box(height: 0pt, hide(${_OUTSIDE.node(widest)}$)) &"


def _sized(options: Options) -> str:
    """Return what sets the size of equations."""
    size = options.get("font_size")
    return f"#show math.equation: set text(size: {SIZES[size]}em)\n" if size else ""


def document(pieces: Sequence[Piece], options: Options) -> str:
    """Return a document that compiles by itself; a piece with a label can be referred to, as ``@eq-m4``."""
    blocks = []
    for piece in pieces:
        block = _block(piece.system)
        below = f"\n\n{legend(piece.legend, piece.form, options)}" if piece.legend else ""
        blocks.append(f"{block} <eq-{piece.label}>{below}" if piece.label else f"{block}{below}")
    captions = [piece.caption for piece in pieces]
    numbered = any(piece.number is not None for piece in pieces)
    look = _sized(options)
    return typst_document.document(blocks, captions, numbered=numbered, paper=page_of(options), look=look)


def page_of(options: Options) -> str:
    """Return the name in Typst of the size of the paper."""
    paper: str = options.get("paper", "a4")
    return {"letter": "us-letter"}.get(paper, paper)


def mathematics(node: Node) -> str:
    """Return a part of an equation for a line of text, without the dollar signs around it."""
    return _OUTSIDE.node(node)


def legend(entries: Sequence[Entry], form: Form, options: Options) -> str:
    """Return a legend as a list, or as a paragraph that is one sentence."""
    from levelwise.writers.legends.typst import typst  # as legends are rarely asked for

    del options
    return typst(entries, form, _OUTSIDE.node)


class _Writer:
    """Spells nodes; `comma` is the spelling of a comma, which is escaped among the arguments of a function."""

    def __init__(self, comma: str) -> None:
        self.comma = comma

    def node(self, node: Node) -> str:
        match node:
            case Symbol(name, sub, sup):
                return symbol(name, node.face) + self.scripts(sub, sup)
            case Number(digits):
                return digits if _NUMBER.fullmatch(digits) else string(digits.replace("-", "−"))
            case Index(letter, at, named, apart):
                base = string(letter) if named else letters(letter)
                whole = f"{base}[{letters(at)}]" if at else base
                return f"({whole})" if apart else whole
            case Comma():
                return self.comma.replace(",", node.sign)
            case Word(text, italic=True):
                return f"italic({string(text)})"
            case Word(text) | Text(text):
                return string(text)
            case Dots():
                return "dots.h"
            case Dot():
                return "dot.op"
            case Scripted():
                return self.scripted(node)
            case Transpose():
                return self.node(layout.transposed(node))
            case Operator(sign):
                return TYPST_OPERATORS.get(sign) or f'class("binary", {string(sign)})'
            case Row(parts):
                return self.row(parts)
            case Brackets(inner, kind):
                return self.brackets((inner,), kind)
            case Root(inner):
                return f"sqrt({argument(inner)})"
            case Overline(inner):
                return f"overline({argument(inner)})"
            case Hat():
                hatted = layout.hatted(node)
                return f"hat({argument(hatted.base)})" + self.scripts(hatted.sub, hatted.sup)
            case Apply(function, arguments, kind):
                return self.call(function, arguments, kind)
            case Distribution(function, arguments):
                return self.call(function, arguments, "round")
            case Given(part, condition):
                return f"{self.node(part)} divides {self.node(condition)}"
            case Quantity(inner):
                return self.node(inner)
            case Times(factors):
                return " times ".join(self.node(layout.operand(factor)) for factor in factors)
            case Scaled():
                coefficient, factor, apart = layout.scaled(node)
                return joined((self.node(coefficient), "thin" if apart else "", self.node(factor)))
            case Fraction(top, bottom, inline=True):
                return joined((self.node(layout.operand(top)), r"\/", self.node(layout.divisor(bottom))))
            case Fraction(top, bottom):
                return f"frac({argument(top)}, {argument(bottom)})"
            case Sum():
                return "".join(sign + self.node(term) for sign, term in layout.signed(node)) or _EMPTY
            case Matrix(rows):
                written = [", ".join(map(argument, row)) for row in rows]
                # directly after a colour, which is code, a semicolon would end the code instead of the row
                cells = (" ; " if any("#text(" in row for row in written) else "; ").join(written)
                # around the matrix, brackets are as high as it is; its own would be a tenth higher
                return f"(mat(delim: #none, {cells}))"
            case Cases(rows):
                # columns are aligned right and left in turn; two of the four are empty
                return f"cases({', '.join(f'&{argument(value)} &&quad {argument(when)}' for value, when in rows)})"
            case UnderBrace(inner, label):
                return f"underbrace({argument(inner)}, {argument(label)})"
            case UnderSet(inner, below):
                return f"limits({argument(inner)})_({_OUTSIDE.node(below)})"
            case Coloured(inner):
                return f"#text(fill: rgb({string(colour_value(node))}), ${_OUTSIDE.node(inner)}$)"
            case Range():
                return self.range(node)
            case _:
                assert_never(node)

    def line(self, line: Line) -> str:
        relation = _RELATIONS[line.relation]
        if line.under is not None:
            relation = f"limits({relation})_({self.node(line.under)})"
        left = "" if line.left == Row(()) else self.node(line.left)
        sign = f" med {line.sign}" if line.sign else ""
        return f"{left} &{relation} {self.node(line.right)}{sign}{''.join(map(self.ending, line.ranges))}".lstrip()

    def ending(self, node: Range) -> str:
        """Return a range with the comma before it: as text the comma is text, too."""
        words = range_text(node, shown)
        return f", quad {self.range(node)}" if words is None else string(f", {words}")

    def range(self, node: Range) -> str:
        words = range_text(node, shown)
        return self.node(range_row(node)) if words is None else string(words)

    def row(self, parts: Sequence[Node]) -> str:
        signs = (Operator, Comma)  # Typst knows the space around these
        pieces: list[str] = []
        for place, (gap, part) in enumerate(layout.spaced(tuple(parts))):
            if gap and not isinstance(part, signs) and not isinstance(parts[place - 1], signs):
                pieces.append("thin")
            pieces.append(self.node(part))
        return joined(pieces) or _EMPTY

    def scripted(self, node: Scripted) -> str:
        base = layout.script_base(node.base)
        below, above = layout.own_scripts(node.base)
        if (node.sub and below) or (node.sup and above):  # two scripts of a kind stand one after the other
            places = {"b": node.sub, "t": node.sup}
            scripts = [f", {place}: {joined(map(argument, parts))}" for place, parts in places.items() if parts]
            return f"attach({argument(base)}{''.join(scripts)})"
        return self.node(base) + self.scripts(node.sub, node.sup)

    def scripts(self, sub: Sequence[Node], sup: Sequence[Node]) -> str:
        below = f"_{script(sub)}" if sub else ""
        above = f"^{script(sup)}" if sup else ""
        return below + above

    def call(self, function: Node, arguments: Sequence[Node], kind: Delimiters) -> str:
        match function:
            case Word(name) if name in LATEX_FUNCTIONS:
                pass
            case _:
                name = self.node(function)
        # directly before a bracket, a name of more than a letter would be a function of Typst's
        gap = "" if len(name) == 1 or name[-1] == '"' else " "
        return f"{name}{gap}{self.brackets(arguments, kind)}"

    def brackets(self, inner: Sequence[Node], kind: Delimiters) -> str:
        """Return brackets; Typst lets all that match grow, and takes no comma between them for one of its own."""
        left, right = BRACKETS[kind]
        if not left or not right:  # a bracket without its counterpart has no meaning to Typst if it is escaped
            left, right = (f"\\{side}" if side else "" for side in (left, right))
        return f"{left}{', '.join(map(_OUTSIDE.node, inner))}{right}"


_OUTSIDE, _ARGUMENT = _Writer(","), _Writer(r"\,")


def argument(node: Node) -> str:
    """Return a node as an argument of one of Typst's functions."""
    return _ARGUMENT.node(node)


def script(parts: Sequence[Node]) -> str:
    """Return a script, in brackets that are not printed unless it is a digit, a letter or a letter's name."""
    whole = joined(map(_OUTSIDE.node, parts))
    return whole if whole.isalpha() or (whole.isdigit() and len(whole) == 1) else f"({whole})"


def joined(pieces: Iterable[str]) -> str:
    """Return pieces side by side, with a space only where it shows nothing and keeps two from running into one."""
    whole = ""
    for piece in pieces:
        tight = not whole or piece[:1] in ("", ",", ";") or (whole[-1] == '"' and piece != "thin")
        whole += piece if tight or (piece[0] == '"' and not whole.endswith("thin")) else f" {piece}"
    return whole
