"""Custom contrasts, given as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from levelwise.data.contrasts.contrast import Contrast, ContrastRequest
from levelwise.data.contrasts.labels import columns_of, listed, numbers, too_few_note, unique_labels
from levelwise.data.contrasts.orthogonal import Column, are_dependent, decomposed, inverse
from levelwise.errors import DataError

_MAX_EXPLAINED = 6  # categories of a factor whose coefficients are explained one by one


def custom(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    """Return the contrasts that a matrix defines."""
    rows, count = request.matrix, len(categories)
    width = len(rows[0]) if rows else 0
    if len(rows) != count or any(len(row) != width for row in rows) or not 1 <= width <= count - 1:
        shape = f"{len(rows)} by {width}" if all(len(row) == width for row in rows) else "ragged"
        message = (
            f"the contrasts of {name} need a row for each of its {count} categories ({listed(categories)}) and "
            f"1 to {count - 1} columns; the matrix is {shape}"
        )
        raise DataError(message)
    columns = list(zip(*rows, strict=True))
    if not all(isfinite(number) for row in rows for number in row):
        raise DataError(f"a number in the contrasts of {name} is missing or infinite")
    names = request.names or ("",) * width
    for column, label in zip(columns, _numbered(names), strict=True):
        if len(set(column)) == 1:
            message = f"column {label} of the contrasts of {name} is constant across categories, like the intercept"
            raise DataError(message)
    with_intercept = [(1.0,) * count, *columns]
    if are_dependent(with_intercept):
        message = (
            f"the columns of the contrasts of {name} are linearly dependent, among themselves or with the intercept"
        )
        raise DataError(message)
    missing = count - 1 - width
    if request.filled and missing and request.how_many is None:
        # R completes the matrix by its orthogonal complement
        basis, _ = decomposed(with_intercept)
        columns += [tuple(column) for column in basis[width + 1 :]]
        names = (*names, *("",) * missing)
    suffixes = tuple(names) if any(names) else numbers(len(columns))
    labels = unique_labels(_numbered(names), categories, numbered=not any(names))
    if len(set(suffixes)) < len(suffixes) and request.names:
        duplicate = next(one for one in suffixes if suffixes.count(one) > 1)
        if duplicate:
            raise DataError(f"two columns of the contrasts of {name} have the name {duplicate!r}")
    return Contrast(suffixes, labels, columns_of(columns), note=_note(name, labels, columns, categories))


def _numbered(names: tuple[str, ...]) -> list[str]:
    """Return the names of columns, the number of a column if it has no name."""
    return [name or str(n + 1) for n, name in enumerate(names)]


def _note(name: str, labels: tuple[str, ...], columns: Sequence[Column], categories: tuple[str, ...]) -> str:
    """Return what the coefficients are, as combinations of the category means: the rows of the inverse matrix."""
    count = len(categories)
    if len(columns) < count - 1:
        return too_few_note(name, len(columns), count)
    if count > _MAX_EXPLAINED:
        return f"{name} has custom contrasts; its coefficients are not differences from a reference category"
    weights = inverse([(1.0,) * count, *columns])[1:]
    meanings = (f"{label} is {_combination(row, categories)}" for label, row in zip(labels, weights, strict=True))
    return f"{name} has custom contrasts; in terms of the category means, the coefficient of {', of '.join(meanings)}"


def _combination(weights: Column, categories: tuple[str, ...]) -> str:
    """Return a linear combination of category means, with weights as fractions where they are simple."""
    from fractions import Fraction  # takes a while to import

    written = ""
    for weight, category in zip(weights, categories, strict=True):
        fraction = Fraction(float(weight)).limit_denominator(1000)
        if abs(weight) < 1e-9:
            continue
        size = str(abs(fraction)) if abs(float(fraction) - weight) < 1e-9 else f"{abs(weight):.4g}"
        sign = (" − " if weight < 0 else " + ") if written else ("−" if weight < 0 else "")
        written += f"{sign}{'' if size == '1' else size + ' '}{category}"
    return written
