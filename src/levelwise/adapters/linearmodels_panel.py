"""Panel models of linearmodels: ``RandomEffects``, a random intercept of the entities; others are read elsewhere."""

from __future__ import annotations

from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import matched
from levelwise.adapters.linearmodels_fixed import read_fixed
from levelwise.adapters.random_estimates import RandomPart, group_sizes, random_estimates
from levelwise.errors import LevelwiseError, OptionError, UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note

_PACKAGE = "linearmodels"


def read(fitted: Any, given: Given) -> Fitted:
    """Return a RandomEffects, a PanelOLS or a PooledOLS, or its results, as a model with estimates.

    Raises
    ------
    OptionError
        When the entities have no name.
    UnsupportedModelError
        For other panel models.
    """
    refuse_options(given, _PACKAGE)
    results = fitted if hasattr(fitted, "params") else None
    own = fitted if results is None else results.model
    kind = type(own).__name__
    if kind in ("PanelOLS", "PooledOLS"):
        return read_fixed(own, results, given)
    if kind != "RandomEffects":
        message = f"{kind} of {_PACKAGE} is not read; RandomEffects, PanelOLS and PooledOLS are"
        raise UnsupportedModelError(message)
    if np.any(np.asarray(own.weights.values2d) != 1.0):
        raise UnsupportedModelError(f"a RandomEffects of {_PACKAGE} with weights is not supported")
    frame = own.exog.dataframe
    group = frame.index.names[0]
    if group is None:
        group = given.others.get("groups")
        if not isinstance(group, str):
            message = (
                f"the entities of this model of {_PACKAGE} have no name; pass it as groups=, such as groups='firm'"
            )
            raise OptionError(message)
    names = [str(name) for name in own.exog.vars]
    data = {name: np.asarray(frame[name]) for name in own.exog.vars}
    response = str(own.dependent.vars[0])
    data = {response: np.asarray(own.dependent.dataframe[own.dependent.vars[0]]), **data}
    data[str(group)] = np.asarray(frame.index.get_level_values(0))
    bar = f"(1 | {quoted(str(group))})"
    note = Note("other-program", f"the random effects of the entities are read as {bar}")
    model = None
    if own.formula is not None and all(name in data or name == "Intercept" for name in names):
        try:
            intercept = "" if "Intercept" in names else " + 0"  # which is only there if it is written
            model = assembled(f"{own.formula}{intercept} + {bar}", data, given, notes=[note])
        except LevelwiseError:  # a column of the formula is not kept
            model = None
    if model is None:
        model = assembled(_by_columns(response, names, data, bar), data, given, notes=[note])
    columns = matched(model.spec.fixed, design_of(model), np.asarray(frame), names, _PACKAGE)
    if results is None:
        return Fitted(model, None)
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    for column, value, error in zip(columns, results.params, results.std_errors, strict=True):
        values[FixedEffect(LOCATION, column.key)] = float(value)
        errors[FixedEffect(LOCATION, column.key)] = float(error)
    variances = results.variance_decomposition
    part = RandomPart(str(group), ("(Intercept)",), [[float(variances["Effects"])]])
    values |= random_estimates(model, [part], _PACKAGE)
    values[ResidualVariance()] = float(variances["Residual"])
    estimates = Estimates(
        values,
        errors,
        version_of(_PACKAGE),
        "GLS",
        n=int(results.nobs),
        groups=group_sizes(model),
    )
    return Fitted(model, estimates)


def _by_columns(response: str, names: list[str], data: dict[str, Any], bar: str) -> str:
    """Return a formula of columns, each a variable by its name; a constant is the intercept."""
    terms = [quoted(name) for name in names if not np.all(data[name] == 1.0)]
    constant = "" if len(terms) < len(names) else "0 + "
    return f"{quoted(response)} ~ {constant}{' + '.join(terms) or '1'} + {bar}"
