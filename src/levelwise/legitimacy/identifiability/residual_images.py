"""What the parameters of the residuals contribute to the covariance matrix of the data, projected onto random probes.

The residuals of a group have the covariance matrix SCS, with standard deviations S, which depend on a category and are
divided by the root of the prior weight, and correlations C. The derivatives are taken at a generic point, as for the
covariance matrices of random effects; see `levelwise.legitimacy.identifiability.images`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from levelwise.data.codes import sorting
from levelwise.data.columns import Categories, Codes, Floats, distinct
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.occasions import places_of
from levelwise.formula.residual import parse_residual
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np
from levelwise.model.parameters import Parameter, ResidualCorrelation, ResidualVariance
from levelwise.model.spec import ModelSpec
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES

if TYPE_CHECKING:
    from levelwise.data.observed import Observed

MAX_PAIRS = 20_000_000
"""Maximum number of pairs of rows of the same group whose residuals are correlated that are examined."""

_RHO = 0.37  # the generic correlation of two residuals, or that at the usual distance
_CHUNK = 2_000_000  # pairs of rows at a time


@dataclass(frozen=True, eq=False)
class ResidualData:
    """The rows as the structure of the residuals sees them.

    Attributes
    ----------
    groups : Partition or None
        The groups within which residuals are correlated.
    places : ndarray, shape (rows,), or None
        The occasion of each row as a number, in units of the usual distance.
    lags : ndarray, shape (rows,), or None
        The occasion of each row as a whole number whose differences are the lags, or the number of its category.
    categories : ndarray of int, shape (rows,), or None
        The category of each row that determines its residual variance.
    """

    groups: Partition | None = None
    places: Floats | None = None
    lags: Codes | None = None
    categories: Codes | None = None


def residual_data(spec: ModelSpec, observed: Observed) -> ResidualData | None:
    """Return the rows as the structure of the residuals sees them; None for independent residuals of one variance."""
    if spec.residual.kind != "structured":
        return None
    terms, correlation = parse_residual(spec.residual.text), spec.residual.correlation
    varying = terms.variances
    if varying is None and spec.residual.variances is not None:
        varying = terms.order
    categories = None
    if varying is not None:
        values = observed.values[deparse(varying)]
        assert isinstance(values, Categories)  # a variance is one of a category
        categories = values.codes
    if correlation is None:
        return ResidualData(categories=categories)
    groups = observed.groups[correlation.group.label]
    if RESIDUAL_STRUCTURES[correlation.structure].correlation == "common":
        return ResidualData(groups, categories=categories)
    if terms.order is None:
        order = sorting(groups.codes)
        places = np.empty(len(order))
        places[order] = np.arange(len(order)) - np.repeat(groups.starts, groups.sizes)
        return ResidualData(groups, places, None, categories)
    places, values = places_of(terms, observed), observed.values[deparse(terms.order)]
    lags = values.codes if isinstance(values, Categories) else None
    if isinstance(values, Categories) and not correlation.by_position:
        places = np.array([float(label) for label in values.labels])[values.codes]
        if RESIDUAL_STRUCTURES[correlation.structure].correlation == "lag":
            lags = places.astype(np.intp)
    return ResidualData(groups, places / _usual_distance(places, groups), lags, categories)


def _usual_distance(places: Floats, groups: Partition) -> float:
    """Return the median distance of successive occasions of a group; 1 if no group has two."""
    rows = np.lexsort((places, groups.codes))
    steps = np.diff(places[rows])[np.diff(groups.codes[rows]) == 0]
    return float(np.median(steps)) if steps.size else 1.0


def residual_images(
    spec: ModelSpec, seen: Floats, data: ResidualData, weights: Floats | None
) -> list[tuple[Parameter, Floats]]:
    """Return the parameters of the residuals, each with its image, shape (probes, probes)."""
    scale = np.ones(len(seen)) if weights is None else np.where(weights > 0, weights, np.inf) ** -0.5
    spread = scale.copy()
    found: list[tuple[Parameter, Floats]] = []
    known = spec.residual.variances
    if known is not None and data.categories is not None:
        count = len(known.categories)
        deviations = 1 + np.sqrt(np.arange(2, count + 2)) / (count + 2)
        spread = scale * deviations[data.categories]
        for number, category in enumerate(known.categories):
            own = np.where(data.categories == number, scale, 0.0)
            image = _product(seen, own, spread, data, _Correlations(spec, data).values)
            found.append((ResidualVariance(category), image + image.T))
    else:
        found.append((ResidualVariance(), _product(seen, spread, spread, data, _Correlations(spec, data).values)))
    slopes = _Correlations(spec, data).slopes()
    return [*found, *((one, _product(seen, spread, spread, data, slope)) for one, slope in slopes)]


_Entries = Callable[[Codes], Floats]
"""Returns a function of each two rows of several groups, shape (groups, rows, rows), given their numbers."""


def _product(seen: Floats, left: Floats, right: Floats, data: ResidualData, entries: _Entries) -> Floats:
    """Return the sum over groups of U'(left E right)U, where E has the entries of each two rows."""
    first, second = seen * left[:, None], seen * right[:, None]
    if data.groups is None:
        return np.asarray(first.T @ second)
    total = np.zeros((seen.shape[1], seen.shape[1]))
    for rows in _blocks(data.groups):
        size = rows.shape[1]
        between = entries(rows) @ second[rows]
        total += first[rows].reshape(-1, seen.shape[1]).T @ between.reshape(len(rows) * size, -1)
    return total


