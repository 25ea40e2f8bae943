"""Text to tokens: the words of a formula in R's spelling and in Python's."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from levelwise.errors import FormulaSyntaxError

MAX_LENGTH = 20_000
"""The longest formula read, in characters."""


class Token(NamedTuple):
    """A word of a formula: its kind, what it says, and where it stands."""

    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""(?:\s|\#[^\n]*(?:\n|\Z))*(?:
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?L?)
    | (?P<name>(?:[^\W\d]|\.(?!\d))[\w.]*)
    | (?P<tick>`(?:[^`\\]|\\.)*`)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<op>%[^%\n]*%|\*\*|\|\||&&|<=|>=|==|!=|:::?|[-+*/^:|&!<>()~,=\[\]{}])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def tokenize(source: str) -> list[Token]:
    """Split a formula into tokens, the last of kind ``end``.

    Raises
    ------
    FormulaSyntaxError
        When the text is too long or holds a character that no formula has.
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
            text = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), text[1:-1], flags=re.DOTALL)
            if kind == "tick" and not text:
                raise FormulaSyntaxError("an empty name between back-ticks", source, start, end)
        tokens.append(Token(kind, text, start, end))
        position = end


def _skip_space(source: str, position: int) -> int:
    while position < len(source) and (source[position].isspace() or source[position] == "#"):
        comment = source[position] == "#"
        end = source.find("\n", position)
        position = position + 1 if not comment else len(source) if end < 0 else end + 1
    return position


def _bad_character(source: str, position: int) -> FormulaSyntaxError:
    character = source[position]
    if character in "`\"'":
        what = "back-tick" if character == "`" else "quotation mark"
        return FormulaSyntaxError(f"this {what} is never closed", source, position, len(source))
    if character == "%":
        return FormulaSyntaxError("an operator such as %in% needs a second %", source, position, position + 1)
    message = f"the character {character!r} has no meaning in a formula; write an odd name between back-ticks"
    return FormulaSyntaxError(message, source, position, position + 1)
