"""What may surround a formula and is left out: an assignment, quotation marks, a pipe, a semicolon."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.formula.tokens import Token, tokenize


def _without_macro(tokens: list[Token]) -> list[Token]:
    """Return tokens with Julia's ``@formula(…)`` as one name."""
    if len(tokens) > 2 and tokens[0].text == "@" and tokens[1].kind == "name":
        if tokens[2].text != "(":  # a macro needs no parentheses
            start, end = tokens[2].start, tokens[-1].end
            inside = (Token("op", "(", start, start), *tokens[2:], Token("op", ")", end, end))
            tokens = [*tokens[:2], *inside]
        return [tokens[1]._replace(text=f"@{tokens[1].text}"), *tokens[2:]]
    return tokens


def _after_pipe(tokens: list[Token]) -> list[Token]:
    """Return the call to which R's pipe passes a data frame, ``d |> lmer(…)``; other tokens as they are."""
    if len(tokens) > 4 and tokens[0].kind == "name" and tokens[1].text == "%>%":
        return tokens[2:]
    if len(tokens) > 4 and tokens[0].kind == "name" and (tokens[1].text, tokens[2].text) == ("|", ">"):
        return tokens[3:]
    return tokens


_LABEL = frozenset(("formula", "model", "fm", "f", "form", "fmla", "frm"))


def bare(tokens: list[Token], source: str) -> list[Token]:
    """Return the tokens of a formula without what surrounds it: an assignment, quotation marks, a semicolon."""
    # the prompt of R or of a shell
    prompt = tokens[0].kind in ("op", "unknown") and tokens[0].text in (">", "$")
    start = 1 if prompt and len(tokens) > 2 else 0
    end = len(tokens) - 1
    while end > start and tokens[end - 1].kind in ("unknown", "op") and tokens[end - 1].text in (";", ","):
        end -= 1
    if end > 2 and tokens[end - 1].text == "." and tokens[end - 2].text == ")":  # the full stop of a sentence
        end -= 1
    inner = tokens[start:end]
    inner = inner[_assignment(inner) :]
    inner = _after_pipe(_without_macro(inner))
    if len(inner) == 1 and (inner[0].kind == "string" or (inner[0].kind == "tick" and "~" in inner[0].text)):
        inner = list(string_tokens(inner[0], source))
    if len(inner) == end and end == len(tokens) - 1:
        return tokens
    place = inner[-1].end if inner else len(source)
    return [*inner, Token("end", "", place, place)]


def _assignment(tokens: Sequence[Token]) -> int:
    """Return the number of tokens of an assignment such as ``m <-`` or ``formula =`` before a formula or a call."""
    if len(tokens) < 3 or tokens[0].kind not in ("name", "tick"):
        return 0
    arrow = tokens[1].text == "<" and tokens[2].text == "-" and tokens[2].start == tokens[1].end
    rest = tokens[3:] if arrow else tokens[2:]
    if not arrow and tokens[1].text not in ("=", ":"):
        return 0
    if tokens[1].text == ":" and tokens[0].text.lower() not in _LABEL:
        return 0
    has_tilde = any(token.text == "~" for token in rest)
    is_call = len(rest) > 1 and rest[0].kind == "name" and rest[1].text in ("(", "::")
    is_text = len(rest) == 1 and rest[0].kind == "string"
    if not (has_tilde or is_call or is_text) or (not has_tilde and not is_text and not is_call):
        return 0
    return 3 if arrow else 2


def string_tokens(token: Token, source: str) -> tuple[Token, ...]:
    """Return the tokens in a string, with their positions in the source."""
    inner = tokenize(token.text)[:-1]
    typed = source[token.start + 1 : token.start + 1 + len(token.text)] == token.text
    shift = token.start + 1 if typed else 0
    return tuple(one._replace(start=one.start + shift, end=one.end + shift) for one in inner)
