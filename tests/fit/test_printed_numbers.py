"""The numbers in the equations of a fit, evaluated on its data, give its predictor and its fitted values."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.numeric_proof import Printed, prove_on_data
from levelwise.errors import UnsupportedModelError
from levelwise.model.parameters import RandomEffect
from levelwise.notations.table import NOTATIONS

pytest.importorskip("mixedlm", reason="mixedlm is not installed")
pytest.importorskip("glmm", reason="glmm is not installed")

DIGITS = 12
INVERSE: dict[str, Callable[[Any], Any]] = {
    "identity": lambda eta: eta,
    "logit": lambda eta: 1 / (1 + np.exp(-eta)),
    "log": np.exp,
}


@cache
def data() -> dict[str, Any]:
    draw = np.random.default_rng(4)
    group = np.repeat(np.arange(30), 8)
    item = np.tile(np.arange(8), 30)
    x, w = draw.normal(size=240), draw.random(240) + 0.5
    eta = 0.4 + 0.5 * x + draw.normal(size=30)[group] + 0.6 * draw.normal(size=30)[group] * x
    eta = eta + 0.5 * draw.normal(size=8)[item]
    return {
        "y": eta + draw.normal(size=240),
        "hit": (draw.random(240) < 1 / (1 + np.exp(-eta))).astype(int),
        "count": draw.poisson(np.exp(eta / 2)),
        "positive": draw.gamma(4, np.exp(eta / 3) / 4),
        "x": x,
        "w": w,
        "f": np.array(["a", "b", "c"])[draw.integers(0, 3, 240)],
        "g": group,
        "top": group // 5,
        "item": item,
    }


LINEAR = {
    "y ~ x + (x | g)": {},
    "y ~ x*f + (1 | g) + (1 | item)": {"reml": False},
    "y ~ poly(x, 2) + (1 | top/g)": {},
    "y ~ x + offset(w) + (x | g)": {"weights": "w"},
}
GENERALIZED = {
    "hit ~ x + f + (1 | g)": "binomial",
    "count ~ x + offset(log(w)) + (x | g)": "poisson",
    "positive ~ x + (1 | g)": "Gamma",
}


def fits() -> list[tuple[str, Callable[[], lw.Fit]]]:
    made: list[tuple[str, Callable[[], lw.Fit]]] = []
    for engine in ("mixedlm", "glmm"):
        for formula, options in LINEAR.items():

            def linear(formula: str = formula, options: dict[str, Any] = options, engine: str = engine) -> lw.Fit:
                return lw.lmer(formula, data(), policy="off", engine=engine, **options)

            made.append((f"{engine}: {formula}", linear))
        for formula, family in GENERALIZED.items():
            if engine == "mixedlm" and family == "Gamma":
                continue

            def generalized(formula: str = formula, family: str = family, engine: str = engine) -> lw.Fit:
                link = "log" if family == "Gamma" else None
                return lw.glmer(formula, data(), family, link=link, policy="off", engine=engine)

            made.append((f"{engine}: {formula}", generalized))
    made.append(("mixedlm: y ~ x + (x || g)", lambda: lw.lmer("y ~ x + (x || g)", data())))
    return made


FITS = fits()


def predictions(fit: lw.Fit) -> dict[RandomEffect, Any]:
    """Return the predicted random effects of the group of each row."""
    design, found = fit._made.design, {}
    for part, values in zip(design.parts, fit._made.result.random, strict=True):
        for place, effect in enumerate(part.effects):
            found[effect] = values[part.codes, place]
    return found


@pytest.mark.parametrize("make", [make for _, make in FITS], ids=[name for name, _ in FITS])
def test_the_printed_numbers_give_the_predictor_and_the_fitted_values(make: Callable[[], lw.Fit]) -> None:
    fit = make()
    prove_on_data(fit.model)
    observed, design = fit.model._prepared.observed, fit.model._prepared.design
    assert observed is not None
    assert design is not None

    def cells(cell: Any) -> Any:
        return np.sum(observed.offsets, axis=0) if cell.kind == "offset" else design.cell(cell)

    inverse = INVERSE[fit.model.spec.link]
    written = 0
    for notation in NOTATIONS.own:
        try:
            eq = fit.model.equations(notation, policy="off", estimates=True, digits=DIGITS)
        except UnsupportedModelError:
            continue
        fixed = Printed(eq.system, fit.model.spec, cells, design.rows).predictor()
        assert np.allclose(fixed, fit.fixed_predictor, rtol=1e-8, atol=1e-9)
        whole = Printed(eq.system, fit.model.spec, cells, design.rows, predictions(fit)).predictor()
        assert np.allclose(inverse(whole), fit.fitted, rtol=1e-5, atol=1e-6), notation
        written += 1
    assert written >= 9
