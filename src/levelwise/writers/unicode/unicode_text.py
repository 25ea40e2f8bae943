"""Unicode text: the equations drawn in two dimensions, for terminals and plain notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Literal

from levelwise.equation.tree import Distribution, Line, Matrix, System
from levelwise.options import Options, applied, options_of_writer
from levelwise.text.characters import plain
from levelwise.writers.fitting.fit import Page, fitted
from levelwise.writers.spellings import TEXT_OPERATORS
from levelwise.writers.unicode.boxes import Box, beside, line, stacked, underset, widened
from levelwise.writers.unicode.nodes import draw, phrase

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry
    from levelwise.writers.legends.clauses import Form

_RELATION = 3
"""Width of a relation with the spaces around it, which a continued line has in its place."""

WIDEST = 200
"""Maximum width of a drawing in columns for which none is given; wider ones cannot be read on a screen."""

DEFAULTS = applied({}, options_of_writer("text"))


def write(system: System, options: Options = DEFAULTS) -> str:
    """Return the equations drawn in Unicode characters, aligned on their relation signs.

    Parameters
    ----------
    system : System
        The equations.
    options : Options, optional
        ``width`` is the maximum number of columns, by default 200. A line that needs more is broken (see
        `levelwise.writers.fitting.fit.fitted`); ``terms_per_line``, ``operator_location`` and ``compact`` say how.

    Examples
    --------
    >>> from levelwise.equation.tree import Index, Sum, Symbol
    >>> terms = tuple(("+", Symbol(name, (Index("j"),))) for name in ("beta", "gamma", "u"))
    >>> system = System((Line(Symbol("y"), "=", Sum(terms)),), "any")
    >>> print(write(system))
    y = βⱼ + γⱼ + uⱼ
    >>> print(write(system, Options({"width": 12})))
    y = βⱼ + γⱼ
        + uⱼ
    """
    page = _page(options)
    if page.terms is not None or page.compact or any(_is_vast(one, page.width) for one in system.lines):
        lines = fitted(system, page).lines
        drawn = _drawn(lines)
    else:
        lines = system.lines
        drawn = _drawn(lines)
        if max((margin + right for margin, right in map(_both, drawn)), default=0) > page.width:
            lines = fitted(system, page).lines
            drawn = _drawn(lines)
    headings = [one.heading for one in lines if one.relation in ("~", "=")]
    margin = max((left.width for left, _, _ in drawn), default=0)
    middle = max((relation.width for _, relation, _ in drawn), default=0)
    blocks: list[str] = []
    for heading, (left, relation, right) in zip(headings, drawn, strict=True):
        if heading:
            blocks.extend([""] * bool(blocks) + [plain(heading)])
        whole = beside((line(" " * (margin - left.width)), left, widened(relation, middle), right))
        block = "\n".join(text.rstrip() for text in whole.lines)
        if blocks and ("\n" in block or "\n" in blocks[-1]):
            blocks.append("")
        blocks.append(block)
    return "\n".join(blocks)


def legend(entries: Sequence[Entry], form: Form, options: Options) -> str:
    """Return a legend in two columns, or as one sentence; ``width`` is the maximum number of columns, by default 88."""
    from levelwise.writers.legends.text import text  # as legends are rarely asked for

    return text(entries, form, options["width"])


def _drawn(lines: Sequence[Line]) -> list[tuple[Box, Box, Box]]:
    """Draw both sides and the relation of each equation; the lines that continue it are stacked on the right."""
    found: list[tuple[Box, Box, Box]] = []
    for one in lines:
        if one.relation in ("~", "="):
            found.append((draw(one.left), _relation(one), _right(one)))
        else:
            left, relation, right = found[-1]
            found[-1] = (left, relation, stacked([right, _right(one)])[0])
    return found


def _both(drawn: tuple[Box, Box, Box]) -> tuple[int, int]:
    left, relation, right = drawn
    return left.width, max(relation.width, _RELATION) + right.width


def _page(options: Options) -> Page:
    limit = WIDEST if options["width"] is None else options["width"]
    sign: Literal["start", "end"] = options.get("operator_location") or "start"
    return Page(
        limit,
        lambda one: (0.0, inf) if _is_vast(one, limit) else _widths(one),
        options.get("terms_per_line"),
        sign,
        options.get("compact"),
    )


def _is_vast(one: Line, limit: float) -> bool:
    """Return whether a line has so many columns that drawing it to see whether it fits would be a waste."""
    parts = one.right.arguments if isinstance(one.right, Distribution) else (one.right,)
    return any(isinstance(part, Matrix) and 3 * part.width > limit for part in parts)


def _widths(one: Line) -> tuple[float, float]:
    return _both((draw(one.left), _relation(one), _right(one)))


def _relation(one: Line) -> Box:
    if one.relation not in ("~", "="):
        return line("")
    sign = line(f" {one.relation} ")
    return sign if one.under is None else underset(sign, beside((line(" "), draw(one.under), line(" "))))


def _right(one: Line) -> Box:
    sign = line(f" {TEXT_OPERATORS.get(one.sign, one.sign)}" if one.sign else "")
    ending = [part for each in one.ranges for part in (line(", "), phrase(each))]
    start = line(f"{TEXT_OPERATORS.get(one.relation, one.relation)} " if one.relation in ("+", "-") else "")
    return beside((start, draw(one.right), sign, *ending))
