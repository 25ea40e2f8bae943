"""Fitting a system to the width of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any, Literal

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Distribution, Index, Line, Matrix, Node, Symbol, System, UnderSet
from levelwise.equation.walk import distinct
from levelwise.text.note import Note
from levelwise.writers.fitting.compact import compacted, is_covariance
from levelwise.writers.fitting.distributions import Names, means_explained, separated, shortened
from levelwise.writers.fitting.heights import TALLEST, height
from levelwise.writers.fitting.lists import MOST, longest_list, with_dots
from levelwise.writers.fitting.metrics import line_width
from levelwise.writers.fitting.sums import Space, broken, terms_of

Widths = Callable[[Line], tuple[float, float]]
"""Returns the widths of a line left of its relation and from there on."""

_COMPACT = 3
"""Minimum number of rows of a matrix that is written as a symbol because it is too wide."""

_TERMS = 4
"""Terms on a line where there is no page."""

_SAFETY = 0.96
"""The share of a line that is filled, as the widths of characters are estimates."""


@dataclass(frozen=True)
class Page:
    """How wide lines may be, and how long systems are made to fit.

    Attributes
    ----------
    width : float
        Maximum width of a line in the unit of `widths`; infinity for no limit.
    widths : callable
        Returns the widths of a line on both sides of its relation; by default estimated in ems.
    terms : int or None
        Maximum number of terms on a line.
    sign : {"start", "end"}
        Whether the sign between two lines of a sum starts the second (``start``) or ends the first (``end``).
    compact : bool or None
        Whether covariance matrices are written as symbols with their dimension; None for those that are too wide.
    """

    width: float
    widths: Widths = line_width
    terms: int | None = None
    sign: Literal["start", "end"] = "start"
    compact: bool | None = None


def page(options: Mapping[str, Any], *, width: float, wraps: bool) -> Page:
    """Return the page that the options of a format describe.

    Parameters
    ----------
    options : Options
        Those of a format that wraps: ``wrap``, ``terms_per_line``, ``operator_location``, ``line_width``, ``compact``.
    width : float
        The width of a line in ems where none is given.
    wraps : bool
        Whether the format wraps by default. A format that does not has no page; asked to wrap without a width, it
        breaks lines as the R package equatiomatic does, after every fourth term and the sign behind it.
    """
    if options["wrap"] and not wraps and options["line_width"] is None:
        terms = options["terms_per_line"] or _TERMS
        return Page(inf, line_width, terms, options["operator_location"] or "end", options["compact"])
    asked = options["line_width"] is not None or options["terms_per_line"] is not None
    wrap = (wraps or asked) if options["wrap"] is None else options["wrap"]
    terms = options["terms_per_line"]
    limit = (options["line_width"] or width) * _SAFETY if wrap else inf
    return Page(limit, line_width, terms, options["operator_location"] or "start", options["compact"])


def fitted(system: System, page: Page) -> System:
    """Return a system whose lines fit on a page, as far as they can.

    A line that is too long first has the mean vector and the covariance matrix of its distribution put on lines of
    their own; then sums are broken at their signs; a covariance matrix that is still too wide becomes a symbol, with a
    note.

    Examples
    --------
    >>> from levelwise.equation.tree import Sum, Symbol
    >>> long = Line(Symbol("y"), "=", Sum(tuple(("+", Symbol(name)) for name in "abcdef")))
    >>> [line.relation for line in fitted(System((long,), "any"), Page(9.0)).lines]
    ['=', '+']
    """
    if page.width == inf and page.terms is None and not page.compact:
        return system
    page = replace(page, widths=_remembered(page.widths))
    margin = _margin(system.lines, page)
    if not page.compact and not any(_too_long(line, margin, page) for line in system.lines):
        return system
    names = Names.of(system.lines)
    lines: list[Line] = []
    compact: list[int] = []
    # the left sides are aligned: what stands right of them has the rest of the width, whichever line it is on
    for line in system.lines:
        long = _too_long(line, margin, page)
        # where a number of terms is asked for, a sum is broken inside the brackets of a link, as in the R package
        apart = separated(line, names, links=page.terms is None) if long or _compacts(line, page) else [line]
        parts = _headed(line, apart)
        for part in parts:
            names = _with(names, part.left)
            lines.append(part)
    lines = _each(lines, lambda line, margin: _explained(line, names, margin, page), page)
    listed = _longest_list(lines, page)
    if listed:
        lines = [with_dots(line) for line in lines]
    letters = frozenset(part.letter for part in distinct(system.lines) if isinstance(part, Index))
    lines = _each(lines, lambda line, margin: _compacted(line, margin, page, letters, compact), page)
    tall = max(map(height, lines), default=0)
    if page.compact is not False and tall > TALLEST:
        lines = [new for line in lines for new in _headed(line, list(shortened(line, names)))]
    if compact:
        lines = _dimensions_shown(lines)
    # words, and LaTeX for other programs, need no broken lines, but nobody listens to forty thousand covariances
    shorter = compact or listed or (page.compact is not False and tall > TALLEST)
    whole = replace(system, lines=tuple(lines)) if shorter else system.of or system
    lines = _each(lines, lambda line, margin: list(broken(line, _space(page, margin))), page)
    notes = tuple(_note(size) for size in sorted(set(compact))) if page.compact is None else ()
    if page.compact is None and tall > TALLEST:
        notes = (*notes, Note("compact-vector", _TALL.format(tall)))
    if page.compact is None and listed:
        notes = (*notes, Note("compact-vector", _LONG.format(listed)))
    if any(_is_off(line, margin, page) for margin in [_margin(lines, page)] for line in lines):
        notes = (*notes, Note("wide-line", _WIDE))
    return replace(system, lines=tuple(lines), notes=(*system.notes, *notes), of=whole)


def _longest_list(lines: Sequence[Line], page: Page) -> int:
    """Return the number of members of the longest list if it is shortened: on a page that is too narrow for it."""
    longest = max(map(longest_list, lines), default=0)
    if page.compact is False or longest <= MOST:
        return 0
    margin = _margin(lines, page)
    # what is wide and cannot be broken: a list, or a matrix to the right of one
    unbroken = (one for one in lines if longest_list(one) or isinstance(one.right, Matrix))
    return longest if any(margin + page.widths(one)[1] > page.width for one in unbroken) else 0


def _each(lines: list[Line], change: Callable[[Line, float], list[Line]], page: Page) -> list[Line]:
    margin = _margin(lines, page)
    return [new for line in lines for new in _headed(line, change(line, margin))]


def _headed(line: Line, parts: list[Line]) -> list[Line]:
    """Return the lines that replace a line, the first of which has its heading."""
    if not line.heading:
        return parts
    first, *others = parts
    return [replace(first, heading=line.heading), *(replace(other, heading="") for other in others)]


def _margin(lines: Sequence[Line], page: Page) -> float:
    return max((page.widths(line)[0] for line in lines), default=0.0)


def _too_long(line: Line, margin: float, page: Page) -> bool:
    terms = terms_of(_mean(line) or line.right)
    too_many = page.terms is not None and len(terms) > page.terms
    return too_many or margin + page.widths(line)[1] > page.width


def _remembered(widths: Widths) -> Widths:
    """Return a function that measures each line once."""
    known: dict[int, tuple[Line, tuple[float, float]]] = {}

    def measure(line: Line) -> tuple[float, float]:
        found = known.get(id(line))
        if found is None:
            found = known[id(line)] = (line, widths(line))
        return found[1]

    return measure


def _mean(line: Line) -> Node | None:
    return line.right.arguments[0] if isinstance(line.right, Distribution) and line.right.arguments else None


def _compacts(line: Line, page: Page) -> bool:
    return bool(page.compact) and isinstance(line.right, Distribution) and isinstance(line.right.arguments[-1], Matrix)


def _with(names: Names, left: Node) -> Names:
    return Names(names.taken | {(left.name, left.face, left.sub)}) if isinstance(left, Symbol) else names


def _explained(line: Line, names: Names, margin: float, page: Page) -> list[Line]:
    return means_explained(line, names) if margin + page.widths(line)[1] > page.width else [line]


def _compacted(line: Line, margin: float, page: Page, letters: frozenset[str], compact: list[int]) -> list[Line]:
    """Return what stands in the place of a covariance matrix: itself, or only what tells its entries."""
    if not is_covariance(line) or page.compact is False:
        return [line]
    assert isinstance(line.right, Matrix)
    too_wide = margin + page.widths(line)[1] > page.width and 2 * margin <= page.width
    if not page.compact and (not too_wide or len(line.right.rows) < _COMPACT):
        return [line]
    compact.append(len(line.right.rows))
    symbol, below = compacted(line, letters)
    return [Line(line.left, "=", symbol), *below]


def _dimensions_shown(lines: list[Line]) -> list[Line]:
    """Put the dimension of a compact matrix where the matrix is used first: in its distribution."""
    sizes = {line.left: line.right for line in lines if line.relation == "=" and _is_dimension(line)}

    def shown(line: Line) -> Iterator[Line]:
        if line.left in sizes and sizes[line.left] == line.right:
            return
        if isinstance(line.right, Distribution) and line.right.arguments[-1] in sizes:
            *others, sigma = line.right.arguments
            yield replace(line, right=replace(line.right, arguments=(*others, sizes[sigma])))
        else:
            yield line

    return [new for line in lines for new in shown(line)]


def _is_dimension(line: Line) -> bool:
    return isinstance(line.right, UnderSet) and line.right.inner == line.left


def _space(page: Page, margin: float) -> Space:
    return Space(page.width - margin, lambda line: page.widths(line)[1], page.terms, page.sign)


def _is_off(line: Line, margin: float, page: Page) -> bool:
    """Return whether a line is wider than the page although its sums are broken; a matrix is known to be."""
    matrices = any(isinstance(part, Matrix) and part.width > 1 for part in distinct(line.right))
    return not matrices and margin + page.widths(line)[1] > page.width / _SAFETY


_WIDE = "a line is wider than the page, as names and products are not broken; shorter names make it fit"
_TALL = "a vector of {} rows is too tall for the page and has dots in the middle; compact=False writes it in full"
_LONG = "a list of {} members is too long for the page and has dots in the middle; compact=False writes it in full"


def _note(size: int) -> Note:
    text = (
        f"a covariance matrix of {size} rows is too wide for the page and is written as a symbol, its entries below; "
        "compact=False writes it in full"
    )
    return Note("compact-matrix", text)
