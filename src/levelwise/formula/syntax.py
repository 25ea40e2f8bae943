"""The syntax tree of a formula, with the position of every node.

Two nodes are equal when they mean the same; their positions do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field
from functools import lru_cache
from math import isfinite, isnan, pi
from typing import Any, NamedTuple

from levelwise.dataclass import dataclass
from levelwise.text.note import Note


class Span(NamedTuple):
    """A half-open range of characters in the formula's source."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True)
class Name:
    """The name of a column, without any backticks around it."""

    text: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Number:
    """A number, with its digits as typed."""

    value: float
    text: str = field(compare=False)
    span: Span = field(default=NOWHERE, compare=False)


PI = Number(pi, "pi")
"""R's constant, which is a column only if the data has one of that name."""


@dataclass(frozen=True)
class String:
    """A quoted string."""

    value: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Argument:
    """One argument of a call; `name` is None when it is positional."""

    name: str | None
    value: Node


@dataclass(frozen=True)
class Call:
    """A function applied to arguments; it is looked up in a table, never evaluated as code.

    `package` is a prefix such as ``splines::``; it has no effect, but is part of the label that R gives the call.
    """

    function: str
    arguments: tuple[Argument, ...]
    span: Span = field(default=NOWHERE, compare=False)
    package: str = ""


@dataclass(frozen=True)
class Operation:
    """An operator with one or two operands; ``(`` with one operand is a pair of parentheses."""

    operator: str
    operands: tuple[Node, ...]
    span: Span = field(default=NOWHERE, compare=False)


LOGICAL_OPERATORS = frozenset({"<", ">", "<=", ">=", "==", "!=", "!", "&", "&&", "|", "||", "%in%"})
"""Operators whose result is logical."""

Node = Name | Number | String | Call | Operation


@dataclass(frozen=True)
class Formula:
    """A response and a right-hand side.

    Attributes
    ----------
    response : Node
        The left-hand side.
    right : Node
        The right-hand side, bars included.
    source : str
        The formula as typed.
    notes : tuple of Note
        How the input was interpreted, for example that the formula was taken from a pasted call.
    family : Node or None
        The family given in a pasted call.
    residual : str or None
        The structure of the residuals given in a pasted call.
    verbatim : bool
        Whether the source is this formula in lme4's language, and nothing else.
    """

    response: Node
    right: Node
    source: str = field(compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False)
    family: Node | None = field(default=None, compare=False)
    residual: str | None = field(default=None, compare=False)
    verbatim: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{deparse(self.response, exact=True)} ~ {deparse(self.right, exact=True)}"


_SYNTACTIC = re.compile(r"(?:[^\W\d_]|\.(?!\d))[\w.]*\Z").match
_RESERVED = frozenset(
    [
        "if",
        "else",
        "repeat",
        "while",
        "function",
        "for",
        "next",
        "break",
        "TRUE",
        "FALSE",
        "NULL",
        "Inf",
        "NaN",
        "NA",
        "in",
        "NA_integer_",
        "NA_real_",
    ]
)
CONSTANTS = frozenset({"TRUE", "FALSE", "NULL", "NA", "Inf", "NaN"})
PART = "["
"""The function name of a call that selects columns of another, as in ``poly(x, 2)[, 1]``."""

PYTHON_CONSTANTS = {"True": "TRUE", "False": "FALSE", "None": "NULL"}
SHORT_LOGICALS = (Name("T"), Name("F"))
"""R's abbreviations of TRUE and FALSE, which as values of an argument are not columns."""

_TIGHT = frozenset({"^", ":", "/", "%%", "%/%"})


_ESCAPED = {number: f"\\{number:03o}" for number in (*range(0x20), 0x7F)}
_ESCAPED.update({ord(raw): f"\\{letter}" for raw, letter in zip("\\\n\t\r\a\b\f\v", "\\ntrabfv", strict=True)})


@lru_cache(maxsize=1024)
def quoted(name: str) -> str:
    """Return a name as R prints it: in backticks unless it is syntactic.

    Examples
    --------
    >>> quoted("sch.id"), quoted("my var")
    ('sch.id', '`my var`')
    """
    plain = _SYNTACTIC(name) or (name > "\x7f" and _SYNTACTIC(name[0] + _without_marks(name[1:])))
    if not plain or name in _RESERVED:
        return _between("`", name)
    return name


def is_plain_category(text: str) -> bool:
    """Return whether a category without its quotation marks looks like a name: neither a number nor a constant.

    Examples
    --------
    >>> is_plain_category("bog"), is_plain_category("high school"), is_plain_category("1e3"), is_plain_category("NA")
    (True, True, False, False)
    """
    return bool(_SYNTACTIC(text.replace(" ", "_"))) and text == text.strip() and text not in _RESERVED


