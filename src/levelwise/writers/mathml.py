"""MathML: one ``math`` element, read by browsers, screen readers and word processors.

It keeps to MathML Core, which browsers draw without help; attributes of MathML 3 that other programs read stand beside
their equivalent. Every function returns one element. Characters that nobody would see are numeric references.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
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
from levelwise.options import Options, applied, options_of_writer
from levelwise.vocabulary.sizes import SIZES
from levelwise.writers import latex, layout
from levelwise.writers.colours import colour
from levelwise.writers.markup import escaped, unbroken
from levelwise.writers.mathml_letters import grouped, italic, letter, name
from levelwise.writers.ranges import range_row, range_text
from levelwise.writers.speech import speech
from levelwise.writers.spellings import BRACKETS, TEXT_OPERATORS

_START = "text-align:left;justify-items:start;padding-left:"
_LEFT_SIDE = '<mtd style="text-align:right;justify-items:end;padding-right:0">'
_RIGHT_SIDE = f'<mtd style="{_START}0">'
_HEADING = '<mtr><mtd columnspan="2" columnalign="left" style="text-align:left;justify-items:start;padding:0.6em 0 0">'
_VALUE, _CONDITION = f'<mtd style="{_START}0.2em">', f'<mtd style="{_START}1em">'

_RELATIONS: dict[Relation, str] = {"~": "∼", "=": "=", "+": "+", "-": "−", "": ""}
_TIGHT = ' lspace="0" rspace="0"'

_COMMA = "<mo>,</mo>"
_TIMES, _OF, _AND = "<mo>&#x2062;</mo>", "<mo>&#x2061;</mo>", "<mo>&#x2063;</mo>"
"""Invisible operators between factors, a function and its arguments, and the indices of a script."""
_THIN, _QUAD = "<mtext>&#x2009;</mtext>", "<mtext>&#x2003;</mtext>"
"""Spaces as text, which every program keeps."""

_PRIME = Symbol("prime")
_APART = (Comma, Operator, Text, Dots)
"""Parts of a script that need no invisible comma beside them; a union would be made anew at each test."""


def write(system: System, options: Options) -> str:
    """Return the equations as a ``math`` element with the words of `speech` and the LaTeX in it.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        ``font_size`` is the size of the equations.
    """
    size = f' style="font-size:{SIZES[options["font_size"]]:.0%}"' if options.get("font_size") else ""
    rows = "\n".join(map(row, system.lines))
    whole = layout.unbroken(system)
    tex = latex.write(whole, applied({}, options_of_writer("latex")))
    words = speech(whole).replace("\n", " ")
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"{size} alttext="{escaped(words)}">\n'
        "<semantics>\n"
        '<mtable displaystyle="true" columnalign="right left" columnspacing="0em" rowspacing="3pt">'
        f"\n{rows}\n</mtable>\n"
        f'<annotation encoding="application/x-tex">{escape(tex)}</annotation>\n</semantics>\n</math>'
    )


def element(node: Node) -> str:
    """Return a part of an equation as an element.

    Parameters
    ----------
    node : Node
        Any node of the tree.

    Examples
    --------
    >>> print(element(Symbol("beta", (Number("0"), Index("j")))))
    <msub><mi>β</mi><mrow><mn>0</mn><mo>&#x2063;</mo><mi>j</mi></mrow></msub>
    """
    # most nodes are of these three kinds, and `isinstance` is faster than a pattern
    if isinstance(node, Symbol):
        base = letter(node.name, node.face)
        if not node.sub and not node.sup:
            return base
        return _with_scripts(base, node.sub, node.sup, limits=node.name == "sum")
    if isinstance(node, Number):
        return _number(node.text)
    if isinstance(node, Index):
        return _index(node)
    match node:  # frequent kinds come first
        case Word(text):
            return italic(text) if node.italic else name(text)
        case Quantity(inner):
            return element(inner)
        case Brackets(inner, kind):
            return _bracketed((inner,), kind)
        case Scaled():
            coefficient, factor, apart = layout.scaled(node)
            return grouped([element(coefficient), _TIMES, *([_THIN] if apart else []), element(factor)])
        case Sum():
            return grouped(
                [part for sign, term in layout.signed(node) for part in (_sign(sign), element(term)) if part]
            )
        case Matrix(rows):
            cells = "".join(_cells(row, _columns(len(row))) for row in rows)
            return f"<mrow><mo>(</mo><mtable>{cells}</mtable><mo>)</mo></mrow>"
        case Distribution(function, arguments):
            return _called(function, arguments)
        case Scripted():
            whole = layout.united(node)
            return _with_scripts(element(layout.script_base(whole.base)), whole.sub, whole.sup)
        case Comma():
            return f"<mo>{node.sign}</mo>"
        case Text(text):
            return _text(text)
        case Dots():
            return "<mi>…</mi>"
        case Dot():
            return "<mi>⋅</mi>"
        case Transpose():
            return element(layout.transposed(node))
        case Operator():
            return _operator(node, "infix")
        case Row(parts):
            return _row(parts)
        case Root(inner):
            return f"<msqrt>{element(inner)}</msqrt>"
        case Overline(inner):
            return _overlined(element(inner))
        case Hat():
            return _hat(node)
        case Apply(function, arguments, kind):
            return _called(function, arguments, kind)
        case Given(part, condition):
            bar = '<mo form="infix" stretchy="false" lspace="0.2778em" rspace="0.2778em">|</mo>'
            return grouped([element(part), bar, element(condition)])
        case Times(factors):
            return grouped(_joined((element(layout.operand(factor)) for factor in factors), '<mo form="infix">×</mo>'))
        case Fraction(top, bottom, inline=True):
            slash = f'<mo form="infix"{_TIGHT}>/</mo>'
            return grouped([element(layout.operand(top)), slash, element(layout.divisor(bottom))])
        case Fraction(top, bottom):
            return f"<mfrac>{element(top)}{element(bottom)}</mfrac>"
        case Cases(rows):
            cells = "".join(_cells(row, [_VALUE, _CONDITION]) for row in rows)
            return f'<mrow><mo>{{</mo><mtable columnalign="left left">{cells}</mtable></mrow>'
        case UnderBrace(inner, label):
            return f'<munder><munder>{element(inner)}<mo stretchy="true">⏟</mo></munder>{element(label)}</munder>'
        case UnderSet(inner, below):
            return f'<munder>{element(inner)}<mrow style="padding-top:0.15em">{element(below)}</mrow></munder>'
        case Coloured(inner):
            return f'<mstyle mathcolor="{colour(node)}">{element(inner)}</mstyle>'
        case Range():
            return _range(node)
        case _:
            assert_never(node)


def row(line: Line) -> str:
    """Return an equation as a row of a table, aligned at its relation, below its heading if it has one."""
    heading = f"{_HEADING}<mtext>{unbroken(line.heading)}</mtext></mtd></mtr>" if line.heading else ""
    left = _cell(line.left)
    sign = f'<mo form="infix">{_RELATIONS[line.relation]}</mo>' if line.relation else ""
    if line.under is not None:
        sign = f"<munder>{sign}{element(line.under)}</munder>"
    if line.relation not in ("~", "="):
        sign = _QUAD + sign
    after = f'<mo form="infix">{_RELATIONS[line.sign]}</mo>' if line.sign else ""
    ranges = "".join(map(_ending, line.ranges))
    return f"{heading}<mtr>{_LEFT_SIDE}{left}</mtd>{_RIGHT_SIDE}{sign}{element(line.right)}{after}{ranges}</mtd></mtr>"


def _ending(node: Range) -> str:
    """Return a range with the comma before it: as text the comma is text, too."""
    words = range_text(node)
    return _COMMA + _QUAD + element(range_row(node)) if words is None else _text(f", {words}")


def _range(node: Range) -> str:
    words = range_text(node)
    return element(range_row(node)) if words is None else _text(words)


# --- letters, numbers, signs ------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _text(words: str) -> str:
    return f"<mtext>{unbroken(words)}</mtext>"


@lru_cache(maxsize=1024)
def _number(digits: str) -> str:
    if digits[:1] in ("-", "−"):
        return f'<mrow><mo form="prefix">−</mo><mn>{unbroken(digits[1:])}</mn></mrow>'
    return f"<mn>{unbroken(digits)}</mn>"


def _index(node: Index) -> str:
    base = name(node.letter) if node.named else _primed(node.letter)
    if node.at:
        base = f'<mrow>{base}<mo stretchy="false">[</mo>{_primed(node.at)}<mo stretchy="false">]</mo></mrow>'
    if node.apart:
        base = f'<mrow><mo stretchy="false">(</mo>{base}<mo stretchy="false">)</mo></mrow>'
    return base


def _primed(index: str) -> str:
    """Return an index letter, with the prime that it may have."""
    bare = index.removesuffix("'")
    base = letter(bare, "normal")
    return base if bare == index else f"<mrow>{base}{letter('prime', 'normal')}</mrow>"


def _operator(node: Operator, form: str) -> str:
    sign = TEXT_OPERATORS.get(node.text) or unbroken(node.text)
    if form == "prefix":
        space = ""
    elif node.text in layout.TIGHT:
        space = _TIGHT
    else:
        space = "" if len(sign) == 1 else ' lspace="0.2222em" rspace="0.2222em"'  # such as %o%, a name between parts
    return f'<mo form="{form}"{space}>{sign}</mo>'


@cache
def _sign(sign: str) -> str:
    """Return the sign before a term of a sum, which stands between two terms where there is space around it."""
    form = "infix" if sign.startswith(" ") else "prefix"
    return f'<mo form="{form}">{sign.strip().replace("-", "−")}</mo>' if sign else ""


# --- parts side by side -----------------------------------------------------------------------


def _row(parts: tuple[Node, ...]) -> str:
    signs = layout.infix(parts)
    written: list[str] = []
    for place, (gap, part) in enumerate(layout.spaced(parts)):
        before = parts[place - 1] if place else None
        if before is not None and layout.multiplied(before, part):
            written.append(_TIMES)
        if gap and before is not None and not isinstance(before, Operator | Comma) and not isinstance(part, Operator):
            written.append(_THIN)
        if isinstance(part, Operator):
            written.append(_operator(part, "infix" if signs[place] else "prefix"))
        else:
            written.append(element(part))
    return grouped(written)


def _joined(elements: Iterable[str], between: str) -> list[str]:
    return [part for place, one in enumerate(elements) for part in ((between, one) if place else (one,))]


def _bracketed(inner: Sequence[Node], kind: Delimiters = "round") -> str:
    left, right = BRACKETS[kind]
    body = _joined(map(element, inner), _COMMA)
    # whatever is tall is written as one of these; without them the tree need not be searched
    tall = any("<mtable" in one or "<mfrac" in one for one in body) and layout.grows(*inner)
    size = "" if tall else ' stretchy="false"'
    opening = f'<mo form="prefix"{size}>{left}</mo>' if left else ""
    closing = f'<mo form="postfix"{size}>{right}</mo>' if right else ""
    return f"<mrow>{opening}{grouped(body)}{closing}</mrow>"


def _called(function: Node, arguments: Sequence[Node], kind: Delimiters = "round") -> str:
    return grouped([element(function), _OF, _bracketed(arguments, kind)])


def _cells(cells: Sequence[Node], starts: Sequence[str]) -> str:
    written = [f"{start}{_cell(one)}</mtd>" for start, one in zip(starts, cells, strict=True)]
    return f"<mtr>{''.join(written)}</mtr>"


def _cell(node: Node) -> str:
    return "" if isinstance(node, Row) and not node.parts else element(node)


@cache
def _columns(count: int) -> list[str]:
    """Return the starts of the cells of a row; Chromium draws brackets somewhat to the right of their boxes."""
    if count == 1:
        return ['<mtd style="padding-left:0.2em;padding-right:0.1em">']
    return ['<mtd style="padding-left:0.2em">', *["<mtd>"] * (count - 2), '<mtd style="padding-right:0.1em">']


# --- scripts ----------------------------------------------------------------------------------


def _with_scripts(base: str, sub: Sequence[Node], sup: Sequence[Node], *, limits: bool = False) -> str:
    """Return a base with its scripts, below and above a summation sign, to the right of anything else."""
    if len(sup) == 1 and sup[0] == _PRIME:
        base, sup = f"<mrow>{base}{letter('prime', 'normal')}</mrow>", ()  # the character is raised by itself
    if not sub and not sup:
        return base
    below, above = ("under", "over") if limits else ("sub", "sup")
    if not sup:
        return f"<m{below}>{base}{_script(sub)}</m{below}>"
    if not sub:
        return f"<m{above}>{base}{_script(sup)}</m{above}>"
    return f"<m{below}{above}>{base}{_script(sub)}{_script(sup)}</m{below}{above}>"


def _script(parts: Sequence[Node]) -> str:
    """Return a script; between indices stands an invisible comma, and a visible one has no space after it."""
    if len(parts) == 1:
        return _close(parts[0])
    written: list[str] = []
    follows = False
    for part in parts:
        apart = isinstance(part, _APART)
        if follows and not apart:
            written.append(_AND)
        written.append(_close(part) if apart else element(part))
        follows = not apart
    return f"<mrow>{''.join(written)}</mrow>"


def _close(part: Node) -> str:
    """Return a part of a script, a comma without the space after it."""
    return f'<mo rspace="0">{part.sign}</mo>' if isinstance(part, Comma) else element(part)


def _overlined(base: str) -> str:
    """Return a base under a line, drawn as a border: no font has a macron that stretches in every browser."""
    line = "border-top:0.06em solid;padding-top:0.12em"
    return f'<mover accent="true"><mrow style="{line}">{base}</mrow><mo style="font-size:0">¯</mo></mover>'


def _hat(node: Hat) -> str:
    parts = layout.hatted(node)
    size = ' stretchy="false"' if isinstance(parts.base, Symbol) else ""
    base = element(layout.script_base(parts.base))
    return _with_scripts(f'<mover accent="true">{base}<mo{size}>^</mo></mover>', parts.sub, parts.sup)
