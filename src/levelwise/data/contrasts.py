"""Contrasts: the numbers that stand for the categories of a factor.

The matrices are R's (Chambers & Hastie 1992, *Statistical Models in S*, section 2.3.2; ``?contr.helmert``
in R); the differences of neighbours are ``contr.sdif`` of Venables & Ripley (2002), *Modern Applied
Statistics with S*, section 6.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from levelwise.data.splines import orthogonal_polynomials
from levelwise.data.values import Floats, key_of
from levelwise.errors import DataError, UnknownNameError
from levelwise.formula.syntax import number_text

KINDS = ("treatment", "sum", "helmert", "poly", "SAS", "diff")
"""The contrasts there are, by the names `contrasts=` takes."""

MOST_SCORES = 95
"""The largest number of categories for polynomials, as in R: beyond it they are not accurate."""

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """Contrasts as they were asked for, before the categories are known.

    Attributes
    ----------
    kind : str
        One of `KINDS`; ``custom`` for a matrix; empty for what the factor has by itself.
    reference : str, int or None
        The category left out, by its label or by its place from 1 on.
    scores : tuple of float
        Where the categories lie, for polynomials.
    matrix : tuple of tuple of float
        A row for each category.
    names : tuple of str
        Names of the matrix's columns.
    how_many : int or None
        Only so many columns.
    size : int or None
        The number of categories that was written, as in ``contr.sum(3)``.
    numbered : bool
        Whether R numbers indicators instead of naming them by their categories.
    filled : bool
        Whether R adds columns to a matrix that has too few.
    """

    kind: str
    reference: str | int | None = None
    scores: tuple[float, ...] = ()
    matrix: tuple[tuple[float, ...], ...] = ()
    names: tuple[str, ...] = ()
    how_many: int | None = None
    size: int | None = None
    numbered: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Contrast:
    """The contrasts of one factor.

    Attributes
    ----------
    names : tuple of str
        What R appends to the factor's name for each column.
    labels : tuple of str
        What a column is called in an equation; no two alike, and none like a category.
    columns : tuple of tuple of float
        Each column's number for each category.
    indicators : tuple of int
        The category each column indicates, where all do; `columns` is empty then.
    note : str
        What a coefficient means, empty where everybody knows.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...] = ()
    indicators: tuple[int, ...] = ()
    note: str = ""


