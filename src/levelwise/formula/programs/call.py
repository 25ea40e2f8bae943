"""A call pasted from a script, such as ``lmer(y ~ x + (1 | g), data = d)``, divided into its arguments.

Only the arguments that are part of the model are parsed as expressions; the others may be code of any language.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from levelwise.dataclass import dataclass
from levelwise.formula.expression import parse_tokens
from levelwise.formula.surroundings import string_tokens
from levelwise.formula.syntax import Node
from levelwise.formula.tokens import Token

_CONTINUED = frozenset(("~", "+", "-", "*", "/", ":", "^", "|", "||", ",", "(", "&", "=", "<"))
"""Operators after which a statement goes on in the next line."""

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True)
class RawArgument:
    """An argument as typed; `name` is None when it is positional."""

    name: str | None
    tokens: tuple[Token, ...]
    source: str

    @property
    def text(self) -> str:
        """The value as typed."""
        return self.source[self.tokens[0].start : self.tokens[-1].end] if self.tokens else ""

    @property
    def string(self) -> Token | None:
        """The value, if it is a quoted string and nothing else."""
        return self.tokens[0] if len(self.tokens) == 1 and self.tokens[0].kind == "string" else None

    def tree(self) -> Node:
        """Return the value as an expression; that of a string is its content."""
        if self.string is not None:
            return tree_of(string_tokens(self.string, self.source), self.source)
        return tree_of(self.tokens, self.source)


@dataclass(frozen=True)
class PastedCall:
    """A call as typed: the function with any prefix such as ``smf.`` or ``lme4::``, and its arguments."""

    function: str
    arguments: tuple[RawArgument, ...]
    source: str

    def bound(self, parameters: Sequence[str], others: Sequence[str] = ()) -> dict[str, RawArgument]:
        """Return the arguments by parameter: by name, which may be abbreviated, or by the order of `parameters`.

        `others` are parameters that are only given by name.
        """
        known = (*parameters, *others)
        found = {_whole(argument.name, known): argument for argument in self.arguments if argument.name is not None}
        free = (name for name in parameters if name not in found)
        positional = (argument for argument in self.arguments if argument.name is None)
        return found | dict(zip(free, positional, strict=False))


def _whole(name: str, known: Sequence[str]) -> str:
    """Return the parameter that a name abbreviates; a name that abbreviates none, or several, is itself."""
    longer = {one for one in known if one.startswith(name)} if len(name) > 1 else set()
    return longer.pop() if name not in known and len(longer) == 1 else name


def tree_of(tokens: Sequence[Token], source: str) -> Node:
    """Parse tokens of a source as an expression."""
    end = tokens[-1].end if tokens else len(source)
    return parse_tokens((*tokens, Token("end", "", end, end)), source).tree


def pasted_call(tokens: Sequence[Token], source: str) -> PastedCall | None:
    """Return the call that a text consists of; None for any other text.

    What follows the call, such as ``.fit()`` or a pipe, is left out.
    """
    at = 0
    names: list[str] = []
    while at < len(tokens) and tokens[at].kind == "name":
        names.append(tokens[at].text)
        at += 1
        if tokens[at].text not in ("::", ":::"):
            break
        names.append(tokens[at].text)
        at += 1
    if names == ["fit"] and tokens[at].text == "!":  # Julia's fit!(…)
        at += 1
    if not names or tokens[at].text != "(" or tokens[at].kind != "op":
        return None
    closing = matching(tokens, at)
    if closing is None or not _ends_after(tokens, closing + 1):
        return None
    return PastedCall("".join(names), split(tokens[at + 1 : closing], source), source)


def matching(tokens: Sequence[Token], opening: int) -> int | None:
    """Return the place of the bracket that closes another; None if there is none."""
    depth = 0
    for place in range(opening, len(tokens)):
        token = tokens[place]
        if token.kind == "op":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if depth == 0:
                return place
    return None


def statement_with_formula(tokens: Sequence[Token], source: str) -> list[Token] | None:
    """Return the tokens of the only statement of a script that contains ``~``; None for what is not a script."""
    statements: list[list[Token]] = [[]]
    depth = 0
    for before, token in pairwise((tokens[0], *tokens[:-1])):
        broken = "\n" in source[before.end : token.start]
        if depth == 0 and broken and token.kind == "name" and before.text not in _CONTINUED:
            statements.append([])
        depth += (token.text in _OPENING) - (token.text in _CLOSING) if token.kind == "op" else 0
        statements[-1].append(token)
    found = [one for one in statements if any(token.text == "~" for token in one)]
    others = [one for one in statements if one not in found]
    if len(found) != 1 or not others or not all(_is_statement(one, source) for one in others):
        return None
    end = found[0][-1].end
    return [*found[0], Token("end", "", end, end)]


def _is_statement(tokens: Sequence[Token], source: str) -> bool:
    """Return whether tokens are a call or an assignment, and not the rest of a formula on a new line."""
    end = Token("end", "", tokens[-1].end, tokens[-1].end)
    assigns = len(tokens) > 2 and tokens[0].kind == "name" and tokens[1].text in ("=", "<")
    return assigns or tokens[0].text in ("import", "from", "using") or pasted_call((*tokens, end), source) is not None


def split(tokens: Sequence[Token], source: str) -> tuple[RawArgument, ...]:
    """Return the arguments between the parentheses of a call."""
    found: list[RawArgument] = []
    depth, current = 0, list[Token]()
    for token in tokens:
        if token.kind == "op":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.text == "," and token.kind == "op" and depth == 0:
            found.append(_argument(current, source))
            current = []
        else:
            current.append(token)
    if current:
        found.append(_argument(current, source))
    return tuple(found)


def _argument(tokens: Sequence[Token], source: str) -> RawArgument:
    if len(tokens) > 2 and tokens[0].kind in ("name", "string", "tick") and tokens[1].text == "=":
        return RawArgument(tokens[0].text, tuple(tokens[2:]), source)
    return RawArgument(None, tuple(tokens), source)


def _ends_after(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a call ends here: at the end of the text, a method of its value, or a pipe."""
    token = tokens[at]
    if token.kind == "end" or token.text == "%>%":
        return True
    if token.kind == "name" and token.text.startswith("."):
        return True
    return token.text == "|" and tokens[at + 1].text == ">"
