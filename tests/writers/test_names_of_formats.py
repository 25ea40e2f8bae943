"""Formats are found by their names, by usual names and by the endings of files; messages name what there is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import levelwise as lw
from helpers.command import run
from levelwise.writers.table import ALIASES, WRITERS, writer_for

FORMULA = "y ~ x + (1 | g)"
EQ = lw.extract_eq(FORMULA)
OTHER_NAMES = {
    "LaTeX": "latex",
    "TeX": "latex",
    "Word": "docx",
    "DOCX": "docx",
    "MD": "markdown",
    "GitHub": "markdown",
    "Quarto": "markdown",
    "Jupyter": "markdown",
    "Typ": "typst",
    "web": "html",
    "plain": "text",
    "Unicode": "text",
    "MathML": "mathml",
    "PNG": "png",
}


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_usual_names_find_their_format(name: str) -> None:
    for spelling in (name, name.lower(), name.upper()):
        assert WRITERS.named(spelling).name == OTHER_NAMES[name]
    assert EQ.to(name, **({"dpi": 20} if name == "PNG" else {}))


def test_every_alias_is_lower_case_and_no_name_of_a_format() -> None:
    for alias, writer in ALIASES.items():
        assert alias == alias.lower()
        assert alias not in WRITERS.own
        assert writer.name in WRITERS.own


@pytest.mark.parametrize("name", ["quarto", "qmd", "Rmd", "pandoc"])
def test_names_of_dialects_set_the_dialect(name: str, tmp_path: Path) -> None:
    written = EQ.to("markdown", dialect="pandoc")
    assert EQ.to(name) == written
    assert EQ.to(name, dialect="github") == EQ.to("markdown")
    assert run("write", FORMULA, "--to", name).stdout == f"{written}\n"
    assert run("write", FORMULA, "--to", name, "-o", str(tmp_path / "m.md")).exit_code == 0
    assert (tmp_path / "m.md").read_text("utf-8") == f"{written}\n"


def test_jupyter_is_a_dialect_too() -> None:
    assert EQ.to("jupyter") == EQ.to("markdown", dialect="jupyter")
    assert EQ._repr_markdown_().startswith(EQ.to("jupyter"))


@pytest.mark.parametrize("ending", [".xlsx", ".pptx", ".doc", ".ipynb", ".jpg"])
def test_other_endings_name_those_there_are(ending: str, tmp_path: Path) -> None:
    with pytest.raises(lw.UnknownNameError) as error:
        EQ.save(tmp_path / f"model{ending}")
    message = str(error.value)
    assert message.startswith(f"there is no format for files that end in '{ending}'; available: ")
    assert set(message.partition("available: ")[2].split(", ")) == {
        writer.suffixes[0] for writer in WRITERS.own.values() if writer.suffixes
    }
    done = run("write", FORMULA, "-o", str(tmp_path / f"model{ending}"))
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (2, f"Error: {message}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["model", "model."])
def test_a_file_without_an_extension_is_an_error(name: str) -> None:
    with pytest.raises(lw.UnknownNameError, match=f"no format for the file '{name}' without an extension; available: "):
        writer_for(name)


@pytest.mark.parametrize(
    ("name", "package", "install"),
    [("docx", "docx", "python-docx"), ("pdf", "typst", "typst"), ("png", "typst", "typst"), ("svg", "typst", "typst")],
)
def test_a_missing_package_is_named_as_pip_knows_it(
    name: str, package: str, install: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It works from a clone, too, where `levelwise[docx]` would not."""
    monkeypatch.setitem(sys.modules, package, None)
    for write in (lambda: EQ.to(name), lambda: EQ.save(tmp_path / f"m.{name}")):
        with pytest.raises(lw.MissingExtraError) as error:
            write()
        assert str(error.value) == (
            f"the format {name} needs the package {package}, which is not installed: pip install {install}"
        )
    assert not list(tmp_path.iterdir())
