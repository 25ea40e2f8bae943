"""The occasions of correlated residuals in the data: the distance of each two rows of a group must be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import MISSING, Categories, Floats
from levelwise.errors import DataError
from levelwise.formula.residual import ResidualTerms
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np
from levelwise.text.sentences import some
from levelwise.vocabulary.covariance_structures import RESIDUAL_STRUCTURES

if TYPE_CHECKING:
    from levelwise.data.observed import Observed

_SHOWN = 6  # pairs of rows in a message


def check_occasions(terms: ResidualTerms, observed: Observed) -> None:
    """Check that the occasions within each group differ, and are whole numbers where the structure needs this.

    Raises
    ------
    DataError
        When two rows of a group have the same occasion, or an occasion is not a whole number.
    """
    if terms.order is None or terms.group is None:
        return
    if terms.structure == "car1" and isinstance(observed.values[deparse(terms.order)], Categories):
        return  # which has no distances, an error of its own
    places, order = places_of(terms, observed), deparse(terms.order)
    label = terms.group.label
    uneven = RESIDUAL_STRUCTURES[terms.structure].correlation == "power" and terms.structure != "car1"
    if uneven and not np.array_equal(places, np.rint(places)):
        row = int(np.flatnonzero(places != np.rint(places))[0])
        message = (
            f"{terms.structure}(…) counts steps between occasions, but {order} is not a whole number in row "
            f"{observed.kept[row] + 1:,}; car1({order} | {label}) has a continuous time"
        )
        raise DataError(message)
    codes = observed.groups[label].codes
    sorted_rows = np.lexsort((places, codes))
    same = (np.diff(codes[sorted_rows]) == 0) & (np.diff(places[sorted_rows]) == 0)
    if not same.any():
        return
    pairs = np.flatnonzero(same)
    first, second = observed.kept[sorted_rows[pairs]] + 1, observed.kept[sorted_rows[pairs + 1]] + 1
    shown = [f"{a:,} and {b:,}" for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    message = (
        f"the occasions {order} are not unique within {label}: rows {some(shown, _SHOWN)} "
        f"have the same {label} and the same {order}, so that the correlation of their residuals would be one"
    )
    raise DataError(message)


def places_of(terms: ResidualTerms, observed: Observed) -> Floats:
    """Return the occasion of each row as a number: its value, or the position of its category."""
    assert terms.order is not None  # the caller has checked it
    values = observed.values[deparse(terms.order)]
    if isinstance(values, Categories):
        return np.asarray(np.where(values.codes == MISSING, np.nan, values.codes), dtype=float)
    return values.values
