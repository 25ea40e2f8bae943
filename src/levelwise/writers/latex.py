"""LaTeX: one ``aligned`` that amsmath, KaTeX and MathJax take, without dollar signs around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Closing,
    Comma,
    Dot,
    Dots,
    Index,
    Law,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Quotient,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Text,
    Times,
    Word,
)
from levelwise.equation.walk import needs_brackets, walk
from levelwise.options import Options
from levelwise.writers.latex_names import spelled
from levelwise.writers.spellings import GREEK, LATEX_FUNCTIONS, LATEX_OPERATORS

_RELATIONS = {"~": r"\sim", "=": "="}


def write(system: System, options: Options) -> str:
    """Return the equations as one ``aligned`` environment.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        ``matrices`` chooses the spelling of vectors and matrices.
    """
    writer = _Writer(options)
    lines = " \\\\\n".join(f"  {writer.line(line)}" for line in system.lines)
    return f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"


class _Writer:
    def __init__(self, options: Options) -> None:
        self.matrix = self.nested_matrix if options["matrices"] == "array" else self.pmatrix
        self.table: Mapping[type, Callable[[Any], str]] = {
            Number: lambda node: node.text,
            Index: lambda node: f"{node.letter}[{node.at}]" if node.at else node.letter,
            Comma: lambda _: ",",
            Symbol: self.symbol,
            Word: lambda node: name(node.text),
            Text: lambda node: f"\\text{{{text(node.text)}}}",
            Dots: lambda _: r"\dots",
            Scripted: lambda node: self.node(node.base) + self.scripts(node.sub, node.sup),
            Operator: lambda node: LATEX_OPERATORS.get(node.text) or operator(node.text),
            Row: lambda node: " ".join(map(self.node, node.parts)),
            Brackets: lambda node: f"({self.node(node.inner)})",
            Root: lambda node: f"\\sqrt{{{self.node(node.inner)}}}",
            Overline: lambda node: f"\\overline{{{self.node(node.inner)}}}",
            Dot: lambda _: r"\cdot",
            Apply: self.apply,
            Quantity: lambda node: self.node(node.body),
            Times: lambda node: r" \times ".join(map(self.ordinary, node.factors)),
            Scaled: self.scaled,
            Sum: self.sum,
            Matrix: self.matrix,
            Law: self.law,
            Quotient: lambda node: f"{self.node(node.top)} / {self.node(node.bottom)}",
        }

    def node(self, node: Node) -> str:
        return self.table[type(node)](node)

    def line(self, line: Line) -> str:
        left, right = self.node(line.left), self.node(line.right)
        ending = f" {self.closing(line.closing)}" if line.closing else ""
        return f"{left} &{_RELATIONS[line.relation]} {right}{ending}"

    @staticmethod
    def closing(closing: Closing) -> str:
        letters, counts = "".join(closing.letters), "".join(closing.counts)
        return f"\\text{{, for {text(closing.group)} {letters} = 1,}} \\dots \\text{{,{counts}}}"

    def symbol(self, node: Symbol) -> str:
        base = node.name
        if base in GREEK:
            base = f"\\{base}"
        return base + self.scripts(node.sub, node.sup) if node.sub or node.sup else base

    def scripts(self, sub: tuple[Node, ...], sup: tuple[Node, ...]) -> str:
        below = f"_{{{self.side_by_side(sub)}}}" if sub else ""
        above = f"^{{{self.side_by_side(sup)}}}" if sup else ""
        return below + above

    def side_by_side(self, parts: tuple[Node, ...]) -> str:
        written = ""
        for part in parts:
            piece = self.node(part)
            # a command such as \dots must not run into a letter after it
            gap = written[-1:].isalpha() and piece[:1].isalpha() and "\\" in written.rpartition("}")[2]
            written += f" {piece}" if gap else piece
        return written

    def apply(self, node: Apply) -> str:
        arguments = ", ".join(map(self.node, node.arguments))
        if isinstance(node.function, Word) and node.function.text in LATEX_FUNCTIONS:
            return f"\\{node.function.text}({arguments})"
        return f"{self.node(node.function)}({arguments})"

    def scaled(self, node: Scaled) -> str:
        coefficient, factor = self.node(node.coefficient), self.node(node.factor)
        if node.brackets or needs_brackets(node.factor):
            return f"{coefficient}({factor})"
        return f"{coefficient} \\, {self.ordinary(node.factor)}"

    def ordinary(self, node: Node) -> str:
        """Brace a variable with indices: TeX gives a sign after an operator name no space."""
        written = self.node(node)
        return f"{{{written}}}" if any(isinstance(part, Index) for part in walk(node)) else written

    def sum(self, node: Sum) -> str:
        (sign, first), *others = node.terms
        written = ("-" if sign == "-" else "") + self.node(first)
        return written + "".join(f" {sign} {self.node(term)}" for sign, term in others)

    def law(self, node: Law) -> str:
        return f"{self.node(node.name)} \\left({', '.join(map(self.node, node.arguments))} \\right)"

    def pmatrix(self, node: Matrix) -> str:
        rows = r" \\ ".join(" & ".join(map(self.node, row)) for row in node.rows)
        return f"\\begin{{pmatrix}} {rows} \\end{{pmatrix}}"

    def nested_matrix(self, node: Matrix) -> str:
        """Spell a matrix as the R package equatiomatic does: arrays, a vector with a nested aligned."""
        columns = "c" * len(node.rows[0])
        if columns == "c":
            cells = r" \\ ".join(f"&{self.node(row[0])}" for row in node.rows)
            body = f"\\begin{{aligned}} {cells} \\end{{aligned}}"
        else:
            body = r" \\ ".join(" & ".join(map(self.node, row)) for row in node.rows)
        return f"\\left( \\begin{{array}}{{{columns}}} {body} \\end{{array}} \\right)"


def name(word: str) -> str:
    r"""Return a name as an upright operator name, every character escaped.

    Examples
    --------
    >>> print(name("prop_low"), name("größe"))
    \operatorname{prop\_low} \operatorname{gr\text{öß}e}
    """
    return f"\\operatorname{{{spelled(word, in_math=True)}}}"


def text(words: str) -> str:
    """Return running text with every character escaped."""
    return spelled(words, in_math=False)


def operator(sign: str) -> str:
    """Return an operator that LaTeX spells as it is, or ``%in%`` by its name."""
    return sign if sign in ("+", "-", "/", "<", ">", "=", ":") else f"\\mathbin{{{name(sign)}}}"
