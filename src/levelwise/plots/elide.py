"""Words fit for a picture: short enough, broken where there is no room, and without what breaks a line or a file."""

from __future__ import annotations

from levelwise.text.characters import display_width, plain, truncated


def elided(text: str, most: int) -> str:
    """Return a text without its middle where it is wider than so many columns.

    Examples
    --------
    >>> elided("a_very_long_name_of_a_column", 12)
    'a_very…olumn'
    """
    text = _drawn(text)
    if display_width(text) <= most:
        return text
    left, right = truncated(text, (most - 1) - (most - 1) // 2), truncated(text[::-1], (most - 1) // 2)[::-1]
    return f"{left}…{right}"


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many columns, words that are too long without their middles.

    Examples
    --------
    >>> wrapped("no slope: sector = 1 in every row", 20)
    ['no slope: sector = 1', 'in every row']
    """
    lines: list[str] = []
    for word in _drawn(text).split(" "):
        word = elided(word, width)
        if lines and display_width(lines[-1]) + 1 + display_width(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if text else []


def _drawn(text: str) -> str:
    """Return words without what would break a line, and in letters that fonts have."""
    return "".join("↵" if c == "␤" else "\ufffd" if "\u2400" <= c <= "\u2426" else c for c in plain(text))
