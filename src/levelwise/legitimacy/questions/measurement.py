"""Whether the values of a grouping column are measurements: numbers that nobody gives to groups as their labels."""

from __future__ import annotations

from levelwise.data.columns import Floats, Numbers, Values
from levelwise.lazy_numpy import np

SEVERAL = 10
"""So many different values with a fraction may be doses, or codes such as 2.1."""


def looks_measured(values: Values, *, complete: bool) -> bool:
    """Say whether a column holds measurements.

    Whole numbers never do, nor dates: ids, years and days are grouped by. Numbers with a fraction do when there are
    more than `SEVERAL` of them, or most rows have a value of their own; a few may be doses, and 1.1, 1.2, 2.1, 2.2, 2.3
    are codes, however many.

    Parameters
    ----------
    values : Values
        The column.
    complete : bool
        Whether these are all rows; a sample does not tell what is rare.
    """
    if not isinstance(values, Numbers) or values.kind != "number" or values.values.ndim > 1:
        return False
    numbers = values.values
    if bool((numbers == np.floor(numbers)).all()):
        return False
    present = np.unique(numbers)
    if _are_codes(present):
        return False
    return len(present) > SEVERAL or (complete and 2 * len(present) > len(numbers))


def _are_codes(present: Floats) -> bool:
    """Say whether numbers count anew after each whole one: 1.1, 1.2, 2.1, 2.2, 2.3, or with two decimals.

    Measurements, however dense, leave gaps, and do not all begin at .1.
    """
    if len(present) < 3 or not (np.abs(present) < 1e9).all():
        return False
    for base in (10, 100):
        scaled = np.round(present * base)
        if np.allclose(present * base, scaled, rtol=0.0, atol=1e-6):
            whole, part = np.divmod(scaled, base)
            starts = np.diff(whole, prepend=-np.inf) != 0
            return bool(starts.sum() > 1 and (part[starts] == 1).all() and (np.diff(part)[~starts[1:]] == 1).all())
    return False
