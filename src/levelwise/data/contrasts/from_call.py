"""What ``C(f, …)`` says in a formula, in R's way or in patsy's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import nan

from levelwise.data.contrasts.contrast import KINDS, Choice
from levelwise.data.contrasts.labels import numbers
from levelwise.data.contrasts.matrices import contrast
from levelwise.data.contrasts.names import OF_PATSY, kind_of
from levelwise.data.functions.constants import Vector
from levelwise.data.functions.table import Given
from levelwise.formula.syntax import Argument, Call, Name, Node, Number, Operation, String, deparse

_OPTIONS = {"treatment": ("base", "reference"), "SAS": ("base",), "sum": ("omit",), "poly": ("scores",)}

_MATRICES = frozenset({"c", "cbind", "rbind", "matrix"})


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
        kind = kind_of(written, given.reader.place(node))
        found = Choice(kind, how_many=how_many, numbered=(is_function or extra) and written not in OF_PATSY)
        return _optioned(given, kind, given.rest, found)
    if isinstance(node, Operation) and (scaled := _scaled(given, node)) is not None:
        return replace(scaled, how_many=how_many, filled=True)
    if isinstance(node, Call) and node.function in _MATRICES:
        return replace(_written(given, node), how_many=how_many, filled=True)
    if isinstance(node, Call):
        kind = kind_of(node.function, given.reader.place(node))
        return replace(_called(given, node, kind), how_many=how_many)
    message = f"{deparse(node)} are no contrasts; write one of {', '.join(KINDS)}, or numbers as c(…) or cbind(…)"
    raise given.reader.error(message, node)


def _scaled(given: Given, node: Node) -> Choice | None:
    """Read ``contr.sum(3) / 2``: contrasts for a number of categories, times numbers; None for anything else."""
    if isinstance(node, Operation):
        operator, operands = node.operator, node.operands
        if len(operands) == 1:
            inner = _scaled(given, operands[0])
            return None if inner is None else _times(inner, -1.0 if operator == "-" else 1.0)
        left, right = (_scaled(given, operand) for operand in operands)
        if left is not None and right is None and operator in ("*", "/"):
            factor = given.reader.number(operands[1])
            return _times(left, factor if operator == "*" else 1.0 / factor if factor else nan)
        if left is None and right is not None and operator == "*":
            return _times(right, given.reader.number(operands[0]))
        return None
    if not isinstance(node, Call) or not node.function.startswith("contr."):
        return _written(given, node) if isinstance(node, Call) and node.function in _MATRICES else None
    choice = _called(given, node, kind_of(node.function, given.reader.place(node)))
    if choice.size is None:
        raise given.reader.error("write the number of categories, as in contr.sum(3)", node)
    found = contrast(choice, given.text, numbers(choice.size))
    columns = found.columns or tuple(tuple(float(n == own) for n in range(choice.size)) for own in found.indicators)
    plain = found.names == numbers(len(columns)) and not found.indicators
    return Choice("custom", matrix=tuple(zip(*columns, strict=True)), names=() if plain else found.names)


def _times(choice: Choice, factor: float) -> Choice:
    return replace(choice, matrix=tuple(tuple(one * factor for one in row) for row in choice.matrix))


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
        if name == "contrasts" and deparse(node) in ("TRUE", "T"):
            continue
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
    elif node.function == "rbind":
        rows = [reader.vector(argument.value) for argument in node.arguments]
        if len({len(row) for row in rows}) != 1:
            raise reader.error("the rows of contrasts must be equally long", node)
        columns, names = list(zip(*rows, strict=True)), [""] * len(rows[0])
    else:
        columns, names = _from_matrix(given, node)
    if not columns or len({len(column) for column in columns}) != 1:
        raise reader.error("the columns of contrasts must be equally long", node)
    matrix = tuple(zip(*columns, strict=True))
    return Choice("custom", matrix=matrix, names=tuple(names) if any(names) else ())


def _from_matrix(given: Given, node: Call) -> tuple[list[Vector], list[str]]:
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
    starts = range(width)
    columns = [values[n::width] if by_row else values[n * height : (n + 1) * height] for n in starts]
    return columns, [""] * width
