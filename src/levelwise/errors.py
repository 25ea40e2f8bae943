"""The errors that Levelwise raises, all of them subclasses of `LevelwiseError`."""

from __future__ import annotations

from collections.abc import Iterable


class LevelwiseError(Exception):
    """Base class of the errors that Levelwise raises."""


class FormulaSyntaxError(LevelwiseError):
    """A formula cannot be parsed; a caret in the message marks the position.

    Attributes
    ----------
    source : str
        The formula as typed.
    start, end : int
        The half-open range of characters concerned.
    """

    def __init__(self, message: str, source: str, start: int, end: int) -> None:
        self.source, self.start, self.end = source, start, end
        super().__init__(f"{message}\n{caret(source, start, end)}" if source.strip() else message)


_SHOWN = 16
"""Maximum number of names that a message lists; there are fewer notations and formats."""


class UnknownNameError(LevelwiseError):
    """A column, notation, format, option or other name does not exist; the message suggests the nearest one."""

    def __init__(
        self,
        what: str,
        name: str,
        known: Iterable[str],
        where: str = "",
        *,
        of: str = "",
        suggest: bool = True,
        why: str = "",
        meant: str = "",
    ) -> None:
        self.what, self.name, self.where = what, name, where
        name, names = _abbreviated(str(name)), sorted(_abbreviated(str(one)) for one in known)
        message = f"there is no {what} {name!r}" + (f" {of}" if of else "")
        near = meant or (_nearest(name, names) if suggest else None)
        if near:
            message += f"; did you mean {near!r}?"
            if near.lower() == name.lower():
                message += " Upper and lower case differ"
        elif names:
            shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
            message += f"; available: {shown}"
        message += f"; {why}" if why else ""
        super().__init__(message + (f"\n{where}" if where else ""))


def _nearest(name: str, names: list[str]) -> str | None:
    """Return the name that was probably meant: alike but for case and punctuation, or by spelling, or abbreviated."""
    from difflib import get_close_matches  # rarely needed

    bare = _bare(name)
    alike = [one for one in names if _bare(one) == bare] if bare else []
    near = alike or get_close_matches(name, names, n=1, cutoff=0.6)
    if not near and len(bare) > 1:
        lower = {one.lower(): one for one in reversed(names)}
        near = [lower[one] for one in get_close_matches(name.lower(), lower, n=1, cutoff=0.6)]
        near = near or [one for one in names if "".join(word[0] for word in _words(one)) == bare]
        near = near or [one for one in names if len(bare) > 2 and _bare(one).startswith(bare)]
    return near[0] if near else None


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case."""
    return "".join(c if c.isalnum() else " " for c in name).lower().split()


def _bare(name: str) -> str:
    """Return a name in lower case, without punctuation and spaces."""
    return "".join(_words(name))


def _abbreviated(name: str, length: int = 200) -> str:
    return name if len(name) <= length else f"{name[:length]}…"


class DataError(LevelwiseError):
    """The data do not fit the formula: they are empty, of the wrong type, or contradict an argument."""


class UnsupportedModelError(LevelwiseError):
    """The notation, function or version does not support the model; the message says what is supported."""


class ConfigurationError(LevelwiseError):
    """A setting in ``pyproject.toml`` or the environment is invalid; the message says where."""


class VerificationError(LevelwiseError):
    """The equations do not represent the model."""


class OptionError(LevelwiseError, ValueError):
    """An option does not apply, or has an invalid value; the message names what takes it, or the valid values."""


class MissingExtraError(LevelwiseError):
    """An optional dependency is missing; the message gives the command that installs it."""


class LevelwiseWarning(UserWarning):
    """Something was left out, such as a notation of another package that cannot be loaded."""


def caret(source: str, start: int, end: int, width: int = 100) -> str:
    """Return the part of `source` around a position, with carets under it.

    Examples
    --------
    >>> print(caret("y ~ x +", 7, 7))
      y ~ x +
             ^
    """
    from levelwise.text.characters import display_width  # rarely needed

    flat = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in source)  # one for one
    left = max(0, min(start - width // 2, len(flat) - width))
    shown = flat[left : left + width]
    before, inside = shown[: start - left], shown[start - left : max(start, min(end, left + width)) - left]
    more = "…" if left + width < len(flat) else ""
    indent = " " * (display_width(before) + bool(left))
    return f"  {'…' if left else ''}{shown}{more}\n  {indent}{'^' * max(1, display_width(inside))}"
