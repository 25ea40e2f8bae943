"""Tables from text files: separators, decimal marks, types, compression, and what is wrong with a file."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import levelwise as lw
from helpers.draws import examples
from helpers.sources import CSV, TABLE, TEXT_FILES, frame, refusal, write
from levelwise.data.sources import delimited, dialect, files, flaws, formats, open_source

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["csv", "tsv", "txt", "dat", "parquet", ""])
def test_the_separator_is_recognised_whatever_the_ending(separator: str, ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"t.{ending}", CSV.replace(b",", separator.encode()))
    assert frame(path).equals(TABLE)


@pytest.mark.parametrize(("content", "values"), TEXT_FILES)
def test_text_files_are_read_as_intended(content: str, values: dict[str, list[Any]], tmp_path: Path) -> None:
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
def test_the_type_depends_on_all_rows(  # noqa: PLR0917
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
    with pytest.raises(lw.DataError, match="failed to run a query"):
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
    assert "tar archive" in refusal(write(tmp_path / "d.gz", gzip.compress(b"a\0" * 128 + b"austar")))
    assert "only for text files" in refusal(write(tmp_path / "e.gz", gzip.compress(b"PAR1\0")))
    assert "a damaged gzip" in refusal(write(tmp_path / "f.gz", b"\x1f\x8bgarbage"))
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
        (b"y,x\n1,2\ny,x\n3,4\n", "repeats its header once"),
        (b"y,x\n1,2\n3\n4,5\n", "line 3 has 1 field where the header has 2"),
        (b"y,x\n1,2\n\n3\n4,5\n", "line 4 has 1 field where the header has 2"),
        (b"y,x,g\r\n1,2,3\r\n3,4,5,6\r\n", "line 3 has 4 fields where the header has 3"),
        (b'y,x\n"a,\nb",2\n"a,b"\n4,5\n', "line 4 has 1 field where"),
        (b"sep=,\ny,x\n1,2\n3,4,5\n", "line 4 has 3 fields"),
        (b'y,x\n1,"2\n3,4\n5,6\n', "the quotation mark in line 2"),
        (b"y,x\n\xc3\xa9,2\n3,caf\xe9\n", "line 3 is not UTF-8; save it as 'CSV UTF-8'"),
        (b"my variable\n1\n2\n", "fields must be separated by a comma"),
        (b"y,x\n1,\0\n", "a binary file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a binary file"),
        (b'[{"y": 1}]', "is JSON"),
        (b"<!DOCTYPE html><html>", "a web page"),
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


def test_thousands_of_columns(tmp_path: Path) -> None:
    wide = pl.DataFrame({f"column {place}": [place / 2, None, 3.0] for place in range(3000)})
    wide = wide.with_columns(g=pl.Series(["a", "b", None]))
    wide.write_csv(tmp_path / "t.csv")
    assert frame(tmp_path / "t.csv").equals(wide)


_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)


@examples(100)
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


@examples(100)
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


def test_a_recognised_header_keeps_its_order() -> None:
    found = dialect.recognise("a|b,c|d\n1|2,5|3\n", "t")
    assert (found.separator, found.names) == ("|", ("a", "b,c", "d"))


def test_no_flaw_in_a_good_file(tmp_path: Path) -> None:
    path = Path(write(tmp_path / "t.csv", CSV))
    good = dialect.recognise(CSV.decode(), "t")
    assert flaws.find(path, good) is None
    assert flaws.short_line(path, good) is None
    assert formats.kind(CSV, "t") == "text"
    assert isinstance(delimited.read(path, "t", lazily=True), pl.LazyFrame)


@pytest.mark.parametrize("plainly", [False, True])
def test_a_missing_header_is_suspected(plainly: bool, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "s01,1.5,20\ns01,2.5,21\ns02,1.0,19\n")
    with pytest.raises(lw.UnknownNameError, match="line 1 of the file looks like data"):
        lw.model("y ~ x + (1 | s)", open_source(path, plainly=plainly))
    assert "line 1 looks like data" in refusal(write(tmp_path / "t.csv", "s01,0,0\ns02,1,0\n"))
    years = write(tmp_path / "t.csv", "school,2019,2020\na,1,2\nb,3,4\n")
    assert frame(years).columns == ["school", "2019", "2020"]
