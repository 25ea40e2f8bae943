"""Tables from files: text, Parquet, Arrow, databases, standard input."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import levelwise as lw
from levelwise.data.sources import delimited, dialect, duck, files, flaws, kinds, sqlite

TABLE = pl.DataFrame({"y": [1.5, 2.0, 3.25], "x": [1, 2, 3], "g": ["a", "b", "b"]})
CSV = b"y,x,g\n1.5,1,a\n2.0,2,b\n3.25,3,b\n"


@pytest.fixture(autouse=True)
def _no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    yield
    assert list(spool.iterdir()) == []


def write(path: Path, content: bytes | str) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def frame(source: str | Path) -> pl.DataFrame:
    read = lw.read(source)
    assert isinstance(read, pl.DataFrame)
    return read


def refusal(source: str | Path) -> str:
    with pytest.raises(lw.LevelwiseError) as caught:
        lw.read(source)
    message = str(caught.value)
    assert message.isprintable(), message
    return message


# --- text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["csv", "tsv", "txt", "dat", "parquet", ""])
def test_the_separator_is_recognised_whatever_the_ending(separator: str, ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"t.{ending}", CSV.replace(b",", separator.encode()))
    assert frame(path).equals(TABLE)


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("y;x\n1,5;2\n-3,25;3\n4;4\n", {"y": [1.5, -3.25, 4.0], "x": [2, 3, 4]}),
        ("y;x\n1,5;2\n2.5;3\n", {"y": ["1,5", "2.5"], "x": [2, 3]}),  # neither comma nor point is the decimal mark
        ("y\tx\n1,5\t2\n2,345\t3\n", {"y": [1.5, 2.345], "x": [2, 3]}),
        ("y|x\n0,345|2\n", {"y": [0.345], "x": [2]}),
        ("y\tx\n1,234\t2\n12,345\t3\n7\t4\n", {"y": ["1,234", "12,345", "7"], "x": [2, 3, 4]}),
        ("y;x\n1,234;2\n12,345;3\n", {"y": [1.234, 12.345], "x": [2, 3]}),
        ("y;x\n1.234,5;2\n2;3\n", {"y": ["1.234,5", "2"], "x": [2, 3]}),  # thousands are not guessed at
        ('y,x\n"1,5",2\n', {"y": ["1,5"], "x": [2]}),  # between commas a comma is no decimal mark
        ("sep=;\ny;x\n1;2\n", {"y": [1], "x": [2]}),
        ("\ufeffy,x\n1,2\n", {"y": [1], "x": [2]}),
        ('\ufeff"y","x"\n1,2\n', {"y": [1], "x": [2]}),
        ("y,x\r\n1,2\r\n", {"y": [1], "x": [2]}),
        ("y,x\r1,2\r3,4\r", {"y": [1, 3], "x": [2, 4]}),
        ("y,x\n1,2", {"y": [1], "x": [2]}),
        ("\n\ny,x\n\n1,2\n\n3,4\n\n", {"y": [1, 3], "x": [2, 4]}),
        ("y,x\n1,2\n,\n,\n", {"y": [1], "x": [2]}),  # Excel's empty rows
        ("y, x\n1, 2\n3, NA\n", {"y": [1, 3], "x": [2, None]}),
        ("y,x\nNA,2\n,3\n1.5,4\n", {"y": [None, None, 1.5], "x": [2, 3, 4]}),
        ('y,x\n"",2\n"1",NA\n', {"y": [None, 1], "x": [2, None]}),
        ('g,x\n"a, ""b""",2\n"two\nlines",3\n', {"g": ['a, "b"', "two\nlines"], "x": [2, 3]}),
        ("g,x\nTRUE,true\nFALSE,\n", {"g": [True, False], "x": [True, None]}),
        ("g,x\nT,1e3\nF,-.5\n", {"g": ["T", "F"], "x": [1000.0, -0.5]}),
        (
            "id,n\n99999999999999999998,9007199254740993\n99999999999999999999,1\n",
            {"id": ["99999999999999999998", "99999999999999999999"], "n": [9007199254740993, 1]},
        ),
        ("d,x\n2020-01-31,1e30\n2021-12-01,2.5\n", {"d": ["2020-01-31", "2021-12-01"], "x": [1e30, 2.5]}),
        ('"","y"\n"1",2.5\n"2",3\n', {"y": [2.5, 3.0]}),  # R's row names
        ("y;x;;\n1;2;;\n", {"y": [1], "x": [2]}),  # Excel's columns without a name
        ("y\n1\n2\n", {"y": [1, 2]}),
        ("PAR1,PAR2\n1,2\n", {"PAR1": [1], "PAR2": [2]}),
        ("RDX,y\n1,2\n", {"RDX": [1], "y": [2]}),
        ("school,\nDUCK,\n", {"school": ["DUCK"]}),
        ("A\n2\n3\n", {"A": [2, 3]}),
        ("*,^a$,a b,ä\n1,2,3,4\n", {"*": [1], "^a$": [2], "a b": [3], "ä": [4]}),
        ("__import__('os'),=1+1\n=cmd|' /C calc'!A0,2\n", {"__import__('os')": ["=cmd|' /C calc'!A0"], "=1+1": [2]}),
    ],
)
def test_text_is_read_as_it_is_meant(content: str, values: dict[str, list[Any]], tmp_path: Path) -> None:
    read = frame(write(tmp_path / "t.csv", content))
    assert read.to_dict(as_series=False) == values


