"""The kind of contrasts of a factor, recognised by its matrix."""

from __future__ import annotations

from math import isclose

from levelwise.data.contrasts.contrast import ContrastRequest
from levelwise.data.contrasts.matrices import contrast
from levelwise.data.schema import Column
from levelwise.dataclass import dataclass

_KINDS = ("sum", "helmert", "poly", "diff")


@dataclass(frozen=True)
class Coding:
    """How a factor is coded where it is not coded by an indicator for every category.

    Attributes
    ----------
    kind : str
        ``treatment``, ``sum``, ``helmert``, ``poly``, ``diff`` or ``custom``.
    base : int
        The place of the reference category, of treatment contrasts.
    columns : tuple of tuple of float
        For each column, a number for each category.
    names : tuple of str
        What R appends to the name of the factor for each column.
    """

    kind: str
    base: int = 0
    columns: tuple[tuple[float, ...], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_default(self) -> bool:
        """Whether these are treatment contrasts with the first category as reference."""
        return self.kind == "treatment" and self.base == 0


def coding_of(column: Column) -> Coding:
    """Return how a factor is coded.

    Examples
    --------
    >>> coding_of(Column("f", "factor", ("a", "b", "c"))).kind
    'treatment'
    >>> coding_of(Column("f", "ordered", ("a", "b", "c"))).kind
    'poly'
    """
    categories, own = column.categories, column.contrast
    count = len(categories)
    if own is None:
        if column.kind != "ordered":
            return Coding("treatment", 0, _indicators(range(1, count), count), categories[1:])
        own = contrast(ContrastRequest("poly"), column.name, categories)
    if own.indicators:
        left_out = set(range(count)) - set(own.indicators)
        kind = "treatment" if len(left_out) == 1 else "custom"
        return Coding(kind, min(left_out, default=0), _indicators(own.indicators, count), own.names)
    for kind in _KINDS:
        known = contrast(ContrastRequest(kind), column.name, categories)
        if _same(known.columns, own.columns):
            return Coding(kind, 0, own.columns, own.names)
    return Coding("custom", 0, own.columns, own.names)


def _indicators(places: range | tuple[int, ...], count: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(place == row) for row in range(count)) for place in places)


def _same(one: tuple[tuple[float, ...], ...], other: tuple[tuple[float, ...], ...]) -> bool:
    return len(one) == len(other) and all(
        isclose(a, b, abs_tol=1e-9)
        for left, right in zip(one, other, strict=True)
        for a, b in zip(left, right, strict=True)
    )
