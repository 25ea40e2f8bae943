"""OMML, the mathematics of Word: one ``m:oMathPara``, which Word shows as a native equation that can be edited.

Names and running text are runs of normal text, with their spaces preserved, so that they stay upright and whole.
Brackets, fractions, roots and matrices are elements of their own, which grow with what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

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
from levelwise.text.characters import plain
from levelwise.writers import layout
from levelwise.writers.characters import index, letter, number, operator
from levelwise.writers.colours import colour_value
from levelwise.writers.omml_elements import NOTHING, Elements, Justified, Tag
from levelwise.writers.ranges import range_row, range_text
from levelwise.writers.spellings import BRACKETS, TEXT_OPERATORS

_NAMESPACES = (
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
)
_RELATIONS: dict[Relation, str] = {"~": "∼", "=": "=", "+": "+", "-": "−", "": ""}
_SIGNS = frozenset({"", "+", "/", "<", ">", "=", ":"}.union(TEXT_OPERATORS))
"""Operators that are signs, or nothing; others are names."""

_THIN_SPACE, _QUAD = "\u2009", "\u2003"
"""Spaces between symbols and at the start of a line; LibreOffice draws the first much wider in text."""


def write(system: System, options: Options) -> str:  # noqa: ARG001 - it has no options yet
    """Return the equations as one paragraph of mathematics, aligned on their relation signs.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        None so far.
    """
    writer = _Writer()
    if len(system.lines) == 1 and not system.lines[0].heading:
        # outside a matrix Word can break a line that is too long
        body = "".join(map("".join, writer.sides(system.lines[0])))
    else:
        no_gap = '<m:cGpRule m:val="3"/><m:cGp m:val="0"/>'
        body = writer.grid([side for line in system.lines for side in writer.rows(line)], ("right", "left"), no_gap)
    return f"<m:oMathPara {_NAMESPACES}><m:oMath>{body}</m:oMath></m:oMathPara>"


def inline(node: Node) -> str:
    """Return a part of an equation as mathematics in a line of text."""
    return f"<m:oMath {_NAMESPACES}>{_Writer().node(node)}</m:oMath>"


class _Writer(Elements):
    """Spells nodes in a colour."""

    def node(self, node: Node) -> str:
        match node:
            case Symbol("sum"):
                return self.sum(node, ())
            case Symbol(sub=sub, sup=sup):
                return self.with_scripts(self.symbol(node), sub, sup)
            case Number():
                return self.run(number(node))
            case Index():
                return self.index(node)
            case Comma():
                return self.run(node.sign)
            case Word(words, italic=True):
                return self.run(plain(words), '<m:sty m:val="i"/>')
            case Word(words) | Text(words):
                return self.text(plain(words))
            case Scripted():
                whole = layout.united(node)
                return self.with_scripts(self.node(layout.script_base(whole.base)), whole.sub, whole.sup)
            case Quantity(inner):
                return self.node(inner)
            case Scaled():
                coefficient, factor, apart = layout.scaled(node)
                return self.node(coefficient) + self.run(_THIN_SPACE if apart else "") + self.node(factor)
            case Sum():
                return "".join(self.sign(sign.strip()) + self.node(term) for sign, term in layout.signed(node))
            case Times(factors):
                return self.run("×").join(self.node(layout.operand(factor)) for factor in factors)
            case Row(parts):
                return self.row(parts)
            case Operator(sign):
                return self.sign(sign)
            case Brackets(inner, kind):
                return self.brackets((inner,), kind)
            case Apply(function, arguments, kind):
                return self.node(function) + self.brackets(arguments, kind)
            case Distribution(function, arguments):
                return self.node(function) + self.brackets(arguments)
            case Matrix(rows):
                centred: list[Justified] = ["center"] * node.width
                return self.delimited(self.grid([tuple(map(self.node, row)) for row in rows], centred))
            case Cases(rows):
                values = [(self.node(value), self.node(condition)) for value, condition in rows]
                return self.delimited(self.grid(values, ("left", "left")), "{", "")
            case Fraction(top, bottom, inline=True):
                return self.fraction(layout.operand(top), layout.divisor(bottom), '<m:type m:val="lin"/>')
            case Fraction(top, bottom):
                return self.fraction(top, bottom)
            case Root(inner):
                return self.element("rad", f"<m:deg/>{self.part('e', inner)}", '<m:degHide m:val="1"/>')
            case Overline(inner):
                return self.element("bar", self.part("e", inner), '<m:pos m:val="top"/>')
            case Hat():
                hatted = layout.hatted(node)
                hat = self.element("acc", self.part("e", hatted.base), '<m:chr m:val="\u0302"/>')
                return self.with_scripts(hat, hatted.sub, hatted.sup)
            case Transpose():
                return self.node(layout.transposed(node))
            case Given(part, condition):
                return self.node(part) + self.run("∣") + self.node(condition)
            case UnderBrace(inner, label):
                brace = '<m:chr m:val="⏟"/><m:pos m:val="bot"/>'
                return self.under(self.element("groupChr", self.part("e", inner), brace), label)
            case UnderSet(inner, below):
                return self.under(self.node(inner), below)
            case Coloured(inner):
                return _Writer(colour_value(node)[1:]).node(inner)
            case Range():
                phrase = range_text(node)
                return self.node(range_row(node)) if phrase is None else self.text(phrase)
            case Dots():
                return self.run("…")
            case Dot():
                return self.run("·")
            case _:
                assert_never(node)

    def rows(self, line: Line) -> Iterator[tuple[str, str]]:
        """Yield the two sides of a line, and before them its heading, which begins where the relation signs are."""
        if line.heading:
            yield "", self.text(plain(line.heading))
        yield self.sides(line)

    def sides(self, line: Line) -> tuple[str, str]:
        """Return the left side of a line, and its relation sign with all that follows."""
        indent = "" if line.relation in ("~", "=") else _QUAD
        relation = self.text(indent) + self.sign(_RELATIONS[line.relation])
        if line.under is not None:
            relation = self.under(relation, line.under)
        sign = self.sign(line.sign) + self.text(NOTHING) if line.sign else ""
        return self.node(line.left), f"{relation}{self.node(line.right)}{sign}{''.join(map(self.ending, line.ranges))}"

    def ending(self, node: Range) -> str:
        """Return a range with the comma before it."""
        phrase = range_text(node)
        return self.text(f",{_QUAD}") + self.node(node) if phrase is None else self.text(f", {phrase}")

    # --- letters ------------------------------------------------------------------------

    def symbol(self, node: Symbol) -> str:
        """Return the letter of a symbol: bold but for lower-case Greek upright, and so is any Greek capital."""
        shown = "⊤" if node.name == "top" else letter(node.name)
        match node.face:
            case "normal":
                return self.run(shown, '<m:sty m:val="p"/>' if "Α" <= shown <= "Ω" else "")
            case "bold":
                return self.run(shown, '<m:sty m:val="bi"/>' if "α" <= shown <= "ϵ" else '<m:sty m:val="b"/>')
            case "script":
                return self.run(shown, '<m:scr m:val="script"/><m:sty m:val="p"/>')
            case _:
                assert_never(node.face)

    def index(self, node: Index) -> str:
        if not node.named:
            first, rest = index(node)[:1], index(node)[1:]
            if rest.startswith(first):  # LibreOffice takes ll and gg in one run for the signs ≪ and ≫
                return self.run(first) + self.run(rest)
            return self.run(first + rest)
        whole = self.text(plain(node.letter)) + (self.run(f"[{node.at}]") if node.at else "")
        return self.run("(") + whole + self.run(")") if node.apart else whole

    def sign(self, sign: str) -> str:
        """Return an operator; one that is a name has spaces around it."""
        is_name = sign.isascii() and sign not in _SIGNS
        return self.text(f" {plain(sign)} ") if is_name else self.run(operator(sign))

    # --- parts side by side ---------------------------------------------------------------

    def row(self, parts: tuple[Node, ...]) -> str:
        written: list[str] = []
        before: Node | None = None
        for place, (gap, part) in enumerate(layout.spaced(parts)):
            if isinstance(part, Symbol) and part.name == "sum":
                return "".join(written) + self.sum(part, parts[place + 1 :])
            if gap and isinstance(before, Comma):
                written[-1] = self.text(", ")
            elif gap and not isinstance(part, Operator) and not isinstance(before, Operator):
                written.append(self.run(_THIN_SPACE))
            written.append(self.node(part))
            before = part
        return "".join(written)

    def sum(self, sign: Symbol, parts: tuple[Node, ...]) -> str:
        """Return a sum over what follows its sign, which grows; the scripts are its limits."""
        hidden = ("" if sign.sub else '<m:subHide m:val="1"/>') + ("" if sign.sup else '<m:supHide m:val="1"/>')
        below = self.part("sub", *sign.sub) if sign.sub else "<m:sub/>"
        above = self.part("sup", *sign.sup) if sign.sup else "<m:sup/>"
        settings = f'<m:chr m:val="{letter(sign.name)}"/><m:limLoc m:val="undOvr"/>{hidden}'
        return self.element("nary", f"{below}{above}{self.holding('e', self.row(parts))}", settings)

    def listed(self, nodes: Sequence[Node]) -> str:
        return self.text(", ").join(map(self.node, nodes))

    # --- elements that hold nodes ---------------------------------------------------------

    def part(self, tag: Tag, *nodes: Node) -> str:
        """Return an element that holds nodes; numbers side by side are one run, as if typed."""
        joined: list[Node] = []
        for node in nodes:
            if isinstance(node, Number) and joined and isinstance(joined[-1], Number):
                joined[-1] = Number(joined[-1].text + node.text)
            else:
                joined.append(node)
        return self.holding(tag, "".join(map(self.node, joined)))

    def with_scripts(self, base: str, sub: Sequence[Node], sup: Sequence[Node]) -> str:
        if not sub and not sup:
            return base
        kind = f"s{'Sub' if sub else ''}{'Sup' if sup else ''}"
        scripts = (self.part("sub", *sub) if sub else "") + (self.part("sup", *sup) if sup else "")
        return self.element(kind, self.holding("e", base) + scripts)

    def fraction(self, top: Node, bottom: Node, kind: str = "") -> str:
        return self.element("f", self.part("num", top) + self.part("den", bottom), kind)

    def under(self, inner: str, below: Node) -> str:
        return self.element("limLow", self.holding("e", inner) + self.part("lim", below))

    def brackets(self, inner: Sequence[Node], kind: Delimiters = "round") -> str:
        return self.delimited(self.listed(inner), *BRACKETS[kind])
