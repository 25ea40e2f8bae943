"""MixedLM of statsmodels: the numbers are those of its results, under the parameters that they estimate."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from helpers.fitted_models import readme_example
from levelwise.api.model import Model
from levelwise.model.parameters import Covariance, FixedEffect, Parameter, RandomEffect, ResidualVariance, Variance

smf = pytest.importorskip("statsmodels.formula.api")
mixed_linear_model = pytest.importorskip("statsmodels.regression.mixed_linear_model")


@cache
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    school, room = np.repeat(np.arange(25), 16), np.tile(np.repeat(np.arange(4), 4), 25)
    data = pd.DataFrame({"school": school, "room": room, "ses": rng.normal(size=400), "x": rng.uniform(1, 3, 400)})
    data["sector"] = np.where(data["school"] % 2 == 0, "pub", "cath")
    data["grade"] = pd.Categorical(rng.choice(["low", "mid", "high"], 400), ["low", "mid", "high"], ordered=True)
    u, v, w = rng.normal(size=25), rng.normal(size=25), rng.normal(size=(25, 4))
    data["math"] = 12 + u[school] + (2 + v[school]) * data["ses"] + w[school, room] + rng.normal(size=400)
    data["one"] = 1
    data["lane"] = np.arange(400) % 5
    data["track"] = np.where(data["lane"] < 2, "a", "b")
    return data


def built(formula: str, **arguments: Any) -> Any:
    return smf.mixedlm(formula, frame(), **arguments)


def fit(model: Any, **arguments: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(**arguments)


def value_of(model: Model, parameter: Parameter) -> float:
    assert model.estimates is not None
    found = model.estimates.value(parameter)
    assert found is not None
    return found


def check_fixed_part(results: Any, model: Model) -> None:
    assert model.estimates is not None
    keys = [FixedEffect("location", column.key) for column in model.spec.fixed]
    values = np.array([value_of(model, key) for key in keys])
    own = results.model.exog @ np.asarray(results.fe_params)
    np.testing.assert_allclose(model.design().X @ values, own, rtol=1e-10)
    assert sorted(model.estimates.errors.values()) == pytest.approx(sorted(results.bse_fe))
    assert value_of(model, ResidualVariance()) == pytest.approx(results.scale)
    assert model.estimates.loglik == pytest.approx(results.llf)
    assert model.estimates.converged is bool(results.converged)
    assert (model.estimates.n, model.estimates.method) == (len(results.model.endog), results.method)


FORMULAS = (
    "math ~ ses*sector",
    "math ~ sector*ses + grade",
    "np.log(math + 100) ~ C(sector, Treatment('pub')) + I(ses**2)",
    "math ~ 0 + sector + ses:sector",
    "math ~ C(grade, Sum) + np.sqrt(x)",
    "math ~ center(ses) + C(lane)",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_fixed_part_times_its_estimates_is_that_of_statsmodels(formula: str) -> None:
    results = fit(built(formula, groups="school"))
    model = lw.model(results)
    check_fixed_part(results, model)
    assert model.estimates is not None
    assert model.estimates.software.startswith("statsmodels ")
    assert model.estimates.groups == {"school": 25}


@pytest.mark.parametrize(
    ("effects", "block"),
    [("~ses", ("(Intercept)", "ses")), ("~ses - 1", ("ses",)), ("~0 + track", ("tracka", "trackb"))],
)
def test_variances_are_those_of_cov_re(effects: str, block: tuple[str, ...]) -> None:
    results = fit(built("math ~ ses + track", groups="school", re_formula=effects))
    model = lw.model(results)
    check_fixed_part(results, model)
    assert model.blocks == (("school", block),)
    assert model.estimates is not None
    keys = [RandomEffect(0, column.key) for column in model.spec.blocks[0].effects]
    matrix = results.cov_re.to_numpy()
    for i, one in enumerate(keys):
        assert value_of(model, Variance(one)) == pytest.approx(matrix[i, i])
        for j, other in enumerate(keys[:i]):
            assert value_of(model, Covariance(frozenset((one, other)))) == pytest.approx(matrix[i, j])


def test_variance_components_are_groups_within_groups_and_slopes() -> None:
    components = {"room": "0 + C(room)", "a_slope": "0 + ses"}
    results = fit(built("math ~ ses", groups="school", re_formula="~1", vc_formula=components))
    model = lw.model(results)
    check_fixed_part(results, model)
    assert model.estimates is not None
    found = {
        (block.group, block.effects[0].name): value_of(model, Variance(RandomEffect(number, block.effects[0].key)))
        for number, block in enumerate(model.spec.blocks)
    }
    component = dict(zip(results.model.exog_vc.names, results.vcomp, strict=True))
    assert found == {
        ("room:school", "(Intercept)"): pytest.approx(component["room"]),
        ("school", "(Intercept)"): pytest.approx(results.cov_re.iloc[0, 0]),
        ("school", "ses"): pytest.approx(component["a_slope"]),
    }


def test_crossed_components_in_one_group_have_no_level_of_that_group() -> None:
    model = lw.model(built("math ~ ses", groups="one", vc_formula={"s": "0 + C(school)", "l": "0 + C(lane):ses"}))
    assert sorted(model.blocks) == [("lane", ("ses",)), ("school", ("(Intercept)",))]
    assert model.estimates is None


def test_a_diagonal_matrix_is_read_as_one() -> None:
    free = mixed_linear_model.MixedLMParams.from_components(fe_params=np.ones(2), cov_re=np.eye(2))
    results = fit(built("math ~ ses", groups="school", re_formula="~ses"), free=free)
    model = lw.model(results)
    check_fixed_part(results, model)
    assert model.spec.blocks[0].covariance == "diag"
    assert model.estimates is not None
    variances = [value for key, value in dict(model.estimates.values).items() if isinstance(key, Variance)]
    assert variances == pytest.approx(list(np.diag(results.cov_re)))
    assert not any(isinstance(key, Covariance) for key in dict(model.estimates.values))


def test_the_name_of_the_groups_is_recovered_or_requested() -> None:
    data = frame()
    assert lw.model(built("math ~ ses", groups=data["school"].to_numpy())).blocks[0][0] == "school"
    dropping = smf.mixedlm("math ~ ses", data, groups=data["school"].to_numpy(), missing="drop")
    with pytest.raises(lw.OptionError, match=r"does not keep the name of the column of groups .* groups='school'"):
        lw.model(dropping)
    assert lw.model(dropping, groups="school").blocks[0][0] == "school"
    assert lw.check(dropping, groups="school").ok
    assert lw.extract_eq(dropping, groups="school").spec.levels[0].size == 25
    with pytest.raises(lw.DataError, match="the column 'lane' does not hold the groups"):
        lw.model(built("math ~ ses", groups="school"), groups="lane")
    twice = smf.mixedlm("math ~ ses", data.assign(again=data["school"]), groups=data["school"].to_numpy())
    with pytest.raises(lw.OptionError, match="school and again have the same values"):
        lw.model(twice)


def test_rows_with_missing_values_are_left_out() -> None:
    data = frame().copy()
    data.loc[[3, 50], "ses"] = np.nan
    results = fit(smf.mixedlm("math ~ ses", data, groups="school", missing="drop"))
    check_fixed_part(results, lw.model(results))


def test_a_model_of_arrays_has_its_columns_by_name() -> None:
    data = frame()
    x = data[["ses", "x"]].assign(const=1.0)[["const", "ses", "x"]]
    own = mixed_linear_model.MixedLM(data["math"], x, groups=data["school"], exog_re=x[["const", "ses"]])
    results = fit(own)
    model = lw.model(results, groups="school")
    check_fixed_part(results, model)
    assert model.columns == ("(Intercept)", "ses", "x")
    assert model.blocks == (("school", ("(Intercept)", "ses")),)


def test_equations_carry_the_estimates() -> None:
    results = fit(built("math ~ ses*sector", groups="school", re_formula="~ses"))
    eq = lw.extract_eq(results, notation="raudenbush-bryk")
    typed = lw.extract_eq("math ~ ses*sector + (ses | school)", frame(), notation="raudenbush-bryk")
    assert eq.latex == typed.latex
    eq.verify()
    assert eq.estimates == lw.model(results).estimates
    assert eq.in_notation("mlwin").estimates is eq.estimates
    assert "read as (1 + ses | school)" in eq.notes[0].text


def test_what_a_model_has_itself_is_not_given_beside_it() -> None:
    model = built("math ~ ses", groups="school")
    with pytest.raises(lw.OptionError, match="family= is not given with a model of statsmodels"):
        lw.model(model, family="poisson")
    with pytest.raises(lw.OptionError, match="data= is not given"):
        lw.model(model, frame())
    with pytest.raises(
        lw.OptionError, match="random= does not apply to MixedLM of statsmodels and mixedlm-rs; it takes groups="
    ):
        lw.model(model, random="~1|school")


def test_the_example_of_the_readme_runs() -> None:
    assert readme_example("statsmodels", smf=smf).estimates is not None
