"""Long systems fit the page, and hold the same symbols as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from math import inf

import pytest
from hypothesis import given

import levelwise as lw
from helpers.draws import examples
from helpers.handout import MODELS, handout_model
from helpers.random_models import Case, cases
from levelwise.equation.tree import Brackets, Distribution, Index, Line, Matrix, Number, Sum, Symbol, System, Word
from levelwise.equation.walk import walk
from levelwise.notations.table import NOTATIONS as REGISTERED
from levelwise.options import applied
from levelwise.writers.fitting.fit import Page, fitted
from levelwise.writers.fitting.heights import divided, height
from levelwise.writers.fitting.metrics import line_width
from levelwise.writers.unicode import unicode_text

NOTATIONS = ("equatiomatic", "raudenbush-bryk")
Y, A, B, C, D = map(Symbol, "yabcd")


def meanings(system: System) -> Counter[object]:
    """Return how often each parameter, effect and variable of the model is printed."""
    parts = (getattr(part, "of", None) for line in system.lines for part in walk(line))
    return Counter(part for part in parts if part is not None)


def words(system: System) -> Counter[str]:
    return Counter(part.text for line in system.lines for part in walk(line) if isinstance(part, Word))


def widths(system: System) -> Iterator[float]:
    margin = max(line_width(line)[0] for line in system.lines)
    return (margin + line_width(line)[1] for line in system.lines)


def total(*terms: Symbol | Sum, sign: str = "+") -> Sum:
    return Sum(tuple((sign, term) for term in terms))  # type: ignore[misc]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", MODELS)
def test_the_models_of_the_handout_fit_a_page(name: str, notation: str) -> None:
    system = handout_model(name).equations(notation, policy="off").system
    wrapped = fitted(system, Page(39.0))
    assert max(widths(wrapped)) <= 39
    assert meanings(wrapped) == meanings(system)
    assert words(wrapped) == words(system)
    assert wrapped.of in (None, system)
    assert wrapped.notes == system.notes


@examples(60)
@given(cases())
def test_nothing_is_lost_from_random_models(case: Case) -> None:
    spec = case.build().spec
    for notation in map(REGISTERED.named, NOTATIONS):
        system = notation.write(spec, applied({}, notation.options))
        for width in (20.0, 35.0):
            wrapped = fitted(system, Page(width, compact=False))
            assert meanings(wrapped) == meanings(system)
            assert words(wrapped) == words(system)


def test_a_page_without_a_limit_changes_nothing() -> None:
    system = handout_model("m5").equations(policy="off").system
    assert fitted(system, Page(inf)) is system


def test_sums_are_broken_at_their_signs() -> None:
    system = System((Line(Y, "=", Sum((("+", A), ("-", B), ("+", C), ("-", total(A, D))))),), "any")
    lines = fitted(system, Page(inf, terms=2)).lines
    assert [(line.relation, line.sign) for line in lines] == [("=", ""), ("+", "")]
    assert lines[1].right == Sum((("+", C), ("-", total(A, D))))
    lines = fitted(system, Page(inf, terms=1)).lines
    assert [line.relation for line in lines] == ["=", "-", "+", "-"]
    assert lines[3].right == Sum((("+", Brackets(total(A, D))),))  # its minus stands before all of it
    ends = fitted(system, Page(inf, terms=1, sign="end")).lines
    assert [(line.relation, line.sign) for line in ends] == [("=", "-"), ("", "+"), ("", "-"), ("", "")]


def test_a_long_distribution_is_explained_by_lines_of_its_own() -> None:
    system = lw.extract_eq("math ~ ses*sector + (ses | sch.id)", levels={"sector": "sch.id"}).system
    lines = fitted(system, Page(22.0)).lines
    response, law, mean, *_ = lines
    assert isinstance(law.right, Distribution)
    assert law.right.arguments == (mean.left, Symbol("Sigma", law.right.arguments[1].sub, face="bold"))  # type: ignore[union-attr]
    assert isinstance(mean.right, Matrix)
    assert response.relation == "~"


def test_means_that_are_too_long_have_equations_of_their_own() -> None:
    formula = "y ~ (w1 + w2 + w3 + w4)*x + (x | g)"
    system = lw.extract_eq(formula, levels=dict.fromkeys(("w1", "w2", "w3", "w4"), "g")).system
    wrapped = fitted(system, Page(18.0))
    vector = next(line for line in wrapped.lines if line.relation == "=" and isinstance(line.right, Matrix))
    assert isinstance(vector.right, Matrix)
    explained = {line.left for line in wrapped.lines if line.relation == "="}
    assert {row[0] for row in vector.right.rows} <= explained
    assert meanings(wrapped) == meanings(system)


def test_symbols_that_explain_are_new() -> None:
    taken = Symbol("mu", face="bold"), Symbol("Sigma", face="bold")
    matrix = Matrix(tuple(tuple(Symbol("tau", (Number(f"{i}{j}"),)) for j in range(2)) for i in range(2)))
    vector = Matrix(((Symbol("u", (Number("0"),)),), (Symbol("u", (Number("1"),)),)))
    law = Line(vector, "~", Distribution(Symbol("N"), (vector, matrix)))
    lines = fitted(System((Line(Y, "=", total(*taken)), law), "any"), Page(8.0)).lines
    named = {line.left for line in lines[2:]}
    assert not named & set(taken)
    assert len(named) == 2


LARGE = "y ~ x1 + (x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11 | g)"


def compact(formula: str, notation: str = "raudenbush-bryk", **page: object) -> System:
    system = lw.model(formula).equations(notation, policy="off").system
    return fitted(system, Page(30.0, **page))  # type: ignore[arg-type]


def test_a_matrix_that_is_too_wide_becomes_a_symbol_with_its_dimension() -> None:
    system = compact(LARGE)
    assert not any(isinstance(line.right, Matrix) for line in system.lines)
    written = [repr(line) for line in system.lines]
    assert any("UnderSet" in one and "Number(text='12')" in one for one in written)
    (note,) = system.notes
    assert note.code == "compact-matrix"
    assert "12 rows" in note.text
    assert "compact=False" in note.text
    assert max(widths(system)) <= 30


def test_a_compact_matrix_says_which_entries_are_zero() -> None:
    diagonal = compact(LARGE.replace("|", "||"))
    last = diagonal.lines[-1]
    assert "Operator(text='!=')" in repr(last)
    assert "Number(text='0')" in repr(last)
    two = compact("y ~ 1 + (x1 + x2 | g) + (0 + x3 + x4 + x5 | g)", "equatiomatic", compact=True)
    assert two.notes == ()


@pytest.mark.parametrize("choice", [True, False])
def test_compact_can_be_chosen(choice: bool) -> None:
    system = compact("y ~ x + (x | g)", compact=choice)
    matrices = [
        line for line in system.lines for part in walk(line) if isinstance(part, Matrix) and len(part.rows[0]) > 1
    ]
    assert (not matrices) == choice


def test_published_design_of_25_random_effects() -> None:
    factors = [f"a{n}" for n in range(1, 7)]
    pairs = [f"{a}:{b}" for a, b in combinations(factors, 2)]
    terms = " + ".join([*factors, *pairs, "a1:a2:a3", "a1:a2:a4", "a1:a2:a5"])
    system = lw.model(f"y ~ {terms} + ({terms} | item)").equations(policy="off").system
    wrapped = fitted(system, Page(39.0))
    assert max(widths(wrapped)) <= 39
    assert len(wrapped.lines) < 30


def test_a_vector_that_is_too_tall_has_dots_in_the_middle() -> None:
    slopes = " + ".join(f"x{n}" for n in range(1, 61))
    system = compact(f"y ~ {slopes} + ({slopes} | g)", "equatiomatic")
    assert {note.code for note in system.notes} == {"compact-matrix", "compact-vector"}
    assert max(map(height, system.lines)) == 4
    full = compact(f"y ~ {slopes} + ({slopes} | g)", "equatiomatic", compact=False)
    assert max(map(height, full.lines)) == 61


@pytest.mark.parametrize("fixed", ["x1 + x2", "{slopes} + w*x20"])
def test_a_tall_vector_of_unlike_means_is_told_by_equations(fixed: str) -> None:
    slopes = " + ".join(f"x{n}" for n in range(1, 61))
    formula = f"y ~ {fixed.format(slopes=slopes)} + ({slopes} | g)"
    system = lw.model(formula, levels={"w": "g"} if "w" in fixed else None).equations(policy="off").system
    short = fitted(system, Page(39.0))
    assert max(map(height, short.lines)) == 4
    whole = fitted(system, Page(39.0, compact=False))
    (vector,) = (
        line.right for line in whole.lines if repr(line.left).startswith("Symbol(name='mu'") and height(line) > 1
    )
    assert isinstance(vector, Matrix)
    means = [row[0] for row in vector.rows]
    told = {line.left.sub[0]: line.right for line in short.lines if isinstance(line.left, Symbol) and line.left.sub}
    ends = [n for n, mean in enumerate(means) if n in (0, 60) or type(means[n - 1]) is not type(mean)]
    assert len(ends) > 2
    for n in ends:
        assert told[Number(str(n + 1))] == means[n]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ((1, 2, 3, 4), (5, 6, 7, 8, 9), ["and zero for every pair that is not within 1,…,5", "or within 6,…,10"]),
        (
            (1, 2, 4, 6),
            (3, 5, 7, 8, 9),
            ["and zero for every pair that is not within 1,2,3,5,7", "or within 4,6,8,9,10"],
        ),
        ((2,), (3, 5), []),
    ],
)
def test_a_compact_matrix_of_blocks_says_which_pairs_are_zero(
    first: tuple[int, ...], second: tuple[int, ...], said: list[str]
) -> None:
    one, two = (" + ".join(f"x{n}" for n in block) for block in (first, second))
    fixed = " + ".join(f"x{n}" for n in sorted(first + second))
    system = compact(f"y ~ {fixed} + ({one} | g) + (0 + {two} | g)", compact=True)
    below = [line.right for line in system.lines if line.relation == ""]
    shown = [unicode_text.write(System((Line(Y, "=", node),), "any"))[4:].replace(" ", "") for node in below]
    wanted = said or ["and zero for every other pair"]
    assert shown[-len(wanted) :] == [one.replace(" ", "") for one in wanted]
    if said:
        assert shown.count("…") == 4  # the end of the first row and that of the last, in both blocks


def test_the_letters_of_rows_are_no_indices_of_the_system() -> None:
    system = compact("y ~ a + b + (a + b || s/t)", "equatiomatic", compact=True)
    apart = [line for line in system.lines if "!=" in repr(line)]
    assert len(apart) == 2
    for line in apart:
        assert isinstance(line.left, Symbol)
        indices = [one.letter for one in line.left.sub if isinstance(one, Index)]
        assert len(indices) == len(set(indices)) == 3
        assert indices[1:] == ["l", "m"]


def test_tall_systems_are_divided_between_pages_at_equations() -> None:
    system = fitted(lw.model(LARGE).equations(policy="off").system, Page(20.0))
    parts = list(divided(system, 20))
    assert [line for part in parts for line in part.lines] == list(system.lines)
    assert all(part.lines[0].relation in ("~", "=") for part in parts)
    assert all(sum(map(height, part.lines)) <= 20 or len(part.lines) == 1 for part in parts)
    assert list(divided(system, 1000)) == [system]
    lines = (Line(Y, "=", A),) * 36  # on letter paper they are taller than a page, with the space between them
    assert len(list(divided(System(lines, "any")))) == 2
    assert len(list(divided(System(lines[:32], "any")))) == 1


def test_a_name_that_is_wider_than_the_page_is_noted() -> None:
    long, longer = "the_name_of_a_variable_of_a_survey", "another_long_name_of_a_variable_of_a_survey"
    for notation in NOTATIONS:
        system = lw.model(f"response ~ {long}*{longer} + (1 | g)").equations(notation, policy="off").system
        assert [note.code for note in fitted(system, Page(39.0)).notes[len(system.notes) :]] == ["wide-line"]
        assert fitted(system, Page(80.0)).notes == system.notes
        assert fitted(system, Page(inf, terms=1)).notes == system.notes
