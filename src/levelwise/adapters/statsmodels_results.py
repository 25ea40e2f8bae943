"""What the results of all statsmodels models have in common: the model, the standard errors, the software."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from levelwise.adapters.assembled import version_of
from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Parameter
from levelwise.text.note import Note


def model_and_results(given: Any) -> tuple[Any, Any]:
    """Return the model and the results of a statsmodels object; the results are None for a model that is not fitted."""
    results = getattr(given, "_results", given)  # of a wrapper, which labels the numbers of the results
    model = getattr(results, "model", None)
    return (given, None) if model is None else (model, results)


def numbers(values: Any) -> Any:
    """Return the numbers of an array or of a labelled one."""
    return np.asarray(values, dtype=np.float64)


def offset_of(values: Any) -> Floats | None:
    """Return an offset; None for that of a model without one, which is None, a single number, or zero in all rows."""
    if values is None or np.ndim(values) == 0:
        return None
    found: Floats = numbers(values)
    return found if found.any() else None


def standard_errors(results: Any) -> Any:
    """Return the standard errors; None for results without, such as those of a penalised fit."""
    try:
        return numbers(results.bse)
    except (AttributeError, NotImplementedError, ValueError):
        return None


def covariances(results: Any) -> Any:
    """Return the covariance matrix of the estimates; None for results without."""
    try:
        return numbers(results.cov_params())
    except (AttributeError, NotImplementedError, ValueError):
        return None


def estimates_of(
    results: Any,
    values: Mapping[Parameter, float],
    errors: Mapping[Parameter, float],
    method: str,
    notes: tuple[Note, ...] = (),
) -> Estimates:
    """Return estimates with what statsmodels tells about the fit.

    Parameters
    ----------
    results : statsmodels.base.model.Results
        The results, without a wrapper.
    values, errors : mapping of Parameter to float
        The estimates and their standard errors.
    method : str
        The method of estimation.
    notes : tuple of Note
        Further remarks.
    """
    if type(results).__name__.startswith("L1"):  # the fit is penalised, and these are not errors of its estimates
        errors = {}
    constrained = bool(getattr(results, "k_constr", 0))
    if constrained:
        text = "the coefficients were estimated under linear constraints, which the equations do not state"
        notes = (*notes, Note("constrained", text))
    covariance = str(getattr(results, "cov_type", "nonrobust") or "nonrobust")
    robust = covariance not in ("nonrobust", "naive")
    if robust and errors:
        notes = (*notes, Note("robust-errors", f"the standard errors are robust: statsmodels calls them {covariance}"))
    if not errors:
        text = "the fitted model has no standard errors, as its estimates are those of a penalised fit"
        notes = (*notes, Note("no-errors", text))
        method = "penalised likelihood" if method == "ML" else f"penalised {method}"
    optimiser = getattr(results, "mle_retvals", None)
    converged = optimiser.get("converged") if isinstance(optimiser, Mapping) else getattr(results, "converged", None)
    if constrained:
        converged = None  # statsmodels does not tell
    if converged is not None and not converged:
        notes = (*notes, Note("not-converged", "the optimiser of statsmodels did not converge"))
    loglik = None if constrained or not errors else getattr(results, "llf", None)
    return Estimates(
        values,
        {parameter: error for parameter, error in errors.items() if np.isfinite(error)},
        version_of("statsmodels"),
        method,
        "robust standard errors" if robust else "standard errors",
        len(results.model.endog),
        loglik=None if loglik is None or not np.isfinite(loglik) else float(loglik),
        converged=None if converged is None else bool(converged),
        notes=notes,
    )
