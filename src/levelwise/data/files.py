"""Data for the command line: a bundled set by name, a file by its ending, ``-`` for standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from levelwise.data import datasets
from levelwise.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import polars as pl

_MISSING = ["NA"]  # what R writes for a missing value; an empty field counts too


def read(source: str) -> pl.DataFrame:
    """Read a table.

    Parameters
    ----------
    source : str
        The name of a bundled data set (a file of that name is ``./name``), the path of a CSV, TSV, Parquet,
        Arrow or Feather file, or ``-`` for CSV on standard input.

    Raises
    ------
    DataError
        When the file is missing, empty or not what its ending says.
    """
    if source in datasets.DATASETS:
        return datasets.load(source)
    import polars as pl

    readers: Mapping[str, Callable[[Any], pl.DataFrame]] = {
        ".csv": lambda data: _csv(data, ","),
        ".tsv": lambda data: _csv(data, "\t"),
        ".parquet": pl.read_parquet,
        ".arrow": pl.read_ipc,
        ".feather": pl.read_ipc,
        ".ipc": pl.read_ipc,
    }
    if source == "-":
        return _read(readers[".csv"], BytesIO(sys.stdin.buffer.read()), "standard input")
    path = Path(source)
    reader = readers.get(path.suffix.lower())
    if reader is None and not path.exists():
        raise UnknownNameError("file or bundled data set", source, datasets.DATASETS)
    if reader is None:
        endings = ", ".join(readers)
        raise DataError(f"{source} ends in none of {endings}; its ending says how it is read")
    if not path.is_file():
        raise DataError(f"there is no file {source}")
    return _read(reader, path, source)


def _read(reader: Callable[[Any], pl.DataFrame], data: object, name: str) -> pl.DataFrame:
    import polars as pl

    try:
        frame = reader(data)
    except pl.exceptions.NoDataError as error:
        raise DataError(f"{name} is empty") from error
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise DataError(f"{name} cannot be read: {error}") from error
    if frame.width == 0 or frame.height == 0:
        raise DataError(f"{name} has no rows")
    return frame


def _csv(data: object, separator: str) -> pl.DataFrame:
    import polars as pl

    return pl.read_csv(data, separator=separator, null_values=_MISSING, infer_schema_length=None)  # type: ignore[arg-type]
