r"""The letters, numbers, names and signs of equations in the order in which pandoc writes them in LaTeX.

Names and text stand in ``⟦ ⟧``, ``|`` parts cells and ``¶`` rows. Brackets, commas, spaces and the level of scripts do
not count: they are the writers' own, and the tests look at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from levelwise.equation.tree import (
    Cases,
    Dot,
    Dots,
    Given,
    Index,
    Line,
    Matrix,
    Number,
    Operator,
    Range,
    Sum,
    Symbol,
    System,
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.equation.walk import printed_fields
from levelwise.text.characters import plain
from levelwise.vocabulary.letters import GREEK
from levelwise.writers.spellings import COMMANDS, TEXT_OPERATORS

_TOKEN = re.compile(
    r"\\text\{(?P<text>(?:[^{}\\]|\\.)*)\}|(?:\\\\\s*)?\\(?:begin|end)\{\w+\}|\\right\.|\\[A-Za-z]+|\\.|.", re.DOTALL
)
_TEXT = re.compile(r"\\(textbackslash|textasciitilde|textasciicircum|quad) ?|\\(.)")
_CHARACTERS = {
    **{f"\\{name}": letter for name, letter in GREEK.items()},
    "\\varphi": "φ",
    "\\phi": "ϕ",
    "\\top": "⊤",
    "\\sum": "∑",
    "'": "′",
    "\\sim": "∼",
    "\\mid": "∣",
    "\\times": "×",
    "\\otimes": "⊗",
    "\\ast": "∗",
    "*": "∗",
    "\\cdot": "·",
    "\\ldots": "…",
    "\\leq": "≤",
    "\\geq": "≥",
    "\\neq": "≠",
    "\\in": "∈",
    "\\_": "_",
    "&": "|",
    "\\\\": "¶",
}
"""What the commands of LaTeX stand for that pandoc writes; others say how something is set."""
_IN_TEXT = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "quad": "\u2003", "!": "\u200b"}

_BETWEEN = " ,\u2009\u2003\u200b"
"""What stands between names; pandoc 3 puts it into one text with them."""


def from_tree(system: System) -> str:
    """Return the characters of a system."""
    between = "|" if len(system.lines) > 1 or system.lines[0].heading else ""
    rows = (between.join("".join(_printed(side)) for side in sides) for line in system.lines for sides in _rows(line))
    return _joined("¶".join(rows))


def from_latex(latex: str) -> str:
    """Return the characters of an equation that pandoc has read."""
    shown = []
    for token in _TOKEN.finditer(latex):
        if token["text"] is not None:
            shown.append(f"⟦{_TEXT.sub(_unescaped, token['text'])}⟧")
        elif token[0].isalnum() or token[0] in "+-=<>/:·.":
            shown.append(token[0])
        else:
            shown.append(_CHARACTERS.get(token[0], ""))
    return _joined("".join(shown))


def _unescaped(command: re.Match[str]) -> str:
    name = command[1] or command[2]
    return _IN_TEXT.get(name, name)


def comparable(signs: str, system: System) -> str:
    """Return signs without the ends of rows, some of which pandoc 2 does not write so that they can be read."""
    signs = signs.replace("¶", "").replace("⟧⟦", "").replace("ϕ", "φ")
    return signs if len(system.lines) > 1 or system.lines[0].heading else signs.replace("|", "")


def mathematics(part: Any) -> Iterator[str]:
    """Yield the LaTeX of the equations in a document as pandoc spells it in JSON."""
    if isinstance(part, dict) and part.get("t") == "Math":
        yield part["c"][1]
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from mathematics(inner)


def _joined(text: str) -> str:
    """Return characters in which adjacent texts are one, without what only stands between them."""
    parted = re.sub("⟦([^⟧]*)⟧", lambda match: f"⟦{match[1].strip(_BETWEEN)}⟧", text.replace("−", "-"))
    return parted.replace("⟧⟦", "").replace("⟦⟧", "").replace("\u2009", "")


def _rows(line: Line) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    """Yield the two cells of a line, and before them those of its heading."""
    if line.heading:
        yield (), (Text(line.heading),)
    yield _sides(line)


def _sides(line: Line) -> tuple[tuple[object, ...], tuple[object, ...]]:
    sign = Operator({"~": "∼"}.get(line.relation, line.relation))
    ranges = chain.from_iterable((Text(", "), one) for one in line.ranges)
    return (line.left,), (line.under, sign, line.right, Operator(line.sign), *ranges)


def _printed(node: object) -> Iterator[str]:
    match node:
        case str() | bool() | None:
            pass
        case tuple():
            yield from chain.from_iterable(map(_printed, node))
        case Symbol(name, sub, sup):
            yield "⊤" if name == "top" else COMMANDS.get(name, name)
            yield from _printed((sub, sup))
        case Number(digits):
            yield digits
        case Index(letter, at, named):
            yield f"⟦{plain(letter)}⟧" if named else letter.replace("'", "′")
            yield at.replace("'", "′")
        case Word(words) | Text(words):
            yield f"⟦{plain(words)}⟧"
        case Operator(sign):
            yield TEXT_OPERATORS.get(sign, sign)
        case Dots():
            yield "…"
        case Dot():
            yield "·"
        case Transpose(inner):
            yield from _printed((inner, Symbol("top")))
        case Given(part, condition):
            yield from _printed((part, Operator("∣"), condition))
        case Times(factors):
            yield "×".join("".join(_printed(factor)) for factor in factors)
        case Sum(terms):
            signs = [sign if place or sign == "-" else "" for place, (sign, _) in enumerate(terms)]
            yield from chain.from_iterable(
                (sign, *_printed(term)) for sign, (_, term) in zip(signs, terms, strict=True)
            )
        case Matrix(rows) | Cases(rows):
            yield "¶".join("|".join("".join(_printed(cell)) for cell in row) for row in rows)
        case UnderBrace(inner, below) | UnderSet(inner, below):
            yield from _printed((below, inner))
        case Range():
            yield from _range(node)
        case _:
            yield from _printed(tuple(getattr(node, name) for name in printed_fields(node.__class__) or ()))


def _range(node: Range) -> Iterator[str]:
    if node.bound is None:
        yield f"⟦, for each cell {''.join(node.letters)} of {plain(node.label)}⟧"
        return
    label = f"for {plain(node.label)} " if node.label else ""
    letters, count = "".join(node.letters), f" = {node.count}" if node.count else ""
    scripts = isinstance(node.bound, Symbol) and (node.bound.sub or node.bound.sup)
    bound = "".join(_printed(node.bound))
    if node.as_text and not scripts:
        yield f"⟦, {label}{letters} = 1, …, {bound}{count}⟧"
    else:
        yield f"⟦{label}⟧{letters}=1…{bound}{count.replace(' ', '')}"
