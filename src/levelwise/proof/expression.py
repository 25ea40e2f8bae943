"""Printed variables parsed as expressions over columns.

A printed variable is parsed with the usual precedence of its operators, whatever tree it was built from: ``x^{3}`` is
never accepted for the square of x, nor ``x + y · z`` for a product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Dot,
    Fraction,
    Index,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Root,
    Row,
    Scripted,
    Symbol,
    Word,
)
from levelwise.errors import LevelwiseError, VerificationError
from levelwise.formula import syntax
from levelwise.formula.parser import parse_tree
from levelwise.formula.syntax import (
    PI,
    SHORT_LOGICALS,
    Argument,
    Call,
    Name,
    Operation,
    String,
    deparse,
    is_plain_category,
    names_in,
)
from levelwise.proof.canonical import MEAN, Canonical, canonical


@dataclass(frozen=True)
class ColumnIndices:
    """The index letters printed with a column, or with several columns that share a script."""

    names: tuple[str, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class PrintedMean:
    """A printed mean: its columns, its index letters, the number of indices averaged over, and its grouping factor."""

    names: tuple[str, ...]
    letters: tuple[str, ...]
    dots: int
    group: str | None


@dataclass(frozen=True)
class Reading:
    """A parsed variable.

    Attributes
    ----------
    expression : Canonical
        The expression.
    label : str or None
        The category in its subscript, or the column of a basis.
    indices : tuple of ColumnIndices
        The indices of its columns.
    means : tuple of PrintedMean
        The means in it.
    """

    expression: Canonical
    label: str | None
    indices: tuple[ColumnIndices, ...]
    means: tuple[PrintedMean, ...]


def read(body: Node, columns: frozenset[str]) -> Reading:
    """Parse a printed variable.

    Parameters
    ----------
    body : Node
        The printed variable.
    columns : frozenset of str
        The columns of the model; any other word is parsed as an expression.

    Raises
    ------
    VerificationError
        When it cannot be parsed as an expression.

    Examples
    --------
    >>> x = Word("x")
    >>> read(Scripted(x, sup=(Number("2"),)), frozenset({"x"})).expression
    ('^', ('name', 'x'), ('number', 2.0))
    """
    reader = _Reader(columns)
    body, label = _without_label(body)
    expression = canonical(reader.node(body))
    return Reading(expression, label, tuple(reader.indices), tuple(reader.means))


def _without_label(body: Node) -> tuple[Node, str | None]:
    """Separate the category from the subscript of a variable, or the column from the name of a basis."""
    match body:
        case Brackets(inner):
            return _without_label(inner)
        case Scripted(Overline(), _, _):
            return body, None
        case Scripted(base, (Word(label), *rest), ()):
            if rest[:1] == [Comma()]:
                rest = rest[1:]
            return (Scripted(base, tuple(rest)) if rest else base), label
        case Apply(Scripted(Word(function), (Number(label) | Word(label),), ()), arguments, kind):
            return Apply(Word(function), arguments, kind), label
    return body, None


class _Reader:
    """Parses the parts of an expression, and collects the indices in it."""

    def __init__(self, columns: frozenset[str]) -> None:
        self.columns = columns
        self.indices: list[ColumnIndices] = []
        self.means: list[PrintedMean] = []

    def node(self, node: Node) -> syntax.Node:
        """Parse a part: its operators by their precedence, and the operands between them one by one."""
        words: list[str] = []
        held: dict[str, syntax.Node] = {}
        for part in _signs(node):
            if isinstance(part, str):
                words.append(part)
                continue
            place = f"v{len(held)}"
            held[place] = self.atom(part)
            words.append(place)
        if words == ["v0"]:
            return held["v0"]
        try:
            tree = parse_tree(" ".join(words))
        except LevelwiseError as error:
            raise VerificationError("a printed variable is not an expression") from error
        return _filled(tree, held)

    def atom(self, node: Node) -> syntax.Node:
        match node:
            case Number(text):
                return _parsed(text)
            case Word():
                return self.word(node, ())
            case Scripted(Word() as word, sub, ()):
                return self.word(word, _letters(sub))
            case Symbol("pi", (), (), None):
                return PI
            case Root(inner):
                return Call("sqrt", (Argument(None, self.node(inner)),))
            case Brackets(inner, "curly"):
                return Call("c", tuple(Argument(None, self.member(one)) for one in _listed(inner)))
            case Overline(inner):
                return self.mean(inner, ())
            case Scripted(Overline(inner), sub, ()):
                return self.mean(inner, sub)
            case Apply(Word(function), arguments):
                return Call(function, tuple(map(self.argument, arguments)))
        raise VerificationError(f"a printed variable contains a {type(node).__name__}")

    def word(self, word: Word, letters: tuple[str, ...]) -> syntax.Node:
        """Parse a word: a column, or an expression printed as typed."""
        node = Name(word.text) if word.text in self.columns else _parsed(word.text)
        names = names_in(node)
        if names or letters:
            self.indices.append(ColumnIndices(tuple(names), letters))
        return node

    def member(self, node: Node) -> syntax.Node:
        """Parse a member of a set: a category without quotation marks, or an expression."""
        plain = isinstance(node, Word) and node.text not in self.columns and is_plain_category(node.text)
        return String(node.text) if plain and isinstance(node, Word) else self.node(node)

    def mean(self, inner: Node, sub: tuple[Node, ...]) -> syntax.Node:
        group = sub[0].text if sub and isinstance(sub[0], Word) else None
        rest = sub[2:] if group is not None else sub
        apart = _Reader(self.columns)  # a variable under a line has no index
        node = apart.node(inner)
        if any(one.letters for one in apart.indices):
            raise VerificationError("a variable under the line of a mean has an index")
        dots = sum(isinstance(part, Dot) for part in rest)
        letters = _letters(tuple(part for part in rest if not isinstance(part, Dot)))
        self.means.extend(apart.means)
        self.means.append(PrintedMean(tuple(names_in(node)), letters, dots, group))
        return Call(MEAN, (Argument(None, node),))

    def argument(self, node: Node) -> Argument:
        if isinstance(node, Row) and len(node.parts) == 3 and node.parts[1] == Operator("="):
            name, _, value = node.parts
            if isinstance(name, Word):
                if isinstance(value, Word) and Name(value.text) in SHORT_LOGICALS:  # an option, no column
                    return Argument(name.text, Name(value.text))
                return Argument(name.text, self.node(value))
        return Argument(None, self.node(node))


def _signs(node: Node) -> Iterator[Node | str]:
    """Return the parts of an expression from left to right; signs and brackets are strings."""
    match node:
        case Row(parts):
            for part in parts:
                yield from _signs(part)
        case Operator(text):
            yield text
        case Brackets(inner, "round"):
            yield "("
            yield from _signs(inner)
            yield ")"
        case Quantity(body):
            yield from _signs(body)
        case Scripted(base, (), sup):
            yield from _signs(base)
            yield "^"
            yield "("
            for part in sup:
                yield from _signs(part)
            yield ")"
        case Fraction(top, bottom):
            yield from ("(", *_signs(top), ")", "/", "(", *_signs(bottom), ")")
        case _:
            yield node


def _listed(node: Node) -> tuple[Node, ...]:
    """Return the parts of a row between its commas."""
    if not isinstance(node, Row):
        return (node,)
    if any(isinstance(part, Comma) is not bool(place % 2) for place, part in enumerate(node.parts)):
        raise VerificationError("a set is not a list of its members")
    return node.parts[::2]


def _filled(tree: syntax.Node, held: dict[str, syntax.Node]) -> syntax.Node:
    """Replace placeholders by the parts that were parsed."""
    match tree:
        case Name(text):
            return held[text]
        case Operation(operator, operands):
            return Operation(operator, tuple(_filled(one, held) for one in operands))
    raise VerificationError(f"a printed variable contains {deparse(tree)}")


def _parsed(text: str) -> syntax.Node:
    try:
        return parse_tree(text)
    except LevelwiseError:
        return Name(text)


def _letters(sub: Iterable[Node]) -> tuple[str, ...]:
    if any(not isinstance(part, Index) for part in sub):
        raise VerificationError("the subscript of a variable contains more than its indices")
    return tuple(f"{part.letter}[{part.at}]" if part.at else part.letter for part in sub if isinstance(part, Index))
