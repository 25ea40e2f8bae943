"""Residual structures: every notation writes and proves them, and the proof refuses every other tree."""

from collections.abc import Callable
from itertools import product

import pytest
from _pytest.mark.structures import ParameterSet

import levelwise as lw
from helpers.mutants import mutants
from levelwise.equation.tree import Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import UnsupportedModelError, VerificationError
from levelwise.model.descriptions import described
from levelwise.model.model_parameters import parameters_of, residual_parameters
from levelwise.proof.verify import verify

STRUCTURES = (
    "ar1(wave | sid)",
    "ar1(1 | sid)",
    "hetar1(wave | sid)",
    "car1(time | sid)",
    "cs(1 | sid)",
    "cs(wave | sid)",
    "toep(wave | sid)",
    "homtoep(0 + wave | sid)",
    "us(0 + factor(wave) | sid)",
    "homus(wave | sid)",
    "diag(0 + sex)",
    "ar1(wave | sid) + diag(0 + sex)",
    "ar1(0 + term | sid)",
)
QUICK = ("ar1(wave | sid) + diag(0 + sex)", "cs(1 | sid)", "us(0 + factor(wave) | sid)")
FORMULAS = (
    "y ~ time",
    "y ~ time + (1 | sid)",
    "y ~ time + (time | school)",
    "y ~ time*sex + (time | sid) + (1 | school)",
    "y ~ time + cs(0 + term | school)",
    "y ~ time + (1 | rater) + (1 | sid)",
)
HINTS = {
    "levels": {"sex": "sid"},
    "nesting": {"sid": "school"},
    "factors": {"wave": ["1", "2", "3"], "sex": ["m", "f"], "term": ["autumn", "spring", "summer"]},
}
SCOPED = ("barr", "brms", "lme4", "nlme", "singer-willett")  # which refuse some of these models
NOTATIONS = tuple(notation.name for notation in lw.notations())


def equations(formula: str, structure: str, notation: str) -> lw.Equations:
    """Return the equations of a model without data; a hint about a factor that it does not have is left out."""
    levels = {name: group for name, group in HINTS["levels"].items() if f"| {group})" in formula and "sex" in formula}
    nesting = HINTS["nesting"] if "| sid)" in formula and "| school)" in formula else {}
    return lw.extract_eq(
        formula,
        notation=notation,
        policy="off",
        residual=structure,
        factors=HINTS["factors"],
        levels=levels,
        nesting=nesting,
    )


def written(formula: str, structure: str, notation: str) -> lw.Equations:
    try:
        return equations(formula, structure, notation)
    except UnsupportedModelError as error:
        if notation not in SCOPED:
            raise
        pytest.skip(str(error))


def some(cases: list[tuple[str, str]], quick: Callable[[str, str], bool]) -> list[ParameterSet]:
    """Return cases, of which all but some quick ones are slow."""
    return [pytest.param(*one, marks=() if quick(*one) else pytest.mark.slow) for one in cases]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(
    ("formula", "structure"),
    some(list(product(FORMULAS, STRUCTURES)), lambda formula, one: formula == FORMULAS[1] or one == STRUCTURES[-2]),
)
def test_every_notation_writes_and_proves_every_structure(formula: str, structure: str, notation: str) -> None:
    eq = written(formula, structure, notation)
    eq.verify()
    shown = {node.of for node in walk(eq.system.lines) if isinstance(node, Symbol)}
    names = {described(one, eq.spec).replace("standard deviation", "variance") for one in shown if one is not None}
    for parameter in residual_parameters(eq.spec):
        assert described(parameter, eq.spec) in names


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(
    ("formula", "structure"),
    some(
        [
            *product(["y ~ time + (1 | sid)"], STRUCTURES),
            *product(["y ~ time + (time | school)"], ("ar1(wave | sid)", "cs(1 | sid)", "us(0 + factor(wave) | sid)")),
            ("y ~ time", "ar1(wave | sid) + diag(0 + sex)"),
        ],
        lambda formula, one: formula == "y ~ time + (1 | sid)" and one in QUICK[:2],
    ),
)
def test_the_proof_refuses_every_mutant(formula: str, structure: str, notation: str) -> None:
    eq = written(formula, structure, notation)
    conventions = lw.notation(notation).conventions(eq.spec)
    for mutant in mutants(eq.system):
        assert isinstance(mutant, System)
        if mutant == eq.system:
            continue
        with pytest.raises((VerificationError, ValueError)):
            verify(mutant, eq.spec, conventions)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_another_structure_is_refused(notation: str) -> None:
    for one, other in product(STRUCTURES, QUICK):
        first, second = (written("y ~ time + (1 | sid)", each, notation) for each in (one, other))
        if first.spec.residual == second.spec.residual:
            continue
        if (first.spec.residual.variances, first.spec.residual.correlation) == (
            second.spec.residual.variances,
            second.spec.residual.correlation,
        ):
            continue
        with pytest.raises(VerificationError):
            verify(first.system, second.spec, lw.notation(notation).conventions(second.spec))


def test_the_parameters_have_descriptions() -> None:
    spec = equations("y ~ time + (1 | sid)", "ar1(wave | sid) + diag(0 + sex)", "raudenbush-bryk").spec
    assert [described(one, spec) for one in parameters_of(spec)][-3:] == [
        "the residual variance where sex is m",
        "the residual variance where sex is f",
        "the correlation of residuals of the same sid one unit of wave apart",
    ]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_occasions_may_be_those_of_another_factor(notation: str) -> None:
    """The occasion of a group-level variable has the index of its group, in every observation of a pair."""
    for structure in ("ar1(year | sid)", "car1(log(year) | sid)"):
        try:
            eq = lw.extract_eq(
                "y ~ time + (1 | cohort) + (1 | sid)",
                notation=notation,
                policy="off",
                residual=structure,
                levels={"year": "cohort"},
            )
        except UnsupportedModelError as error:
            if notation not in SCOPED:
                raise
            pytest.skip(str(error))
        eq.verify()
