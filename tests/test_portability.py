"""Nothing depends on one operating system: line ends, paths, files that another program has open."""

from __future__ import annotations

import io
from pathlib import Path
from typing import NoReturn

import pytest

import levelwise as lw
from levelwise.writers.table import writer_for

FORMULA = "math ~ ses + (ses | school)"


def test_line_ends_of_windows_are_white_space_in_a_formula() -> None:
    assert lw.extract_eq(FORMULA.replace(" ", "\r\n")).latex == lw.extract_eq(FORMULA).latex


def test_line_ends_of_windows_are_read_in_a_table() -> None:
    rows = ["y,g", *(f"{n},{n // 2}" for n in range(8))]
    tables = [lw.read(io.StringIO(end.join(rows))) for end in ("\n", "\r\n")]
    systems = [lw.extract_eq("y ~ 1 + (1 | g)", table).latex for table in tables]
    assert systems[0] == systems[1]


def test_a_configuration_file_may_have_line_ends_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b'[tool.levelwise]\r\nignore = ["R2"]\r\n')
    assert lw.check("y ~ x + (z | g)").codes == ("R2",)
    monkeypatch.chdir(tmp_path)
    assert lw.check("y ~ x + (z | g)").codes == ()


def test_paths_may_be_those_of_windows() -> None:
    assert writer_for(r"C:\papers.2026\model.tex").name == "latex"


def test_a_file_that_another_program_has_open_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise PermissionError(13, "Access is denied")

    path = tmp_path / "model.tex"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(lw.LevelwiseError, match=r"model\.tex cannot be written: Access is denied"):
        lw.extract_eq(FORMULA).save(path)
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
