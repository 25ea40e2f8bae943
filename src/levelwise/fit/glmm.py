"""The engine glmm: models with a dispersion, too.

Each block of random effects must have an intercept, and each random slope a fixed counterpart.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

from levelwise.data.columns import Floats
from levelwise.fit.design import FitDesign, RandomPart
from levelwise.fit.engine import EngineResult
from levelwise.lazy_numpy import np
from levelwise.packages import required

_FAMILIES = {
    "gaussian": ("gaussian", {"identity"}),
    "binomial": ("binomial", {"logit", "probit", "cloglog"}),
    "poisson": ("poisson", {"log"}),
    "Gamma": ("gamma", {"log", "inverse"}),
    "nbinom2": ("negativebinomial", {"log"}),
}
"""The families by our names, with the name and the links of each in glmm."""


class _Factor(NamedTuple):
    """A column of groups, as glmm reads it."""

    categories: tuple[str, ...]
    codes: Any


def refusal(design: FitDesign) -> str:
    """Return why glmm cannot fit a model; empty if it can."""
    if design.family not in _FAMILIES:
        return f"glmm does not fit the {design.family} family"
    if design.link not in _FAMILIES[design.family][1]:
        return f"glmm does not fit the {design.family} family with the {design.link} link"
    if any(design.constant not in part.columns for part in design.parts):
        return "glmm needs an intercept in each random-effects term, as in (1 + x | g)"
    slopes = {name for part in design.parts for name in part.columns} - {design.constant}
    if not slopes <= set(design.fixed):
        return "glmm needs a fixed effect of each column with a random slope"
    return ""


def fit(design: FitDesign, *, patient: bool = False) -> EngineResult:
    """Return the estimates of glmm; a `patient` fit starts from the coefficients at which a first one stopped."""
    glmm: Any = required("glmm", "fitting a model with engine='glmm'", "'levelwise[fit]'")
    family, _ = _FAMILIES[design.family]
    data: dict[str, Any] = {**design.columns, "y": design.y}
    data |= {part.group: _Factor(tuple(map(str, range(part.size))), part.codes) for part in design.parts}
    fixed = "".join(f" + {name}" for name in design.fixed)
    formula = f"y ~ 0{fixed}" + "".join(
        f" + (1{''.join(f' + {name}' for name in part.columns if name != design.constant)} | {part.group})"
        for part in design.parts
    )
    options: dict[str, Any] = {"link": design.link, "offset": design.offset}
    options["weights"] = design.weights if design.trials is None else design.trials
    if design.is_linear:
        options |= {"reml": design.reml, "satterthwaite": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its warnings are our notes
        made = glmm.fit(data, formula, family, anova_test="Wald", **options)
        if patient:  # there is no limit of iterations to raise
            start = {"beta": list(made.beta)}
            made = glmm.fit(data, formula, family, anova_test="Wald", warm_start=start, **options)
    return _result(made, design, f"glmm {_version()}")


def _version() -> str:
    from importlib.metadata import version  # glmm has no attribute for it

    return version("glmm")


def _result(made: Any, design: FitDesign, software: str) -> EngineResult:
    order = {name: place for place, name in enumerate(made.names)}
    places = [order[name] for name in design.fixed]
    found = {group: number for number, (group, _) in enumerate(made.re_groups)}
    blocks = {block["group"]: block for block in made.ranef_blocks}
    scale = float(made.dispersion)
    has_dispersion = design.family in ("Gamma", "nbinom2")
    fitted = np.asarray(made.fitted, dtype=np.float64)
    return EngineResult(
        np.asarray(made.beta, dtype=np.float64)[places],
        np.asarray(made.se, dtype=np.float64)[places],
        tuple(_covariance(made.varcorr[found[part.group]], part, design) for part in design.parts),
        tuple(_random(blocks.get(part.group), part, design) for part in design.parts),
        fitted if len(fitted) else np.full(len(design.y), np.nan),
        float(made.loglik),
        int(made.df),
        bool(made.converged),
        bool(made.singular),
        float(np.sqrt(scale)) if design.is_linear else None,
        scale if has_dispersion else None,
        software,
    )


def _covariance(packed: Any, part: RandomPart, design: FitDesign) -> Floats:
    """Return a covariance matrix from the columns of its lower triangle, in the order of our columns."""
    size = len(part.columns)
    matrix = np.zeros((size, size))
    matrix[np.triu_indices(size)] = np.asarray(packed, dtype=np.float64)  # the rows of the upper triangle
    matrix = matrix + np.triu(matrix, 1).T
    places = _places(part, design)
    return matrix[np.ix_(places, places)]


def _random(block: Any, part: RandomPart, design: FitDesign) -> Floats:
    """Return the predicted effects, groups and columns in our order; not numbers if the fit did not converge."""
    if block is None:
        return np.full((part.size, len(part.columns)), np.nan)
    rows = {label: row for row, label in enumerate(block["levels"])}
    values = np.asarray(block["values"], dtype=np.float64)
    return values[[rows[str(code)] for code in range(part.size)]][:, _places(part, design)]


def _places(part: RandomPart, design: FitDesign) -> list[int]:
    """Return where each of our columns stands in glmm, which puts the intercept first."""
    theirs = sorted(part.columns, key=lambda name: name != design.constant)
    return [theirs.index(name) for name in part.columns]
