"""Which contrasts a factor has: what ``contrasts=`` says, and what ``C()`` says in a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from levelwise.data.constants import Constants
from levelwise.data.contrasts import KINDS, Choice, contrast
from levelwise.data.functions import FUNCTIONS
from levelwise.data.functions.table import Given
from levelwise.data.schema import Column
from levelwise.data.values import label_of
from levelwise.errors import DataError, UnknownNameError
from levelwise.formula.syntax import Argument, Call, Name, Node, Number, String, deparse

ContrastHint = str | Mapping[str, Any] | Sequence[Sequence[float]] | np.ndarray[Any, Any]
"""What `contrasts=` takes for a factor: a name, a name with its option, or weights."""

_KINDS = {**{kind.lower(): kind for kind in KINDS}, "sdif": "diff", "polynomial": "poly"}
_FACTORS = frozenset({"C", "factor", "as.factor", "ordered", "as.ordered"})
_OPTIONS = {"treatment": ("base", "reference"), "SAS": ("base",), "sum": ("omit",), "poly": ("scores",)}


def coded(
    columns: Mapping[str, Column], nodes: Mapping[str, Node], hints: Mapping[str, ContrastHint], source: str
) -> dict[str, Column]:
    """Return the variables of a formula, each factor with the contrasts that were chosen for it.

    Raises
    ------
    DataError, UnknownNameError
        For contrasts that do not exist, of something that is no factor, or of the wrong shape.
    """
    found = dict(columns)
    for text, node in nodes.items():
        choice = _choice(text, node, hints, source)
        if choice is None:
            continue
        column = columns[text]
        if not column.is_factor:
            message = f"{text} is no factor and has no contrasts; write factor({text}), or factors={{{text!r}: True}}"
            raise DataError(message)
        if choice.kind == "":
            choice = replace(choice, kind="poly" if column.kind == "ordered" else "treatment")
        if len(column.categories) > 1:  # a factor of one category is refused where it is coded
            found[text] = replace(column, contrast=contrast(choice, text, column.categories))
    return found


def check_names(nodes: Mapping[str, Node], hints: Mapping[str, ContrastHint]) -> None:
    """Raise UnknownNameError for contrasts of something the formula does not have."""
    known = {name for text, node in nodes.items() for name in _names(text, node)}
    for name in hints:
        if name not in known:
            raise UnknownNameError("factor in the formula called", name, known)


def _names(text: str, node: Node) -> tuple[str, ...]:
    """Return the names by which `contrasts=` may mean a variable: its text, and a factor's column."""
    if isinstance(node, Name):
        return text, node.text
    if isinstance(node, Call) and node.function in _FACTORS and node.arguments:
        inner = node.arguments[0].value
        return (text, inner.text) if isinstance(inner, Name) else (text,)
    return (text,)


def _choice(text: str, node: Node, hints: Mapping[str, ContrastHint], source: str) -> Choice | None:
    if text in hints:
        return from_hint(text, hints[text])
    if isinstance(node, Call) and node.function == "C":
        found = from_call(FUNCTIONS["C"].bind(node, Constants(source)))
        if found is not None:
            return found
    for name in _names(text, node):
        if name in hints:
            return from_hint(name, hints[name])
    return None


# --- contrasts= ---------------------------------------------------------------------------------


def from_hint(name: str, hint: ContrastHint) -> Choice:
    """Read what `contrasts=` says of a factor.

    Examples
    --------
    >>> from_hint("f", {"treatment": "c"}).reference
    'c'
    >>> from_hint("f", {"lin": [-1, 0, 1]}).names
    ('lin',)
    """
    if isinstance(hint, str):
        return Choice(_kind(hint))
    if isinstance(hint, Mapping):
        if len(hint) == 1:
            ((key, option),) = hint.items()
            if isinstance(key, str) and _plain(key) in _KINDS:
                return _with_option(name, _KINDS[_plain(key)], option)
        names = tuple(map(str, hint))
        return Choice("custom", matrix=_matrix(name, list(hint.values()), by_column=True), names=names)
    names = tuple(map(str, hint.columns)) if hasattr(hint, "columns") and hasattr(hint, "to_numpy") else ()
    return Choice("custom", matrix=_matrix(name, hint, by_column=False), names=names)


def _with_option(name: str, kind: str, option: object) -> Choice:
    if kind == "poly" and isinstance(option, Sequence | np.ndarray) and not isinstance(option, str):
        return Choice(kind, scores=tuple(_matrix(name, [option], by_column=False)[0]))
    if kind in ("treatment", "sum") and isinstance(option, str | int | float):
        return Choice(kind, reference=label_of(option))
    takes = {"poly": "scores, one a category", "treatment": "a reference category", "sum": "the category left out"}
    said = f"takes {takes[kind]}, not {option!r}" if kind in takes else "takes nothing more"
    raise DataError(f"contrasts= of {name}: {kind!r} {said}")


def _matrix(name: str, values: object, *, by_column: bool) -> tuple[tuple[float, ...], ...]:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.ndim != 2 or array.size == 0:
        message = (
            f"contrasts= of {name} takes one of {', '.join(KINDS)}, a matrix with a row for each category, or "
            "a mapping from the names of columns to weights, one a category"
        )
        raise DataError(message)
    return tuple(tuple(map(float, row)) for row in (array.T if by_column else array))


# --- C() ----------------------------------------------------------------------------------------


