"""The rows of facts about the fits: rows and groups, the likelihood and the criteria made of it, the method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite, log

from levelwise.equation.model_table import Figure, TableCell, TableRow
from levelwise.model.model_parameters import parameters_of
from levelwise.model.spec import ModelSpec
from levelwise.tables.fitted_model import FittedModel

_LIKELIHOOD = ("REML", "ML", "Laplace", "least squares", "weighted least squares", "generalised least squares")
"""Methods whose log-likelihood makes AIC and BIC; least squares maximise that of a linear model."""


def fit_rows(models: Sequence[FittedModel]) -> Iterator[TableRow]:
    """Yield the rows that any model has."""
    yield from _row("response", models, lambda one: one.spec.response.text, only_if_different=True)
    yield from _row("family (link)", models, _family, only_if_different=True)
    yield from _numbers("observations", [one.estimates.n for one in models], 0)
    for group in dict.fromkeys(group for one in models for group in one.estimates.groups):
        yield from _numbers(f"groups of {group}", [one.estimates.groups.get(group) for one in models], 0)
    yield from _numbers("log-likelihood", [_loglik(one) for one in models], 1)
    if not not_comparable(models):
        yield from _numbers("AIC", [aic(one) for one in models], 1)
        yield from _numbers("BIC", [bic(one) for one in models], 1)
    yield from _row("estimation method", models, lambda one: one.estimates.method)


def not_comparable(models: Sequence[FittedModel]) -> tuple[str, ...]:
    """Return why AIC and BIC of models cannot be compared; nothing if they can."""
    reasons = []
    if len({one.spec.response.text for one in models}) > 1:
        reasons.append("the models have different responses, whose likelihoods cannot be compared")
    if len({one.estimates.n for one in models}) > 1:
        reasons.append("the models were fitted to different numbers of observations")
    restricted = [one.estimates.method == "REML" for one in models]
    fixed = {tuple(column.key for column in one.spec.fixed) for one in models}
    if any(restricted) and not (all(restricted) and len(fixed) == 1):
        reasons.append(
            "fits by REML can be compared by them only if their fixed effects are the same, and never with fits by "
            "maximum likelihood"
        )
    return tuple(reasons)


def aic(model: FittedModel) -> float | None:
    """Return Akaike's information criterion, whose parameters include the variances; None without a likelihood."""
    loglik = _loglik(model)
    return None if loglik is None else -2 * loglik + 2 * _parameters(model)


def bic(model: FittedModel) -> float | None:
    """Return the Bayesian information criterion with the number of rows; None without a likelihood."""
    loglik, rows = _loglik(model), model.estimates.n
    return None if loglik is None or not rows else -2 * loglik + log(rows) * _parameters(model)


def _parameters(model: FittedModel) -> int:
    return len(parameters_of(model.spec))


def _loglik(model: FittedModel) -> float | None:
    loglik, method = model.estimates.loglik, model.estimates.method
    known = method in _LIKELIHOOD or "quadrature" in method
    return loglik if known and loglik is not None and isfinite(loglik) else None


def _row(
    label: str, models: Sequence[FittedModel], words: Callable[[FittedModel], str], *, only_if_different: bool = False
) -> Iterator[TableRow]:
    """Yield a row unless no model has it, or all models have the same words and only differences matter."""
    found = [words(one) for one in models]
    if any(found) and not (only_if_different and len(set(found)) == 1):
        yield TableRow((label,), tuple(TableCell(words=one) if one else None for one in found))


def _family(model: FittedModel) -> str:
    spec: ModelSpec = model.spec
    return "" if spec.is_linear else f"{spec.family} ({spec.link})"


def _numbers(label: str, found: Sequence[float | None], decimals: int) -> Iterator[TableRow]:
    """Yield a row of numbers with decimals, unless no model has one."""
    if any(one is not None for one in found):
        cells = [
            None if one is None else TableCell(Figure(f"{abs(one):,.{decimals}f}", negative=one < 0)) for one in found
        ]
        yield TableRow((label,), tuple(cells))
