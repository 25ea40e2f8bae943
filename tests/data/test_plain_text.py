"""Text files read by the standard library are what polars makes of them."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

import levelwise as lw
from helpers.columns import assert_same
from helpers.draws import SEED, TIMES
from helpers.sources import CSV, TABLE, TEXT_FILES, write
from levelwise.data import sources
from levelwise.data.frames.foreign import ForeignTable
from levelwise.data.frames.table import Table
from levelwise.data.sources import delimited, plain_text
from levelwise.data.sources.dialect import Dialect, recognise

FIELDS: Mapping[str, Sequence[str]] = {
    "whole": ["1", "2", "-3", "+4", "007", "0", ""],
    "number": ["1.5", "-2", "1e5", ".5", "3.", "inf", "NaN", "1_0"],
    "padded whole": [" 1", "2 ", "  ", "NA ", "3"],
    "padded number": [" 1.5", "2\t", " NA"],
    "logical": ["true", "FALSE", "True", "NA", " true"],
    "string": ["a", "b c", "é", "NA", "", "x'y", "naïve", "\u00a0z"],
    "comma": ["1,5", "2,25", "3", "-1,0", "1,234", "12,345"],
    "thousands": ["1,234", "2,345"],
    "digits": ["9223372036854775808", "1", "99999999999999999999", "+"],
    "identifiers": ["9007199254740993", "-9223372036854775808", "5"],
    "quoted": ['"a"', '"b,c"', '"d""e"', '""', '"NA"', '"1"', '" 2"', '"x\ny"'],
    "ill quoted": ['a"b', '"c"d', '"', '"a,', "a"],
    "mixed": ["1", "x", "2.5"],
    "marked whole": ["1", "2", "-", ".", "NULL", "NaN", " ? "],
    "marked number": ["1.5", "2", "#N/A", "n/a", "nan", "<NA>"],
    "marked digits": ["99999999999999999999", "-", "None", "3"],
    "marks": ["-", ".", "NaN"],
}


def some_file(choose: random.Random) -> str:
    """Return a text file at random, which may have flaws."""
    separator, end = choose.choice(",;\t|"), choose.choice(["\n", "\n", "\n", "\r\n", "\r"])
    kinds = choose.choices(list(FIELDS), k=choose.randint(1, 4))
    names = [f"{choose.choice(['y', 'x', 'name of it'])}{place}" for place in range(len(kinds))]
    lines = [separator.join("" if choose.random() < 0.03 else name for name in names)]
    for _ in range(choose.randint(0, 7)):
        record = [choose.choice(FIELDS[kind]) for kind in kinds]
        record = [f'"{one}"' if separator in one and '"' not in one else one for one in record]
        lines.append(separator.join(choose.choice([*[record] * 30, record[:-1], [*record, "9"]])))
        lines.extend(
            choose.choices([[], [""], [" "], lines[:1], [separator.join(["NA"] * len(kinds))]], [80, 6, 2, 2, 4])[0]
        )
    text = end.join(lines) + choose.choice([end, end, ""])
    first = choose.choices(["", f"sep={separator}{end}", "\ufeff", end], [80, 5, 5, 3])[0]
    return first + text


def by_polars(path: Path) -> ForeignTable | str:
    try:
        return ForeignTable(nw.from_native(delimited.read(path, "f", lazily=False), eager_only=True))
    except (lw.DataError, pl.exceptions.PolarsError) as error:
        return str(error)


def plainly(path: Path, dialect: Dialect) -> Table | str | None:
    try:
        return plain_text.read(path, dialect, "f")
    except lw.DataError as error:
        return str(error)


def assert_same_table(one: Table, other: ForeignTable) -> None:
    assert one.columns == other.columns
    for name in one.columns:
        assert_same(one.column(name), other.column(name))


@pytest.mark.random
def test_random_files_are_read_alike(tmp_path: Path) -> None:
    choose, path, compared = random.Random(SEED), tmp_path / "f.csv", 0
    for _ in range(400 * TIMES):
        text = some_file(choose)
        path.write_bytes(text.encode())
        try:
            dialect = recognise(text, "f")
        except lw.DataError:
            continue
        mine, theirs = plainly(path, dialect), by_polars(path)
        if isinstance(mine, Table):
            assert isinstance(theirs, ForeignTable), text
            assert_same_table(mine, theirs)
        elif mine is not None:
            assert mine == theirs
        compared += mine is not None
    assert compared > 100 * TIMES


@pytest.mark.parametrize(("content", "values"), TEXT_FILES)
def test_every_text_file_is_read_without_polars(content: str, values: dict[str, list[Any]], tmp_path: Path) -> None:
    path = Path(write(tmp_path / "t.csv", content))
    table = plain_text.read_any(path, recognise(content, "t"), "t")
    assert table.to_polars().equals(lw.read(path))
    assert table.to_dict() == values


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("y,x\n1,2\n3\n", "line 3 has 1 field where the header has 2"),
        ('y,x\n"a,2\n3,4\n', "the quotation mark in line 2 is not closed"),
        ('y,x\n"a"b,2\n', "t cannot be read"),
        (b"y,x\n\xe4,2\n".decode("latin-1"), "line 2 is not UTF-8"),
        ("y,x\n", "t has no rows"),
        ("y,x\n1,2\ny,x\n", "t repeats its header once"),
    ],
)
def test_without_polars_flaws_are_named(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(lw.DataError, match=message):
        plain_text.read_any(path, recognise(content, "t"), "t")


@pytest.mark.parametrize(
    "content", ['y,x\n"a"b,2\n', "y,x\n1,2\n3\n", "y,x\r1,2\r", 'y,x\r\n"a\r\nb",2\r\n', "y\n1\0\n", "y\n\x1c1\n"]
)
def test_files_that_readers_may_take_differently_are_left_to_polars(content: str, tmp_path: Path) -> None:
    path = Path(write(tmp_path / "t.csv", content))
    assert plain_text.read(path, recognise(content, "t"), "t") is None


def test_small_files_make_a_plain_table_where_one_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (write(tmp_path / "t.csv", CSV), write(tmp_path / "t.csv.gz", gzip.compress(CSV))):
        table = sources.open_source(path, plainly=True)
        assert isinstance(table, Table)
        assert table.to_polars().equals(TABLE)
        assert isinstance(sources.open_source(path), pl.DataFrame)
        monkeypatch.setattr(delimited, "SMALL", 3)
        assert isinstance(sources.open_source(path, plainly=True), pl.DataFrame)
        monkeypatch.undo()


@pytest.mark.parametrize("text", [CSV, CSV.decode()])
def test_text_is_read_from_a_file_object(text: bytes | str) -> None:
    stream = io.BytesIO(text) if isinstance(text, bytes) else io.StringIO(text)
    assert lw.read(stream).equals(TABLE)


def test_a_file_object_without_text_is_refused() -> None:
    class Odd:
        def read(self) -> int:
            return 3

    with pytest.raises(lw.DataError, match="a file object must return a string or bytes, not int"):
        lw.read(Odd())  # type: ignore[arg-type]
