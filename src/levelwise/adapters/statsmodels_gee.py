"""Generalized estimating equations of statsmodels: GEE, of which the model of the mean is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.statsmodels_design import Unnamed, design_of
from levelwise.adapters.statsmodels_glm import family_and_link
from levelwise.adapters.statsmodels_results import estimates_of, model_and_results, numbers, offset_of, standard_errors
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.parameters import Dispersion, ResidualVariance
from levelwise.text.note import Note
from levelwise.text.sentences import rounded

_STRUCTURES = {
    "Independence": "independence",
    "Exchangeable": "exchangeable",
    "Autoregressive": "first-order autoregressive",
    "Nested": "nested",
    "Stationary": "stationary",
    "Unstructured": "unstructured",
}


def read(fitted: Any, given: Given) -> Fitted:
    """Return a GEE or its results as the model of its mean, with a note on the working correlation.

    Raises
    ------
    UnsupportedModelError
        For models of several categories.
    """
    model, results = model_and_results(fitted)
    if type(model).__name__ != "GEE":
        raise UnsupportedModelError(f"{type(model).__name__} of statsmodels is not read; GEE is")
    family, link = family_and_link(model.family)
    weights = None if model.weights is None else numbers(model.weights)
    unnamed = Unnamed(offset_of(getattr(model, "offset", None)), offset_of(getattr(model, "exposure", None)), weights)
    design = design_of(model, family, link, given=given, unnamed=unnamed)
    if results is None:
        return Fitted(design.prepared, None)
    values = design.fixed(results.params)
    errors = standard_errors(results)
    if family == "gaussian":
        values[ResidualVariance()] = float(results.scale)
    elif family in ("Gamma", "inverse.gaussian"):
        values[Dispersion()] = float(results.scale)
    elif family == "nbinom2":
        values[Dispersion()] = 1.0 / float(model.family.alpha)
    estimates = estimates_of(results, values, {} if errors is None else design.fixed(errors), "GEE", (_note(model),))
    return Fitted(design.prepared, replace(estimates, loglik=None))  # theirs is that of independent rows


def _note(model: Any) -> Note:
    """Return a note on the working correlation, which is no part of the equations."""
    structure = model.cov_struct
    kind = _STRUCTURES.get(type(structure).__name__, type(structure).__name__)
    estimated = np.ravel(np.asarray(structure.dep_params if kind in _ONE else [], dtype=np.float64))
    value = f", {rounded(float(estimated[0]))}" if len(estimated) == 1 else ""
    name = getattr(model, "_groups_name", None)
    frame = getattr(model.data, "frame", None)
    groups = f"groups of {name}" if frame is not None and name in frame.columns else "groups"
    return Note(
        "working-correlation",
        f"GEE estimates the mean alone, with a working correlation within {len(model.group_labels):,} {groups}: "
        f"{kind}{value}; the equations do not state it",
    )


_ONE = ("exchangeable", "first-order autoregressive")
"""The structures with one correlation."""
