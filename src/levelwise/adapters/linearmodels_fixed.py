"""Panel models of linearmodels with fixed effects: ``PanelOLS``, and ``PooledOLS``, which has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import same_values
from levelwise.data.columns import Codes, Floats
from levelwise.design.assemble import PreparedModel
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note
from levelwise.text.sentences import listed

_PACKAGE = "linearmodels"


def read_fixed(own: Any, results: Any, given: Given) -> Fitted:
    """Return a PanelOLS or a PooledOLS, whose effects of entities and periods are the coefficients of factors.

    Parameters
    ----------
    own : PanelOLS or PooledOLS
        The model.
    results : PanelEffectsResults or None
        Its results.
    given : Given
        What the caller states: the name of the entities, if they have none.

    Raises
    ------
    OptionError
        When entities or periods with effects have no name.
    UnsupportedModelError
        For effects of other factors, and for weights.
    """
    refuse_options(given, _PACKAGE)
    if getattr(own, "other_effects", False):
        raise UnsupportedModelError(f"a PanelOLS of {_PACKAGE} with effects of other factors is not read")
    if np.any(np.asarray(own.weights.values2d) != 1.0):
        raise UnsupportedModelError(f"a {type(own).__name__} of {_PACKAGE} with weights is not supported")
    frame = own.exog.dataframe
    factors = _factors(own, given)
    names = [str(name) for name in own.exog.vars]
    response = str(own.dependent.vars[0])
    data = {response: np.asarray(own.dependent.dataframe[own.dependent.vars[0]])}
    data |= {name: np.asarray(frame[name]) for name in own.exog.vars}
    data |= {name: np.asarray(frame.index.get_level_values(place)) for name, place in factors}
    formula = _formula(response, names, data, [name for name, _ in factors])
    notes = []
    if factors:
        effects = listed(name for name, _ in factors)
        text = (
            f"the fixed effects of {effects} are the coefficients of their categories; index_factors=True writes those "
            "of a factor as one term"
        )
        notes.append(Note("fixed-effects", text))
    model = assembled(formula, data, given, notes=notes)
    if results is None:
        return Fitted(model, None)
    values, errors = _fixed(model, results, [name for name, _ in factors])
    values[ResidualVariance()] = float(results.s2)
    kind = "standard errors" if str(results._cov_type) == "Unadjusted" else "robust standard errors"  # noqa: SLF001
    estimates = Estimates(
        values, errors, version_of(_PACKAGE), "least squares", kind, int(results.nobs), loglik=float(results.loglik)
    )
    return Fitted(model, estimates)


def _factors(own: Any, given: Given) -> list[tuple[str, int]]:
    """Return the names of the factors with effects, each with its place in the index."""
    found: list[tuple[str, int]] = []
    for place, (attribute, what) in enumerate((("entity_effects", "entities"), ("time_effects", "periods"))):
        if not getattr(own, attribute, False):
            continue
        name = own.exog.dataframe.index.names[place]
        if place == 0 and given.others.get("groups") is not None:
            name = given.others["groups"]
        if not isinstance(name, str):
            raise OptionError(f"the {what} of this model of {_PACKAGE} have no name; name the levels of the index")
        found.append((name, place))
    return found


def _formula(response: str, names: Sequence[str], data: dict[str, Any], factors: Sequence[str]) -> str:
    """Return the formula of the columns, after a factor for each kind of effects; a constant is the intercept."""
    terms = [quoted(name) for name in names if not np.all(data[name] == 1.0)]
    has_constant = len(terms) < len(names)
    every = [*(f"factor({quoted(name)})" for name in factors), *terms]
    return f"{quoted(response)} ~ {'' if has_constant and not factors else '0 + '}{' + '.join(every) or '1'}"


def _fixed(
    model: PreparedModel, results: Any, factors: Sequence[str]
) -> tuple[dict[Parameter, float], dict[Parameter, float]]:
    """Return the coefficients, and the standard errors of those that linearmodels estimates itself."""
    own, design = results.model.exog.dataframe, design_of(model)
    free = {name: np.asarray(own[name], dtype=np.float64) for name in own.columns}
    constant = next((name for name, values in free.items() if np.all(values == 1.0)), None)
    shift = 0.0 if constant is None or not factors else float(results.params[constant])
    if factors and constant is not None:
        del free[constant]
    parts = _parts(results, len(factors), shift) if factors else []
    categories = {f"factor({quoted(name)})": part for name, part in zip(factors, parts, strict=True)}
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    for column in model.spec.fixed:
        ours, key = design.column(column), FixedEffect(LOCATION, column.key)
        part = categories.get(column.cells[0].variable) if len(column.cells) == 1 else None
        if part is not None:
            values[key] = float(part[int(np.argmax(ours))])
            continue
        name = next((one for one, theirs in free.items() if same_values(ours, theirs)), None)
        if name is None:
            raise UnsupportedModelError(f"the column {column.name} is not among those that {_PACKAGE} estimated")
        values[key], errors[key] = float(results.params[name]), float(results.std_errors[name])
        del free[name]
    if free:
        raise UnsupportedModelError(f"{_PACKAGE} estimated {listed(map(str, free))}, which the formula does not have")
    return values, errors


def _parts(results: Any, count: int, shift: float) -> list[Floats]:
    """Return the effects of each factor for each row; those of periods are relative to the first one.

    Of two factors, linearmodels keeps the sum of the effects. The effects follow from row to row: a period with a known
    effect gives those of the entities in it, and these those of their other periods.
    """
    total = np.asarray(results.estimated_effects, dtype=np.float64).ravel() + shift
    if count == 1:
        return [total]
    index = results.model.exog.dataframe.index
    entities, periods = (_codes(index.get_level_values(place)) for place in (0, 1))
    known = {1: np.full(int(periods.max()) + 1, np.nan), 0: np.full(int(entities.max()) + 1, np.nan)}
    known[1][0] = 0.0
    while np.isnan(known[0]).any() or np.isnan(known[1]).any():
        before = sum(int(np.isnan(one).sum()) for one in known.values())
        for one, other, mine, theirs in ((0, 1, entities, periods), (1, 0, periods, entities)):
            rows = np.isnan(known[one][mine]) & ~np.isnan(known[other][theirs])
            known[one][mine[rows]] = total[rows] - known[other][theirs[rows]]
        if before == sum(int(np.isnan(one).sum()) for one in known.values()):
            message = (
                "the effects of entities and periods are not separately identified: the entities and periods fall into "
                "sets with no observations in common"
            )
            raise UnsupportedModelError(message)
    return [known[0][entities], known[1][periods]]


def _codes(labels: Any) -> Codes:
    found: Codes = np.unique(np.asarray(labels), return_inverse=True)[1]
    return found.astype(np.intp)
