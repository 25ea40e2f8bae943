"""A user's words as text of MathML and HTML, whose characters of markup are those of XML."""

from __future__ import annotations

from html import escape

from levelwise.text.characters import plain


def escaped(words: str) -> str:
    r"""Return words as text or as the value of an attribute: well-formed, on one line, nothing in them a tag.

    Examples
    --------
    >>> print(escaped('a < "b"'), escaped("new\nline"), escaped("bell\a"))
    a &lt; &quot;b&quot; new␤line bell␇
    """
    return escape(plain(words))


def unbroken(words: str) -> str:
    """Return words as `escaped` does, with spaces that are kept: XML would run several into one.

    Examples
    --------
    >>> print(unbroken("my  var"))
    my&#xA0;&#xA0;var
    """
    return escaped(words).replace(" ", "&#xA0;")