def from_call(given: Given) -> Choice | None:
    """Read the contrasts a call of ``C()`` writes, in R's way or in patsy's; None when it writes none."""
    how_many = given.whole("how.many", 1, 1, 10_000) if "how.many" in given else None
    if "contr" not in given:
        if how_many is None and not given.rest:
            return None
        return _optioned(given, "", given.rest, Choice("", how_many=how_many, numbered=True))
    node = given["contr"]
    # R evaluates the contrasts for a number of categories, unless they are named by a keyword alone
    extra = how_many is not None or bool(given.rest)
    if isinstance(node, Name | String):
        written = node.text if isinstance(node, Name) else node.value
        is_function = isinstance(node, Name) and written.startswith("contr.")
        kind = _kind(written, given, node)
        found = Choice(kind, how_many=how_many, numbered=(is_function or extra) and not written[:1].isupper())
        return _optioned(given, kind, given.rest, found)
    if isinstance(node, Call) and node.function in ("c", "cbind", "matrix"):
        return replace(_written(given, node), how_many=how_many, filled=True)
    if isinstance(node, Call):
        kind = _kind(node.function, given, node)
        return replace(_called(given, node, kind), how_many=how_many)
    message = f"{deparse(node)} are no contrasts; write one of {', '.join(KINDS)}, or numbers as c(…) or cbind(…)"
    raise given.reader.error(message, node)


def _kind(written: str, given: Given | None = None, node: Node | None = None) -> str:
    found = _KINDS.get(_plain(written))
    if found is None:
        where = "" if given is None or node is None else given.reader.place(node)
        raise UnknownNameError("contrast", written, KINDS, where)
    return found


def _plain(written: str) -> str:
    return written.removeprefix("contr.").lower()


def _called(given: Given, node: Call, kind: str) -> Choice:
    """Read ``contr.treatment(3, base = 2)``, ``Treatment("a")``, ``contr.poly(4, scores = c(1, 2, 4, 8))``."""
    found = Choice(kind)
    arguments = node.arguments
    named = {argument.name for argument in arguments}
    if arguments and arguments[0].name in (None, "n", "levels"):
        first = arguments[0].value
        pythonic = node.function[:1].isupper()
        if isinstance(first, Number) and not pythonic:
            found = replace(found, size=given.reader.whole(first, "the number of categories", 2, 10_000), numbered=True)
            arguments = arguments[1:]
        elif isinstance(first, Call) and first.function in ("levels", "c") and not pythonic:
            arguments = arguments[1:]
        elif arguments[0].name is None and kind in _OPTIONS:
            arguments = (Argument(_OPTIONS[kind][-1], first), *arguments[1:])
    if arguments and arguments[0].name is None and kind in _OPTIONS and _OPTIONS[kind][0] not in named:
        arguments = (Argument(_OPTIONS[kind][0], arguments[0].value), *arguments[1:])
    return _optioned(given, kind, arguments, found)


def _optioned(given: Given, kind: str, arguments: Sequence[Argument], found: Choice) -> Choice:
    """Put the options of contrasts to their choice: a base, a reference, scores."""
    for argument in arguments:
        name, node = argument.name or "", argument.value
        if name not in _OPTIONS.get(kind or "treatment", ()):
            takes = " or ".join(f"{option} =" for option in _OPTIONS.get(kind or "treatment", ())) or "nothing more"
            raise given.error(f"{kind or 'treatment'} contrasts take {takes}, not {name or deparse(node)}")
        if name == "scores":
            found = replace(found, scores=tuple(map(float, given.reader.vector(node))))
        elif name == "base" and isinstance(node, Number):
            found = replace(found, reference=given.reader.whole(node, "base", 1, 10_000))
        else:
            found = replace(found, reference=given.reader.texts(node)[0])
    return found


def _written(given: Given, node: Call) -> Choice:
    """Read numbers written as ``c(…)``, ``cbind(…)`` or ``matrix(…)``."""
    reader = given.reader
    if node.function == "c":
        columns, names = [reader.vector(node)], [""]
    elif node.function == "cbind":
        columns = [reader.vector(argument.value) for argument in node.arguments]
        names = [argument.name or "" for argument in node.arguments]
    else:
        columns, names = _from_matrix(given, node)
    if not columns or len({len(column) for column in columns}) != 1:
        raise reader.error("the columns of contrasts must be equally long", node)
    rows = tuple(tuple(map(float, row)) for row in np.column_stack(columns))
    return Choice("custom", matrix=rows, names=tuple(names) if any(names) else ())


def _from_matrix(given: Given, node: Call) -> tuple[list[Any], list[str]]:
    free = iter(("data", "nrow", "ncol", "byrow"))
    said = {argument.name or next(free, "more"): argument.value for argument in node.arguments}
    if not set(said) <= {"data", "nrow", "ncol", "byrow"} or "data" not in said:
        raise given.reader.error("matrix() takes data, nrow, ncol and byrow", node)
    values = given.reader.vector(said["data"])
    size = len(values)
    width = given.reader.whole(said["ncol"], "ncol", 1, 10_000) if "ncol" in said else 0
    height = given.reader.whole(said["nrow"], "nrow", 1, 10_000) if "nrow" in said else 0
    height = height or (size // width if width else size)
    width = width or (size // height if height else 0)
    if height * width != size:
        raise given.reader.error(f"{size} numbers do not fill a matrix of {height} rows and {width} columns", node)
    by_row = "byrow" in said and given.reader.flag(said["byrow"])
    table = values.reshape(height, width) if by_row else values.reshape(width, height).T
    return list(table.T), [""] * width