def _without_marks(name: str) -> str:
    """Return a name without combining characters, which belong to the letter before them."""
    return "".join(c for c in name if unicodedata.category(c)[0] != "M")


def deparse(node: Node, *, exact: bool = False) -> str:
    """Return a node as R's ``deparse`` writes it; variables and columns are named so.

    Parameters
    ----------
    node : Node
        A part of a formula.
    exact : bool
        Whether the result must parse to the same node: R writes only 15 digits of a number, and a column named like
        one of Python's constants must remain a column.

    Examples
    --------
    >>> from levelwise.formula.parser import parse
    >>> deparse(parse("y ~ poly(ses,2,raw=TRUE)+I(ses^2)").right)
    'poly(ses, 2, raw = TRUE) + I(ses^2)'
    """
    if type(node) is Name:
        return _name(node.text, exact=exact)
    pieces: list[str] = []
    # An explicit stack: a sum of thousands of terms is a tree thousands of levels deep.
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif isinstance(item, Name):
            pieces.append(_name(item.text, exact=exact))
        elif isinstance(item, Number):
            pieces.append(_exact(item) if exact else _number(item))
        elif isinstance(item, String):
            pieces.append(_string(item.value))
        elif isinstance(item, Call) and item.function == PART:
            inner, which = item.arguments
            stack.extend(("]", which.value, "[, ", inner.value))
        elif isinstance(item, Call):
            stack.append(")")
            for position, argument in reversed(list(enumerate(item.arguments))):
                stack.append(argument.value)
                if argument.name is not None:
                    stack.append(f"{quoted(argument.name)} = ")
                if position:
                    stack.append(", ")
            stack.append(f"{item.package}{quoted(item.function)}(")
        elif item.operator == "(":
            stack.extend((")", item.operands[0], "("))
        elif len(item.operands) == 1:
            stack.extend((item.operands[0], item.operator))
        else:
            left, right = item.operands
            between = item.operator if item.operator in _TIGHT else f" {item.operator} "
            stack.extend((right, between, left))
    return "".join(pieces)


def _name(text: str, *, exact: bool) -> str:
    if text in CONSTANTS:
        return text
    return f"`{text}`" if exact and text in PYTHON_CONSTANTS else quoted(text)


def _number(node: Number) -> str:
    if node.text == PI.text:
        return node.text
    whole = node.text.endswith("L") and node.value.is_integer()
    return str(int(node.value)) if whole else number_text(node.value)


def _exact(node: Number) -> str:
    """Return a number as R writes it or, where that loses digits, in the shortest form that does not."""
    if node.text == PI.text:
        return node.text
    text = number_text(node.value)
    return text if float(text) == node.value else repr(node.value)


def number_text(value: float) -> str:
    """Return a number as R prints it: up to 15 digits, in fixed or scientific notation, whichever is shorter.

    Examples
    --------
    >>> [number_text(x) for x in (100000.0, 123456.0, 0.0001, 0.1 + 0.2, 2.0)]
    ['1e+05', '123456', '1e-04', '0.3', '2']
    """
    if not isfinite(value):
        return "NaN" if isnan(value) else "Inf" if value > 0 else "-Inf"
    digits = next(n for n in range(15) if n == 14 or float(f"{value:.{n}e}") == float(f"{value:.14e}"))
    scientific = f"{value:.{digits}e}"
    exponent = int(scientific.partition("e")[2])
    fixed = f"{value:.{max(0, digits - exponent)}f}"
    return fixed if len(fixed) <= len(scientific) else scientific


def _string(value: str) -> str:
    return _between('"', value)


def _between(mark: str, text: str) -> str:
    """Return a string between two quotation marks, escaped as in R."""
    escaped = text.translate(_ESCAPED).replace(mark, f"\\{mark}")
    return f"{mark}{escaped}{mark}"


def names_in(node: Node) -> tuple[str, ...]:
    """Return the names of the columns in a node, each once, in order of appearance.

    The contrasts in ``C(f, contr.sum)`` are not a column, nor is the T in ``raw = T``.
    """
    if isinstance(node, Name):  # most nodes are
        return () if node.text in CONSTANTS else (node.text,)
    found: dict[str, None] = {}
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Name):
            if item.text not in CONSTANTS:
                found[item.text] = None
        elif isinstance(item, Call):
            read = item.arguments[:1] if item.function == "C" else item.arguments
            stack.extend(a.value for a in reversed(read) if a.name is None or a.value not in SHORT_LOGICALS)
        elif isinstance(item, Operation):
            stack.extend(reversed(item.operands))
    return tuple(found)
