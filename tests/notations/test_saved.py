"""Notations with other letters: replaced, saved in pyproject.toml, and given by another package."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import levelwise as lw
from levelwise.cli.main import main

FORMULA = "y ~ x*w + (x | g)"
HINTS = {"levels": {"w": "g"}, "policy": "off"}
DEEP = "y ~ x*w + (x | g) + (1 | g) + (1 | h)"
NOTATIONS = ("raudenbush-bryk", "snijders-bosker", "hox", "combined", "mlwin")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


# --- replaced -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NOTATIONS)
@pytest.mark.parametrize(
    "letters",
    [
        {"residual": "ε", "level2": "ζ"},
        {"fixed": "χ"},
        {"variance": "ψ", "residual_variance": "θ", "correlation": "κ"},
        {"level2": ["a", "b"], "level3": "c"},
        {"index": {"observation": "t", "g": "i"}},
    ],
)
@pytest.mark.parametrize("nesting", [{"g": "h"}, {}])
def test_replaced_letters_are_written_and_proved(
    name: str, letters: dict[str, object], nesting: dict[str, str]
) -> None:
    notation = lw.notation(name).replace(**letters)  # type: ignore[attr-defined]
    equations = lw.extract_eq(DEEP, notation=notation, levels={"w": "g"}, nesting=nesting, policy="off")
    equations.verify()
    assert equations.latex != equations.in_notation(name).latex or "level3" in letters


@pytest.mark.parametrize("level1", ["residual", "level1"])
def test_the_letters_of_a_level_are_those_given(level1: str) -> None:
    course = lw.notation("hox").replace(**{level1: "ε"}, level2="ζ")  # type: ignore[attr-defined]
    text = lw.extract_eq(FORMULA, notation=course, **HINTS).to("text")
    assert "εᵢⱼ" in text
    assert "β₁ⱼ = γ₁₀ + γ₁₁ wⱼ + ζ₁ⱼ" in text


@pytest.mark.parametrize(
    ("name", "letters", "formula", "words"),
    [
        ("hox", {"level3": "u"}, "y ~ (1 | g) + (1 | h)", "the variance of the intercepts over"),
        ("snijders-bosker", {"level2": ["U", "U"]}, "y ~ x + (x | g) + (1 | g)", "the random intercepts over g"),
        ("raudenbush-bryk", {"coefficients": "γ"}, "y ~ x + (1 | g)", None),
    ],
)
def test_letters_that_would_be_shared_are_refused(
    name: str, letters: dict[str, object], formula: str, words: str | None
) -> None:
    notation = lw.notation(name).replace(**letters)  # type: ignore[attr-defined]
    nesting = {"g": "h"} if "h)" in formula else {}
    if words is None:  # γ_0j and γ_00 differ
        lw.extract_eq(formula, notation=notation, nesting=nesting).verify()
        return
    with pytest.raises(lw.OptionError, match=f"with these letters of the notation {name}, .* is both .*{words}"):
        lw.extract_eq(formula, notation=notation, nesting=nesting, policy="off")


@pytest.mark.parametrize("name", ["style", "shape", "resid"])
def test_other_fields_are_unknown(name: str) -> None:
    with pytest.raises(lw.UnknownNameError, match=f"there is no symbol '{name}'"):
        lw.notation("hox").replace(**{name: "e"})  # type: ignore[attr-defined]


# --- found by other spellings ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("rb", "raudenbush-bryk"),
        ("HLM", "raudenbush-bryk"),
        ("Raudenbush & Bryk", "raudenbush-bryk"),
        ("raudenbush_bryk", "raudenbush-bryk"),
        ("Raudenbush and Bryk", "raudenbush-bryk"),
        ("RAUDENBUSH", "raudenbush-bryk"),
        ("gelman_hill", "gelman-hill"),
        ("gh", "gelman-hill"),
        ("Snijders & Bosker", "snijders-bosker"),
        ("SB", "snijders-bosker"),
        ("singer willett", "singer-willett"),
        ("Hox", "hox"),
        ("Goldstein", "mlwin"),
        ("Barr et al.", "barr"),
        ("Pinheiro & Bates", "nlme"),
    ],
)
def test_other_spellings_find_a_notation(given: str, name: str) -> None:
    assert lw.notation(given).name == name


@pytest.mark.parametrize("given", ["", "-", "&", "r", "b"])
def test_too_little_finds_none(given: str) -> None:
    with pytest.raises(lw.UnknownNameError):
        lw.notation(given)


# --- saved ----------------------------------------------------------------------------------------

COURSE = """
[tool.levelwise.notations.my-course]
base = "hox"
title = "Statistics 3"
residual = "ε"
level2 = ["ζ", "ξ"]
index = { observation = "t" }
"""


def test_a_saved_notation_is_found_and_listed(folder: Path) -> None:
    save(folder, COURSE)
    equations = lw.extract_eq(FORMULA, notation="My Course", **HINTS)
    equations.verify()
    assert equations.notation == "my-course"
    assert equations.to("text").strip().startswith("yₜⱼ = β₀ⱼ + β₁ⱼ xₜⱼ + εₜⱼ")
    assert equations.in_notation("hox").in_notation("my-course").latex == equations.latex
    assert lw.notations()[-1].title == "Statistics 3"
    listed = CliRunner().invoke(main, ["list", "notations"]).output
    assert "my-course\n    Statistics 3\n    Source: pyproject.toml, [tool.levelwise.notations.my-course]" in listed
    written = CliRunner().invoke(main, ["write", "y ~ x + (1 | g)", "--notation", "my-course", "--to", "text"])
    assert "εₜⱼ" in written.output
    assert lw.check(FORMULA, levels={"w": "g"}).ok


def test_a_saved_notation_takes_the_options_of_its_base(folder: Path) -> None:
    save(folder, '[tool.levelwise.notations.one]\nbase = "combined"\nresidual = "ε"\n')
    assert "underbrace" in lw.extract_eq(FORMULA, notation="one", underbrace=True, **HINTS).latex


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('notations = "hox"', "pyproject.toml: tool.levelwise.notations is not a table"),
        ('notations.mine = "hox"', r"\[tool.levelwise.notations.mine\] is not a table such as"),
        ('notations.mine = {residual = "e"}', 'does not name the notation on which it is based, as in base = "hox"'),
        ('notations.mine = {base = "hoxx"}', "there is no notation 'hoxx'; did you mean 'hox'"),
        ('notations.mine = {base = "hox", resid = "e"}', "there is no symbol 'resid'; did you mean 'residual'"),
        (
            'notations.mine = {base = "hox", residual = "eps"}',
            "the symbol residual takes a Latin letter or a Greek one",
        ),
        ('notations.mine = {base = "hox", residual = 3}', "the symbol residual takes a Latin letter or a Greek one"),
        ('notations.mine = {base = "hox", title = 3}', "the title is not a string"),
        ('notations.all = {base = "hox"}', "all means every notation"),
        ('notations.rb = {base = "hox"}', "'rb' is a name of the notation 'raudenbush-bryk'; choose another"),
    ],
)
def test_what_cannot_be_used_is_an_error_that_says_where(folder: Path, text: str, message: str) -> None:
    save(folder, f"[tool.levelwise]\n{text}\n")
    with pytest.raises(lw.ConfigurationError, match=message):
        lw.notation("mine")
    with pytest.raises(lw.ConfigurationError, match=r"pyproject\.toml"):
        lw.notations()
    result = CliRunner().invoke(main, ["list", "notations"])
    assert result.exit_code == 2
    assert "pyproject.toml" in result.output


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hox", r"\[tool.levelwise.notations.hox\]: 'hox' is a name of the notation 'hox'; choose another"),
        ("Gelman_Hill", "'Gelman_Hill' is a name of the notation 'gelman-hill'; choose another"),
        ("all", "all means every notation"),
    ],
)
def test_the_name_of_one_of_ours_is_an_error_wherever_a_notation_is_named(
    folder: Path, name: str, message: str
) -> None:
    save(folder, f'[tool.levelwise.notations.{name}]\nbase = "hox"\nresidual = "r"\n')
    for named in ("hox", "combined", "hlm"):
        with pytest.raises(lw.ConfigurationError, match=message):
            lw.extract_eq(FORMULA, notation=named, **HINTS)
    result = CliRunner().invoke(main, ["write", "y ~ x + (1 | g)", "--notation", "hox"])
    assert result.exit_code == 2
    assert "pyproject.toml" in result.output


def test_ours_are_found_whatever_else_is_wrong_with_a_saved_notation(folder: Path) -> None:
    save(folder, '[tool.levelwise.notations.mine]\nbase = "hoxx"\n')
    assert lw.notation("hox").name == "hox"


# --- of another package -----------------------------------------------------------------------------


def test_another_package_gives_a_notation_with_other_letters(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(folder)
    info = folder / "course-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: course\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[levelwise.notations]\nuni = course_notation:uni\n", encoding="utf-8")
    source = 'import levelwise as lw\nuni = lw.notation("combined").replace(residual="ε")\n'
    (folder / "course_notation.py").write_text(source, encoding="utf-8")
    equations = lw.extract_eq(FORMULA, notation="uni", underbrace=True, **HINTS)
    equations.verify()
    assert equations.notation == "uni"
    assert r"\varepsilon_{ij}" in equations.latex
    sys.modules.pop("course_notation", None)
