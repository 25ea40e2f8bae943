"""Every data frame gives the same columns: containers, dates, stored categories, identifiers, missing values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import levelwise as lw
from helpers.r_tables import assert_columns, design, more_terms_data, rows
from levelwise.data.columns import Categories
from levelwise.data.frames.frame import Frame
from levelwise.data.hints import Hints
from levelwise.design.assemble import assemble
from levelwise.errors import DataError, LevelwiseError
from levelwise.model.spec import Cell

ROWS = {"y": [1.0, 3, 2, 5, 4, 6], "x": [3.0, 1, 4, 1, 5, 9], "g": [1, 1, 2, 2, 3, 3]}


def test_columns_named_by_numbers() -> None:
    data = pd.DataFrame({**ROWS, 2019: ROWS["x"]})
    assert lw.model("y ~ `2019` + (1 | g)", data).columns == ("(Intercept)", "`2019`")
    with pytest.raises(DataError, match="two columns of the data have the name '2019'"):
        lw.model("y ~ x", pd.DataFrame({**ROWS, 2019: ROWS["x"], "2019": ROWS["x"]}))


def test_times_with_a_time_zone() -> None:
    moments = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in (0, 0, 1, 1, 2, 2)]
    for frame in (
        pd.DataFrame({**ROWS, "t": pd.Series(moments, dtype=object)}),
        pd.DataFrame({**ROWS, "t": moments}),
        pl.DataFrame({**ROWS, "t": moments}),
        pa.table({**ROWS, "t": moments}),
    ):
        assert lw.model("y ~ t + (1 | g)", frame).spec.home((Cell("t"),)) == "g"


def test_large_integers_with_missing_values() -> None:
    large = [2**60, 2**60, None, None, 2**60 + 1, 2**60 + 1]
    for frame in (pa.table({**ROWS, "id": large}), pl.DataFrame({**ROWS, "id": large})):
        assert lw.model("y ~ x + (1 | id)", frame).spec.level("id").size == 2
    wide = pl.DataFrame(
        {**ROWS, "id": [2**70, 2**70, None, None, 2**70 + 1, 2**70 + 1]}, schema_overrides={"id": pl.Int128}
    )
    assert lw.model("y ~ x + (1 | id)", wide).spec.level("id").size == 2


def test_infinity_in_a_transformed_column() -> None:
    data = {**ROWS, "z": [np.inf, np.inf, 1.0, 2.0, 3.0, 3.0]}
    model = lw.model("y ~ I(1/z) + (1 | g)", data)
    assert model.spec.constant["z"] == frozenset()
    with pytest.raises(DataError, match="the offset z is infinite in 2 of the rows used"):
        lw.model("y ~ x + (1 | g)", data, offset="z")


CONTAINERS: dict[str, Callable[[pl.DataFrame], object]] = {
    "polars": lambda table: table,
    "lazy": lambda table: table.lazy(),
    "pandas": lambda table: table.to_pandas(),
    "pandas nullable": lambda table: table.to_pandas().convert_dtypes(),
    "pandas arrow": lambda table: table.to_pandas(use_pyarrow_extension_array=True),
    "pandas objects": lambda table: table.to_pandas().astype(object),
    "arrow": lambda table: table.to_arrow(),
    "lists": lambda table: table.to_dict(as_series=False),
    "arrays": lambda table: {name: table[name].to_numpy() for name in table.columns},
}


ANYWHERE = (
    "math ~ text*ses",
    "math ~ flag*gap",
    "math ~ gap:text",
    "math ~ factor(odd)",
    "math ~ factor(sch.id):ses",
    "math ~ female01*sector",
    "math ~ flag == TRUE",
    "math ~ 0 + factor(female):ses",
    "math ~ `my var`*sector",
    "math ~ poly(ses, 3)*sector",
)


@cache
def contained(kind: str) -> Frame:
    """Put the columns that every container can hold into one of them."""
    table = more_terms_data()
    return Frame(CONTAINERS[kind](table.select(n for n in table.columns if table.schema[n] not in (pl.Enum, pl.Date))))


@pytest.mark.parametrize("formula", ANYWHERE)
@pytest.mark.parametrize("kind", CONTAINERS)
def test_every_container_gives_what_r_gives(kind: str, formula: str) -> None:
    row = next(row for row in rows("r_more_terms.jsonl") if row["f"] == formula)
    assert_columns(assemble(formula, contained(kind), Hints()), row)


def test_dates_are_days_in_every_frame() -> None:
    """Where a frame has dates: a column of objects is how pandas holds them."""
    table = more_terms_data().select("math", "day", "sector")
    row = next(row for row in rows("r_more_terms.jsonl") if row["f"] == "math ~ day:sector")
    objects = pd.DataFrame({name: table[name].to_list() for name in table.columns}, dtype=object)
    for data in (table, table.to_arrow(), table.to_dict(as_series=False), objects):
        assert_columns(assemble("math ~ day:sector", Frame(data), Hints()), row)


def test_a_stored_order_of_categories_is_kept() -> None:
    """R's ``factor(x, levels = c("u", "b", "a"))`` in each frame that has such a thing."""
    values, order = ["a", "b", None, "u", "b"], ["u", "b", "unused", "a"]
    plain = pl.Series(values, dtype=pl.Enum(order))
    frames: list[object] = [pl.DataFrame({"s": plain}), pd.DataFrame({"s": pd.Categorical(values, order)})]
    frames.append(pl.DataFrame({"s": plain}).to_arrow())
    frames.append(pl.DataFrame({"s": plain}).to_pandas())
    for frame in frames:
        column = Frame(frame).column("s")
        assert isinstance(column, Categories)
        assert (column.labels, column.codes.tolist()) == (tuple(order), [3, 1, -1, 0, 1])


