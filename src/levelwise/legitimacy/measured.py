"""Whether the values of a grouping column are measurements: numbers that nobody gives to groups as their labels."""

from __future__ import annotations

import numpy as np

from levelwise.data.values import Numbers, Values

SEVERAL = 10
"""So many different values with a fraction may be doses, or codes such as 2.1."""


def looks_measured(values: Values, *, complete: bool) -> bool:
    """Say whether a column holds measurements.

    Whole numbers never do, nor dates: ids, years and days are grouped by. Numbers with a fraction do when most rows
    have a value of their own; else when there are more than `SEVERAL` values and some are whole, or have more than
    two decimals, or stand in a single row: codes such as 2.1 and doses such as 0.5 rarely do.

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
    present, counts = np.unique(numbers, return_counts=True)
    if complete and 2 * len(present) > len(numbers):
        return True
    hundreds = present * 100.0
    fine = bool((np.abs(hundreds - np.round(hundreds)) > 1e-9 * np.maximum(np.abs(hundreds), 1.0)).any())
    mixed = bool((present == np.floor(present)).any())
    return len(present) > SEVERAL and (fine or mixed or (complete and bool((counts == 1).any())))
