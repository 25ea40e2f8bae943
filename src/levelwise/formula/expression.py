"""From tokens to a syntax tree: an operator-precedence parser with R's precedences.

The precedences are those of ``?Syntax``. Formulas in the syntax of statsmodels, formulaic or bambi
(``np.log(x)``, ``x**2``, ``Q("my var")``, ``True``) are parsed as the R formula they mean, and ``d$x`` or ``d["x"]`` as
the column x.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf
from typing import NamedTuple

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.dialect import as_in_r
from levelwise.formula.syntax import (
    CONSTANTS,
    PART,
    PYTHON_CONSTANTS,
    Argument,
    Call,
    Name,
    Node,
    Number,
    Operation,
    Span,
    String,
    quoted,
)
from levelwise.formula.tokens import Token, bad_character, tokenize

MAX_DEPTH = 100
"""Maximum depth of nested parentheses and calls."""

# operator -> (left binding power, right binding power); a higher power binds tighter
_BINARY = {
    "~": (10, 11),
    "|": (20, 21),
    "||": (20, 21),
    "&": (30, 31),
    "&&": (30, 31),
    "<": (40, 41),
    ">": (40, 41),
    "<=": (40, 41),
    ">=": (40, 41),
    "==": (40, 41),
    "!=": (40, 41),
    "+": (50, 51),
    "-": (50, 51),
    "*": (60, 61),
    "/": (60, 61),
    "%": (70, 71),
    ":": (80, 81),
    "^": (101, 100),
}
_COMPARISON = 40
_COMPARISONS = frozenset(("<", ">", "<=", ">=", "==", "!="))
_PREFIX = {"-": 90, "+": 90, "!": 35, "~": 11}
_BRACKET = {"(": "parenthesis", ")": "parenthesis", "{": "brace", "}": "brace", "[": "bracket", "]": "bracket"}
_CLOSING = {"[": "]", "{": "}"}
_SUBSCRIPTS = ((("[", "string", "]"), 1), (("[", "[", "string", "]", "]"), 2), (("[", ",", "string", "]"), 2))
"""The tokens of a column of a data frame in brackets, and which of them is its name."""


class Parsed(NamedTuple):
    """An expression, and the data frames named before its columns, such as d in ``d$x``."""

    tree: Node
    frames: tuple[str, ...]


def parse_tree(source: str) -> Node:
    """Parse an expression, which need not be a formula."""
    return parse_tokens(tokenize(source), source).tree


def parse_tokens(tokens: Sequence[Token], source: str) -> Parsed:
    """Parse tokens of a source, the last of kind ``end``, as an expression."""
    reader = _Reader(source, tokens)
    return Parsed(reader.everything(), tuple(reader.frames))


def _value(text: str) -> float:
    digits = text.rstrip("L")
    try:
        return float(int(digits, 16)) if digits[:2] in ("0x", "0X") else float(digits)
    except OverflowError:
        return inf


class _Reader:
    """The state of one parse: the tokens and the position among them.

    Attributes
    ----------
    frames : dict
        The data frames named before columns, such as d in ``d$x``, as keys.
    """

    def __init__(self, source: str, tokens: Sequence[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.frames: dict[str, None] = {}

    def everything(self) -> Node:
        if self.tokens[0].kind == "end":
            raise self.error("the formula is empty", self.tokens[0])
        tree = self.expression(0)
        self.not_too_deep(tree)
        token = self.tokens[self.at]
        if token.kind != "end":
            if token.text in (")", "]", "}") and token.kind == "op":
                raise self.error(f"this {_BRACKET[token.text]} was never opened", token)
            raise self.error(f"expected an operator before {token.text!r}{self.unusual_name()}", token)
        return tree

    def unusual_name(self) -> str:
        """Return a hint on column names with spaces, or that begin with a digit, where two words follow each other."""
        words = self.at - 1
        if words < 0 or self.tokens[words].kind not in ("name", "number"):
            return ""
        while words > 0 and self.tokens[words - 1].kind in ("name", "number"):
            words -= 1
        end = self.at
        while end + 1 < len(self.tokens) and self.tokens[end + 1].kind in ("name", "number"):
            end += 1
        first, last = self.tokens[words], self.tokens[end]
        name = " ".join(self.source[first.start : last.end].split())
        if self.tokens[self.at].kind != "name" or "`" in name:
            return ""
        what = "that begins with a digit" if first.kind == "number" else "with a space in its name"
        return f"; a column {what} is written `{name}`, in backticks"

    def expression(self, minimum: int) -> Node:
        left = self.operand()
        while self.ahead("["):
            left = self.part(left)
        while True:
            token = self.tokens[self.at]
            if token.kind != "op":
                return left
            operator = "^" if token.text == "**" else token.text
            powers = _BINARY.get("%" if operator[0] == "%" else operator)
            if powers is None or powers[0] < minimum:
                return left
            if powers[0] == _COMPARISON and isinstance(left, Operation) and left.operator in _COMPARISONS:
                raise self.error("comparisons cannot be chained; join two of them with &", token)
            self.at += 1
            self.deeper(token)  # a^b^c… recurses to the right
            right = self.expression(powers[1])
            self.depth -= 1
            span = Span(left.span.start, right.span.end)
            left = Operation(operator, (left, right), span)

    def operand(self) -> Node:
        token = self.tokens[self.at]
        kind, text, start, end = token
        self.at += 1
        if kind == "name":
            return self.after_name(token)
        if kind == "number":
            value = _value(text)
            if isinf(value):
                raise self.error("this number is too large", token)
            return Number(value, text, Span(start, end))
        if kind == "tick":
            return self.after_name(token)
        if kind == "string":
            return String(text, Span(start, end))
        if text == "(":
            inner = self.nested(token)
            self.expect(")", token)
            return Operation("(", (inner,), Span(start, self.tokens[self.at - 1].end))
        if text == "{" and kind == "op":  # formulaic's {x + 1} is R's I(x + 1)
            inner = self.nested(token)
            if isinstance(inner, Operation) and inner.operator in ("|", "||") and isinstance(inner.operands[0], Number):
                raise self.error("random effects stand in parentheses, as in (1 | g)", token)
            self.expect("}", token)
            return Call("I", (Argument(None, inner),), Span(start, self.tokens[self.at - 1].end))
        if text == "[" and kind == "op":  # Python's ["a", "b"] is R's c("a", "b")
            return Call("c", self.arguments(token, "]"), Span(start, self.tokens[self.at - 1].end))
        if text in _PREFIX and kind == "op":
            self.deeper(token)
            inner = self.expression(_PREFIX[text])
            self.depth -= 1
            return Operation(text, (inner,), Span(start, inner.span.end))
        raise self.missing_operand(token)

    def part(self, whole: Node) -> Node:
        """Parse ``[, 1]`` after a call, which selects its first column."""
        opening = self.tokens[self.at]
        if isinstance(whole, Name):
            column = self.subscript(whole)
            if column is not None:
                return column
        if not isinstance(whole, Call) or self.tokens[self.at + 1].text != ",":
            message = "[ ] only selects columns of a matrix, as in poly(x, 2)[, 1]; compute any other subset beforehand"
            raise self.error(message, opening)
        self.at += 2
        which = self.nested(opening)
        self.expect("]", opening)
        arguments = (Argument(None, whole), Argument(None, which))
        return Call(PART, arguments, Span(whole.span.start, self.tokens[self.at - 1].end))

    def subscript(self, frame: Name) -> Name | None:
        """Parse ``["x"]``, ``[["x"]]`` or ``[, "x"]`` after the name of a data frame: the column x; None for others."""
        ahead = self.tokens[self.at : self.at + 5]
        shape = tuple(token.text if token.kind == "op" else token.kind for token in ahead)
        for pattern, place in _SUBSCRIPTS:
            if shape[: len(pattern)] == pattern:
                self.at += len(pattern)
                if self.tokens[self.at].text == ".values":
                    self.at += 1
                return self.of_frame(frame.text, ahead[place], Span(frame.span.start, self.tokens[self.at - 1].end))
        return None

    def of_frame(self, frame: str, column: Token, span: Span) -> Name:
        self.frames[frame] = None
        return self.column(column.text, Token("tick", "", *span))

    def after_name(self, token: Token) -> Node:
        following = self.tokens[self.at]
        if following.kind == "unknown" and following.text == "$":
            column = self.tokens[self.at + 1]
            if column.kind not in ("name", "tick", "string"):
                raise self.error("expected the name of a column after $", column)
            self.at += 2
            return self.of_frame(token.text, column, Span(token.start, column.end))
        package = ""
        if following.text in ("::", ":::") and following.kind == "op":
            package = quoted(token.text) + following.text
            self.at += 1
            token = self.tokens[self.at]
            if token.kind != "name":
                raise self.error(f"expected a function name after {following.text}", token)
            self.at += 1
            following = self.tokens[self.at]
        if following.text == "(" and following.kind == "op":
            self.at += 1
            return self.call(token, package)
        if token.kind == "name":
            return Name(PYTHON_CONSTANTS.get(token.text, token.text), Span(token.start, token.end))
        return self.column(token.text, token)

    def column(self, name: str, token: Token) -> Name:
        """Return the column of a quoted name."""
        if name in CONSTANTS:
            raise self.error(f"a column called {name} cannot be distinguished from the constant; rename it", token)
        if not name:
            raise self.error("this name is empty", token)
        return Name(name, Span(token.start, token.end))

    def call(self, token: Token, package: str) -> Node:
        arguments = self.arguments(self.tokens[self.at - 1], ")")
        span = Span(token.start, self.tokens[self.at - 1].end)
        if token.text == "Q" and len(arguments) == 1 and isinstance(arguments[0].value, String):
            return self.column(arguments[0].value.value, Token("string", "", *span))
        return as_in_r(Call(token.text, arguments, span, package))

    def arguments(self, opening: Token, closing: str) -> tuple[Argument, ...]:
        """Parse arguments and the closing bracket."""
        arguments: list[Argument] = []
        while not self.ahead(closing):
            if arguments:
                self.expect(",", opening)
            name = None
            word, equals = self.tokens[self.at], self.tokens[min(self.at + 1, len(self.tokens) - 1)]
            if word.kind in ("name", "tick", "string") and equals.kind == "op" and equals.text == "=":
                name = word.text
                if not name:
                    raise self.error("this name is empty", word)
                self.at += 2
            arguments.append(Argument(name, self.nested(opening)))
        self.at += 1
        return tuple(arguments)

    def nested(self, opening: Token) -> Node:
        self.deeper(opening)
        inner = self.expression(0)
        self.depth -= 1
        return inner

    def not_too_deep(self, tree: Node) -> None:
        """Reject a tree too deep for later stages, which recurse; they do not recurse into a long sum."""
        if len(self.tokens) <= MAX_DEPTH:  # a tree is no deeper than it has tokens
            return
        stack: list[tuple[Node, int]] = [(tree, 0)]
        while stack:
            node, depth = stack.pop()
            if depth > MAX_DEPTH:
                raise FormulaSyntaxError(f"nested more than {MAX_DEPTH} levels deep", self.source, *node.span)
            if isinstance(node, Operation):
                left, *others = node.operands
                flat = node.operator in ("+", "-") and bool(others)
                stack.append((left, depth if flat else depth + 1))
                stack.extend((other, depth + 1) for other in others)
            elif isinstance(node, Call):
                stack.extend((argument.value, depth + 1) for argument in node.arguments)

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} levels deep", token)

    def ahead(self, text: str) -> bool:
        token = self.tokens[self.at]
        return token.kind == "op" and token.text == text

    def expect(self, text: str, opening: Token) -> None:
        if self.ahead(text):
            self.at += 1
            return
        token = self.tokens[self.at]
        if token.kind == "end":
            raise self.error(f"this {_BRACKET[opening.text]} is never closed", opening)
        closing = _CLOSING.get(opening.text, ")")
        wanted = f"an operator, a comma or {closing}" if text == "," else f"an operator or {closing}"
        raise self.error(f"expected {wanted} before {token.text!r}", token)

    def missing_operand(self, token: Token) -> FormulaSyntaxError:
        before = self.tokens[self.at - 2].text if self.at >= 2 else ""
        after = f" after {before!r}" if before else ""
        if token.kind == "end":
            return self.error(f"the formula ends where a name was expected{after}", token)
        return self.error(f"expected a name, a number or ( {after.strip()}".rstrip(), token)

    def error(self, message: str, token: Token) -> FormulaSyntaxError:
        if token.kind == "unknown":
            return bad_character(self.source, token.start)
        return FormulaSyntaxError(message, self.source, token.start, token.end)