def test_an_incomplete_row_is_dropped_and_its_category_with_it() -> None:
    """As ``lFormula`` does: the only row of group d and the only u go with a missing x."""
    data = {
        "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
        "x": [1.0, 0.0, None, 3.0, 5.0, float("nan"), 2.0],
        "s": ["v", "w", "u", "v", "w", "v", None],
        "g": ["a", "a", "d", "b", "b", "b", "c"],
    }
    built = assemble("y ~ x + s + (1 | g)", Frame(data), Hints())
    assert [column.name for column in built.spec.fixed] == ["(Intercept)", "x", "sw"]
    assert (built.schema.rows, built.schema.dropped, built.schema.counts) == (4, 3, {"g": 2})


@pytest.mark.parametrize("hint", [[200000, 123, 100000], [2e5, 123.0, 1e5], ["200000", "123", "100000"]], ids=str)
@pytest.mark.parametrize(("kind", "labels"), [(int, ("200000", "123", "100000")), (float, ("2e+05", "123", "1e+05"))])
def test_categories_that_are_numbers_are_found_by_value(kind: type, labels: tuple[str, ...], hint: list[Any]) -> None:
    """R's ``factor(n, levels = c(200000L, 123L, 100000L))``, and without the L for a column of doubles."""
    values = [kind(value) for value in (100000, 200000, 123, 100000)]
    column = Frame({"n": values}, {"n": hint}).column("n")
    assert isinstance(column, Categories)
    assert (column.labels, column.codes.tolist()) == (labels, [2, 0, 1, 2])
    column = Frame({"n": values}, {"n": dict(zip(hint, ("b", "c", "a"), strict=True))}).column("n")
    assert isinstance(column, Categories)
    assert (column.labels, column.codes.tolist()) == (("b", "c", "a"), [2, 0, 1, 2])


def test_numbers_get_new_names_only_if_none_of_them_is_a_value() -> None:
    """Naming 0 and 1 as pub and cath is a labelling; naming them 1 and 2 is a slip."""
    column = Frame({"n": [1, 0, 1]}, {"n": ["pub", "cath"]}).column("n")
    assert isinstance(column, Categories)
    assert (column.labels, column.codes.tolist()) == (("pub", "cath"), [1, 0, 1])
    with pytest.raises(LevelwiseError, match="differ from those in the data"):
        Frame({"n": [1, 0, 1]}, {"n": [1, 2]}).column("n")


def test_a_column_named_t_is_a_column() -> None:
    """R too finds the column before its own T for TRUE."""
    built = assemble("y ~ I(T^2) + F", Frame({"y": [1, 2, 4], "T": [2, 3, 5], "F": [0, 1, 1]}), Hints())
    assert design(built).matrix(built.spec.fixed).tolist() == [[1, 4, 0], [1, 9, 1], [1, 25, 1]]


def test_large_ids_stay_distinct() -> None:
    ids = [2**53 + n // 2 for n in range(40)]
    model = lw.model("y ~ x + (1|g)", {"y": range(40), "x": [n % 7 for n in range(40)], "g": ids})
    assert model.spec.levels[0].size == 20


def test_a_repeated_name_does_no_harm_unless_it_is_used() -> None:
    frame = pd.DataFrame([[1.0, 2, 5, 3], [2.0, 1, 6, 3], [3.0, 4, 7, 4], [5.0, 1, 8, 4]], columns=["y", "x", "x", "g"])
    arrow = pa.Table.from_arrays([pa.array(frame.iloc[:, place]) for place in range(4)], names=list(frame.columns))
    for data in (frame, arrow):
        assert lw.model("y ~ 1 + (1 | g)", data).columns == ("(Intercept)",)
        with pytest.raises(lw.DataError, match="more than one column of the data is named 'x'; rename or remove"):
            lw.model("y ~ x + (1 | g)", data)
