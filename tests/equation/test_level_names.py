"""The user's names of levels: headings of levels, and names of groups in ranges."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import levelwise as lw
from helpers.draws import examples
from helpers.hostile_names import NAMES
from helpers.latex import balanced
from helpers.random_models import Case, cases
from helpers.requirements import written
from levelwise.equation.index_letters import OBSERVATION
from levelwise.equation.level_names import with_level_names
from levelwise.equation.tree import Line, Range
from levelwise.equation.walk import walk
from levelwise.errors import DataError, FormulaSyntaxError
from levelwise.notations.table import NOTATIONS
from levelwise.options import applied
from levelwise.proof.verify import verify
from levelwise.writers.fitting.fit import Page, fitted
from levelwise.writers.table import WRITERS

NAMED = {"observation": "pupils", "class:school": "classes", "school": "schools"}
THREE = "y ~ x + (x | school/class)"


def test_each_level_has_a_heading_above_its_equations_and_distributions() -> None:
    eq = lw.extract_eq(THREE, notation="raudenbush-bryk", level_labels=NAMED)
    eq.verify()
    headings = [line.heading for line in eq.system.lines]
    assert headings == [
        *("Level 1 (pupils)", ""),
        *("Level 2 (classes)", "", ""),
        *("Level 3 (schools)", "", ""),
    ]
    ranges = [node for node in walk(eq.system.lines) if isinstance(node, Range)]
    assert [(one.label, one.of) for one in ranges] == [("classes", "class:school"), ("schools", "school")]


def test_a_level_without_a_name_has_that_of_its_factor() -> None:
    eq = lw.extract_eq(THREE, notation="raudenbush-bryk", level_labels={"observation": "pupils"})
    assert [line.heading for line in eq.system.lines if line.heading] == [
        *("Level 1 (pupils)", "Level 2 (class)", "Level 3 (school)"),
    ]


MODEL_ABOVE: list[tuple[str, dict[str, Any], dict[str, int]]] = [
    ("y ~ x + (x | school)", {}, {"Model": 3, "Level 1 (pupils)": 1, "Level 2 (schools)": 1}),
    ("y ~ x + (0 + x | school)", {}, {"Model": 3, "Level 1 (pupils)": 1, "Level 2 (schools)": 1}),
    (THREE, {}, {"Model": 3, "Level 1 (pupils)": 1, "Level 2 (classes)": 1, "Level 3 (schools)": 1}),
    (
        "y ~ x + (1 | school)",
        {"residual": "ar1(x | school)"},
        {"Model": 2, "Level 1 (pupils)": 2, "Level 2 (schools)": 1},
    ),
    (
        "y ~ x + (1 | school/class)",
        {"family": "poisson"},
        {"Model": 3, "Level 2 (classes)": 1, "Level 3 (schools)": 1},
    ),
    ("y ~ x + (1 | school)", {"family": "poisson"}, {"Level 1 (pupils)": 2, "Level 2 (schools)": 2}),
]


@pytest.mark.parametrize(("formula", "options", "expected"), MODEL_ABOVE)
def test_equations_with_the_effects_of_several_levels_stand_above_the_levels(
    formula: str, options: dict[str, Any], expected: dict[str, int]
) -> None:
    names = {name: words for name, words in NAMED.items() if name == OBSERVATION or name in formula or "/" in formula}
    eq = lw.extract_eq(formula, notation="mlwin", level_labels=names, policy="off", **options)
    eq.verify()
    counts: dict[str, int] = {}
    for line in eq.system.lines:
        heading = line.heading or list(counts)[-1]
        counts[heading] = counts.get(heading, 0) + 1
    assert counts == expected


@pytest.mark.parametrize(
    ("formula", "notation"), [("y ~ x + (x | a) + (1 | b)", "raudenbush-bryk"), ("y ~ x + (x | a)", "equatiomatic")]
)
def test_forms_without_levels_name_the_groups_in_ranges(formula: str, notation: str) -> None:
    eq = lw.extract_eq(formula, notation=notation, level_labels={"a": "subjects"})
    eq.verify()
    assert not any(line.heading for line in eq.system.lines)
    assert "for subjects j = 1" in eq.to("text")
    assert "for each subject j" in eq.speech()


@examples(60)
@given(case=cases(), name=st.sampled_from(sorted(NOTATIONS.own)))
def test_named_systems_are_proved(case: Case, name: str) -> None:
    try:
        spec = case.build().spec
    except (FormulaSyntaxError, DataError):
        assume(False)
        raise
    system = written(name, spec)
    if system is None:
        return
    names = {OBSERVATION: "units", **{level.group.label: f"the {level.group.label}" for level in spec.levels}}
    named = with_level_names(system, spec, names)
    verify(named, spec, NOTATIONS.own[name].conventions(spec))
    assert len(named.lines) == len(system.lines)


REFUSED: list[tuple[Any, str]] = [
    ({"h": "schools"}, "there is no level 'h' in the model"),
    ({}, "level_labels takes a mapping from names to words"),
    ({"g": ""}, "level_labels takes a mapping from names to words"),
    ("g", "level_labels takes a mapping from names to words"),
]


@pytest.mark.parametrize(("given_names", "message"), REFUSED)
def test_other_names_are_an_error(given_names: Any, message: str) -> None:
    with pytest.raises(lw.LevelwiseError, match=message):
        lw.extract_eq("y ~ x + (1 | g)", level_labels=given_names)


def test_names_are_read_from_a_string() -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)", notation="raudenbush-bryk", level_labels="observation=pupils, g = schools")
    assert [line.heading for line in eq.system.lines if line.heading] == ["Level 1 (pupils)", "Level 2 (schools)"]


def test_a_heading_stays_with_the_first_part_of_a_broken_line() -> None:
    terms = " + ".join(f"x{number}" for number in range(12))
    eq = lw.extract_eq(f"y ~ {terms} + ({terms} | g)", notation="raudenbush-bryk", level_labels={"g": "schools"})
    lines = fitted(eq.system, Page(20.0)).lines
    assert len(lines) > len(eq.system.lines)
    starts = [place for place, line in enumerate(lines) if line.heading]
    assert [lines[place].heading for place in starts] == ["Level 1 (observations)", "Level 2 (schools)"]
    assert all(lines[place].relation in ("~", "=") for place in starts)


WITH_TEXT = [name for name, writer in WRITERS.own.items() if writer.extra is None]


@pytest.mark.parametrize("name", WITH_TEXT)
def test_every_format_has_the_headings_in_their_place(name: str) -> None:
    eq = lw.extract_eq(
        "y ~ qx + (1 | g)", notation="raudenbush-bryk", level_labels={OBSERVATION: "pupils", "g": "forms"}
    )
    shown = str(eq.to(name)).replace("&#xA0;", " ")
    places = [shown.index(part) for part in ("Level 1 (pupils)", "qx", "Level 2 (forms)", "for")]
    assert places[:3] == sorted(places[:3])
    assert shown.count("Level 1 (pupils)") == (3 if name in ("mathml", "html") else 1)  # with the words and the LaTeX


@pytest.mark.parametrize("words", NAMES, ids=ascii)
def test_headings_are_escaped(words: str) -> None:
    if not words.strip():
        return
    line = Line(*_sides(), heading=words)
    system = lw.extract_eq("y ~ x + (1 | g)", notation="raudenbush-bryk").system
    system = type(system)((line, *system.lines), "any")
    writer = WRITERS.own["latex"]
    written_latex = str(writer.write(system, applied({}, writer.options)))
    assert balanced(written_latex)
    assert written_latex.count("\\begin{aligned}") == 1
    text = WRITERS.own["text"]
    assert all(one.isprintable() for one in str(text.write(system, applied({}, text.options))).splitlines())


def _sides() -> tuple[Any, Any, Any]:
    line = lw.extract_eq("y ~ x + (1 | g)", notation="raudenbush-bryk").system.lines[0]
    return line.left, line.relation, line.right
