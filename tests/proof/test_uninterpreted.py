"""What the proof does not interpret, it refuses: a system says nothing but what the model says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import levelwise as lw
from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Brackets,
    Comma,
    Distribution,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Quantity,
    Range,
    Row,
    Scaled,
    Script,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.errors import VerificationError
from levelwise.model.parameters import FixedEffect, LevelOneResidual, RandomEffect, VaryingCoefficient
from levelwise.notations.table import NOTATIONS
from levelwise.proof.verify import verify

FORMULA = "math ~ ses*sector + (ses | school)"
NAMES = ("equatiomatic", "raudenbush-bryk")
LEVELS = "raudenbush-bryk"


def written(notation: str, formula: str = FORMULA) -> lw.Equations:
    return lw.extract_eq(formula, notation=notation, levels={"sector": "school"} if formula == FORMULA else None)


def refused(equations: lw.Equations, system: System) -> None:
    assert system != equations.system
    with pytest.raises(VerificationError):
        verify(system, equations.spec, NOTATIONS.named(equations.notation).conventions(equations.spec))


def respelled(kind: type, change: Callable[[Symbol], Symbol]) -> Callable[[Node | Line], Node | Line]:
    return lambda node: change(node) if isinstance(node, Symbol) and isinstance(node.of, kind) else node


SCRIPTS: tuple[Script, ...] = (Number("3"), Word("x"), Comma(), Symbol("zeta"), Index("j"))


@pytest.mark.parametrize("part", SCRIPTS)
@pytest.mark.parametrize("kind", [FixedEffect, LevelOneResidual])
def test_a_symbol_has_no_further_superscript(kind: type, part: Script) -> None:
    equations = written(LEVELS)
    refused(equations, transform(equations.system, respelled(kind, lambda one: replace(one, sup=(part,)))))


@pytest.mark.parametrize("part", SCRIPTS)
@pytest.mark.parametrize("kind", [FixedEffect, VaryingCoefficient, LevelOneResidual, RandomEffect])
def test_a_symbol_has_no_further_subscript(kind: type, part: Script) -> None:
    equations = written(LEVELS)
    refused(equations, transform(equations.system, respelled(kind, lambda one: replace(one, sub=(*one.sub, part)))))


def test_a_coefficient_with_an_equation_is_not_raised_to_a_power() -> None:
    equations = written(LEVELS)
    cubed = respelled(VaryingCoefficient, lambda one: replace(one, sup=(Number("3"),)))
    refused(equations, transform(equations.system, cubed))


@pytest.mark.parametrize("notation", NAMES)
def test_bold_letters_are_vectors_and_matrices(notation: str) -> None:
    equations = written(notation)
    refused(equations, transform(equations.system, respelled(RandomEffect, lambda one: replace(one, face="bold"))))


def test_the_residual_has_the_indices_of_an_observation() -> None:
    equations = written(LEVELS)
    change = respelled(LevelOneResidual, lambda one: replace(one, sub=(Index("j"),)))
    refused(equations, transform(equations.system, change))


@pytest.mark.parametrize("notation", NAMES)
def test_each_line_is_an_equation(notation: str) -> None:
    equations = written(notation)
    for number, line in enumerate(equations.system.lines):
        changed = [replace(line, relation=sign) for sign in ("+", "-", "")] + [replace(line, sign="-")]
        if not line.ranges:
            changed.append(replace(line, ranges=(Range(("j",), Symbol("J"), "district"),)))
        for other in changed:
            lines = equations.system.lines
            refused(equations, replace(equations.system, lines=(*lines[:number], other, *lines[number + 1 :])))


def test_offsets_are_added_not_multiplied() -> None:
    equations = written("equatiomatic", "y ~ x + offset(a) + offset(b) + (1 | g)")

    def multiplied(node: Node | Line) -> Node | Line:
        match node:
            case Sum((("+", Quantity() as a), ("+", Quantity() as b), *others)):
                return Sum((("+", Scaled(Brackets(a), b)), *others))
        return node

    refused(equations, transform(equations.system, multiplied))


def test_a_vector_of_random_effects_is_normal() -> None:
    equations = written("laird-ware")

    def change(node: Node | Line) -> Node | Line:
        return replace(node, name=Word("Poisson")) if isinstance(node, Distribution) else node

    refused(equations, transform(equations.system, change))


def test_an_empty_cell_is_no_covariance() -> None:
    equations = written("equatiomatic")

    def emptied(node: Node | Line) -> Node | Line:
        match node:
            case Matrix(((a, _), (c, d))):
                return Matrix(((a, Row(())), (c, d)))
        return node

    refused(equations, transform(equations.system, emptied))


@pytest.mark.parametrize("notation", NAMES)
@pytest.mark.parametrize("other", ["math ~ ses", "math ~ x + (x | school)", "math ~ 1 + (1 | school)"])
def test_a_system_of_another_model_is_refused(other: str, notation: str) -> None:
    spec = lw.model(other).spec
    with pytest.raises(VerificationError):
        verify(written(notation).system, spec, NOTATIONS.named(notation).conventions(spec))
