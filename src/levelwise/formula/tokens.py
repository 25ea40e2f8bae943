"""From a string to tokens, in R's syntax and in Python's."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from levelwise.errors import FormulaSyntaxError

MAX_LENGTH = 20_000
"""Maximum number of characters in a formula."""


class Token(NamedTuple):
    """A token of a formula: its kind, its text and its position."""

    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""(?:\s|\#[^\n]*(?:\n|\Z))*(?:
      (?P<number>(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)L?)
    | (?P<name>(?:[^\W\d]|\.(?!\d))[\w.]*)
    | (?P<tick>`(?:[^`\\]|\\.)*`)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<op>%[^%\n]*%|\*\*|\|\||&&|<=|>=|==|!=|:::?|[-+*/^:|&!<>()~,=\[\]{}])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"""\\(?:
      (?P<octal>[0-7]{1,3})
    | x(?P<x>[0-9a-fA-F]{1,2})
    | (?:u|U)\{(?P<braced>[0-9a-fA-F]{1,8})\}
    | u(?P<u>[0-9a-fA-F]{1,4})
    | U(?P<U>[0-9a-fA-F]{1,8})
    | (?P<letter>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_LETTERS.update({letter: letter for letter in "\\\"'` \n"})

_OPERATORS_ALIKE = {
    "~": "\u223c\u02dc\u02f7\u223d\u301c\uff5e\u2053",
    "|": "\u2223\uff5c\u2502\u2758\u2759\u23d0\u00a6\ufe31",
    "||": "\u2225\u2016",
    "-": "\u2212\u2013\u2014\u2010\u2011\u2012\u2015\uff0d\ufe63",
    "+": "\uff0b\u2795",
    "*": "\u00d7\u2217\u2715\u2716\u2a2f\uff0a",
    "/": "\u2215\u2044\u00f7\uff0f",
    ":": "\u2236\ua789\uff1a",
    "^": "\uff3e",
    "=": "\uff1d",
    "<": "\uff1c",
    ">": "\uff1e",
    "<=": "\u2264",
    ">=": "\u2265",
    "!=": "\u2260",
    "(": "\uff08",
    ")": "\uff09",
    ",": "\uff0c\u3001",
    "&": "\uff06",
}
LOOK_ALIKES = {character: operator for operator, every in _OPERATORS_ALIKE.items() for character in every}
"""Characters that word processors, PDF files and keyboards put in the place of an operator."""

_CURLY = re.compile(
    r"[\u201c-\u201f\u00ab]([^\u201c-\u201f\u00bb\"]*)[\u201c-\u201f\u00bb\"]|[\u2018-\u201b]([^\u2018-\u201b']*)[\u2018-\u201b']"
)
"""A string in typographic quotation marks."""

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f")
_ESCAPED_OPERATORS = frozenset("~|*^:+-()\n")  # after a backslash, as in Markdown, or at the end of a line of Python
_MULTIPLICATION_DOTS = frozenset("\u00b7\u22c5\u2219\u2022")
_CIRCUMFLEX = "\u02c6"  # a letter to Unicode, but the ^ of code in a PDF file made by LaTeX


def tokenize(source: str) -> list[Token]:
    """Split a formula into tokens, the last of kind ``end``; a character without meaning is of kind ``unknown``.

    Raises
    ------
    FormulaSyntaxError
        When the formula is too long, or a quotation mark is not closed.
    """
    if len(source) > MAX_LENGTH:
        message = f"a formula of {len(source):,} characters is longer than the limit of {MAX_LENGTH:,}"
        raise FormulaSyntaxError(message, source[:200], 0, 0)
    tokens: list[Token] = []
    position, length, match_at = 0, len(source), _TOKEN.match
    while True:
        match = match_at(source, position)
        if match is None:
            position = _skip_space(source, position)
            if position == length:
                tokens.append(Token("end", "", length, length))
                return tokens
            character = source[position]
            escapes = character == "\\" and source[position + 1 : position + 2] in _ESCAPED_OPERATORS
            if character in _INVISIBLE or escapes:
                position += 1
                continue
            quoted = _CURLY.match(source, position)
            if quoted is not None:
                token = Token("string", quoted[1] or quoted[2] or "", position, quoted.end())
            elif character in "`\"'%":
                raise bad_character(source, position)
            else:
                text = LOOK_ALIKES.get(character)
                token = Token("unknown" if text is None else "op", text or character, position, position + 1)
            if token.text == "|" and tokens and tokens[-1].text == "|" and tokens[-1].end == position:
                token = Token("op", "||", tokens.pop().start, token.end)
            tokens.append(token)
            position = token.end
            continue
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        text = match[kind]
        if kind == "name":
            # Combining marks and vowel signs belong to the letter before them, as in हिन्दी.
            while end < length and source[end] > "\x7f" and unicodedata.category(source[end])[0] in "LMN":
                rest = re.compile(r"[\w.]*").match(source, end + 1)
                end = rest.end() if rest else end + 1
            text = source[start:end]
            if _CIRCUMFLEX in text:
                kind, text = ("op", "^") if text[0] == _CIRCUMFLEX else ("name", text.partition(_CIRCUMFLEX)[0])
                end = start + len(text)
        elif kind in ("tick", "string"):
            text = _unescaped(text[1:-1], source, start + 1)
            if kind == "tick" and not text:
                raise FormulaSyntaxError("this name in backticks is empty", source, start, end)
        tokens.append(Token(kind, text, start, end))
        position = end


def _unescaped(text: str, source: str, start: int) -> str:
    """Return the string that a quoted text stands for, by R's escapes (``?Quotes``)."""
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        if match["letter"] is not None:
            found = _LETTERS.get(match["letter"])
        else:
            digits = match[match.lastgroup or "x"]
            code = int(digits, 8 if match["octal"] else 16)
            found = chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else None
        if found is None:
            message = f"the escape {match[0]} is unknown; a backslash itself is written twice"
            raise FormulaSyntaxError(message, source, start + match.start(), start + match.end())
        return found

    return _ESCAPE.sub(one, text)


def _skip_space(source: str, position: int) -> int:
    while position < len(source) and (source[position].isspace() or source[position] == "#"):
        comment = source[position] == "#"
        end = source.find("\n", position)
        position = position + 1 if not comment else len(source) if end < 0 else end + 1
    return position


def bad_character(source: str, position: int) -> FormulaSyntaxError:
    """Return the error for a character that has no meaning in a formula."""
    character = source[position]
    if character in "`\"'":
        what = "backtick" if character == "`" else "quotation mark"
        return FormulaSyntaxError(f"this {what} is never closed", source, position, len(source))
    if character == "%":
        return FormulaSyntaxError("an operator such as %in% needs a second %", source, position, position + 1)
    if character in _MULTIPLICATION_DOTS:
        message = f"the character {character!r} has no meaning in a formula; an interaction is written a:b"
    else:
        message = (
            f"the character {character!r} has no meaning in a formula; enclose a name that contains it in backticks"
        )
    return FormulaSyntaxError(message, source, position, position + 1)
