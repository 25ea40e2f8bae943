"""A table whose rows stay in their engine: polars lazily, DuckDB, Spark, dask, ibis, or memory that is large."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from math import expm1
from typing import TYPE_CHECKING, Any

from levelwise.data.columns import FactorHint
from levelwise.data.frames.frame import Frame
from levelwise.errors import DataError, LevelwiseError, UnknownNameError

if TYPE_CHECKING:
    import narwhals as nw

ColumnKey = str | tuple[str, str]
"""What a question is about: a column by its name, or something else by its kind and name."""

CELLS_OF_GROUPS, CELLS_OF_ROWS = 1_200_000, 120_000_000
"""Polars groups at most so many values (groups × columns, or rows × columns) at a time, in about a gigabyte."""

_LARGE = 5_000_000
_LOOKED_AT = 100_000  # rows that show how many groups there are


class LazyTable:
    """A table that is asked, not read.

    Parameters
    ----------
    frame : narwhals LazyFrame
        The table; nothing runs until a query is collected.
    factors : mapping, optional
        As for `levelwise.data.table.Frame`.

    Attributes
    ----------
    names : tuple of str
        The columns.
    dtypes : mapping of str to narwhals dtype
        Their types.
    scans : int
        How many queries have run.
    ids : frozenset of str
        Columns of whole numbers that are ids, not measures.
    is_polars : bool
        Whether the engine is polars.
    subtracts_times : bool
        Whether the engine is known to say how long it is from one moment to another.
    numbers_rows : bool
        Whether the engine can number the rows of a result.
    """

    def __init__(
        self,
        frame: nw.LazyFrame[Any],
        factors: Mapping[str, FactorHint] | None = None,
        eager: nw.DataFrame[Any] | None = None,
        ids: frozenset[str] = frozenset(),
    ) -> None:
        import narwhals as nw

        self.frame = frame
        self.factors = dict(factors or {})
        self._eager = eager
        with engine_errors("its columns"):
            self.dtypes: Mapping[str, nw.dtypes.DType] = dict(frame.collect_schema())
        self.is_polars = frame.implementation is nw.Implementation.POLARS
        spans = [name for name, kind in self.dtypes.items() if kind == nw.Duration]
        if spans:  # SQL's intervals have no counterpart in memory: seconds, as there
            seconds = (nw.col(name).dt.total_microseconds().cast(nw.Float64) / 1e6 for name in spans)
            with engine_errors("its columns"):
                self.frame = frame.with_columns(*(one.alias(n) for one, n in zip(seconds, spans, strict=True)))
                self.dtypes = dict(self.frame.collect_schema())
        wide = [name for name, kind in self.dtypes.items() if kind in (nw.Int128, nw.UInt128)]
        if wide and frame.implementation is nw.Implementation.DUCKDB:  # its sums, which arrow cannot carry
            self.frame = self.frame.with_columns(nw.col(*wide).cast(nw.Int64))
            self.dtypes = {**self.dtypes, **dict.fromkeys(wide, nw.Int64())}
        strange = [name for name, kind in self.dtypes.items() if kind == nw.Unknown]
        if strange and frame.implementation is nw.Implementation.DUCKDB:  # TIME, UUID: as text, as in memory
            self.frame = self.frame.with_columns(nw.col(*strange).cast(nw.String))
            self.dtypes = {**self.dtypes, **dict.fromkeys(strange, nw.String())}
        self.ids = ids
        # whole numbers beyond 2^53 are no numbers to compute with
        self.dtypes = {name: nw.Unknown() if name in ids else kind for name, kind in self.dtypes.items()}
        self.names = tuple(self.dtypes)
        for name in self.factors:
            if name not in self.names:
                raise UnknownNameError("column", name, self.names)
        self.subtracts_times = self.is_polars or frame.implementation is nw.Implementation.DUCKDB
        self.numbers_rows = frame.implementation is not nw.Implementation.DASK
        self.scans = 0
        self._rows: int | None = None if eager is None else eager.shape[0]

    def collect(self, query: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        """Run a query; its answer comes into memory."""
        self.scans += 1
        with engine_errors("a query"):
            return query.collect(engine="streaming") if self.is_polars else query.collect()

    def moment(self, name: str) -> nw.Expr | None:
        """Return a date in days and a moment in seconds since 1970, as in memory; None where the engine cannot."""
        import narwhals as nw

        kind = self.dtypes[name]
        if not self.subtracts_times or kind not in (nw.Date, nw.Datetime):
            return None
        zone = getattr(kind, "time_zone", None)
        epoch = nw.lit(datetime(1970, 1, 1, tzinfo=UTC if zone else None))
        moment = nw.col(name) if zone else nw.col(name).cast(nw.Datetime("us"))
        if zone and self.is_polars:  # which compares moments of one zone only
            moment = moment.dt.convert_time_zone("UTC")
        since = moment - epoch
        return since.dt.total_microseconds().cast(nw.Float64) / (86_400e6 if kind == nw.Date else 1e6)

    def answer(self, query: nw.LazyFrame[Any]) -> dict[str, Any]:
        """Run a query that has one row."""
        return self.collect(query).rows(named=True)[0]

    def passes(self, base: nw.LazyFrame[Any], parts: Sequence[str], columns: int, rows: int) -> list[nw.LazyFrame[Any]]:
        """Return a table's rows in parts that share no group, so that each is grouped in bounded memory.

        Polars needs much memory for many groups whose rows come in no order; other engines see to it themselves.
        """
        if not self.is_polars or rows < _LARGE:
            return [base]
        few = self.collect(base.select(*parts).head(_LOOKED_AT))
        groups = estimated_groups(rows, len(few), len(few.unique()))
        wide = columns + len(parts)
        number = min(-(-groups * wide // CELLS_OF_GROUPS), -(-rows * wide // CELLS_OF_ROWS))
        return [self.share(base, parts, number, n) for n in range(number)] if number > 1 else [base]

    def share(self, base: nw.LazyFrame[Any], parts: Sequence[str], of: int, number: int) -> nw.LazyFrame[Any]:
        """Return the rows of about one group in so many, told by a hash of the groups' ids; for polars only."""
        import narwhals as nw
        import polars as pl

        native: pl.LazyFrame = base.to_native()
        key = pl.col(parts[0]) if len(parts) == 1 else pl.struct(*parts)
        return nw.from_native(native.filter(key.hash(0) % of == number))

    def only(self, names: Sequence[str]) -> LazyTable:
        """Return the table with the columns a model needs; of a table in memory only those are converted."""
        import narwhals as nw

        if self._eager is None:
            return self
        chosen = self._eager.select(*names)
        factors = {name: hint for name, hint in self.factors.items() if name in names}
        with engine_errors("its columns"):
            return LazyTable(nw.from_native(chosen.to_polars().lazy()), factors, chosen, self.ids & set(names))

    def with_ids(self, names: Collection[str]) -> LazyTable:
        """Return the table with some columns of whole numbers taken as ids."""
        return LazyTable(self.frame, self.factors, self._eager, self.ids | set(names))

    def rows(self) -> int:
        """Return how many rows there are, incomplete ones too."""
        import narwhals as nw

        if self._rows is None:
            self._rows = int(self.answer(self.frame.select(nw.len().alias("rows")))["rows"])
        return self._rows

    def distinct(self, names: Sequence[str], most: int) -> Frame:
        """Return the different values of some columns, at most so many; categories keep their own order."""
        import narwhals as nw

        for name in names:
            if self.is_polars and self.dtypes[name] == nw.Object:  # polars panics at values that cannot be hashed
                raise DataError(f"column {name!r} holds Python objects; make it text or numbers first")
        categorical = any(self.dtypes[name] in (nw.Categorical, nw.Enum) for name in names)
        if self._eager is not None and categorical:  # in memory a categorical still knows its order
            return self.to_frame(self._eager.select(*names).unique(maintain_order=True).head(most))
        chosen = self.frame.select(*names)
        if self.is_polars and any(self.dtypes[name] == nw.Categorical for name in names):
            native = chosen.to_native().unique(maintain_order=True)  # their order is that of their first appearance
            return self.read(nw.from_native(native).head(most))
        return self.read(chosen.unique().head(most))

    def read(self, query: nw.LazyFrame[Any]) -> Frame:
        """Run a query whose rows are few enough to be looked at one by one."""
        return self.to_frame(self.collect(query))

    def to_frame(self, rows: nw.DataFrame[Any]) -> Frame:
        """Return rows in memory with the factors the caller named."""
        return Frame(rows.to_native(), {name: hint for name, hint in self.factors.items() if name in rows.columns})


def estimated_groups(rows: int, seen: int, different: int) -> int:
    """Return about how many groups rows have of which some, in no order, belong to so many different ones.

    Of G equally large groups, n rows drawn at random hit about G (1 − exp(−n / G)). Rows that come group by group look
    like few groups, and are grouped as easily.

    Examples
    --------
    >>> estimated_groups(10_000_000, 100_000, 63_212) // 1000
    100
    """
    low, high = different, rows
    while high - low > 1:
        middle = (low + high) // 2
        if middle * -expm1(-seen / middle) < different:
            low = middle
        else:
            high = middle
    return high


@contextmanager
def engine_errors(what: str, *, building: bool = False) -> Iterator[None]:
    """Turn whatever an engine raises into a DataError, and its warnings into silence.

    While queries are built, not run, what Python itself raises is a mistake here and not the engine's word.
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
        message = f"the table's engine could not answer {what}: {type(error).__name__}: {first}"
        raise DataError(message) from error
