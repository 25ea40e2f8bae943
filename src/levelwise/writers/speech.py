"""The equations read aloud: plain English sentences, one for each equation.

Every bracket that matters, every matrix and every fraction has an end that is said, so that a listener can write the
equations down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from levelwise.model.parameters import LevelOneResidual, RandomEffect, ResidualDeviation, StandardDeviation
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.text.sentences import listed
from levelwise.writers import layout
from levelwise.writers.speech_words import OPERATORS, letter, name, number, power
from levelwise.writers.spellings import GREEK

_BRACKETS: Mapping[Delimiters, str] = {"round": "parenthesis", "square": "square bracket", "angle": "angle bracket"}
_UNDER: Mapping[str, str] = {"ind.": "independently ", "iid": "independently and identically "}
_SIGNS = {"+": " plus", "-": " minus", "": ""}
_NORMAL = ("N", "Normal", "MVNormal", "Gaussian")
_ATOMS = (Symbol, Word, Number, Index, Scripted, Matrix, Brackets, Fraction, Root, Overline, Hat, Transpose, Apply)
"""Parts that need no brackets: each says itself where it ends."""
_ENDS = tuple(f"end of {what}" for what in ("vector", "matrix", "fraction", "root", "mean", "brace", "cases"))
_EMPTY = Row(())


def write(system: System, options: Options) -> str:
    """Return the equations as plain English.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        None are taken.
    """
    del options
    return speech(system)


def speech(system: System) -> str:
    """Return the equations as plain English, a sentence on each line.

    Parameters
    ----------
    system : System
        The equations.

    Examples
    --------
    >>> i, j = Index("i"), Index("j")
    >>> right = Scaled(Symbol("beta", (Number("1"),)), Scripted(Word("ses"), (i, j)))
    >>> print(speech(System((Line(Symbol("y", (i, j)), "=", right, (Range(("j",), Symbol("J"), "school"),)),), "any")))
    y i j is beta one times ses of observation i in school j, for each school j from one to capital J.
    """
    reader = _Reader([one for line in system.lines for one in line.ranges if one.label])
    sentences: list[str] = []
    open_end = False
    for line in system.lines:
        said = reader.line(line)
        if sentences and (line.relation in ("+", "-") or (line.relation == "" and open_end)):
            sentences[-1] = f"{sentences[-1]} {said}"
        else:
            sentences.append(said)
        open_end = bool(line.sign)
    return "\n".join(f"{one[0].upper()}{one[1:]}." if one.startswith("the ") else f"{one}." for one in sentences)


class _Reader:
    """Says nodes; the ranges of a system say what its index letters count."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self.factors = {one.label for one in ranges}
        self.labels: dict[str, str] = {}
        for one in ranges:
            if len(one.letters) == 1:
                self.labels.setdefault(one.letters[0], self.label(one.label))

    def label(self, label: str) -> str:
        """Return the name of a factor; of ``class:school`` the inner part where ``school`` is another factor."""
        inner, _, outer = label.partition(":")
        return name(inner) if outer in self.factors else " by ".join(map(name, label.split(":")))

    def line(self, line: Line) -> str:
        left, right, sign = self.subject(line.left), self.say(line.right), _SIGNS[line.sign]
        ranges = "".join(f", {self.range(one)}" for one in line.ranges)
        match line.relation, layout.bare(line.right):
            case ("+" | "-" | "") as start, _:
                return f"{_SIGNS[start]} {right}{sign}{ranges}".strip()
            case "~", Distribution() as distribution:
                right = f"{self.under(line.under)}{self.distributed(distribution)}"
            case "~", _:
                right = f"{self.under(line.under)}distributed as {right}"
            case _ if line.under is not None:
                right = f"{right}, with {self.say(line.under)} below the sign"
            case _:
                pass
        return f"{left} is {right}{sign}{ranges}"

    def subject(self, node: Node) -> str:
        """Return the left side of an equation, with a comma where it ends in an end."""
        residual = isinstance(node, Symbol) and isinstance(node.of, LevelOneResidual)
        said = f"{'the residual ' * residual}{self.say(node)}"
        return f"{said}," if said.endswith(_ENDS) else said

    def under(self, node: Node | None) -> str:
        """Return what stands below a relation as an adverb."""
        if node is None:
            return ""
        said = self.say(node)
        return _UNDER.get(said, f"{said} ")

    def distributed(self, node: Distribution) -> str:
        """Return a distribution as what a variable or a vector is."""
        law = layout.bare(node.name)
        title = law.name if isinstance(law, Symbol) else law.text if isinstance(law, Word) else ""
        if title in _NORMAL and len(node.arguments) == 2:
            mean, spread = node.arguments
            jointly = any(isinstance(one, Matrix) or _is_matrix(one) for one in walk(spread))
            parameters = (
                self.parameter("mean", mean),
                self.parameter("covariance" if jointly else _spread(spread), spread),
            )
            return f"{'jointly ' * jointly}normally distributed with {listed(parameters)}"
        plural = "s" * (len(node.arguments) != 1)
        return f"distributed as {self.say(node.name)} with parameter{plural} {listed(map(self.say, node.arguments))}"

    def parameter(self, kind: str, node: Node) -> str:
        bare = layout.bare(node)
        return self.matrix(bare.rows, f"{kind} ") if isinstance(bare, Matrix) else f"{kind} {self.say(node)}"

    def say(self, node: Node) -> str:
        match node:
            case Symbol("sum", sub, sup):
                ends = (f" {word} {self.script(part)}" for word, part in (("over", sub), ("to", sup)) if part)
                return f"the sum{''.join(ends)} of"
            case Symbol(sign, sub, sup):
                return self.with_scripts(letter(sign, node.face), sub, sup)
            case Number(digits):
                return number(digits)
            case Index(sign, at, named):
                base = name(sign) if named else letter(sign)
                return f"{base} of {letter(at)}" if at else base
            case Comma():
                return ","
            case Word(text):
                return name(text)
            case Text(text):
                return plain(text).strip()
            case Dots():
                return "dot dot dot"
            case Dot():
                return "dot"
            case Scripted():
                return self.scripted(node)
            case Transpose(inner):
                return f"{self.closed(inner)} transpose"
            case Operator(sign):
                return OPERATORS.get(sign) or name(sign)
            case Row(()) | Sum(()):
                return "blank"
            case Row(parts):
                return self.row(parts)
            case Brackets(inner, kind):
                return self.closed(inner) if kind == "round" else self.bracketed((inner,), kind)
            case Root(inner):
                return self.ended("the square root of", inner, "root")
            case Overline(inner):
                return self.ended("the mean of", inner, "mean")
            case Hat():
                whole = layout.hatted(node)
                return self.with_scripts(f"{self.closed(whole.base)} hat", whole.sub, whole.sup, base=whole.base)
            case Apply(function, arguments, kind):
                return self.called(function, arguments, kind)
            case Distribution(function, arguments):
                return self.called(function, arguments)
            case Given(part, condition):
                return f"{self.say(part)} given {self.say(condition)}"
            case Quantity(inner) | Coloured(inner):
                return self.say(inner)
            case Times(factors):
                return self.product(factors)
            case Scaled(coefficient, factor):
                return f"{self.factor(coefficient)} times {self.factor(factor)}"
            case Fraction(top, bottom, inline=True):
                return f"{self.factor(top)} divided by {self.closed(bottom)}"
            case Fraction(top, bottom):
                return f"the fraction {self.say(top)} over {self.say(bottom)}, end of fraction"
            case Sum():
                return " ".join(self.terms(node))
            case Matrix(rows):
                return self.matrix(rows)
            case Cases(rows):
                said = "; ".join(f"{self.say(value)}, {self.say(when)}" for value, when in rows)
                return f"one of {number(str(len(rows)))} cases: {said}; end of cases"
            case UnderBrace(inner, label):
                return f"the braced part {self.say(inner)}, end of brace, labelled {self.say(label)}"
            case UnderSet(inner, below):
                return f"{self.say(inner)} with {self.say(below)} below"
            case Range():
                return self.range(node)
            case _:
                assert_never(node)

    # --- sums, products, rows -----------------------------------------------------------------

    def terms(self, node: Sum) -> Iterator[str]:
        """Yield the terms of a sum with their signs; an effect or a residual is called so."""
        for sign, term in layout.signed(node):
            if sign:
                yield OPERATORS[sign.strip()]
            bare = layout.bare(term)
            match bare.of if isinstance(bare, Symbol) else None:
                case LevelOneResidual():
                    yield "the residual"
                case RandomEffect():
                    yield "the random effect"
                case _:
                    pass
            yield self.say(term)

    def product(self, factors: Sequence[Node]) -> str:
        """Return factors; of variables with the same indices these are said once, at the end."""
        if all(isinstance(factor, Number) for factor in factors):
            return " by ".join(map(self.say, factors))
        owners = {self.owner(factor) for factor in factors}
        if len(owners) == 1 and (owner := owners.pop()):
            return f"the product of {listed(self.say(factor).removesuffix(owner) for factor in factors)}{owner}"
        return " times ".join(map(self.factor, factors))

    def owner(self, node: Node) -> str:
        """Return whose value a variable is, by its indices: `` of observation i in school j``."""
        match layout.bare(node):
            case Scripted(base, sub, ()) if not isinstance(layout.bare(base), Symbol):
                return self.of_whom([one for one in sub if isinstance(one, Index)])
            case _:
                return ""

    def factor(self, node: Node) -> str:
        return self.closed(node) if layout.operand(node) is not node else self.say(node)

    def row(self, parts: tuple[Node, ...]) -> str:
        said = ""
        for place, part in enumerate(parts):
            if isinstance(part, Comma):
                said += ","
                continue
            times = place > 0 and layout.multiplied(parts[place - 1], part)
            said += f"{' ' if said else ''}{'times ' * times}{self.say(part)}"
        return said

    # --- what has an end ----------------------------------------------------------------------

    def closed(self, node: Node) -> str:
        """Return a part that cannot be taken for more or less than it is: in brackets unless it is one thing."""
        bare = layout.bare(node)
        if isinstance(bare, Row) and len(bare.parts) == 1:
            return self.closed(bare.parts[0])
        return self.say(node) if isinstance(bare, _ATOMS) else self.bracketed((node,), "round")

    def bracketed(self, inner: Sequence[Node], kind: Delimiters) -> str:
        return f"open {_BRACKETS[kind]} {', '.join(map(self.say, inner))} close {_BRACKETS[kind]}"

    def ended(self, start: str, inner: Node, what: str) -> str:
        end = "" if isinstance(layout.bare(inner), Symbol | Word | Number | Index) else f", end of {what}"
        return f"{start} {self.say(inner)}{end}"

    def called(self, function: Node, arguments: Sequence[Node], kind: Delimiters = "round") -> str:
        only = arguments[0] if len(arguments) == 1 and kind == "round" else None
        said = self.bracketed(arguments, kind) if only is None else self.closed(only)
        return f"{self.closed(function)} of {said}"

    def matrix(self, rows: Sequence[Sequence[Node]], kind: str = "") -> str:
        """Return a vector or a matrix, with what it is before that word: ``mean``, ``covariance``."""
        height, width = len(rows), len(rows[0])
        if width == 1:
            cells = [row[0] for row in rows]
            if all(cell == Number("0") for cell in cells):
                return f"the {kind}vector of {number(str(height))} zero{'s' * (height > 1)}"
            return f"the {kind}vector of {number(str(height))}: {self.cells(cells)}; end of vector"
        size = f"the {number(str(height))} by {number(str(width))}"
        apart = [cell for n, row in enumerate(rows) for m, cell in enumerate(row) if n != m]
        if height == width and all(cell in (Number("0"), _EMPTY) for cell in apart):
            return f"{size} diagonal {kind}matrix: {self.cells([row[n] for n, row in enumerate(rows)])}; end of matrix"
        said = "; ".join(f"row {number(str(n))}: {self.cells(row)}" for n, row in enumerate(rows, 1))
        return f"{size} {kind}matrix: {said}; end of matrix"

    def cells(self, cells: Sequence[Node]) -> str:
        return "; ".join(map(self.say, cells))

    # --- scripts and indices ------------------------------------------------------------------

    def scripted(self, node: Scripted) -> str:
        base = self.closed(node.base)
        below, _ = layout.own_scripts(node.base)
        if below and node.sub:
            return f"{base} sub {self.script(node.sub)}{self.above(node.sup)}"
        return self.with_scripts(base, node.sub, node.sup, base=node.base)

    def with_scripts(self, said: str, sub: Sequence[Node], sup: Sequence[Node], *, base: Node | None = None) -> str:
        """Return a base with its scripts.

        The indices of a symbol follow it, ``beta one j``; those of a variable say whose value it is. Any other script
        below comes last, after ``sub``, so that a power is the base's.
        """
        above = self.above(sup)
        bare = [layout.bare(one) for one in sub]
        if base is not None and not isinstance(layout.bare(base), Symbol):
            if all(isinstance(one, Word | Number | Index | Comma | Dot) for one in bare):
                indices = [one for one in bare if isinstance(one, Index)]
                parts = [self.say(one) for one in bare if not isinstance(one, Index | Comma | Dot)]
                return " ".join((said, *parts)) + above + self.of_whom(indices)
        elif all(isinstance(one, Number | Index | Comma | Dot) for one in bare):
            return f"{said}{' ' * bool(sub)}{self.script(sub)}{above}"
        return f"{said}{above} sub {self.script(sub)}"

    def script(self, parts: Sequence[Node]) -> str:
        """Return a script; a comma is said only between indices of groups that depend on the observation."""
        said: list[str] = []
        for place, part in enumerate(parts):
            if not isinstance(part, Comma):
                said.append(self.say(part))
            elif any(isinstance(one, Index) and one.at for one in parts[max(0, place - 1) : place + 2]):
                said.append("and")
        return " ".join(said) or "comma" * bool(parts)

    def above(self, sup: Sequence[Node]) -> str:
        return f" {power(sup) or f'superscript {self.script(sup)}'}" if sup else ""

    def of_whom(self, indices: Sequence[Index]) -> str:
        """Return whose value it is: the letters alone where nothing says what they count."""
        if not any(one.letter in self.labels for one in indices):
            unit = " of observation" if self.labels and len(indices) == 1 else ""
            return f"{unit} {' '.join(map(self.say, indices))}" if indices else ""
        groups = [f"{self.labels[one.letter]} {self.say(one)}" for one in indices if one.letter in self.labels]
        others = [self.say(one) for one in indices if one.letter not in self.labels]
        within = f"observation {' '.join(others)} in " if others else ""
        return f" of {within}{listed(groups)}"

    def range(self, node: Range) -> str:
        label = f"each {self.label(node.label)} " if node.label else ""
        bound = self.say(node.bound)
        count = f", that is {number(node.count)}" if node.count else ""
        return f"for {label}{' '.join(map(letter, node.letters))} from one to {bound}{count}"


def _is_matrix(node: object) -> bool:
    return isinstance(node, Symbol) and (node.face == "bold" or (node.name in GREEK and node.name[0].isupper()))


def _spread(node: Node) -> str:
    """Return what the second parameter of a normal distribution is."""
    match layout.bare(node):
        case Symbol(sup=(), of=StandardDeviation() | ResidualDeviation()) | Symbol("sigma", sup=(), of=None):
            return "standard deviation"
        case _:
            return "variance"
