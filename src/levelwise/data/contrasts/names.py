"""The names of contrasts, in R and in patsy."""

from __future__ import annotations

from levelwise.data.contrasts.contrast import KINDS
from levelwise.errors import UnknownNameError

_KINDS = {**{kind.lower(): kind for kind in KINDS}, "sdif": "diff", "polynomial": "poly"}

OF_PATSY = frozenset({"Treatment", "Sum", "Helmert", "Poly", "Diff"})
"""Patsy's names, which are classes there."""


def kind_of(written: str, where: str = "") -> str:
    """Return the kind of contrasts that a name means; `where` is its place in the formula.

    Examples
    --------
    >>> kind_of("contr.sum"), kind_of("Helmert"), kind_of("contr.sdif")
    ('sum', 'helmert', 'diff')
    """
    found = _KINDS.get(_plain(written))
    if found is None:
        raise UnknownNameError("contrast", written, KINDS, where)
    return found


def is_kind(written: str) -> bool:
    """Say whether a name means contrasts."""
    return _plain(written) in _KINDS


def _plain(written: str) -> str:
    return written.removeprefix("contr.").lower()
