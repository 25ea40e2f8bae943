"""The data sets that come with Levelwise, which are small examples for every type of multilevel model.

``DATASETS`` lists them, ``load`` returns one as a data frame, ``describe`` explains its columns, and ``path`` returns
the path of its file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from levelwise.data.datasets.catalogue import DATASETS, Dataset
from levelwise.errors import UnknownNameError
from levelwise.packages import required

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

__all__ = ["DATASETS", "Dataset", "describe", "load", "path"]


def load(name: str) -> pl.DataFrame:
    """Return a bundled data set as a polars data frame.

    Parameters
    ----------
    name : str
        One of the names in ``DATASETS``.

    Returns
    -------
    polars.DataFrame
        A new frame, with the columns that ``describe(name)`` explains.

    Raises
    ------
    UnknownNameError
        If there is no data set of that name.
    MissingExtraError
        If polars is not installed.

    Examples
    --------
    >>> from levelwise.data import datasets
    >>> hsb = datasets.load("hsb")
    >>> hsb.shape
    (7185, 9)
    >>> hsb.columns
    ['sch.id', 'math', 'size', 'sector', 'meanses', 'minority', 'female', 'ses', 'gender']
    """
    file = file_of(name)
    required("polars", "levelwise.datasets.load()")
    from levelwise.data.datasets.stored import stored_frame

    return stored_frame(file)


def path(name: str) -> Path:
    """Return the path of the file of a data set, an array of records with the columns as fields, in numpy's ``.npy``.

    Parameters
    ----------
    name : str
        One of the names in ``DATASETS``.

    Returns
    -------
    pathlib.Path
        The installed file.

    Raises
    ------
    UnknownNameError
        If there is no data set of that name.

    Examples
    --------
    >>> import numpy as np
    >>> from levelwise.data import datasets
    >>> int(np.load(datasets.path("sleepstudy"))["Days"].max())
    9
    """
    from pathlib import Path  # takes as long to import as a data set takes to read

    return Path(file_of(name))


def file_of(name: str) -> str:
    """Return the path of the file of a data set as a string."""
    return os.path.join(os.path.dirname(__file__), f"{describe(name).name}.npy")  # noqa: PTH118, PTH120 - see `path`


def describe(name: str) -> Dataset:
    """Return the description of a data set: its title, contents, number of rows, columns and source.

    Parameters
    ----------
    name : str
        One of the names in ``DATASETS``.

    Returns
    -------
    Dataset
        The description.

    Raises
    ------
    UnknownNameError
        If there is no data set of that name; the closest name is suggested.

    Examples
    --------
    >>> from levelwise.data import datasets
    >>> datasets.describe("hsb").columns["math"]
    'mathematics achievement score (points, may be slightly negative), level 1 (student)'
    """
    if name not in DATASETS:
        raise UnknownNameError("data set", name, DATASETS)
    return DATASETS[name]