def _blocks(groups: Partition) -> Iterator[Codes]:
    """Return the numbers of the rows of groups of equal size, shape (groups, rows)."""
    order = sorting(groups.codes)
    for size in distinct(groups.sizes).tolist():
        own = np.flatnonzero(groups.sizes == size)
        each = max(1, _CHUNK // size**2)
        for start in range(0, len(own), each):
            yield order[groups.starts[own[start : start + each]][:, None] + np.arange(size)]


class _Correlations:
    """The correlations of each two residuals of a group at a generic point, and their derivatives."""

    def __init__(self, spec: ModelSpec, data: ResidualData) -> None:
        self.known = spec.residual.correlation
        self.data = data
        self.kind = "none" if self.known is None else RESIDUAL_STRUCTURES[self.known.structure].correlation

    def values(self, rows: Codes) -> Floats:
        """Return the correlations."""
        same = np.broadcast_to(np.eye(rows.shape[1]), (len(rows), rows.shape[1], rows.shape[1]))
        match self.kind:
            case "none":
                return np.asarray(same)
            case "common":
                return np.where(same > 0, 1.0, _RHO)
            case "power":
                return np.asarray(_RHO ** self._distance(rows))
        found = same.copy()
        for number, (_, slope) in enumerate(self.slopes()):
            found += slope(rows) * 0.4 / (1 + np.sqrt(number + 2.0))
        return found

    def slopes(self) -> Iterator[tuple[ResidualCorrelation, _Entries]]:
        """Return the parameters, each with the derivative of the correlations by it, but for a factor."""
        if self.known is None:
            return
        match self.kind:
            case "common":
                yield ResidualCorrelation(), lambda rows: np.asarray(1.0 - np.eye(rows.shape[1]))[None]
            case "power":
                yield ResidualCorrelation(), lambda rows: np.asarray(self._distance(rows) * self.values(rows))
            case "lag":
                for lag in self.known.lags:
                    yield ResidualCorrelation(lag), partial(self._is_lag, lag)
            case _:
                for pair in combinations(range(len(self.known.occasions)), 2):
                    names = tuple(self.known.occasions[number] for number in pair)
                    yield ResidualCorrelation(None, names), partial(self._is_pair, pair)

    def _distance(self, rows: Codes) -> Floats:
        assert self.data.places is not None  # a power has one
        own = self.data.places[rows]
        return np.asarray(np.abs(own[:, :, None] - own[:, None, :]))

    def _is_lag(self, lag: int, rows: Codes) -> Floats:
        assert self.data.lags is not None  # a lag is one of categories
        own = self.data.lags[rows]
        return np.asarray(np.abs(own[:, :, None] - own[:, None, :]) == lag, dtype=float)

    def _is_pair(self, pair: tuple[int, int], rows: Codes) -> Floats:
        assert self.data.lags is not None  # a pair is one of categories
        own = self.data.lags[rows]
        first, second = own == pair[0], own == pair[1]
        return np.asarray(
            (first[:, :, None] & second[:, None, :]) | (second[:, :, None] & first[:, None, :]), dtype=float
        )
