"""Several models in one document."""

from __future__ import annotations

from pathlib import Path

import pytest

import levelwise as lw

EQ = lw.extract_eq("math ~ ses + (1 | sch.id)")
FORMATS = {"tex": "equation}", "typ": "$\n", "html": "<math", "md": "```math"}


@pytest.mark.parametrize("ending", FORMATS)
def test_every_document_format_holds_several_models(ending: str, tmp_path: Path) -> None:
    captions = ["The first model", "The second model"]
    path = lw.document([EQ, EQ.in_notation("raudenbush-bryk")], tmp_path / f"m.{ending}", captions, numbered=True)
    written = path.read_text("utf-8")
    assert all(caption in written for caption in captions)
    assert written.count(FORMATS[ending]) >= 2
    assert lw.document(EQ, tmp_path / f"one.{ending}").exists()


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_binary_documents_hold_several_models(ending: str, tmp_path: Path) -> None:
    pytest.importorskip({"docx": "docx", "pdf": "typst"}[ending])
    path = lw.document([EQ, EQ], tmp_path / f"m.{ending}", ["First", "Second"], numbered=True)
    assert path.read_bytes().startswith({"docx": b"PK", "pdf": b"%PDF"}[ending])


def test_other_formats_say_which_hold_several(tmp_path: Path) -> None:
    for ending in ("txt", "mml", "png", "svg"):
        with pytest.raises(lw.OptionError, match=r"holds the equations of one model; latex, markdown, .* hold several"):
            lw.document([EQ], tmp_path / f"m.{ending}")
    assert not list(tmp_path.iterdir())


def test_what_does_not_match_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "m.tex"
    with pytest.raises(lw.OptionError, match="at least one model"):
        lw.document([], path)
    for given in (["one"], ["one", "two", "three"], ["one", 2]):
        with pytest.raises(lw.OptionError, match="captions takes a list with a string for each of the 2 models"):
            lw.document([EQ, EQ], path, given)  # type: ignore[arg-type]
    for given in ("A caption", 5):
        with pytest.raises(lw.OptionError, match="captions takes a list with an entry for each model, not"):
            lw.document([EQ, EQ], path, given)  # type: ignore[arg-type]
    with pytest.raises(lw.OptionError, match="equations takes a list with an entry for each model, not 3"):
        lw.document(3, path)  # type: ignore[arg-type]
    with pytest.raises(lw.OptionError, match="labels takes a list"):
        lw.document([EQ, EQ], path, labels=["a"])
    with pytest.raises(lw.OptionError, match="a name of ASCII letters"):
        lw.document([EQ, EQ], path, labels=["a", "b c"])
    with pytest.raises(lw.OptionError, match="the same label"):
        lw.document([EQ, EQ], path, labels=["a", "a"])
    with pytest.raises(lw.OptionError, match="give labels=, a list"):
        lw.document([EQ], path, label="a")
    with pytest.raises(lw.OptionError, match="numbered takes True or False, not 'yes'"):
        lw.document([EQ], path, numbered="yes")  # type: ignore[arg-type]
    with pytest.raises(lw.OptionError, match="does not take the option matrices"):
        lw.document([EQ], tmp_path / "m.typ", matrices="array")
    with pytest.raises(lw.OptionError, match="takes the equations of models"):
        lw.document(["math ~ ses"], path)  # type: ignore[list-item]
    assert not list(tmp_path.iterdir())


def test_a_format_option_of_the_equations_holds(tmp_path: Path) -> None:
    eq = lw.extract_eq("math ~ ses + (ses | sch.id)", matrices="array")
    assert "begin{array}" in lw.document(eq, tmp_path / "m.tex").read_text("utf-8")
    assert "begin{array}" not in lw.document(eq, tmp_path / "m.tex", matrices="pmatrix").read_text("utf-8")


@pytest.mark.parametrize(("ending", "wanted"), [("tex", "\\label{eq:second}"), ("qmd", "$$ {#eq-second}")])
def test_labels_given_with_the_equations_are_those_of_a_document(tmp_path: Path, ending: str, wanted: str) -> None:
    labelled = EQ.in_notation("raudenbush-bryk", label="second")
    path = tmp_path / f"m.{ending}"
    written = lw.document([EQ, labelled], path).read_text("utf-8")
    assert written.count(wanted) == 1
    own = lw.document([EQ, labelled], path, labels=["a", "b"]).read_text("utf-8")
    assert "second" not in own
    assert lw.document([EQ, labelled], tmp_path / "m.html").read_text("utf-8").count("second") == 0
