"""Contrasts of weights one chooses oneself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite

from levelwise.data.contrasts.contrast import Choice, Contrast
from levelwise.data.contrasts.labels import apart, columns_of, listed, numbers
from levelwise.data.contrasts.orthogonal import Column, are_dependent, decomposed, inverse
from levelwise.errors import DataError

_SHOWN = 6


def custom(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    """Return contrasts of a matrix that was given."""
    rows, count = choice.matrix, len(categories)
    width = len(rows[0]) if rows else 0
    if len(rows) != count or any(len(row) != width for row in rows) or not 1 <= width <= count - 1:
        shape = f"{len(rows)} by {width}" if all(len(row) == width for row in rows) else "ragged"
        message = (
            f"the contrasts of {name} need a row for each of its {count} categories ({listed(categories)}) and "
            f"from 1 to {count - 1} columns; the matrix is {shape}"
        )
        raise DataError(message)
    columns = list(zip(*rows, strict=True))
    if not all(isfinite(number) for row in rows for number in row):
        raise DataError(f"a number in the contrasts of {name} is missing or infinite")
    names = choice.names or ("",) * width
    shown = [one or str(n + 1) for n, one in enumerate(names)]
    for column, label in zip(columns, shown, strict=True):
        if len(set(column)) == 1:
            raise DataError(
                f"column {label} of the contrasts of {name} is the same for every category, as the intercept"
            )
    whole = [(1.0,) * count, *columns]
    if are_dependent(whole):
        message = (
            f"the columns of the contrasts of {name} are linearly dependent, among themselves or with the intercept"
        )
        raise DataError(message)
    missing = count - 1 - width
    if choice.filled and missing and choice.how_many is None:
        # R completes the matrix by what is orthogonal to it
        basis, _ = decomposed(whole)
        columns += [tuple(column) for column in basis[width + 1 :]]
        names = (*names, *("",) * missing)
    own = tuple(names) if any(names) else numbers(len(columns))
    labels = apart([one or str(n + 1) for n, one in enumerate(names)], categories, numbered=not any(names))
    if len(set(own)) < len(own) and choice.names:
        duplicate = next(one for one in own if own.count(one) > 1)
        if duplicate:
            raise DataError(f"two columns of the contrasts of {name} are called {duplicate!r}")
    return Contrast(own, labels, columns_of(columns), note=_own_note(name, labels, columns, categories))


def _own_note(name: str, labels: tuple[str, ...], columns: Sequence[Column], categories: tuple[str, ...]) -> str:
    """Say what the coefficients of a matrix of one's own are: rows of its inverse over the categories' means."""
    count = len(categories)
    if len(columns) < count - 1:
        return (
            f"{name} has {len(columns)} of {count - 1} columns of contrasts, so that the means of its categories "
            "cannot all differ freely"
        )
    if count > _SHOWN:
        return f"{name} has contrasts of its own; its coefficients are not differences from a reference category"
    weights = inverse([(1.0,) * count, *columns])[1:]
    said = (f"{label} is {_combination(row, categories)}" for label, row in zip(labels, weights, strict=True))
    return f"{name} has contrasts of its own; of the means of its categories the coefficient of {', of '.join(said)}"


def _combination(weights: Column, categories: tuple[str, ...]) -> str:
    written = ""
    for weight, category in zip(weights, categories, strict=True):
        near = Fraction(float(weight)).limit_denominator(1000)
        if abs(weight) < 1e-9:
            continue
        size = str(abs(near)) if abs(float(near) - weight) < 1e-9 else f"{abs(weight):.4g}"
        sign = (" − " if weight < 0 else " + ") if written else ("−" if weight < 0 else "")
        written += f"{sign}{'' if size == '1' else size + ' '}{category}"
    return written
