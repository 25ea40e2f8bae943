"""Options: one table; each applies where it is taken, and is an error that says where it is taken anywhere else."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest

import levelwise as lw
from helpers.command import run
from levelwise.notations.table import NOTATIONS
from levelwise.options import OPTIONS, Option, Options, applied, options_of_writer, read_options
from levelwise.options.values import switch
from levelwise.writers.table import WRITERS

FORMULA = "y ~ a + b + (1 | g)"
ARRAY = r"\begin{array}"


def equations(**options: Any) -> lw.Equations:
    return lw.extract_eq("y ~ x + (x | g)", **options)


def test_the_table_names_notations_and_formats_that_exist_and_each_option_has_one() -> None:
    for name, option in OPTIONS.items():
        assert option.name == name
        assert option.notations or option.writers or option.systems
        assert set(option.notations) <= set(NOTATIONS.own)
        assert set(option.writers) <= set(WRITERS.own)
        assert option.read(option.default) == option.default
        assert "\n" not in option.help


def test_an_option_changes_what_takes_it() -> None:
    assert ARRAY in equations(matrices="array").latex
    assert ARRAY in equations().to("latex", matrices="array")
    assert ARRAY not in equations(matrices="array").to("latex", matrices="pmatrix")
    assert r"\mu &=" in lw.extract_eq(FORMULA, mean_separate=True).latex
    assert r"\mu &=" not in lw.extract_eq(FORMULA, mean_separate=False).latex
    narrow = lw.extract_eq(FORMULA, notation="raudenbush-bryk", width=20)
    assert max(map(len, str(narrow).splitlines()[:3])) <= 20
    assert str(lw.extract_eq(FORMULA, notation="raudenbush-bryk")) == narrow.to("text", width=None)


def test_an_option_of_a_format_waits_for_its_format() -> None:
    given, plain = equations(matrices="array", width=100), equations()
    assert str(given) == str(plain)
    bundle = given._repr_mimebundle_()
    assert ARRAY in bundle["text/latex"]
    assert bundle["text/plain"] == repr(plain)
    assert given.options == {"matrices": "array", "width": 100}


NOT_TAKEN = [
    (
        lambda: equations().to("text", matrices="array"),
        "the format text does not take .* matrices; the formats latex and markdown do",
    ),
    (lambda: equations().to("latex", width=40), "the format latex does not take .* width; the format text does"),
    (
        lambda: equations().to("latex", mean_separate=True),
        "does not take .* mean_separate; the notation equatiomatic does",
    ),
    (
        lambda: equations(notation="raudenbush-bryk", mean_separate=True),
        "the notation raudenbush-bryk does not take the option mean_separate; the notation equatiomatic does",
    ),
    (
        lambda: equations().in_notation("raudenbush-bryk", mean_separate=True),
        "the notation raudenbush-bryk does not take the option mean_separate; the notation equatiomatic does",
    ),
    (lambda: equations().save("m.txt", matrices="array"), "the format text does not take the option matrices"),
]


WITHOUT_EFFECT: list[tuple[Any, str]] = [
    (lambda: equations().to("latex", paper="letter", fragment=True), "a fragment has none"),
    (lambda: equations().to("typst", paper="a4", fragment=True), "a fragment has none"),
    (lambda: equations().save("m.tex", paper="a4", wrapping="display"), "a fragment has none"),
    (lambda: equations().to("latex", wrap=False, line_width=20), "line_width has no effect with wrap=False"),
    (lambda: equations().to("latex", fragment=False, wrapping="aligned"), "contradict each other"),
    (lambda: equations().save("m.tex", fragment=True, wrapping="document"), "contradict each other"),
    (lambda: lw.document([equations()], "m.tex", fragment=True), "writes a complete document"),
    (lambda: lw.document([equations()], "m.tex", wrapping="display"), "writes a complete document"),
    (lambda: equations().save("m.qmd", colours=True), "colours cannot be used with the dialect pandoc"),
    (lambda: equations().to("quarto", colours=True), "colours cannot be used with the dialect pandoc"),
    (lambda: lw.document([equations()], "m.Rmd", colours=True), "colours cannot be used with the dialect pandoc"),
]


@pytest.mark.parametrize(("call", "message"), WITHOUT_EFFECT, ids=range(len(WITHOUT_EFFECT)))
def test_options_that_leave_each_other_without_effect_are_an_error(call: Any, message: str) -> None:
    with pytest.raises(lw.OptionError, match=message):
        call()
    assert not Path("m.tex").exists()


@pytest.mark.parametrize(("call", "message"), NOT_TAKEN, ids=range(len(NOT_TAKEN)))
def test_an_option_that_does_not_apply_is_an_error(call: Any, message: str) -> None:
    with pytest.raises(lw.OptionError, match=message):
        call()
    assert not Path("m.txt").exists()


def test_options_stay_when_the_notation_changes_and_hold_again_when_it_comes_back() -> None:
    first = lw.extract_eq(FORMULA, mean_separate=True, matrices="array")
    other = first.in_notation("raudenbush-bryk", width=30)
    assert other.options == {"mean_separate": True, "matrices": "array", "width": 30}
    assert other.latex == lw.extract_eq(FORMULA, notation="raudenbush-bryk", matrices="array").latex
    assert other.in_notation("equatiomatic").latex == first.latex
    assert other.in_notation("equatiomatic", mean_separate=False).latex != first.latex


def test_saving_takes_options(tmp_path: Path) -> None:
    saved = equations().save(tmp_path / "m.tex", matrices="array")
    assert ARRAY in saved.read_text(encoding="utf-8")


VALUES = [
    ("matrices", "brackets", "pmatrix or array"),
    ("matrices", True, "pmatrix or array"),
    ("mean_separate", "perhaps", "true, false or auto"),
    ("mean_separate", 1, "true, false or auto"),
    ("width", 0, "a positive whole number or auto"),
    ("width", "wide", "a positive whole number or auto"),
    ("width", 7.5, "a positive whole number or auto"),
    ("width", True, "a positive whole number or auto"),
]


@pytest.mark.parametrize(("name", "value", "values"), VALUES)
def test_a_wrong_value_names_the_values(name: str, value: object, values: str) -> None:
    with pytest.raises(lw.OptionError, match=f"the option {name} takes {values}, not {value!r}") as caught:
        lw.extract_eq(FORMULA, **{name: value})
    assert isinstance(caught.value, ValueError)


def test_values_are_read_from_strings_too() -> None:
    read = lw.extract_eq(FORMULA, matrices="ARRAY", mean_separate="True", width="72").options
    assert read == {"matrices": "array", "mean_separate": True, "width": 72}
    auto = lw.extract_eq(FORMULA, mean_separate="auto", width="none").options
    assert auto == {"mean_separate": None, "width": None}


@pytest.mark.parametrize("call", ["extract_eq", "to", "in_notation"])
def test_an_unknown_option_gives_the_nearest(call: str) -> None:
    eq = equations()
    calls = {
        "extract_eq": lambda: equations(matrixes="array"),
        "to": lambda: eq.to("latex", matrixes="array"),
        "in_notation": lambda: eq.in_notation("raudenbush-bryk", matrixes="array"),
    }
    with pytest.raises(lw.UnknownNameError, match="no option 'matrixes'; did you mean 'matrices'"):
        calls[call]()


def test_options_are_a_frozen_mapping() -> None:
    options = Options({"width": 60})
    assert dict(options) == options == {"width": 60}
    assert pickle.loads(pickle.dumps(options)) == copy.deepcopy(options) == options
    assert repr(options) == "Options(width=60)"
    with pytest.raises(TypeError):
        options["width"] = 70  # type: ignore[index]


def test_a_writer_gets_a_value_for_each_option_it_takes_and_no_other() -> None:
    rows = (*options_of_writer("text"), Option("dots", switch(), default=False, help="end with dots"))
    wrapping = {"compact": None, "operator_location": None, "terms_per_line": None}
    assert applied({"width": 50, "matrices": "array"}, rows) == {"width": 50, "dots": False, **wrapping}
    assert read_options({"dots": "true"}, {"the format dotted": rows}) == {"dots": True}
    with pytest.raises(lw.UnknownNameError, match="did you mean 'dots'"):
        read_options({"dot": "true"}, {"the format dotted": rows})


COMMANDS = [
    (("--to", "text", "--option", "matrices=array"), "neither the notation equatiomatic nor the format text takes"),
    (("-o", "m.txt", "--option", "matrices=array"), "the formats latex and markdown do"),
    (("--notation", "raudenbush-bryk", "--option", "mean_separate=true"), "the notation equatiomatic does"),
    (("--option", "matrixes=array"), "did you mean 'matrices'"),
    (("--to", "text", "--option", "width=0"), "a positive whole number"),
]


@pytest.mark.parametrize(("arguments", "message"), COMMANDS, ids=range(len(COMMANDS)))
def test_the_command_line_refuses_what_does_not_apply(arguments: tuple[str, ...], message: str) -> None:
    done = run("write", FORMULA, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_the_command_line_takes_what_applies_and_lists_the_table() -> None:
    arguments = ("--notation", "raudenbush-bryk", "--to", "text", "--option", "width=20")
    expected = lw.extract_eq(FORMULA, notation="raudenbush-bryk").to("text", width=20)
    assert run("write", FORMULA, *arguments).stdout == expected + "\n"
    listing, help_text = run("list", "options").stdout, run("write", "--help").stdout
    for option in OPTIONS.values():
        assert option.help in listing
        assert option.name in " ".join(help_text.split())
