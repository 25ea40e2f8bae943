"""A small table as a file, and what reading a source answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import levelwise as lw

TABLE = pl.DataFrame({"y": [1.5, 2.0, 3.25], "x": [1, 2, 3], "g": ["a", "b", "b"]})


CSV = b"y,x,g\n1.5,1,a\n2.0,2,b\n3.25,3,b\n"

# what stands in a file, and what is read from it
TEXT_FILES: list[tuple[str, dict[str, list[Any]]]] = [
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
    ("y,x\n.,1\n1.5,N/A\n2,#N/A\n", {"y": [None, 1.5, 2.0], "x": [1, None, None]}),  # marks of missing values
    ("y,x\n -,?\n<NA>,3\n-4,None\n", {"y": [None, None, -4], "x": [None, 3, None]}),
    ("y;x\n1,5;null\nNULL;2\nNaN;nan\n", {"y": [1.5, None, None], "x": [None, 2, None]}),
    ("f,k,x\n-,.,NaN\noat,?,nan\nNone,n/a,NaN\n", {"f": ["-", "oat", "None"], "k": [".", "?", "n/a"], "x": [None] * 3}),
    ("y,x\n1,2\n--,3\n", {"y": ["1", "--"], "x": [2, 3]}),  # not such a mark
    ("id,x\n99999999999999999999,1\n.,2\n", {"id": ["99999999999999999999", None], "x": [1, 2]}),
    ("PAR1,PAR2\n1,2\n", {"PAR1": [1], "PAR2": [2]}),
    ("RDX,y\n1,2\n", {"RDX": [1], "y": [2]}),
    ("school,\nDUCK,\n", {"school": ["DUCK"]}),
    ("A\n2\n3\n", {"A": [2, 3]}),
    ("*,^a$,a b,ä\n1,2,3,4\n", {"*": [1], "^a$": [2], "a b": [3], "ä": [4]}),
    ("__import__('os'),=1+1\n=cmd|' /C calc'!A0,2\n", {"__import__('os')": ["=cmd|' /C calc'!A0"], "=1+1": [2]}),
]


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
