"""The numbers of groups and observations in place of letters, and what index letters count."""

from __future__ import annotations

import pytest

import levelwise as lw
from levelwise.equation.counts import with_counts
from levelwise.equation.index_letters import counted_by
from levelwise.equation.tree import Index, Line, Number, Range, Symbol, System
from levelwise.equation.walk import walk
from levelwise.notations.table import NOTATIONS

DATA = {
    "y": [1.0, 2.0, 3.5, 4.0, 5.0, 6.5, 2.5, 3.0],
    "x": [0.0, 1.0, 2.0, 0.5, 1.5, 0.0, 1.0, 2.0],
    "class": list("aabbccdd"),
    "school": list("sssstttt"),
    "rater": list("pqpqpqpq"),
}
FORMULAS = {
    "y ~ x + (1 | class)": {4},
    "y ~ x + (1 | class) + (1 | school)": {4, 2},
    "y ~ x + (1 | class) + (1 | rater)": {4, 2},
    "y ~ x + (1 | class) + (0 + x | class)": {4},
}


def bounds(eq: lw.Equations) -> list[object]:
    return [node.bound for node in walk(eq.system.lines) if isinstance(node, Range)]


@pytest.mark.parametrize("name", sorted(NOTATIONS.own))
@pytest.mark.parametrize("formula", FORMULAS)
def test_every_range_ends_in_a_number_from_the_data(name: str, formula: str) -> None:
    try:
        letters = lw.extract_eq(formula, DATA, policy="off", notation=name)
    except lw.UnsupportedModelError:
        pytest.skip("outside the scope of the notation")
    numbers = lw.extract_eq(formula, DATA, policy="off", notation=name, numbers=True)
    numbers.verify()
    allowed = {Number(str(number)) for number in (*FORMULAS[formula], 8)}
    for before, after in zip(bounds(letters), bounds(numbers), strict=True):
        scripted = isinstance(before, Symbol) and before.sub
        assert after == before if scripted else after in allowed
    if not bounds(numbers):
        assert "no-effect" in {note.code for note in numbers.notes}
        assert numbers.system.lines == letters.system.lines


def test_without_data_the_error_says_why() -> None:
    with pytest.raises(lw.OptionError, match="numbers=True writes the numbers of groups and observations in the data"):
        lw.extract_eq("y ~ x + (1 | g)", numbers=True)


def test_a_range_of_observations_ends_in_their_number_unless_it_is_that_of_a_group() -> None:
    eq = lw.extract_eq("y ~ x + (1 | class)", DATA)
    i = (Index("i"),)
    nested = Range(("i",), Symbol("n", (Index("j"),)))
    lines = (Line(Symbol("y", i), "=", Symbol("e", i), (Range(("i",), Symbol("n")), nested)), *eq.system.lines)
    counted = with_counts(System(lines, "any"), eq.spec)
    assert counted.lines[0].ranges == (Range(("i",), Number("8")), nested)


def test_letters_count_what_the_ranges_or_the_effects_say() -> None:
    eq = lw.extract_eq("y ~ x + (x | school/class)", notation="raudenbush-bryk")
    expected = {"i": "observation", "j": "class:school", "k": "school"}
    assert counted_by(eq.system, eq.spec) == expected
    bare = System(tuple(Line(line.left, line.relation, line.right) for line in eq.system.lines), "any")
    assert counted_by(bare, eq.spec) == expected
