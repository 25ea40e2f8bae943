"""Values that once gave silent wrong answers: labels like numbers, large ids, mixed types, nearly equal floats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import levelwise as lw

Y = [float(i * 7 % 5) for i in range(24)]
G = [i // 4 for i in range(24)]


def plain(x: Any) -> Any:
    return {"y": Y, "g": G, "x": x}


def objects(x: Any) -> Any:
    return pd.DataFrame({"y": Y, "g": G, "x": pd.Series(x, dtype=object)})


def lazy(x: Any) -> Any:
    return pl.DataFrame(plain(x)).lazy()


OPEN: list[Any] = []


def duck(x: Any) -> Any:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    OPEN.append(connection)  # DuckDB 1.4 closes a connection that only a relation refers to
    connection.register("rows", pl.DataFrame(plain(x)).to_arrow())
    return connection.sql("select * from rows")


DOORS = [plain, objects, lazy]


def columns(formula: str, data: Any, **options: Any) -> list[str]:
    return [name.replace(" ", "") for name in lw.model(formula, data, **options).columns[1:]]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("x", "call", "endings"),
    [
        (["01", "1", "2"], 'relevel(x, "01")', ["1", "2"]),
        (["01", "1", "2"], 'factor(x, levels = c("1", "01", "2"))', ["01", "2"]),
        (["01", "1", "2"], 'ordered(x, levels = c("2", "01", "1"))', [".L", ".Q"]),
        (["01", "1", "2"], 'C(x, Treatment("01"))', ["1", "2"]),
        (["01", "1", "2"], 'factor(x, exclude = "1")', ["2"]),
        (["1e3", "1000", "2"], 'relevel(x, "1e3")', ["1000", "2"]),
        ([" 1", "1", "2"], 'relevel(x, " 1")', ["1", "2"]),
        (["Inf", "infinity", "2"], 'relevel(x, "infinity")', ["2", "Inf"]),
        (["Nan", "b", "c"], 'factor(x, levels = c("Nan", "b", "c"))', ["b", "c"]),
        (["1e+05", "100000", "2"], 'relevel(x, "1e+05")', ["100000", "2"]),
    ],
)
def test_labels_of_text_are_text(door: Callable[[Any], Any], x: list[str], call: str, endings: list[str]) -> None:
    found = columns(f"y ~ {call} + (1 | g)", door(x * 8))
    assert found == [call.replace(" ", "") + ending for ending in endings]


@pytest.mark.parametrize("door", DOORS)
def test_labels_of_text_are_text_in_hints_and_conditions(door: Callable[[Any], Any]) -> None:
    data = door(["01", "1", "2"] * 8)
    assert columns("y ~ x + (1 | g)", data, contrasts={"x": {"treatment": "1"}}) == ["x01", "x2"]
    assert columns("y ~ x + (1 | g)", data, factors={"x": ["1", "01", "2"]}) == ["x01", "x2"]
    with pytest.raises(lw.UnknownNameError, match="no category '1e0'"):
        lw.model("y ~ x + (1 | g)", data, contrasts={"x": {"treatment": "1e0"}})
    one = lw.model('y ~ I(x %in% c("1")) + (1 | g)', data).design().X[:, 1]
    assert one.sum() == 8


def test_labels_of_numbers_are_numbers() -> None:
    data = plain([100_000, 1, 2] * 8)
    assert columns("y ~ x + (1 | g)", data, factors={"x": ["1e5", "1", "2"]}) == ["x1", "x2"]
    assert columns("y ~ factor(x, levels = c(1, 2, 100000)) + (1 | g)", data)[0].endswith("2")


@pytest.mark.parametrize("dtype", [object, "Int64"])
def test_large_integers_with_gaps_stay_apart(dtype: Any) -> None:
    ids = pd.Series([None, *(12_345_678_901_234_567 + i // 4 for i in range(1, 24))], dtype=dtype)
    frame = pd.DataFrame({"y": Y, "x": ids})
    assert lw.model("y ~ 1 + (1 | x)", frame).spec.level("x").size == 6


@pytest.mark.parametrize("door", [plain, objects])
@pytest.mark.parametrize("x", [[1, "1", "2"], [True, "TRUE", "b"], [1.0, "1", "2"]])
def test_values_with_one_label_are_one_category(door: Callable[[Any], Any], x: list[Any]) -> None:
    model = lw.model("y ~ x + (1 | g)", door(x * 8))
    assert len(model.columns) == 2
    assert any(note.code == "merged-values" and str(x[1]) in note.text for note in model.notes)
    lw.extract_eq("y ~ x + (1 | g)", door(x * 8)).verify()


@pytest.mark.parametrize("door", [*DOORS, duck])
@pytest.mark.parametrize(
    ("x", "groups"),
    [
        ([1e16 + 2 * (i // 4) for i in range(24)], 1),
        ([[0.3, 0.1 + 0.2][i % 2] + i // 8 for i in range(24)], 3),
        ([0.0, -0.0, 1e-300, 1e300, 12345678.5, 2.5] * 4, 5),
    ],
)
def test_floats_are_grouped_by_15_digits_everywhere(door: Callable[[Any], Any], x: list[float], groups: int) -> None:
    assert lw.model("y ~ 1 + (1 | x)", door(x)).spec.level("x").size == groups


@pytest.mark.parametrize("door", DOORS)
def test_small_things(door: Callable[[Any], Any]) -> None:
    with pytest.raises(lw.DataError, match="weights x must not be negative; the smallest is -1"):
        lw.model("y ~ 1 + (1 | g)", door([-1.0] + [1.0] * 23), weights="x")
    assert lw.model("y ~ 1 + (1 | g)", door([0.0] + [1.0] * 23), weights="x").columns
    large = [i % 3 for i in range(24)]
    large[5] = 10**10
    assert "R1b" not in [finding.code for finding in lw.check("y ~ x + (x | g)", door(large)).findings]
    notes = lw.model("y ~ x + (1 | g)", door(["é", "e\u0301"] * 12)).notes
    assert any("categories" in note.text for note in notes if note.code == "look-alike-names")


@pytest.mark.parametrize("x", [np.array([1 + 1j] * 24), [1 + 1j] * 24])
def test_complex_numbers_are_refused(x: Any) -> None:
    for data in (plain(x), pd.DataFrame(plain(x))):
        with pytest.raises(lw.DataError, match="complex"):
            lw.model("y ~ x + (1 | g)", data)


@pytest.mark.parametrize("source", ["", "  "])
def test_an_empty_source_is_no_folder(source: str) -> None:
    with pytest.raises(lw.DataError, match="the source is empty"):
        lw.read(source)


def test_the_macros_of_a_database_do_not_change_queries(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "it's.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select range::double % 5 as y, range % 6 as g from range(24)")
        connection.execute("create macro isnan(v) as (v = 1.0)")
        connection.execute("create macro twice(v) as 2 * v")
        connection.execute("create view v as select twice(y) as y, g from t")
    for table in ("t", "v"):
        model = lw.model("y ~ 1 + (1 | g)", lw.read(f"{path}::{table}"))
        assert (model.spec.level("g").size, model.notes) == (6, ())


def test_configuration_is_told_beside_the_equations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.levelwise]\npolicy = "off"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    equations = lw.extract_eq("y ~ 1 + (x | g)")
    (note,) = (note for note in equations.notes if note.code == "configured")
    assert "Configured: policy off" in repr(equations)
    assert "policy off" in note.text
    assert "pyproject.toml" in note.text
    monkeypatch.chdir(Path(__file__).parent)
    assert all(note.code != "configured" for note in lw.extract_eq("y ~ x + (x | g)", policy="mixed").notes)
