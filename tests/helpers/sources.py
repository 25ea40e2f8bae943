"""A small table as a file, and what reading a source answers."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import levelwise as lw

TABLE = pl.DataFrame({"y": [1.5, 2.0, 3.25], "x": [1, 2, 3], "g": ["a", "b", "b"]})


CSV = b"y,x,g\n1.5,1,a\n2.0,2,b\n3.25,3,b\n"


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
