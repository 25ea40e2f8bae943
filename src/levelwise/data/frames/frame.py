"""From any data frame to plain numpy columns: the only place where a data frame is read."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import (
    EXACT,
    MISSING,
    Categories,
    FactorHint,
    Floats,
    Numbers,
    Values,
    coded,
    is_missing,
    label_of,
)
from levelwise.data.frames.factors import as_factor
from levelwise.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import narwhals as nw


class Frame:
    """A data frame of any kind, read column by column, each once.

    Parameters
    ----------
    data : object
        A pandas, polars or pyarrow table, or a mapping from names to columns.
    factors : mapping, optional
        Columns to take as factors: their categories in order (the first is the reference), a mapping from
        values to labels, or True for the data's own values.
    """

    def __init__(self, data: object, factors: Mapping[str, FactorHint] | None = None) -> None:
        import narwhals as nw

        frame = narwhal(data)
        self._frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        self._columns = by_text(self._frame.columns)
        self.names: tuple[str, ...] = tuple(self._columns)
        self.rows: int = self._frame.shape[0]
        if self.rows == 0:
            raise DataError("the data has no rows")
        self._factors = dict(factors or {})
        for name in self._factors:
            if name not in self.names:
                raise UnknownNameError("column", name, self.names)
        self._read: dict[str, Values] = {}

    def raw(self, name: str) -> list[object]:
        """Return a column's values as they are."""
        return list(self._series(name).to_list())

    def _series(self, name: str) -> nw.Series[Any]:
        import narwhals as nw

        series = self._frame.get_column(self._columns[name])
        if series.implementation is nw.Implementation.MODIN:  # which warns wherever it falls back on pandas
            return nw.from_native(series.to_pandas(), series_only=True)
        return series

    def column(self, name: str, blame: Callable[[], str] | None = None) -> Values:
        """Return a column; `blame` draws the place in the formula when there is no such column."""
        found = self._read.get(name)
        if found is None:
            if name not in self.names:
                raise UnknownNameError("column", name, self.names, blame() if blame else "")
            found = _values(name, self._series(name))
            if name in self._factors:
                found = as_factor(name, found, self._factors[name])
            self._read[name] = found
        return found


def by_text(names: Iterable[Any]) -> dict[str, Any]:
    """Return a frame's column names by what is typed for them: pandas has numbers as names, too."""
    found: dict[str, Any] = {}
    for name in names:
        if str(name) in found:
            raise DataError(f"two columns of the data are called {str(name)!r}")
        found[str(name)] = name
    return found


def narwhal(data: object) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """Return any table as narwhals sees it.

    Raises
    ------
    DataError
        When it is none.
    """
    import narwhals as nw

    if isinstance(data, nw.DataFrame | nw.LazyFrame):
        return data
    if isinstance(data, Mapping):
        import polars as pl

        try:
            return nw.from_native(pl.DataFrame(dict(data), strict=False), eager_only=True)
        except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
            raise DataError(f"this mapping is not a table of equally long columns: {error}") from error
    try:
        with warnings.catch_warnings():  # narwhals recommends plugins
            warnings.simplefilter("ignore")
            return nw.from_native(data)
    except nw.exceptions.NarwhalsError as error:
        raise DataError(f"this data frame cannot be read: {error}") from error
    except TypeError as error:
        message = (
            f"a {'text' if isinstance(data, str) else type(data).__name__} is not a data frame; give a pandas, polars, "
            "pyarrow, DuckDB, dask, Spark or ibis table or a mapping from names to columns"
        )
        if isinstance(data, str):
            message += ". levelwise.read() reads a file, levelwise.datasets.load() a bundled set"
        raise DataError(message) from error


def _values(name: str, series: nw.Series[Any]) -> Values:
    import narwhals as nw

    kind = series.dtype
    if kind.is_numeric():
        numbers = _floats(series)
        if kind.is_integer() and np.nanmax(np.abs(numbers), initial=0.0) >= EXACT:
            values = series.to_list()  # ids beyond what a float tells apart
            return coded(values, sorted({v for v in values if not is_missing(v)}), "factor")
        return Numbers(numbers, kind="whole" if kind.is_integer() else "number")
    if kind == nw.Boolean:
        numbers = _floats(series)
        codes = np.where(np.isnan(numbers), MISSING, numbers).astype(np.intp)
        return Categories(codes, ("FALSE", "TRUE"), "logical", (False, True))
    if kind in (nw.Categorical, nw.Enum):
        native = series.to_native()
        ordered = bool(getattr(getattr(native, "dtype", getattr(native, "type", None)), "ordered", False))
        return _categorical(series, ordered=ordered)
    if kind in (nw.Date, nw.Datetime, nw.Duration):
        return _moments(series)
    values = series.to_list()
    return _objects(name, values)


