"""Data frames of other packages, read by narwhals."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import EXACT, MISSING, Categories, Floats, Numbers, Values, encoded, is_missing
from levelwise.data.frames.objects import objects
from levelwise.errors import DataError
from levelwise.packages import required
from levelwise.text.sentences import kind_of

if TYPE_CHECKING:
    import narwhals as nw


class ForeignTable:
    """A data frame in memory that another package made.

    Parameters
    ----------
    frame : narwhals DataFrame or LazyFrame
        The data frame.

    Attributes
    ----------
    columns : list of str
        The names of the columns.
    height : int
        The number of rows.
    """

    def __init__(self, frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> None:
        import narwhals as nw

        self._frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        self._names = by_text(self._frame.columns)
        self.columns = list(self._names)
        self.height: int = self._frame.shape[0]

    def column(self, name: str) -> Values:
        """Return a column as numbers or categories."""
        return _values(name, self._series(name))

    def to_list(self, name: str) -> list[Any]:
        """Return a column as a list of values, as the data frame gives them."""
        return list(self._series(name).to_list())

    def _series(self, name: str) -> nw.Series[Any]:
        import narwhals as nw

        series = self._frame.get_column(self._names[name])
        if series.implementation is nw.Implementation.MODIN:  # modin warns whenever it falls back to pandas
            return nw.from_native(series.to_pandas(), series_only=True)
        return series


def by_text(names: Iterable[Any]) -> dict[str, Any]:
    """Return the column names of a data frame by their text, as in pandas names may be numbers."""
    found: dict[str, Any] = {}
    for name in names:
        if str(name) in found:
            raise DataError(f"two columns of the data have the name {str(name)!r}")
        found[str(name)] = name
    return found


def narwhal(data: object) -> tuple[nw.DataFrame[Any] | nw.LazyFrame[Any], frozenset[str]]:
    """Return any table as a narwhals data frame, without the columns whose names are repeated, and those names.

    Raises
    ------
    DataError
        If it is not a table.
    """
    package = type(data).__module__.partition(".")[0]
    if package == "builtins":
        raise _no_data_frame(data)
    required("narwhals", f"a data frame of {package}")
    import narwhals as nw

    if isinstance(data, nw.DataFrame | nw.LazyFrame):
        return data, frozenset()
    data, repeated = _without_repeated(data)
    try:
        with warnings.catch_warnings():  # narwhals warns to recommend plugins
            warnings.simplefilter("ignore")
            return nw.from_native(data), repeated
    except nw.exceptions.NarwhalsError as error:
        raise DataError(f"this data frame cannot be read: {error}") from error
    except TypeError as error:
        raise _no_data_frame(data) from error


def _without_repeated(data: Any) -> tuple[Any, frozenset[str]]:
    """Return a data frame of pandas or pyarrow without the columns whose names are repeated, and those names."""
    if hasattr(data, "loc") and hasattr(data.columns, "duplicated") and not data.columns.is_unique:
        twice = data.columns.duplicated(keep=False)
        return data.loc[:, ~twice], frozenset(map(str, data.columns[twice]))
    if hasattr(data, "column_names") and hasattr(data, "select"):
        times = Counter(data.column_names)
        if max(times.values(), default=1) > 1:
            once = [place for place, name in enumerate(data.column_names) if times[name] == 1]
            return data.select(once), frozenset(name for name, number in times.items() if number > 1)
    return data, frozenset()


def _no_data_frame(data: object) -> DataError:
    message = (
        f"{kind_of(data)} is not a data frame; give a pandas, polars, "
        "pyarrow, DuckDB, dask, Spark or ibis table, or a mapping from names to columns"
    )
    if isinstance(data, str):
        message += ". levelwise.read() reads a file, levelwise.datasets.load() a bundled data set"
    return DataError(message)


def _values(name: str, series: nw.Series[Any]) -> Values:
    import narwhals as nw

    kind = series.dtype
    if kind.is_numeric():
        numbers = _floats(series)
        if kind.is_integer() and np.nanmax(np.abs(numbers), initial=0.0) >= EXACT:
            values = series.to_list()  # identifiers too large to be exact as floating-point numbers
            return encoded(values, sorted({v for v in values if not is_missing(v)}), "factor")
        return Numbers(numbers, kind="integer" if kind.is_integer() else "number")
    if kind == nw.Boolean:
        numbers = _floats(series)
        codes = np.where(np.isnan(numbers), MISSING, numbers).astype(np.intp)
        return Categories(codes, ("FALSE", "TRUE"), "logical", (False, True))
    if kind in (nw.Categorical, nw.Enum):
        native = series.to_native()
        ordered = bool(getattr(getattr(native, "dtype", getattr(native, "type", None)), "ordered", False))
        return _categorical(series, ordered=ordered)
    if kind in (nw.Date, nw.Datetime, nw.Duration):
        return _times(series)
    values = series.to_list()
    return objects(name, values)


def _floats(series: nw.Series[Any]) -> Floats:
    import narwhals as nw

    # numpy has no 128-bit integers, and missing values are not always NaN
    if series.dtype not in (nw.Int128, nw.UInt128) and not series.is_null().any():
        return np.asarray(series.to_numpy(), dtype=np.float64)
    return np.array([np.nan if is_missing(value) else value for value in series.to_list()], dtype=np.float64)


def _times(series: nw.Series[Any]) -> Numbers:
    """Return dates in days since 1970-01-01, as in R; datetimes and durations in seconds."""
    import narwhals as nw

    if series.dtype == nw.Date:
        stamps = series.to_numpy().astype("datetime64[D]")
        days = stamps.astype(np.int64).astype(np.float64)
        days[np.isnat(stamps)] = np.nan
        return Numbers(days, kind="date")
    is_duration = series.dtype == nw.Duration
    # datetimes with a time zone are converted to UTC
    microseconds = series.dt.total_microseconds() if is_duration else series.dt.timestamp("us")
    return Numbers(_floats(microseconds) / 1e6, kind="number" if is_duration else "datetime")


def _categorical(series: nw.Series[Any], *, ordered: bool) -> Categories:
    values = series.to_list()
    return encoded(values, _category_order(series), "ordered" if ordered else "factor")


def _category_order(series: nw.Series[Any]) -> list[object]:
    """Return the categories of a categorical column in its order, which each library stores in its own way."""
    import narwhals as nw

    native = series.to_native()
    if isinstance(series.dtype, nw.Enum) and series.dtype.categories:
        return list(series.dtype.categories)
    if hasattr(native, "cat") and hasattr(native.cat, "categories"):
        return list(native.cat.categories)
    if hasattr(native, "unify_dictionaries"):
        chunks = native.unify_dictionaries().chunks
        return list(chunks[0].dictionary.to_pylist()) if chunks else []
    # polars numbers the categories of a Categorical globally, so the order of first appearance is used instead
    return list(dict.fromkeys(value for value in series.to_list() if value is not None))
