"""Models of responses of several categories are written and proved, and every mutation of such a system is caught."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import levelwise as lw
from helpers.mutants import systems
from levelwise.equation.transform import transform
from levelwise.equation.tree import Line, Node, Sum, Symbol, System
from levelwise.errors import VerificationError
from levelwise.model.parameters import Threshold
from levelwise.notations.table import NOTATIONS
from levelwise.vocabulary.families import family_of

LABELS = ["low", "middle", "high"]
FORMULAS = {
    "one level": ("y ~ x + w + offset(o)", {}, {}),
    "two levels": ("y ~ x*w + offset(o) + (x | g)", {"w": "g"}, {}),
    "three levels": ("y ~ x + w + (x | g) + (1 | h)", {"w": "g"}, {"g": "h"}),
    "crossed": ("y ~ x*w + (x | s) + (1 | i)", {"w": "s"}, {}),
    "no intercept": ("y ~ 0 + x + (1 | g)", {}, {}),
    "only an intercept": ("y ~ 1", {}, {}),
}


def equations(formula: str, family: str, notation: str, **options: Any) -> lw.Equations:
    return lw.extract_eq(formula, family=family, notation=notation, policy="off", factors={"y": LABELS}, **options)


def survivors(made: lw.Equations) -> list[object]:
    made.verify()
    found: list[object] = []
    for what, mutant in systems(made.system, ""):
        try:
            replace(made, system=mutant).verify()
        except VerificationError:
            continue
        found.append((what, mutant))
    return found


@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
def test_the_notation_of_laird_and_ware_conditions_on_the_random_effects(family: str) -> None:
    text = str(equations("y ~ x + (1 | g)", family, "laird-ware"))
    assert "| bᵢ)" in text  # those of all categories
    assert " | " not in str(equations("y ~ x", family, "laird-ware"))


@pytest.mark.parametrize("notation", list(NOTATIONS.own))
@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
@pytest.mark.parametrize("name", FORMULAS)
def test_every_model_is_proved(name: str, family: str, notation: str) -> None:
    formula, levels, nesting = FORMULAS[name]
    try:
        made = equations(formula, family, notation, levels=levels, nesting=nesting)
    except lw.UnsupportedModelError:
        pytest.skip("outside the scope of the notation")
    made.verify()
    assert made.notation == notation
    other, kind = ("multinomial", "nominal") if family == "cumulative" else ("cumulative", "ordinal")
    response = replace(made.spec.response, kind=kind)
    with pytest.raises((VerificationError, lw.UnsupportedModelError)):  # Barr et al. have no multinomial models
        replace(made, spec=replace(made.spec, family=family_of(other)[0], response=response)).verify()


def assert_every_mutation_is_caught(name: str, family: str, notation: str) -> None:
    formula, levels, nesting = FORMULAS[name]
    try:
        made = equations(formula, family, notation, levels=levels, nesting=nesting)
    except lw.UnsupportedModelError:
        pytest.skip("outside the scope of the notation")
    assert survivors(made) == []


@pytest.mark.parametrize("notation", list(NOTATIONS.own))
@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
def test_every_mutation_is_caught(family: str, notation: str) -> None:
    assert_every_mutation_is_caught("two levels", family, notation)


@pytest.mark.slow
@pytest.mark.parametrize("notation", list(NOTATIONS.own))
@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
@pytest.mark.parametrize("name", ["one level", "three levels", "crossed"])
def test_every_mutation_of_other_models_is_caught(name: str, family: str, notation: str) -> None:
    assert_every_mutation_is_caught(name, family, notation)


def with_changes(made: lw.Equations, change: Any) -> lw.Equations:
    return replace(made, system=transform(made.system, change))


def test_the_sign_beside_the_thresholds_is_that_of_the_notation() -> None:
    made = equations("y ~ x + z", "cumulative", "equatiomatic")

    def plus(part: Node | Line) -> Node | Line:
        if isinstance(part, Sum) and isinstance(getattr(part.terms[0][1], "of", None), Threshold):
            return Sum(tuple(("+", term) for _, term in part.terms))
        return part

    with pytest.raises(VerificationError, match="wrong sign"):
        with_changes(made, plus).verify()


def test_the_letter_of_a_threshold_is_that_of_nothing_else() -> None:
    made = equations("y ~ x + (1 | g)", "cumulative", "equatiomatic")

    def alpha(part: Node | Line) -> Node | Line:
        return replace(part, name="alpha") if isinstance(part, Symbol) and part.of == Threshold(None) else part

    with pytest.raises(VerificationError, match="not alone in having its letter"):
        with_changes(made, alpha).verify()


def test_one_equation_for_each_threshold_is_proved_and_its_mutations_are_caught() -> None:
    made = equations("y ~ x + z + offset(o)", "cumulative", "equatiomatic")
    first, second = made.system.lines
    assert survivors(made) == []
    for wrong in [(first,), (second,), (first, first), (second, first), (first, second, second)]:
        with pytest.raises(VerificationError):
            replace(made, system=System(wrong, "equatiomatic")).verify()


def test_one_equation_of_any_category_is_proved_and_its_mutations_are_caught() -> None:
    made = lw.extract_eq("y ~ x + z + offset(o)", family="cumulative", policy="off")
    assert len(made.system.lines) == 1
    assert survivors(made) == []


@pytest.mark.parametrize("link", ["logit", "probit", "cloglog", "loglog", "cauchit"])
def test_every_mutation_of_a_link_of_the_cumulative_family_is_caught(link: str) -> None:
    assert survivors(equations("y ~ x + (1 | g)", "cumulative", "raudenbush-bryk", link=link)) == []
