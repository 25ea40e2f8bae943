"""The matrices of contrasts.

They are R's (Chambers & Hastie 1992, *Statistical Models in S*, section 2.3.2; ``?contr.helmert`` in R); the
differences of neighbours are ``contr.sdif`` of Venables & Ripley (2002), *Modern Applied Statistics with S*,
section 6.2.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import isfinite

from levelwise.data.contrasts.contrast import Choice, Contrast
from levelwise.data.contrasts.custom import custom
from levelwise.data.contrasts.labels import apart, columns_of, listed, numbers, place
from levelwise.data.contrasts.orthogonal import polynomials as orthogonal_polynomials
from levelwise.errors import DataError
from levelwise.formula.syntax import number_text

MOST_SCORES = 95
"""The largest number of categories for polynomials, as in R: beyond it they are not accurate."""


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
        raise DataError(f"the contrasts of {name} are for {choice.size} categories; it has {listed(categories)}")
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
    at = scores or tuple(map(float, range(1, count + 1)))
    if len(at) != count or len(set(at)) < count or not all(map(isfinite, at)):
        raise DataError(f"the scores of {name} must be {count} different numbers, one a category: {listed(categories)}")
    names = (".L", ".Q", ".C", *(f"^{n}" for n in range(4, count)))[: count - 1]
    where = f" at {', '.join(map(number_text, scores))}" if scores else ""
    note = (
        f"{name} has polynomial contrasts: its coefficients are trends over the order of its categories{where} "
        "(.L linear, .Q quadratic, …)"
    )
    return Contrast(names, names, columns_of(orthogonal_polynomials(at, count - 1)), note=note)


def _treatment(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    last = choice.kind == "SAS"
    reference = len(categories) - 1 if last else 0
    if choice.reference is not None:
        reference = place(choice.reference, name, categories)
    kept = tuple(n for n in range(len(categories)) if n != reference)
    labels = tuple(categories[n] for n in kept)
    names = tuple(str(n + 1) for n in kept) if choice.numbered else labels
    note = f"the reference category of {name} is {categories[reference]}" if reference else ""
    return Contrast(names, labels, indicators=kept, note=note)


def _sum(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    omitted = len(categories) - 1 if choice.reference is None else place(choice.reference, name, categories)
    kept = [n for n in range(len(categories)) if n != omitted]
    columns = [[-1.0 if n == omitted else float(n == own) for n in range(len(categories))] for own in kept]
    labels = apart([f"S.{categories[n]}" for n in kept], categories)
    note = (
        f"{name} has sum contrasts: the intercept is the mean of the means of its categories, a coefficient "
        f"({labels[0]}, …) the distance of a category from it; {categories[omitted]} has minus their sum"
    )
    return Contrast(numbers(len(kept)), labels, columns_of(columns), note=note)


def _helmert(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    del choice  # nothing more to say
    count = len(categories)
    columns = [[-1.0] * place + [float(place)] + [0.0] * (count - place - 1) for place in range(1, count)]
    labels = apart([f"H.{category}" for category in categories[1:]], categories)
    note = (
        f"{name} has Helmert contrasts, unscaled as in R: a coefficient ({labels[0]}, …) is the mean of a category "
        "minus the mean of those before it, divided by its place in their order"
    )
    return Contrast(numbers(count - 1), labels, columns_of(columns), note=note)


def _poly(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    found = polynomials(categories, name, choice.scores)
    return replace(found, labels=apart(list(found.labels), categories))


def _differences(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    count = len(categories)
    columns = [[step / count - (place < step) for place in range(count)] for step in range(1, count)]
    ends = numbers(count) if choice.numbered else categories
    names = tuple(f"{b}-{a}" for a, b in pairwise(ends))
    labels = apart([f"{b}-{a}" for a, b in pairwise(categories)], categories)
    note = (
        f"{name} has contrasts of neighbours: a coefficient ({labels[0]}, …) is the mean of a category minus "
        "the mean of the one before it"
    )
    return Contrast(names, labels, columns_of(columns), note=note)


def _by_itself(choice: Choice, name: str, categories: tuple[str, ...]) -> Contrast:
    return _treatment(replace(choice, kind="treatment"), name, categories)


_MAKERS = {
    "treatment": _treatment,
    "SAS": _treatment,
    "sum": _sum,
    "helmert": _helmert,
    "poly": _poly,
    "diff": _differences,
    "custom": custom,
    "": _by_itself,
}
