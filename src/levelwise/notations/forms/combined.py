"""The combined form: the equations of the higher levels are substituted into that of the response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from levelwise.equation.tree import (
    Brackets,
    Line,
    Matrix,
    Node,
    Scaled,
    Signed,
    Sum,
    Symbol,
    System,
    Times,
    UnderBrace,
    Word,
)
from levelwise.model.parameters import FixedEffect, LevelOneResidual, Meaning, RandomEffect, VaryingCoefficient
from levelwise.model.spec import ModelSpec


def write(spec: ModelSpec, system: System, *, underbrace: bool) -> System:
    """Return the one equation of a system of levels, and the distributions.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    system : System
        The model in the levels form or in the crossed form.
    underbrace : bool
        Whether the fixed part and the random part have a brace below them.
    """
    definitions = {_name(line.left): line.right for line in system.lines if _defines(line)}
    lines = []
    for line in system.lines:
        if _defines(line):
            continue
        terms = list(_expanded(line.right, (), definitions)) if isinstance(line.right, Sum) else []
        if any(isinstance(_meaning(node), FixedEffect | RandomEffect | LevelOneResidual) for _, node in terms):
            line = replace(line, right=_ordered(terms, spec, _effects(system.lines), underbrace=underbrace))
        lines.append(line)
    return replace(system, lines=tuple(lines))


def _defines(line: Line) -> bool:
    return isinstance(line.left, Symbol) and isinstance(line.left.of, VaryingCoefficient)


def _name(node: Node) -> object:
    """Return what identifies a coefficient: its letter and its scripts."""
    assert isinstance(node, Symbol)  # the left side of a definition
    return (node.name, node.sub, node.sup)


def _expanded(node: Node, factors: tuple[Node, ...], definitions: dict[object, Node]) -> Iterator[Signed]:
    """Yield the terms of a sum times factors, in which each coefficient is replaced by the terms that define it."""
    match node:
        case Sum(terms):
            for sign, term in terms:
                for inner_sign, inner in _expanded(term, factors, definitions):
                    yield ("-" if sign != inner_sign else "+", inner)
        case Brackets(inner):
            yield from _expanded(inner, factors, definitions)
        case Scaled(coefficient, factor):
            inside = factor.factors if isinstance(factor, Times) else (factor,)
            yield from _expanded(coefficient, (*inside, *factors), definitions)
        case Symbol(of=VaryingCoefficient()) if _name(node) in definitions:
            yield from _expanded(definitions[_name(node)], factors, definitions)
        case _ if factors:
            yield ("+", Scaled(node, Times(factors) if len(factors) > 1 else factors[0]))
        case _:
            yield ("+", node)


def _meaning(node: Node) -> Meaning | None:
    """Return the meaning of the coefficient of a term."""
    coefficient = node.coefficient if isinstance(node, Scaled) else node
    return coefficient.of if isinstance(coefficient, Symbol) else None


def _effects(lines: Sequence[Line]) -> Mapping[Meaning, int]:
    """Return the places of the random effects, in the order of the vectors that have distributions."""
    vectors = (line.left for line in lines if line.relation == "~")
    entries = (node for left in vectors for node in (_column(left) if isinstance(left, Matrix) else (left,)))
    effects = (node.of for node in entries if isinstance(node, Symbol) and isinstance(node.of, RandomEffect))
    return {effect: place for place, effect in enumerate(effects)}


def _column(vector: Matrix) -> Iterator[Node]:
    return (row[0] for row in vector.rows)


def _ordered(terms: list[Signed], spec: ModelSpec, effects: Mapping[Meaning, int], *, underbrace: bool) -> Node:
    """Return offsets and fixed effects, then the random effects of the coarsest groups first, the residual last."""
    fixed = {column.key: place for place, column in enumerate(spec.fixed)}
    coarsest = sorted(spec.levels, key=lambda level: len(level.within))
    groups = [level.group.label for level in coarsest]

    def place(term: Signed) -> tuple[int, ...]:
        match _meaning(term[1]):
            case FixedEffect(_, key):
                return (1, fixed[key])
            case RandomEffect(block, _) as effect:
                return (2, groups.index(spec.blocks[block].group), effects[effect])
            case LevelOneResidual():
                return (3,)
        return (0,)

    ordered = sorted(terms, key=place)
    if not underbrace:
        return Sum(tuple(ordered))
    random = [term for term in ordered if place(term)[0] > 1]
    parts = (("fixed", [term for term in ordered if term not in random]), ("random", random))
    return Sum(tuple(("+", UnderBrace(Sum(tuple(own)), Word(label))) for label, own in parts if own))
