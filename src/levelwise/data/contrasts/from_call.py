"""Contrasts requested by ``C(f, …)`` in a formula, in the syntax of R or of patsy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import nan

from levelwise.data.contrasts.contrast import KINDS, PATSY_NAMES, ContrastRequest, kind_of
from levelwise.data.contrasts.labels import numbers
from levelwise.data.contrasts.matrices import contrast
from levelwise.data.functions.constants import Vector
from levelwise.data.functions.function import BoundCall
from levelwise.formula.syntax import Argument, Call, Name, Node, Number, Operation, String, deparse

_OPTIONS = {"treatment": ("base", "reference"), "SAS": ("base",), "sum": ("omit",), "poly": ("scores",)}

_MATRICES = frozenset({"c", "cbind", "rbind", "matrix"})


def from_call(call: BoundCall) -> ContrastRequest | None:
    """Return the contrasts that a call of ``C()`` requests; None if it requests none."""
    how_many = call.integer("how.many", 1, 1, 10_000) if "how.many" in call else None
    if "contr" not in call:
        if how_many is None and not call.rest:
            return None
        return _with_options(call, "", call.rest, ContrastRequest("", how_many=how_many, numbered=True))
    node = call["contr"]
    # R evaluates the contrasts for the number of categories, unless only a keyword names them
    extra = how_many is not None or bool(call.rest)
    if isinstance(node, Name | String):
        name = node.text if isinstance(node, Name) else node.value
        is_function = isinstance(node, Name) and name.startswith("contr.")
        kind = kind_of(name, call.reader.location(node))
        numbered = (is_function or extra) and name not in PATSY_NAMES
        found = ContrastRequest(kind, how_many=how_many, numbered=numbered)
        return _with_options(call, kind, call.rest, found)
    if isinstance(node, Operation) and (scaled := _scaled(call, node)) is not None:
        return replace(scaled, how_many=how_many, filled=True)
    if isinstance(node, Call) and node.function in _MATRICES:
        return replace(_weights(call, node), how_many=how_many, filled=True)
    if isinstance(node, Call):
        kind = kind_of(node.function, call.reader.location(node))
        return replace(_from_kind(call, node, kind), how_many=how_many)
    message = (
        f"{deparse(node)} does not specify contrasts; write one of {', '.join(KINDS)}, or weights as c(…) or cbind(…)"
    )
    raise call.reader.error(message, node)


def _scaled(call: BoundCall, node: Node) -> ContrastRequest | None:
    """Read contrasts multiplied or divided by a number, such as ``contr.sum(3) / 2``; None for anything else."""
    if isinstance(node, Operation):
        operator, operands = node.operator, node.operands
        if len(operands) == 1:
            inner = _scaled(call, operands[0])
            return None if inner is None else _multiplied(inner, -1.0 if operator == "-" else 1.0)
        left, right = (_scaled(call, operand) for operand in operands)
        if left is not None and right is None and operator in ("*", "/"):
            factor = call.reader.number(operands[1])
            return _multiplied(left, factor if operator == "*" else 1.0 / factor if factor else nan)
        if left is None and right is not None and operator == "*":
            return _multiplied(right, call.reader.number(operands[0]))
        return None
    if not isinstance(node, Call) or not node.function.startswith("contr."):
        return _weights(call, node) if isinstance(node, Call) and node.function in _MATRICES else None
    request = _from_kind(call, node, kind_of(node.function, call.reader.location(node)))
    if request.size is None:
        raise call.reader.error("give the number of categories, as in contr.sum(3)", node)
    found = contrast(request, call.text, numbers(request.size))
    columns = found.columns or tuple(
        tuple(float(n == category) for n in range(request.size)) for category in found.indicators
    )
    plain = found.names == numbers(len(columns)) and not found.indicators
    return ContrastRequest("custom", matrix=tuple(zip(*columns, strict=True)), names=() if plain else found.names)


def _multiplied(request: ContrastRequest, factor: float) -> ContrastRequest:
    return replace(request, matrix=tuple(tuple(one * factor for one in row) for row in request.matrix))


def _from_kind(call: BoundCall, node: Call, kind: str) -> ContrastRequest:
    """Read a call such as ``contr.treatment(3, base = 2)``, ``Treatment("a")``, ``contr.poly(3, c(1, 2, 4))``."""
    found = ContrastRequest(kind)
    arguments = node.arguments
    named = {argument.name for argument in arguments}
    if arguments and arguments[0].name in (None, "n", "levels"):
        first = arguments[0].value
        pythonic = node.function[:1].isupper()
        if isinstance(first, Number) and not pythonic:
            found = replace(
                found, size=call.reader.integer(first, "the number of categories", 2, 10_000), numbered=True
            )
            arguments = arguments[1:]
        elif isinstance(first, Call) and first.function in ("levels", "c") and not pythonic:
            arguments = arguments[1:]
        elif arguments[0].name is None and kind in _OPTIONS:
            arguments = (Argument(_OPTIONS[kind][-1], first), *arguments[1:])
    if arguments and arguments[0].name is None and kind in _OPTIONS and _OPTIONS[kind][0] not in named:
        arguments = (Argument(_OPTIONS[kind][0], arguments[0].value), *arguments[1:])
    return _with_options(call, kind, arguments, found)


def _with_options(call: BoundCall, kind: str, arguments: Sequence[Argument], found: ContrastRequest) -> ContrastRequest:
    """Add the options of contrasts to their request: a base, a reference category, scores."""
    for argument in arguments:
        name, node = argument.name or "", argument.value
        if name == "contrasts" and deparse(node) in ("TRUE", "T"):
            continue
        if name not in _OPTIONS.get(kind or "treatment", ()):
            allowed = " or ".join(f"{option} =" for option in _OPTIONS.get(kind or "treatment", ())) or "no option"
            raise call.error(f"{kind or 'treatment'} contrasts take {allowed}, not {name or deparse(node)}")
        if name == "scores":
            found = replace(found, scores=tuple(map(float, call.reader.vector(node))))
        elif name == "base" and isinstance(node, Number):
            found = replace(found, reference=call.reader.integer(node, "base", 1, 10_000))
        else:
            found = replace(found, reference=call.reader.strings(node)[0])
    return found


def _weights(call: BoundCall, node: Call) -> ContrastRequest:
    """Read a matrix of weights written as ``c(…)``, ``cbind(…)``, ``rbind(…)`` or ``matrix(…)``."""
    reader = call.reader
    if node.function == "c":
        columns, names = [reader.vector(node)], [""]
    elif node.function == "cbind":
        columns = [reader.vector(argument.value) for argument in node.arguments]
        names = [argument.name or "" for argument in node.arguments]
    elif node.function == "rbind":
        rows = [reader.vector(argument.value) for argument in node.arguments]
        if len({len(row) for row in rows}) != 1:
            raise reader.error("the rows of a contrast matrix must have equal lengths", node)
        columns, names = list(zip(*rows, strict=True)), [""] * len(rows[0])
    else:
        columns, names = _from_matrix(call, node)
    if not columns or len({len(column) for column in columns}) != 1:
        raise reader.error("the columns of a contrast matrix must have equal lengths", node)
    matrix = tuple(zip(*columns, strict=True))
    return ContrastRequest("custom", matrix=matrix, names=tuple(names) if any(names) else ())


def _from_matrix(call: BoundCall, node: Call) -> tuple[list[Vector], list[str]]:
    free = iter(("data", "nrow", "ncol", "byrow"))
    given = {argument.name or next(free, "more"): argument.value for argument in node.arguments}
    if not set(given) <= {"data", "nrow", "ncol", "byrow"} or "data" not in given:
        raise call.reader.error("matrix() takes data, nrow, ncol and byrow", node)
    values = call.reader.vector(given["data"])
    size = len(values)
    width = call.reader.integer(given["ncol"], "ncol", 1, 10_000) if "ncol" in given else 0
    height = call.reader.integer(given["nrow"], "nrow", 1, 10_000) if "nrow" in given else 0
    height = height or (size // width if width else size)
    width = width or (size // height if height else 0)
    if height * width != size:
        raise call.reader.error(f"{size} numbers do not fill a matrix of {height} rows and {width} columns", node)
    by_row = "byrow" in given and call.reader.flag(given["byrow"])
    starts = range(width)
    columns = [values[n::width] if by_row else values[n * height : (n + 1) * height] for n in starts]
    return columns, [""] * width
