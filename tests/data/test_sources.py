"""Tables from files by their path: names, folders, patterns, Parquet, Arrow, standard input."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

import levelwise as lw
from helpers.sources import CSV, TABLE, frame, refusal, write
from levelwise.data.sources import files

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


def test_a_path_is_not_a_pattern_and_unusual_names_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    with pytest.raises(lw.DataError, match="must be a string, a path or a file object"):
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


def test_sources_that_do_not_exist(tmp_path: Path) -> None:
    write(tmp_path / "students.csv", CSV)
    assert f"did you mean {tmp_path / 'students.csv'}?" in refusal(tmp_path / "studnets.csv")
    assert "there is no folder" in refusal(tmp_path / "no" / "t.csv")
    assert "no file matches the pattern" in refusal(str(tmp_path / "*.parquet"))
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
    assert "cannot be read: permission denied" in refusal(path)


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
    assert "different formats: parquet, text" in refusal(str(tmp_path / "*"))
    TABLE.clear().write_parquet(tmp_path / "none.parquet")
    assert "has no rows" in refusal(tmp_path / "none.parquet")


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


def test_messages_are_made_printable() -> None:
    assert files.printable("a\x1b[31m\ufffdb\nsecond") == "a?[31m?b"
    assert len(files.printable("x" * 1000)) == 200
    assert files.printable("") == ""
