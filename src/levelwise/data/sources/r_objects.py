"""Data frames saved by R (``.rds``, ``.rda``), parsed by the package rdata; nothing in them is executed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from levelwise.data.columns import MISSING, Categories, Numbers, Values
from levelwise.data.frames.objects import strings
from levelwise.data.frames.plain import logical
from levelwise.data.frames.table import Table
from levelwise.data.sources.labelled import LabelledColumn, labelled_table
from levelwise.data.sources.messages import printable
from levelwise.errors import DataError, UnknownNameError
from levelwise.packages import required
from levelwise.progress import progress

_NA = -(2**31)  # R's missing integer and logical value
_LATIN1 = 1 << 2  # the flag of a string in Latin-1


def read(path: Path, name: str, wanted: str | None = None) -> Table:
    """Read a data frame, with its factors, dates, and labels of variables and values.

    Raises
    ------
    DataError
        If the file is damaged, or has no data frame, or several and none is chosen.
    UnknownNameError
        If there is no data frame of that name.
    MissingExtraError
        If the package rdata is not installed.
    """
    rdata = required("rdata", f"{name}, a file of R,")
    try:
        with progress(f"reading {name}"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            whole = rdata.parser.parse_file(path).object
            found = {one: dict(_columns(item)) for one, item in _saved(whole) if _is_data_frame(item)}
    except Exception as error:  # a damaged file may raise anything, even an AssertionError
        raise DataError(f"{name} cannot be read as a file of R: {printable(str(error))}") from error
    if wanted is not None and wanted not in found:
        raise UnknownNameError("data frame", wanted, found, of=f"in {name}")
    if len(found) > 1 and wanted is None:
        shown = ", ".join(f"{path.name}::{one}" for one in found)
        raise DataError(f"{name} has several data frames; choose one: {printable(shown, 1000)}")
    if not found:
        raise DataError(f"{name} has no data frame; in R, saveRDS(as.data.frame(data), 'data.rds') saves one")
    return labelled_table(found[wanted] if wanted is not None else next(iter(found.values())), name)


def _saved(item: Any) -> Iterator[tuple[str, Any]]:
    """Return the objects of a file: those of a workspace with their names, or a single one."""
    return iter(_pairs(item).items()) if item.info.type.name == "LIST" else iter([("", item)])


def _is_data_frame(item: Any) -> bool:
    return "data.frame" in _strings(_attributes(item).get("class"))


def _pairs(item: Any) -> dict[str, Any]:
    """Return a pairlist of R, in which attributes and workspaces are stored, as a dictionary."""
    found: dict[str, Any] = {}
    while item is not None and item.info.type.name == "LIST":
        tag = item.tag.referenced_object if item.tag.info.type.name == "REF" else item.tag
        found[_decoded(tag.value)] = item.value[0]
        item = item.value[1]
    return found


def _attributes(item: Any) -> Mapping[str, Any]:
    return _pairs(item.attributes)


def _decoded(char: Any) -> str:
    encoding = "latin-1" if char.info.gp & _LATIN1 else "utf-8"
    text: str = char.value.decode(encoding, "replace")
    return text


def _strings(item: Any) -> list[str]:
    """Return a character vector without missing values; empty if there is none."""
    return [] if item is None else [one for one in _characters(item) if one is not None]


def _characters(item: Any) -> list[str | None]:
    return [None if one.value is None else _decoded(one) for one in item.value] if item.info.type.name == "STR" else []


def _columns(frame: Any) -> Iterator[tuple[str, LabelledColumn]]:
    for name, item in zip(_strings(_attributes(frame)["names"]), frame.value, strict=True):
        about = _attributes(item)
        values = None if "dim" in about else _values(item, about)
        if values is None:  # a matrix or a list
            continue
        label = " ".join(_strings(about.get("label")))
        unit = " ".join(_strings(about.get("units")))
        labels = _value_labels(about.get("labels"))
        if labels and isinstance(values, Numbers):
            numbers = [None if np.isnan(one) else one for one in values.values.tolist()]
            yield name, LabelledColumn(numbers, label, labels, _declared(about), unit)
        else:
            yield name, LabelledColumn(values, label, unit=unit)


def _values(item: Any, about: Mapping[str, Any]) -> Values | None:
    """Return a vector as a column; None if it is of another type."""
    kind, classes = item.info.type.name, _strings(about.get("class"))
    if kind == "STR":
        return strings(_characters(item))
    if kind not in ("INT", "REAL", "LGL"):
        return None
    numbers = np.ma.filled(np.ma.asarray(item.value).astype(np.float64), np.nan)
    if kind != "REAL":
        numbers[numbers == _NA] = np.nan
    if kind == "LGL":
        return logical([None if np.isnan(one) else bool(one) for one in numbers.tolist()])
    if "factor" in classes:
        codes = np.where(np.isnan(numbers), MISSING + 1, numbers).astype(np.intp) - 1
        labels = tuple(_strings(about.get("levels")))
        return Categories(codes, labels, "ordered" if "ordered" in classes else "factor", labels)
    if "Date" in classes:
        return Numbers(np.floor(numbers), kind="date")
    if "POSIXct" in classes:
        return Numbers(numbers, kind="datetime")
    return Numbers(numbers, kind="integer" if kind == "INT" else "number")


def _value_labels(item: Any) -> dict[Any, str]:
    """Return the labels of values that the package haven keeps: a named vector."""
    if item is None or item.info.type.name not in ("INT", "REAL"):
        return {}
    values = np.asarray(item.value).astype(np.float64).tolist()
    return dict(zip(values, _strings(_attributes(item).get("names")), strict=True))


def _declared(about: Mapping[str, Any]) -> tuple[tuple[float, float], ...]:
    """Return the values that SPSS declares as missing, as the package haven keeps them."""
    values = [float(one) for one in about["na_values"].value] if "na_values" in about else []
    ends = [float(one) for one in about["na_range"].value] if "na_range" in about else []
    return (*((one, one) for one in values), *([(ends[0], ends[1])] if ends else []))
