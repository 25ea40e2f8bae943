"""Legends in plain text: the symbols in a column, the words beside them; or one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.legend import Entry, Prose
from levelwise.equation.transform import transform
from levelwise.equation.tree import Line, Node, Row, Scripted, Text
from levelwise.text.characters import plain
from levelwise.writers.legends.clauses import Form, explanation, sentence, symbols
from levelwise.writers.unicode.boxes import Box, beside, line, stacked, widened
from levelwise.writers.unicode.nodes import draw

WIDTH = 88
"""Width of the lines of a legend in columns, if none is given."""

_GAP = 2
_LEAST = 24
"""Width of the words beside very wide symbols."""


def text(entries: Sequence[Entry], form: Form, width: int | None) -> str:
    """Return a legend in lines of at most `width` columns, as far as symbols and long words allow."""
    limit = WIDTH if width is None else width
    if form == "sentence":
        return _shown(_paragraph(sentence(entries), limit))
    rows = [(_line(symbols(entry)), explanation(entry)) for entry in entries]
    left = max((symbol.width for symbol, _ in rows), default=0)
    space = line(" " * _GAP)
    drawn = [
        beside((widened(symbol, left, "left"), space, _paragraph(words, max(limit - left - _GAP, _LEAST))))
        for symbol, words in rows
    ]
    return _shown(stacked(drawn)[0])


def _line(prose: Prose) -> Box:
    return beside([line(plain(part)) if isinstance(part, str) else draw(part) for part in prose])


def _paragraph(prose: Prose, width: int) -> Box:
    """Return prose in lines that are broken at spaces."""
    lines: list[list[Box]] = [[]]
    used = 0
    for word in _words(prose):
        whole = beside(word)
        if used and used + 1 + whole.width > width:
            lines.append([])
            used = 0
        lines[-1].extend((line(" "), whole) if used else (whole,))
        used += whole.width + bool(used)
    return stacked([beside(one) for one in lines])[0]


def _words(prose: Prose) -> list[list[Box]]:
    """Return the words of prose; mathematics and the characters beside it, such as a semicolon, are one word."""
    words: list[list[Box]] = [[]]
    for part in prose:
        if not isinstance(part, str):
            words[-1].append(in_line(part))
            continue
        for place, piece in enumerate(plain(part).split(" ")):
            if place:
                words.append([])
            if piece:
                words[-1].append(line(piece))
    return [word for word in words if word]


def in_line(node: Node) -> Box:
    """Draw a node on one line, if it can be: a category in square brackets, ``sector[cath]``."""
    whole = draw(node)
    flat = draw(transform(node, _flattened)) if whole.height > 1 else whole
    return flat if flat.height == 1 else whole


def _flattened(part: Node | Line) -> Node | Line:
    if not isinstance(part, Scripted) or part.sup or not part.sub:
        return part
    base, below = draw(part.base), draw(Row(part.sub))
    return Text(f"{base.lines[0]}[{below.lines[0]}]") if base.height == below.height == 1 else part


def _shown(box: Box) -> str:
    return "\n".join(one.rstrip() for one in box.lines)
