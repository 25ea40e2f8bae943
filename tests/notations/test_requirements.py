"""The six requirements on notations, tested on random formulas."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.draws import examples
from helpers.latex import balanced
from helpers.random_models import STRUCTURES, Case, cases
from helpers.requirements import assert_family_is_written, assert_nothing_is_lost, generalized, written
from levelwise.design.assemble import PreparedModel
from levelwise.errors import DataError, FormulaSyntaxError
from levelwise.notations.table import NOTATIONS
from levelwise.options import applied
from levelwise.proof.verify import verify
from levelwise.vocabulary.families import FAMILIES, Family
from levelwise.writers.table import WRITERS

notation = pytest.mark.parametrize("name", sorted(NOTATIONS.own))


def built(case: Case) -> PreparedModel:
    try:
        return case.build()
    except (FormulaSyntaxError, DataError):
        assume(False)
        raise


@notation
@examples(40)
@given(case=cases())
def test_systems_recombine_and_lose_nothing(name: str, case: Case) -> None:
    spec = built(case).spec
    if (system := written(name, spec)) is None:
        return
    verify(system, spec, NOTATIONS.named(name).conventions(spec))  # requirements 1, 3 and 4
    assert_nothing_is_lost(system, spec)


@notation
@examples(30)
@given(case=cases(), pair=st.sampled_from([(family, link) for family in FAMILIES for link in family.links]))
def test_every_family_recombines(name: str, case: Case, pair: tuple[Family, str]) -> None:
    spec = generalized(built(case).spec, *pair)
    if (system := written(name, spec)) is None:
        return
    verify(system, spec, NOTATIONS.named(name).conventions(spec))
    assert_family_is_written(system, spec)


@notation
@examples(8)
@given(case=cases())
def test_every_writer_spells_every_tree(name: str, case: Case) -> None:
    spec = built(case).spec
    if (system := written(name, spec)) is None:
        return
    for writer in (one for one in WRITERS.own.values() if one.extra is None):
        for matrices in ("pmatrix", "array"):
            output = writer.write(system, applied({"matrices": matrices}, writer.options))
            assert output
            if writer.name == "latex":
                assert balanced(str(output))


WIDE = [
    *(
        ("y ~ x0 + (1 | g) + " + name + "(" + " + ".join(f"x{n}" for n in range(13)) + " | g)", {}, {})
        for name in STRUCTURES
    ),
    (
        "y ~ " + " + ".join(f"x{n}" for n in range(13)) + " + (" + " + ".join(f"x{n}" for n in range(13)) + " | g)",
        {},
        {},
    ),
    (
        "y ~ " + " + ".join(f"w{n}" for n in range(13)) + " + x*w11 + (x | g) + (w1 + w10 + w11 | h)",
        {f"w{n}": "g" for n in range(13)},
        {"g": "h"},
    ),
    (
        "y ~ " + " + ".join(f"x{n}*w" for n in range(13)) + " + (x1 + x10 + x11 + w | g) + (x1 + x10 + w:x11 | h)",
        {"w": "h"},
        {},
    ),
    (
        "y ~ " + " + ".join(f"x{n}*w" for n in range(13)) + " + (w + w:x1 + x11 | a:b) + (1 | a) + (1 | b)",
        {"w": "a"},
        {},
    ),
]


@notation
@pytest.mark.parametrize("number", range(len(WIDE)))
def test_numbers_of_two_digits_stay_apart(name: str, number: int) -> None:
    formula, levels, nesting = WIDE[number]
    spec = Case(formula, levels, nesting).build().spec
    if (system := written(name, spec)) is not None:
        verify(system, spec, NOTATIONS.named(name).conventions(spec))
