"""The command line: output, exit codes, files."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import click
import polars as pl
import pytest

import levelwise as lw
from helpers.command import on_a_terminal, run, runner, said
from levelwise.cli.main import COMMANDS, main
from levelwise.notations.table import NOTATIONS
from levelwise.text.characters import display_width

M2 = "math ~ ses + (1 | sch.id)"
M4 = "math ~ ses*sector + (ses | sch.id)"


def test_write_prints_one_aligned_and_nothing_else() -> None:
    result = run("write", M4, "--data", "hsb", "--factor", "sector=pub,cath")
    assert result.exit_code == 0
    assert result.stdout.startswith("\\begin{aligned}")
    assert result.stdout.endswith("\\end{aligned}\n")
    assert "0 is called pub, 1 is called cath" in result.stderr
    result = run("write", M2, "--data", "hsb")
    assert result.stderr == "note: 1 note (R17); --verbose shows it\n"
    assert "R17 note" in run("write", M2, "--data", "hsb", "--verbose").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_text_on_a_terminal_fits_its_columns() -> None:
    command = ("write", "y ~ a*b*c + (1 | g)", "--policy", "off", "--to", "text")
    for options, columns in (((), 60), (("--option", "width=90"), 90)):
        status, shown = on_a_terminal(*command, *options, COLUMNS="60")
        assert status == 0
        assert columns - 20 < max(map(display_width, shown.splitlines())) <= columns


def test_write_shows_what_is_doubtful_and_counts_notes() -> None:
    result = run("write", M2, "--data", "hsb", "--severity", "R17=warning")
    assert result.exit_code == 0
    assert "R17 warning" in result.stderr
    result = run("write", "math ~ size*sector:ses + (1 | sch.id)", "--data", "hsb", "--policy", "mixed")
    assert "R15 warning" in result.stderr
    assert "R16 note: " not in result.stderr
    assert "notes (" in result.stderr


def test_a_check_says_once_that_rows_are_left_out() -> None:
    table = b"y,x,g\n" + b"".join(b"%d,%d,%d\n" % (n * 7 % 11, n % 5, n % 12) for n in range(60)) + b",1,1\n"
    result = run("check", "y ~ x + (1 | g)", "--data", "-", stdin=table)
    assert "R24" in result.stdout
    assert result.stderr == ""
    ignored = run("check", "y ~ x + (1 | g)", "--data", "-", "--ignore", "R24", stdin=table)
    assert "1 of 61 rows has a missing value" in ignored.stderr


def test_an_illegitimate_model_prints_nothing_on_standard_output() -> None:
    result = run("write", "math ~ ses + (sector | sch.id)", "--data", "hsb")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "R1 error" in result.stderr
    assert "Write instead" in result.stderr
    assert run("write", "math ~ ses + (sector | sch.id)", "--data", "hsb", "--policy", "off").exit_code == 0


def test_notes_go_to_standard_error() -> None:
    result = run("write", M4, "--level", "sector=sch.id", "--notation", "raudenbush-bryk", "--to", "text")
    assert result.exit_code == 0
    assert "note: without data" in result.stderr
    assert "γ₀₀" in result.stdout
    assert "note" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("write", "math ~ sess + (1 | sch.id)", "--data", "hsb"), "did you mean 'ses'"),
        (("write", "math ~ ses + (1 | sch.id", "--data", "hsb"), "never closed"),
        (("write", "y ~ x", "--data", "nofile.csv"), "no file nofile.csv"),
        (("write", "y ~ x", "--data", "hbs"), "did you mean 'hsb'"),
        (("write", "y ~ x", "--data", "."), "a folder without Parquet files"),
        (("write", "y ~ x", "--to", "latx"), "did you mean 'latex'"),
        (("write", "y ~ x", "--option", "matrices"), "KEY=VALUE"),
        (("write", "y ~ x", "--option", "matrices=round"), "pmatrix or array"),
        (("write", "y ~ x", "--factor", "x="), "NAME=a,b"),
        (("write", "y ~ x", "--level", "x"), "NAME=GROUP"),
        (("write", "y ~ x", "--family", "poison"), "poisson"),
        (("write", "y ~ x", "-o", "m.docxx"), "m.docxx"),
        (("check", "y ~ x +"), "ends where"),
    ],
)
def test_unusable_input_is_exit_2_with_a_reason(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message.split(".", maxsplit=1)[0] in result.stderr
    assert "Traceback" not in said(result)


def test_check_reports_and_exits() -> None:
    good = run("check", M4, "--data", "hsb")
    assert good.exit_code == 0
    assert good.stdout == "Legitimate under the policy hlm.\n"
    noted = run("check", M2, "--data", "hsb")
    assert noted.stdout.startswith("Legitimate under the policy hlm.\n\nR17 note: ")
    bad = run("check", "math ~ female + (ses | sch.id)", "--data", "hsb", "--format", "json")
    assert bad.exit_code == 1
    report = json.loads(bad.stdout)
    assert report["version"] == 1
    assert report["ok"] is False
    assert [finding["code"] for finding in report["findings"]] == ["R2", "R17"]
    assert report["findings"][0]["repairs"]


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "arrow"])
def test_files_are_read_by_their_ending(ending: str, tmp_path: Path) -> None:
    hsb = lw.datasets.load("hsb")
    path = tmp_path / f"students.{ending}"
    {
        "csv": lambda: hsb.write_csv(path),
        "tsv": lambda: hsb.write_csv(path, separator="\t"),
        "parquet": lambda: hsb.write_parquet(path),
        "arrow": lambda: hsb.write_ipc(path),
    }[ending]()
    expected = run("write", M4, "--data", "hsb").stdout
    assert run("write", M4, "--data", str(path)).stdout == expected


def test_standard_input_and_missing_values() -> None:
    table = b"y,x,g\n1,2,a\nNA,3,a\n3,,b\n4,1,b\n5,2,c\n6,3,c\n"
    result = run("write", "y ~ x + (1 | g)", "--data", "-", stdin=table)
    assert result.exit_code == 0
    assert "2 of 6 rows" in result.stderr
    empty = run("write", "y ~ x", "--data", "-", stdin=b"")
    assert empty.exit_code == 2
    assert "empty" in empty.stderr


@pytest.mark.parametrize(("content", "message"), [(b"", "empty"), (b"y,x\n", "no rows"), (b"\xff\xfe\x00garbage", "")])
def test_broken_files_are_exit_2(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    result = run("write", "y ~ x + (1 | g)", "--data", str(path))
    assert result.exit_code == 2
    assert message in result.stderr
    path = tmp_path / "broken.parquet"
    path.write_bytes(content)
    assert run("write", "y ~ x + (1 | g)", "--data", str(path)).exit_code == 2


def test_a_table_of_a_database(tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE students (math REAL, ses REAL, school TEXT)")
        rows = [(12.5 + 2 * i % 7, i % 5 / 2, f"s{i % 32}") for i in range(320)]
        connection.executemany("INSERT INTO students VALUES (?, ?, ?)", rows)
        connection.commit()
    formula = "math ~ ses + (ses | school)"
    result = run("write", formula, "--data", f"{path}::students")
    assert (result.exit_code, result.stdout) == (0, run("write", formula).stdout)
    assert (result.stderr, run("check", formula, "--data", f"{path}::students").exit_code) == ("", 0)
    missing = run("write", formula, "--data", str(path))
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "choose a table: school.db::students" in missing.stderr


@pytest.mark.parametrize("source", ["s3://bucket/t.csv", "file:///t.csv", "C:\\t.csv", "~nobody/t.csv", "no/such.csv"])
def test_a_source_that_cannot_be_read_is_exit_2(source: str) -> None:
    result = run("write", "y ~ x", "--data", source)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


def test_output_files(tmp_path: Path) -> None:
    path = tmp_path / "m4.tex"
    result = run("write", M4, "--data", "hsb", "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text(encoding="utf-8").startswith("\\documentclass")
    forced = tmp_path / "m4.md"
    assert run("write", M4, "--data", "hsb", "--to", "text", "-o", str(forced)).exit_code == 0
    assert "math" in forced.read_text(encoding="utf-8")
    assert run("write", M4, "--data", "hsb", "-o", str(tmp_path / "no" / "m.tex")).exit_code == 2


@pytest.mark.parametrize("what", ["notations", "formats", "rules", "datasets"])
def test_lists(what: str) -> None:
    result = run("list", what)
    assert result.exit_code == 0
    expected = {"notations": "raudenbush-bryk", "formats": "latex", "rules": "R10", "datasets": "7,185 rows"}
    assert expected[what] in result.stdout


def test_help_names_every_command() -> None:
    assert all(command in run("--help").stdout for command in ("write", "check", "list"))
    assert pl.__version__


def test_every_option_has_a_line_of_help() -> None:
    for command in COMMANDS:
        context = click.Context(main)
        found = main.get_command(context, command)
        assert found is not None
        assert found.get_short_help_str(80)
        for option in found.params:
            assert not isinstance(option, click.Option) or option.help, f"{command} {option.name}"
        assert run(command, "--help").exit_code == 0


def test_help_shows_an_example() -> None:
    assert 'levelwise write "math ~ ses*sector + (ses | sch.id)" --data hsb' in run("--help").stdout
    assert 'levelwise write "math ~ ses*sector + (ses | sch.id)" --data hsb' in run("write", "--help").stdout


def test_a_diagram_takes_no_options_of_the_check() -> None:
    assert run("diagram", M4, "--data", "hsb").exit_code == 0
    assert run("diagram", M4, "--data", "hsb", "--policy", "mixed").exit_code == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "cp932"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("write", "--help"),
        ("write", "größe ~ 数 + (1 | γ)", "--to", "text"),
        ("write", "größe ~ 数 + (1 | γ)"),
        ("check", "größe ~ 数 + (数 | γ)"),
        ("check", "größe ~ 数 + (數 | γ)", "--verbose"),
        ("check", "größe ~ 数 + (數 | γ"),
        ("check", "größe ~ 数 + (数 | γ)", "--format", "json"),
        ("diagram", "größe ~ 数 + (1 | γ)"),
    ],
)
def test_any_encoding_of_the_streams_will_do(encoding: str, arguments: tuple[str, ...]) -> None:
    expected = run(*arguments)
    result = runner(encoding).invoke(main, list(arguments))
    assert result.exit_code == expected.exit_code
    assert not isinstance(result.exception, UnicodeError)
    if "json" in arguments:
        assert json.loads(result.stdout_bytes) == json.loads(expected.stdout)


def test_equations_that_lose_characters_come_with_a_warning() -> None:
    result = runner("cp1252").invoke(main, ["write", "y ~ x + (1 | g)", "--to", "text"])
    assert result.exit_code == 0
    assert "appear as '?'; write to a file with --output" in result.stderr
    assert "warning" not in runner("cp1252").invoke(main, ["write", "y ~ x + (1 | g)"]).stderr


def test_a_dash_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    to_dash = run("write", "y ~ x + (1 | g)", "--to", "text", "-o", "-")
    assert to_dash.exit_code == 0
    assert to_dash.stdout == run("write", "y ~ x + (1 | g)", "--to", "text").stdout
    assert not list(tmp_path.iterdir())


def test_an_empty_name_is_no_format() -> None:
    result = run("write", "y ~ x + (1 | g)", "--to", "")
    assert result.exit_code == 2
    assert "available: docx" in result.stderr


def test_all_notations_are_written() -> None:
    done = run("write", "y ~ x + (1 | g)", "--notation", "all", "--to", "text")
    assert done.exit_code == 0
    for name in NOTATIONS.own:
        assert f"{name}: " in done.stdout or f"{name}" in done.stderr


def test_all_notations_in_one_document(tmp_path: Path) -> None:
    done = run(
        "write", "y ~ x + (1 | g)", "--notation", "all", "-o", str(tmp_path / "all.html"), "--option", "paper=a4"
    )
    assert done.exit_code == 2
    assert "paper" in done.stderr
    done = run("write", "y ~ x + (1 | g)", "--notation", "all", "-o", str(tmp_path / "all.html"))
    assert done.exit_code == 0, done.stderr
    assert "raudenbush-bryk: " in (tmp_path / "all.html").read_text("utf-8")
    done = run("write", "y ~ x + (1 | g)", "--notation", "all", "--to", "docx")
    assert done.exit_code == 2
    assert "to a file only, with --output" in done.stderr
