"""Linear mixed models of statsmodels: ``MixedLM``, built or fitted, from a formula or from arrays.

What it does not keep is taken from what it does: the terms of ``re_formula`` and ``vc_formula`` from the names of their
columns, the name of the groups from a column with the same values. The equality of all columns is checked. The package
mixedlm-rs has a class of the same name with nearly the same attributes, which is read, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options, treatment_contrasts, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import matched, same_values
from levelwise.adapters.groups_of import groups_name
from levelwise.adapters.matched_blocks import Bar, blocks_of, covariances_of
from levelwise.adapters.patsy_names import component_bar, terms_of
from levelwise.adapters.random_estimates import group_sizes
from levelwise.design.assemble import PreparedModel
from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note


def read(fitted: Any, given: Given) -> Fitted:
    """Return a MixedLM or its results as a model with estimates."""
    results = fitted if hasattr(fitted, "fe_params") else None
    own = fitted if results is None else results.model
    package = _package(own)
    refuse_options(given, package)
    data, fixed = _fixed_part(own)
    group = _group(own, data, given)
    if group is not None:
        data = _with_column(data, group, own.groups)
    bars = _bars(own, data, group, given)
    said = " + ".join(bar.text for bar in bars)
    formula = f"{fixed} + {said}"
    note = Note("other-program", f"the random part of MixedLM is read as {said}: the formula is {formula}")
    model = assembled(formula, data, given, contrasts=treatment_contrasts(data), notes=[note])
    columns = matched(model.spec.fixed, design_of(model), own.exog, own.exog_names, package)
    blocks = blocks_of(model, bars, package)
    _check_components(own, model, blocks[len(blocks) - own.k_vc :])
    if results is None:
        return Fitted(model, None)
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    for column, value, error in zip(columns, results.fe_params, results.bse_fe, strict=True):
        values[FixedEffect(LOCATION, column.key)] = float(value)
        if np.isfinite(error):  # else the Hessian matrix is singular
            errors[FixedEffect(LOCATION, column.key)] = float(error)
    for bar, number, matrix in zip(bars, blocks, _covariances(own, results), strict=True):
        values |= covariances_of(model, number, bar, matrix, package)
    values[ResidualVariance()] = float(results.scale)
    converged = bool(results.converged)
    notes = () if converged else (Note("not-converged", f"the optimiser of {package} did not converge"),)
    estimates = Estimates(
        values,
        errors,
        version_of(package),
        "REML" if own.reml else "ML",
        n=int(own.exog.shape[0]),
        groups=group_sizes(model),
        loglik=float(results.llf),
        converged=converged,
        notes=notes,
    )
    return Fitted(model, estimates)


def _package(own: Any) -> str:
    return "mixedlm-rs" if type(own).__module__.startswith("mixedlm_rs") else "statsmodels"


def _effect_names(own: Any) -> tuple[str, ...]:
    """Return the names of the columns of random effects, which mixedlm-rs keeps in another place."""
    names = getattr(own.data, "exog_re_names", None)
    return tuple(own.exog_re_names if names is None else names)


def _covariances(own: Any, results: Any) -> list[Any]:
    """Return the covariance matrix of each bar."""
    return [*([results.cov_re] if own.k_re else []), *([[one]] for one in results.vcomp)]


def _fixed_part(own: Any) -> tuple[Any, str]:
    """Return the data and the formula of the fixed part; of a model of arrays, its columns by name."""
    formula = getattr(own, "formula", None)
    if formula is not None:
        frame = getattr(own.data, "frame", None)
        return own.data_frame if frame is None else frame, str(formula)
    names = list(own.exog_names)
    columns = {str(own.endog_names): own.endog}
    terms = []
    for number, name in enumerate(names):
        if np.all(own.exog[:, number] == 1.0):
            continue
        columns[name] = own.exog[:, number]
        terms.append(quoted(name))
    constant = "" if len(terms) < len(names) else "0 + "
    return columns, f"{quoted(str(own.endog_names))} ~ {constant}{' + '.join(terms) or '1'}"


def _with_column(data: Any, name: str, values: Any) -> Any:
    if isinstance(data, dict):
        return {**data, name: np.asarray(values)}
    return data if name in data.columns else data.assign(**{name: np.asarray(values)})


def _group(own: Any, data: Any, given: Given) -> str | None:
    """Return the column of groups; None if there is one group, in which everything is a variance component."""
    if own.n_groups == 1 and own.k_re == 0:
        return None
    named = _effect_names(own)[0] if own.k_re and np.all(own.exog_re[:, 0] == 1.0) else None
    frame = None if isinstance(data, dict) else data
    known = (
        named
        if named not in ("Group", "Group Var", "Intercept", "const") or (frame is not None and named in frame)
        else None
    )
    return groups_name(own.groups, frame, known, given.others.get("groups"), _package(own))


def _bars(own: Any, data: Any, group: str | None, given: Given) -> list[Bar]:
    """Return the bars of a model: that of ``re_formula``, if there is one, then those of the variance components."""
    bars = []
    if own.k_re:
        assert group is not None
        names = _effect_names(own)
        effects = given.others.get("re_formula")
        text = _effects(own, names) if effects is None else str(effects).strip().removeprefix("~").strip()
        if isinstance(data, dict):
            text = _effects_of_arrays(own, data, names)
        covariance = "diag" if _is_diagonal(own) else ""
        bars.append(Bar(f"{covariance}({text} | {quoted(group)})", group, own.exog_re, names))
    for number, name in enumerate(own.exog_vc.names if own.k_vc else ()):
        columns = [one for of_group in own.exog_vc.colnames[number] for one in of_group]
        slope, label = component_bar(list(dict.fromkeys(columns)), name, group, _package(own))
        bars.append(Bar(f"({slope} | {label})", label, _slopes(own, number), (name,)))
    return bars


def _effects(own: Any, names: Sequence[str]) -> str:
    """Return the effects of ``re_formula``, from the names and the values of its columns."""
    constant = [number for number in range(len(names)) if np.all(own.exog_re[:, number] == 1.0)]
    others = [name for number, name in enumerate(names) if number not in constant]
    return " + ".join(("1" if constant else "0", *terms_of(others)))


def _effects_of_arrays(own: Any, data: dict[str, Any], names: Sequence[str]) -> str:
    """Return the effects of a model of arrays, whose columns are added to its data where they are not fixed ones."""
    terms = []
    for number, name in enumerate(names):
        values = own.exog_re[:, number]
        if np.all(values == 1.0):
            continue
        same = [other for other in own.exog_names if other in data and same_values(data[other], values)]
        if not same:
            data[name] = values
        terms.append(quoted(same[0] if same else name))
    return " + ".join(("1" if len(terms) < len(names) else "0", *terms))


def _slopes(own: Any, number: int) -> Any:
    """Return the sum of the columns of a variance component in each row: one, or the variable with the slope."""
    found = np.zeros(own.exog.shape[0])
    for place, label in enumerate(own.group_labels):
        found[own.row_indices[label]] = np.asarray(own.exog_vc.mats[number][place]).sum(axis=1)
    return found[:, None]


def _is_diagonal(own: Any) -> bool:
    """Return whether the covariances of the random effects were fixed at zero.

    Raises
    ------
    UnsupportedModelError
        When only some of them were.
    """
    pattern = getattr(own, "_freepat", None)
    if pattern is None or own.k_re < 2:
        return False
    free = np.asarray(pattern.get_packed(use_sqrt=False, has_fe=False))[: own.k_re2]
    rows, columns = np.tril_indices(own.k_re)
    off = free[rows != columns]
    if np.all(free == 1):
        return False
    if np.all(off == 0) and np.all(free[rows == columns] == 1):
        return True
    raise UnsupportedModelError("a MixedLM with only some covariances of the random effects free is not supported")


def _check_components(own: Any, model: PreparedModel, blocks: Sequence[int]) -> None:
    """Raise an error if a variance component has another number of groups than its block."""
    for component, number in enumerate(blocks):
        level = model.spec.level(model.spec.blocks[number].group)
        effects = sum(len(names) for names in own.exog_vc.colnames[component])
        if level.size != effects:
            message = (
                f"the variance component {own.exog_vc.names[component]!r} of {_package(own)} has {effects} effects, "
                f"but {level.group.label} has {level.size} groups"
            )
            raise UnsupportedModelError(message)
