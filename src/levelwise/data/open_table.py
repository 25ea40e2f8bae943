"""Which way a table is read: into memory when it is there already and not large, else by asking its engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from levelwise.data.columns import FactorHint
    from levelwise.data.engine.lazy_table import LazyTable
    from levelwise.data.frames.frame import Frame

LARGE = 250_000
"""From this many rows on a table in memory is asked, too: sorting its groups would take longer."""


def open_table(data: object, factors: Mapping[str, FactorHint] | None = None) -> Frame | LazyTable:
    """Return a table ready for questions.

    Parameters
    ----------
    data : object
        Any table narwhals knows, eager or lazy, or a mapping from names to columns.
    factors : mapping, optional
        As for `levelwise.data.table.Frame`.

    Raises
    ------
    DataError
        When it is no table.
    """
    import narwhals as nw

    from levelwise.data.frames.frame import Frame, by_text, narwhal

    frame = narwhal(data)
    if isinstance(frame, nw.DataFrame) and frame.shape[0] < LARGE:
        return Frame(frame, factors)
    from levelwise.data.engine.lazy_table import LazyTable  # needed by few, and not small

    if isinstance(frame, nw.LazyFrame):
        return LazyTable(frame, factors)
    if any(not isinstance(name, str) for name in frame.columns):  # pandas has numbers as names, too
        native = frame.to_native()
        frame = nw.from_native(native.set_axis(list(by_text(frame.columns)), axis="columns"), eager_only=True)
    return LazyTable(frame.lazy(), factors, frame)
