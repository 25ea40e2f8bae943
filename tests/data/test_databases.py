"""Tables of SQLite and DuckDB."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import polars as pl
import pytest

import levelwise as lw
from helpers.sources import CSV, frame, refusal, write
from levelwise.data.sources import duck, sqlite

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    path = tmp_path / "school.data"
    made = sqlite3.connect(path)
    made.executescript(
        """
        CREATE TABLE students (id INTEGER PRIMARY KEY, math REAL, n INTEGER, name TEXT, mixed, missing TEXT);
        INSERT INTO students VALUES (1, 3, NULL, 'Ann', 1, ''), (2, 4.5, 7, NULL, 'x', 'NA'), (3, NULL, 'NA', '7', 2.5,
          NULL), (4, 1, 9223372036854775807, 'ä', NULL, NULL);
        CREATE VIEW good AS SELECT math, n FROM students WHERE math > 2;
        CREATE TABLE "a ""b'; DROP TABLE students" ("x ""y" , "*", "select");
        INSERT INTO "a ""b'; DROP TABLE students" VALUES (1, 2, 3);
        CREATE TABLE empty (x);
        CREATE TABLE sqliteria (x BLOB, y);
        CREATE TABLE "a::b" AS SELECT 5 AS x;
        INSERT INTO sqliteria VALUES (x'00ff', 1), ('a', 2.5);
        """
    )
    made.close()
    return path


def test_sqlite_columns_have_the_type_of_their_values(school: Path) -> None:
    read = frame(f"{school}::students")
    assert dict(read.schema) == {
        "id": pl.Int64,
        "math": pl.Float64,
        "n": pl.Int64,
        "name": pl.String,
        "mixed": pl.String,
        "missing": pl.Int64,
    }
    assert read["math"].to_list() == [3.0, 4.5, None, 1.0]
    assert read["n"].to_list() == [None, 7, None, 2**63 - 1]
    assert read["name"].to_list() == ["Ann", None, "7", "ä"]
    assert read["mixed"].to_list() == ["1", "x", "2.5", None]
    assert read["missing"].null_count() == 4
    assert frame(f"{school}::good").to_dict(as_series=False) == {"math": [3.0, 4.5], "n": [None, 7]}
    assert frame(f"{school}::sqliteria")["y"].to_list() == [1.0, 2.5]


def test_a_table_name_is_only_a_name(school: Path) -> None:
    odd = frame(f"{school}::a \"b'; DROP TABLE students")
    assert odd.to_dict(as_series=False) == {'x "y': [1], "*": [2], "select": [3]}
    assert frame(f"{school}::a::b")["x"].to_list() == [5]
    assert "no table" in refusal(f"{school}::students; DROP TABLE students")
    assert "no table" in refusal(f"{school}::students WHERE 1")
    assert frame(f"{school}::students").height == 4


def test_sqlite_says_what_is_missing(school: Path) -> None:
    assert "did you mean 'students'" in refusal(f"{school}::student")
    assert "has no rows" in refusal(f"{school}::empty")
    said = refusal(school)
    assert "school.data::students, school.data::good" in said or "school.data::good" in said
    assert "there is no file" in refusal(f"{school}x::students")
    csv = write(school.parent / "t.csv", CSV)
    assert "is not a database or another file of several tables" in refusal(f"{csv}::students")
    before = school.read_bytes()
    school.write_bytes(before[:2000])
    assert "cannot be read" in refusal(f"{school}::students")


def test_sqlite_is_read_in_pieces_and_may_be_wide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_ROWS", 2)
    path = tmp_path / "wide.sqlite"
    made = sqlite3.connect(path)
    made.execute(f"CREATE TABLE t ({', '.join(f'c{place}' for place in range(1200))})")
    for value in (1, 2.5, None, 4, 5):
        made.execute(f"INSERT INTO t VALUES ({', '.join(['?'] * 1200)})", [value] * 1200)  # noqa: S608
    made.commit()
    made.close()
    read = frame(f"{path}::t")
    assert read.shape == (5, 1200)
    assert read["c1199"].to_list() == [1.0, 2.5, None, 4.0, 5.0]


def test_duckdb(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "t.sqlite"  # the ending does not matter
    with duckdb.connect(str(path)) as made:
        made.execute('CREATE TABLE "s \'t" AS SELECT range * range / 2 AS y, range AS x, range % 5 AS g FROM range(50)')
        made.execute("CREATE SCHEMA other")
        made.execute('CREATE VIEW other.v AS SELECT y FROM "s \'t"')
        made.execute("CREATE TABLE nothing (x INTEGER)")
        made.execute(f"CREATE VIEW spy AS SELECT * FROM read_csv('{write(tmp_path / 'secret.csv', CSV)}')")  # noqa: S608
    relation = lw.read(f"{path}::s 't")
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    expected = pl.DataFrame({"y": [i * i / 2 for i in range(50)], "x": range(50), "g": [i % 5 for i in range(50)]})
    formula = "y ~ x + (1 | g)"
    assert lw.extract_eq(formula, relation).latex == lw.extract_eq(formula, expected).latex
    assert len(lw.read(f"{path}::other.v").limit(3).fetchall()) == 3  # type: ignore[union-attr]
    assert isinstance(lw.read(f"{path}::other.v"), duckdb.DuckDBPyRelation)
    assert 'did you mean "s \'t"' in refusal(f"{path}::s_'t")
    assert "has no rows" in refusal(f"{path}::nothing")
    assert "t.sqlite::other.v" in refusal(path)
    assert "cannot be read" in refusal(f"{path}::spy")
    connection = duck.connected(path)
    assert connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
    for code in ("SET enable_external_access = true", "INSTALL httpfs", "DROP TABLE nothing", "ATTACH ':memory:' AS m"):
        with pytest.raises(duckdb.Error):
            connection.execute(code)
    connection.close()
    with pytest.raises(duckdb.Error):
        relation.insert([1, 2, 3])
    path.write_bytes(path.read_bytes()[:5000])
    refusal(f"{path}::t")


def test_duckdb_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "t.db", b"12345678DUCK" + b"\0" * 100)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(lw.MissingExtraError, match="pip install duckdb pyarrow"):
        lw.read(f"{path}::t")
