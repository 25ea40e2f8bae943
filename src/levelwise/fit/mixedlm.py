"""The engine mixedlm: linear and generalized linear mixed models, any number of crossed and nested factors."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from levelwise.data.columns import Floats
from levelwise.fit.design import FitDesign, RandomPart
from levelwise.fit.engine import EngineResult
from levelwise.lazy_numpy import np
from levelwise.packages import required
from levelwise.text.note import Note

AGREEMENT = 0.01
"""Largest difference of the log-likelihoods that two starts reach, if a generalized model is to count as converged."""

PATIENT = 10_000
"""Number of iterations of the second attempt; the first has the default of mixedlm, a thousand."""

_IGNORED = (
    *("check_nobs_vs_rankZ", "check_nobs_vs_nlev", "check_nlev_gtreq_5", "check_nlev_gtr_1"),
    *("check_rankX", "check_scaleX"),
)
"""The checks of mixedlm, which are for its own design matrices: ours are of full rank and have passed our own."""


def refusal(design: FitDesign) -> str:
    """Return why mixedlm cannot fit a model; empty if it can."""
    if design.family in ("binomial", "poisson"):
        if design.trials is not None and not _are_whole(design.trials):
            return "mixedlm needs whole numbers of trials"
        return ""
    if design.family == "gaussian":
        return "" if design.is_linear else f"mixedlm does not fit a gaussian response with the {design.link} link"
    return f"mixedlm does not estimate the dispersion of the {design.family} family"


def fit(design: FitDesign, *, patient: bool = False) -> EngineResult:
    """Return the estimates of mixedlm."""
    mixedlm: Any = required("mixedlm", "fitting a model", "'levelwise[fit]'")
    pandas: Any = required("pandas", "fitting a model", "'levelwise[fit]'")
    data: dict[str, Any] = {**design.columns, "y": design.y}
    response = "y"
    if design.trials is not None:
        data["n"] = np.rint(design.trials)
        data["y"], response = np.rint(design.y * data["n"]), "y / n"
    data |= {part.group: part.codes for part in design.parts}
    formula = f"{response} ~ 0{_sum(design.fixed)}" + "".join(
        f" + (0{_sum(part.columns)} | {part.group})" for part in design.parts
    )
    options: dict[str, Any] = dict.fromkeys(_IGNORED, "ignore")
    options |= {"check_conv": False, "check_singular": False} | ({"maxiter": PATIENT} if patient else {})
    given: dict[str, Any] = {"weights": design.weights, "offset": design.offset, "na_action": None}
    software = f"mixedlm {mixedlm.__version__}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its warnings are our notes
        frame = pandas.DataFrame(data)
        if design.is_linear:
            control = mixedlm.LmerControl(**options)
            return _result(mixedlm.lmer(formula, frame, REML=design.reml, control=control, **given), design, software)
        given["family"] = getattr(mixedlm.families, design.family.capitalize())(design.link)
        controls = [mixedlm.GlmerControl(**options, nAGQ0initStep=first) for first in (True, False)]
        made = [mixedlm.glmer(formula, frame, control=control, **given) for control in controls]
        return _better_of([_result(one, design, software) for one in made])


def _better_of(results: Sequence[EngineResult]) -> EngineResult:
    """Return the better estimates of a generalized model from two starts.

    Its optimiser may stop short of the optimum and count as converged, which a second start reveals.
    """
    best, other = sorted(results, key=_minus_loglik)
    agree = best.loglik - other.loglik < AGREEMENT
    text = (
        "mixedlm treats the variances as known when it computes standard errors of a generalized linear mixed model, "
        "so they are too small"
    )
    return replace(best, converged=best.converged and agree, notes=(Note("conditional-errors", text),))


def _minus_loglik(result: EngineResult) -> float:
    return -result.loglik


def _result(made: Any, design: FitDesign, software: str) -> EngineResult:
    groups, predicted, likelihood = made.VarCorr().groups, made.ranef(), made.logLik()
    places = {structure.grouping_factor: structure.level_map for structure in made.matrices.random_structures}
    return EngineResult(
        np.asarray(made.beta, dtype=np.float64),
        np.sqrt(np.diag(made.vcov())),
        tuple(np.asarray(groups[part.group].cov, dtype=np.float64) for part in design.parts),
        tuple(_random(predicted[part.group], places[part.group], part) for part in design.parts),
        np.asarray(made.fitted(), dtype=np.float64),
        float(likelihood.value),
        int(likelihood.df),
        bool(made.converged),
        bool(made.isSingular()),
        float(made.sigma) if design.is_linear else None,
        None,
        software,
    )


def _random(predicted: Any, places: Any, part: RandomPart) -> Floats:
    """Return the predicted effects of a part, its groups in the order of their codes."""
    order = [places[code] for code in range(part.size)]
    return np.column_stack([np.asarray(predicted[name], dtype=np.float64)[order] for name in part.columns])


def _sum(names: tuple[str, ...]) -> str:
    return "".join(f" + {name}" for name in names)


def _are_whole(numbers: Floats) -> bool:
    return bool((np.abs(numbers - np.rint(numbers)) < 1e-6).all())
