"""The stored form of the bundled data sets: one array for each column, in numpy's format ``.npz``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from levelwise.data.columns import Categories, Values
from levelwise.data.frames.plain import column_of
from levelwise.data.frames.table import Table

CATEGORIES = "categories of "
"""The prefix of the name of a factor in the name of the array with its categories."""


def stored_table(path: Path) -> Table:
    """Return a stored data set."""
    columns: dict[str, Values] = {}
    with np.load(path, allow_pickle=False) as stored:
        for name in stored.files:
            if CATEGORIES + name in stored.files:
                labels = tuple(stored[CATEGORIES + name].tolist())
                columns[name] = Categories(stored[name].astype(np.intp), labels, "factor", labels)
            elif not name.startswith(CATEGORIES):
                column = column_of(stored[name])
                assert column is not None  # scripts/make_datasets.py writes plain arrays only
                columns[name] = column
    return Table(columns)
