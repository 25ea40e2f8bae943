"""docs/api.md says what the package has, and a public name goes only after a warning."""

from __future__ import annotations

import ast
import inspect
import re
import warnings
from pathlib import Path

import pytest

import levelwise as lw
from levelwise.cli import output
from levelwise.cli.main import COMMANDS
from levelwise.fit import engine
from levelwise.notations import notation
from levelwise.options import OPTIONS
from levelwise.text.sentences import listed
from levelwise.translation import software
from levelwise.writers import writer

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "src").glob("**/*.py")]
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))


def entries(section: str) -> set[str]:
    """The names at the head of the bullets of a section, each with its parameters if it has any."""
    return set(re.findall(r"^\* `([^`]+)`:", SECTIONS[section], re.MULTILINE))


def rows(section: str) -> list[list[str]]:
    """The cells of a section's table, its head apart."""
    table = [line.strip("|").split("|") for line in SECTIONS[section].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in table[2:]]


def shown(name: str, function: object) -> str:
    """A function with its parameters, as the page has it."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    parameters = [one.replace(annotation=one.empty) for one in signature.parameters.values() if one.name != "self"]
    return name + str(inspect.Signature(parameters))


def members(thing: object) -> set[str]:
    """The public members of an object, methods with their parameters."""
    names = [name for name in dir(thing) if not name.startswith("_")]
    methods = {name: getattr(type(thing), name, None) for name in names}
    return {shown(name, method) if inspect.isfunction(method) else name for name, method in methods.items()}


MODEL = lw.model("y ~ x + (1 | g)")
REPORT = lw.check("y ~ x + (z | g)", levels={"z": "g"})
FIT = lw.lmer("Reaction ~ Days + (Days | Subject)", lw.datasets.load("sleepstudy"))
THINGS = (
    *(MODEL, MODEL.equations(), MODEL.equations().legend(), MODEL.code("lme4")),
    *(REPORT, REPORT.findings[0], MODEL.notes[0], FIT, lw.table(FIT)),
)


def test_every_name_of_the_package_is_on_the_page_and_no_other() -> None:
    functions = {name for name in lw.__all__ if inspect.isfunction(getattr(lw, name))}
    classes = {name for name in lw.__all__ if inspect.isclass(getattr(lw, name))}
    exceptions = {name for name in classes if issubclass(getattr(lw, name), Exception)}
    assert entries("Functions") == {shown(name, getattr(lw, name)) for name in functions}
    assert {entry.partition("(")[0] for entry in entries("Exceptions")} == exceptions
    assert classes - exceptions == {type(thing).__name__ for thing in THINGS}
    assert set(lw.__all__) - functions - classes == {"__version__", "datasets"}
    listed = set(re.findall(r"`datasets\.(\w+)[`(]", SECTIONS["Functions"]))
    assert listed == set(lw.datasets.__all__)


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: type(thing).__name__)
def test_every_member_is_on_the_page_and_no_other(thing: object) -> None:
    assert entries(type(thing).__name__) == members(thing)


def test_exceptions_have_the_attributes_of_the_page() -> None:
    raised = {
        "FormulaSyntaxError": lw.FormulaSyntaxError("m", "y ~", 0, 1),
        "IllegitimateModelError": lw.IllegitimateModelError(REPORT),
        "UnknownNameError": lw.UnknownNameError("column", "x", ()),
    }
    for entry in entries("Exceptions"):
        name, _, attributes = entry.rstrip(")").partition("(")
        kind = getattr(lw, name)
        own = set(dir(raised.get(name, kind))) - set(dir(Exception))
        assert set(filter(None, attributes.split(", "))) == {one for one in own if not one.startswith("_")}
        assert issubclass(kind, UserWarning if name == "LevelwiseWarning" else lw.LevelwiseError)


def test_the_options_are_the_table() -> None:
    expected = []
    for option in OPTIONS.values():
        default = "auto" if option.default is None else str(option.default).lower()
        every = f"every notation but {listed(option.without)}" if option.without else "every notation"
        takers = ", ".join((*[every][: option.systems], *option.notations, *option.writers))
        expected.append([f"`{option.name}`", option.accepted, default, takers, option.help])
    assert rows("Options") == expected


def test_the_codes_of_notes_are_those_in_the_source() -> None:
    calls = [node for source in SOURCES for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    notes = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Note"]
    codes = {argument.value for argument in notes if isinstance(argument, ast.Constant)}
    assert len(notes) >= len(codes) > 10
    assert [code.strip("`") for code, _ in rows("Note")] == sorted(codes)  # type: ignore[type-var]
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(code)) for code in codes)


def test_the_commands_exit_codes_and_variables_are_those_in_the_source() -> None:
    assert entries("Commands") == {f"levelwise {name}" for name in COMMANDS}
    assert [int(code) for code, _ in rows("Commands")] == [0, output.ILLEGITIMATE, output.UNUSABLE]
    variables = {name for cells in rows("Environment variables") for name in re.findall(r"`(\w+)`", cells[0])}
    ours = {name for source in SOURCES for name in re.findall(r"LEVELWISE_[A-Z_]*[A-Z]", source)}
    assert variables == ours | {"NO_COLOR", "FORCE_COLOR"}


def test_what_other_packages_add_has_the_attributes_of_the_page() -> None:
    section = SECTIONS["Notations and formats of other packages"]
    bullets = re.findall(r"^\* (.*?)(?=^\* |\Z)", section, re.DOTALL | re.MULTILINE)
    for bullet, attributes in zip(
        bullets, (notation.ATTRIBUTES, writer.ATTRIBUTES, software.ATTRIBUTES, engine.ATTRIBUTES), strict=False
    ):
        named = set(re.findall(r"`(\w+)(?:\((?:spec|spec, options|system, options|design)\))?`", bullet))
        assert named == set(attributes)


def test_a_deprecated_name_works_and_names_its_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AttributeError, match="no attribute 'get_eq'"):
        lw.get_eq  # noqa: B018
    monkeypatch.setitem(lw._DEPRECATED, "get_eq", "extract_eq")
    for _ in range(2):
        with pytest.warns(DeprecationWarning, match=r"levelwise\.get_eq is .* use levelwise\.extract_eq") as caught:
            assert lw.get_eq is lw.extract_eq
        assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lw.extract_eq
    assert "get_eq" not in dir(lw)