def _floats(series: nw.Series[Any]) -> Floats:
    import narwhals as nw

    # numpy has no integers of 128 bits, and what is missing is not always NaN
    if series.dtype not in (nw.Int128, nw.UInt128) and not series.is_null().any():
        return np.asarray(series.to_numpy(), dtype=np.float64)
    return np.array([np.nan if is_missing(value) else value for value in series.to_list()], dtype=np.float64)


def _moments(series: nw.Series[Any]) -> Numbers:
    """Dates count in days since 1970-01-01, as in R; moments and spans in seconds."""
    import narwhals as nw

    if series.dtype == nw.Date:
        stamps = series.to_numpy().astype("datetime64[D]")
        days = stamps.astype(np.int64).astype(np.float64)
        days[np.isnat(stamps)] = np.nan
        return Numbers(days, kind="date")
    is_span = series.dtype == nw.Duration
    # a moment with a time zone is counted in UTC
    counted = series.dt.total_microseconds() if is_span else series.dt.timestamp("us")
    return Numbers(_floats(counted) / 1e6, kind="number" if is_span else "moment")


def _categorical(series: nw.Series[Any], *, ordered: bool) -> Categories:
    values = series.to_list()
    return coded(values, _category_order(series), "ordered" if ordered else "factor")


def _category_order(series: nw.Series[Any]) -> list[object]:
    """Return a categorical's categories in its own order, of which each library has its own idea."""
    import narwhals as nw

    native = series.to_native()
    if isinstance(series.dtype, nw.Enum) and series.dtype.categories:
        return list(series.dtype.categories)
    if hasattr(native, "cat") and hasattr(native.cat, "categories"):
        return list(native.cat.categories)
    if hasattr(native, "unify_dictionaries"):
        chunks = native.unify_dictionaries().chunks
        return list(chunks[0].dictionary.to_pylist()) if chunks else []
    # a polars Categorical numbers its categories for the whole process; their first appearance is stable
    return list(dict.fromkeys(value for value in series.to_list() if value is not None))


def _objects(name: str, values: list[object]) -> Values:
    if set(map(type, values)) <= {str, type(None)}:
        return _texts(values)
    try:
        present = {value for value in values if not is_missing(value)}
        if present and all(isinstance(value, bool | np.bool_) for value in present):
            return coded(values, [False, True], "logical")
        if present and all(isinstance(value, int | float | Decimal | np.number) for value in present):
            return Numbers(np.array([np.nan if is_missing(v) else v for v in values], dtype=np.float64))
        if present and all(isinstance(value, date) for value in present):
            return _object_dates(values)
        found = coded(values, sorted(present, key=label_of), "factor")
        return replace(found, text=all(isinstance(value, str) for value in present))
    except (TypeError, ValueError) as error:
        raise DataError(f"column {name!r} holds values that are neither numbers nor texts") from error


def _texts(values: list[Any]) -> Categories:
    """Return texts as a factor; most columns with a million categories are of this kind."""
    order = tuple(sorted(set(values) - {None}))
    number = {value: code for code, value in enumerate(order)}
    codes = np.fromiter(map(number.get, values, repeat(MISSING)), dtype=np.intp, count=len(values))
    return Categories(codes, order, "factor", order, text=True)


def _object_dates(values: list[object]) -> Numbers:
    """Return Python dates as days, and moments as seconds, since 1970."""
    moments = any(isinstance(value, datetime) for value in values)
    stamps = np.array(
        [None if is_missing(value) else _without_zone(value) for value in values],
        "datetime64[us]" if moments else "datetime64[D]",
    )
    numbers = stamps.astype(np.int64).astype(np.float64) / (1e6 if moments else 1.0)
    numbers[np.isnat(stamps)] = np.nan
    return Numbers(numbers, kind="moment" if moments else "date")


def _without_zone(value: object) -> object:
    """Return a moment with a time zone in UTC, and any other as it is."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
