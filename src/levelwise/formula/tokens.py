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


def tokenize(source: str) -> list[Token]:
    """Split a formula into tokens, the last of kind ``end``.

    Raises
    ------
    FormulaSyntaxError
        When the formula is too long or contains a character without meaning.
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
            raise _bad_character(source, position)
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        text = match[kind]
        if kind == "name":
            # Combining marks and vowel signs belong to the letter before them, as in हिन्दी.
            while end < length and source[end] > "\x7f" and unicodedata.category(source[end])[0] in "LMN":
                rest = re.compile(r"[\w.]*").match(source, end + 1)
                end = rest.end() if rest else end + 1
            text = source[start:end]
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


def _bad_character(source: str, position: int) -> FormulaSyntaxError:
    character = source[position]
    if character in "`\"'":
        what = "backtick" if character == "`" else "quotation mark"
        return FormulaSyntaxError(f"this {what} is never closed", source, position, len(source))
    if character == "%":
        return FormulaSyntaxError("an operator such as %in% needs a second %", source, position, position + 1)
    message = f"the character {character!r} has no meaning in a formula; enclose a name that contains it in backticks"
    return FormulaSyntaxError(message, source, position, position + 1)
