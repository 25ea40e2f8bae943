"""Models of the package mixedlm."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from helpers.fitted_models import readme_example
from levelwise.model.parameters import Covariance, FixedEffect, RandomEffect, ResidualVariance, Variance

mixedlm = pytest.importorskip("mixedlm")


@cache
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    school, lane = np.repeat(np.arange(30), 15), np.arange(450) % 5
    data = pd.DataFrame({"school": school, "lane": lane, "ses": rng.normal(size=450), "size": 1.0 + lane})
    data["sector"] = np.where(rng.uniform(size=450) < 0.5, "pub", "cath")
    data["grade"] = pd.Categorical(rng.choice(["low", "mid", "high"], 450), ["low", "mid", "high"], ordered=True)
    u, v, w = rng.normal(size=30), rng.normal(size=30), rng.normal(size=(30, 5))
    data["math"] = 12 + u[school] + (2 + v[school]) * data["ses"] + w[school, lane] + rng.normal(size=450)
    data["passed"] = (data["math"] + rng.normal(size=450) > 12).astype(int)
    return data


def fit(function: str, formula: str, data: pd.DataFrame | None = None, **arguments: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(mixedlm, function)(formula, frame() if data is None else data, **arguments)


def check_fixed_part(results: Any, model: Any) -> None:
    coefficients = [model.estimates.value(FixedEffect("location", column.key)) for column in model.spec.fixed]
    own = results.matrices.X @ results.beta
    np.testing.assert_allclose(model.design().X @ np.array(coefficients), own, rtol=1e-10, atol=1e-12)
    errors = np.sqrt(np.diag(results.vcov()))
    assert sorted(model.estimates.errors.values()) == pytest.approx(sorted(errors))


@pytest.mark.parametrize(
    "formula",
    [
        "math ~ ses*sector + (ses | school)",
        "math ~ ses + grade + (1 | school/lane)",
        "math ~ ses + (1 | school) + (0 + ses | school) + (1 | lane)",
        "math ~ ses + sector + (0 + sector | school)",
        "math ~ ses*sector + (sector | school)",
    ],
)
def test_estimates_are_those_of_the_results(formula: str) -> None:
    results = fit("lmer", formula)
    model = lw.model(results)
    check_fixed_part(results, model)
    estimates = model.estimates
    assert estimates is not None
    assert estimates.value(ResidualVariance()) == pytest.approx(results.sigma**2)
    assert (estimates.method, estimates.n) == ("REML", 450)
    assert estimates.loglik == pytest.approx(results.logLik().value)
    matrices = [one.cov for one in results.VarCorr().groups.values()]
    structures = results.matrices.random_structures
    assert sum(len(block.effects) for block in model.spec.blocks) == sum(len(one) for one in matrices)
    for number, block in enumerate(model.spec.blocks):
        effects = [RandomEffect(number, effect.key) for effect in block.effects]
        ours = np.array(
            [
                [
                    estimates.value(Variance(one) if one == other else Covariance(frozenset((one, other))))
                    for other in effects
                ]
                for one in effects
            ]
        )
        parts = set(model.spec.level(block.group).group.parts)
        theirs = [
            matrix
            for structure, matrix in zip(structures, matrices, strict=True)
            if set(structure.grouping_factor.split(":")) == parts
        ]
        assert any(one.shape == ours.shape and np.allclose(one, ours) for one in theirs)


def test_independent_effects_of_one_bar_are_blocks_of_their_own() -> None:
    results = fit("lmer", "math ~ ses + (1 + ses || school)", REML=False)
    model = lw.model(results)
    check_fixed_part(results, model)
    assert model.blocks == (("school", ("(Intercept)",)), ("school", ("ses",)))
    assert model.estimates is not None
    variances = [value for key, value in dict(model.estimates.values).items() if isinstance(key, Variance)]
    assert variances == pytest.approx(list(np.diag(results.VarCorr().groups["school"].cov)))
    assert model.estimates.method == "ML"


def test_a_generalized_model_has_its_family_and_link() -> None:
    family = mixedlm.families.Binomial(mixedlm.families.ProbitLink())
    results = fit("glmer", "passed ~ ses + sector + (1 | school)", family=family)
    model = lw.model(results)
    check_fixed_part(results, model)
    assert (str(model.spec.family), model.spec.link) == ("binomial", "probit")
    assert model.estimates is not None
    assert model.estimates.method == "Laplace"
    assert not any(isinstance(key, ResidualVariance) for key in dict(model.estimates.values))


def test_the_name_of_weights_is_requested_and_missing_rows_are_left_out() -> None:
    data = frame().copy()
    data.loc[[1, 7], "ses"] = np.nan
    results = fit("lmer", "math ~ ses + (1 | school)", data, weights=data["size"])
    with pytest.raises(
        lw.OptionError, match=r"does not keep the name of the weights of this model; pass it as weights="
    ):
        lw.model(results)
    model = lw.model(results, weights="size")
    check_fixed_part(results, model)
    assert model.spec.weights == "size"
    assert model.design().weights == pytest.approx(results.matrices.weights)
    plain = fit("lmer", "math ~ ses + (1 | school)")
    with pytest.raises(lw.OptionError, match="the fitted model has no weights"):
        lw.model(plain, weights="size")


def test_the_example_of_the_readme_runs() -> None:
    assert readme_example("mixedlm", mixedlm=mixedlm).estimates is not None
