"""Every error Levelwise raises, so that one ``except LevelwiseError`` catches them all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class LevelwiseError(Exception):
    """The base of all errors that Levelwise raises on purpose."""


class FormulaSyntaxError(LevelwiseError):
    """A formula that cannot be read; the message shows the place with a caret.

    Attributes
    ----------
    source : str
        The formula as typed.
    start, end : int
        The half-open range of characters that is wrong.
    """

    def __init__(self, message: str, source: str, start: int, end: int) -> None:
        self.source, self.start, self.end = source, start, end
        super().__init__(f"{message}\n{caret(source, start, end)}")


class UnknownNameError(LevelwiseError):
    """A column, notation, format, option or data set that does not exist."""

    def __init__(self, what: str, name: str, known: Iterable[str], where: str = "") -> None:
        self.what, self.name, self.where = what, name, where
        name, names = _short(str(name)), sorted(map(_short, map(str, known)))
        message = f"there is no {what} {name!r}"
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
        if near:
            message += f"; did you mean {near[0]!r}?"
        elif names:
            shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
            message += f"; there are: {shown}"
        super().__init__(message + (f"\n{where}" if where else ""))


def _short(name: str, longest: int = 200) -> str:
    """Return a name fit for a message."""
    return name if len(name) <= longest else f"{name[:longest]}…"


class DataError(LevelwiseError):
    """Data that cannot serve the formula: empty, of the wrong kind, or contradicting a hint."""


class UnsupportedModelError(LevelwiseError):
    """A sound request that this notation, function or version cannot write; says what can."""


class ConfigurationError(LevelwiseError):
    """A setting in ``pyproject.toml`` or the environment that cannot be read; says where it stands."""


class VerificationError(LevelwiseError):
    """A written system that is not the model it claims to be."""


class MissingExtraError(LevelwiseError):
    """An optional dependency is needed; the message names the command that installs it."""


def caret(source: str, start: int, end: int, width: int = 100) -> str:
    """Return the line of `source` around a place, with carets under it.

    Examples
    --------
    >>> print(caret("y ~ x +", 7, 7))
      y ~ x +
             ^
    """
    flat = "".join(character if character.isprintable() else _seen(character) for character in source)
    left = max(0, min(start - width // 2, len(flat) - width))
    shown = flat[left : left + width]
    before, inside = shown[: start - left], shown[start - left : max(start, min(end, left + width)) - left]
    more = "…" if left + width < len(flat) else ""
    return f"  {'…' if left else ''}{shown}{more}\n  {' ' * (_room(before) + bool(left))}{'^' * max(1, _room(inside))}"


def _room(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from levelwise.text.characters import display_width

    return display_width(text)


def _seen(character: str) -> str:
    """Return what stands for a character that a terminal might obey: one that takes as much room."""
    return " " if character.isspace() else "\ufffd"
