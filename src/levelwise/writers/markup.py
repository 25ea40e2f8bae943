"""What MathML and HTML have in common: a user's words as text of XML, which HTML reads alike."""

from __future__ import annotations

from levelwise.text.characters import plain

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escaped(words: str) -> str:
    r"""Return words as text or as the value of an attribute: well-formed, on one line, nothing in them a tag.

    Examples
    --------
    >>> print(escaped('a < "b"'), escaped("new\nline"), escaped("bell\a"))
    a &lt; &quot;b&quot; new␤line bell␇
    """
    return plain(words).translate(_ESCAPES)


def unbroken(words: str) -> str:
    """Return words as `escaped` does, with spaces that are kept: XML would run several into one.

    Examples
    --------
    >>> print(unbroken("my  var"))
    my&#xA0;&#xA0;var
    """
    return escaped(words).replace(" ", "&#xA0;")


def verbatim(text: str) -> str:
    """Return text of ours, in which lines and spaces stay as they are, with the characters of markup escaped."""
    return text.translate(_ESCAPES)
