"""Pairs of grouping factors whose groups are the same but for a few."""

from __future__ import annotations

from itertools import combinations

from levelwise.data.columns import Categories, distinct
from levelwise.dataclass import dataclass
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.model.spec import Level

FEW = 5
"""So few differing groups determine two variances no better than so few groups determine one, as in R8."""

MOVERS = 0.1
"""If a smaller share of the groups of a in ``a/b`` lies in several groups of b, b is probably not within a."""


@dataclass(frozen=True)
class NearlySame:
    """Two factors, each with a random intercept, and the number of cells beyond their groups.

    Attributes
    ----------
    first, second : Level
        The factors; in ``a/b``, a and b within a.
    extra : int
        The number of combinations of their groups that occur, less the number of groups of the smaller factor.
    is_nested : bool
        Whether the second is written within the first.
    """

    first: Level
    second: Level
    extra: int
    is_nested: bool


@cached_on_case
def nearly_same_groups(case: Case) -> tuple[NearlySame, ...]:
    """Return the pairs of factors with a random intercept that have nearly the same groups; not those with the same."""
    found: list[NearlySame] = []
    for one, other in combinations(case.spec.levels, 2):
        pair = (other, one) if one.group.inside == other.group.label else (one, other)
        same = _compared(case, *pair)
        if same is not None and all(case.has_random_intercept(level.group.label) for level in pair):
            found.append(same)
    return tuple(found)


def _compared(case: Case, first: Level, second: Level) -> NearlySame | None:
    is_nested = second.group.inside == first.group.label
    sizes = first.size or 0, second.size or 0
    if min(sizes) < FEW:
        return None
    if is_nested or first.group.label in second.within or second.group.label in first.within:
        cells = max(sizes)
    else:
        one, other = case.partition(first.group.label), case.partition(second.group.label)
        if one is None or other is None or case.is_sampled or 2 * (max(sizes) - min(sizes)) > max(sizes):
            return None
        cells = len(distinct(one.codes * other.size + other.codes))
    extra = cells - min(sizes)
    few = 0 < extra < FEW and 4 * extra <= min(sizes)
    reversed_nesting = is_nested and 0 < extra <= MOVERS * min(sizes) and _is_within(case, first, second)
    return NearlySame(first, second, extra, is_nested) if few or reversed_nesting else None


def _is_within(case: Case, outer: Level, inner: Level) -> bool:
    """Return whether the inner column of a/b has fewer values than a has groups, so that a is rather within b."""
    raw = case.observed.raw.get(inner.group.parts[0]) if case.observed is not None else None
    if raw is None or case.is_sampled:
        return False
    values = raw.codes if isinstance(raw, Categories) else raw.values
    return 2 * len(distinct(values)) <= (outer.size or 0)
