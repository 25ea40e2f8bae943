"""From tokens to a syntax tree: an operator-precedence parser with R's precedences.

The precedences are those of ``?Syntax``. Formulas in the syntax of statsmodels, formulaic or bambi
(``np.log(x)``, ``x**2``, ``Q("my var")``, ``True``) are parsed as the R formula they mean.
"""

from __future__ import annotations

import re
from math import inf, isinf

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.dialect import as_in_r
from levelwise.formula.pasted_call import unwrapped
from levelwise.formula.syntax import (
    CONSTANTS,
    PART,
    PYTHON_CONSTANTS,
    Argument,
    Call,
    Formula,
    Name,
    Node,
    Number,
    Operation,
    Span,
    String,
    quoted,
)
from levelwise.formula.tokens import Token, tokenize
from levelwise.text.note import Note

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
_ASSIGNMENT = re.compile(r"\s*[\w.]+\s*(?:<-|=(?!=))")


def parse(source: str) -> Formula:
    """Parse a formula such as ``math ~ ses*sector + (ses | sch.id)``.

    Parameters
    ----------
    source : str
        The formula in lme4's syntax. From a whole call such as ``lmer(y ~ x + (1 | g), data = d)`` the formula is
        taken, with a note.

    Returns
    -------
    Formula
        Response, right-hand side, source and notes.

    Raises
    ------
    FormulaSyntaxError
        When the formula cannot be parsed; a caret marks the position.

    Examples
    --------
    >>> str(parse("math~ses*sector+(ses|sch.id)"))
    'math ~ ses * sector + (ses | sch.id)'
    """
    if not isinstance(source, str):
        raise TypeError(f"a formula is a string such as 'y ~ x + (1 | g)', not {type(source).__name__}")
    reader = _Reader(source)
    tree = reader.everything()
    notes: tuple[Note, ...] = ()
    family: Node | None = None
    if isinstance(tree, Call):
        found = unwrapped(tree, parse_tree)
        tree, notes, family = found.tree, found.notes, found.family
    if not isinstance(tree, Operation) or tree.operator != "~":
        message = "a formula needs a response, then ~, then predictors, as in y ~ x + (1 | g)"
        raise FormulaSyntaxError(message, source, tree.span.start, tree.span.end)
    if len(tree.operands) == 1:
        raise FormulaSyntaxError("the response is missing before ~", source, *tree.span)
    response, right = tree.operands
    for side in (response, right) if source.count("~") > 1 else ():
        second = _find_tilde(side)
        if second is not None:
            raise FormulaSyntaxError("a formula has only one ~", source, *second)
    return Formula(response, right, source, notes, family)


def parse_tree(source: str) -> Node:
    """Parse an expression, which need not be a formula."""
    return _Reader(source).everything()


def _value(text: str) -> float:
    digits = text.rstrip("L")
    try:
        return float(int(digits, 16)) if digits[:2] in ("0x", "0X") else float(digits)
    except OverflowError:
        return inf


def _find_tilde(node: Node) -> Span | None:
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Operation):
            if item.operator == "~":
                return item.span
            stack.extend(item.operands)
        elif isinstance(item, Call):
            stack.extend(argument.value for argument in item.arguments)
    return None


class _Reader:
    """The state of one parse: the tokens and the position among them."""

    def __init__(self, source: str) -> None:
        self.source = source
        assignment = _ASSIGNMENT.match(source)
        if assignment and "~" not in assignment[0] and "(" in source[assignment.end() :].split("~", maxsplit=1)[0]:
            # `m <- lmer(…)`: blank out the assignment, so that positions stay the same
            source = " " * assignment.end() + source[assignment.end() :]
        self.tokens = tokenize(source)
        self.at = 0
        self.depth = 0

    def everything(self) -> Node:
        if self.tokens[0].kind == "end":
            raise self.error("the formula is empty", self.tokens[0])
        tree = self.expression(0)
        self.not_too_deep(tree)
        token = self.tokens[self.at]
        if token.kind != "end":
            if token.text in (")", "]", "}") and token.kind == "op":
                raise self.error(f"this {_BRACKET[token.text]} was never opened", token)
            raise self.error(f"expected an operator before {token.text!r}{self.spaced_name()}", token)
        return tree

    def spaced_name(self) -> str:
        """Return a hint on names with spaces where two names follow each other."""
        before, here = self.tokens[self.at - 1], self.tokens[self.at]
        if before.kind != "name" or here.kind != "name" or "`" in before.text + here.text:
            return ""
        return f"; a column with a space in its name is written `{before.text} {here.text}`, in backticks"

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
        if not isinstance(whole, Call) or self.tokens[self.at + 1].text != ",":
            message = "[ ] only selects columns of a matrix, as in poly(x, 2)[, 1]; compute any other subset beforehand"
            raise self.error(message, opening)
        self.at += 2
        which = self.nested(opening)
        self.expect("]", opening)
        arguments = (Argument(None, whole), Argument(None, which))
        return Call(PART, arguments, Span(whole.span.start, self.tokens[self.at - 1].end))

    def after_name(self, token: Token) -> Node:
        following = self.tokens[self.at]
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
        return FormulaSyntaxError(message, self.source, token.start, token.end)
