"""Labels shortened or wrapped to fit, without characters that would break a line or a file."""

from __future__ import annotations

from levelwise.text.characters import display_width, plain, truncated


def elided(text: str, width: int) -> str:
    """Return a string without its middle where it is wider than `width` columns.

    Examples
    --------
    >>> elided("a_very_long_name_of_a_column", 12)
    'a_very…olumn'
    """
    text = _drawable(text)
    if display_width(text) <= width:
        return text
    left, right = truncated(text, (width - 1) - (width - 1) // 2), truncated(text[::-1], (width - 1) // 2)[::-1]
    return f"{left}…{right}"


def wrapped(text: str, width: int) -> list[str]:
    """Return a string in lines of at most `width` columns; words that are too long lose their middle.

    Examples
    --------
    >>> wrapped("no slope: sector = 1 in every row", 20)
    ['no slope: sector = 1', 'in every row']
    """
    lines: list[str] = []
    for word in _drawable(text).split(" "):
        word = elided(word, width)
        if lines and display_width(lines[-1]) + 1 + display_width(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if text else []


def _drawable(text: str) -> str:
    """Return a string without line breaks and without characters that fonts lack."""
    return "".join("↵" if c == "␤" else "\ufffd" if "\u2400" <= c <= "\u2426" else c for c in plain(text))
