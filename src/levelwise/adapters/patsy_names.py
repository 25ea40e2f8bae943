"""The names that patsy and formulaic give to design columns: ``ses``, ``sector[T.cath]``, ``C(bl)[2]:ses``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from levelwise.errors import LevelwiseError, UnsupportedModelError
from levelwise.formula.parser import parse_tree
from levelwise.formula.syntax import Call, Name, String, quoted

_OPENING, _CLOSING = "([{", ")]}"


def factors_of(name: str) -> list[tuple[str, str | None]]:
    """Return the factors of a column: the text of each, and its label in brackets; None for a numeric one.

    Examples
    --------
    >>> factors_of("C(bl)[2]:ses")
    [('C(bl)', '2'), ('ses', None)]
    """
    found: list[tuple[str, str | None]] = []
    for part in _split(name):
        if part.endswith("]") and "[" in part:
            opening = _last_opening(part)
            found.append((part[:opening], part[opening + 1 : -1]))
        else:
            found.append((part, None))
    return found


def terms_of(names: Iterable[str]) -> list[str]:
    """Return the terms of columns, each once; the intercept is left out.

    Examples
    --------
    >>> terms_of(["Intercept", "sector[T.cath]", "ses", "ses:sector[T.cath]"])
    ['sector', 'ses', 'ses:sector']
    """
    terms = (":".join(text for text, _ in factors_of(name)) for name in names if name != "Intercept")
    return list(dict.fromkeys(terms))


def is_intercept(name: str) -> bool:
    """Return whether a name is that of the intercept."""
    return name in ("Intercept", "1", "(Intercept)", "const")


def component_bar(names: Sequence[str], component: str, group: str | None, package: str) -> tuple[str, str]:
    """Return the slope and the grouping factor of a variance component, in the language of formulas.

    Parameters
    ----------
    names : sequence of str
        The names of its columns, each of which has an independent effect.
    component : str
        Its name, for messages.
    group : str or None
        The column within whose groups the effects are independent; None if there is one group.
    package : str
        The name of the package, for messages.

    Returns
    -------
    slope, label : str
        ``"1"`` and ``"class:school"``, or ``"0 + ses"`` and ``"school"``.

    Raises
    ------
    UnsupportedModelError
        When its columns are not the indicators of groups, or their products with a variable.

    Examples
    --------
    >>> component_bar(["C(bl)[0]:ses", "C(bl)[1]:ses"], "b", "school", "statsmodels")
    ('0 + ses', 'bl:school')
    """
    shapes = {tuple((text, label is not None) for text, label in factors_of(name)) for name in names}
    refusal = UnsupportedModelError(
        f"the variance component {component!r} of {package}, with the columns {', '.join(names[:3])}…, is not read; a "
        "factor within the groups, '0 + C(a)', and a slope that varies with it, '0 + C(a):x', are"
    )
    labels = [label or "" for one in names for _, label in factors_of(one)]
    if len(shapes) != 1 or any(label.startswith("T.") for label in labels):
        raise refusal
    (shape,) = shapes
    slopes = [text for text, is_factor in shape if not is_factor and not is_intercept(text)]
    grouping = [_column(text) for text, is_factor in shape if is_factor]
    if None in grouping or not (grouping or group) or (not grouping and len(names) != 1):
        raise refusal
    parts = [quoted(one) for one in (*grouping, group) if one is not None]
    return (f"0 + {':'.join(slopes)}" if slopes else "1"), ":".join(parts)


def _column(text: str) -> str | None:
    """Return the column of ``g``, ``C(g)`` or ``Q("g")``; None for other expressions."""
    try:
        tree = parse_tree(text)
    except LevelwiseError:
        return None
    if isinstance(tree, Call) and tree.function in ("C", "factor", "Q") and tree.arguments:
        tree = tree.arguments[0].value
    if isinstance(tree, String):
        return tree.value
    return tree.text if isinstance(tree, Name) else None


def _split(name: str) -> list[str]:
    """Divide a name at the colons outside of brackets and quotation marks."""
    parts, depth, mark = [""], 0, ""
    for character in name:
        if mark:
            mark = "" if character == mark else mark
        elif character in "'\"`":
            mark = character
        else:
            depth += (character in _OPENING) - (character in _CLOSING)
        if character == ":" and depth == 0 and not mark:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _last_opening(part: str) -> int:
    """Return the position of the bracket that the last one closes."""
    depth = 0
    for position in range(len(part) - 1, -1, -1):
        depth += (part[position] == "]") - (part[position] == "[")
        if depth == 0:
            return position
    return 0
