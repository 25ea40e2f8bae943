"""Panel models of linearmodels with fixed effects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from levelwise.adapters.base import Given
from levelwise.adapters.recognise import read_model
from levelwise.model.parameters import ResidualVariance

panel = pytest.importorskip("linearmodels.panel", reason="linearmodels is not installed")


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"firm": np.repeat([f"f{n}" for n in range(12)], 6), "year": np.tile(range(2000, 2006), 12)})
    data["x"], data["z"] = rng.normal(size=72), rng.normal(size=72)
    data["y"] = 1 + 2 * data["x"] + np.repeat(rng.normal(size=12), 6) + 0.3 * data["year"] + rng.normal(size=72)
    data = data.drop(index=[3, 17, 40])  # an unbalanced panel
    return data.set_index(["firm", "year"])


DATA = frame()


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("y ~ 1 + x + EntityEffects", 13),
        ("y ~ x + z + EntityEffects", 14),
        ("y ~ x + TimeEffects", 7),
        ("y ~ 1 + x + z + EntityEffects + TimeEffects", 19),
    ],
)
def test_fixed_effects_are_coefficients_of_factors(formula: str, columns: int) -> None:
    results = panel.PanelOLS.from_formula(formula, DATA).fit()
    fitted = read_model(results, Given())
    estimates, design = fitted.estimates, fitted.model.design
    assert estimates is not None
    assert design is not None
    assert len(fitted.model.spec.fixed) == columns
    numbers = [value for key, value in vars(estimates)["values"].items() if key != ResidualVariance()]
    residuals = DATA["y"].to_numpy() - design.matrix(fitted.model.spec.fixed) @ np.array(numbers)
    np.testing.assert_allclose(residuals, results.resids.to_numpy(), atol=1e-8)
    slopes = [name for name in results.params.index if name != "Intercept"]
    assert sorted(estimates.errors.values()) == pytest.approx(sorted(results.std_errors[slopes]))
    assert estimates.value(ResidualVariance()) == pytest.approx(results.s2)
    assert "fixed-effects" in [note.code for note in fitted.model.notes]
    eq = lw.extract_eq(results, index_factors=True)
    eq.verify()
    assert len(str(eq)) < len(str(lw.extract_eq(results)))


def test_a_pooled_model_has_no_effects() -> None:
    results = panel.PooledOLS.from_formula("y ~ 1 + x", DATA).fit(cov_type="clustered", cluster_entity=True)
    model = lw.model(results)
    assert model.columns == ("(Intercept)", "x")
    assert model.estimates is not None
    assert model.estimates.error_kind == "robust standard errors"
    assert list(vars(model.estimates)["values"].values())[:2] == pytest.approx(results.params.tolist())


def test_what_is_asked_for_or_refused() -> None:
    unnamed = DATA.rename_axis([None, None])  # linearmodels calls them entity and time
    results = panel.PanelOLS(unnamed["y"], unnamed[["x"]], entity_effects=True).fit()
    assert "factor(entity)" in str(lw.model(results).spec.source)
    assert "factor(firm)" in str(lw.model(results, groups="firm").spec.source)
    with pytest.raises(lw.OptionError, match="name the levels of the index"):
        lw.model(results, groups=3)
    with pytest.raises(lw.UnsupportedModelError, match="with weights is not supported"):
        lw.model(panel.PanelOLS(DATA["y"], DATA[["x"]], weights=DATA["z"].abs() + 1).fit())
    with pytest.raises(lw.UnsupportedModelError, match="FirstDifferenceOLS of linearmodels is not read"):
        lw.model(panel.FirstDifferenceOLS.from_formula("y ~ x", DATA).fit())
