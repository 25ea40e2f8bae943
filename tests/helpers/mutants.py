"""Every tree that differs from a given one in one letter, index, number, word, sign, row or term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from levelwise.equation.tree import (
    Cases,
    Distribution,
    Dot,
    Fraction,
    Index,
    Line,
    Matrix,
    Number,
    Operator,
    Overline,
    Root,
    Row,
    Scripted,
    Sum,
    Symbol,
    System,
    Word,
)

# letters of which a model has several: one alone under another letter is a slip of the pen, while another
# letter for the one residual variance would only be another notation
RENAMED = {"u", "pi", "b"}


def mutants(node: Any) -> Iterator[Any]:
    """Yield every tree that differs from `node` in one mark, one row, or one term."""
    if isinstance(node, Index):
        yield replace(node, letter="k" if node.letter != "k" else "j")
        if node.at:
            yield replace(node, at="")
    elif isinstance(node, Number) and node.text.isdigit():
        yield Number(str(int(node.text) + 1))
    elif isinstance(node, Word):
        yield Word(node.text + "x")
    elif isinstance(node, Fraction):
        yield node.top
        yield Fraction(node.bottom, node.top, node.inline)
    elif isinstance(node, Operator):
        yield Operator("+" if node.text != "+" else "-")
    if isinstance(node, Symbol):
        if node.name in RENAMED:
            yield replace(node, name="zeta")
        if node.sub:
            yield replace(node, sub=node.sub[:-1])
    if isinstance(node, Sum) and len(node.terms) > 1:
        for n in range(len(node.terms)):
            yield Sum(node.terms[:n] + node.terms[n + 1 :])
        yield Sum((("-", node.terms[0][1]), *node.terms[1:]))
    if isinstance(node, Row):
        for n in range(len(node.parts)):
            yield Row(node.parts[:n] + node.parts[n + 1 :])
        if len(node.parts) > 1:
            yield Row((node.parts[1], node.parts[0], *node.parts[2:]))
    elif isinstance(node, Root | Overline):
        yield node.inner
    elif isinstance(node, Dot):
        yield Index("j")
        yield Number("0")
    elif isinstance(node, Scripted):
        yield node.base
    if isinstance(node, Cases):
        yield Cases(node.rows[:-1])
        (value, condition), (other, second), *rest = node.rows
        yield Cases(((other, condition), (value, second), *rest))
    if isinstance(node, Matrix):
        yield Matrix((node.rows[1], node.rows[0], *node.rows[2:])) if len(node.rows) > 1 else Matrix(())
        yield Matrix(node.rows[:-1])
        if len(node.rows[0]) > 1:
            yield Matrix(tuple((row[1], row[0], *row[2:]) for row in node.rows))
    yield from inside(node)


def inside(node: Any) -> Iterator[Any]:
    if not is_dataclass(node):
        return
    for one in fields(node):
        value = getattr(node, one.name)
        if one.name == "of" or isinstance(value, str):
            continue
        if isinstance(value, tuple):
            for n, part in enumerate(value):
                pair = isinstance(part, tuple)
                if isinstance(node, Matrix):
                    for m, cell in enumerate(part):
                        for mutant in mutants(cell):
                            row = (*part[:m], mutant, *part[m + 1 :])
                            yield replace(node, **{one.name: (*value[:n], row, *value[n + 1 :])})
                    continue
                for mutant in mutants(part[1] if pair else part):
                    new = (part[0], mutant) if pair else mutant
                    yield replace(node, **{one.name: (*value[:n], new, *value[n + 1 :])})
        elif is_dataclass(value):
            for mutant in mutants(value):
                yield replace(node, **{one.name: mutant})


def reordered(line: Line, mutant: Line) -> bool:
    """Say whether only the order of a vector with zero mean differs, which says the same of exchangeable effects."""
    if not isinstance(mutant.left, Matrix) or mutant.right != line.right:
        return False
    zero = isinstance(line.right, Distribution) and line.right.arguments[0] == Matrix(
        ((Number("0"),),) * len(mutant.left.rows)
    )
    return zero and isinstance(line.left, Matrix) and set(mutant.left.rows) == set(line.left.rows)


def systems(system: System, name: str) -> Iterator[tuple[str, System]]:
    for n, line in enumerate(system.lines):
        yield f"line {n} lost", replace(system, lines=system.lines[:n] + system.lines[n + 1 :])
        for mutant in mutants(line):
            if mutant == line or (name == "homogeneous" and reordered(line, mutant)):
                continue  # two equal rows in each other's place, or exchangeable effects in another order
            yield f"line {n}", replace(system, lines=(*system.lines[:n], mutant, *system.lines[n + 1 :]))
