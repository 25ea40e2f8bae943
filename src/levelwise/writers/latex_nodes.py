"""The spelling of nodes and lines in LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import assert_never

from levelwise.dataclass import dataclass
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
from levelwise.equation.walk import walk
from levelwise.writers import layout
from levelwise.writers.colours import colour, colour_value
from levelwise.writers.fitting.metrics import width
from levelwise.writers.latex_names import NAME, PANDOC, TEXT, Place, name, spelled, symbol
from levelwise.writers.ranges import range_row, range_text, range_words
from levelwise.writers.spellings import LATEX_COLOURS, LATEX_FUNCTIONS, LATEX_OPERATORS

_RELATIONS: dict[Relation, str] = {"~": r"\sim", "=": "=", "+": r"\quad {}+", "-": r"\quad {}-", "": r"\quad"}
_NOTHING = r"\text{}"
"""What pandoc does not drop, as it drops an empty group."""

_PMATRIX_COLUMNS = 10
"""The most that amsmath's matrices have unless a counter is set."""

_RELATIONAL = frozenset(["=", "<", ">", "<=", ">=", "==", "!=", "%in%"])

_DELIMITERS: dict[Delimiters, tuple[str, str]] = {
    "round": ("(", ")"),
    "square": ("[", "]"),
    "angle": (r"\langle ", r" \rangle"),
    "curly": (r"\{", r"\}"),
    "opening": ("[", ""),
    "closing": ("", "]"),
    "bar": (r"\lvert ", r" \rvert"),
}


@dataclass(frozen=True)
class Spelling:
    """What the readers of LaTeX do not agree on.

    Attributes
    ----------
    matrices : {"pmatrix", "array"}
        The environment of vectors and matrices.
    colours : {"web", "latex", "none"}
        How a colour is given by its number. pandoc converts no equation with a colour.
    names : {"operatorname", "mathrm", "text"}
        The command of upright names. GitHub refuses the first; of pandoc's conversions the first drops the names, the
        second takes them apart into letters. With the first, dots in text are set as the R package equatiomatic does.
    inside : Place
        How characters are written inside of ``text``.
    close : bool
        Whether growing brackets are without the thin spaces that TeX sets around them, and every comma of a range has
        a space after it. The R package equatiomatic has neither.
    """

    matrices: str = "pmatrix"
    colours: str = "web"
    names: str = "operatorname"
    inside: Place = TEXT
    close: bool = False


def rows(system: System, spelling: Spelling) -> str:
    """Return the lines of a system, aligned by ``&``, without the environment around them."""
    nodes = _Nodes(spelling)
    written = (row for line in system.lines for row in (*nodes.heading(line, system), nodes.line(line)))
    return " \\\\\n".join(f"  {protected(row)}" for row in written)


def inline(node: Node, spelling: Spelling = Spelling()) -> str:  # noqa: B008 - it is frozen
    """Return a part of an equation for a line of text, without the dollar signs around it."""
    return _Nodes(spelling).node(node)


