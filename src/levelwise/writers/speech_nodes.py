"""Parts of equations in plain English.

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
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.model.parameters import LevelOneResidual, RandomEffect
from levelwise.text.characters import plain
from levelwise.text.plurals import singular
from levelwise.text.sentences import listed
from levelwise.writers import layout
from levelwise.writers.speech_words import OPERATORS, letter, name, number, power

_BRACKETS: Mapping[Delimiters, str] = {
    "round": "parenthesis",
    "square": "square bracket",
    "angle": "angle bracket",
    "curly": "brace",
    "bar": "bar",
}
_ATOMS = (Symbol, Word, Number, Index, Scripted, Matrix, Brackets, Fraction, Root, Overline, Hat, Transpose, Apply)
"""Parts that need no brackets: each says itself where it ends."""
_EMPTY = Row(())

# kinds of nodes as tuples: a union would be made anew at each test
_LETTERS = (Index, Comma, Dot)
_OF_A_SYMBOL = (Number, *_LETTERS)
_OF_A_VARIABLE = (Word, *_OF_A_SYMBOL)
"""What the scripts of a symbol and of a variable hold that are said without ``sub``."""

PAUSE = "\x1f"
"""A comma after a remark, unless another mark follows it; no name has this character once it is plain."""


class Reader:
    """Says nodes; the ranges of a system say what its index letters count."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self._factors = {one.label for one in ranges}
        self._labels: dict[str, str] = {}
        for one in ranges:
            if len(one.letters) == 1:
                self._labels.setdefault(one.letters[0], self._label_of(one))

    def _label_of(self, one: Range) -> str:
        """Return the name of a factor, or one of the groups that a user has named."""
        return plain(singular(one.label)) if one.of else self._label(one.label)

    def _label(self, label: str) -> str:
        """Return the name of a factor; of ``class:school`` the inner part where ``school`` is another factor."""
        inner, _, outer = label.partition(":")
        return name(inner) if outer in self._factors else " by ".join(map(name, label.split(":")))

    def say(self, node: Node) -> str:
        """Return a part of an equation in words."""
        match node:
            case Symbol():
                return self._symbol(node)
            case Number(digits):
                return number(digits)
            case Index(sign, at, named):  # brackets are not read
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
                return self._scripted(node)
            case Transpose(inner):
                return f"{self._closed(inner)} transpose"
            case Operator(sign):
                return OPERATORS.get(sign) or name(sign)
            case Row(()) | Sum(()):
                return "blank"
            case Row(parts):
                return self._row(parts)
            case Brackets(inner, "bar"):
                return f"the absolute value of {self.say(inner)}, end of absolute value"
            case Brackets(inner, kind):
                return (
                    self._closed(inner) if kind in ("round", "opening", "closing") else self._bracketed((inner,), kind)
                )
            case Root(inner):
                return self._ended("the square root of", inner, "root")
            case Overline(inner):
                return self._ended("the mean of", inner, "mean")
            case Hat():
                whole = layout.hatted(node)
                return self._with_scripts(f"{self._closed(whole.base)} hat", whole.sub, whole.sup, base=whole.base)
            case Apply(Word("corr"), (Symbol() as first, Symbol() as second)):
                return f"the correlation of {self.say(first)} and {self.say(second)}"
            case Apply(Symbol("P", (), (), None), (Row() as event,)):
                return f"the probability that {self.say(event)}"
            case Apply(Symbol("E", (), (), None), (response,)):
                return f"the expected value of {self._closed(response)}"
            case Apply(function, arguments, kind):
                return self._called(function, arguments, kind)
            case Distribution(function, arguments):
                return self._called(function, arguments)
            case Given(part, condition):
                return f"{self.say(part)} given {self.say(condition)}"
            case Quantity(inner) | Coloured(inner):
                return self.say(inner)
            case Times(factors):
                return self._product(factors)
            case Scaled(coefficient, factor):
                return f"{self._factor(coefficient)} times {self._factor(factor)}"
            case Fraction(top, bottom, inline=True):
                return f"{self._factor(top)} divided by {self._closed(bottom)}"
            case Fraction(top, bottom):
                return f"the fraction {self.say(top)} over {self.say(bottom)}, end of fraction"
            case Sum():
                return " ".join(self._terms(node))
            case Matrix(rows):
                return self.matrix(rows)
            case Cases(rows):
                said = "; ".join(f"{self.say(value)}, {self.say(when)}" for value, when in rows)
                return f"one of {number(str(len(rows)))} cases: {said}; end of cases"
            case UnderBrace(inner, label):
                return f"the braced part {self.say(inner)}, end of brace, labelled {self.say(label)}"
            case UnderSet(inner, Times((Number(), Number())) as size):
                return f"{self.say(inner)} of dimension {self.say(size)}"
            case UnderSet(inner, Brackets() as error):
                return f"{self.say(inner)}, in brackets {self.say(error)}{PAUSE}"
            case UnderSet(inner, Row((estimate, Text(), Brackets() as error))):
                return f"{self.say(inner)}, estimated as {self.say(estimate)}, in brackets {self.say(error)}{PAUSE}"
            case UnderSet(inner, estimate):
                return f"{self.say(inner)}, estimated as {self.say(estimate)}{PAUSE}"
            case Range():
                return self.range(node)
            case _:
                assert_never(node)

    # --- sums, products, rows -----------------------------------------------------------------

    def _terms(self, node: Sum) -> Iterator[str]:
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

    def _product(self, factors: Sequence[Node]) -> str:
        """Return factors; of variables with the same indices these are said once, at the end."""
        if all(isinstance(factor, Number) for factor in factors):
            return " by ".join(map(self.say, factors))
        owners = {self._owner(factor) for factor in factors}
        if len(owners) == 1 and (owner := owners.pop()):
            return f"the product of {listed(self.say(factor).removesuffix(owner) for factor in factors)}{owner}"
        return " times ".join(map(self._factor, factors))

    def _owner(self, node: Node) -> str:
        """Return whose value a variable is, by its indices: `` of observation i in school j``."""
        match layout.bare(node):
            case Scripted(base, sub, ()) if not isinstance(layout.bare(base), Symbol):
                return self._of_whom([one for one in sub if isinstance(one, Index)])
            case _:
                return ""

    def _factor(self, node: Node) -> str:
        return self._closed(node) if layout.operand(node) is not node else self.say(node)

    def _row(self, parts: tuple[Node, ...]) -> str:
        said = ""
        for place, part in enumerate(parts):
            if isinstance(part, Comma):
                said += ","
                continue
            times = place > 0 and layout.multiplied(parts[place - 1], part)
            said += f"{' ' if said else ''}{'times ' * times}{self.say(part)}"
        return said

    # --- what has an end ----------------------------------------------------------------------

    def _closed(self, node: Node) -> str:
        """Return a part that cannot be taken for more or less than it is: in brackets unless it is one thing."""
        bare = layout.bare(node)
        if isinstance(bare, Row) and len(bare.parts) == 1:
            return self._closed(bare.parts[0])
        return self.say(node) if isinstance(bare, _ATOMS) else self._bracketed((node,), "round")

    def _bracketed(self, inner: Sequence[Node], kind: Delimiters) -> str:
        return f"open {_BRACKETS[kind]} {', '.join(map(self.say, inner))} close {_BRACKETS[kind]}"

    def _ended(self, start: str, inner: Node, what: str) -> str:
        end = "" if isinstance(layout.bare(inner), Symbol | Word | Number | Index) else f", end of {what}"
        return f"{start} {self.say(inner)}{end}"

    def _called(self, function: Node, arguments: Sequence[Node], kind: Delimiters = "round") -> str:
        only = arguments[0] if len(arguments) == 1 and kind == "round" else None
        alone = only is not None and not layout.own_scripts(only)[1]
        said = self._closed(arguments[0]) if alone else self._bracketed(arguments, kind)
        return f"{self._closed(function)} of {said}"

    def matrix(self, rows: Sequence[Sequence[Node]], kind: str = "") -> str:
        """Return a vector or a matrix, with what it is before that word: ``mean``, ``covariance``."""
        height, width = len(rows), len(rows[0]) if rows else 0
        if width == 1:
            cells = [row[0] for row in rows]
            if all(cell == Number("0") for cell in cells):
                return f"the {kind}vector of {number(str(height))} zero{'s' * (height > 1)}"
            count = "" if Dots() in cells else f" of {number(str(height))}"
            return f"the {kind}vector{count}: {self._cells(cells)}; end of vector"
        size = f"the {number(str(height))} by {number(str(width))}"
        apart = [cell for n, row in enumerate(rows) for m, cell in enumerate(row) if n != m]
        if height == width and all(cell in (Number("0"), _EMPTY) for cell in apart):
            return f"{size} diagonal {kind}matrix: {self._cells([row[n] for n, row in enumerate(rows)])}; end of matrix"
        said = "; ".join(f"row {number(str(n))}: {self._cells(row)}" for n, row in enumerate(rows, 1))
        return f"{size} {kind}matrix: {said}; end of matrix"

    def _cells(self, cells: Sequence[Node]) -> str:
        return "; ".join(map(self.say, cells))

    # --- scripts and indices ------------------------------------------------------------------

    def _symbol(self, node: Symbol) -> str:
        if node.name == "sum":
            ends = (f" {word} {self._script(part)}" for word, part in (("over", node.sub), ("to", node.sup)) if part)
            return f"the sum{''.join(ends)} of"
        return self._with_scripts(letter(node.name, node.face), node.sub, node.sup)

    def _scripted(self, node: Scripted) -> str:
        node = layout.united(node)
        if node.sup and isinstance(layout.bare(node.base), Apply):
            base = self._bracketed((node.base,), "round")  # a power of a function is none of its argument
        else:
            base = self._closed(node.base)
        below, _ = layout.own_scripts(node.base)
        if below and node.sub:
            return f"{base} sub {self._script(node.sub)}{self._above(node.sup)}"
        return self._with_scripts(base, node.sub, node.sup, base=node.base)

    def _with_scripts(self, said: str, sub: Sequence[Node], sup: Sequence[Node], *, base: Node | None = None) -> str:
        """Return a base with its scripts.

        The indices of a symbol follow it, ``beta one j``; those of a variable say whose value it is. Any other script
        below comes last, after ``sub``, so that a power is the base's.
        """
        above = self._above(sup)
        bare = [layout.bare(one) for one in sub]
        if base is not None and not isinstance(layout.bare(base), Symbol):
            if all(isinstance(one, _OF_A_VARIABLE) for one in bare):
                indices = [one for one in bare if isinstance(one, Index)]
                parts = [self.say(one) for one in bare if not isinstance(one, _LETTERS)]
                per = " per" * (bool(parts) and isinstance(layout.bare(base), Overline))  # the mean of each group
                return " ".join((f"{said}{per}", *parts)) + above + self._of_whom(indices)
        elif all(isinstance(one, _OF_A_SYMBOL) for one in bare):
            return f"{said}{' ' * bool(sub)}{self._script(sub)}{above}"
        return f"{said}{above} sub {self._script(sub)}"

    def _script(self, parts: Sequence[Node]) -> str:
        """Return a script; a comma is said only between indices of groups that depend on the observation."""
        said: list[str] = []
        grouped = any(isinstance(one, Index) and one.at for one in parts)
        for part in parts:
            if not isinstance(part, Comma):
                said.append(self.say(part))
            elif grouped:
                said.append("and")
        return " ".join(said) or "comma" * bool(parts)

    def _above(self, sup: Sequence[Node]) -> str:
        return f" {power(sup) or f'superscript {self._script(sup)}'}" if sup else ""

    def _of_whom(self, indices: Sequence[Index]) -> str:
        """Return whose value it is: the letters alone where nothing says what they count."""
        if not any(one.letter in self._labels for one in indices):
            unit = " of observation" if self._labels and len(indices) == 1 else ""
            return f"{unit} {' '.join(map(self.say, indices))}" if indices else ""
        groups = [f"{self._labels[one.letter]} {self.say(one)}" for one in indices if one.letter in self._labels]
        others = [self.say(one) for one in indices if one.letter not in self._labels]
        within = f"observation {' '.join(others)} in " if others else ""
        return f" of {within}{listed(groups)}"

    def range(self, node: Range) -> str:
        """Return the values that an index takes."""
        letters = " ".join(map(letter, node.letters))
        if node.bound is None:
            return f"for each cell {letters}{' of ' * bool(node.label)}{' by '.join(map(name, node.label.split(':')))}"
        label = f"each {self._label_of(node)} " if node.label else ""
        count = f", that is {number(node.count)}" if node.count else ""
        return f"for {label}{letters} from one to {self.say(node.bound)}{count}"