def contrast(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    """Return the contrasts of a factor.

    Parameters
    ----------
    choice : Choice
        What was asked for.
    name : str
        The factor, for messages and notes.
    categories : tuple of str
        Two or more.

    Raises
    ------
    DataError, UnknownNameError
        When these contrasts cannot be those of these categories.

    Examples
    --------
    >>> contrast(Choice("sum"), "f", ("a", "b", "c")).columns
    ((1.0, 0.0, -1.0), (0.0, 1.0, -1.0))
    >>> contrast(Choice("helmert"), "f", ("a", "b", "c")).labels
    ('H.b', 'H.c')
    """
    count = len(categories)
    if choice.size is not None and choice.size != count:
        raise DataError(f"the contrasts of {name} are for {choice.size} categories; it has {_listed(categories)}")
    found = _MAKERS[choice.kind](choice, name, categories)
    if choice.how_many is None or choice.how_many >= len(found.names):
        return found
    if choice.how_many < 1:
        raise DataError(f"{name} needs one column of contrasts or more")
    kept = choice.how_many
    note = (
        f"{name} has {kept} of its {count - 1} columns of contrasts, so that the means of its categories "
        "cannot all differ freely"
    )
    return Contrast(found.names[:kept], found.labels[:kept], found.columns[:kept], found.indicators[:kept], note)


def polynomials(categories: tuple[str, ...], name: str = "", scores: tuple[float, ...] = ()) -> Contrast:
    """Return R's ``contr.poly``, which an ordered factor has by itself."""
    count = len(categories)
    if count > MOST_SCORES:
        raise DataError(f"polynomial contrasts are accurate for {MOST_SCORES} categories at most; {name} has {count}")
    at = np.array(scores or range(1, count + 1), dtype=np.float64)
    if len(at) != count or len(np.unique(at)) < count or not np.isfinite(at).all():
        raise DataError(
            f"the scores of {name} must be {count} different numbers, one a category: {_listed(categories)}"
        )
    names = (".L", ".Q", ".C", *(f"^{n}" for n in range(4, count)))[: count - 1]
    columns = orthogonal_polynomials(at, count - 1)
    where = f" at {', '.join(map(number_text, scores))}" if scores else ""
    note = (
        f"{name} has polynomial contrasts: its coefficients are trends over the order of its categories{where} "
        "(.L linear, .Q quadratic, …)"
    )
    return Contrast(names, names, _by_column(columns), note=note)


def _treatment(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    last = choice.kind == "SAS"
    reference = len(categories) - 1 if last else 0
    if choice.reference is not None:
        reference = _place(choice.reference, name, categories)
    kept = tuple(n for n in range(len(categories)) if n != reference)
    labels = tuple(categories[n] for n in kept)
    names = tuple(str(n + 1) for n in kept) if choice.numbered else labels
    note = f"the reference category of {name} is {categories[reference]}" if reference else ""
    return Contrast(names, labels, indicators=kept, note=note)


def _sum(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    omitted = len(categories) - 1 if choice.reference is None else _place(choice.reference, name, categories)
    kept = [n for n in range(len(categories)) if n != omitted]
    columns = np.eye(len(categories))[:, kept]
    columns[omitted] = -1.0
    labels = _apart([f"S.{categories[n]}" for n in kept], categories)
    note = (
        f"{name} has sum contrasts: the intercept is the mean of the means of its categories, a coefficient "
        f"({labels[0]}, …) the distance of a category from it; {categories[omitted]} has minus their sum"
    )
    return Contrast(_numbers(len(kept)), labels, _by_column(columns), note=note)


def _helmert(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    del choice  # nothing more to say
    count = len(categories)
    columns = np.triu(np.full((count, count - 1), -1.0))
    columns[np.arange(1, count), np.arange(count - 1)] = np.arange(1.0, count)
    labels = _apart([f"H.{category}" for category in categories[1:]], categories)
    note = (
        f"{name} has Helmert contrasts, unscaled as in R: a coefficient ({labels[0]}, …) is the mean of a category "
        "minus the mean of those before it, divided by its place in their order"
    )
    return Contrast(_numbers(count - 1), labels, _by_column(columns), note=note)


def _poly(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    found = polynomials(categories, name, choice.scores)
    return replace(found, labels=_apart(list(found.labels), categories))


def _differences(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    count = len(categories)
    place, column = np.arange(count)[:, None], np.arange(1, count)
    columns = column / count - (place < column)
    ends = _numbers(count) if choice.numbered else categories
    names = tuple(f"{b}-{a}" for a, b in pairwise(ends))
    labels = _apart([f"{b}-{a}" for a, b in pairwise(categories)], categories)
    note = (
        f"{name} has contrasts of neighbours: a coefficient ({labels[0]}, …) is the mean of a category minus "
        "the mean of the one before it"
    )
    return Contrast(names, labels, _by_column(columns), note=note)


def _custom(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    rows, count = choice.matrix, len(categories)
    width = len(rows[0]) if rows else 0
    if len(rows) != count or any(len(row) != width for row in rows) or not 1 <= width <= count - 1:
        shape = f"{len(rows)} by {width}" if all(len(row) == width for row in rows) else "ragged"
        message = (
            f"the contrasts of {name} need a row for each of its {count} categories ({_listed(categories)}) and "
            f"from 1 to {count - 1} columns; the matrix is {shape}"
        )
        raise DataError(message)
    matrix = np.array(rows)
    if not np.isfinite(matrix).all():
        raise DataError(f"a number in the contrasts of {name} is missing or infinite")
    names = choice.names or ("",) * width
    shown = [one or str(n + 1) for n, one in enumerate(names)]
    for column, label in zip(matrix.T, shown, strict=True):
        if np.ptp(column) == 0:
            raise DataError(
                f"column {label} of the contrasts of {name} is the same for every category, as the intercept"
            )
    whole = np.column_stack([np.ones(count), matrix])
    if np.linalg.matrix_rank(whole) <= width:
        message = (
            f"the columns of the contrasts of {name} are linearly dependent, among themselves or with the intercept"
        )
        raise DataError(message)
    missing = count - 1 - width
    if choice.filled and missing and choice.how_many is None:
        # R completes the matrix by what is orthogonal to it
        rotation, _ = np.linalg.qr(whole, mode="complete")
        matrix = np.column_stack([matrix, rotation[:, width + 1 :]])
        names = (*names, *("",) * missing)
    own = tuple(names) if any(names) else _numbers(matrix.shape[1])
    labels = _apart([one or str(n + 1) for n, one in enumerate(names)], categories, numbered=not any(names))
    if len(set(own)) < len(own) and choice.names:
        duplicate = next(one for one in own if own.count(one) > 1)
        if duplicate:
            raise DataError(f"two columns of the contrasts of {name} are called {duplicate!r}")
    return Contrast(own, labels, _by_column(matrix), note=_own_note(name, labels, matrix, categories))


def _by_itself(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    return _treatment(replace(choice, kind="treatment"), name, categories)


_MAKERS = {
    "treatment": _treatment,
    "SAS": _treatment,
    "sum": _sum,
    "helmert": _helmert,
    "poly": _poly,
    "diff": _differences,
    "custom": _custom,
    "": _by_itself,
}


def _place(reference: str | int, name: str, categories: tuple[str, ...]) -> int:
    """Return where a category stands; a number counts from 1, and the label is tried as a number too."""
    if isinstance(reference, int):
        if not 1 <= reference <= len(categories):
            raise DataError(f"category {reference} of {name} is asked for; it has {_listed(categories)}")
        return reference - 1
    keys = {key_of(category): n for n, category in enumerate(categories)}
    if key_of(reference) not in keys:
        raise UnknownNameError(f"category of {name}", reference, categories)
    return keys[key_of(reference)]


def _apart(labels: list[str], categories: tuple[str, ...], *, numbered: bool = False) -> tuple[str, ...]:
    """Return labels of which no two are alike and none is a category, as an indicator's is."""
    found: list[str] = []
    for label in labels:
        label = f"C.{label}" if numbered else label
        while label in categories or label in found:
            label = f"C.{label}"
        found.append(label)
    return tuple(found)


def _own_note(name: str, labels: tuple[str, ...], matrix: Floats, categories: tuple[str, ...]) -> str:
    """Say what the coefficients of a matrix of one's own are: rows of its inverse over the categories' means."""
    count = len(categories)
    if matrix.shape[1] < count - 1:
        return (
            f"{name} has {matrix.shape[1]} of {count - 1} columns of contrasts, so that the means of its categories "
            "cannot all differ freely"
        )
    if count > _SHOWN:
        return f"{name} has contrasts of its own; its coefficients are not differences from a reference category"
    weights = np.linalg.inv(np.column_stack([np.ones(count), matrix]))[1:]
    said = (f"{label} is {_combination(row, categories)}" for label, row in zip(labels, weights, strict=True))
    return f"{name} has contrasts of its own; of the means of its categories the coefficient of {', of '.join(said)}"


def _combination(weights: Floats, categories: tuple[str, ...]) -> str:
    written = ""
    for weight, category in zip(weights, categories, strict=True):
        near = Fraction(float(weight)).limit_denominator(1000)
        if abs(weight) < 1e-9:
            continue
        size = str(abs(near)) if abs(float(near) - weight) < 1e-9 else f"{abs(weight):.4g}"
        sign = (" − " if weight < 0 else " + ") if written else ("−" if weight < 0 else "")
        written += f"{sign}{'' if size == '1' else size + ' '}{category}"
    return written


def _by_column(matrix: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, column)) for column in matrix.T)


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(str(n + 1) for n in range(count))


def _listed(categories: tuple[str, ...]) -> str:
    return ", ".join(categories[:12]) + (", …" if len(categories) > 12 else "")
