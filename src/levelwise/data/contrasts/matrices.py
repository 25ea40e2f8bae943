"""Contrast matrices for given categories.

They are R's (Chambers & Hastie 1992, *Statistical Models in S*, section 2.3.2; ``?contr.helmert`` in R); the
successive differences are ``contr.sdif`` of Venables & Ripley (2002), *Modern Applied Statistics with S*, section 6.2.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import isfinite

from levelwise.data.contrasts.contrast import Contrast, ContrastRequest
from levelwise.data.contrasts.custom import custom
from levelwise.data.contrasts.labels import category_index, columns_of, listed, numbers, too_few_note, unique_labels
from levelwise.data.contrasts.orthogonal import polynomials as orthogonal_polynomials
from levelwise.errors import DataError
from levelwise.formula.syntax import number_text

MAX_POLYNOMIAL = 95
"""Maximum number of categories for polynomial contrasts, as in R; beyond it they are inaccurate."""


def contrast(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    """Return the contrasts of a factor.

    Parameters
    ----------
    request : ContrastRequest
        The requested contrasts.
    name : str
        The factor, for messages and notes.
    categories : tuple of str
        Its categories, at least two.

    Raises
    ------
    DataError, UnknownNameError
        If the requested contrasts do not fit the categories.

    Examples
    --------
    >>> contrast(ContrastRequest("sum"), "f", ("a", "b", "c")).columns
    ((1.0, 0.0, -1.0), (0.0, 1.0, -1.0))
    >>> contrast(ContrastRequest("helmert"), "f", ("a", "b", "c")).labels
    ('H.b', 'H.c')
    """
    count = len(categories)
    if request.size is not None and request.size != count:
        message = f"the contrasts of {name} are for {request.size} categories, but it has {count}: {listed(categories)}"
        raise DataError(message)
    found = _FUNCTIONS[request.kind](request, name, categories)
    if request.how_many is None or request.how_many >= len(found.names):
        return found
    if request.how_many < 1:
        raise DataError(f"{name} needs at least one contrast column")
    kept = request.how_many
    note = too_few_note(name, kept, count)
    return Contrast(found.names[:kept], found.labels[:kept], found.columns[:kept], found.indicators[:kept], note)


def polynomials(categories: tuple[str, ...], name: str = "", scores: tuple[float, ...] = ()) -> Contrast:
    """Return R's ``contr.poly``, the default of an ordered factor."""
    count = len(categories)
    if count > MAX_POLYNOMIAL:
        message = f"polynomial contrasts are accurate for at most {MAX_POLYNOMIAL} categories; {name} has {count}"
        raise DataError(message)
    at = scores or tuple(map(float, range(1, count + 1)))
    if len(at) != count or len(set(at)) < count or not all(map(isfinite, at)):
        message = f"the scores of {name} must be {count} distinct numbers, one for each category: {listed(categories)}"
        raise DataError(message)
    names = (".L", ".Q", ".C", *(f"^{n}" for n in range(4, count)))[: count - 1]
    where = f" with scores {', '.join(map(number_text, scores))}" if scores else ""
    note = (
        f"{name} has polynomial contrasts: its coefficients are trends across its ordered categories{where} "
        "(.L linear, .Q quadratic, …)"
    )
    return Contrast(names, names, columns_of(orthogonal_polynomials(at, count - 1)), note=note)


def _treatment(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    last = request.kind == "SAS"
    reference = len(categories) - 1 if last else 0
    if request.reference is not None:
        reference = category_index(request.reference, name, categories)
    kept = tuple(n for n in range(len(categories)) if n != reference)
    labels = tuple(categories[n] for n in kept)
    names = tuple(str(n + 1) for n in kept) if request.numbered else labels
    note = f"the reference category of {name} is {categories[reference]}" if reference else ""
    return Contrast(names, labels, indicators=kept, note=note)


def _sum(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    last = len(categories) - 1
    omitted = last if request.reference is None else category_index(request.reference, name, categories)
    kept = [n for n in range(len(categories)) if n != omitted]
    columns = [[-1.0 if n == omitted else float(n == category) for n in range(len(categories))] for category in kept]
    labels = unique_labels([f"S.{categories[n]}" for n in kept], categories)
    note = (
        f"{name} has sum contrasts: the intercept is the mean of the category means, and a coefficient "
        f"({labels[0]}, …) is the deviation of a category from it; the deviation of {categories[omitted]} is minus "
        "the sum of the others"
    )
    return Contrast(numbers(len(kept)), labels, columns_of(columns), note=note)


def _helmert(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    del request  # it has no options
    count = len(categories)
    columns = [[-1.0] * position + [float(position)] + [0.0] * (count - position - 1) for position in range(1, count)]
    labels = unique_labels([f"H.{category}" for category in categories[1:]], categories)
    note = (
        f"{name} has Helmert contrasts, unscaled as in R: a coefficient ({labels[0]}, …) is the mean of a category "
        "minus the mean of those before it, divided by its position (2, 3, …)"
    )
    return Contrast(numbers(count - 1), labels, columns_of(columns), note=note)


def _poly(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    found = polynomials(categories, name, request.scores)
    return replace(found, labels=unique_labels(list(found.labels), categories))


def _differences(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    count = len(categories)
    columns = [[step / count - (position < step) for position in range(count)] for step in range(1, count)]
    ends = numbers(count) if request.numbered else categories
    names = tuple(f"{b}-{a}" for a, b in pairwise(ends))
    labels = unique_labels([f"{b}-{a}" for a, b in pairwise(categories)], categories)
    note = (
        f"{name} has successive-difference contrasts: a coefficient ({labels[0]}, …) is the mean of a category "
        "minus the mean of the one before it"
    )
    return Contrast(names, labels, columns_of(columns), note=note)


def _default(request: ContrastRequest, name: str, categories: tuple[str, ...]) -> Contrast:
    return _treatment(replace(request, kind="treatment"), name, categories)


_FUNCTIONS = {
    "treatment": _treatment,
    "SAS": _treatment,
    "sum": _sum,
    "helmert": _helmert,
    "poly": _poly,
    "diff": _differences,
    "custom": custom,
    "": _default,
}
