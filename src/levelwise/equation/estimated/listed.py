"""Lines that list the numbers of a vector, or of symbols with a running index, which no single number can replace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from levelwise.equation.tree import Index, Line, Matrix, Node, Number, Symbol
from levelwise.equation.walk import walk
from levelwise.errors import OptionError
from levelwise.model.parameters import FixedEffect, Parameter, Stacked, Threshold
from levelwise.model.spec import LOCATION, ModelSpec

Printed = Callable[[Parameter], Node | None]
"""Returns a parameter as it is printed, None if it has no estimate."""


def with_lists(lines: Iterable[Line], spec: ModelSpec, printed: Printed) -> Iterator[Line]:
    """Yield lines, with the numbers of the vector of fixed effects and of the thresholds listed below their uses."""
    lines = tuple(lines)
    thresholds = next((node for node in walk(lines) if isinstance(node, Symbol) and _is_any_threshold(node)), None)
    vector = next((node for node in walk(lines) if _is(node, "fixed effects")), None)
    if vector is not None and not any(_is(line.left, "fixed columns") for line in lines):
        raise OptionError("the numbers of a vector of coefficients are listed in the order of its columns")
    for line in lines:
        yield line
        if isinstance(vector, Symbol) and _is(line.left, "fixed columns"):
            yield from _vectors(vector, spec, printed)
        if thresholds is not None and any(_is_any_threshold(node) for node in walk(line.right)):
            yield from _thresholds(thresholds, spec, printed)
            thresholds = None


def _is(node: object, kind: str) -> bool:
    return isinstance(node, Symbol) and isinstance(node.of, Stacked) and node.of.kind == kind


def _is_any_threshold(node: object) -> bool:
    return isinstance(node, Symbol) and isinstance(node.of, Threshold) and node.of.number is None


def _vectors(vector: Symbol, spec: ModelSpec, printed: Printed) -> Iterator[Line]:
    """Yield the numbers of a vector of fixed effects, of which a multinomial model has one for each category."""
    if spec.response.kind != "nominal":
        yield from _coefficients(vector, LOCATION, spec, printed)
        return
    for number, label in enumerate(spec.response.categories[1:], 1):
        sub = tuple(
            replace(part, letter=str(number)) if isinstance(part, Index) and part.apart else part for part in vector.sub
        )
        yield from _coefficients(replace(vector, sub=sub), label, spec, printed)


def _coefficients(vector: Symbol, predictor: str, spec: ModelSpec, printed: Printed) -> Iterator[Line]:
    numbers = [printed(FixedEffect(predictor, column.key)) for column in spec.fixed]
    known = [number for number in numbers if number is not None]
    if known and len(known) == len(numbers):
        yield Line(vector, "=", _vector(known))


def _thresholds(symbol: Symbol, spec: ModelSpec, printed: Printed) -> Iterator[Line]:
    """Yield the line of the thresholds, which have the numbers of their categories in place of an index."""
    assert isinstance(symbol.of, Threshold)
    symbols, numbers = [], []
    for number in range(1, len(spec.response.categories)):
        own = Threshold(number, symbol.of.from_first)
        value = printed(own)
        if value is None:
            return
        sub = tuple(Number(str(number)) if isinstance(part, Index) else part for part in symbol.sub)
        symbols.append(replace(symbol, sub=sub, of=own))
        numbers.append(value)
    if symbols:
        yield Line(_vector(symbols), "=", _vector(numbers))


def _vector(cells: Iterable[Node]) -> Node:
    rows = tuple((cell,) for cell in cells)
    return rows[0][0] if len(rows) == 1 else Matrix(rows)
