"""The six requirements on notations, tested on random formulas."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.draws import examples
from helpers.latex import balanced
from helpers.random_models import STRUCTURES, Case, cases
from levelwise.design.assemble import PreparedModel
from levelwise.equation.tree import Quantity, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import DataError, FormulaSyntaxError
from levelwise.formula.syntax import Name
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    Dispersion,
    FixedEffect,
    Mean,
    MeanShare,
    RandomEffect,
    ResidualVariance,
    Variance,
)
from levelwise.model.spec import LOCATION, Block, ModelSpec, Response
from levelwise.notations.table import NOTATIONS
from levelwise.options import applied
from levelwise.proof.verify import verify
from levelwise.vocabulary.families import FAMILIES, Family
from levelwise.writers.table import WRITERS

WEIGHTED = ("gaussian", "Gamma", "inverse.gaussian")

notation = pytest.mark.parametrize("name", sorted(NOTATIONS.own))


def built(case: Case) -> PreparedModel:
    try:
        return case.build()
    except (FormulaSyntaxError, DataError):
        assume(False)
        raise


def meanings(system: System) -> set[object]:
    return {node.of for line in system.lines for node in walk(line) if isinstance(node, Symbol) and node.of}


def parameters(number: int, block: Block, effects: list[RandomEffect]) -> set[object]:
    """The parameters of a block's covariance matrix, as the vignettes of lme4 and glmmTMB count them."""
    variances: set[object] = {Variance(effect) for effect in effects}
    name = block.covariance if len(effects) > 1 else "us"
    if name == "us":
        return variances | {Covariance(frozenset(pair)) for pair in combinations(effects, 2)}
    if name in ("homdiag", "homcs", "homtoep", "ar1"):
        variances = {CommonVariance(number)}
    if name.endswith("diag"):
        return variances
    lags = range(1, len(effects)) if name.endswith("toep") else [None]
    return variances | {CommonCorrelation(number, lag) for lag in lags}


def write(name: str, spec: ModelSpec) -> System:
    notation = NOTATIONS.own[name]
    return notation.write(spec, applied({}, notation.options))


@notation
@examples(100)
@given(case=cases())
def test_systems_recombine_and_lose_nothing(name: str, case: Case) -> None:
    spec = built(case).spec
    system = write(name, spec)
    verify(system, spec, NOTATIONS.named(name).conventions(spec))  # requirements 1, 3 and 4

    found = meanings(system)
    for column in spec.fixed:  # requirement 2, counted independently of the proof
        assert FixedEffect(LOCATION, column.key) in found or any(
            isinstance(m, MeanShare) and m.key == column.key for m in found
        )
    for number, block in enumerate(spec.blocks):
        effects = [RandomEffect(number, effect.key) for effect in block.effects]
        assert set(effects) <= found
        assert parameters(number, block, effects) <= found
    cells = {node.of for line in system.lines for node in walk(line) if isinstance(node, Quantity)}
    assert {cell for column in spec.fixed for cell in column.cells} <= cells


def generalized(spec: ModelSpec, family: Family, link: str) -> ModelSpec:
    """A random model with another family and link; weights stay where the distribution has a place for them."""
    binomial = family == "binomial"
    weights = spec.weights if binomial or family in WEIGHTED else None
    response = Response(spec.response.node, "binary" if binomial else "numeric")
    if binomial and weights is not None:
        response = Response(spec.response.node, "proportion", trials=Name(weights))
    predictor = replace(spec.predictors[0], link=link)
    return replace(spec, family=family, predictors=(predictor,), response=response, weights=weights)


@notation
@examples(60)
@given(case=cases(), pair=st.sampled_from([(family, link) for family in FAMILIES for link in family.links]))
def test_every_family_recombines(name: str, case: Case, pair: tuple[Family, str]) -> None:
    spec = generalized(built(case).spec, *pair)
    system = write(name, spec)
    verify(system, spec, NOTATIONS.named(name).conventions(spec))
    found = meanings(system)
    assert Mean() in found or spec.is_linear
    assert (Dispersion() in found) is (spec.family.spread == "dispersion")
    assert (ResidualVariance() in found) is (spec.family == "gaussian")


@notation
@examples(40)
@given(case=cases())
def test_every_writer_spells_every_tree(name: str, case: Case) -> None:
    spec = built(case).spec
    system = write(name, spec)
    for writer in (one for one in WRITERS.own.values() if one.extra is None):
        for matrices in ("pmatrix", "array"):
            written = writer.write(system, applied({"matrices": matrices}, writer.options))
            assert written
            if writer.name == "latex":
                assert balanced(str(written))


WIDE = [
    *(
        ("y ~ x0 + (1 | g) + " + name + "(" + " + ".join(f"x{n}" for n in range(13)) + " | g)", {}, {})
        for name in STRUCTURES
    ),
    (
        "y ~ " + " + ".join(f"x{n}" for n in range(13)) + " + (" + " + ".join(f"x{n}" for n in range(13)) + " | g)",
        {},
        {},
    ),
    (
        "y ~ " + " + ".join(f"w{n}" for n in range(13)) + " + x*w11 + (x | g) + (w1 + w10 + w11 | h)",
        {f"w{n}": "g" for n in range(13)},
        {"g": "h"},
    ),
    (
        "y ~ " + " + ".join(f"x{n}*w" for n in range(13)) + " + (x1 + x10 + x11 + w | g) + (x1 + x10 + w:x11 | h)",
        {"w": "h"},
        {},
    ),
    (
        "y ~ " + " + ".join(f"x{n}*w" for n in range(13)) + " + (w + w:x1 + x11 | a:b) + (1 | a) + (1 | b)",
        {"w": "a"},
        {},
    ),
]


@notation
@pytest.mark.parametrize("number", range(len(WIDE)))
def test_numbers_of_two_digits_stay_apart(name: str, number: int) -> None:
    formula, levels, nesting = WIDE[number]
    spec = Case(formula, levels, nesting).build().spec
    verify(write(name, spec), spec, NOTATIONS.named(name).conventions(spec))
