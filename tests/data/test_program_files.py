"""Files of Excel, SPSS, Stata, SAS and R, zip archives, encodings and blanks, each written by a real program."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import levelwise as lw
from helpers.sources import CSV, TABLE, refusal, write
from levelwise.data.frames.table import Table
from levelwise.data.sources import open_source

FILES = Path(__file__).parent / "files"
ROWS = 24

SURVEY = pd.DataFrame(
    {
        "school": [f"s{row // 4}" for row in range(ROWS)],
        "hours": [float(row * 7 % 5) for row in range(ROWS)],
        "track": [row % 2 for row in range(ROWS)],
        "mood": [[1, 2, 9, 3][row % 4] for row in range(ROWS)],
        "math": [float(row * 11 % 7) + row / 10 for row in range(ROWS)],
        "day": [date(2021, 3, 1 + row) for row in range(ROWS)],
    }
)


def notes(formula: str, data: Any) -> dict[str, str]:
    return {note.code: note.text for note in lw.model(formula, data).notes}


def table(source: str | Path) -> Table:
    read = lw.read(source)
    assert isinstance(read, Table)
    return read


def test_spss_keeps_labels_and_respects_missing_values(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(
        SURVEY,
        path,
        column_labels={"hours": "Hours of practice a week"},
        variable_value_labels={
            "track": {0: "short", 1: "long"},
            "mood": {1: "low", 2: "fair", 3: "high", 9: "refused"},
            "hours": {0: "none"},
        },
        missing_ranges={"mood": [9], "math": [{"lo": 7, "hi": 99}]},
    )
    formula = "math ~ hours + mood + (1 | school)"
    assert lw.model(formula, lw.read(path)).columns == ("(Intercept)", "hours", "moodfair", "moodhigh")
    assert lw.model("math ~ track + (1 | school)", lw.read(path)).columns == ("(Intercept)", "tracklong")
    found = notes(formula, lw.read(path))
    assert found["variable-labels"] == "labels of the variables: hours is 'Hours of practice a week'"
    assert "'9 (refused)' in 6 rows of mood" in found["missing-marks"]
    assert "of math" in found["missing-marks"]
    assert lw.check("math ~ hours + (1 | school)", lw.read(path)).model_notes
    assert table(path).to_list("mood")[:4] == ["low", "fair", None, "high"]


def test_values_with_the_same_label_are_merged(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "survey.sav"
    labels = {"mood": {1: "other", 2: "fair", 3: "other", 9: "high"}}
    pyreadstat.write_sav(SURVEY, path, variable_value_labels=labels)
    assert table(path).to_list("mood")[:4] == ["other", "fair", "high", "other"]
    found = notes("math ~ mood + (1 | school)", lw.read(path))
    assert found["merged-values"] == "in mood, the values 1 and 3 have the label 'other' and are one category"


@pytest.mark.parametrize("version", [8, 12, 15])
def test_stata(version: int, tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "survey.dta"
    pyreadstat.write_dta(SURVEY, path, version=version, variable_value_labels={"track": {0: "short", 1: "long"}})
    assert lw.model("math ~ track + hours + (1 | school)", lw.read(path)).columns == (
        "(Intercept)",
        "tracklong",
        "hours",
    )


def test_spss_portable_and_compressed(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_por(SURVEY.drop(columns="day"), tmp_path / "survey.por")
    pyreadstat.write_sav(SURVEY, tmp_path / "survey.zsav", compress=True)
    assert len(table(tmp_path / "survey.por").to_list("MATH")) == ROWS
    assert table(tmp_path / "survey.zsav").to_list("math") == SURVEY["math"].tolist()


def test_stata_by_pandas(tmp_path: Path) -> None:
    pytest.importorskip("pyreadstat")
    path = tmp_path / "survey.dta"
    frame = SURVEY.drop(columns="day").assign(track=pd.Categorical(["short", "long"] * 12, ["short", "long"]))
    frame.to_stata(path, write_index=False, variable_labels={"math": "Score"})
    assert table(path).to_list("track")[:2] == ["short", "long"]
    assert notes("math ~ track + (1 | school)", lw.read(path))["variable-labels"].endswith("math is 'Score'")


def test_sas(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    iris = tmp_path / "iris.sas7bdat"
    iris.write_bytes(gzip.decompress((FILES / "iris.sas7bdat.gz").read_bytes()))
    read = table(iris)
    assert read.shape == (150, 5)
    assert lw.check("Sepal_Length ~ Petal_Width + (Petal_Width | Species)", read).ok
    path = tmp_path / "survey.xpt"
    pyreadstat.write_xport(SURVEY, path)
    assert table(path).to_list("mood") == SURVEY["mood"].tolist()


@pytest.mark.parametrize("name", ["visits.rds", "visits_xz.rds", "visits_ascii.rds", "one.rda", "two.rda::visits"])
def test_r(name: str) -> None:
    pytest.importorskip("rdata")
    read = table(str(FILES / name))
    assert read.to_list("name")[:4] == ["Zoë", None, "Ann", "Bo"]
    assert read.to_list("dose")[:3] == [1, None, 3]
    assert read.to_list("treated")[:3] == [True, False, None]
    assert read.to_list("mood")[:4] == ["low", "high", None, "low"]
    assert read.to_list("score")[:3] == [1.0, 2.0, 3.0]  # not every value has a label
    assert read.to_list("day")[0] == (date(2021, 3, 2) - date(1970, 1, 1)).days
    model = lw.model("weight ~ clinic + stage + mood + (1 | name)", read)
    assert model.columns == ("(Intercept)", "cliniceast", "clinicsouth", "stage.L", "moodhigh")
    found = notes("weight ~ mood + (1 | clinic)", read)
    assert found["variable-labels"] == "labels of the variables: weight is 'Weight in kg'; mood is 'Mood'"
    assert found["missing-marks"] == "read as missing values: '9 (refused)' in 2 rows of mood"


def test_r_files_without_a_single_data_frame() -> None:
    pytest.importorskip("rdata")
    assert "two.rda::visits, two.rda::few" in refusal(FILES / "two.rda")
    assert "no data frame 'visit'" in refusal(f"{FILES / 'two.rda'}::visit")
    assert "has no data frame" in refusal(FILES / "list.rds")


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    with xlsxwriter.Workbook(str(path)) as book:
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, pd.Timestamp(cell), dates)
                    elif cell is not None:
                        sheet.write(number, place, cell)
    return path


def test_a_workbook_with_one_sheet(tmp_path: Path) -> None:
    rows = [
        [],
        ["y", "x", "g", "flag", "day", "marked", "text"],
        [1.5, 1, "a", True, date(2021, 3, 1), 1, "12"],
        [2, 2, "b", False, date(2021, 3, 2), "N/A", "7"],
        [3.25, 3, "b", None, None, 2.5, "3,5"],
        [],
    ]
    read = table(workbook(tmp_path / "t.xlsx", data=rows, empty=[]))
    assert read.to_dict() == {
        "y": [1.5, 2.0, 3.25],
        "x": [1, 2, 3],
        "g": ["a", "b", "b"],
        "flag": [True, False, None],
        "day": [18687.0, 18688.0, None],
        "marked": [1.0, None, 2.5],
        "text": ["12", "7", "3,5"],
    }
    assert notes("y ~ marked + (1 | g)", read)["missing-marks"] == "read as missing values: 'N/A' in 1 row of marked"


def test_a_workbook_with_several_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", one=[["y"], [1]], two=[["x", "y"], [1, 2]])
    assert "t.xlsx::one, t.xlsx::two" in refusal(path)
    assert table(f"{path}::two").columns == ["x", "y"]
    assert "did you mean 'two'" in refusal(f"{path}::twoo")
    assert "more than one column named 'x'" in refusal(workbook(tmp_path / "t.xlsx", one=[["x", "x"], [1, 2]]))
    assert "no rows" in refusal(workbook(tmp_path / "t.xlsx", one=[["x", "y"]]))


def test_a_zip_with_one_table(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/t.csv", CSV)
        archive.writestr("__MACOSX/folder/._t.csv", b"clutter")
    for plainly in (False, True):
        read: Any = open_source(path, plainly=plainly)
        assert list(read.columns) == TABLE.columns
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("readme.txt", "a\nb\n")
    assert "t.zip::folder/t.csv, t.zip::readme.txt" in refusal(path)
    assert list(lw.read(f"{path}::folder/t.csv").columns) == TABLE.columns
    assert "there is no file 'u.csv' in" in refusal(f"{path}::u.csv")


def test_what_a_zip_unpacks_to_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", b"y,x\n" + b"1,2\n" * 100_000)
    monkeypatch.setenv("LEVELWISE_MAX_DOWNLOAD", "100KB")
    assert "larger than 0.1 MB when unpacked" in refusal(path)


@pytest.mark.parametrize("plainly", [False, True])
def test_windows_1252(plainly: bool, tmp_path: Path) -> None:
    text = "schule;Größe;preis\na;1,5;3 €\nb;2;4 €\nb;3;4 €\n"
    data: Any = open_source(write(tmp_path / "t.csv", text.encode("cp1252")), plainly=plainly)
    assert list(data.columns) == ["schule", "Größe", "preis"]
    assert "was read as Windows-1252" in notes("Größe ~ 1 + (1 | schule)", data)["windows-1252"]
    mixed = text.encode() + "ü;1;2\n".encode("cp1252")
    assert "line 5 is not UTF-8" in refusal(write(tmp_path / "t.csv", mixed))
    assert "line 1 is not UTF-8" in refusal(write(tmp_path / "t.csv", b"a\x81\x8d\xfc,b\n1,2\n"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_with_and_without_a_byte_order_mark(encoding: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", CSV.decode().replace("g", "größe").encode(encoding))
    assert list(lw.read(path).columns) == ["y", "x", "größe"]


SPACED = [
    ("y  x g\n1.5 1 a\n2.0  2 b\n 3.25 3 b\n", ["y", "x", "g"], [1.5, 2.0, 3.25]),
    ('"y" "x" "g"\n"1" 1.5 1 "a b"\n"2" 2.0 2 "b"\n"3" 3.25 3 "b"\n', ["y", "x", "g"], [1.5, 2.0, 3.25]),  # R
    (
        "y     town      x\n1.5   New York  1\n2.0   Rome      2\n3.25            4\n",
        ["y", "town", "x"],
        [1.5, 2.0, 3.25],
    ),
    ("g    y\na    .\nb  2.5\n", ["g", "y"], [None, 2.5]),
    ("y x\n1,5 2\n2,25 3\n", ["y", "x"], [1.5, 2.25]),
    ("größe y\n1 1.5\n2 2.5\n", ["größe", "y"], [1.5, 2.5]),
]


@pytest.mark.parametrize(("text", "columns", "y"), SPACED)
@pytest.mark.parametrize("plainly", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_columns_separated_by_blanks(  # noqa: PLR0917
    text: str, columns: list[str], y: list[float | None], plainly: bool, encoding: str, tmp_path: Path
) -> None:
    read: Any = open_source(write(tmp_path / "t.dat", text.encode(encoding)), plainly=plainly)
    assert list(read.columns) == columns
    values = read.to_list("y") if isinstance(read, Table) else read["y"].to_list()
    assert values == y


def test_lines_with_blanks_that_do_not_fit() -> None:
    assert "only one column" in refusal(io.StringIO("my variable\n1\n2\n"))  # type: ignore[arg-type]
    text = "x y\n" + "1 2\n" * 150 + "1 2 3\n"
    assert "row 151 has 3 fields where row 1 has 2" in refusal(io.StringIO(text))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("package", "content", "words"),
    [
        ("pyreadstat", b"$FL2@(#) SPSS DATA FILE\0\0", "an SPSS file, needs the package pyreadstat"),
        ("pyreadstat", b"<stata_dta><header>\0", "a Stata file, needs the package pyreadstat"),
        ("python_calamine", b"\xd0\xcf\x11\xe0\0\0\0\0", "needs the package python_calamine"),
        ("rdata", b"X\n\0\0\0\x03\0", "a file of R, needs the package rdata"),
    ],
)
def test_a_missing_package_is_named(
    package: str, content: bytes, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(name: str) -> Any:
        if name == package:
            raise ModuleNotFoundError(name=package)
        return import_module(name)

    monkeypatch.setattr("levelwise.packages.import_module", without)
    path = write(tmp_path / "t.bin", content)
    with pytest.raises(lw.MissingExtraError, match=words) as caught:
        lw.read(path)
    assert "pip install" in str(caught.value)


HEADS = [b"$FL2@(#) SPSS", b"<stata_dta>", b"PK\x03\x04", b"X\n\0\0\0\x03", b"\xd0\xcf\x11\xe0"]


@pytest.mark.parametrize("head", HEADS)
def test_damaged_files_are_errors(head: bytes, tmp_path: Path) -> None:
    for package in ("pyreadstat", "python_calamine", "rdata"):
        pytest.importorskip(package)
    assert "cannot be read" in refusal(write(tmp_path / "t.bin", head + b"\0" * 200 + b"damaged" * 50))
