"""QuantReg of statsmodels: the equation of a conditional quantile."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import levelwise as lw
from levelwise.errors import LevelwiseError, UnsupportedModelError, VerificationError
from levelwise.model.parameters import FixedEffect
from levelwise.model.spec import LOCATION

pytest.importorskip("statsmodels", reason="statsmodels is not installed")
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

DRAW = np.random.default_rng(2)
DATA = pd.DataFrame({"x": DRAW.normal(size=90), "k": DRAW.choice(["a", "b", "c"], 90), "w": DRAW.random(90) + 0.5})
DATA["y"] = 2.0 + DATA["x"] - (DATA["k"] == "b") + DRAW.normal(size=90) * DATA["w"]
RESULTS = smf.quantreg("y ~ x*k + I(w**2)", DATA).fit(q=0.25)

NAMES = {
    "(Intercept)": "Intercept",
    "x": "x",
    "kb": "k[T.b]",
    "kc": "k[T.c]",
    "I(w^2)": "I(w ** 2)",
    "x:kb": "x:k[T.b]",
    "x:kc": "x:k[T.c]",
}


def test_the_quantile_has_its_order() -> None:
    eq = lw.extract_eq(RESULTS)
    eq.verify()
    first, *_ = eq.latex.splitlines()[1:]
    assert first.strip().startswith(r"Q_{0.25}(\operatorname{y}) &= \alpha + \beta_{1}(\operatorname{x})")
    assert "epsilon" not in eq.latex
    assert [note.code for note in eq.notes] == ["quantile"]
    assert r"Q_{\tau}(\operatorname{y})" in lw.extract_eq(RESULTS.model).latex


def test_the_printed_numbers_give_the_fitted_values() -> None:
    eq = lw.extract_eq(RESULTS, estimates=True, digits=12)
    values = {one.name: eq.estimates.value(FixedEffect(LOCATION, one.key)) for one in eq.spec.fixed}
    assert values == pytest.approx({name: RESULTS.params[theirs] for name, theirs in NAMES.items()})
    for number in RESULTS.params:
        assert f"{abs(number):.10g}"[:8] in eq.latex


def test_standard_errors_are_those_of_the_fit() -> None:
    eq = lw.extract_eq(RESULTS, errors=True)
    for error in RESULTS.bse:
        assert rf"\underset{{({error:.3g}" in eq.latex


def test_a_legend_names_the_quantile(tmp_path: Any) -> None:
    eq = lw.extract_eq(RESULTS, labels={"x": "the exposure"})
    meanings = {" ".join(map(str, row.meaning)) for row in eq.legend()}
    assert "the conditional quantile of order 0.25" in meanings
    assert any("the exposure" in one for one in meanings)
    for ending in ("tex", "html", "docx"):
        assert eq.save(tmp_path / f"quantile.{ending}", legend=True).stat().st_size > 200


def test_arrays_are_read() -> None:
    results = sm.QuantReg(DATA["y"].to_numpy(), sm.add_constant(DATA[["x", "w"]].to_numpy())).fit(q=0.9)
    assert "\\beta_{2}(\\operatorname{x2})" in lw.extract_eq(results, response="y").latex


def test_another_equation_is_not_proved() -> None:
    eq = lw.extract_eq(RESULTS)
    with pytest.raises(VerificationError, match="not that of the mean"):
        type(eq)(eq.order, eq.mean.system, eq.options, eq.mean).verify()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"notation": "hox"}, "one notation"),
        ({"weights": "w"}, "weights= does not apply"),
        ({"show_distribution": True}, "states no distribution"),
        ({"colour": 1}, "no option 'colour'"),
    ],
)
def test_what_does_not_apply_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(LevelwiseError, match=says):
        lw.extract_eq(RESULTS, **options)


@pytest.mark.parametrize("of", [lw.check, lw.table])
def test_it_is_no_multilevel_model(of: Any) -> None:
    with pytest.raises(UnsupportedModelError, match="extract_eq"):
        of(RESULTS)
