"""Models of bambi, built or fitted; the draws, which the model does not keep, are given by ``idata=``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from levelwise.adapters.assembled import assembled, refuse_options, treatment_contrasts
from levelwise.adapters.bambi_draws import estimates_of
from levelwise.adapters.bambi_priors import priors_of
from levelwise.adapters.bambi_response import family_of, left_side
from levelwise.adapters.bambi_terms import common_terms, group_terms, mean_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.design.model_options import ModelOptions
from levelwise.errors import UnsupportedModelError
from levelwise.text.note import Note

_PACKAGE = "bambi"
_SCALE = re.compile(r"(?<![\w.`])scale\(")
"""``scale()`` of bambi divides by the root mean square deviation, which is ``standardize()`` here."""

_STANDARDIZED = Note(
    "other-program", "scale() of bambi divides by the standard deviation with n, not n − 1; so does standardize()"
)


def read(fitted: Any, given: Given) -> Fitted:
    """Return a model of bambi with its priors and, if its draws are given, with estimates.

    Raises
    ------
    UnsupportedModelError
        For a family that is not read, for formulas of several parameters, and for smooth terms.
    """
    refuse_options(given, _PACKAGE)
    formula = fitted.formula
    if formula.additionals:
        message = f"a model of {_PACKAGE} with formulas of several parameters, {', '.join(formula.additionals)}, "
        raise UnsupportedModelError(f"{message}is not supported; give the formula of the mean alone")
    family, link = family_of(fitted)
    if mean_of(fitted).hsgp_terms:
        raise UnsupportedModelError(f"a model of {_PACKAGE} with Gaussian processes is not supported")
    left = left_side(fitted)
    written = str(formula.main).partition("~")[2].strip()
    right = _SCALE.sub("standardize(", written)
    hints = replace(given.hints, factors={**left.factors, **given.hints.factors})
    model = assembled(
        f"bmb.Model({f'{left.text} ~ {right}'!r})",
        fitted.data,
        replace(given, hints=hints),
        ModelOptions(family=family, link=link),
        contrasts=treatment_contrasts(fitted.data),
        notes=(*left.notes, *((_STANDARDIZED,) if right != written else ())),
    )
    common, groups = common_terms(fitted, model), group_terms(fitted, model)
    draws = given.others.get("idata")
    estimates = None if draws is None else estimates_of(fitted, model, common, groups, draws)
    return Fitted(replace(model, priors=priors_of(fitted, model, common, groups)), estimates)
