"""Access to a table: read in memory if it is there already and not large, else queried in its engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from levelwise.data.metadata import with_metadata
from levelwise.data.origin import origin_of
from levelwise.packages import NUMPY, required

if TYPE_CHECKING:
    from levelwise.data.columns import FactorHint
    from levelwise.data.engine.lazy_table import LazyTable
    from levelwise.data.frames.frame import Frame

LARGE = 250_000
"""A data frame in memory with at least this number of rows is queried too, as sorting its groups would take longer."""


def open_table(data: object, factors: Mapping[str, FactorHint] | None = None) -> Frame | LazyTable:
    """Return data as a frame in memory or as a lazily evaluated table.

    Parameters
    ----------
    data : object
        Any table that narwhals supports, eager or lazy, a plain `Table`, or a mapping from names to columns.
    factors : mapping, optional
        As for `levelwise.data.frames.frame.Frame`.

    Raises
    ------
    DataError
        If it is not a table.
    MissingExtraError
        If the package needed to read it is not installed.
    """
    required(*NUMPY)
    from levelwise.data.frames.frame import Frame
    from levelwise.data.frames.in_memory import of_mapping
    from levelwise.data.frames.table import Table

    origin = with_metadata(origin_of(data), data)
    if isinstance(data, Mapping):
        data = of_mapping(data, LARGE)
    if isinstance(data, Table):
        return Frame(data, factors, origin=origin)
    from levelwise.data.frames.foreign import by_text, narwhal

    frame, repeated = narwhal(data)
    origin = replace(origin, repeated=repeated) if repeated else origin
    import narwhals as nw

    if isinstance(frame, nw.DataFrame) and frame.shape[0] < LARGE:
        return Frame(frame, factors, origin=origin)
    from levelwise.data.engine.lazy_table import LazyTable  # imported only if needed

    if isinstance(frame, nw.LazyFrame):
        return LazyTable(frame, factors, origin=origin)
    if any(not isinstance(name, str) for name in frame.columns):  # in pandas, names may be numbers
        native = frame.to_native()
        frame = nw.from_native(native.set_axis(list(by_text(frame.columns)), axis="columns"), eager_only=True)
    return LazyTable(frame.lazy(), factors, frame, origin=origin)


def index_names(data: object) -> tuple[str, ...]:
    """Return the names of the index of a pandas data frame, which are not columns; none for other tables."""
    names = getattr(getattr(data, "index", None), "names", None) or ()
    return tuple(str(name) for name in names if name is not None)
