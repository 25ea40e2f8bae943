"""Where variables belong: small designs, written out, with what follows from the definitions.

A group-level predictor is constant within every group of a factor and belongs to the coarsest such factor of
the nesting chain; of two equal partitions the one written outermost is the coarser; in a crossed design nothing is
promoted to the cell; implicit nesting is not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import levelwise as lw
from helpers.requirements import SCOPED
from levelwise.model.spec import Cell

X = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.3, 5.8]
"""A variable that differs from row to row."""


@dataclass(frozen=True)
class Design:
    """Data, a formula, and where each variable belongs.

    `homes` maps a variable's text to a grouping factor, None for level 1; `within` a factor to the factors it is nested
    in (those not named are in none); `counts` a factor to its number of groups.
    """

    formula: str
    data: Mapping[str, list[Any]]
    homes: Mapping[str, str | None]
    counts: Mapping[str, int]
    within: Mapping[str, set[str]] = field(default_factory=dict)
    dropped: int = 0
    categories: tuple[str, ...] = ()


def table(**columns: Any) -> dict[str, list[Any]]:
    """Return columns with a response and x beside them; a text stands for its characters."""
    made = {name: list(values) for name, values in columns.items()}
    rows = len(next(iter(made.values())))
    return {"y": [2.0, 7.0, 1.0, 8.0, 2.5, 8.5, 1.5, 8.25][:rows], "x": X[:rows], **made}


def one(g: Any, w: Any = (5, 5, 6, 6, 7, 7)) -> dict[str, list[Any]]:
    """Return six rows with a grouping factor g and a variable w."""
    return table(g=g, w=w)


GW = "y ~ x + w + (1 | g)"
HOMES = {"x": None, "w": "g"}
NESTED = {"klass": [1, 1, 2, 2, 3, 3, 4, 4], "school": "aaaabbbb"}
BIG = 2**53
DAYS = [date(2020, 1, 1)] * 2 + [date(2020, 1, 2)] * 2 + [date(2020, 2, 1)] * 2
NOON = [datetime(2020, 1, 1, 12, 0, 0), datetime(2020, 1, 1, 12, 0, 1), datetime(2020, 1, 1, 13, 0, 0)]  # noqa: DTZ001

DESIGNS: dict[str, Design] = {
    # --- one factor ---------------------------------------------------------------------------
    "constant within every group": Design(GW, one([1, 1, 2, 2, 3, 3]), HOMES, {"g": 3}),
    "rows in any order": Design(GW, one([1, 2, 3, 1, 2, 3], [5, 6, 7, 5, 6, 7]), HOMES, {"g": 3}),
    "constant in all but one group": Design(
        GW, one([1, 1, 2, 2, 3, 3], [5, 5, 6, 6, 7, 8]), {"x": None, "w": None}, {"g": 3}
    ),
    "constant altogether": Design(GW, one([1, 1, 2, 2, 3, 3], [5] * 6), HOMES, {"g": 3}),
    "equal in two groups": Design(GW, one([1, 1, 2, 2, 3, 3], [5, 5, 5, 5, 7, 7]), HOMES, {"g": 3}),
    "unbalanced": Design(GW, one([1, 2, 2, 3, 3, 3], [5, 6, 6, 7, 7, 7]), HOMES, {"g": 3}),
    "singletons only": Design(GW, one([1, 2, 3, 4, 5, 6]), {"x": "g", "w": "g"}, {"g": 6}),
    "all singletons but one": Design(GW, one([1, 2, 3, 4, 5, 5], [1, 2, 3, 4, 5, 5]), HOMES, {"g": 5}),
    "one group": Design("y ~ x + (1 | g)", one([1] * 6), {"x": None}, {"g": 1}),
    "the grouping column itself": Design(
        "y ~ x + g + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"x": None, "g": "g"}, {"g": 3}
    ),
    "bars apart": Design("y ~ x + w + (x || g)", one([1, 1, 2, 2, 3, 3]), HOMES, {"g": 3}),
    # --- tolerance ----------------------------------------------------------------------------
    "rounding inside the tolerance": Design(GW, one([1, 1, 2, 2, 3, 3], [5, 5 + 1e-9, 6, 6, 7, 7]), HOMES, {"g": 3}),
    "difference outside the tolerance": Design(
        GW, one([1, 1, 2, 2, 3, 3], [5.1, 5.1 + 4e-9, 6, 6, 7, 7]), {"x": None, "w": None}, {"g": 3}
    ),
    "tolerance is relative to the range": Design(
        GW, one([1, 1, 2, 2, 3, 3], [5e-9, 6e-9, 6e-9, 6e-9, 7e-9, 7e-9]), {"x": None, "w": None}, {"g": 3}
    ),
    # --- ids of every kind --------------------------------------------------------------------
    "float ids": Design(GW, one([1.0, 1.0, 2.0, 2.0, 3.0, 3.0]), HOMES, {"g": 3}),
    "float ids with decimals": Design(GW, one([1.5, 1.5, 1.25, 1.25, 1.75, 1.75]), HOMES, {"g": 3}),
    "minus zero is zero": Design(GW, one([0.0, -0.0, 2.0, 2.0, 3.0, 3.0], [5, 5, 6, 6, 7, 7]), HOMES, {"g": 3}),
    "texts": Design(GW, one("aabbcc"), HOMES, {"g": 3}),
    "texts that look like numbers": Design(GW, one(["01", "01", "1", "1", "1.0", "1.0"]), HOMES, {"g": 3}),
    "case counts": Design(GW, one("aaAAbb"), HOMES, {"g": 3}),
    "spaces count": Design(GW, one(["a", "a", "a ", "a ", "", ""]), HOMES, {"g": 3}),
    "dates": Design(GW, one(DAYS), HOMES, {"g": 3}),
    "moments": Design(GW, one([moment for moment in NOON for _ in range(2)]), HOMES, {"g": 3}),
    "moments with a zone": Design(
        GW, one([moment.replace(tzinfo=UTC) for moment in NOON for _ in range(2)]), HOMES, {"g": 3}
    ),
    "booleans": Design(GW, one([True, True, True, False, False, False], [5, 5, 5, 6, 6, 6]), HOMES, {"g": 2}),
    "categories": Design(GW, one("bbaacc"), HOMES, {"g": 3}, categories=("g",)),
    "integers no float tells apart": Design(GW, one([BIG, BIG, BIG + 1, BIG + 1, BIG + 2, BIG + 2]), HOMES, {"g": 3}),
    # --- missing values -----------------------------------------------------------------------
    "a group-level value missing in a row": Design(
        GW, one([1, 1, 2, 2, 3, 3], [5, None, 6, 6, 7, 7]), HOMES, {"g": 3}, dropped=1
    ),
    "missing for a whole group": Design(
        GW, one([1, 1, 2, 2, 3, 3], [5, 5, None, None, 7, 7]), HOMES, {"g": 2}, dropped=2
    ),
    "groups missing": Design(GW, one([1, 1, None, None, 3, 3]), HOMES, {"g": 2}, dropped=2),
    "texts of groups missing": Design(GW, one(["a", "a", None, None, "c", "c"]), HOMES, {"g": 2}, dropped=2),
    "the row that varies is left out": Design(
        "y ~ x + w + v + (1 | g)",
        table(g=[1, 1, 2, 2, 3, 3], w=[5, 9, 6, 6, 7, 7], v=[1, None, 4, 2, 5, 3]),
        {"x": None, "w": "g", "v": None},
        {"g": 3},
        dropped=1,
    ),
    # --- predictors of every kind -------------------------------------------------------------
    "a logical": Design(GW, one([1, 1, 2, 2, 3, 3], [True, True, False, False, True, True]), HOMES, {"g": 3}),
    "a text": Design(GW, one([1, 1, 2, 2, 3, 3], ["p", "p", "c", "c", "p", "p"]), HOMES, {"g": 3}),
    "a category": Design(GW, one([1, 1, 2, 2, 3, 3], "ppccpp"), HOMES, {"g": 3}, categories=("w",)),
    "a text that varies": Design(GW, one([1, 1, 2, 2, 3, 3], "ppccpc"), {"x": None, "w": None}, {"g": 3}),
    "a date": Design(GW, one([1, 1, 2, 2, 3, 3], DAYS), HOMES, {"g": 3}),
    "ordered by a call": Design(
        "y ~ x + ordered(w) + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"x": None, "ordered(w)": "g"}, {"g": 3}
    ),
    "a factor by a call": Design(
        "y ~ x + factor(w) + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"x": None, "factor(w)": "g"}, {"g": 3}
    ),
    # --- transformed --------------------------------------------------------------------------
    "log": Design("y ~ log(w) + log(x) + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"log(w)": "g", "log(x)": None}, {"g": 3}),
    "a difference of levels": Design(
        "y ~ I(x - w) + w + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"I(x - w)": None, "w": "g"}, {"g": 3}
    ),
    # its values are constant, but it is written with x, which may not be in an equation of the groups (requirement 4)
    "nothing left of x": Design(
        "y ~ w + I(x * 0) + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"w": "g", "I(x * 0)": None}, {"g": 3}
    ),
    "a comparison": Design(
        "y ~ (w > 5) + (x > 3) + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"w > 5": "g", "x > 3": None}, {"g": 3}
    ),
    "a basis": Design("y ~ poly(w, 2) + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"poly(w, 2)": "g"}, {"g": 3}),
    "a basis of x": Design("y ~ poly(x, 2) + (1 | g)", one([1, 1, 2, 2, 3, 3]), {"poly(x, 2)": None}, {"g": 3}),
    # --- products -----------------------------------------------------------------------------
    "products": Design(
        "y ~ x*w*v + (x | g)",
        table(
            g=[n // 3 for n in range(18)],
            y=[float(n * n % 17) for n in range(18)],
            x=[float(n * n * n % 19) for n in range(18)],
            w=[(5, 6, 7, 9, 4, 2)[n // 3] for n in range(18)],
            v=[(1, 0, 3, 1, 2, 7)[n // 3] for n in range(18)],
        ),
        {"x:w": None, "w:v": "g", "x:w:v": None, "x:v": None},
        {"g": 6},
    ),
    "a product over two levels": Design(
        "y ~ u*v + x + (1 | klass) + (1 | school)",
        table(**NESTED, u=[1, 1, 1, 1, 2, 2, 2, 2], v=[1, 1, 5, 5, 3, 3, 2, 2]),
        {"u": "school", "v": "klass", "u:v": "klass", "x": None},
        {"klass": 4, "school": 2},
        {"klass": {"school"}},
    ),
    # --- nested factors -----------------------------------------------------------------------
    "the coarsest of a chain": Design(
        "y ~ x + u + v + (1 | klass) + (1 | school)",
        table(**NESTED, u=[1, 1, 1, 1, 2, 2, 2, 2], v=[1, 1, 5, 5, 3, 3, 2, 2]),
        {"x": None, "u": "school", "v": "klass"},
        {"klass": 4, "school": 2},
        {"klass": {"school"}},
    ),
    "written the other way round": Design(
        "y ~ u + v + (1 | school) + (1 | klass)",
        table(**NESTED, u=[1, 1, 1, 1, 2, 2, 2, 2], v=[1, 1, 5, 5, 3, 3, 2, 2]),
        {"u": "school", "v": "klass"},
        {"klass": 4, "school": 2},
        {"klass": {"school"}},
    ),
    "constant altogether belongs to the coarsest": Design(
        "y ~ u + (1 | klass) + (1 | school)",
        table(**NESTED, u=[1] * 8),
        {"u": "school"},
        {"klass": 4, "school": 2},
        {"klass": {"school"}},
    ),
    "ids used again are not guessed to be nested": Design(
        "y ~ u + v + (1 | klass) + (1 | school)",
        table(
            klass=[1, 1, 2, 2, 1, 1, 2, 2], school="aaaabbbb", u=[1, 1, 1, 1, 2, 2, 2, 2], v=[1, 1, 5, 5, 3, 3, 2, 2]
        ),
        {"u": "school", "v": None},
        {"klass": 2, "school": 2},
    ),
    "ids used again, nesting written": Design(
        "y ~ u + v + (1 | school/klass)",
        table(
            klass=[1, 1, 2, 2, 1, 1, 2, 2], school="aaaabbbb", u=[1, 1, 1, 1, 2, 2, 2, 2], v=[1, 1, 5, 5, 3, 3, 2, 2]
        ),
        {"u": "school", "v": "klass:school"},
        {"klass:school": 4, "school": 2},
        {"klass:school": {"school"}},
    ),
    "equal partitions, nesting written": Design(
        "y ~ w + (1 | h/g)",
        table(g=[1, 1, 2, 2, 3, 3], h="aabbcc", w=[5, 5, 6, 6, 7, 7]),
        {"w": "h"},
        {"g:h": 3, "h": 3},
        {"g:h": {"h"}},
    ),
    "equal partitions side by side": Design(
        "y ~ w + (1 | g) + (1 | h)",
        table(g=[1, 1, 2, 2, 3, 3], h="aabbcc", w=[5, 5, 6, 6, 7, 7]),
        {"w": "h"},
        {"g": 3, "h": 3},
        {"g": {"h"}},
    ),
    "three nested factors": Design(
        "y ~ u + v + t + x + (1 | a/b/c)",
        table(
            a=[1, 1, 1, 1, 2, 2, 2, 2],
            b=[1, 1, 2, 2, 1, 1, 2, 2],
            c=[1, 1, 2, 2, 1, 1, 2, 2],
            u=[1, 1, 1, 1, 2, 2, 2, 2],
            v=[1, 1, 5, 5, 3, 3, 2, 2],
            t=[1, 1, 5, 5, 3, 3, 2, 2],
        ),
        {"u": "a", "v": "b:a", "t": "b:a", "x": None},
        {"a": 2, "b:a": 4, "c:(b:a)": 4},
        {"b:a": {"a"}, "c:(b:a)": {"a", "b:a"}},
    ),
    "four nested factors": Design(
        "y ~ p + q + r + s + (1 | a) + (1 | b) + (1 | c) + (1 | d)",
        table(
            a=[1, 1, 1, 1, 1, 1, 1, 2],
            b=[1, 1, 1, 1, 1, 2, 2, 3],
            c=[1, 1, 1, 2, 2, 3, 3, 4],
            d=[1, 1, 2, 3, 3, 4, 4, 5],
            p=[1, 1, 1, 1, 1, 1, 1, 2],
            q=[1, 1, 1, 1, 1, 9, 9, 3],
            r=[1, 1, 1, 2, 2, 5, 5, 4],
            s=[1, 1, 7, 2, 2, 5, 5, 4],
        ),
        {"p": "a", "q": "b", "r": "c", "s": "d"},
        {"a": 2, "b": 3, "c": 4, "d": 5},
        {"b": {"a"}, "c": {"a", "b"}, "d": {"a", "b", "c"}},
    ),
    # --- crossed factors ----------------------------------------------------------------------
    "crossed": Design(
        "y ~ u + v + x + (1 | a) + (1 | b)",
        table(a=[1, 1, 1, 1, 2, 2, 2, 2], b="ppqqppqq", u=[1, 1, 1, 1, 2, 2, 2, 2], v=[3, 3, 4, 4, 3, 3, 4, 4]),
        {"u": "a", "v": "b", "x": None},
        {"a": 2, "b": 2},
    ),
    "what is constant in the cells stays at level 1": Design(
        "y ~ u + t + (1 | a) + (1 | b)",
        table(a=[1, 1, 1, 1, 2, 2, 2, 2], b="ppqqppqq", u=[1, 1, 1, 1, 2, 2, 2, 2], t=[3, 3, 4, 4, 5, 5, 6, 6]),
        {"u": "a", "t": None},
        {"a": 2, "b": 2},
    ),
    "also beside a factor of the cells": Design(
        "y ~ u + t + x + (1 | a) + (1 | b) + (1 | a:b)",
        table(a=[1, 1, 1, 1, 2, 2, 2, 2], b="ppqqppqq", u=[1, 1, 1, 1, 2, 2, 2, 2], t=[3, 3, 4, 4, 5, 5, 6, 6]),
        {"u": "a", "t": None, "x": None},
        {"a": 2, "b": 2, "a:b": 4},
        {"a:b": {"a", "b"}},
    ),
    "cells alone are groups": Design(
        "y ~ t + x + (1 | a:b)",
        table(a=[1, 1, 1, 1, 2, 2, 2, 2], b="ppqqppqq", t=[3, 3, 4, 4, 5, 5, 6, 6]),
        {"t": "a:b", "x": None},
        {"a:b": 4},
    ),
    "partially crossed": Design(
        "y ~ u + v + (1 | a) + (1 | b)",
        table(a=[1, 1, 1, 2, 2, 2], b="ppqqqq", u=[1, 1, 1, 2, 2, 2], v=[3, 3, 4, 4, 4, 4]),
        {"u": "a", "v": "b"},
        {"a": 2, "b": 2},
    ),
    # in each of two parts of the design a and b are crossed; v tells the parts apart
    "constant in both crossed factors": Design(
        "y ~ v + (1 | a) + (1 | b)",
        table(a=[1, 1, 2, 2, 3, 3, 4, 4], b="pqpqrsrs", v=[0, 0, 0, 0, 1, 1, 1, 1]),
        {"v": "a"},
        {"a": 4, "b": 4},
    ),
    "nested within crossed": Design(
        "y ~ u + v + t + x + (1 | pupil) + (1 | klass) + (1 | rater)",
        table(
            pupil=[1, 1, 2, 2, 3, 3, 4, 4],
            klass="aaaabbbb",
            rater="pqpqpqpq",
            u=[1, 1, 1, 1, 2, 2, 2, 2],
            v=[1, 1, 5, 5, 3, 3, 2, 2],
            t=[8, 9, 8, 9, 8, 9, 8, 9],
        ),
        {"u": "klass", "v": "pupil", "t": "rater", "x": None},
        {"pupil": 4, "klass": 2, "rater": 2},
        {"pupil": {"klass"}},
    ),
}


def to_polars(design: Design) -> object:
    frame = pl.DataFrame(dict(design.data), strict=False)
    return frame.with_columns(pl.col(name).cast(pl.Categorical) for name in design.categories)


def to_pandas(design: Design) -> object:
    return pd.DataFrame(dict(design.data)).astype(dict.fromkeys(design.categories, "category"))


def to_arrow(design: Design) -> object:
    frame = pa.table(dict(design.data))
    for name in design.categories:
        frame = frame.set_column(frame.column_names.index(name), name, frame[name].dictionary_encode())
    return frame


LIBRARIES: Mapping[str, Callable[[Design], object]] = {"polars": to_polars, "pandas": to_pandas, "arrow": to_arrow}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", DESIGNS)
def test_where_variables_belong(name: str, library: str) -> None:
    design = DESIGNS[name]
    model = lw.model(design.formula, LIBRARIES[library](design))
    spec = model.spec
    homes = {text: spec.home(cells_of(model, text)) for text in design.homes}
    assert homes == design.homes
    assert {level.group.label: level.size for level in spec.levels} == design.counts
    assert {level.group.label: set(level.within) for level in spec.levels if level.within} == design.within
    rows = len(design.data["y"])
    assert spec.rows == rows - design.dropped
    verb, are = ("has", "is") if design.dropped == 1 else ("have", "are")
    note = f"{design.dropped} of {rows} rows {verb} a missing value and {are} left out"
    assert (note in map(str, model.notes)) == bool(design.dropped)
    for notation in lw.notations():
        try:
            equations = model.equations(notation.name, policy="off")
        except lw.UnsupportedModelError:
            assert notation.name in SCOPED
            continue
        equations.verify()


def cells_of(model: lw.Model, text: str) -> tuple[Cell, ...]:
    """Return the cells of a variable or of a product, by its text."""
    if text in model.spec.variables:
        return (Cell(text),)
    return next(column.cells for column in model.spec.fixed if column.term == text)


def test_a_column_of_mixed_objects_groups_by_what_it_shows() -> None:
    data = pd.DataFrame(one([1, 1, "two", "two", 2.5, 2.5]))
    model = lw.model(GW, data)
    assert model.spec.home((Cell("w"),)) == "g"
    assert model.spec.level("g").size == 3


def test_an_ordered_category_of_the_groups() -> None:
    data = pd.DataFrame(one([1, 1, 2, 2, 3, 3], list("llmmhh")))
    data["w"] = pd.Categorical(data["w"], ["l", "m", "h"], ordered=True)
    assert lw.model(GW, data).spec.home((Cell("w"),)) == "g"


def test_a_cell_level_variable_carries_the_indices_of_an_observation() -> None:
    design = DESIGNS["also beside a factor of the cells"]
    model = lw.model(design.formula, dict(design.data))
    assert "\\operatorname{t}_{ijk}" in model.equations("raudenbush-bryk", policy="off").latex
