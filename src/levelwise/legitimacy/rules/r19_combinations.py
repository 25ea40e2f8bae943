"""R19 in words: what the columns that are left out are combinations of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

from levelwise.data.columns import Categories, Values
from levelwise.design.linear_dependence import combination_weights, kept_columns
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import INTERCEPT, Coefficient
from levelwise.text.sentences import listed

_LOOKED_AT = 10_000  # so many combinations of categories are looked through
SHORT = 4  # a combination of more columns is not written out


def combinations_of(case: Case, columns: Sequence[Coefficient]) -> tuple[list[str], tuple[str, ...]]:
    """Say what columns are combinations of, and return the terms of those if they are few."""
    design, basis = case.design, case.spec.fixed
    assert design is not None  # nothing is left out without data
    matrix = design.matrix(basis)
    if case.is_sampled and len(kept_columns(matrix)) < len(basis):
        return [], ()  # the sample is too small to say
    every = combination_weights(design.matrix(columns), matrix)
    said: list[str] = []
    sources: dict[str, None] = {}
    for column, weights in zip(columns, every.T, strict=True):
        used = [(basis[n], float(weights[n])) for n in np.flatnonzero(weights)]
        terms = dict.fromkeys(one.term for one, _ in used if one.term)
        few = len(terms) <= SHORT
        sources.update(terms if few else {})
        if not used:
            said.append(f"{column.name} = 0")
        elif len(used) <= SHORT:
            said.append(f"{column.name} = {_sum(used)}")
        else:
            those = f"the columns of {listed(terms)}" if few else f"{len(used)} columns"
            said.append(f"{column.name} is a combination of {those}")
    return said, tuple(sources)


def _sum(used: Sequence[tuple[Coefficient, float]]) -> str:
    """Write a combination: ``2 + x1 - 0.5 x2``."""
    text = ""
    for column, weight in used:
        size = f"{abs(weight):.6g}"
        name = "" if column.key == INTERCEPT else column.name
        part = size if not name else name if size == "1" else f"{size} {name}"
        sign = " - " if weight < 0 else " + "
        text += f"{sign}{part}" if text else f"-{part}" if weight < 0 else part
    return text


def empty_cells(case: Case, column: Coefficient) -> list[str]:
    """Return the combinations of categories in a product of factors that no row has."""
    assert case.observed is not None  # nothing is left out without data
    parts = [_as_categories(case.observed.values[cell.variable]) for cell in column.cells]
    factors = [part for part in parts if part is not None]
    if len(parts) < 2 or len(factors) < len(parts):
        return []
    occurring = set(zip(*(factor.codes.tolist() for factor in factors), strict=True))
    return [
        ":".join(factor.labels[code] for factor, code in zip(factors, codes, strict=True))
        for codes in islice(product(*(range(len(factor.labels)) for factor in factors)), _LOOKED_AT)
        if codes not in occurring
    ]


def _as_categories(values: Values) -> Categories | None:
    """Return the categories of a factor, or of a number that is 0 or 1; None of other numbers."""
    if isinstance(values, Categories):
        return values
    numbers = values.values
    if numbers.ndim > 1 or not ((numbers == 0.0) | (numbers == 1.0)).all():
        return None
    return Categories(numbers.astype(np.intp), ("0", "1"), "factor")
