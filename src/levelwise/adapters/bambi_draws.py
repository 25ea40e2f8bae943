"""The estimates of a model of bambi: the means of its draws, with their standard deviations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from levelwise.adapters.assembled import version_of
from levelwise.adapters.bambi_terms import GroupTerm, Term, components
from levelwise.adapters.random_estimates import group_sizes
from levelwise.data.columns import Floats
from levelwise.design.assemble import PreparedModel
from levelwise.errors import OptionError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Dispersion, FixedEffect, Parameter, ResidualVariance, Threshold, Variance
from levelwise.model.spec import LOCATION

_DISPERSIONS: Mapping[str, str] = {"Gamma": "alpha", "inverse.gaussian": "lam", "nbinom2": "alpha", "beta": "kappa"}
"""The parameter of bambi that determines the dispersion of each family."""

RECIPROCAL = ("Gamma", "inverse.gaussian")
"""The families whose parameter in bambi is the reciprocal of the dispersion."""

_DRAWS = ("chain", "draw")


def dispersion_of(family: str) -> str | None:
    """Return the name in bambi of the parameter that determines the dispersion of a family; None if it has none."""
    return _DISPERSIONS.get(family)


def estimates_of(
    bambi: Any, model: PreparedModel, common: Sequence[Term], groups: Sequence[GroupTerm], draws: Any
) -> Estimates:
    """Return the estimates of a model.

    Parameters
    ----------
    bambi : bambi.Model
        The model of bambi.
    model : PreparedModel
        The same model, as we read it.
    common, groups : sequence
        Its terms.
    draws : arviz.InferenceData or xarray.DataTree
        What ``fit()`` returned.

    Raises
    ------
    OptionError
        When they are no draws, or those of another model.
    """
    posterior: Any = getattr(draws, "posterior", None)
    if posterior is None or not hasattr(posterior, "data_vars"):
        raise OptionError("idata= takes what fit() of bambi returns")
    _check(bambi, model, common, groups, posterior)
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    labels = model.spec.response.categories[1:] if model.spec.response.kind == "nominal" else (LOCATION,)
    for term in common:
        means, spreads = (one.reshape(len(term.columns), -1) for one in _summary(posterior[term.label], labels))
        for number, column in enumerate(term.columns):
            for place, label in enumerate(labels):
                values[FixedEffect(label, column.key)] = float(means[number, place])
                errors[FixedEffect(label, column.key)] = float(spreads[number, place])
    if model.spec.response.kind != "nominal":  # the categories of a multinomial response have variances of their own
        for group in groups:
            deviations = _mean(posterior[group.spread])
            values |= {Variance(one): float(sd) ** 2 for one, sd in zip(group.effects, deviations, strict=True)}
    family, parts = str(model.spec.family), components(bambi)
    if model.spec.response.kind == "ordinal":
        means, spreads = _summary(posterior[_label(parts, "threshold")], labels)
        numbers = range(1, len(means) + 1)
        values |= {Threshold(number): float(value) for number, value in zip(numbers, means, strict=True)}
        errors |= {Threshold(number): float(value) for number, value in zip(numbers, spreads, strict=True)}
    if family == "gaussian":
        values[ResidualVariance()] = _constant(parts, "sigma", posterior) ** 2
    name = dispersion_of(family)
    if name is not None:
        value = _constant(parts, name, posterior)
        values[Dispersion()] = 1.0 / value if family in RECIPROCAL else value
    return Estimates(
        values,
        errors,
        version_of("bambi"),
        "posterior mean",
        "posterior standard deviations",
        n=model.spec.rows,
        groups=group_sizes(model),
    )


def _label(parts: Mapping[str, Any], name: str) -> str:
    """Return the name of the draws of a constant parameter, which may be an alias."""
    return str(getattr(parts[name], "alias", None) or name)


def _constant(parts: Mapping[str, Any], name: str, posterior: Any) -> float:
    """Return the mean of a constant parameter, or its value if it was fixed."""
    prior = parts[name].prior
    return float(prior) if isinstance(prior, int | float) else float(_mean(posterior[_label(parts, name)])[0])


def _summary(draws: Any, labels: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the means and the standard deviations of draws, those of the categories of a response last."""
    category = [one for one in draws.dims if str(one).endswith("_reduced_dim")]
    if category:
        given = {str(label): number for number, label in enumerate(draws.coords[category[0]].values)}
        draws = draws.transpose(..., category[0])
        draws = draws.isel({category[0]: [given[label] for label in labels]})
    return _mean(draws), np.ravel(np.asarray(draws.std(dim=_DRAWS, ddof=1), dtype=np.float64))


def _mean(draws: Any) -> Floats:
    return np.ravel(np.asarray(draws.mean(dim=_DRAWS), dtype=np.float64))


def _check(
    bambi: Any, model: PreparedModel, common: Sequence[Term], groups: Sequence[GroupTerm], posterior: Any
) -> None:
    """Raise OptionError when draws are not those of a model."""
    parts = components(bambi)
    free = [one for one in parts if hasattr(parts[one], "prior") and not isinstance(parts[one].prior, int | float)]
    constant = [_label(parts, one) for one in free]
    several = len(model.spec.response.categories) - 1 if model.spec.response.kind == "nominal" else 1
    sizes = {
        **{term.label: len(term.columns) * several for term in common},
        **{term.spread: len(term.effects) * several for term in groups},
    }
    given = set(map(str, posterior.data_vars))
    missing = sorted({*sizes, *constant} - given)
    if missing:
        raise OptionError(f"idata= has no draws of {missing[0]}; it is not that of this model")
    response = str(bambi.response_component.term.name)
    known = (*sizes, *constant, *(term.label for term in groups), *parts, response)
    extra = sorted(name for name in given if not _is_of(name, known))
    if extra:
        raise OptionError(f"idata= has draws of {extra[0]}, which this model does not have")
    for name, size in sizes.items():
        if _size(posterior[name]) != size:
            raise OptionError(
                f"idata= has {_size(posterior[name])} draws of {name} at a time, and this model has {size}"
            )
    for term in groups:
        if term.label in given and len(term.own.groups) not in posterior[term.label].shape[2:]:
            raise OptionError(f"idata= has another number of groups of {term.group} than this model")


def _is_of(name: str, known: Iterable[str]) -> bool:
    """Return whether draws are of a parameter, or are computed from it, as ``1|school_offset`` is."""
    return any(name == one or name.startswith(f"{one}_") for one in known)


def _size(draws: Any) -> int:
    return int(np.prod(draws.shape[2:], dtype=np.int64))