@pytest.mark.parametrize("lazily", [False, True])
@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        ("1", "2.5", pl.Float64),
        ("1", "text", pl.String),
        ("1.5", "text", pl.String),
        ("NA", "2", pl.Int64),
        ("", "text", pl.String),
        ("1", " 2", pl.Int64),
        ("true", "maybe", pl.String),
        ("1", "99999999999999999999", pl.String),
        ("1.5", "99999999999999999999", pl.Float64),
    ],
)
def test_all_rows_decide_a_type(  # noqa: PLR0917
    first: str, last: str, kind: Any, lazily: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGE", 0 if lazily else files.LARGE)
    path = write(tmp_path / "t.csv", "x,i\n" + f"{first},1\n" * 12_000 + f"{last},2\n")
    read = lw.read(path)
    assert isinstance(read, pl.LazyFrame if lazily else pl.DataFrame)
    assert read.collect_schema()["x"] == kind
    whole = read.lazy().collect()
    assert whole.height == 12_001
    assert whole["x"].null_count() == (12_000 if first in ("", "NA") else 0)
    assert whole["x"][-1] == (last.strip() if kind == pl.String else float(last))
    if kind == pl.String and first == "1":
        assert whole["x"][0] == "1"


def test_a_large_file_is_scanned_and_serves_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hsb = lw.datasets.load("hsb")
    formula, data = "math ~ ses + (ses | sch.id)", tmp_path / "hsb.csv"
    hsb.write_csv(data)
    hsb.write_parquet(tmp_path / "hsb.parquet")
    hsb.write_ipc(tmp_path / "hsb.arrow")
    (tmp_path / "hsb.csv.gz").write_bytes(gzip.compress(data.read_bytes()))
    expected = lw.extract_eq(formula, hsb).latex
    monkeypatch.setattr(files, "LARGE", 10_000)
    for ending in ("csv", "parquet", "arrow", "csv.gz"):
        scanned = lw.read(tmp_path / f"hsb.{ending}")
        assert isinstance(scanned, pl.LazyFrame)
        assert lw.extract_eq(formula, scanned).latex == expected


@pytest.mark.parametrize("content", [b"y,x\n1,2\n\xfc,3\n", b"y,x\n1,2\n3,\xe9\xe8\n"])
def test_a_file_that_changes_or_breaks_later_is_an_error(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGE", 0)
    path = write(tmp_path / "t.csv", "y,x\n1,2\n2,3\n")
    read = lw.read(path)
    write(tmp_path / "t.csv", content)
    with pytest.raises(lw.DataError, match="could not answer a query"):
        lw.extract_eq("y ~ x", read)


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_compressed_text(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.tsv.{ending}"
    content = CSV.replace(b",", b"\t")
    if ending == "gz":
        write(path, gzip.compress(content))
    else:
        zstd = pytest.importorskip("pyarrow")
        with zstd.CompressedOutputStream(str(path), "zstd") as file:
            file.write(content)
    assert frame(path).equals(TABLE)


def test_a_compressed_file_says_what_is_wrong_too(tmp_path: Path) -> None:
    assert "line 3 has 1 field where" in refusal(write(tmp_path / "a.gz", gzip.compress(b"y,x\n1,2\n3\n")))
    assert "line 3 has 3 fields" in refusal(write(tmp_path / "b.gz", gzip.compress(b"y,x\n1,2\n3,4,5\n")))
    assert "R object" in refusal(write(tmp_path / "c.rds", gzip.compress(b"X\n\0\0\0\3")))
    assert "R's saved data" in refusal(write(tmp_path / "c.RData", gzip.compress(b"RDX3\nX\n\0")))
    assert "tar archive" in refusal(write(tmp_path / "d.gz", gzip.compress(b"a\0" * 128 + b"austar")))
    assert "for text only" in refusal(write(tmp_path / "e.gz", gzip.compress(b"PAR1\0")))
    assert "not a sound gzip" in refusal(write(tmp_path / "f.gz", b"\x1f\x8bgarbage"))
    whole = gzip.compress(CSV * 1000)
    for broken in (whole[:-20], whole[:-8] + bytes(8), whole + b"more"):
        assert "cannot be read" in refusal(write(tmp_path / "g.gz", broken))
    body = CSV + b"4.5,4,c\n" * 1000
    assert frame(write(tmp_path / "h.gz", gzip.compress(body[:40]) + gzip.compress(body[40:]))).height == 1003


def test_utf16_is_read(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        content = "\ufeffy\tgröße\n1,5\tä\n2\tß\n".encode(encoding)
        read = frame(write(tmp_path / "t.txt", content))
        assert read.to_dict(as_series=False) == {"y": [1.5, 2.0], "größe": ["ä", "ß"]}
    refusal(write(tmp_path / "cut.txt", b"\xff\xfe\x00"))
    assert "UTF-16 without its mark" in refusal(write(tmp_path / "t.csv", "y,x\n1,2\n".encode("utf-16-le")))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"   ", "no column names"),
        (b"y,x\n", "has no rows"),
        (b"y,x", "has no rows"),
        (b"y,x\n\n\n", "has no rows"),
        (b"y,x,y\n1,2,3\n", "more than one column named 'y'"),
        (b"y,x, y\n1,2,3\n", "more than one column named 'y'"),
        (b",,\n1,2,3\n", "no column names in its first line"),
        (b"y\x1b[2J,x\n1,2\n", "has control characters in its first line"),
        (b"\x89PNG\r\n\x1a\n", "cannot be read: line 1 is not UTF-8"),
        (b"1,2.5,-3\n4,5,6\n", "only numbers in its first line"),
        (b"y,x\n1,2\ny,x\n3,4\n", "repeats its header 1 times"),
        (b"y x g\n1 2 3\n", "fields are separated by a comma"),
        (b"y,x\n1,2\n3\n4,5\n", "line 3 has 1 field where the header has 2"),
        (b"y,x\n1,2\n\n3\n4,5\n", "line 4 has 1 field where the header has 2"),
        (b"y,x,g\r\n1,2,3\r\n3,4,5,6\r\n", "line 3 has 4 fields where the header has 3"),
        (b'y,x\n"a,\nb",2\n"a,b"\n4,5\n', "line 4 has 1 field where"),
        (b"sep=,\ny,x\n1,2\n3,4,5\n", "line 4 has 3 fields"),
        (b'y,x\n1,"2\n3,4\n5,6\n', "the quote that opens in line 2"),
        (b"y,x\n1,2\n3,caf\xe9\n", "line 3 is not UTF-8; save it as 'CSV UTF-8'"),
        (b"y,gr\xf6\xdfe\n1,2\n3,4\n", "line 1 is not UTF-8"),
        (b"y,x\n1,\0\n", "a binary file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a binary file"),
        (b'[{"y": 1}]', "is JSON"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"PK\x03\x04\x14\0\x06\0", "Excel workbook or another zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"$FL2@(#) IBM SPSS STATISTICS\2\0", "SPSS, File > Export > CSV Data"),
        (b"<stata_dta><header>", "export delimited using data.csv"),
        (b"s\x01\x01\0", "export delimited using data.csv"),
        (b"\0" * 12 + b"\xc2\xea\x81\x60", "proc export with dbms=csv"),
        (b"X\n\0\0\0\3", "write.csv(data, 'data.csv', row.names = FALSE)"),
        (b"RDX3\nX\n\0", "R's saved data (.RData)"),
        (b"BZh91AY&SY", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"FEA1\0", "Feather file of version 1"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1\0garbage", "cannot be read"),
        (b"ARROW1\0\0garbage", "cannot be read"),
        (b"\xff\xff\xff\xffgarbage", "cannot be read"),
        (b"SQLite format 3\0garbage", "cannot be read"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_cannot_be_read_says_why(content: bytes, message: str, ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"t.{ending}", content)
    said = refusal(path)
    assert message in said
    assert path in said


def test_a_short_line_far_down_is_named(tmp_path: Path) -> None:
    rows = ["y,x"] + ['"a, b",NA'] * 20_000
    assert frame(write(tmp_path / "good.csv", "\n".join(rows))).height == 20_000
    rows[15_000] = "1"
    assert "line 15001 has 1 field" in refusal(write(tmp_path / "bad.csv", "\n".join(rows)))
    multiline = 'y,x\n"two\nlines",\n3,4\n'
    assert frame(write(tmp_path / "multi.csv", multiline)).to_dict(as_series=False) == {
        "y": ["two\nlines", "3"],
        "x": [None, 4],
    }


def test_a_path_is_no_pattern_and_an_odd_name_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a [1] ä *"
    folder.mkdir()
    for name in ("t[2].csv", "C:x.csv", "a::b.csv", "'$(x)'.csv", "hsb", "-"):
        assert frame(write(folder / name, CSV)).equals(TABLE)
    for name in ("t[2]*.parquet", "t[3].arrow"):
        (TABLE.write_parquet if name.endswith("parquet") else TABLE.write_ipc)(io_path := io.BytesIO())
        assert frame(write(folder / name, io_path.getvalue())).equals(TABLE)
    monkeypatch.chdir(folder)
    assert frame("./hsb").equals(TABLE)
    assert frame(Path("hsb")).equals(TABLE)
    assert frame("hsb").height == 7185
    assert frame("./-").equals(TABLE)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    assert frame("~/t[2].csv").equals(TABLE)
    with pytest.raises(lw.DataError, match="is text or a path"):
        lw.read(b"t.csv")  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="their file names are Unicode")
def test_a_path_that_is_not_unicode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGE", 0)
    path = tmp_path / os.fsdecode(b"gr\xfc\xdfe.csv")
    write(path, CSV)
    assert frame(path).equals(TABLE)
    assert "gr\\udcfc" in refusal(tmp_path / os.fsdecode(b"gr\xfc.csv"))
    write(path, b"PK\x03\x04\0")
    refusal(path)
    database = tmp_path / os.fsdecode(b"\xfc.db")
    made = sqlite3.connect(os.fsencode(database))
    made.execute("CREATE TABLE t AS SELECT 1 AS x")
    made.commit()
    made.close()
    assert frame(f"{database}::t")["x"].to_list() == [1]


def test_what_is_not_there(tmp_path: Path) -> None:
    write(tmp_path / "students.csv", CSV)
    assert f"did you mean {tmp_path / 'students.csv'}?" in refusal(tmp_path / "studnets.csv")
    assert "there is no folder" in refusal(tmp_path / "no" / "t.csv")
    assert "no file of the pattern" in refusal(str(tmp_path / "*.parquet"))
    assert "a folder without Parquet files" in refusal(tmp_path)
    assert "there is no file C:\\x.csv" in refusal("C:\\x.csv")
    assert "there is no file C://x.csv" in refusal("C://x.csv")
    assert "did you mean 'hsb'" in refusal("hbs")
    assert "no file" in refusal("\x1b[31m.csv")
    assert "no file" in refusal("~no-such-user/t.csv")
    assert "no file" in refusal("a\0b.csv")
    assert "cannot be read" in refusal("x" * 5000 + ".csv")
    assert "no file" in refusal("a::b::c")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no permissions to take away")
def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    write(path, CSV)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)  # root may read everything
    assert "may not be read: permission denied" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name")
def test_a_named_pipe_is_read(tmp_path: Path) -> None:
    import threading

    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(CSV,))
    writer.start()
    assert frame(path).equals(TABLE)
    writer.join()
    assert "not a regular file" in refusal("/dev/null")


def test_thousands_of_columns(tmp_path: Path) -> None:
    wide = pl.DataFrame({f"column {place}": [place / 2, None, 3.0] for place in range(3000)})
    wide = wide.with_columns(g=pl.Series(["a", "b", None]))
    wide.write_csv(tmp_path / "t.csv")
    assert frame(tmp_path / "t.csv").equals(wide)


_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(
        st.tuples(_TEXTS, st.floats(allow_nan=False), st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=9
    ),
    separator=st.sampled_from(dialect.SEPARATORS),
    quotes=st.sampled_from(["necessary", "always", "non_numeric"]),
)
def test_what_is_written_is_read(rows: list[Any], separator: str, quotes: Any, tmp_path: Path) -> None:
    table = pl.DataFrame(rows, schema={"text": pl.String, "y": pl.Float64, "i": pl.Int64}, orient="row")
    table = table.with_columns((pl.lit("t") + pl.col("text")).alias("text"))  # so that it is text
    table.write_csv(tmp_path / "t.csv", separator=separator, quote_style=quotes)
    read = frame(tmp_path / "t.csv").with_columns(pl.col("y").cast(pl.Float64))
    assert read.equals(table)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=60) | st.text("yx1,;\t\n\r\"' .NA\ufeff", max_size=40).map(str.encode))
def test_no_bytes_make_a_traceback(content: bytes, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", content)
    try:
        read = lw.read(path)
    except lw.LevelwiseError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert isinstance(read, pl.DataFrame)
        assert read.height > 0
        assert read.width > 0


# --- Parquet and Arrow --------------------------------------------------------------------------------------


def test_parquet_and_arrow_whatever_the_ending(tmp_path: Path) -> None:
    TABLE.write_parquet(tmp_path / "t.csv")
    TABLE.write_ipc(tmp_path / "t.parquet")
    TABLE.write_ipc_stream(tmp_path / "t.arrow")
    for name in ("t.csv", "t.parquet", "t.arrow"):
        assert frame(tmp_path / name).equals(TABLE)


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
@pytest.mark.parametrize("large", [0, files.LARGE])
def test_several_files_are_one_table(ending: str, large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGE", large)
    for part in range(3):
        piece = TABLE.slice(part, 1)
        (piece.write_parquet if ending == "parquet" else piece.write_ipc)(tmp_path / f"part-{part}.{ending}")
    read = lw.read(str(tmp_path / f"part-*.{ending}"))
    assert isinstance(read, pl.LazyFrame if large == 0 else pl.DataFrame)
    assert read.lazy().collect().equals(TABLE)
    if ending == "parquet":
        write(tmp_path / "_SUCCESS", b"")
        assert lw.read(tmp_path).lazy().collect().equals(TABLE)
    other = TABLE.with_columns(pl.col("x").cast(pl.String))
    (other.write_parquet if ending == "parquet" else other.write_ipc)(tmp_path / f"part-9.{ending}")
    said = refusal(str(tmp_path / f"part-*.{ending}"))
    assert f"part-9.{ending} has 'x' as String where" in said
    assert "has 'x' as Int64" in said


def test_folders_named_by_values_become_columns(tmp_path: Path) -> None:
    for school in (1, 2):
        (tmp_path / f"school={school}").mkdir()
        TABLE.write_parquet(tmp_path / f"school={school}" / "0.parquet")
    (tmp_path / "other").mkdir()
    TABLE.drop("x").write_parquet(tmp_path / "other" / "0.parquet")
    assert frame(tmp_path)["school"].to_list() == [1, 1, 1, 2, 2, 2]


def test_several_files_of_other_kinds(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CSV)
    write(tmp_path / "b.csv", CSV)
    assert "2 text files" in refusal(str(tmp_path / "*.csv"))
    TABLE.write_parquet(tmp_path / "c.parquet")
    assert "different kinds: parquet, text" in refusal(str(tmp_path / "*"))
    TABLE.clear().write_parquet(tmp_path / "none.parquet")
    assert "has no rows" in refusal(tmp_path / "none.parquet")


# --- databases ----------------------------------------------------------------------------------------------


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


def test_sqlite_columns_are_what_they_hold(school: Path) -> None:
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
    assert "no SQLite or DuckDB database" in refusal(f"{csv}::students")
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
    with pytest.raises(lw.MissingExtraError, match=r"pip install 'levelwise\[duckdb\]'"):
        lw.read(f"{path}::t")


# --- standard input -----------------------------------------------------------------------------------------


def _pipe(monkeypatch: pytest.MonkeyPatch, content: bytes, *, terminal: bool = False) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(content), isatty=lambda: terminal)
    monkeypatch.setattr(sys, "stdin", stdin)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    parquet, arrow = io.BytesIO(), io.BytesIO()
    TABLE.write_parquet(parquet)
    TABLE.write_ipc(arrow)
    contents = (CSV, CSV.replace(b",", b"\t"), CSV.replace(b",", b";"), parquet.getvalue(), arrow.getvalue())
    for content in (*contents, gzip.compress(CSV), CSV.decode().encode("utf-16")):
        _pipe(monkeypatch, content)
        assert frame("-").equals(TABLE)
    monkeypatch.setattr(files, "LARGE", 0)
    _pipe(monkeypatch, CSV)
    assert frame("-").equals(TABLE)
    for content, message in ((b"", "standard input is empty"), (b"y,x\n1\n", "standard input cannot be read: line 2")):
        _pipe(monkeypatch, content)
        assert message in refusal("-")
    _pipe(monkeypatch, CSV, terminal=True)
    assert "standard input is a terminal" in refusal("-")
    monkeypatch.setattr(sys, "stdin", None)
    assert "no standard input" in refusal("-")


# --- parts --------------------------------------------------------------------------------------------------


def test_a_recognised_header_keeps_its_order() -> None:
    found = dialect.recognise("a|b,c|d\n1|2,5|3\n", "t")
    assert (found.separator, found.names) == ("|", ("a", "b,c", "d"))


def test_no_flaw_in_a_good_file(tmp_path: Path) -> None:
    path = Path(write(tmp_path / "t.csv", CSV))
    good = dialect.recognise(CSV.decode(), "t")
    assert flaws.find(path, good) is None
    assert flaws.short_line(path, good) is None
    assert kinds.kind(CSV, "t") == "text"
    assert isinstance(delimited.read(path, "t", lazily=True), pl.LazyFrame)


def test_printable_is_printable() -> None:
    assert files.printable("a\x1b[31m\ufffdb\nsecond") == "a?[31m?b"
    assert len(files.printable("x" * 1000)) == 200
    assert files.printable("") == ""
