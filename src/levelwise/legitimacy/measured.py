"""Whether the values of a grouping column are measurements: numbers that nobody gives to groups as their labels."""

from __future__ import annotations

import numpy as np

from levelwise.data.values import Numbers, Values

SEVERAL = 10
"""So many different values with a fraction may be doses, or codes such as 2.1."""


def looks_measured(values: Values, *, complete: bool) -> bool:
    """Say whether a column holds measurements.

    Whole numbers never do, nor dates: ids, years and days are grouped by. Numbers with a fraction do when there are
    more than `SEVERAL` of them, or most rows have a value of their own; a few may be doses, or codes such as 2.1.

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
    present = len(np.unique(numbers))
    return present > SEVERAL or (complete and 2 * present > len(numbers))
