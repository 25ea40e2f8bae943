"""Files of SPSS, Stata and SAS, read by the package pyreadstat."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from levelwise.data.frames.table import Table
from levelwise.data.sources.formats import Format
from levelwise.data.sources.labelled import LabelledColumn, labelled_table
from levelwise.data.sources.messages import printable
from levelwise.errors import DataError
from levelwise.packages import required
from levelwise.progress import progress

_READERS: Mapping[Format, tuple[str, str]] = {
    "spss": ("read_sav", "an SPSS file"),
    "spss portable": ("read_por", "an SPSS portable file"),
    "stata": ("read_dta", "a Stata file"),
    "sas": ("read_sas7bdat", "a SAS file"),
    "sas transport": ("read_xport", "a SAS transport file"),
}


def read(kind: Format, path: Path, name: str) -> Table:
    """Read a file of SPSS, Stata or SAS, with the labels of its variables and values.

    Values that the file declares as missing are missing.

    Raises
    ------
    DataError
        If it is damaged or has no rows.
    MissingExtraError
        If the package pyreadstat is not installed.
    """
    reader, what = _READERS[kind]
    pyreadstat = required("pyreadstat", f"{name}, {what},")
    options = {"user_missing": True} if kind == "spss" else {}
    try:
        with progress(f"reading {name}"):
            columns, about = getattr(pyreadstat, reader)(str(path), output_format="dict", **options)
    except Exception as error:  # its errors have no base class in common
        raise DataError(f"{name} cannot be read as {what}: {printable(str(error))}") from error
    return labelled_table({column: _labelled(column, values, about) for column, values in columns.items()}, name)


def _labelled(column: str, values: list[Any], about: Any) -> LabelledColumn:
    ranges = tuple((one["lo"], one["hi"]) for one in about.missing_ranges.get(column, ()))
    labels = about.variable_value_labels.get(column, {})
    return LabelledColumn(list(values), about.column_names_to_labels.get(column) or "", labels, ranges)
