"""The stored form of the bundled data sets: one array of records each, in numpy's format ``.npy``.

The files are not compressed: an archive of arrays takes longer to import `zipfile` for than to read.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from levelwise.data.columns import Values, encoded
from levelwise.data.frames.plain import column_of
from levelwise.data.frames.table import Table

FACTORS = frozenset({"Subject", "treatment"})
"""Columns that are factors rather than strings. Their categories are in the order of the rows."""


def stored_table(path: str) -> Table:
    """Return a stored data set."""
    records = np.load(path, allow_pickle=False)
    return Table({name: _column(name, records[name]) for name in records.dtype.names})


def _column(name: str, values: np.ndarray[Any, Any]) -> Values:
    if name in FACTORS:
        labels = values.tolist()
        return encoded(labels, list(dict.fromkeys(labels)), "factor")
    column = column_of(values)
    assert column is not None  # scripts/make_datasets.py writes plain arrays only
    return column
