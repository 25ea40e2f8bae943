"""A table whose rows stay in their engine: lazy polars, DuckDB, Spark, dask, ibis, or a large table in memory."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from math import expm1
from typing import TYPE_CHECKING, Any

from levelwise.data.columns import Categories, FactorHint
from levelwise.data.frames.frame import Frame
from levelwise.data.origin import Origin
from levelwise.errors import DataError, LevelwiseError

if TYPE_CHECKING:
    import narwhals as nw

ColumnKey = str | tuple[str, str]
"""The key of a column in a query: its name, or the kind and name of an expression."""

MAX_GROUP_CELLS, MAX_ROW_CELLS = 1_200_000, 120_000_000
"""Maximum numbers of groups × columns and of rows × columns that polars groups at a time, in about a gigabyte."""

_LARGE = 5_000_000  # polars groups tables with fewer rows at once
_PROBED_ROWS = 100_000  # the number of groups is estimated from so many rows


class LazyTable:
    """A lazily evaluated table.

    Parameters
    ----------
    frame : narwhals LazyFrame
        The table; nothing is computed until a query is collected.
    factors : mapping, optional
        As for `levelwise.data.frames.frame.Frame`.
    eager : narwhals DataFrame, optional
        The same table, if it is in memory.
    ids : frozenset of str
        Integer columns that are identifiers, not measurements.
    origin : Origin, optional
        What is known of the table beyond its columns.

    Attributes
    ----------
    names : tuple of str
        The columns.
    dtypes : mapping of str to narwhals dtype
        Their types.
    scans : int
        The number of queries that have run.
    is_polars : bool
        Whether the engine is polars.
    can_subtract_times : bool
        Whether the engine is known to compute the difference of two datetimes.
    can_number_rows : bool
        Whether the engine can number the rows of a result.
    """

    def __init__(
        self,
        frame: nw.LazyFrame[Any],
        factors: Mapping[str, FactorHint] | None = None,
        eager: nw.DataFrame[Any] | None = None,
        ids: frozenset[str] = frozenset(),
        origin: Origin | None = None,
    ) -> None:
        import narwhals as nw

        self.origin = origin or Origin()

        self.frame = frame
        self.factors = dict(factors or {})
        self._eager = eager
        with data_errors("describe its columns"):
            self.dtypes: Mapping[str, nw.dtypes.DType] = dict(frame.collect_schema())
        self.is_polars = frame.implementation is nw.Implementation.POLARS
        spans = [name for name, kind in self.dtypes.items() if kind == nw.Duration]
        if spans:  # the intervals of SQL are converted to seconds, as durations are in memory
            seconds = (nw.col(name).dt.total_microseconds().cast(nw.Float64) / 1e6 for name in spans)
            with data_errors("describe its columns"):
                self.frame = frame.with_columns(*(one.alias(n) for one, n in zip(seconds, spans, strict=True)))
                self.dtypes = dict(self.frame.collect_schema())
        wide = [name for name, kind in self.dtypes.items() if kind in (nw.Int128, nw.UInt128)]
        if wide and frame.implementation is nw.Implementation.DUCKDB:  # the type of its sums, which arrow does not have
            self.frame = self.frame.with_columns(nw.col(*wide).cast(nw.Int64))
            self.dtypes = {**self.dtypes, **dict.fromkeys(wide, nw.Int64())}
        unknown = [name for name, kind in self.dtypes.items() if kind == nw.Unknown]
        if unknown and frame.implementation is nw.Implementation.DUCKDB:  # TIME, UUID: strings, as in memory
            self.frame = self.frame.with_columns(nw.col(*unknown).cast(nw.String))
            self.dtypes = {**self.dtypes, **dict.fromkeys(unknown, nw.String())}
        self.ids = ids
        # integers beyond 2^53 are not computed with
        self.dtypes = {name: nw.Unknown() if name in ids else kind for name, kind in self.dtypes.items()}
        self.names = tuple(self.dtypes)
        for name in self.factors:
            if name not in self.names:
                raise self.origin.no_column(name, self.names)
        self.can_subtract_times = self.is_polars or frame.implementation is nw.Implementation.DUCKDB
        self.can_number_rows = frame.implementation is not nw.Implementation.DASK
        self.scans = 0
        self._rows: int | None = None if eager is None else eager.shape[0]

    def collect(self, query: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        """Run a query and return its result in memory."""
        self.scans += 1
        with data_errors("run a query"):
            return query.collect(engine="streaming") if self.is_polars else query.collect()

    def timestamp(self, name: str) -> nw.Expr | None:
        """Return a date in days, or a datetime in seconds, since 1970, as in memory; None if the engine cannot."""
        import narwhals as nw

        kind = self.dtypes[name]
        if not self.can_subtract_times or kind not in (nw.Date, nw.Datetime):
            return None
        zone = getattr(kind, "time_zone", None)
        epoch = nw.lit(datetime(1970, 1, 1, tzinfo=UTC if zone else None))
        time = nw.col(name) if zone else nw.col(name).cast(nw.Datetime("us"))
        if zone and self.is_polars:  # which only subtracts datetimes of the same zone
            time = time.dt.convert_time_zone("UTC")
        since = time - epoch
        return since.dt.total_microseconds().cast(nw.Float64) / (86_400e6 if kind == nw.Date else 1e6)

    def one_row(self, query: nw.LazyFrame[Any]) -> dict[str, Any]:
        """Run a query whose result is one row, and return that row."""
        return self.collect(query).rows(named=True)[0]

    def partitions(
        self, base: nw.LazyFrame[Any], parts: Sequence[str], columns: int, rows: int
    ) -> list[nw.LazyFrame[Any]]:
        """Return the rows in partitions that have no group in common, each of which is grouped in bounded memory.

        Polars needs much memory for many groups in random order; other engines manage their memory themselves.
        """
        if not self.is_polars or rows < _LARGE:
            return [base]
        few = self.collect(columns_of(base, parts).head(_PROBED_ROWS))
        groups = estimated_groups(rows, len(few), len(few.unique()))
        wide = columns + len(parts)
        number = min(-(-groups * wide // MAX_GROUP_CELLS), -(-rows * wide // MAX_ROW_CELLS))
        return [self.hash_bucket(base, parts, number, n) for n in range(number)] if number > 1 else [base]

    def hash_bucket(self, base: nw.LazyFrame[Any], parts: Sequence[str], of: int, number: int) -> nw.LazyFrame[Any]:
        """Return the rows of one bucket out of `of`, with the groups assigned to buckets by hash; for polars only."""
        import narwhals as nw
        import polars as pl

        native: pl.LazyFrame = base.to_native()
        key = pl.col(parts[0]) if len(parts) == 1 else pl.struct(*parts)
        return nw.from_native(native.filter(key.hash(0) % of == number))

    def select(self, names: Sequence[str]) -> LazyTable:
        """Return the table restricted to the columns that a model needs; a table in memory is converted only then."""
        import narwhals as nw

        if self._eager is None:
            return self
        columns = self._eager.select(*names)
        factors = {name: hint for name, hint in self.factors.items() if name in names}
        with data_errors("describe its columns"):
            return LazyTable(
                nw.from_native(columns.to_polars().lazy()), factors, columns, self.ids & set(names), self.origin
            )

    def with_ids(self, names: Collection[str]) -> LazyTable:
        """Return the table with some integer columns treated as identifiers."""
        return LazyTable(self.frame, self.factors, self._eager, self.ids | set(names), self.origin)

    def merged(self, name: str) -> tuple[str, ...]:  # noqa: ARG002 - as of a frame
        """Return no label: the values of a column of an engine are of one type."""
        return ()

    def is_text(self, name: str) -> bool:
        """Return whether a column holds strings, whose categories are in the order of their code points."""
        import narwhals as nw

        return self.dtypes[name] == nw.String

    def holds_strings(self, name: str) -> bool:
        """Return whether the values of a column are strings, or categories named by strings, before they are named."""
        import narwhals as nw

        return self.dtypes[name] in (nw.String, nw.Categorical, nw.Enum) and name not in self.origin.value_labels

    def with_rounded(self, names: Collection[str]) -> LazyTable:
        """Return the table with floating-point columns rounded to 15 digits, by which R tells groups apart."""
        import narwhals as nw

        floats = [name for name in names if self.dtypes[name] in (nw.Float64, nw.Float32)]
        if not floats or not (self.is_polars or self.frame.implementation is nw.Implementation.DUCKDB):
            return self
        if self.is_polars:
            import polars as pl

            native: pl.LazyFrame = self.frame.to_native()
            frame = nw.from_native(native.with_columns(pl.col(name).round_sig_figs(15) for name in floats))
        else:
            frame = self.frame.with_columns(*(_rounded(nw.col(name)).alias(name) for name in floats))
        return LazyTable(frame, self.factors, self._eager, self.ids, self.origin)

    def steps(self, name: str, group: Sequence[str]) -> tuple[int, bool]:
        """Return how many values a numeric column has, and whether no two rows of a group share one; 0 for others."""
        import narwhals as nw

        if not self.dtypes[name].is_numeric():
            return 0, False
        keys = [nw.col(one).alias(f"key{number}") for number, one in enumerate((name, *group))]
        labels = [f"key{number}" for number in range(len(keys))]
        cells = self.frame.select(*keys).group_by(*labels).agg(nw.len().alias("rows"))
        step = nw.col("key0")
        row = self.one_row(
            cells.select(step.n_unique().alias("steps"), step.null_count().alias("gaps"), nw.col("rows").max())
        )
        return (0, False) if row["gaps"] else (int(row["steps"]), row["rows"] == 1)

    def first_row(self, name: str, value: str) -> int | None:
        """Return the position of the first row with a value of a column of strings; None if the engine cannot."""
        if not self.is_polars:
            return None
        import polars as pl

        native: pl.LazyFrame = self.frame.to_native()
        rows = native.select(pl.col(name)).with_row_index("row").filter(pl.col(name).cast(pl.String) == value)
        found = rows.select("row").head(1).collect(engine="streaming")
        return int(found.item()) if found.height else None

    def first_words(self, name: str) -> str | None:
        """Return a value of a column of strings that is not a number; None if there is none, or it is unknown."""
        if not self.is_polars:
            return None
        import polars as pl

        native: pl.LazyFrame = self.frame.to_native()
        text = pl.col(name).cast(pl.String)
        words = native.select(text.filter(text.is_not_null() & text.cast(pl.Float64, strict=False).is_null()))
        found = words.head(1).collect(engine="streaming")
        return str(found.item()) if found.height else None

    def rows(self) -> int:
        """Return the number of rows, including incomplete ones."""
        import narwhals as nw

        if self._rows is None:
            self._rows = int(self.one_row(self.frame.select(nw.len().alias("rows")))["rows"])
        return self._rows

    def distinct(self, names: Sequence[str], most: int) -> Frame:
        """Return the distinct combinations of values of some columns, at most `most`; categories keep their order."""
        import narwhals as nw

        for name in names:
            if self.is_polars and self.dtypes[name] == nw.Object:  # polars panics on values that cannot be hashed
                raise DataError(f"column {name!r} holds Python objects; convert it to strings or numbers first")
        categorical = any(self.dtypes[name] in (nw.Categorical, nw.Enum) for name in names)
        if self._eager is not None and categorical:  # in memory, a categorical knows its order
            return self.to_frame(self._eager.select(*names).unique(maintain_order=True).head(most))
        columns = columns_of(self.frame, names)
        if self.is_polars and any(self.dtypes[name] == nw.Categorical for name in names):
            native = columns.to_native().unique(maintain_order=True)  # ordered by first appearance
            return self.read(nw.from_native(native).head(most))
        return self.read(columns.unique().head(most))

    def read(self, query: nw.LazyFrame[Any], whole: Mapping[str, Categories] | None = None) -> Frame:
        """Run a query whose result is small, and return its rows; `whole` as for `Frame`."""
        return self.to_frame(self.collect(query), whole)

    def to_frame(self, rows: nw.DataFrame[Any], whole: Mapping[str, Categories] | None = None) -> Frame:
        """Return rows in memory as a frame with the factors that the caller declared."""
        factors = {name: hint for name, hint in self.factors.items() if name in rows.columns}
        return Frame(rows.to_native(), factors, whole)


def columns_of(frame: nw.LazyFrame[Any], names: Sequence[str]) -> nw.LazyFrame[Any]:
    """Return some columns of a table; before version 2.27 narwhals read names given as strings as SQL in DuckDB."""
    import narwhals as nw

    return frame.select(*(nw.col(name) for name in names))


def _rounded(number: nw.Expr) -> nw.Expr:
    """Return a number rounded to 15 significant digits; zero and extreme numbers are left as they are."""
    import narwhals as nw

    size = number.abs()
    scale = nw.lit(10.0) ** (14.0 - size.log(10.0).floor())
    within = (size > 1e-250) & (size < 1e250)
    return nw.when(within).then((number * scale).round(0) / scale).otherwise(number)


def estimated_groups(rows: int, probed: int, distinct: int) -> int:
    """Return an estimate of the number of groups, given the number of distinct groups among some of the rows.

    Of G groups of equal size, n rows drawn at random hit about G (1 − exp(−n / G)). If the rows are sorted by group,
    the estimate is too small, but such rows are also easy to group.

    Examples
    --------
    >>> estimated_groups(10_000_000, 100_000, 63_212) // 1000
    100
    """
    low, high = distinct, rows
    while high - low > 1:
        middle = (low + high) // 2
        if middle * -expm1(-probed / middle) < distinct:
            low = middle
        else:
            high = middle
    return high


@contextmanager
def data_errors(what: str, *, building: bool = False) -> Iterator[None]:
    """Convert errors of the engine to DataError, and suppress its warnings.

    While queries are built rather than run, Python's built-in exceptions indicate a bug in Levelwise and are not
    converted.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except LevelwiseError:
        raise
    except Exception as error:
        if building and type(error).__module__ == "builtins" and not isinstance(error, NotImplementedError):
            raise
        first = str(error).strip().partition("\n")[0][:300]
        message = f"the engine of the table failed to {what}: {type(error).__name__}: {first}"
        raise DataError(message) from error
