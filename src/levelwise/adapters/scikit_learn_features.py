"""The features of scikit-learn's transformers, as polynomials in the columns of the data.

A monomial is a product of factors: columns, their powers, and indicators of categories. A scaled column is a linear
combination of the column and one, a product of features a combination of the products of their monomials. So the
coefficients of a model of scaled columns are those of another model of the columns themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from levelwise.adapters.design_info import CodedColumn, CodedFactor
from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np

Factor: TypeAlias = "tuple[str, str | None]"
"""A column and a category of it, or None for its number."""

Monomial: TypeAlias = "tuple[Factor, ...]"
"""A product of factors, sorted; a power is a repeated factor."""

Feature: TypeAlias = "dict[Monomial, float]"
"""A polynomial: the coefficient of each monomial."""

Categories: TypeAlias = "dict[str, tuple[object, ...]]"
"""The categories of the columns that are encoded."""

ONE: Monomial = ()


def named_features(names: Sequence[str]) -> list[Feature]:
    """Return the features that are the columns themselves."""
    return [{((str(name), None),): 1.0} for name in names]


def transformed(step: Any, features: Sequence[Feature], categories: Categories) -> list[Feature]:
    """Return the features that a fitted transformer makes of others; the categories that it encodes are added.

    Raises
    ------
    UnsupportedModelError
        For a transformer that is not a polynomial in the columns, or is unknown.
    """
    if step is None or step in ("passthrough", "drop"):
        return [] if step == "drop" else list(features)
    kind = type(step).__name__
    if kind == "Pipeline":
        found = list(features)
        for _, inner in step.steps:
            found = transformed(inner, found, categories)
        return found
    own = _TRANSFORMERS.get(kind)
    if own is None:
        known = ", ".join(("Pipeline", *_TRANSFORMERS))
        raise UnsupportedModelError(f"the transformer {kind} of scikit-learn is not read; {known} are")
    return own(step, features, categories)


def _columns(step: Any, features: Sequence[Feature], categories: Categories) -> list[Feature]:
    """Return the features of a ``ColumnTransformer``, which divides the columns among transformers."""
    names = list(map(str, getattr(step, "feature_names_in_", range(len(features)))))
    found: list[Feature] = []
    for name, inner, chosen in step.transformers_:
        part = [features[number] for number in _numbers(chosen, names)]
        found.extend([] if name == "remainder" and inner == "drop" else transformed(inner, part, categories))
    return found


def _numbers(chosen: Any, names: Sequence[str]) -> list[int]:
    if isinstance(chosen, str):
        chosen = [chosen]
    if isinstance(chosen, slice):
        return list(range(len(names)))[chosen]
    every = list(chosen)
    if every and all(isinstance(one, bool | np.bool_) for one in every):
        return [number for number, one in enumerate(every) if one]
    return [names.index(one) if isinstance(one, str) else int(one) for one in every]


def _one_hot(step: Any, features: Sequence[Feature], categories: Categories) -> list[Feature]:
    if getattr(step, "infrequent_categories_", None) and any(one is not None for one in step.infrequent_categories_):
        raise UnsupportedModelError("a OneHotEncoder that combines infrequent categories is not read")
    dropped = step.drop_idx_ if step.drop_idx_ is not None else [None] * len(features)
    found: list[Feature] = []
    for feature, levels, without in zip(features, step.categories_, dropped, strict=True):
        column = _column(feature, "OneHotEncoder")
        first = 0 if without is None else int(without)
        order = [first, *(number for number in range(len(levels)) if number != first)]
        categories[column] = tuple(levels[number] for number in order)
        kept = [level for number, level in enumerate(levels) if number != without]
        found.extend({((column, str(level)),): 1.0} for level in kept)
    return found


def _standardised(step: Any, features: Sequence[Feature], _: Categories) -> list[Feature]:
    means = step.mean_ if step.mean_ is not None and step.with_mean else [0.0] * len(features)
    scales = step.scale_ if step.scale_ is not None and step.with_std else [1.0] * len(features)
    pairs = zip(features, means, scales, strict=True)
    return [_affine(feature, 1.0 / scale, -mean / scale) for feature, mean, scale in pairs]


def _min_max(step: Any, features: Sequence[Feature], _: Categories) -> list[Feature]:
    return [_affine(one, scale, low) for one, scale, low in zip(features, step.scale_, step.min_, strict=True)]


def _polynomial(step: Any, features: Sequence[Feature], _: Categories) -> list[Feature]:
    found = []
    for powers in step.powers_:
        product: Feature = {ONE: 1.0}
        for feature, power in zip(features, powers, strict=True):
            for _time in range(int(power)):
                product = _times(product, feature)
        found.append(product)
    return found


def _unchanged(step: Any, features: Sequence[Feature], _: Categories) -> list[Feature]:
    """Return the features of a ``FunctionTransformer`` without a function, which stands for ``"passthrough"``."""
    if step.func is not None:
        raise UnsupportedModelError("a FunctionTransformer with a function is not read; compute the column in the data")
    return list(features)


_TRANSFORMERS: Mapping[str, Callable[[Any, Sequence[Feature], Categories], list[Feature]]] = {
    "ColumnTransformer": _columns,
    "OneHotEncoder": _one_hot,
    "StandardScaler": _standardised,
    "MinMaxScaler": _min_max,
    "PolynomialFeatures": _polynomial,
    "FunctionTransformer": _unchanged,
}


def _affine(feature: Feature, scale: float, shift: float) -> Feature:
    found = {monomial: float(scale) * weight for monomial, weight in feature.items()}
    if shift:
        found[ONE] = found.get(ONE, 0.0) + float(shift)
    return found


def _times(one: Feature, other: Feature) -> Feature:
    found: Feature = {}
    for left, first in one.items():
        for right, second in other.items():
            product = _product(left, right)
            if product is not None:
                found[product] = found.get(product, 0.0) + first * second
    return found


def _product(left: Monomial, right: Monomial) -> Monomial | None:
    """Return a product of monomials; None if it is zero, as that of the indicators of two categories."""
    indicators = {one for one in (*left, *right) if one[1] is not None}
    if len({column for column, _ in indicators}) < len(indicators):
        return None
    powers = [one for one in (*left, *right) if one[1] is None]
    return tuple(sorted((*powers, *indicators), key=lambda one: (one[0], one[1] or "")))


def _column(feature: Feature, kind: str) -> str:
    """Return the column that a feature is.

    Raises
    ------
    UnsupportedModelError
        For any other feature.
    """
    if len(feature) == 1:
        ((monomial, weight),) = feature.items()
        if weight == 1.0 and len(monomial) == 1 and monomial[0][1] is None:
            return monomial[0][0]
    raise UnsupportedModelError(f"a {kind} of transformed columns is not read")


def combined(features: Sequence[Feature], coefficients: Sequence[float], intercept: float) -> Feature:
    """Return the linear predictor of features as a polynomial in the columns."""
    found: Feature = {ONE: float(intercept)} if intercept else {}
    for feature, coefficient in zip(features, coefficients, strict=True):
        for monomial, weight in feature.items():
            found[monomial] = found.get(monomial, 0.0) + float(coefficient) * weight
    return found


def coded(monomial: Monomial, categories: Categories) -> CodedColumn:
    """Return the column of a monomial."""
    powers: dict[Factor, int] = {}
    for factor in monomial:
        powers[factor] = powers.get(factor, 0) + 1
    factors = []
    for (column, label), power in powers.items():
        if label is None:
            name = quoted(column)
            factors.append(CodedFactor(name if power == 1 else f"I({name}^{power})"))
            continue
        levels = categories[column]
        weights = tuple(float(str(level) == label) for level in levels)
        factors.append(CodedFactor(quoted(column), 0, levels, weights, f"[{label}]"))
    return CodedColumn(":".join(f"{column}[{label}]" if label else column for column, label in powers), tuple(factors))