class _Nodes:
    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        # spelled as the R package spells it
        self.bare = not spelling.close and spelling.colours == "web" and spelling.names == "operatorname"
        self.matrix = self.nested_matrix if spelling.matrices == "array" else self.pmatrix

    def colour(self, node: Coloured) -> str:
        given = colour(node)
        if given not in LATEX_COLOURS and self.spelling.colours == "latex":
            return f"[HTML]{{{colour_value(node)[1:].upper()}}}"
        return f"{{{given}}}"

    def name(self, word: str) -> str:
        if self.spelling.names == "text":
            return f"\\text{{{self.text(word)}}}"
        return name(word, self.spelling.names)

    def italic(self, word: str) -> str:
        """Return a name in italics, as letters and digits are by themselves; a hyphen would be a minus sign."""
        if word.isascii() and word.replace("_", "").isalnum():
            return spelled(word, NAME)
        return f"\\textit{{{self.text(word)}}}"

    def text(self, words: str) -> str:
        return spelled(words, self.spelling.inside)

    def node(self, node: Node) -> str:
        # most nodes are of these three kinds, and `isinstance` is faster than a pattern
        if isinstance(node, Number):
            return node.text
        if isinstance(node, Index):
            letter = self.name(node.letter) if node.named else node.letter
            whole = f"{letter}[{node.at}]" if node.at else letter
            return f"({whole})" if node.apart else whole
        if isinstance(node, Symbol):
            return symbol(node.name, node.face) + self.scripts(node.sub, node.sup)
        match node:  # frequent kinds come first
            case Word():
                return self.italic(node.text) if node.italic else self.name(node.text)
            case Quantity():
                return self.node(node.body)
            case Scripted():
                return self.scripted(node)
            case Brackets():
                return self.brackets((node.inner,), node.kind)
            case Scaled():
                return self.scaled(node)
            case Sum():
                return "".join(sign + self.between(term) for sign, term in layout.signed(node))
            case Matrix():
                return self.matrix(node)
            case Distribution(function, arguments):
                return self.distribution(self.node(function), arguments)
            case Comma():
                return node.sign
            case Text(words):
                return f"\\text{{{self.text(words)}}}"
            case Times(factors):
                return r" \times ".join(self.ordinary(layout.operand(factor), Index) for factor in factors)
            case Row(parts):
                return self.row(parts)
            case Operator(sign):
                return LATEX_OPERATORS.get(sign) or self.operator(sign)
            case Apply(function, arguments, kind):
                if isinstance(function, Word) and function.text in LATEX_FUNCTIONS:
                    return f"\\{function.text}{self.brackets(arguments, kind)}"
                return self.node(function) + self.brackets(arguments, kind)
            case Cases(rows):
                return f"\\begin{{cases}} {self.rows(rows)} \\end{{cases}}"
            case Fraction(top, bottom, inline=True):
                return f"{self.between(layout.operand(top))} / {self.between(layout.divisor(bottom))}"
            case Fraction(top, bottom):
                return f"\\frac{{{self.node(top)}}}{{{self.node(bottom)}}}"
            case Root(inner):
                return f"\\sqrt{{{self.node(inner)}}}"
            case Overline(inner):
                return f"\\overline{{{self.node(inner)}}}"
            case Hat():
                return self.hat(node)
            case Transpose():
                return self.node(layout.transposed(node))
            case Given(part, condition):
                return f"{self.node(part)} \\mid {self.node(condition)}"
            case UnderBrace(inner, label):
                return f"{{\\underbrace{{{self.node(inner)}}}_{{{self.node(label)}}}}}"
            case UnderSet(inner, below):
                return f"{{\\underset{{{self.node(below)}}}{{{self.node(inner)}}}}}"
            case Coloured(inner) if self.bare:
                return f"{{\\color{self.colour(node)}{{{self.node(inner)}}}}}"
            case Coloured(inner):
                command = "" if self.spelling.colours == "none" else f"\\textcolor{self.colour(node)}"
                return f"{command}{{{self.node(inner)}}}"
            case Range():
                return self.range(node)
            case Dots():
                return r"\dots"
            case Dot():
                return r"\cdot"
            case _:
                assert_never(node)

    def distribution(self, function: str, arguments: Sequence[Node]) -> str:
        if not self.spelling.close:
            return f"{function} \\left({self.listed(arguments)} \\right)"
        # in braces, what grows is to TeX like a letter, which has no space beside it
        inner = (f"{{{self.node(one)}}}" if isinstance(one, Matrix) else self.node(one) for one in arguments)
        return f"{function} {{\\left({', '.join(inner)} \\right)}}"

    def row(self, parts: tuple[Node, ...]) -> str:
        written = ""
        for place, part in enumerate(parts):
            beside_sign = any(map(_is_sign, parts[max(place - 1, 0) : place + 2]))
            written += " " * (place > 0 and not isinstance(part, Comma))
            written += self.between(part) if beside_sign else self.node(part)
        return written

    def between(self, node: Node) -> str:
        """Return an operand; a name is in braces, as TeX sets no space between an operator's name and a sign."""
        bare = layout.bare(node)
        name = layout.bare(bare.base) if isinstance(bare, Scripted) else bare
        return f"{{{self.node(node)}}}" if isinstance(name, Word) and not name.italic else self.node(node)

    def heading(self, line: Line, system: System) -> Iterator[str]:
        """Yield the heading of a line as a row that begins where the widest left side does.

        pandoc does not know the commands for it: there the heading begins where the relation signs are.
        """
        if not line.heading:
            return
        words = f"\\text{{{self.text(line.heading)}}}"
        if self.spelling.inside is PANDOC:
            yield f"{_NOTHING} &{words}"
        else:
            widest = max((one.left for one in system.lines), key=width)
            yield f"\\rlap{{{words}}}\\hphantom{{{self.node(widest)}}} &"

    def line(self, line: Line) -> str:
        left, right, relation = self.node(line.left), self.node(line.right), _RELATIONS[line.relation]
        if line.under is not None:
            relation = f"\\underset{{{self.node(line.under)}}}{{{relation}}}"
        sign = f" {line.sign} {{}}" if line.sign else ""
        if self.spelling.names == "text":
            # a sign at the end of a cell needs something beside it: Word sets it apart, LibreOffice needs an operand
            left = left or _NOTHING
            relation = relation.replace("{}", _NOTHING) if "{}" in relation else _NOTHING + relation
            sign = sign.replace("{}", _NOTHING)
        return f"{left} &{relation} {right}{sign}{''.join(map(self.ending, line.ranges))}"

    def ending(self, node: Range) -> str:
        """Return a range with the comma before it: as text the comma is text, too."""
        if (words := self.phrase(node)) is None:
            return f", \\quad {self.range(node)}"
        return f" \\text{{, {words}}}"

    def range(self, node: Range) -> str:
        if (words := self.phrase(node)) is None:
            return self.node(range_row(node))
        return f"\\text{{{words}}}"

    def phrase(self, node: Range) -> str | None:
        """Return the inside of the text of a range that is text: LaTeX has the dots outside, as the R package has."""
        if self.spelling.names != "operatorname":
            return range_text(node, self.text)
        if (words := range_words(node, self.text)) is None:
            return None
        # in braces, dots are to TeX like a letter, which has no space beside it
        dots = r" } {\dots} \text{, " if self.spelling.close else r"} \dots \text{,"
        return dots.join(words)

    def operator(self, sign: str) -> str:
        """Return an operator that LaTeX spells as it is, or ``%in%`` by its name."""
        return sign if sign in ("+", "-", "/", "<", ">", "=", ":") else f"\\mathbin{{{self.name(sign)}}}"

    def scripted(self, node: Scripted) -> str:
        written = self.node(layout.script_base(node.base))
        if node.sup and written.endswith("'"):
            written = f"{{{written}}}"  # the prime of an index is a superscript, and TeX takes no second one
        first = node.sub[0] if node.sub else None
        alone = all(isinstance(part, Comma | Index) for part in node.sub[1:]) and not node.sup
        if self.bare and isinstance(first, Coloured) and alone and _is_name(node.base):
            # the R package puts a category into the colour together with the sign of its subscript
            inside = self.side_by_side((first.inner, *node.sub[1:]))
            return f"{written}{{\\color{self.colour(first)}{{_{{{inside}}}}}}}"
        below, above = layout.own_scripts(node.base)
        if (node.sub and below) or (node.sup and above):
            # TeX takes no second script of a kind; without the empty group it would forget the braces around an accent
            written = f"{{{written}{{}}}}"
        return written + self.scripts(node.sub, node.sup)

    def scripts(self, sub: Sequence[Node], sup: Sequence[Node]) -> str:
        below = f"_{{{self.side_by_side(sub)}}}" if sub else ""
        above = f"^{{{self.side_by_side(sup)}}}" if sup else ""
        return below + above

    def side_by_side(self, parts: Sequence[Node]) -> str:
        written = ""
        for part in parts:
            piece = self.node(part)
            if "\\" in written:
                # a command such as \dots must not run into a letter after it
                gap = written[-1].isalpha() and piece[:1].isalpha() and "\\" in written.rpartition("}")[2]
                piece = f" {piece}" if gap else piece
            written += piece
        return written

    def hat(self, node: Hat) -> str:
        parts = layout.hatted(node)
        command = "hat" if isinstance(parts.base, Symbol) and not node.wide else "widehat"
        return f"\\{command}{{{self.node(parts.base)}}}{self.scripts(parts.sub, parts.sup)}"

    def listed(self, nodes: Sequence[Node]) -> str:
        return ", ".join(map(self.node, nodes))

    def brackets(self, inner: Sequence[Node], kind: Delimiters) -> str:
        left, right = _DELIMITERS[kind]
        written = self.listed(inner)
        # whatever is tall is written as one of these; without them the tree need not be searched
        if ("\\begin{" in written or "\\frac{" in written) and layout.grows(*inner):
            return f"\\left{left or '.'} {written} \\right{right.lstrip() or '.'}"
        return f"{left}{written}{right}"

    def scaled(self, node: Scaled) -> str:
        coefficient, factor, apart = layout.scaled(node)
        if apart:
            return f"{self.node(coefficient)} \\, {self.ordinary(factor, Index | Word)}"
        return self.node(coefficient) + self.node(factor)

    def ordinary(self, node: Node, kinds: UnionType | type) -> str:
        """Brace a factor that holds names or indices: after an operator's name TeX takes a plus for a sign."""
        written = self.node(node)
        return f"{{{written}}}" if any(isinstance(part, kinds) for part in walk(node)) else written

    def rows(self, rows: Sequence[Sequence[Node]]) -> str:
        # in many covariance matrices an entry is the same object on both sides of the diagonal
        cells = {id(node): node for row in rows for node in row}
        known = {one: self.node(node) for one, node in cells.items()}
        written = [protected(" & ".join([known[id(node)] for node in row])) for row in rows]
        return f" {self.end_of_row(written)} ".join(written)

    def end_of_row(self, written: Sequence[str]) -> str:
        """Return what ends the rows of a matrix, with room where scripts would touch those of the next row.

        The bare system, in which equatiomatic has no room, has it only between means whose superscripts are names.
        """
        tall = "^" if self.spelling.close else "}^{\\"
        return r"\\[2pt]" if any(tall in row for row in written) else r"\\"

    def pmatrix(self, node: Matrix) -> str:
        if node.width > _PMATRIX_COLUMNS:
            return f"\\left(\\begin{{array}}{{{'c' * node.width}}} {self.rows(node.rows)} \\end{{array}}\\right)"
        return f"\\begin{{pmatrix}} {self.rows(node.rows)} \\end{{pmatrix}}"

    def nested_matrix(self, node: Matrix) -> str:
        """Spell a matrix as the R package equatiomatic does: arrays, a vector with a nested aligned."""
        columns = "c" * node.width
        if columns == "c":
            cells = [f"&{self.node(row[0])}" for row in node.rows]
            body = f"\\begin{{aligned}} {f' {self.end_of_row(cells)} '.join(cells)} \\end{{aligned}}"
        else:
            body = self.rows(node.rows)
        return f"\\left( \\begin{{array}}{{{columns}}} {body} \\end{{array}} \\right)"


def _is_name(node: Node) -> bool:
    return _is_name(node.inner) if isinstance(node, Coloured) else isinstance(node, Word)


def _is_sign(node: Node) -> bool:
    """Return whether a part is the sign of an operation; TeX sets space around a relation beside any name."""
    return isinstance(node, Operator) and node.text not in _RELATIONAL


def protected(row: str) -> str:
    """Return a row that does not begin with a square bracket, which TeX takes for an argument of the line break."""
    return f"{{}}{row}" if row.startswith("[") else row
