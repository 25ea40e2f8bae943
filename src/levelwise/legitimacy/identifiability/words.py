"""The null vectors in words: "ρ and σ² enter the likelihood only through 2ρ + σ²"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.identifiability.decide import NULL, Identifiability
from levelwise.model.parameters import CommonCorrelation, Parameter, ResidualCorrelation
from levelwise.text.sentences import listed

_LARGEST = 12  # whole number in a combination
_TOLERANCE = 1e-4  # distance from a whole number
_SHOWN = 4  # combinations written out
_NAMED = 8  # parameters listed by name
_GROUPED = 60  # confounded parameters for which the combinations are computed; nobody would read those of more

Naming = Callable[[Parameter], str]
"""Returns the symbol of a parameter."""


@dataclass(frozen=True, eq=False)
class ConfoundedSet:
    """Parameters that are not separately identifiable, but only in fewer combinations.

    Attributes
    ----------
    parameters : tuple of Parameter
        The parameters.
    combinations : ndarray, shape (combinations, parameters), or None
        The combinations that are identified, if any; None where there are too many parameters to compute them.
    """

    parameters: tuple[Parameter, ...]
    combinations: Floats | None

    @property
    def is_unidentified(self) -> bool:
        """Whether no combination of the parameters is identified."""
        return self.combinations is not None and len(self.combinations) == 0


def confounded_sets(found: Identifiability) -> tuple[ConfoundedSet, ...]:
    """Return the parameters that are not separately identifiable, in sets that share combinations."""
    null = found.null_vectors
    if not len(null):
        return ()
    involved = np.abs(null).max(axis=0) > NULL
    if involved.sum() > _GROUPED:
        return (ConfoundedSet(tuple(found.parameters[n] for n in np.flatnonzero(involved)), None),)
    # the identified combinations are the orthogonal complement of the null vectors, here in reduced echelon form
    _, values, right = np.linalg.svd(null, full_matrices=True)
    rank = int((values > NULL * values[0]).sum())
    shown = _reduced(right[rank:])
    groups: list[set[int]] = [{int(n)} for n in np.flatnonzero(involved)]
    for row in shown:
        own = set(np.flatnonzero(np.abs(row) > NULL).tolist()) & set(np.flatnonzero(involved).tolist())
        joined = [group for group in groups if group & own]
        groups = [group for group in groups if not group & own] + ([set().union(*joined)] if joined else [])
    made: list[ConfoundedSet] = []
    for group in sorted(groups, key=min):
        members = sorted(group)
        rows = shown[:, members]
        rows = rows[np.abs(rows).max(axis=1) > NULL] / found.scales[members] if len(rows) else rows
        made.append(ConfoundedSet(tuple(found.parameters[n] for n in members), rows))
    return tuple(made)


def _reduced(rows: Floats) -> Floats:
    """Return rows in reduced echelon form, with the largest entries as pivots."""
    rows = rows.copy()
    done = 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        pivot = done + int(np.abs(rows[done:, column]).argmax())
        if abs(rows[pivot, column]) <= NULL:
            rows[done:, column] = 0.0
            continue
        rows[[done, pivot]] = rows[[pivot, done]]
        rows[done] /= rows[done, column]
        others = np.arange(len(rows)) != done
        rows[others] -= np.outer(rows[others, column], rows[done])
        done += 1
    rows[np.abs(rows) <= NULL * np.abs(rows).max(initial=1.0)] = 0.0
    return rows


def confounding_text(sets: Sequence[ConfoundedSet], symbol: Naming) -> str:
    """Return a sentence on the combinations in which confounded parameters enter the likelihood."""
    unidentified = [symbol(one) for each in sets if each.is_unidentified for one in each.parameters]
    clauses = [_clause(each, symbol) for each in sets if not each.is_unidentified]
    if unidentified:
        verb = "does" if len(unidentified) == 1 else "do"
        clauses.append(f"{_first(unidentified)} {verb} not affect the likelihood")
    more = len(clauses) - _SHOWN
    return "; ".join(clauses[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _clause(confounded: ConfoundedSet, symbol: Naming) -> str:
    """Return a clause on one set, with the combinations where their coefficients are whole numbers."""
    names = [symbol(one) for one in confounded.parameters]
    if confounded.combinations is None:
        return f"{_first(names)} are not separately identifiable"
    rows = [_whole_numbers(row) for row in confounded.combinations]
    linear = not any(isinstance(one, CommonCorrelation | ResidualCorrelation) for one in confounded.parameters)
    if linear and len(rows) <= _SHOWN and all(row is not None for row in rows):
        sums = listed(_sum(names, row) for row in rows if row is not None)
        return f"{listed(names)} enter the likelihood only through {sums}"
    return f"{_first(names)} are not separately identifiable"


def _whole_numbers(row: Floats) -> list[int] | None:
    """Return the coefficients of a combination as the smallest whole numbers; None where these would be large."""
    weights = np.where(np.abs(row) > NULL * np.abs(row).max(), row, 0.0)
    weights = weights / np.abs(weights[weights != 0]).min()
    for multiple in range(1, _LARGEST + 1):
        whole = np.round(weights * multiple)
        if np.abs(weights * multiple - whole).max() < _TOLERANCE and np.abs(whole).max() <= _LARGEST:
            return [int(number) for number in whole * np.sign(whole[np.flatnonzero(whole)[0]])]
    return None


def _sum(names: Sequence[str], weights: Sequence[int]) -> str:
    parts: list[str] = []
    for name, weight in zip(names, weights, strict=True):
        if weight:
            sign = "− " if weight < 0 else "+ "
            parts.append(f"{sign if parts else ''}{'' if abs(weight) == 1 else abs(weight)}{name}")
    return " ".join(parts)


def _first(names: Sequence[str]) -> str:
    """Return a list of names, shortened where there are many."""
    more = len(names) - _NAMED
    return listed((*names[:_NAMED], f"{more} more") if more > 1 else names)
