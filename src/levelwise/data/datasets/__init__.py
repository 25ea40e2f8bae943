"""Data sets that come with Levelwise, small enough to try every kind of multilevel model on.

``DATASETS`` is the table of them, ``load`` returns one as a data frame, ``describe`` says what its columns
mean, ``path`` says where its file is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.datasets.catalogue import DATASETS, Dataset
from levelwise.errors import UnknownNameError
from levelwise.packages import required

if TYPE_CHECKING:
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
    file = path(name)
    required("polars", "levelwise.datasets.load()")
    from levelwise.data.datasets.stored import stored_table

    return stored_table(file).to_polars()


def path(name: str) -> Path:
    """Return where the file of a data set is: one array a column, in numpy's format ``.npz``.

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
    return Path(__file__).with_name(f"{describe(name).name}.npz")


def describe(name: str) -> Dataset:
    """Return what a data set holds: title, description, rows, columns and source.

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
        If there is no data set of that name; the message has the nearest one.

    Examples
    --------
    >>> from levelwise.data import datasets
    >>> datasets.describe("hsb").columns["math"]
    'mathematics achievement score (points, may be slightly negative), level 1 (student)'
    """
    if name not in DATASETS:
        raise UnknownNameError("data set", name, DATASETS)
    return DATASETS[name]
