"""The stored form of the bundled data sets: one array of records each, in numpy's format ``.npy``.

The files are not compressed: an archive of arrays takes longer to import `zipfile` for than to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import Values, encoded
from levelwise.data.frames.plain import column_of
from levelwise.data.frames.table import Table

if TYPE_CHECKING:
    import polars as pl

FACTORS = frozenset({"Subject", "treatment"})
"""Columns that are factors rather than strings. Their categories are in the order of the rows."""


def stored_frame(path: str) -> pl.DataFrame:
    """Return a stored data set as a polars data frame, without making a table of it, which would take twice as long."""
    import polars as pl

    records = np.load(path, allow_pickle=False)
    return pl.DataFrame([_series(name, records[name]) for name in records.dtype.names])


def _series(name: str, values: np.ndarray[Any, Any]) -> pl.Series:
    import polars as pl

    if values.dtype.kind in "iu":
        return pl.Series(name, values.astype(np.int64))
    if values.dtype.kind == "f":
        return pl.Series(name, np.ascontiguousarray(values), nan_to_null=True)
    labels = values.tolist()
    return pl.Series(name, labels, pl.Enum(list(dict.fromkeys(labels))) if name in FACTORS else pl.String)


def stored_table(path: str) -> Table:
    """Return a stored data set as a table, without polars."""
    records = np.load(path, allow_pickle=False)
    return Table({name: _column(name, records[name]) for name in records.dtype.names})


def _column(name: str, values: np.ndarray[Any, Any]) -> Values:
    if name in FACTORS:
        labels = values.tolist()
        return encoded(labels, list(dict.fromkeys(labels)), "factor")
    column = column_of(values)
    assert column is not None  # scripts/make_datasets.py writes plain arrays only
    return column
